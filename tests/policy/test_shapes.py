"""Packs that score by the least criterion, name levels, ask a jury or borrow: what is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from aifactory.checks import PACKS
from aifactory.policy import available, data_path, load
from aifactory.policy.source import parse
from tests.packs import JURY, LEAST
from tests.policy.test_packs import refused


@pytest.mark.parametrize(
    ("text", "old", "new", "sentence"),
    [
        (LEAST, "total: 1.5", "total: 4.5", "11: total: expected 1.5, the least of the criteria"),
        (LEAST, "score: minimum\n", "", "10: total: expected 4.5, the sum of the criteria"),
        (LEAST, "minimum", "median", "6: score: expected one of sum, minimum, found 'median'"),
        (LEAST, "threshold: 1", "threshold: 2", "10: threshold: expected at most the total, 1.5"),
        (LEAST, "{from: 1,", "{from: 2,", "9: levels[1].from: expected at most the total, 1.5"),
        (
            LEAST,
            "{from: 1,",
            "{from: 0,",
            "9: levels[1].from: expected more than 0, for the level before, found 0",
        ),
        (LEAST, "{from: 1,", "{", "9: levels[1]: the key from is missing"),
        (LEAST, "[bloc4]", "[bloc44]", "5: borrows[0]: expected one of bloc4"),
        (
            JURY,
            "sources: [jury]",
            "sources: [jury, files]",
            "14: criteria[0].checks[0].sources: what a jury judges has no other source",
        ),
    ],
)
def test_a_wrong_pack_is_refused_with_its_line(tmp_path, text, old, new, sentence):
    body = text.split("\n", 1)[1]  # without the line for editors
    assert old in body
    lines = refused(tmp_path, body.replace(old, new, 1))
    assert any(line.startswith(f"mypack.yml:{sentence}") for line in lines), lines


def test_what_a_shipped_pack_leaves_to_a_jury_no_pack_takes_from_it(tmp_path, monkeypatch):
    from tests.packs import shipped, write

    folder = tmp_path / "shipped"
    folder.mkdir()
    write(folder, JURY, "bloc1.yml")
    text = 'schema: aifactory/policy/1\nextends: bloc1\nid: ours\nversion: "1"\n'
    text += "leave-out: [pitch-heard]\nadd:\n  - id: B1Cr2\n    checks:\n"
    text += "      - {id: pitch-heard, points: 1, sources: [files]}\n"
    with shipped(monkeypatch, folder):
        (line, *_more) = refused(tmp_path, text)
    assert line == "mypack.yml:9: add[0].checks[0].sources: only a jury can judge pitch-heard"


def test_a_level_is_reached_from_its_points_on():
    from aifactory.policy import Level, Localized

    levels = tuple(Level(points=n, title=Localized(en=f"from {n}")) for n in (1, 2.5))
    pack = load("bloc4").__class__(
        id="x", version="1", title=Localized(), threshold=1, total=3, criteria=(), levels=levels
    )
    said = {points: pack.level(points).en for points in (0, 0.99, 1, 2.4999, 2.5, 3)}
    assert said == {
        0: "",
        0.99: "",
        1: "from 1",
        2.4999: "from 2.5",
        2.5: "from 2.5",
        3: "from 2.5",
    }


def test_ids_are_unique_across_shipped_packs_but_for_what_is_borrowed():
    own: Counter[str] = Counter()
    for name in available():
        values = parse(data_path(f"{name}.yml").read_text("utf-8")).value
        entries = [one for criterion in values["criteria"] for one in criterion["checks"]]
        own.update(one["id"] for one in entries if "title" in one)
        borrowed = {one["id"] for one in entries if "title" not in one}
        lenders = {
            check.id for lender in values.get("borrows", ()) for check in load(lender).checks()
        }
        assert borrowed <= lenders, name
    assert [name for name, count in own.items() if count > 1] == []


def test_criteria_are_unique_across_shipped_packs():
    names = [word for pack in available() for one in load(pack).criteria for word in one.names]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_shipped_pack_has_its_place():
    assert set(available()) <= set(PACKS)
