"""B1Cr7: a technology watch that goes on, and improves the practice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from aifactory.checks.dated import held, lines
from aifactory.checks.dates import find_date
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.practice import is_handbook, is_news, is_pattern, product_is
from aifactory.checks.reading import about, is_unfilled, mentions
from aifactory.checks.tracked import either, is_bot
from aifactory.checks.using import spread, uses, widened
from aifactory.facts import Unread
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.forge import ForgeFacts
from aifactory.model import Evidence, Finding, Text

INDEX = re.compile(  # what lists, shapes or begins a collection of records
    r"(?:^|/)(?:readme|index|summary|about|template|0*-template|\d*-?record-architecture-decisions)\.\w+$",
    re.I,
)
ONE = re.compile(
    r"(?:^|/)(?:(?:adr|decision)[-_ ]?\d|\d{3,4}[-_])[^/]*$", re.I
)  # a record of one decision
BUMP = re.compile(
    r"^(?:bump |merge pull request #\d+ from (?:dependabot|renovate)|(?:build|chore|fix)\(deps|update dependency|mise à jour des dépendances)"
    r"|\bupdat\w+ .{0,30}\bdependenc",
    re.I,
)


def watch_journal(facts: Facts, params: Params) -> Finding:
    """Entries of a watch: dated, with sources; undated ones with sources are a beginning."""
    least = int(number(params, "entries"))
    days: set[date] = set()
    dated: list[Evidence] = []
    sourced: list[Evidence] = []
    for document, start, below in _journals(facts):
        sources = [link for link in below.links if "://" in link.target]
        if not sources:
            continue
        found = {day for line in _lines(below) if (day := find_date(line))}
        if day := held(document):
            found.add(day)
        days |= found
        if found:
            dated.append(at(document, start))
        if len(sources) >= least:
            sourced.append(at(document, start))
    values: dict[str, str | int | float] = {"n": len(days), "least": least}
    if len(days) >= least:
        return passed(Text("a watch with {n} dated entries and their sources", values), dated)
    if sourced and not product_is(facts, "watch"):
        text = Text("sources are gathered, with {n} dated entries; {least} are needed", values)
        return partly(text, sourced)
    return failed(Text("no watch with {least} dated entries and their sources", values), dated)


def _lines(below: Section) -> Iterator[str]:
    yield from lines(below.blocks)
    yield from (block.text for block in below.of("heading"))


def _journals(facts: Facts) -> Iterator[tuple[Document, Block, Section]]:
    """Pages of a watch, by name or folder, and sections on it."""
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or is_news(document):
            continue
        if not document.blocks:
            continue
        if about(document, "watch") or mentions(_folder(document), "watch"):
            yield document, document.blocks[0], Section(document.blocks)
            continue
        for index in headings(document):
            if mentions(document.blocks[index].text, "watch"):
                yield document, document.blocks[index], section(document, index)


def _folder(document: Document) -> str:
    return document.path.rpartition("/")[0].rpartition("/")[2]


def decisions_recorded(facts: Facts, params: Params) -> Finding:
    """Decisions on techniques are recorded with what was weighed."""
    least, said = int(number(params, "at-least")), int(number(params, "min-words"))
    found: list[Evidence] = []
    for document in () if is_handbook(facts) else widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or not document.blocks:
            continue
        alone = about(document, "decision-record") and ONE.search(document.path)
        if alone or mentions(_folder(document), "decision-record"):
            text = "\n".join(b.text for b in document.blocks)
            if not INDEX.search(document.path) and _weighs(text, said):
                found.append(at(document, document.blocks[0]))
        elif about(document, "decision-record"):
            found += [at(document, block) for block in _entries(document, said)]
    values: dict[str, str | int | float] = {"n": len(found), "least": least}
    if len(found) >= least:
        return passed(Text("{n} technical decisions are recorded", values), found)
    return failed(Text("{n} technical decisions are recorded; {least} are needed", values), found)


def _entries(document: Document, least: int) -> Iterator[Block]:
    """Headings, items and rows of a log of decisions that say enough."""
    for index in headings(document):
        below = section(document, index)
        if document.blocks[index].level > 1 and not below.of("heading"):
            if _weighs(below.text, least):
                yield document.blocks[index]
    for block in document.blocks:
        if block.kind == "item" and _weighs(block.text, least):
            yield block


def _weighs(text: str, least: int) -> bool:
    """Whether a text says enough, and why one way was taken and not another."""
    return count_words(text) >= least and bool(mentions(text, "weighed"))


def dependencies_followed(facts: Facts, params: Params) -> Finding:
    """New versions of what the project builds on come in by themselves, and are taken."""
    if not uses(facts, "dependencies-updated"):
        return failed(Text("nothing proposes new versions of dependencies"))
    return either(facts, lambda: _taken(facts, params), lambda forge: _merged(forge, params))


def _taken(facts: Facts, params: Params) -> Finding:
    evidence = spread(uses(facts, "dependencies-updated"))
    if isinstance(facts.history, Unread):
        return partly(Text("a tool is configured to propose new versions"), evidence)
    bumps = [c for c in (*facts.git.updates, *facts.git.changes) if BUMP.search(c.subject)]
    if len(bumps) >= number(params, "at-least"):
        commits = [Evidence(commit=c.commit, text=c.subject) for c in bumps]
        return passed(Text("new versions are proposed and taken"), [*evidence[:2], *commits])
    return partly(Text("a tool is configured to propose new versions"), evidence)


def _merged(forge: ForgeFacts, params: Params) -> Finding:
    merged = [r for r in forge.requests if r.merged and is_bot(r.author)]
    evidence = [Evidence(url=r.url, text=f"#{r.number} {r.title}") for r in merged]
    if len(merged) >= number(params, "at-least"):
        return passed(Text("requests of a machine were merged"), evidence)
    return failed(Text("no merged request of a machine that proposes versions"), evidence)


def watch_lived(facts: Facts, params: Params) -> Finding:
    """Whether the watch improves the practice: the jury's to judge."""
    evidence = [at(document, start) for document, start, _ in _journals(facts)]
    return ask(Text("what did the watch change in the project, and what was put aside?"), evidence)
