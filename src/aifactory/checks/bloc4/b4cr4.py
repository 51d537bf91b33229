"""B4Cr4: user tests at a fortnightly or monthly cadence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from aifactory.checks.dates import find_date, median_gap
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.practice import is_news, practised
from aifactory.checks.reading import about, is_unfilled, mentions, prose_words
from aifactory.checks.tracked import closed, of_issue
from aifactory.facts.documents.model import Document
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.words import fold
from aifactory.model import Evidence, Finding, Text

LEAST_WORDS = 10  # a dated heading with less below it records nothing
TESTED = re.compile(
    r"\btest|\brecette|\bsession|\bseance|\bparticipant|\bobserv|\binterview|\bentretien|\bacceptance|\buat\b"
)  # "Usability" may also head what a feature is like
FORM = re.compile(
    r"\b(?:user[-_ ]?test|usability|uat\b|acceptance|beta[-_ ]?test|tests?[-_ ]utilisateur|recette)",
    re.I,
)


def user_test_protocol(facts: Facts, params: Params) -> Finding:
    """A document or form says how tests with users are run."""
    least = int(number(params, "min-words"))
    for document in facts.files.documents:
        if is_news(document):
            continue
        if about(document, "user-test") and _said(document) >= least:
            return passed(Text("a protocol of user tests"), [at(document, document.blocks[0])])
        for heading, below in practised(document, "user-test"):
            if below.words >= least and TESTED.search(fold(f"{heading.text} {below.text}")):
                return passed(Text("a protocol of user tests"), [at(document, heading)])
    for form in facts.files.tracker.forms:
        if FORM.search(form.name) and count_words(form.text) >= least:
            return passed(Text("a form for user tests"), [Evidence(path=form.path, line=1)])
    text = Text("no document, heading or form on user tests with {n} words", {"n": least})
    return failed(text)


def _said(document: Document) -> int:
    return prose_words(document) + sum(
        count_words(b.text) for b in document.blocks if b.kind in ("heading", "table")
    )


def acceptance_tests(facts: Facts, params: Params) -> Finding:
    """Automated tests look at the product from the user's side."""
    found = facts.files.tests.user_side
    if found:
        evidence = [Evidence(path=path, line=line, text=why) for path, line, why in found]
        return passed(Text("automated tests from the user's side"), evidence)
    return failed(
        Text("no Gherkin feature, browser test, or test folder or marker for acceptance or e2e")
    )


def user_test_records(facts: Facts, params: Params) -> Finding:
    """Sessions held with users are recorded, with their dates."""
    found, least = dict(records(facts)), int(number(params, "at-least"))
    values: dict[str, str | int | float] = {"n": len(found), "least": least}
    if len(found) >= least:
        return passed(Text("{n} dated records of user tests", values), found.values())
    text = Text("{n} dated records of sessions with users; {least} are needed", values)
    return failed(text, found.values())


def user_test_cadence(facts: Facts, params: Params) -> Finding:
    """Sessions with users follow one another within weeks."""
    found, least = dict(records(facts)), int(number(params, "at-least"))
    values: dict[str, str | int | float] = {"n": len(found), "least": least}
    if len(found) < least:
        text = Text("{n} dated records of sessions with users; {least} are needed", values)
        return failed(text, found.values())
    latest = sorted(found, reverse=True)[:10]
    gap = median_gap(latest)
    text = Text("{n} sessions, median gap {gap} days", {"n": len(found), "gap": gap})
    evidence = [found[day] for day in latest]
    if gap <= number(params, "full-days"):
        return passed(text, evidence)
    if gap <= number(params, "partial-days"):
        return partly(text, evidence)
    return failed(text, evidence)


def records(facts: Facts) -> Iterator[tuple[date, Evidence]]:
    """Dated records below a folder for user tests: by file name, front matter or heading."""
    for document in facts.files.documents:
        folder = document.path.rpartition("/")[0]
        in_folder = bool(mentions(folder.replace("/", " "), "user-test"))
        if is_unfilled(document) or not (in_folder or about(document, "user-test")):
            continue
        named = find_date(document.path) or find_date(str(document.front.get("date", "")))
        if named and prose_words(document) >= LEAST_WORDS:
            yield named, at(document, document.blocks[0])
            continue
        for index in headings(document):
            heading = document.blocks[index]
            day = find_date(heading.text)
            if day and section(document, index).words >= LEAST_WORDS:
                yield day, at(document, heading)
    for record in facts.files.records:
        if mentions(record.path.rpartition("/")[0].replace("/", " "), "user-test"):
            if day := find_date(record.path):
                yield day, Evidence(path=record.path, line=1)
    if forge := facts.consulted:
        for issue in closed(forge, "user-test", "user-feedback"):
            yield date.fromisoformat(issue.closed[:10]), of_issue(issue)
