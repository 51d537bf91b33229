"""A report for people (terminal, Markdown) and for programs (JSON). Quotations are escaped here."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from aifactory.memoire.findings import Finding, Place, Report
from aifactory.memoire.rules import Rules
from aifactory.render.escape import visible
from aifactory.render.markdown import code, prose
from aifactory.render.markup import typeset
from aifactory.render.translate import Speech

FORMATS = ("terminal", "markdown", "json")
SCHEMA = "aifactory/memoire/1"
MARKS = {"pass": "✓", "fail": "✗", "unknown": "?"}
NAMES = {"pdf": "PDF", "docx": "DOCX", "odt": "ODT", "markdown": "Markdown"}


def render(report: Report, form: str, rules: Rules, lang: str, width: int = 100) -> str:
    """The report in one of `FORMATS`; `width` is that of the terminal."""
    _ = Speech(lang)
    if form == "json":
        return json.dumps(_plain(report, rules, _), ensure_ascii=False, indent=2) + "\n"
    lines = (
        _markdown(report, rules, _) if form == "markdown" else _terminal(report, rules, _, width)
    )
    return "\n".join(lines) + "\n"


def title(finding: Finding, rules: Rules, _: Speech) -> str:
    """What a finding is about."""
    text = rules.checks[finding.check].in_(_.lang)
    if not finding.part:
        return text
    return text.replace("{part}", rules.part(finding.part).title.in_(_.lang))


def where(place: Place, _: Speech) -> str:
    """The place in words; "" where there is none to name."""
    if place.page:
        return _("page {n}", n=place.page)
    if place.line:
        return _("line {n}", n=place.line)
    return _("under “{heading}”", heading=place.heading) if place.heading else ""


def tally(report: Report, _: Speech) -> str:
    """How the findings stand, in a line."""
    counts = Counter(finding.verdict for finding in report.findings)
    return _(
        "{passed} hold, {failed} do not, {unknown} cannot be told",
        passed=counts["pass"],
        failed=counts["fail"],
        unknown=counts["unknown"],
    )


def _about(report: Report, _: Speech) -> str:
    words = _.plural("{n} word", "{n} words", report.words)
    pages = _.plural("{n} page", "{n} pages", report.pages)
    return " · ".join([NAMES[report.format], *([pages] if report.pages else []), words])


def _terminal(report: Report, rules: Rules, _: Speech, width: int) -> Iterator[str]:
    yield typeset(visible(_("{mark}: {text}", mark=report.name, text=_about(report, _))), _.lang)
    yield tally(report, _)
    yield ""
    for finding in report.findings:
        said = _("{mark}: {text}", mark=title(finding, rules, _), text=_.text(finding.message))
        yield from _wrapped(f"{MARKS[finding.verdict]} ", visible(said), width, _.lang)
        shown = finding.evidence[:1] if finding.verdict == "pass" else finding.evidence
        for place in shown:
            yield from _wrapped("    ", visible(_quoted(place, _)), width, _.lang)
        if finding.remedy:
            yield from _wrapped("  → ", visible(_.text(finding.remedy)), width, _.lang)
    yield ""
    yield _("For the jury, which alone can judge:")
    for question, asked in zip(rules.jury, report.questions, strict=True):
        yield from _wrapped("• ", question.in_(_.lang), width, _.lang)
        for place in asked.places:
            yield from _wrapped("    ", visible(_quoted(place, _)), width, _.lang)


def _quoted(place: Place, _: Speech) -> str:
    at, quoted = where(place, _), _("“{text}”", text=place.text)
    return _("{mark}: {text}", mark=at, text=quoted) if at else quoted


def _wrapped(lead: str, text: str, width: int, lang: str) -> list[str]:
    """A paragraph whose lines begin below the first one's text."""
    return textwrap.wrap(
        typeset(text, lang), max(width, 40), initial_indent=lead, subsequent_indent=" " * len(lead)
    )


def _markdown(report: Report, rules: Rules, _: Speech) -> Iterator[str]:
    yield "# " + _("Dissertation: {name}", name=prose(report.name)) + "\n"
    yield f"{_about(report, _)} · {tally(report, _)}\n"
    for finding in report.findings:
        said = _.text(finding.message)
        yield f"- {MARKS[finding.verdict]} **{prose(title(finding, rules, _))}** — {prose(said)}"
        for place in finding.evidence:
            yield f"  - {_cited(place, _)}"
        if finding.remedy:
            yield f"  - → {prose(_.text(finding.remedy))}"
    jury = _("For the jury, which alone can judge:")
    yield f"\n**{jury}**\n"
    for question, asked in zip(rules.jury, report.questions, strict=True):
        yield f"- {question.in_(_.lang)}"
        for place in asked.places:
            yield f"  - {_cited(place, _)}"


def _cited(place: Place, _: Speech) -> str:
    return " · ".join(filter(None, (prose(where(place, _)), code(visible(place.text)))))


def _plain(report: Report, rules: Rules, _: Speech) -> dict[str, Any]:
    """Everything, in one language; quotations as they are, for JSON escapes what it must."""
    import msgspec

    def finding(one: Finding) -> dict[str, Any]:
        return {
            "id": f"{one.check}/{one.part}" if one.part else one.check,
            "title": title(one, rules, _),
            "verdict": one.verdict,
            "message": _.text(one.message),
            "evidence": msgspec.to_builtins(one.evidence),
            "remedy": _.text(one.remedy) if one.remedy else "",
        }

    asked = zip(rules.jury, report.questions, strict=True)
    return {
        "schema": SCHEMA,
        "name": report.name,
        "format": report.format,
        "pages": report.pages,
        "words": report.words,
        "failed": report.failed,
        "findings": [finding(one) for one in report.findings],
        "jury": [
            {"id": q.id, "question": q.in_(_.lang), "places": msgspec.to_builtins(a.places)}
            for q, a in asked
        ],
    }
