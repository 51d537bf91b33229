"""GitLab, read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aifactory.checks.tracked import reviewed
from aifactory.facts.forge_reading import read_forge
from aifactory.forge.errors import Already, Denied, Missing, Refused, Uncertain
from aifactory.forge.gitlab import GitLab
from aifactory.forge.records import Board, Column, Event, Label, Milestone, Protection, Review
from aifactory.forge.transport import Manners, PlainSession
from tests.forge.gitlab.server import PROJECT, URL, GitLabServer, user

Connect = Callable[..., GitLab]
MORNING = "2026-01-05T10:30:00.000+01:00"  # 09:30 UTC


@pytest.fixture
def server() -> Iterator[GitLabServer]:
    with GitLabServer() as running:
        yield running


@pytest.fixture
def connect(server: GitLabServer, tmp_path: Path) -> Iterator[Connect]:
    made: list[PlainSession] = []

    def connection(token: str | None = None, path: str = PROJECT) -> GitLab:
        manners = Manners(cache=tmp_path, sleep=lambda seconds: None)
        made.append(PlainSession(server.origin, server.token if token is None else token, manners))
        return GitLab(made[-1], server.origin, path)

    yield connection
    for session in made:
        session.close()


def issue(number: int, **fields: Any) -> dict[str, Any]:
    plain = {
        "iid": number,
        "title": f"Ticket {number}",
        "web_url": f"{URL}/-/issues/{number}",
        "author": user("ana"),
        "created_at": MORNING,
        "updated_at": f"2026-01-{5 + number % 20:02d}T10:30:00.000+01:00",
        "closed_at": None,
        "labels": [],
        "milestone": None,
        "assignees": [user("ben")],
        "user_notes_count": 2,
        "description": "text",
        "issue_type": "issue",
    }
    return plain | fields


def merge_request(number: int, **fields: Any) -> dict[str, Any]:
    plain = {
        "iid": number,
        "title": f"Request {number}",
        "web_url": f"{URL}/-/merge_requests/{number}",
        "author": user("ana"),
        "created_at": MORNING,
        "updated_at": MORNING,
        "merged_at": MORNING,
        "closed_at": None,
        "target_branch": "main",
        "merge_commit_sha": None,
        "squash_commit_sha": None,
        "sha": "c" * 40,
        "labels": [],
        "milestone": None,
        "draft": False,
        "state": "merged",
    }
    return plain | fields


def test_a_project_of_a_sub_group(connect: Connect) -> None:
    about = connect().repository()
    assert (about.name, about.url, about.created) == (PROJECT, URL, "2026-01-05T08:00:00Z")
    with pytest.raises(Missing):
        connect(path="ville/none").repository()


def test_labels_and_milestones(server: GitLabServer, connect: Connect) -> None:
    server.rows("labels").append(
        {"id": 1, "name": "type::bug", "color": "#D73A4A", "description": None}
    )
    server.rows("milestones").append(
        {
            "id": 9,
            "iid": 2,
            "title": "v1",
            "state": "active",
            "due_date": "2026-03-01",
            "web_url": "u",
        }
    )
    server.rows("issues").extend(
        [
            issue(1, milestone={"title": "v1"}),
            issue(2, milestone={"title": "v1"}, closed_at=MORNING),
        ]
    )
    reader = connect()
    assert [*reader.labels()] == [Label("type::bug", "d73a4a", "")]
    assert [*reader.milestones()] == [Milestone(2, "v1", "u", True, "2026-03-01", 2, 1)]


def test_issues(server: GitLabServer, connect: Connect) -> None:
    server.rows("issues").extend([issue(n) for n in range(1, 251)])
    server.rows("issues").append(
        issue(
            300,
            closed_at=MORNING,
            labels=["bug"],
            issue_type="incident",
            author=user("project_7_bot_x"),
        )
    )
    reader = connect()
    found = {one.number: one for one in reader.issues()}
    assert len(found) == 251
    last = found[300]
    assert (last.closed, last.reason, last.kind) == (
        "2026-01-05T09:30:00Z",
        "completed",
        "Incident",
    )
    assert last.author == "project_7_bot_x[bot]"
    assert (found[1].kind, found[1].assignees, found[1].comments) == ("", ("ben",), 2)
    assert [one.number for one in reader.issues(label="bug")] == [300]


def test_pages_are_asked_for_lazily(server: GitLabServer, connect: Connect) -> None:
    server.rows("issues").extend([issue(n) for n in range(1, 251)])
    next(iter(connect().issues()))
    assert sum("/issues" in path for _, path, _, _ in server.log) == 1


def test_what_happened_to_an_issue(server: GitLabServer, connect: Connect) -> None:
    when = {"user": user("ben")}
    server.rows("issues/4/resource_label_events").extend(
        [
            {
                "action": "add",
                "label": {"name": "doing"},
                "created_at": "2026-01-06T00:00:00Z",
                **when,
            },
            {"action": "remove", "label": None, "created_at": "2026-01-07T00:00:00Z", **when},
        ]
    )
    server.rows("issues/4/resource_milestone_events").append(
        {
            "action": "add",
            "milestone": {"title": "v1"},
            "created_at": "2026-01-05T00:00:00Z",
            **when,
        }
    )
    server.rows("issues/4/resource_state_events").append(
        {"state": "closed", "created_at": "2026-01-08T00:00:00Z", "user": None}
    )
    assert connect().events_of(4) == (
        Event("2026-01-05T00:00:00Z", "milestoned", "v1", "ben"),
        Event("2026-01-06T00:00:00Z", "labeled", "doing", "ben"),
        Event("2026-01-07T00:00:00Z", "unlabeled", "", "ben"),
        Event("2026-01-08T00:00:00Z", "closed", "", ""),
    )


@pytest.mark.parametrize(
    ("fields", "commit"),
    [
        ({}, "c" * 40),
        ({"squash_commit_sha": "b" * 40}, "b" * 40),
        ({"squash_commit_sha": "b" * 40, "merge_commit_sha": "a" * 40}, "a" * 40),
        ({"merged_at": None, "state": "opened"}, ""),
    ],
)
def test_what_a_merge_request_became(
    server: GitLabServer, connect: Connect, fields: dict[str, Any], commit: str
) -> None:
    server.rows("merge_requests").append(merge_request(1, **fields))
    (request,) = connect().requests()
    assert request.commit == commit
    assert bool(request.merged) == bool(commit)


def test_reviews_are_approvals_and_remarks_on_lines(server: GitLabServer, connect: Connect) -> None:
    said = {"created_at": MORNING, "system": True, "type": None}
    server.rows("merge_requests/1/notes").extend(
        [
            {**said, "author": user("ana"), "body": "added 1 commit"},
            {**said, "author": user("ben"), "body": "approved this merge request"},
            {**said, "author": user("cleo"), "body": "Nice", "system": False},
            {**said, "author": user("cleo"), "body": "Here?", "system": False, "type": "DiffNote"},
        ]
    )
    server.rows("merge_requests").append(merge_request(1))
    time = "2026-01-05T09:30:00Z"
    reader = connect()
    assert reader.reviews_of(1) == (
        Review("ben", time, "approved"),
        Review("cleo", time, "commented"),
    )
    facts = read_forge(reader, None, today="2026-02-01")
    assert [reviewed(request) for request in facts.requests] == ["ben"]
    assert {name for name, part in facts.parts.items() if part.state != "whole"} == set()


def test_releases_deployments_pipelines_and_boards(server: GitLabServer, connect: Connect) -> None:
    server.rows("releases").append(
        {
            "tag_name": "v1",
            "name": "v1",
            "released_at": MORNING,
            "description": "Faster starts",
            "_links": {"self": "u"},
        }
    )
    server.rows("releases").append(
        {"tag_name": "v2", "name": "v2", "released_at": MORNING, "upcoming_release": True}
    )
    server.rows("deployments").append(
        {
            "sha": "a",
            "created_at": MORNING,
            "status": "failed",
            "environment": {"name": "prod"},
            "deployable": None,
        }
    )
    server.rows("pipelines").append(
        {
            "ref": "main",
            "sha": "a",
            "source": "push",
            "status": "running",
            "created_at": MORNING,
            "updated_at": MORNING,
            "web_url": "u",
        }
    )
    lists = [
        {"position": 0, "max_issue_count": 3, "label": {"name": "doing", "description": "At work"}}
    ]
    server.rows("boards").extend(
        [{"id": 1, "name": "Empty", "lists": []}, {"id": 2, "name": "Flow", "lists": lists}]
    )
    reader = connect()
    (release,) = reader.releases()
    (deployment,) = reader.deployments()
    (run,) = reader.runs()
    assert (release.tag, release.words, release.url) == ("v1", 2, "u")
    assert (deployment.environment, deployment.outcome) == ("prod", "failure")
    assert (run.event, run.ended, run.outcome) == ("push", "", "")
    assert [*reader.boards()] == [
        Board("Flow", f"{URL}/-/boards/2", (Column("doing", "At work", 3),))
    ]


def test_protected_branches(server: GitLabServer, connect: Connect) -> None:
    server.rows("protected_branches").append(
        {"name": "ma*", "push_access_levels": [{"access_level": 0}]}
    )
    server.rows("approval_rules").append({"approvals_required": 2})
    server.about["only_allow_merge_if_pipeline_succeeds"] = True
    (rule,) = connect().protections("main")
    where = f"{URL}/-/settings/repository"
    assert rule == Protection("ma*", where, approvals=2, checks=("pipeline",), requests_only=True)


def test_a_missing_role_or_scope_is_named(server: GitLabServer, connect: Connect) -> None:
    server.denied = {"protected_branches": (403, {"message": "403 Forbidden"})}
    with pytest.raises(Denied) as error:
        [*connect().protections("main")]
    assert "Maintainer" in str(error.value.hint)
    body = {"error": "insufficient_scope", "scope": "api read_api"}
    server.denied = {"labels": (403, body)}
    facts = read_forge(connect(), None, today="2026-02-01")
    part = facts.parts["labels"]
    assert part.state == "denied"
    assert part.supply
    assert part.supply.values == {"scope": "api / read_api"}
    assert facts.parts["issues"].state == "whole"


def test_the_requests_that_brought_commits(server: GitLabServer, connect: Connect) -> None:
    server.rows(f"repository/commits/{'a' * 40}/merge_requests").append(merge_request(4))
    server.rows(f"repository/commits/{'b' * 40}/merge_requests").append(
        merge_request(5, state="opened")
    )
    assert connect().introduced(["a" * 40, "b" * 40]) == {"a" * 40: 4}


def test_a_second_look_is_conditional(server: GitLabServer, connect: Connect) -> None:
    server.rows("issues").extend([issue(n) for n in range(1, 21)])
    first = read_forge(connect(), None, today="2026-02-01")
    server.log.clear()
    assert read_forge(connect(), None, today="2026-02-01") == first
    assert [one for one in server.log if one[2:] != (True, 304)] == []


def test_a_cut_connection_costs_nothing(server: GitLabServer, connect: Connect) -> None:
    server.rows("issues").extend([issue(n) for n in range(1, 4)])
    server.rows("merge_requests").append(merge_request(1))
    whole = read_forge(connect(), None, today="2026-02-01")
    total = len(server.log)
    for index in range(total):
        server.log.clear()
        server.lose = lambda method, path, hit=index: len(server.log) == hit + 1
        assert read_forge(connect(), None, today="2026-02-01") == whole, index
    assert total >= 20


def test_writing(server: GitLabServer, connect: Connect) -> None:
    writer = connect()
    writer.create_label(Label("state:doing", "1d76db", "At work"))
    with pytest.raises(Already):
        writer.create_label(Label("state:doing", "1d76db", "At work"))
    writer.change_label("state:doing", Label("state:done", "0e8a16", "Over"))
    assert [*writer.labels()] == [Label("state:done", "0e8a16", "Over")]
    writer.create_milestone("v1", "2026-03-01", "First")
    with pytest.raises(Already):
        writer.create_milestone("v1", "", "")
    writer.create_board(Board("Flow", "", (Column("state:done"), Column("unknown"))))
    writer.create_board(Board("Flow", "", (Column("state:done"),)))
    writer.create_issue("First", "body", ["state:done"], "v1")
    writer.create_request("Mend it", "Why", "mend", "main")
    with pytest.raises(Already):
        writer.create_request("Mend it again", "Why", "mend", "main")
    writer.delete_label("state:done")
    assert server.writes == [
        "labels state:doing",
        "rename state:doing state:done",
        "milestones v1",
        "boards Flow",
        "list state:done",
        "issues First",
        "merge_requests Mend it",
        "delete state:done",
    ]
    assert [(one.title, one.target) for one in writer.requests()] == [("Mend it", "main")]
    (made,) = server.rows("issues")
    assert (made["labels"], made["milestone_id"], made["description"]) == ("state:done", 1, "body")


def test_a_label_of_a_group_is_said(server: GitLabServer, connect: Connect) -> None:
    with pytest.raises(Refused, match="belongs to a group"):
        connect().change_label("inherited", Label("other", "000000", ""))
    with pytest.raises(Refused, match="belongs to a group"):
        connect().delete_label("inherited")


def test_protecting(server: GitLabServer, connect: Connect) -> None:
    rule = Protection("aifactory", "", approvals=1, requests_only=True)
    server.denied = {"approval_rules": (404, {"message": "404 Not Found"})}
    with pytest.raises(Refused, match="cannot require approvals"):
        connect().protect("main", rule)
    assert server.writes == ["protected_branches main"]
    server.denied = {}
    connect().protect("main", rule)
    assert server.writes[1:] == ["approval_rules aifactory"]
    server.tables["protected_branches"] = [
        {"name": "main", "push_access_levels": [{"access_level": 40}]}
    ]
    with pytest.raises(Refused, match="some may push"):
        connect().protect("main", rule)


def test_a_write_whose_answer_is_lost_is_not_repeated(
    server: GitLabServer, connect: Connect
) -> None:
    server.lose = lambda method, path: method == "POST"
    with pytest.raises(Uncertain):
        connect().create_label(Label("a", "000000", ""))
    assert server.writes == ["labels a"]


def test_a_stranger_may_read_what_is_public(server: GitLabServer, connect: Connect) -> None:
    server.rows("labels").append({"id": 1, "name": "bug", "color": "#D73A4A", "description": ""})
    assert [label.name for label in connect("").labels()] == ["bug"]
    with pytest.raises(Denied):
        connect("").create_label(Label("a", "000000", ""))
    with pytest.raises(Denied, match="does not know this token"):
        connect("wrong").repository()
