"""A tracker for a project, from what its own documents plan: milestones, board, rules, tickets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from aifactory.checks.dates import find_date
from aifactory.errors import BadInput
from aifactory.facts.documents.model import Document
from aifactory.facts.documents.read import read_document
from aifactory.facts.words import load_words
from aifactory.forge.errors import Denied
from aifactory.forge.protocol import Reader, Writer
from aifactory.forge.records import Board, Column, Issue, Label, Protection
from aifactory.model import Text
from aifactory.scaffold.steps import Plan, Sign
from aifactory.snapshot.tree import Tree, Unreadable
from aifactory.snapshot.yamltree import Map, Seq, load

BACKLOGS = ("docs/backlog.yml", "docs/backlog.yaml", "backlog.yml")
RULE = "aifactory"
RETROSPECTIVE = "type:retrospective"
GANTT = re.compile(r"^\s*(?P<title>[^%:\n]{2,80}?)\s*:(?P<fields>[^\n]+)$", re.M)
STATE = re.compile(r"^(?:state|status|statut|[ée]tat)\s*[:/]+\s*(.+)$", re.I)
FRESH = {"Todo", "In Progress", "Done"}  # what GitHub gives every board
FORM = Text("write each ticket as id, title, body, labels and milestone")


class Epic(Struct, frozen=True):
    """An entry of the roadmap; `due` is a day."""

    title: str
    due: str
    about: str


class Ticket(Struct, frozen=True):
    """A first issue; `id` tells it apart for good."""

    id: str
    title: str
    body: str
    labels: tuple[str, ...] = ()
    milestone: str = ""

    @property
    def marker(self) -> str:
        """What its issue carries, unseen by readers, so that a second run knows it again."""
        return f"<!-- aifactory:{self.id} -->"


class AddMilestone(Struct, frozen=True):
    """A new milestone."""

    epic: Epic
    sign: Sign = "+"

    @property
    def text(self) -> Text:
        """See Step."""
        return Text(
            "milestone {title}, due {due}", {"title": self.epic.title, "due": self.epic.due}
        )

    def make(self, writer: Writer) -> None:
        """See Step."""
        writer.create_milestone(self.epic.title, self.epic.due, self.epic.about)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return any(one.title == self.epic.title for one in reader.milestones())


class Protect(Struct, frozen=True):
    """A rule for a branch."""

    branch: str
    approvals: int
    sign: Sign = "+"

    @property
    def text(self) -> Text:
        """See Step."""
        return Text(
            "branch {branch}: changes come by requests, approvals needed: {n}",
            {"branch": self.branch, "n": self.approvals},
        )

    def make(self, writer: Writer) -> None:
        """See Step."""
        rule = Protection(RULE, "", approvals=self.approvals, requests_only=True)
        writer.protect(self.branch, rule)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return guarded(reader.protections(self.branch), self.approvals)


class AddBoard(Struct, frozen=True):
    """A new board, or the columns of one that lacks them."""

    board: Board
    sign: Sign = "+"

    @property
    def text(self) -> Text:
        """See Step."""
        return Text(
            "board {title}: {columns}", {"title": self.board.title, "columns": _named(self.board)}
        )

    def make(self, writer: Writer) -> None:
        """See Step."""
        writer.create_board(self.board)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return has_board(reader.boards(), self.board)


class AddIssue(Struct, frozen=True):
    """A first issue."""

    ticket: Ticket
    sign: Sign = "+"

    @property
    def text(self) -> Text:
        """See Step."""
        return Text("issue {title}", {"title": self.ticket.title})

    def make(self, writer: Writer) -> None:
        """See Step."""
        one = self.ticket
        writer.create_issue(one.title, f"{one.body}\n\n{one.marker}\n", one.labels, one.milestone)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return is_known(self.ticket, list(reader.issues()))


def plan_milestones(reader: Reader, epics: Iterable[Epic]) -> Plan:
    """Milestones for the epics that have none."""
    known = {one.title.casefold() for one in reader.milestones()}
    return Plan(tuple(AddMilestone(e) for e in epics if e.title.casefold() not in known))


def plan_protection(reader: Reader, branch: str, approvals: int) -> Plan:
    """A rule for the default branch, where none asks as much."""
    if not branch:
        return Plan(remarks=(Text("no default branch to protect yet: push a commit first"),))
    try:
        if guarded(reader.protections(branch), approvals):
            return Plan()
    except Denied as error:
        return Plan(remarks=(error.reason, error.supply))
    return Plan((Protect(branch, approvals),))


def guarded(rules: Iterable[Protection], approvals: int) -> bool:
    """Whether some rule asks for requests with so many approvals."""
    return any(rule.requests_only and rule.approvals >= approvals for rule in rules)


def plan_board(reader: Reader, board: Board) -> Plan:
    """The board, where there is none of its name with its columns.

    One that people have given columns of their own is left to them.
    """
    if not board.columns:
        return Plan()
    try:
        present = [one for one in reader.boards() if one.title == board.title]
    except Denied as error:
        return Plan(remarks=(error.reason, error.supply))
    if has_board(present, board):
        return Plan()
    if not present:
        return Plan((AddBoard(board),))
    if reader.provider == "github" and {c.name for c in present[0].columns} != FRESH:
        said: dict[str, str | int | float] = {
            "title": board.title,
            "have": _named(present[0]),
            "columns": _named(board),
        }
        left = Text("board {title} is left alone: it has the columns {have}, not {columns}", said)
        return Plan(remarks=(left,))
    return Plan((AddBoard(board, "~"),))


def _named(board: Board) -> str:
    return ", ".join(column.name for column in board.columns)


def has_board(boards: Iterable[Board], wanted: Board) -> bool:
    """Whether a board of this title has these columns."""
    columns = {column.name for column in wanted.columns}
    return any(b.title == wanted.title and columns <= {c.name for c in b.columns} for b in boards)


def plan_issues(reader: Reader, tickets: Iterable[Ticket]) -> Plan:
    """Issues for the tickets that have none."""
    known = list(reader.issues())
    return Plan(tuple(AddIssue(one) for one in tickets if not is_known(one, known)))


def is_known(ticket: Ticket, issues: Iterable[Issue]) -> bool:
    """Whether an issue is this ticket's: by its marker, or by its title."""
    return any(ticket.marker in i.body or i.title == ticket.title for i in issues)


# What the project's documents say


def document(tree: Tree, family: str) -> Document | None:
    """The document whose name names a word family, nearest to the root."""
    lexicon = load_words()
    for path in sorted(tree.entries, key=lambda path: (path.count("/"), path)):
        name = path.rsplit("/", 1)[-1]
        if name.lower().endswith(".md") and lexicon.has(family, name.rsplit(".", 1)[0]):
            try:
                return read_document(path, tree.text(path))
            except Unreadable:
                continue
    return None


def epics(roadmap: Document | None) -> tuple[Epic, ...]:
    """The dated entries of a roadmap: rows of its tables, else tasks of its Gantt diagram."""
    if roadmap is None:
        return ()
    found = dict[str, Epic]()
    for block in roadmap.blocks:
        if block.kind == "table":
            for row in block.text.split("\n")[1:]:
                cells = [cell.strip() for cell in row.split(" | ")]
                if len(cells) > 1 and (day := find_date(row)):
                    about = next((c for c in cells[1:] if len(c.split()) > 2), "")
                    found.setdefault(cells[0], Epic(cells[0], day.isoformat(), about))
    if not found:
        for block in roadmap.blocks:
            if block.kind == "code" and "gantt" in block.text:
                found |= {epic.title: epic for epic in _tasks(block.text)}
    return tuple(found.values())


def _tasks(gantt: str) -> Iterator[Epic]:
    for match in GANTT.finditer(gantt):
        days = [day for field in match["fields"].split(",") if (day := find_date(field))]
        if days:
            yield Epic(match["title"].strip(), max(days).isoformat(), "")


def columns(
    kanban: Document | None, labels: Sequence[Label], *, by_label: bool
) -> tuple[Column, ...]:
    """The columns of the board: rows of the board's page that name a state's label, else the
    labels that are states. `by_label` names columns by their label, as GitLab's lists are.
    """
    states = {label.name: label for label in labels if STATE.match(label.name)}
    found = dict[str, Column]()
    for block in kanban.blocks if kanban else ():
        if block.kind == "table":
            for row in block.text.split("\n")[1:]:
                cells = [cell.strip() for cell in row.split(" | ")]
                name = next((cell for cell in cells if cell in states), "")
                if name:
                    meaning = states[name].description
                    found.setdefault(name, Column(name if by_label else cells[0], meaning))
    if found:
        return tuple(found.values())
    return tuple(Column(n if by_label else _plain(n), one.description) for n, one in states.items())


def _plain(label: str) -> str:
    """ "state:to-do" as "To do"."""
    match = STATE.match(label)
    return (match[1] if match else label).replace("-", " ").capitalize()


def backlog(tree: Tree) -> tuple[Ticket, ...]:
    """The first tickets that a project plans; BadInput for a file that holds something else."""
    path = next((path for path in BACKLOGS if path in tree.entries), "")
    if not path:
        return ()
    try:
        data = load(tree.text(path))
    except Unreadable as error:
        raise BadInput(
            Text("{path}: {reason}", {"path": path, "reason": error.said}), FORM
        ) from None
    rows = data.get("tickets") if isinstance(data, Map) else data
    if not isinstance(rows, Seq):
        raise BadInput(Text("{path} holds no list of tickets", {"path": path}), FORM)
    found = tuple(_ticket(row, path) for row in rows)
    ids = [one.id for one in found]
    if twice := next((one for one in ids if ids.count(one) > 1), ""):
        raise BadInput(
            Text("{path}: the id {twice} stands twice", {"path": path, "twice": twice}),
            Text("give each ticket its own"),
        )
    return found


def _ticket(row: Any, path: str) -> Ticket:
    line = getattr(row, "line", 1)
    given = (row.get(key) for key in ("id", "title", "body")) if isinstance(row, Map) else ()
    words = [str(value).strip() for value in given if isinstance(value, str)]
    if len(words) != 3 or not all(words):
        raise BadInput(
            Text(
                "{path}, line {line}: a ticket lacks its id, title or body",
                {"path": path, "line": line},
            ),
            FORM,
        )
    if not re.fullmatch(r"[\w.-]{1,60}", words[0]):
        raise BadInput(
            Text(
                "{path}, line {line}: an id is letters, digits, dots and dashes",
                {"path": path, "line": line},
            ),
            FORM,
        )
    labels = row.get("labels") or Seq()
    if not isinstance(labels, Seq) or not all(isinstance(one, str) for one in labels):
        raise BadInput(
            Text("{path}, line {line}: labels are a list of names", {"path": path, "line": line}),
            FORM,
        )
    milestone = row.get("milestone")
    return Ticket(
        id=words[0],
        title=" ".join(words[1].split()),
        body=words[2],
        labels=tuple(str(one) for one in labels),
        milestone=str(milestone).strip() if isinstance(milestone, str) else "",
    )


def actions(text: str, name: str) -> tuple[Ticket, ...]:
    """The open actions of a retrospective as tickets; BadInput where it has none."""
    from hashlib import sha256

    from aifactory.checks.bloc4.b4cr10 import actions as found

    document = read_document("retrospective.md", text)
    tickets: dict[str, Ticket] = {}
    for block, line in found(document.blocks):
        cells = [cell.strip() for cell in line.split(" | ")]
        title = " ".join(cells[0].split())[:200]
        if title and block.info != "done":
            mark = f"action-{sha256(title.encode()).hexdigest()[:12]}"
            rest = " · ".join(filter(None, cells[1:]))
            body = "\n\n".join(filter(None, (f"{name}: {title}", rest)))
            tickets.setdefault(mark, Ticket(mark, title, body, (RETROSPECTIVE,)))
    if not tickets:
        hint = Text("write them as items or rows below a heading on actions")
        raise BadInput(Text("{name} holds no open action", {"name": name}), hint)
    return tuple(tickets.values())
