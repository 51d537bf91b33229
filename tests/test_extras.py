"""The extras of the package and what the code imports of them are the same."""

from __future__ import annotations

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from aifactory.doctor.installation import EXTRAS
from aifactory.errors import BadInput
from aifactory.extras import MODULES, needed

SETTINGS = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
DECLARED = {
    extra: [Requirement(line) for line in lines]
    for extra, lines in SETTINGS["project"]["optional-dependencies"].items()
}


def _brought(extra: str) -> set[str]:
    """The distributions of an extra, those of extras that it names too."""
    own = {one.name.lower() for one in DECLARED[extra] if one.name != "aifactory"}
    others = {inner for one in DECLARED[extra] if one.name == "aifactory" for inner in one.extras}
    return own.union(*map(_brought, others))


@pytest.mark.parametrize("extra", MODULES)
def test_what_an_extra_brings_is_what_is_asked_for(extra: str) -> None:
    found = packages_distributions()
    providers = {name: {one.lower() for one in found[name]} for name in MODULES[extra]}
    brought = _brought(extra)
    assert all(names & brought for names in providers.values())
    own = {one.name.lower() for one in DECLARED[extra] if one.name != "aifactory"}
    assert own <= set().union(*providers.values())


def test_every_extra_is_told_of_and_in_all() -> None:
    assert set(EXTRAS) == set(DECLARED) - {"all"}
    (everything,) = DECLARED["all"]
    assert set(everything.extras) == set(EXTRAS)


def test_the_base_and_the_extras_share_nothing() -> None:
    base = {Requirement(line).name.lower() for line in SETTINGS["project"]["dependencies"]}
    assert not base & _brought("all")


def test_developers_have_every_extra() -> None:
    entries = SETTINGS["dependency-groups"]["dev"]
    lines = [one for one in entries if isinstance(one, str)]  # others name a group
    named = {Requirement(line).name.lower(): str(Requirement(line)) for line in lines}
    for extra in EXTRAS:
        for one in DECLARED[extra]:
            if one.name != "aifactory":
                assert named[one.name.lower()] == str(one)
    assert "aifactory" not in named  # by that name it could be somebody else's


def test_what_lacks_is_named_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadInput) as caught:
        needed(("no_such_a", "json", "no_such_b"), "forge")
    assert str(caught.value) == "no_such_a, no_such_b are not installed"
    assert str(caught.value.hint) == 'install it with pip install "aifactory[forge]"'
    needed(("json",), "forge")
