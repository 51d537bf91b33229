"""A pack that extends another: leave out, re-weigh, set params, add."""

import pytest

from aifactory.policy import load
from tests.policy.test_packs import refused, write

HEAD = "schema: aifactory/policy/1\nextends: bloc4\nid: mine\nversion: '2'\n"
OWN = "{id: my-own, points: 1, sources: [files], title: Mine, asks: Is it?, remedy: Do it}"


def extended(folder, text):
    return load(write(folder, HEAD + text))


def checks(pack):
    return {check.id: check for check in pack.checks()}


def test_an_extension_that_changes_nothing_is_the_same_pack_under_another_name(tmp_path):
    pack, base = extended(tmp_path, ""), load("bloc4")
    assert (pack.id, pack.version) == ("mine", "2")
    assert pack.criteria == base.criteria
    assert (pack.title, pack.threshold, pack.total) == (base.title, base.threshold, base.total)


def test_weights_change_the_points_of_check_criterion_and_total(tmp_path):
    pack = extended(tmp_path, "weights: {review-practised: 1.5, unit-tests: 1}\n")
    assert checks(pack)["review-practised"].points == 1.5
    assert checks(pack)["review-practised"].partial == 1  # two thirds, as before
    assert checks(pack)["unit-tests"].partial == 0
    assert {c.id: c.points for c in pack.criteria if c.points != 2} == {
        "B4Cr3": 2.75,
        "B4Cr7": 2.75,
    }
    assert pack.total == 21.5
    assert pack.threshold == 10.75  # half of it, as before


def test_checks_and_whole_criteria_are_left_out_by_id_or_alias(tmp_path):
    pack = extended(tmp_path, "leave-out: [tree-clean, B4Cr1, B5Cr9]\nthreshold: 9\n")
    assert [c.id for c in pack.criteria] == [f"B4Cr{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10)]
    assert "tree-clean" not in checks(pack)
    assert (pack.total, pack.threshold) == (15.5, 9)


def test_params_replace_some_and_keep_the_others_and_the_texts_follow(tmp_path):
    pack = extended(tmp_path, "params: {messages-informative: {share: 0.855, chars: 72}}\n")
    check = checks(pack)["messages-informative"]
    assert check.params == {"window": 100, "share": 0.855, "words": 3, "chars": 72}
    assert "85.5%" in check.how.en
    assert "85,5\N{NO-BREAK SPACE}%" in check.how.fr
    assert "72" in check.how.fr
    assert checks(load("bloc4"))["messages-informative"].params["chars"] == 100


def test_checks_are_added_to_a_criterion_by_its_id_or_alias(tmp_path):
    pack = extended(tmp_path, f"add: [{{id: B5Cr9, checks: [{OWN}]}}]\n")
    (criterion,) = (c for c in pack.criteria if c.id == "B4Cr9")
    assert criterion.checks[-1].id == "my-own"
    assert (criterion.points, pack.total) == (3, 21)


def test_a_criterion_is_added_and_may_take_over_a_check_that_is_left_out(tmp_path):
    pack = extended(
        tmp_path,
        "leave-out: [tree-clean]\n"
        "add: [{id: NEW, aliases: [N], title: New, checks: [{id: tree-clean, points: 2}]}]\n",
    )
    new = pack.criteria[-1]
    assert (new.id, new.names, new.points) == ("NEW", ("NEW", "N"), 2)
    assert new.checks[0].title == checks(load("bloc4"))["tree-clean"].title
    assert pack.total == 21.5


def test_a_criterion_may_be_left_out_and_filled_anew(tmp_path):
    pack = extended(tmp_path, f"leave-out: [B4Cr2]\nadd: [{{id: B4Cr2, checks: [{OWN}]}}]\n")
    (criterion,) = (c for c in pack.criteria if c.id == "B4Cr2")
    assert [check.id for check in criterion.checks] == ["my-own"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "leave-out: [tree-claen]",
            "5: leave-out[0]: expected one of tree-clean, found 'tree-claen'",
        ),
        ("weights:\n  ci-test: 1", "6: weights.ci-test: expected one of ci-tests"),
        ("weights:\n  ci-tests: 0", "6: weights.ci-tests: expected a number above 0, found 0"),
        ("weights: {B4Cr1: 3}", "5: weights.B4Cr1: expected one of "),
        ("params:\n  nothing: {a: 1}", "6: params.nothing: expected one of "),
        (
            "params:\n  roadmap:\n    entry: 1",
            "7: params.roadmap.entry: roadmap has no such param; it has: entries, milestones",
        ),
        (
            "params:\n  container-hardened: {refused-tags: latest}",
            "6: params.container-hardened.refused-tags: expected a list, found 'latest'",
        ),
        ("threshold: 21", "5: threshold: expected at most the total, 20, found 21"),
        ("total: 20", "5: total: unknown key; expected one of title, found 'total'"),
        ("criteria: []", "5: criteria: unknown key; expected one of "),
        (f"add: [{{id: NEW, checks: [{OWN}]}}]", "5: add[0]: a new criterion needs a title"),
        (
            f"add: [{{id: B4Cr1, title: T, checks: [{OWN}]}}]",
            "5: add[0].title: B4Cr1 is a criterion of the extended pack and keeps its title",
        ),
        (
            f"add: [{{id: N, aliases: [B4Cr1], title: T, checks: [{OWN}]}}]",
            "5: add[0].aliases[0]: the id B4Cr1 is already taken",
        ),
        (
            "add:\n  - id: B4Cr1\n    checks:\n      - {id: roadmap, points: 1}",
            "8: add[0].checks[0].id: the id roadmap is already taken",
        ),
        (
            "add:\n  - id: B4Cr1\n    checks:\n      - {id: my-own, points: 1}",
            "8: add[0].checks[0]: "
            "no shipped check is called my-own, so a check of your own needs sources, title, asks, "
            "remedy",
        ),
        (
            "leave-out: [" + ", ".join(f"B4Cr{n}" for n in range(1, 11)) + "]",
            "5: leave-out: nothing is left to check",
        ),
    ],
)
def test_a_wrong_extension_is_refused_with_its_line(tmp_path, text, sentence):
    lines = refused(tmp_path, HEAD + text)
    assert lines[0].startswith(f"mypack.yml:{sentence}")


@pytest.mark.parametrize("name", ["bloc9", "mine"])
def test_only_a_shipped_pack_is_extended(tmp_path, name):
    lines = refused(tmp_path, HEAD.replace("bloc4", name))
    assert lines[0].startswith("mypack.yml:2: extends: expected one of bloc")
