from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from junitparser import Failure, JUnitXml, Skipped
from msgspec.structs import replace

from aifactory.render import View, render
from tests.render.cards import card, hostile
from tests.render.strategies import scorecards


def parsed(*cards, lang="en"):
    return JUnitXml.fromstring(render(cards, "junit", View(lang)).encode())


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_document(make, lang, snapshot):
    assert render([make()], "junit", View(lang)) == snapshot


def test_a_suite_is_a_criterion_and_a_case_a_check():
    suites = list(parsed(card()))
    assert [suite.name.split()[:2] for suite in suites] == [["bloc4", "B4Cr1"], ["bloc4", "B4Cr9"]]
    assert [(s.tests, s.failures, s.errors, s.skipped) for s in suites] == [
        (4, 2, 0, 0),
        (3, 0, 0, 2),
    ]
    cases = {case.name.split(":")[0]: case for suite in suites for case in suite}
    assert {name: [type(one) for one in case.result] for name, case in cases.items()} == {
        "dataset-documented": [Failure],
        "readme-purpose": [],
        "readme-usage": [],
        "results-presented": [Failure],
        "ci-tests": [],
        "delivery-cadence": [Skipped],
        "tree-clean": [Skipped],
    }
    (failure,) = cases["results-presented"].result
    assert failure.type == "partial"
    assert failure.message == "a table, but no picture → Add a figure below the heading “Results”."
    assert "MODEL_CARD.md:30  | accuracy | 0.93 |" in failure.text
    (waived,) = cases["tree-clean"].result
    assert (waived.type, waived.message) == ("waived", "waived until 2027-01-01: kept")


def test_what_is_counted_is_what_is_there():
    document = parsed(card(), hostile())
    counted = (document.tests, document.failures, document.errors)
    document.update_statistics()
    assert counted == (document.tests, document.failures, document.errors) == (14, 4, 0)


def test_several_packs_keep_their_cases_apart():
    other = replace(card(), policy=replace(card().policy, id="devops"))
    names = [(case.classname, case.name) for suite in parsed(card(), other) for case in suite]
    assert len(set(names)) == len(names) == 14


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_gives_a_document_that_loads(one):
    text = render([one], "junit", View("fr"))
    assert all(char == "\n" or char >= " " for char in text)
    root = ElementTree.fromstring(text.encode())
    assert {node.tag for node in root.iter()} <= {
        *("testsuites", "testsuite", "properties", "property"),
        *("testcase", "failure", "skipped"),
    }
    verdicts = [check.verdict for c in one.criteria for check in c.checks]
    assert len(list(root.iter("testcase"))) == len(verdicts)
    assert len(list(root.iter("failure"))) == sum(v in ("fail", "partial") for v in verdicts)
    assert len(list(root.iter("skipped"))) == sum(v in ("unknown", "waived") for v in verdicts)
