"""The report as JUnit XML: a suite for each criterion, a case for each check.

A pass is a case that passed, `fail` and `partial` are failures, `unknown` and `waived` are skipped
with their reason. Suites and cases are named for their packs, so several packs fit into one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from aifactory.model import CheckResult, CriterionResult, Scorecard
from aifactory.render import View, summary
from aifactory.render.escape import flowed, xml
from aifactory.render.shortfalls import said, title
from aifactory.render.translate import Speech

FAILED = ("fail", "partial")
SKIPPED = ("unknown", "waived")
EVIDENCE_SHOWN = 10


def render(cards: Sequence[Scorecard], view: View) -> str:
    """One document."""
    _ = Speech(view.lang)
    checks = [check for card in cards for one in card.criteria for check in one.checks]
    # `skipped` is no attribute of the whole in what consumers agree on.
    root = ElementTree.Element("testsuites", {"name": "aifactory", **_counts(checks, "skipped")})
    root.extend(_suite(card, one, _) for card in cards for one in card.criteria)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _counts(checks: Sequence[CheckResult], without: str = "") -> dict[str, str]:
    counts = {
        "tests": len(checks),
        "failures": sum(check.verdict in FAILED for check in checks),
        "errors": 0,
        "skipped": sum(check.verdict in SKIPPED for check in checks),
        "time": 0,  # an audit reads once for all checks; some consumers ask for a number
    }
    return {name: str(n) for name, n in counts.items() if name != without}


def _suite(card: Scorecard, one: CriterionResult, _: Speech) -> ElementTree.Element:
    name = xml(f"{card.policy.id} {summary.name(one)} {flowed(one.title)}")
    suite = ElementTree.Element("testsuite", {"name": name, **_counts(one.checks)})
    properties = ElementTree.SubElement(suite, "properties")
    figures = {"points": one.points, "proven": one.proven, "reach": one.reach, "waived": one.waived}
    for key, value in figures.items():
        ElementTree.SubElement(properties, "property", name=key, value=f"{value:g}")
    suite.extend(_case(card, one, check, _) for check in one.checks)
    return suite


def _case(
    card: Scorecard, one: CriterionResult, check: CheckResult, _: Speech
) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        classname=xml(f"{card.policy.id}.{one.id}"),
        name=xml(_("{label}: {text}", label=check.id, text=title(check))),
        time="0",
    )
    message = xml(said(check, _))
    if check.verdict in FAILED:
        failure = ElementTree.SubElement(case, "failure", type=check.verdict, message=message)
        failure.text = "\n".join(map(xml, _body(check, _)))
    elif check.verdict in SKIPPED:
        ElementTree.SubElement(case, "skipped", type=check.verdict, message=message)
    return case


def _body(check: CheckResult, _: Speech) -> Iterator[str]:
    """What a consumer shows when the failure is opened: points, evidence, remedy."""
    yield f"{summary.MARKS[check.verdict]} {title(check)} ({summary.worth(check, _)})"
    yield _.text(check.message)
    for evidence in check.evidence[:EVIDENCE_SHOWN]:
        yield "  ".join(filter(None, (summary.place(evidence, _), evidence.text.strip())))
    if check.remedy:
        yield f"→ {flowed(check.remedy)}"
