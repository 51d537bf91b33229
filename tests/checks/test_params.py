"""A pack that asks for more is obeyed: thresholds stand in the pack, not in the code."""

from __future__ import annotations

import pytest

from aifactory.checks import find
from aifactory.facts import Facts
from tests.checks.harness import PACK, facts

PARAMS = {c.id: c.params for criterion in PACK.criteria for c in criterion.checks}
SURVEY = "# Team mood 2026-02-06\n\n## Satisfaction\n\n4.2 / 5 over eight answers.\n"

CASES = {
    "tree-clean": ({".gitignore": "x\n", "a.bin": b"x" * 3_000_000}, {"max-mebibytes": 2}),
    "changelog": ({"CHANGELOG.md": "# Changes\n\n## 1.0.0\n\n- first\n"}, {"at-least": 2}),
    "review-owners": ({".github/CODEOWNERS": "* @ada\n"}, {"at-least": 2}),
    "satisfaction-recorded": ({"docs/surveys/2026-02-06.md": SURVEY}, {"at-least": 2}),
}


def level(check: str, gathered: Facts, params: dict[str, float] | None = None) -> str:
    """How far a check passes under some parameters."""
    return find(check)(gathered, {**PARAMS[check], **(params or {})}).level


@pytest.mark.parametrize("check", CASES)
def test_a_stricter_pack_refuses_what_the_shipped_one_accepts(check: str) -> None:
    files, stricter = CASES[check]
    gathered = facts(files)
    assert level(check, gathered) == "full"
    assert level(check, gathered, stricter) == "none"
