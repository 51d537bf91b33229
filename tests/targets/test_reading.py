"""Tables of one's own, and what people write as numbers."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aifactory.errors import BadInput
from aifactory.policy import data_path
from aifactory.policy.source import parse
from aifactory.targets import load, shipped
from aifactory.targets.loading import MAX_SIZE, SCHEMA, table_faults
from aifactory.targets.needs import level, number
from tests.targets.made import written

TABLE = load()


def test_the_shipped_table_is_valid_and_every_figure_has_a_source():
    value = parse(shipped()).value
    schema = json.loads(data_path(SCHEMA).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [*Draft202012Validator(schema).iter_errors(value)] == []
    assert [*table_faults(value)] == []
    used = set()

    def walk(node):
        if isinstance(node, dict):
            used.update(node["sources"] if isinstance(node.get("sources"), list) else ())
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk({key: item for key, item in value.items() if key != "sources"})
    assert used == set(value["sources"])  # none is idle


def test_it_names_the_answers_of_the_template():
    asked = yaml.safe_load(data_path("targets.yml").read_text("utf-8"))
    copier = data_path("targets.yml").parent.parent / "copier.yml"
    choices = yaml.safe_load(copier.read_text("utf-8"))["deployment_target"]["choices"]
    assert {one["id"] for one in asked["targets"]} == set(choices.values())


def test_a_table_of_ones_own_is_read(tmp_path):
    def dearer(value):
        value["targets"][2]["cost"]["fixed"] = 9999

    assert load(written(tmp_path, dearer)).targets[2].cost.fixed == 9999
    assert load().targets[2].cost.fixed == 100


def _set(*path, to):
    def change(value):
        for part in path[:-1]:
            value = value[part]
        value[path[-1]] = to

    return change


def _drop(*path):
    def change(value):
        for part in path[:-1]:
            value = value[part]
        del value[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_set("schema", to="aifactory/policy/1"), "schema: expected aifactory/targets/1"),
        (_set("weights", "latency", "points", to=11), "weights: expected points that sum to 100"),
        (_set("weights", "latency", "points", to=-1), "a number of at least 0, found -1"),
        (_set("weights", "infra", "whole-missing", to=0), "a number above 0, found 0"),
        (
            _set("targets", 0, "cost", "endpoint", to=float("nan")),
            "expected a number, found '.nan'",
        ),
        (
            _set("targets", 0, "cost", "endpoint", to=float("inf")),
            "expected a number, found '.inf'",
        ),
        (_set("targets", 0, "cost", "endpoint", to=True), "expected a number, found true"),
        (_set("targets", 0, "cost", "sources", to=["hearsay"]), "found 'hearsay'"),
        (_set("targets", 0, "cost", "sources", to=[]), "something, not nothing"),
        (_drop("targets", 0, "cost", "sources"), "the key sources is missing"),
        (_set("targets", 0, "price", to=1), "unknown key"),
        (_set("targets", 0, "latency", "best", to=50), "expected less than the usual latency"),
        (_set("targets", 1, "requests", "easily", to=250_000), "expected less than the most"),
        (_set("targets", 2, "sovereignty", "eu", "share", to=0), None),
        (_set("targets", 2, "sovereignty", "none", "share", to=0.5), "at least the share of none"),
        (_drop("targets", 2, "sovereignty", "none"), "none is missing, though a harder level"),
        (_drop("targets", 2, "sovereignty", "beyond"), "the key beyond is missing"),
        (_set("targets", 1, "id", to="edge"), "the id edge is already taken"),
        (_set("levels", 1, "id", to="none"), "the id none is already taken"),
        (_set("inputs", "spend", "most", to=0), "inputs.spend.most: expected a number above 0"),
        (_set("inputs", "latency", "least", to=1e9), "more than the least value"),
        (_drop("inputs", "endpoints", "least"), "inputs.endpoints.least"),
        (_drop("targets"), "the key targets is missing"),
        (_set("targets", to=[]), "something, not nothing"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(tmp_path, change, said):
    path = written(tmp_path, change)
    if said is None:
        load(path)
        return
    with pytest.raises(BadInput) as caught:
        load(path)
    whole = f"{caught.value}\n{caught.value.hint}"
    assert said in whole
    assert str(caught.value).startswith(f"{path}:")
    assert int(str(caught.value).removeprefix(f"{path}:").split(":")[0]) >= 1
    assert "aifactory target --print-table" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "expected a text in UTF-8"),
        (b"a: &x [*x]", "expected the text itself"),
        (b"a: !!python/object:os.system x", "tag"),
        (b"a: {" * 30, "nested deeper|not YAML"),
        (b"{" * 100, "expected a name as key"),
        (b"[" * 50 + b"]" * 50, "nested deeper"),
        (b"- 1", "expected a mapping"),
        (b"", "expected a mapping"),
        (b"#" * (MAX_SIZE + 1), "larger than"),
    ],
)
def test_hostile_tables_are_refused(tmp_path, data, said):
    path = tmp_path / "table.yml"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=said):
        load(path)


def test_a_table_that_is_absent_or_a_folder(tmp_path):
    for path in (tmp_path / "none.yml", tmp_path):
        with pytest.raises(BadInput, match="cannot read"):
            load(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5), ("0,5", 0.5), (" 2 ", 2), (".25", 0.25), (",25", 0.25), ("0,125", 0.125),
        ("1.250", 1.25), ("007", 7), ("0", 0), ("1000", 1000), ("1 000", 1000),
    ],
)  # fmt: skip
def test_numbers_of_people(text, value):
    assert number("--infra", text, TABLE.inputs["infra"]) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("12 000", 12_000), ("12\u202f000", 12_000), ("12\u00a0000,5", 12_000.5), ("12'000", 12_000),
     ("0.125", 0.125), ("12.5", 12.5), ("1_000", 1000)],
)  # fmt: skip
def test_large_numbers(text, value):
    assert number("--spend", text, TABLE.inputs["spend"]) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12,000", "thousands or decimals"), ("1.500", "thousands or decimals"),
        ("12,000,000", "not a number"), ("-1", "not a number"), ("nan", "not a number"),
        ("NaN", "not a number"), ("inf", "not a number"), ("1e5", "not a number"),
        ("", "not a number"), (" ", "not a number"), ("٣", "not a number"), ("½", "not a number"),
        ("1/2", "not a number"), ("0x10", "not a number"), ("5%", "not a number"),
        ("--", "not a number"), ("\x1b[2J", "not a number"), ("9" * 400, "not a number"),
        ("999999999999999", "out of range"),
    ],
)  # fmt: skip
def test_what_is_no_amount_of_money(text, said):
    with pytest.raises(BadInput, match=said) as caught:
        number("--spend", text, TABLE.inputs["spend"])
    assert str(caught.value).startswith("--spend: ")
    assert caught.value.hint
    assert len(str(caught.value)) < 120


@given(st.text(max_size=60))
def test_any_text_is_a_number_in_range_or_refused(text):
    for name, about in TABLE.inputs.items():
        if name == "sovereignty":
            continue
        try:
            found = number(name, text, about)
        except BadInput:
            continue
        assert about.least <= found <= about.most


def test_no_machine_is_too_few():
    with pytest.raises(BadInput, match="out of range"):
        number("--endpoints", "0", TABLE.inputs["endpoints"])


def test_levels():
    assert level(TABLE, " EU ") == "eu"
    with pytest.raises(BadInput, match="--sovereignty: expected one of on-premise") as caught:
        level(TABLE, "onpremise")
    assert "none, eu, national, on-premise, on-device" in str(caught.value.hint)
