"""GitHub, read: every part, in both interfaces."""

import pytest
from msgspec.structs import replace

from aifactory.forge.errors import Denied, Missing
from aifactory.forge.records import Board, Column, Event, Label, Milestone, Protection, Review
from tests.forge.github.described import component
from tests.forge.github.world import at, sha

BOTH = pytest.mark.parametrize("token", [None, ""], ids=["with a token", "without"])
EVENTS = ((1, "labeled", "state:doing"), (2, "milestoned", "v1"), (3, "closed", ""))


@pytest.fixture
def full(world):
    """A little of everything."""
    world.label("bug", "D73A4A", "It does not work")
    world.milestone("v1", "2026-03-01")
    world.issue(
        "Late", opened=0, closed=3, labels=("bug",), milestone="v1", events=EVENTS, body="b"
    )
    world.issue("Open", opened=1, by="robot[bot]", labels=("state:doing",))
    world.request(merged=4, reviews=(("ben", "APPROVED"), ("robot[bot]", "COMMENTED")))
    world.request(opened=2)
    world.releases += [
        {
            "tag": "v1",
            "published": at(5),
            "body": "# v1\n\nFaster starts for all\n\nFull Changelog: x",
        },
        {"tag": "v2", "published": at(6), "draft": True},
    ]
    world.deployments.append(
        {"id": 7, "commit": sha(1), "environment": "production", "at": at(5), "state": "FAILURE"}
    )
    world.runs.append(
        {
            "name": "CI",
            "event": "push",
            "status": "completed",
            "conclusion": "success",
            "head_branch": "main",
            "head_sha": sha(2),
        }
    )
    world.boards.append(
        {"title": "Flow", "columns": [("To do", "Ready to be taken"), ("Done", "")]}
    )
    world.rules += [
        {
            "type": "pull_request",
            "ruleset_id": 1,
            "parameters": {
                "required_approving_review_count": 2,
                "dismiss_stale_reviews_on_push": False,
                "require_code_owner_review": False,
                "require_last_push_approval": False,
                "required_review_thread_resolution": False,
            },
        },
        {"type": "deletion", "ruleset_id": 1},
    ]
    return world


@BOTH
def test_the_repository(world, connect, token):
    about = connect(token).repository()
    assert (about.name, about.default_branch, about.private) == ("octo/app", "main", False)
    assert about.url == "https://forge.test/octo/app"


@BOTH
def test_labels_and_milestones(full, connect, token):
    reader = connect(token)
    assert next(reader.labels()) == Label("bug", "d73a4a", "It does not work")
    (stone,) = reader.milestones()
    assert stone == Milestone(
        1, "v1", "https://forge.test/octo/app/milestone/1", True, "2026-03-01", 1, 1
    )


@BOTH
def test_issues_with_their_events(full, connect, token):
    later, first = sorted(connect(token).issues(events=True), key=lambda i: -i.number)
    assert (later.author, later.closed, later.labels) == ("robot[bot]", "", ("state:doing",))
    assert (first.closed, first.reason, first.milestone, first.body) == (
        at(3),
        "completed",
        "v1",
        "b",
    )
    assert first.events == (
        Event(at(1), "labeled", "state:doing", "ben"),
        Event(at(2), "milestoned", "v1", "ben"),
        Event(at(3), "closed", "", "ben"),
    )


@BOTH
def test_issues_come_the_last_touched_first_and_by_label(full, connect, token):
    reader = connect(token)
    assert [issue.number for issue in reader.issues()] == [1, 2]
    assert [issue.number for issue in reader.issues(label="bug")] == [1]


@BOTH
def test_the_two_interfaces_tell_the_same_of_requests(full, connect, token):
    reader = connect(token)
    merged, waiting = reader.requests()
    assert (merged.number, merged.merged, merged.commit, merged.target) == (
        3,
        at(4),
        sha(3),
        "main",
    )
    assert (waiting.number, waiting.merged, waiting.commit) == (4, "", "")
    reviews = (Review("ben", at(4), "approved"), Review("robot[bot]", at(4), "commented"))
    if token == "":
        assert merged.reviews is None
        assert reader.reviews_of(3) == reviews
    else:
        assert (merged.reviews, merged.first_comment, merged.first_commit) == (
            reviews,
            at(4),
            at(0),
        )


@BOTH
def test_releases_without_drafts_and_their_words(full, connect, token):
    (release,) = connect(token).releases()
    assert (release.tag, release.published, release.words) == ("v1", at(5), 4)


@BOTH
def test_deployments(full, connect, token):
    (one,) = connect(token).deployments()
    outcome = "" if token == "" else "failure"
    assert (one.environment, one.commit, one.at, one.outcome) == (
        "production",
        sha(1),
        at(5),
        outcome,
    )


@BOTH
def test_runs(full, connect, token):
    (run,) = connect(token).runs()
    assert (run.name, run.outcome, run.branch, run.commit) == ("CI", "success", "main", sha(2))


def test_boards_need_a_token(full, connect):
    (board,) = connect().boards()
    columns = (Column("To do", "Ready to be taken"), Column("Done"))
    assert board == Board("Flow", "https://forge.test/boards/Flow", columns)
    with pytest.raises(Denied, match="without a token"):
        [*connect("").boards()]


@BOTH
def test_rule_sets_are_read_by_all(full, connect, token):
    (rule,) = connect(token).protections("main")
    assert rule.approvals == 2
    assert rule.requests_only


CLASSIC = {
    "required_pull_request_reviews": component(
        "protected-branch-pull-request-review", required_approving_review_count=1
    ),
    "required_status_checks": component(
        "protected-branch-required-status-check", contexts=["test"]
    ),
}


def test_a_protected_branch_is_read_by_its_administrators(world, connect):
    world.protection = CLASSIC
    (rule,) = connect().protections("main")
    url = "https://forge.test/octo/app/settings/branches"
    assert rule == Protection("main", url, approvals=1, checks=("test",), requests_only=True)


def test_a_protected_branch_is_not_read_by_others(world, connect):
    world.protection = CLASSIC
    world.permissions["admin"] = False
    with pytest.raises(Denied, match="only its administrators"):
        [*connect().protections("main")]


def test_a_branch_without_protection_is_known_to_have_none(world, connect):
    world.permissions["admin"] = False
    assert [*connect().protections("main")] == []


@BOTH
def test_the_request_that_brought_a_commit(world, connect, token):
    world.request(merged=1, commits=(sha(70), sha(71)))
    world.request(opened=1, commits=(sha(72),))
    found = connect(token).introduced([sha(n) for n in (1, 70, 71, 72, 99)])
    assert found == {sha(1): 1, sha(70): 1, sha(71): 1}


@BOTH
@pytest.mark.parametrize("size", [99, 100, 101, 250])
def test_pages_end_where_the_items_do(world, connect, server, token, size):
    for _ in range(size):
        world.issue()
    assert len({issue.number for issue in connect(token).issues()}) == size
    lists = [
        one for one in server.log if "timelineItems" in one.query or "per_page=100" in one.path
    ]
    assert len([one for one in lists if "issues" in one.query + one.path]) == -(-size // 100)


@BOTH
def test_pages_are_asked_for_lazily(world, connect, server, token):
    for _ in range(250):
        world.issue()
    reader = connect(token)
    next(reader.issues())
    assert not [one for one in server.log if "page=2" in one.path or "NzU=" in one.query]
    assert sum("orderBy" in one.query for one in server.log) <= 1


def test_more_events_than_a_page_holds(world, connect):
    line = tuple((n / 10, "labeled", f"l{n}") for n in range(250))
    world.issue(events=line)
    (issue,) = connect().issues(events=True)
    assert [event.name for event in issue.events] == [f"l{n}" for n in range(250)]


def test_types_of_an_organisation(world, connect):
    world.organisation = True
    world.issue(kind="Bug", closed=1)
    world.issue(kind="Task", closed=1)
    assert {issue.number: issue.kind for issue in connect().issues()} == {1: "Bug", 2: ""}


@BOTH
def test_a_repository_without_issues(world, connect, token):
    world.issues_enabled = False
    assert [*connect(token).issues()] == []


@BOTH
def test_a_renamed_repository_is_followed(world, connect, token):
    world.renamed_from = "octo/old"
    reader = connect(token)
    reader._name = "old"
    world.label("bug")
    assert reader.repository().name == "octo/app"
    assert [label.name for label in reader.labels()] == ["bug"]


def test_a_private_repository_hides_from_strangers(world, connect):
    world.private = True
    assert connect().repository().private
    with pytest.raises(Missing):
        connect("").repository()


def test_a_wrong_token_is_said(world, connect):
    with pytest.raises(Denied, match="Bad credentials"):
        connect("another").repository()


def test_a_missing_permission_is_named(world, connect):
    world.denied = {"/milestones": "issues=read"}
    with pytest.raises(Denied) as error:
        [*connect().milestones()]
    assert error.value.supply.values == {"scope": "issues=read"}
    world.denied = {"projectsV2": "read:project"}
    with pytest.raises(Denied) as error:
        [*connect().boards()]
    assert error.value.supply.values == {"scope": "read:project"}


def test_what_both_interfaces_read_is_alike(full, connect):
    full.organisation = False
    ours, theirs = ([*connect(token).issues(events=True)] for token in (None, ""))
    assert [replace(one, assignees=()) for one in ours] == theirs
