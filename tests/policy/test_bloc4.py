import json
import re

import pytest
from jsonschema import Draft202012Validator

from aifactory.policy import available, data_path, load
from aifactory.policy.source import parse

# The contract with reports and waivers: id, points, points of a partial pass, sources.
CONTRACT = {
    "B4Cr1": [
        ("readme-purpose", 0.5, 0, "files"),
        ("readme-usage", 0.5, 0, "files"),
        ("dataset-documented", 0.5, 0, "files"),
        ("results-presented", 0.5, 0, "files"),
    ],
    "B4Cr2": [
        ("container-recipe", 0.5, 0, "files"),
        ("container-hardened", 0.5, 0, "files"),
        ("container-built-in-ci", 0.5, 0, "files"),
        ("container-shipped-by-ci", 0.5, 0, "files"),
    ],
    "B4Cr3": [
        ("unit-tests", 0.25, 0, "files"),
        ("ci-tests", 0.5, 0, "files"),
        ("ci-build", 0.25, 0, "files"),
        ("ci-deploy", 0.5, 0, "files"),
        ("delivery-cadence", 0.5, 0.25, "git forge"),
    ],
    "B4Cr4": [
        ("user-test-protocol", 0.5, 0, "files"),
        ("acceptance-tests", 0.5, 0, "files"),
        ("user-test-records", 0.5, 0, "files forge"),
        ("user-test-cadence", 0.5, 0.25, "files forge"),
    ],
    "B4Cr5": [
        ("history-incremental", 0.5, 0, "git"),
        ("versions-tagged", 0.5, 0, "git"),
        ("changelog", 0.25, 0, "files forge"),
        ("tree-clean", 0.5, 0, "files"),
        ("messages-informative", 0.25, 0, "git"),
    ],
    "B4Cr6": [
        ("bug-form", 0.5, 0, "files"),
        ("bug-form-complete", 0.25, 0, "files"),
        ("bug-form-triaged", 0.25, 0, "files"),
        ("tracker-linked", 0.25, 0, "files"),
        ("security-report", 0.25, 0, "files"),
        ("bugs-fixed-by-commit", 0.5, 0, "git forge"),
    ],
    "B4Cr7": [
        ("review-guided", 0.25, 0, "files"),
        ("review-owners", 0.25, 0, "files"),
        ("review-rules", 0.25, 0, "files forge"),
        ("review-practised", 0.75, 0.5, "git forge"),
        ("pairing-practised", 0.5, 0, "git forge"),
    ],
    "B4Cr8": [
        ("board-designed", 0.5, 0, "files forge"),
        ("indicators-extracted", 0.75, 0, "files"),
        ("satisfaction-recorded", 0.25, 0, "files forge"),
        ("board-practised", 0.5, 0, "forge"),
    ],
    "B4Cr9": [
        ("roadmap", 0.5, 0, "files forge"),
        ("roadmap-dated", 0.5, 0, "files forge"),
        ("kanban-states", 0.5, 0, "files forge"),
        ("macro-micro-linked", 0.5, 0, "files forge"),
    ],
    "B4Cr10": [
        ("forecast", 0.5, 0, "files"),
        ("forecast-uncertain", 0.5, 0, "files"),
        ("retrospective", 0.5, 0, "files forge"),
        ("retrospective-acted-on", 0.5, 0, "files forge"),
    ],
}
THRESHOLDS = {
    "readme-purpose": {"min-words": 20, "before-heading": 3},
    "dataset-documented": {"min-words": 25},
    "container-hardened": {"refused-tags": ["latest"]},
    "unit-tests": {"min-tests": 3},
    "delivery-cadence": {"window-days": 180, "at-least": 3, "full-days": 7, "partial-days": 31},
    "user-test-protocol": {"min-words": 40},
    "user-test-records": {"at-least": 2},
    "user-test-cadence": {"at-least": 3, "full-days": 15, "partial-days": 31},
    "history-incremental": {"commits": 10, "days": 5, "max-share": 0.8, "passes-at": 2000},
    "versions-tagged": {"at-least": 2},
    "tree-clean": {"max-mebibytes": 10},
    "messages-informative": {"window": 100, "share": 0.7, "words": 3, "chars": 100},
    "bugs-fixed-by-commit": {"at-least": 5},
    "review-rules": {"approvals": 1},
    "review-practised": {"window": 100, "full-share": 0.5, "partial-share": 0.25},
    "pairing-practised": {"authors": 2, "trailers": 3, "reviews": 3},
    "indicators-extracted": {"at-least": 2},
    "board-practised": {"issues": 10, "window-days": 90},
    "roadmap": {"entries": 3, "milestones": 2},
    "roadmap-dated": {"entries": 2},
    "macro-micro-linked": {"milestone-issues": 3, "milestones": 2},
    "retrospective": {"at-least": 1, "min-words": 60},
    "retrospective-acted-on": {"actions": 2},
}
TEXTS = ("title", "asks", "why", "how", "remedy")


@pytest.fixture(scope="module")
def bloc4():
    return load("bloc4")


def test_the_pack_is_the_contract(bloc4):
    stated = {
        criterion.id: [(c.id, c.points, c.partial, " ".join(c.sources)) for c in criterion.checks]
        for criterion in bloc4.criteria
    }
    assert stated == CONTRACT
    assert len(bloc4.checks()) == 45
    assert (bloc4.id, bloc4.version, bloc4.threshold, bloc4.total) == ("bloc4", "1.0.0", 10, 20)


def test_points_add_up(bloc4):
    assert sum(criterion.points for criterion in bloc4.criteria) == bloc4.total
    for criterion in bloc4.criteria:
        assert sum(check.points for check in criterion.checks) == criterion.points == 2


def test_the_last_two_criteria_keep_their_printed_names(bloc4):
    aliases = {criterion.id: criterion.aliases for criterion in bloc4.criteria if criterion.aliases}
    assert aliases == {"B4Cr9": ("B5Cr9",), "B4Cr10": ("B5Cr10",)}


@pytest.mark.parametrize(("name", "params"), THRESHOLDS.items())
def test_thresholds_are_the_contract_s(bloc4, name, params):
    (check,) = (check for check in bloc4.checks() if check.id == name)
    assert check.params == params


def test_every_text_is_there_in_both_languages(bloc4):
    for check in bloc4.checks():
        for text in (getattr(check, name) for name in TEXTS):
            assert text.en.strip(), check.id
            assert text.fr.strip(), check.id
            assert text.en != text.fr, check.id
    for criterion in bloc4.criteria:
        for text in (criterion.title, criterion.question):
            assert "" != text.en != text.fr != "", criterion.id


def test_texts_are_of_a_length_that_is_read(bloc4):
    for check in bloc4.checks():
        for lang in ("en", "fr"):
            assert len(check.title.in_(lang)) <= 60, check.id
            assert check.asks.in_(lang).endswith("?"), check.id
            assert check.remedy.in_(lang)[-1] in '."»', check.id
            assert max(len(getattr(check, name).in_(lang)) for name in TEXTS) <= 700, check.id


def test_no_hole_is_left_in_a_text(bloc4):
    for check in bloc4.checks():
        for text in (getattr(check, name) for name in TEXTS):
            assert "{" not in text.en + text.fr, check.id


def test_every_check_says_how_long_its_remedy_takes(bloc4):
    assert all(5 <= check.effort <= 480 for check in bloc4.checks())


def test_a_share_is_a_percentage_in_the_reader_s_language(bloc4):
    (check,) = (check for check in bloc4.checks() if check.id == "history-incremental")
    assert "80%" in check.how.en
    assert "2,000" in check.how.en
    assert "80\N{NO-BREAK SPACE}%" in check.how.fr
    assert "2\N{NO-BREAK SPACE}000" in check.how.fr


@pytest.mark.parametrize("name", available())
def test_shipped_packs_follow_the_schema(name):
    schema = json.loads(data_path("schema/policy-1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    text = data_path(f"{name}.yml").read_text("utf-8")
    assert list(Draft202012Validator(schema).iter_errors(parse(text).value)) == []
    assert text.startswith("# yaml-language-server: $schema=schema/policy-1.json\n")


@pytest.mark.parametrize("name", available())
def test_a_shipped_pack_is_accepted_as_a_pack_of_one_s_own(name):
    assert load(data_path(f"{name}.yml")) == load(name)


@pytest.mark.parametrize("name", available())
def test_a_yaml_1_1_reader_sees_the_same_pack(name):
    import yaml

    text = data_path(f"{name}.yml").read_text("utf-8")
    assert yaml.safe_load(text) == parse(text).value


def test_data_that_are_not_packs_are_no_packs():
    assert "bloc4" in available()
    assert not {"labels", "people"} & set(available())


def test_labels_have_a_colour_and_both_languages():
    groups = parse(data_path("labels.yml").read_text("utf-8")).value["groups"]
    names = [group["name"] for group in groups]
    assert names == ["type", "state", "size", "phase", "role", "priority"]
    for group in groups:
        names = [label["name"] for label in group["labels"]]
        assert len(set(names)) == len(names) >= 2
        for label in group["labels"]:
            assert re.fullmatch("[0-9a-f]{6}", label["colour"])
            assert "" != label["en"] != label["fr"] != ""
            assert max(len(label["en"]), len(label["fr"])) <= 100  # GitHub's limit
            assert isinstance(label.get("points"), int) is (group["name"] == "size")


def test_a_missing_file_is_said():
    with pytest.raises(FileNotFoundError, match="is missing"):
        data_path("absent.yml")
