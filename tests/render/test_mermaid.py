import re
from datetime import date, timedelta

import yaml

from aifactory.indicators.report import Data, compute
from aifactory.indicators.tickets import Ticket
from aifactory.policy import data_path
from aifactory.render.mermaid import LATEST, diagrams, safe

WORDS = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
END = date(2026, 6, 28)


def drawn(weeks: int, name: str = "leaves", lang: str = "en") -> str:
    """The diagrams of a tracker in which a ticket is opened and closed each week."""
    start = END - timedelta(weeks=weeks) + timedelta(days=1)
    tickets = tuple(
        Ticket(f"#{n}", "A", f"{day}T08:00:00Z", f"{day + timedelta(days=2)}T08:00:00Z")
        for n in range(weeks)
        for day in [start + timedelta(weeks=n)]
    )
    return diagrams(compute(Data(name=name, tickets=tickets), start, END), lang, WORDS)


def test_bars_and_lines_of_as_many_values_as_labels():
    text = drawn(10)
    second, first = re.findall(r"```mermaid\n(.*?)```", text, re.S)
    assert 'title "Throughput · leaves"' in first
    for block, kind, rows in ((first, "bar", 1), (second, "line", 2)):
        labels = re.search(r"x-axis \[(.*)\]", block)[1].split(", ")
        values = re.findall(rf"^  {kind} \[(.*)\]$", block, re.M)
        assert len(values) == rows
        assert all(len(row.split(", ")) == len(labels) == 10 for row in values)
    assert re.findall(r"bar \[(.*)\]", first) == [", ".join("1" * 10)]
    assert "1. scope · 2. done" in text


def test_a_long_past_shows_its_latest_weeks():
    labels = re.search(r"x-axis \[(.*)\]", drawn(60))[1].split(", ")
    assert len(labels) == LATEST
    assert labels[-1] == '"06-22"'


def test_nothing_to_show_is_no_diagram():
    assert diagrams(compute(Data(name="x", tickets=()), END, END), "fr", WORDS) == ""


def test_a_name_ends_no_diagram():
    hostile = 'a"]\n```\n<script>%%{init: {}}%% `x` #1; \x1b[2J'
    text = drawn(9, hostile)
    assert text.count("```") == 4
    assert "<script" not in text
    assert "\x1b" not in text
    assert safe(hostile) == "a script init: x 1 2J"
