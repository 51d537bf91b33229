"""What the source distribution and the wheel hold, and that they come out the same."""

from __future__ import annotations

import email
import hashlib
import tarfile
import zipfile
from pathlib import Path

from tests.packaging.built import CARRIED, CHECKOUT, GENERATED, Built, tracked

DATA = ("policies", "partials", "template", "copier.yml")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _travelling(name: str) -> str:
    """Where a file of the checkout lies in the wheel; "" for nowhere."""
    if name.startswith("src/"):
        return name.removeprefix("src/")
    return f"aifactory/data/{name}" if name.partition("/")[0] in DATA else ""


def test_two_copies_elsewhere_and_of_another_age_give_the_same_bytes(built: Built) -> None:
    assert built.sdist("first").name == built.sdist("second").name
    assert _digest(built.sdist("first")) == _digest(built.sdist("second"))
    assert _digest(built.wheel("first")) == _digest(built.wheel("second"))


def test_the_wheel_of_the_source_distribution_is_that_of_the_checkout(built: Built) -> None:
    assert built.wheel("unpacked").name == built.wheel("first").name
    assert _digest(built.wheel("unpacked")) == _digest(built.wheel("first"))


def test_the_source_distribution_holds_what_it_is_built_from_and_nothing_else(built: Built) -> None:
    with tarfile.open(built.sdist("first")) as archive:
        members = {one.name.partition("/")[2]: one for one in archive}
        held = {name for name, one in members.items() if one.isfile()}
        assert len(held) == len(members)  # no links, no devices
        expected = {name for name in tracked() if name.partition("/")[0] in CARRIED}
        assert held - {GENERATED} == expected | {"PKG-INFO"}
        for name in ("src/aifactory/py.typed", "copier.yml", "pyproject.toml"):
            stored = archive.extractfile(members[name])
            assert stored is not None
            assert stored.read() == (CHECKOUT / name).read_bytes()


def test_the_wheel_carries_every_file_as_it_is(built: Built) -> None:
    expected = {where: name for name in tracked() if (where := _travelling(name))}
    with zipfile.ZipFile(built.wheel("first")) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
        assert held - {_travelling(GENERATED)} == set(expected)
        for where, name in expected.items():
            assert wheel.read(where) == (CHECKOUT / name).read_bytes(), name
            mode = (CHECKOUT / name).stat().st_mode
            assert (wheel.getinfo(where).external_attr >> 16) & 0o111 == mode & 0o111, name


def test_nothing_that_must_travel_is_missing_from_the_checkout(built: Built) -> None:
    """The test above compares two lists; these are in both."""
    with zipfile.ZipFile(built.wheel("first")) as wheel:
        held = wheel.namelist()
    for needed in (
        "aifactory/py.typed",
        "aifactory/locale/fr/LC_MESSAGES/aifactory.mo",
        "aifactory/schemas/report-1.json",
        "aifactory/fleet/store/migrations/versions/v0001_first.py",
        "aifactory/data/copier.yml",
        "aifactory/data/policies/bloc4.yml",
        "aifactory/data/policies/schema/policy-1.json",
        "aifactory/data/template/.gitignore.jinja",
        "aifactory/data/template/{{ github }}/.github/workflows/ci.yml.jinja",
    ):
        assert needed in held
    assert any(name.startswith("aifactory/data/partials/") for name in held)


def test_the_metadata_say_what_was_promised(built: Built) -> None:
    with zipfile.ZipFile(built.wheel("first")) as wheel:
        (name,) = (one for one in wheel.namelist() if one.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(wheel.read(name))
        entry_points = wheel.read(name.replace("METADATA", "entry_points.txt")).decode()
    classifiers = told.get_all("Classifier") or []
    for version in ("3.11", "3.12", "3.13", "3.14"):
        assert f"Programming Language :: Python :: {version}" in classifiers
    assert "Typing :: Typed" in classifiers
    assert told["Requires-Python"] == ">=3.11"
    assert set(told.get_all("Provides-Extra") or []) == {
        *("all", "fleet", "forge", "grade", "indicators", "memoire", "parquet")
    }
    assert "aifactory = aifactory.cli:main" in entry_points
