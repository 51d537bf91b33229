"""Where checks are found: a package for each pack, loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aifactory import checks
from aifactory.checks import PACKS, find, reads
from aifactory.errors import BadInput
from aifactory.facts.forge import PARTS
from aifactory.policy import load

AUDIT = """
import sys
from aifactory import engine, policy
from aifactory.facts import Facts
from tests.checks.harness import facts
engine.evaluate(facts({}), policy.load("bloc4"))
print(*sorted(m for m in sys.modules if m.startswith("aifactory.checks.")))
"""


def test_every_check_of_bloc_4_has_its_function():
    for check in load("bloc4").checks():
        assert find(check.id).__module__.startswith("aifactory.checks.bloc4.")


def test_an_audit_of_bloc_4_loads_no_other_pack():
    told = subprocess.run([sys.executable, "-c", AUDIT], capture_output=True, text=True, check=True)
    loaded = told.stdout.split()
    assert "aifactory.checks.bloc4.b4cr10" in loaded
    others = {f"aifactory.checks.{name}" for name in PACKS if name != "bloc4"}
    assert not [name for name in loaded if name in others]


def test_packs_are_looked_through_in_order_and_those_without_a_package_left_out(monkeypatch):
    monkeypatch.setattr(checks, "PACKS", ("no-such-pack", "bloc4"))
    assert find("readme-purpose").__name__ == "readme_purpose"


def test_a_check_that_nobody_has_is_refused():
    with pytest.raises(BadInput, match="no check is named no-such-check"):
        find("no-such-check")


def test_what_is_not_said_of_the_forge_is_read_whole():
    assert reads("changelog") == ("releases",)
    assert reads("no-such-check") == PARTS
