"""Op5: from an incident to what was learned of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aifactory.checks.bloc4.b4cr10 import Piece, actions, is_tied, pieces
from aifactory.checks.dated import held
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.pages import commands, pages, said
from aifactory.checks.reading import mentions
from aifactory.checks.tracked import closed, either, of_issue
from aifactory.checks.using import widened
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.forge import ForgeFacts
from aifactory.model import Evidence, Finding, Text


def incident_form(facts: Facts, params: Params) -> Finding:
    """An incident has a form of its own, which labels it."""
    found = [f for f in facts.files.tracker.forms if mentions(f.name, "operations-incident")]
    evidence = [Evidence(path=f.path, line=1, text=", ".join((f.name, *f.triage))) for f in found]
    if any(form.triage for form in found):
        return passed(Text("a form for incidents, which labels or assigns by itself"), evidence)
    if found:
        return partly(Text("a form for incidents, which nobody is told of"), evidence)
    return failed(Text("no issue form for incidents"))


def runbook(facts: Facts, params: Params) -> Finding:
    """Whoever is called finds what to look at and what to do."""
    nearest: list[Evidence] = []
    for document, start, blocks in pages(facts, "operations-runbook"):
        rows = sum(b.text.count("\n") for b in blocks if b.kind == "table")
        steps = sum(b.kind == "item" for b in blocks)
        if said(blocks) < number(params, "min-words"):
            continue
        if commands(blocks) >= number(params, "commands"):
            return passed(Text("a runbook with its commands"), [at(document, start)])
        if max(rows, steps) >= number(params, "steps"):
            nearest.append(at(document, start))
    if nearest:
        return partly(Text("a runbook with steps, but hardly a command"), nearest)
    return failed(Text("no runbook: no page on what to do when an alert comes"))


def post_mortems(facts: Facts, least: int) -> Iterator[tuple[date, Piece]]:
    """Dated accounts of incidents, of at least `least` words."""
    for document, start, blocks in pieces(widened(facts), "operations-postmortem"):
        day = held(document, blocks)
        told = sum(count_words(b.text) for b in blocks if b.kind in ("prose", "item", "table"))
        if day and told >= least:
            yield day, (document, start, blocks)


def incident_postmortems(facts: Facts, params: Params) -> Finding:
    """Incidents are told afterwards, at a date."""
    return either(facts, lambda: _written(facts, params), lambda forge: _tracked(forge, params))


def _written(facts: Facts, params: Params) -> Finding:
    least = int(number(params, "min-words"))
    found = {piece[0].path: at(piece[0], piece[1]) for _, piece in post_mortems(facts, least)}
    values: dict[str, str | int | float] = {"n": len(found), "least": least}
    if len(found) >= number(params, "at-least"):
        return passed(Text("{n} dated post-mortems", values), found.values())
    if found:
        return partly(Text("one dated post-mortem"), found.values())
    return failed(Text("no dated post-mortem of {least} words or more", values))


def _tracked(forge: ForgeFacts, params: Params) -> Finding:
    found = closed(forge, "operations-incident")
    if len(found) >= number(params, "at-least"):
        text = Text("{n} closed tickets labelled as incidents", {"n": len(found)})
        return passed(text, [of_issue(issue) for issue in found])
    return failed(Text("no closed ticket labelled as an incident"))


def incident_actions(facts: Facts, params: Params) -> Finding:
    """What was decided after an incident has an owner, a ticket or an end."""
    least = int(number(params, "actions"))
    tied = [
        at(document, block, line)
        for _, (document, _, blocks) in post_mortems(facts, 1)
        for block, line in actions(blocks)
        if is_tied(block, line)
    ]
    values: dict[str, str | int | float] = {"n": len(tied), "least": least}
    if len(tied) >= least:
        return passed(
            Text("{n} actions after incidents, each with a ticket, an owner or an end", values),
            tied,
        )
    text = Text(
        "{n} actions after incidents with a ticket, an owner or an end; {least} are needed", values
    )
    return failed(text, tied)
