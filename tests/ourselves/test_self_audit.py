"""The score that we show is ours: what is written of it follows from the files as they stand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from aifactory.model import Scorecard


@pytest.fixture(scope="module")
def script(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("self_audit", checkout / "docs/self_audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def card(script: ModuleType) -> Scorecard:
    audited: Scorecard = script.audited()
    return audited


def test_what_we_show_is_what_we_earn(script: ModuleType, card: Scorecard) -> None:
    expected = script.written(card)
    assert len(expected) == 4
    stale = [path.name for path, text in expected.items() if path.read_text("utf-8") != text]
    assert not stale, f"the score changed: python docs/self_audit.py ({', '.join(stale)})"


def test_readme_and_ci_carry_the_score(checkout: Path, script: ModuleType, card: Scorecard) -> None:
    shown = f"{card.score.proven:g}"
    readme = (checkout / "README.md").read_text("utf-8")
    assert readme.count(f"![Audited by itself: {shown} of 20 points]") == 1
    ci = (checkout / ".github/workflows/ci.yml").read_text("utf-8")
    assert [match[0] for match in script.THRESHOLD.finditer(ci)] == [
        f'fail-under: "{shown}" # docs/self_audit.py'
    ]


def test_another_score_would_show(script: ModuleType, card: Scorecard) -> None:
    lost = card.score.proven - 0.25
    other = type(card)(
        subject=card.subject,
        policy=card.policy,
        sources=card.sources,
        score=type(card.score)(lost, card.score.reach, card.score.waived, card.score.validated),
        criteria=card.criteria,
    )
    before, after = script.written(card), script.written(other)
    assert [path.name for path in before if before[path] == after[path]] == []


def test_evidence_is_ours_and_neither_payload_nor_case(card: Scorecard) -> None:
    """A template's payload, the data of rules and the manuals of features prove nothing of us."""
    earned = [one for group in card.criteria for one in group.checks if one.earned]
    places = [(one.id, e.path) for one in earned for e in one.evidence if e.path]
    foreign = ("template/", "partials/", "policies/", "{{", "docs/indicators.md", "docs/memoire.md")
    assert len(places) > 20
    assert [place for place in places if place[1].startswith(foreign)] == []
