"""Each figure has the command that gives it, and each command is there to be run."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT

TEXT = (ROOT / "docs" / "figures.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (?P<figure>[^|]+) \| (?P<value>[^|]+) \| (?P<day>[^|]+) \| (?P<command>[^|]+) \|$", re.M
)
PROGRAM = re.compile(r"(?:python|pytest) ((?:benchmarks|tests)/[\w/]+\.py)")


def rows() -> list[re.Match[str]]:
    """The rows of the first table."""
    return [
        row
        for row in ROW.finditer(TEXT.split("\n## ")[0])
        if row["figure"] not in ("figure", "---")
    ]


def test_each_figure_has_a_value_a_day_and_a_command() -> None:
    assert len(rows()) >= 14
    for row in rows():
        assert re.search(r"\d", row["value"]), row["figure"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["day"]), row["figure"]
        assert re.match(r"`(?:python|pytest|aifactory) |the same$", row["command"]), row["figure"]


def test_each_command_is_there() -> None:
    named = set(PROGRAM.findall(TEXT))
    assert len(named) >= 10
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_each_benchmark_gives_a_figure() -> None:
    found = (ROOT / "benchmarks").glob("*.py")
    scripts = {f"benchmarks/{one.name}" for one in found if "usage:" in one.read_text("utf-8")}
    assert scripts <= set(PROGRAM.findall(TEXT))


def test_the_values_are_those_of_the_sections() -> None:
    sections = TEXT.partition("\n## ")[2] + "".join(
        (ROOT / "docs" / name).read_text("utf-8")
        for name in ("fleet.md", "packs.md", "comparison.md")
    )
    for row in rows():
        for number in re.findall(r"\d+\.\d+", row["value"]):
            assert number in sections, (row["figure"], number)
