"""B4Cr9: the roadmap (macro) told apart from the Kanban (micro)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aifactory.checks.bloc4.b4cr6 import is_tracker
from aifactory.checks.boards import BOARD_LINK, leading, speaks, states_of
from aifactory.checks.dates import has_horizon
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.practice import explains, is_news, is_pattern, is_talk, practised, shows_use
from aifactory.checks.reading import about, is_promise, is_unfilled
from aifactory.checks.tracked import either, of_milestone
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.words import fold
from aifactory.forge.records import Milestone
from aifactory.model import Evidence, Finding, Text

TICKET = re.compile(
    r"(?<![\w&/])#\d+\b|(?<![\w-])(?!UTF-|ISO-|RFC-|PEP-)[A-Z][A-Z0-9]+-\d+\b|\bGH-\d+\b"
)
TICKET_LINK = re.compile(
    r"/(?:-/)?(?:issues|milestones?|epics|pull|pulls|merge_requests|work_items|browse)(?:/|\?|$)|^(?:pr|issue|gh|ghissue|ghpull):",
    re.I,
)
EPIC = re.compile(
    r"\b(?:[Ee]pic|[Mm]ilestone|[Jj]alon|[ÉEée]pop[ée]e)(?:\s*[:#]\s*\w|\s+(?:[\"«“‘']|[vVM]?\d))"
    r"|(?<![.\w])\b(?:epic|milestone|jalon|épopée)\s+[A-Z]"
)
LEAST_STATES, MEANT = 3, 3  # states; words that say what one means
CHAPTER = re.compile(r"\s*(\d{1,2})[.)]?\s+\D")
SECTION = re.compile(r"\s*(\d{1,2})\.\d{1,2}(?:\.\d{1,2})*\.?\s+(?=\D)")
ELSEWHERE = re.compile(
    r"(?:the |our )?(?:roadmaps?|milestones?|boards?|feuilles? de route|jalons?)"
)
WIP = re.compile(r"\bwip\b|\blimite?\b|\bmax(?:imum)?\b", re.I)
MERMAID_TASK = re.compile(r"^\s*[^%:\n]{2,80}:[^\n]*\b\d{4}-\d{2}", re.M)

Plan = tuple[Document, Block, tuple[Block, ...]]


def plans(facts: Facts, least: int) -> Iterator[Plan]:
    """Roadmaps: (document, where it begins, its blocks); documents named for it come first."""
    for document in sorted(
        facts.files.documents,
        key=lambda d: (not about(d, "roadmap"), d.path.count("/"), d.path),
    ):
        if not document.blocks or is_unfilled(document) or is_pattern(document):
            continue
        if about(document, "roadmap"):
            if _lays_out(document):
                yield document, document.blocks[0], document.blocks
            continue
        if is_talk(document) or is_news(document):
            continue
        for heading, below in practised(document, "roadmap"):
            blocks = tuple(below.blocks)
            if len(list(_entries(document, blocks))) >= least and not is_promise(below.text):
                yield document, heading, (heading, *blocks)


def _lays_out(document: Document) -> bool:
    """Whether a document named for the roadmap is one, and not the manual of a command."""
    entries = list(_entries(document, document.blocks))
    if shows_use(document.blocks) and any(
        b.kind == "heading" and explains(b) for b in document.blocks
    ):
        return False
    return bool(entries) or sum(count_words(b.text) for b in document.blocks) >= 30


def _entries(document: Document, blocks: tuple[Block, ...]) -> Iterator[tuple[str, Block]]:
    """Entries with the text that dates them: an item carries its headings' horizon."""
    chapters = {
        m[1] for b in document.blocks if b.kind == "heading" and (m := CHAPTER.match(b.text))
    }
    over = ""
    for number_, block in enumerate(blocks):
        if block.kind == "heading":
            text = _unnumbered(block.text, chapters)
            over = text if has_horizon(text) else ""
            if number_ and (over or _opens(blocks, number_)):
                yield text, block
        elif block.kind == "item" and not _only_leads_on(block):
            yield f"{over}: {block.text}", block
        elif block.kind == "table":
            for row in block.text.split("\n")[1:]:
                yield f"{over}: {row}", block
        elif block.kind == "code" and "gantt" in block.text:
            for match in MERMAID_TASK.finditer(block.text):
                yield match[0], block


def _unnumbered(heading: str, chapters: set[str]) -> str:
    """A heading without its number, "12.4" below a chapter 12, which is no version."""
    match = SECTION.match(heading)
    return heading[match.end() :] if match and match[1] in chapters else heading


def _opens(blocks: tuple[Block, ...], index: int) -> bool:
    """Whether a heading opens something said, and no mere list of links to other roadmaps."""
    below = blocks[index + 1 : index + 2]
    return bool(below) and below[0].kind != "heading" and not _only_leads_on(below[0])


def _only_leads_on(block: Block) -> bool:
    """Whether an item is a link to a roadmap or a list of milestones that stands elsewhere."""
    return bool(block.links) and ELSEWHERE.fullmatch(fold(block.text).strip()) is not None


def roadmap(facts: Facts, params: Params) -> Finding:
    """The macro level is laid out."""
    return either(
        facts,
        lambda: _roadmap(facts, params),
        lambda forge: _milestones(
            (m for m in forge.milestones if m.due),
            int(number(params, "milestones")),
            Text("{n} milestones with a due date"),
            Text("{n} milestones with a due date; {least} are needed"),
        ),
    )


def _milestones(found: Iterable[Milestone], least: int, yes: Text, no: Text) -> Finding:
    """Whether there are enough milestones of a kind."""
    kept = sorted(found, key=lambda m: m.due, reverse=True)
    values: dict[str, str | int | float] = {"n": len(kept), "least": least}
    evidence = [of_milestone(one) for one in kept]
    if len(kept) >= least:
        return passed(Text(yes.msgid, values), evidence)
    return failed(Text(no.msgid, values), evidence)


def _roadmap(facts: Facts, params: Params) -> Finding:
    for document, start, _ in plans(facts, int(number(params, "entries"))):
        return passed(Text("a roadmap"), [at(document, start)])
    return failed(
        Text(
            "no roadmap document, no heading on it with {n} entries",
            {"n": int(number(params, "entries"))},
        )
    )


def roadmap_dated(facts: Facts, params: Params) -> Finding:
    """Entries of the roadmap carry a horizon."""
    return either(
        facts,
        lambda: _dated(facts, params),
        lambda forge: _milestones(
            (
                m
                for m in forge.milestones
                if m.due or any(map(has_horizon, (m.title, *m.title.split())))
            ),
            int(number(params, "entries")),
            Text("{n} milestones carry a horizon"),
            Text("{n} milestones carry a horizon; {least} are needed"),
        ),
    )


def _dated(facts: Facts, params: Params) -> Finding:
    least, nearest = int(number(params, "entries")), 0
    found_any = False
    for document, start, blocks in plans(facts, 3):
        found_any = True
        dated = [
            b
            for text, b in _entries(document, blocks)
            if has_horizon(text, facts.subject.name) and not _is_list_number(text)
        ]
        nearest = max(nearest, len(dated))
        if len(dated) >= least:
            text = Text("{n} entries of the roadmap carry a horizon", {"n": len(dated)})
            return passed(text, [at(document, start), *(at(document, b) for b in dated[:2])])
    if not found_any:
        return failed(Text("no roadmap"))
    return failed(
        Text(
            "{n} entries of the roadmap carry a horizon; {least} are needed",
            {"n": nearest, "least": least},
        )
    )


def _is_list_number(text: str) -> bool:
    return re.fullmatch(r"\s*\d+\.\d*\s*\D*", text) is not None


def kanban_states(facts: Facts, params: Params) -> Finding:
    """The micro level has states of its own, with their meaning or limits."""
    return either(facts, lambda: _states(facts), _tracked_states)


def _tracked_states(forge: ForgeFacts) -> Finding:
    """Columns of a board, or labels, that are states and say what they mean or hold."""
    for board in forge.boards:
        told = [c.name for c in board.columns if c.limit or count_words(c.meaning) >= MEANT]
        if len(named := states_of(told)) >= LEAST_STATES:
            text = Text("states with their meaning: {names}", {"names": ", ".join(named.values())})
            return passed(text, [Evidence(url=board.url, text=board.title)])
    told = [one.name for one in forge.labels if count_words(one.description) >= MEANT]
    named = states_of(told)
    evidence = [Evidence(url=f"{forge.repository.url}/labels", text=n) for n in named.values()]
    if len(named) >= LEAST_STATES:
        text = Text("states with their meaning: {names}", {"names": ", ".join(named.values())})
        return passed(text, evidence)
    return failed(Text("no board or label of the forge says what its states mean"), evidence)


def _states(facts: Facts) -> Finding:
    for document in facts.files.documents:
        if is_unfilled(document):
            continue
        if not speaks(facts, document):
            continue
        for heading, below in practised(document, "board", "kanban-states"):
            explained = _explained(below.blocks)
            if len(explained) >= LEAST_STATES:
                text = Text("states with their meaning: {names}", {"names": ", ".join(explained)})
                return passed(text, [at(document, b) for b in (heading, *explained.values())])
    return failed(Text("no document gives the states of the board with their meaning or limits"))


def _explained(blocks: tuple[Block, ...] | list[Block]) -> dict[str, Block]:
    """States that stand in an item, a table row or a heading with a few words of meaning."""
    found: dict[str, Block] = {}
    for position, block in enumerate(blocks):
        rows = block.text.split("\n") if block.kind == "table" else [block.text]
        for row in rows if block.kind in ("item", "table", "heading") else []:
            named = leading(row)
            below = blocks[position + 1] if position + 1 < len(blocks) else None
            limited = bool(WIP.search(row) and re.search(r"\d", row))
            told = limited or count_words(row) >= 4
            if block.kind == "heading":
                told = (
                    below is not None and below.kind != "heading" and count_words(below.text) >= 3
                )
            if named and told:
                found.setdefault(named[0], block)
    return found


def macro_micro_linked(facts: Facts, params: Params) -> Finding:
    """The roadmap points at tickets, epics or milestones, or milestones hold tickets."""
    return either(
        facts,
        lambda: _linked(facts),
        lambda forge: _milestones(
            (m for m in forge.milestones if m.held >= number(params, "milestone-issues")),
            int(number(params, "milestones")),
            Text("{n} milestones hold tickets"),
            Text("{n} milestones hold enough tickets; {least} are needed"),
        ),
    )


def _linked(facts: Facts) -> Finding:
    found_any = False
    for document, _, blocks in plans(facts, 3):
        found_any = True
        for block in blocks:
            if reference := points_at(block, facts):
                return passed(
                    Text("the roadmap points at tickets"), [at(document, block, reference)]
                )
    return failed(
        Text("the roadmap points at no ticket, epic or milestone")
        if found_any
        else Text("no roadmap")
    )


def points_at(block: Block, facts: Facts) -> str:
    """The first reference of a block to a ticket, an epic, a milestone or the tracker."""
    if block.kind == "code" and "gantt" not in block.text:
        return ""
    for link in block.links:
        if (
            TICKET_LINK.search(link.target)
            or BOARD_LINK.search(link.target)
            or is_tracker(link, facts)
        ):
            return link.target
    if match := TICKET.search(block.text):
        return match[0]
    return block.text if EPIC.search(block.text) else ""
