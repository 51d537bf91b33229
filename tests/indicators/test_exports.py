"""What other trackers export: their columns, their states, their times."""

from __future__ import annotations

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from aifactory.indicators.exports import read_tickets
from aifactory.indicators.planning import plan
from aifactory.indicators.report import compute
from aifactory.indicators.sources import from_export


def test_what_github_s_own_client_exports() -> None:
    told = [
        {
            "number": 7, "title": "Slow", "createdAt": "2026-01-05T09:00:00Z", "closedAt": "2026-01-07T09:00:00Z",
            "labels": [{"name": "type:bug"}, {"name": "size:M"}, {"name": "incident"}], "state": "CLOSED",
            "stateReason": "COMPLETED", "milestone": {"title": "v1"}, "url": "https://forge.example/7",
        },
        {
            "number": 8, "title": "No", "createdAt": "2026-01-06T09:00:00Z", "closedAt": "2026-01-07T09:00:00Z",
            "labels": [], "state": "CLOSED", "stateReason": "NOT_PLANNED", "milestone": None,
        },
    ]  # fmt: skip
    slow, no = read_tickets(json.dumps(told), "x.json")
    assert (slow.id, slow.bug, slow.incident, slow.points, slow.epic) == ("7", True, True, 3, "v1")
    assert (slow.url, slow.done) == ("https://forge.example/7", "2026-01-07T09:00:00Z")
    assert (no.dropped, no.done, no.points) == (True, "", None)


def test_requests_among_github_s_issues_are_no_tickets() -> None:
    told = [
        {"number": 1, "created_at": "2026-01-05T09:00:00Z"},
        {"number": 2, "created_at": "2026-01-05T09:00:00Z", "pull_request": {"url": "x"}},
    ]
    assert [one.id for one in read_tickets(json.dumps(told), "x")] == ["1"]


def test_what_gitlab_exports() -> None:
    text = (
        "Issue ID,URL,Title,State,Created At (UTC),Closed At (UTC),Milestone,Weight,Labels\n"
        '3,https://lab.example/3,Slow,Closed,2026-01-05 09:00:00,2026-01-06 21:00:00 UTC,v1,5,"bug,x"\n'
    )
    (found,) = read_tickets(text, "x.csv")
    assert (found.opened, found.closed) == ("2026-01-05T09:00:00Z", "2026-01-06T21:00:00Z")
    assert (found.id, found.points, found.bug, found.epic) == ("3", 5, True, "v1")


def test_the_moves_of_a_changelog() -> None:
    changes = [
        {"created": "2026-01-08T09:00:00.000+0100", "items": [{"field": "status", "toString": "In Review"}]},
        {"created": "2026-01-06T09:00:00.000+0100", "items": [
            {"field": "assignee", "toString": "Done"}, {"field": "status", "toString": "In Progress"},
        ]},
        {"created": "2026-01-09T09:00:00.000+0100", "items": [{"field": "status", "toString": "Somewhere"}]},
        {"items": "odd"}, 3,
    ]  # fmt: skip
    told = {
        "issues": [
            {
                "key": "AB-1",
                "fields": {"created": "2026-01-05T09:00:00.000+0100", "summary": "x"},
                "changelog": {"histories": changes},
            }
        ]
    }
    (found,) = read_tickets(json.dumps(told), "x")
    assert [(move.at, move.state) for move in found.moves] == [
        ("2026-01-06T08:00:00Z", "doing"),
        ("2026-01-08T08:00:00Z", "review"),
    ]
    assert found.started == "2026-01-06T08:00:00Z"


def test_times_without_a_zone_are_the_team_s() -> None:
    text = "id,created,closed\n1,2026-07-01 00:30,2026-07-02\n2,2026-07-01T00:30:00Z,\n"
    first, second = read_tickets(text, "x", ZoneInfo("Europe/Paris"))
    assert (first.opened, first.closed) == ("2026-06-30T22:30:00Z", "2026-07-02T10:00:00Z")
    assert second.opened == "2026-07-01T00:30:00Z"


def test_a_bare_day_of_closing_beside_a_time_of_that_day() -> None:
    (found,) = read_tickets("id,created,closed\n1,2026-01-05T15:00:00Z,2026-01-05\n", "x")
    assert found.opened == found.closed == "2026-01-05T15:00:00Z"


STATUS = (
    "Issue key,Status,Status Category,Resolution,Created,Resolved,Started\n"
    "A,Code Review,In Progress,,2026-01-05,,\n"
    "B,In Review,In Progress,,2026-01-06,,2026-01-08\n"
    "C,Done,Done,,2026-01-07,,\n"
    "D,Canceled,Done,,2026-01-08,2026-01-09,\n"
    "E,Done,Done,Fixed,2026-01-09,2026-01-12,2026-01-10\n"
)


def test_a_status_says_where_a_ticket_stands_today() -> None:
    data = from_export(STATUS.encode(), "x.csv")
    assert [note.values["n"] for note in data.notes] == [1]  # C is done, nobody knows since when
    assert {one.id for one in data.tickets if one.dropped} == {"D"}
    now = plan("x", data.tickets, (), date(2026, 1, 31))
    assert dict(now.columns) == {"todo": 1, "doing": 1, "review": 1, "done": 1}
    assert (now.wip, [one.id for one in now.aging]) == (2, ["B"])
    before = plan("x", data.tickets, (), date(2026, 1, 7))  # of then only dates tell
    assert dict(before.columns) == {"todo": 3, "doing": 0, "review": 0, "done": 0}
    figures = {one.id: one for one in compute(data, date(2026, 1, 1), date(2026, 1, 31)).figures}
    assert figures["wip"].value == 2
    assert (figures["cycle-time"].n, figures["cycle-time"].value) == (1, 2)


@pytest.mark.parametrize("name", ["first-review", "merge-time"])
def test_an_export_knows_no_requests_and_says_so(name: str) -> None:
    report = compute(from_export(STATUS.encode(), "x.csv"), date(2026, 1, 1), date(2026, 1, 31))
    missing = next(one.missing for one in report.figures if one.id == name)
    assert missing
    assert missing.msgid == "a tracker's export tells nothing of requests: read the forge"
