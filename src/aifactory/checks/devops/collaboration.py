"""Collaboration: developers and operators share the work, its instructions and its incidents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.dated import held
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.reading import about, is_promise, mentions, sections
from aifactory.checks.tracked import closed, either, of_issue
from aifactory.checks.using import spread, uses, widened
from aifactory.checks.written import Told, rows, told
from aifactory.facts.documents.model import Document
from aifactory.facts.documents.sections import words
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.words import fold, load_words
from aifactory.model import Evidence, Finding, Text

PEOPLE = re.compile(
    r"(?<!\w)@\w|\braci\b|\bowner|\bresponsible|\baccountable|\bteam\b|\btechnician|\bdevelopers?\b|\bengineers?\b|\bresponsable|\bequipe|\blead\b|\bsre\b|\bproprietaire|\bmaintainer"
)
STEPS = 4  # items that make an instruction
UNNAMED = re.compile(r"to be completed|à compléter|\bTBD\b|\bTODO\b", re.I)


def contribution_guide(facts: Facts, params: Params) -> Finding:
    """Whoever comes finds how to prepare, try and propose a change."""
    least = number(params, "min-words")
    nearest = []
    for one in told(facts, "devops-contributing"):
        if not _called(one, "devops-contributing"):
            continue  # "Time-aware model development" is about no contribution
        shown = one.below.code or one.below.commands
        if shown and one.below.words >= least:
            return passed(
                Text("a guide says how to contribute, with commands"),
                [at(one.document, one.heading)],
            )
        if shown or one.below.words >= least:
            nearest.append(at(one.document, one.heading))
    return failed(
        Text("no guide with commands and {n} words says how to contribute", {"n": int(least)}),
        nearest[:2],
    )


def _called(one: Told, family: str) -> bool:
    """Whether a page is called by a subject, or a heading begins with it."""
    return about(one.document, family) or load_words().begins(family, one.heading.text)


def operations_owned(facts: Facts, params: Params) -> Finding:
    """Somebody answers for what runs in production."""
    if found := uses(facts, "dv-owns-operations"):
        return passed(Text("owners of what operates are named"), spread(found))
    for one in _shared(facts, number(params, "rows")):
        return passed(
            Text("roles share development and operations out"), [at(one.document, one.heading)]
        )
    return failed(Text("no owner of deployment or infrastructure, no page that shares roles out"))


def _shared(facts: Facts, least: float) -> Iterator[Told]:
    """Pages that share roles out, production among what they share."""
    for one in told(facts, "devops-roles"):
        named = _called(one, "devops-roles")
        if not named or rows(one.below) < least or not mentions(one.below.text, "devops-operated"):
            continue
        if any(PEOPLE.search(fold(table.text)) for table in one.below.tables):
            yield one


def runbook(facts: Facts, params: Params) -> Finding:
    """Operators find what to do when something goes wrong, and whom to call."""
    least = number(params, "min-words")
    part = None
    for one in told(facts, "devops-runbook"):
        if not _instructs(one, least):
            continue
        if _calls(one.document):
            return passed(Text("a runbook, with whom to call"), [at(one.document, one.heading)])
        part = part or at(one.document, one.heading)
    if part:
        return partly(Text("a runbook that does not say whom to call"), [part])
    return failed(Text("no runbook: no page with steps or commands for those who operate"))


def _instructs(one: Told, least: float) -> bool:
    below = one.below
    said = below.words + sum(words(table.text) for table in below.tables)
    acts = below.code or below.commands or len(below.items) >= STEPS or rows(below) >= STEPS
    return bool(acts) and said >= least and not is_promise(below.text)


def _calls(document: Document) -> bool:
    """Whether a page names who is on call or how to reach them, and leaves it to nobody."""
    told_of = [
        block.text
        for block in document.blocks
        if block.kind in ("prose", "item", "table") and mentions(block.text, "devops-on-call")
    ]
    told_of += [below.text for _, below in sections(document, "devops-on-call") if below.words > 1]
    return any(not UNNAMED.search(text) for text in told_of)


def incidents_recorded(facts: Facts, params: Params) -> Finding:
    """What went wrong in production was written down."""
    return either(facts, lambda: _written(facts, params), lambda forge: _ticketed(forge, params))


def _written(facts: Facts, params: Params) -> Finding:
    least = number(params, "min-words")
    for document in widened(facts).files.documents:
        said = sum(words(b.text) for b in document.blocks if b.kind in ("prose", "item", "table"))
        if (
            mentions(document.path.replace("/", " / "), "devops-incident")
            and said >= least
            and held(document)
        ):
            return passed(Text("incidents are written down"), [at(document, document.blocks[0])])
    forms = [
        Evidence(path=form.path, line=1)
        for form in facts.files.tracker.forms
        if mentions(f"{form.path.rsplit('/', 1)[-1]} {form.name}", "devops-incident")
    ]
    if forms:
        return partly(Text("a form for incidents, no incident on record"), forms)
    return failed(Text("no dated record of an incident and no form for one"))


def _ticketed(forge: ForgeFacts, params: Params) -> Finding:
    found = closed(forge, "devops-incident")
    if len(found) >= number(params, "closed"):
        return passed(Text("incidents are followed as tickets"), map(of_issue, found))
    return failed(Text("no closed ticket is labelled as an incident"))
