"""Branch patterns and conditions: what may happen stays, what surely cannot goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.facts.pipelines import github_conditions, gitlab_conditions
from aifactory.facts.pipelines.conditions import Case, Cases, divide, started_by
from aifactory.facts.pipelines.model import Trigger
from aifactory.facts.pipelines.triggers import from_regex, intersect, match, merge, narrow, without

PUSH = Trigger("push")
TAG = Trigger("tag")
PULL = Trigger("pull_request")
GITHUB: Cases = (
    Case("push", PUSH),
    Case("push", TAG),
    Case("pull_request", PULL),
    Case("release", Trigger("release")),
    Case("workflow_dispatch", Trigger("manual")),
)
GITLAB: Cases = (
    Case("push", PUSH),
    Case("push", TAG),
    Case("merge_request_event", PULL),
    Case("schedule", Trigger("schedule")),
)


def on(*branches: str) -> Trigger:
    return Trigger("push", branches)


def kinds(text: str, cases: Cases = GITHUB) -> str:
    yes, _ = divide(github_conditions.condition(text), cases)
    return " ".join(_written(trigger) for trigger in started_by(yes))


def gitlab(text: str, **variables: str) -> str:
    yes, _ = divide(gitlab_conditions.condition(text, variables), GITLAB)
    return " ".join(_written(trigger) for trigger in started_by(yes))


def _written(trigger: Trigger) -> str:
    branches = ",".join(trigger.branches)
    ignored = ",".join("!" + pattern for pattern in trigger.ignored)
    return trigger.kind + "".join(f"({part})" for part in (branches, ignored) if part)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("main", "main", True),
        ("main", "maint", False),
        ("release/*", "release/1", True),
        ("release/*", "release/1/2", False),
        ("release/**", "release/1/2", True),
        ("**/x", "x", True),
        ("**/x", "a/b/x", True),
        ("**/x", "a/bx", False),
        ("*", "a/b", False),
        ("v?", "v1", True),
        ("v?", "v", False),
        ("/^ma/", "main", None),
        ("v[0-9]", "v1", None),
        ("$default", "main", None),
    ],
)
def test_a_pattern_matches_as_a_glob(pattern: str, name: str, expected: bool | None) -> None:
    assert match(pattern, name) is expected


def test_a_hostile_pattern_takes_no_time() -> None:
    assert match("*a" * 100 + "b", "a" * 250) is False


@pytest.mark.parametrize(
    ("expression", "patterns"),
    [
        ("/^main$/", ("main",)),
        ("/^(main|dev)$/", ("main", "dev")),
        (r"/^release\/.*$/", ("release/**",)),
        ("/^release/", ("release**",)),
        ("/hotfix/", ("**hotfix**",)),
        (r"/^v\d+/", (r"/^v\d+/",)),
    ],
)
def test_a_plain_regular_expression_is_read(expression: str, patterns: tuple[str, ...]) -> None:
    assert from_regex(expression) == patterns


def test_narrowing_keeps_what_both_allow() -> None:
    assert narrow(PUSH, ["main"]) == on("main")
    assert narrow(on("main", "dev"), ["main"]) == on("main")
    assert narrow(on("release/**"), ["release/1"]) == on("release/1")
    assert narrow(on("main", "release/1"), ["release/**"]) == on("release/1")
    assert narrow(on("dev"), ["main"]) is None
    assert narrow(Trigger("push", (), ("main",)), ["main"]) is None
    assert narrow(on("main"), ["$default"]) == on("main")
    assert narrow(PUSH, ["$default"]) == on("$default")


def test_taking_branches_away_keeps_the_others() -> None:
    assert without(PUSH, ["main"]) == Trigger("push", (), ("main",))
    assert without(on("main", "dev"), ["main"]) == on("dev")
    assert without(on("main"), ["main"]) is None
    assert without(on("main"), ["$default"]) == on("main")
    assert without(PUSH, ["**"]) is None


def test_merging_joins_branches_and_forgets_exclusions_that_another_allows() -> None:
    assert merge([on("main"), TAG, on("dev")]) == (on("main", "dev"), TAG)
    assert merge([on("main"), PUSH]) == (PUSH,)
    assert merge([Trigger("push", (), ("main",)), on("main")]) == (PUSH,)
    assert merge([Trigger("push", (), ("main",)), on("dev")]) == (Trigger("push", (), ("main",)),)


def test_intersecting_keeps_common_kinds_on_common_branches() -> None:
    assert intersect([PUSH, TAG], [on("main"), PULL]) == (on("main"),)
    assert intersect([on("dev")], [on("main")]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("false", ""),
        ("always()", "push tag pull_request release manual"),
        ("github.event_name == 'push'", "push tag"),
        ("github.event_name != 'pull_request'", "push tag release manual"),
        ("${{ github.event_name == 'PUSH' }}", "push tag"),
        ("github.ref == 'refs/heads/main'", "push(main) manual"),
        ("github.ref != 'refs/heads/main'", "push(!main) tag pull_request release manual"),
        ("'refs/heads/main' == github.ref", "push(main) manual"),
        ("github.ref_name == 'main'", "push(main) manual"),
        ("github.ref_type == 'tag'", "tag release manual"),
        ("startsWith(github.ref, 'refs/tags')", "tag release manual"),
        ("startsWith(github.ref, 'refs/tags/v') == true", "tag release manual"),
        ("!startsWith(github.ref, 'refs/tags/')", "push pull_request manual"),
        ("startsWith(github.ref, 'refs/heads/release/')", "push(release/**) manual"),
        ("contains(github.ref, 'refs/tags/')", "tag release manual"),
        ('contains(fromJSON(\'["push", "release"]\'), github.event_name)', "push tag release"),
        (
            "github.event_name == 'push' && (github.ref == 'refs/heads/main' || "
            "github.ref == 'refs/heads/dev')",
            "push(main,dev)",
        ),
        ("github.event_name == 'push' && github.ref_type != 'tag'", "push"),
        ("inputs.deploy", "manual"),
        ("github.event.inputs.target == 'prod'", "manual"),
        ("github.event.pull_request.draft == false", "push tag pull_request release manual"),
        ("github.event.action == 'published'", "pull_request release"),
        ("github.head_ref", "pull_request"),
        ("github.base_ref == 'main'", "pull_request(main)"),
        (
            "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
            "push($default) manual",
        ),
        ("github.repository == 'o/r' && success()", "push tag pull_request release manual"),
        ("secrets.TOKEN != ''", "push tag pull_request release manual"),
        ("matrix.n > 3", "push tag pull_request release manual"),
        ("this is ( not an expression", "push tag pull_request release manual"),
    ],
)
def test_a_github_condition_narrows_triggers(text: str, expected: str) -> None:
    assert kinds(text) == expected


def test_what_calls_a_workflow_decides_its_conditions() -> None:
    called: Cases = (Case("workflow_call", Trigger("call")),)
    assert kinds("github.event_name == 'release'", called) == "call"
    assert kinds("inputs.push", called) == "call"


def test_only_a_pull_request_target_runs_on_a_branch() -> None:
    assert kinds("github.ref == 'refs/heads/main'", (Case("pull_request", PULL),)) == ""
    target: Cases = (Case("pull_request_target", PULL),)
    assert kinds("github.ref == 'refs/heads/main'", target) == "pull_request(main)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$CI_COMMIT_TAG", "tag"),
        ("$CI_COMMIT_TAG != null", "tag"),
        ("$CI_COMMIT_TAG == null", "push pull_request schedule"),
        (r"$CI_COMMIT_TAG =~ /^v\d+/", "tag"),
        ("$CI_COMMIT_BRANCH", "push schedule"),
        ('$CI_COMMIT_BRANCH == "main"', "push(main) schedule"),
        ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", "push($default) schedule"),
        ("$CI_COMMIT_BRANCH == $STABLE", "push(stable) schedule"),
        ('$CI_COMMIT_BRANCH != "main" && $CI_COMMIT_BRANCH', "push(!main) schedule"),
        ('$CI_PIPELINE_SOURCE == "merge_request_event"', "pull_request"),
        ('$CI_PIPELINE_SOURCE == "push"', "push tag"),
        ("$CI_PIPELINE_SOURCE =~ /^(push|web)$/", "push tag"),
        ("$CI_PIPELINE_SOURCE == 'schedule' || $CI_COMMIT_TAG", "schedule tag"),
        ("$CI_MERGE_REQUEST_IID", "pull_request"),
        ('$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "main"', "pull_request(main)"),
        ("$CI_COMMIT_REF_NAME =~ /^(main|dev)$/", "push(main,dev) tag pull_request schedule"),
        ("$DEPLOY == 'yes'", "push tag pull_request schedule"),
        ("$A &&& $B", "push tag pull_request schedule"),
    ],
)
def test_a_gitlab_condition_narrows_triggers(text: str, expected: str) -> None:
    assert gitlab(text, STABLE="stable") == expected


TOKENS = (
    "( ) ! && || == != =~ 'main' \"push\" $CI_COMMIT_BRANCH $CI_COMMIT_TAG github.ref /^a/ null "
    "github.event_name startsWith( contains( , always() inputs.x 'refs/heads/main' true 3"
)


@given(st.lists(st.sampled_from(TOKENS.split()), max_size=40).map(" ".join) | st.text())
def test_any_condition_leaves_every_case_on_a_side(text: str) -> None:
    for condition, cases in (
        (github_conditions.condition(text), GITHUB),
        (gitlab_conditions.condition(text, {}), GITLAB),
    ):
        yes, no = divide(condition, cases)
        sides = {(case.event, case.trigger.kind) for case in (*yes, *no)}
        assert sides == {(case.event, case.trigger.kind) for case in cases}


@pytest.mark.parametrize("text", ["(" * 5000, "!" * 3000 + "x", " && ".join(["x"] * 5000)])
def test_an_endless_condition_tells_nothing(text: str) -> None:
    assert kinds(text) == "push tag pull_request release manual"
