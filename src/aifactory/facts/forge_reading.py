"""From a forge's reader to facts: each part as far as a question needs it, and no further."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from gettext import gettext as _
from typing import TypeVar

from msgspec.structs import replace

from aifactory.facts.documents.model import Document
from aifactory.facts.documents.read import read_document
from aifactory.facts.forge import NAMES, PARTS, ForgeFacts, Part, PartName
from aifactory.facts.history import HistoryFacts
from aifactory.facts.words import load_words
from aifactory.forge.errors import Denied, ForgeError, Missing
from aifactory.forge.protocol import Reader
from aifactory.forge.records import Issue, Label, Request
from aifactory.model import Text

Item = TypeVar("Item")
Tell = Callable[[str], None]

MANY = 2000  # of a kind are read whole; of more, those touched lately
MOST = 100_000  # of a kind: more is no tracker, or none that can be read
ENDLESS = (
    Text("the list has more than {n} items", {"n": MOST}),
    Text("read less of it, with --since"),
)
LATELY = 400  # days before the last commit
NAMED = 100  # older issues with a label that some question names
EXPLAINED = 0.75  # share of the changes by people whose request is known from their message
ALONE, REVIEWED = 100, 10  # reviews are asked one by one for so many, and until so many are found
RECENT = 300  # releases, deployments, runs
LONGEST = 20_000  # characters of an issue that records how the team works
DOCUMENTS = 200
RECORDS = ("retrospective", "satisfaction", "user-test")
QUESTIONS = ("bug", *RECORDS)


class Forge:
    """A reading under way: what was read, and how far."""

    def __init__(self, reader: Reader, horizon: str, tell: Tell) -> None:
        self.reader = reader
        self.horizon = horizon
        self.tell = tell
        self.parts: dict[str, Part] = {}

    def take(
        self,
        name: PartName,
        items: Callable[[], Iterable[Item]],
        enough: Callable[[Item, int], bool] | None = None,
    ) -> tuple[Item, ...]:
        """Items until they end, or until `enough` of one and of how many came before it."""
        found: list[Item] = []
        self.tell(_(NAMES[name].msgid))
        try:
            for item in items():
                if enough and enough(item, len(found)):
                    self.parts[name] = Part("since", since=self.horizon)
                    break
                if len(found) >= MOST:
                    self.parts[name] = Part("partial", reason=ENDLESS[0], supply=ENDLESS[1])
                    break
                found.append(item)
            else:
                self.parts[name] = Part("whole")
        except ForgeError as error:
            self.parts[name] = part_of(error, bool(found))
        return tuple(found)


def part_of(error: ForgeError, some: bool) -> Part:
    """How far a part was read that an error ended."""
    if isinstance(error, Missing) and not some:  # switched off in this repository
        return Part("whole")
    denied = isinstance(error, Denied) and not some
    state = "denied" if denied else "partial"
    return Part(state, reason=error.reason, supply=error.supply)  # type: ignore[arg-type]


def read_forge(
    reader: Reader,
    history: HistoryFacts | None,
    *,
    today: str,
    branch: str = "",
    wanted: Sequence[str] = PARTS,
    since: str = "",
    tell: Tell | None = None,
) -> ForgeFacts:
    """The wanted parts of a forge. ForgeError where the repository itself cannot be read.

    Issues and requests beyond `MANY` are read back to `since`, by default `LATELY` days before
    the last commit.
    """
    about = reader.repository()
    last = history.last_commit if history and history.last_commit else today
    horizon = since or (date.fromisoformat(last) - timedelta(days=LATELY)).isoformat()
    forge = Forge(reader, horizon, tell or (lambda _: None))
    simple = read_simple(forge, wanted, branch or about.default_branch)
    issues = read_issues(forge, wanted, simple.labels) if {"issues", "events"} & {*wanted} else ()
    requests = read_requests(forge, wanted) if {"requests", "reviews"} & {*wanted} else ()
    return replace(
        simple,
        repository=about,
        issues=tuple(replace(issue, body="") for issue in issues),
        requests=requests,
        line=read_line(forge, history, requests),
        documents=tuple(records(issues)),
        parts=forge.parts,
    )


def read_simple(forge: Forge, wanted: Sequence[str], branch: str) -> ForgeFacts:
    """The parts that are short, or of which the newest are enough."""
    reader = forge.reader

    def lately(of: Callable[[Item], str]) -> Callable[[Item, int], bool]:
        return lambda item, n: n >= RECENT and of(item)[:10] < forge.horizon

    facts = ForgeFacts(provider=reader.provider, repository=reader.repository(), parts={})
    if "protections" in wanted and branch:
        facts = replace(
            facts, protections=forge.take("protections", lambda: reader.protections(branch))
        )
    if {"labels", "issues"} & {*wanted}:
        facts = replace(facts, labels=forge.take("labels", reader.labels))
    if "milestones" in wanted:
        facts = replace(facts, milestones=forge.take("milestones", reader.milestones))
    if "releases" in wanted:
        found = forge.take("releases", reader.releases, lately(lambda one: one.published))
        facts = replace(facts, releases=found)
    if "deployments" in wanted:
        deployed = forge.take("deployments", reader.deployments, lately(lambda one: one.at))
        facts = replace(facts, deployments=deployed)
    if "runs" in wanted:
        runs = forge.take("runs", reader.runs, lambda _, n: n >= RECENT)
        facts = replace(facts, runs=runs)
    if "boards" in wanted:
        facts = replace(facts, boards=forge.take("boards", reader.boards))
    return facts


def read_issues(forge: Forge, wanted: Sequence[str], labels: Sequence[Label]) -> tuple[Issue, ...]:
    """Issues, newest number first, and older ones with a label that a question names."""

    def old(issue: Issue, n: int) -> bool:
        return n >= MANY and issue.updated[:10] < forge.horizon

    asked = "events" in wanted
    found = {
        i.number: i for i in forge.take("issues", lambda: forge.reader.issues(events=asked), old)
    }
    if forge.parts["issues"].state == "since":
        for issue in older(forge, labels):
            found.setdefault(issue.number, issue)
    if asked:
        found = with_events(forge, found)
    return tuple(found[number] for number in sorted(found, reverse=True))


def older(forge: Forge, labels: Sequence[Label]) -> Iterator[Issue]:
    """Some issues with each label that a question names, however old."""
    lexicon = load_words()
    try:
        for label in labels:
            if any(lexicon.has(question, label.name) for question in QUESTIONS):
                for position, issue in enumerate(forge.reader.issues(label=label.name)):
                    if position >= NAMED:
                        break
                    yield issue
    except ForgeError as error:
        forge.parts["issues"] = part_of(error, True)


def with_events(forge: Forge, found: dict[int, Issue]) -> dict[int, Issue]:
    """Issues with their events; those that must be asked one by one, where touched lately."""
    forge.parts["events"] = forge.parts["issues"]
    told = dict(found)
    try:
        for number, issue in found.items():
            if issue.events is None and issue.updated[:10] >= forge.horizon:
                told[number] = replace(issue, events=forge.reader.events_of(number))
    except ForgeError as error:
        forge.parts["events"] = part_of(error, True)
    else:
        if any(issue.events is None for issue in told.values()):
            forge.parts["events"] = Part("since", since=forge.horizon)
    return told


def read_requests(forge: Forge, wanted: Sequence[str]) -> tuple[Request, ...]:
    """Requests, newest number first, with the reviews that were asked for."""

    def old(request: Request, n: int) -> bool:
        return n >= MANY and request.updated[:10] < forge.horizon

    taken = forge.take("requests", forge.reader.requests, old)
    found = {request.number: request for request in taken}
    if "reviews" in wanted:
        found = with_reviews(forge, found)
    return tuple(found[number] for number in sorted(found, reverse=True))


def with_reviews(forge: Forge, found: dict[int, Request]) -> dict[int, Request]:
    """Requests with their reviews; where they are asked one by one, the last merged first."""
    forge.parts["reviews"] = forge.parts["requests"]
    told = dict(found)
    merged = sorted((r for r in found.values() if r.merged), key=lambda r: r.merged, reverse=True)
    asked = reviewed = 0
    try:
        for request in merged:
            if request.reviews is not None:
                continue
            if asked >= ALONE and reviewed >= REVIEWED:
                forge.parts["reviews"] = Part("since", since=request.merged[:10])
                break
            reviews = forge.reader.reviews_of(request.number)
            asked, reviewed = asked + 1, reviewed + bool(reviews)
            told[request.number] = replace(request, reviews=reviews)
    except ForgeError as error:
        forge.parts["reviews"] = part_of(error, True)
    return told


def read_line(
    forge: Forge, history: HistoryFacts | None, requests: Sequence[Request]
) -> dict[str, int]:
    """Which merged request brought each of the last changes by people that do not say it."""
    merged = {request.commit: request.number for request in requests if request.commit}
    if not history or not merged:
        return {}
    silent = [change.commit for change in history.changes if not change.via]
    line = {commit: merged[commit] for commit in silent if commit in merged}
    rest = [commit for commit in silent if commit not in merged]
    if len(rest) <= (1 - EXPLAINED) * len(history.changes):
        return line
    try:
        return line | forge.reader.introduced(rest)
    except ForgeError as error:
        forge.parts["requests"] = part_of(error, True)
        return line


def records(issues: Iterable[Issue]) -> Iterator[Document]:
    """The texts of issues that record a retrospective, a satisfaction or a test with users."""
    lexicon = load_words()
    left = DOCUMENTS
    for issue in issues:
        named = " ".join((issue.title, *issue.labels))
        if left and any(lexicon.has(family, named) for family in RECORDS):
            left -= 1
            text = f"# {' '.join(issue.title.split())}\n\n{issue.body[:LONGEST]}"
            document = read_document("issue.md", text)
            day = (issue.closed or issue.created)[:10]
            yield replace(document, path=issue.url, front={"date": day})
