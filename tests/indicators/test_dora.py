"""The five keys, on an example worked by hand, and where the data do not allow one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aifactory.facts.forge import ForgeFacts
from aifactory.facts.history import HistoryFacts, TagFact
from aifactory.forge.records import Deployment, Release, Repository, Request, Run
from aifactory.indicators.dora import AFTERMATH, Delivery, deliveries, failing, keys
from aifactory.indicators.periods import Calendar, Period, instant
from aifactory.indicators.report import Data, compute
from tests.indicators.test_flow import MONDAY, at, ticket

WHOLE = Period(MONDAY, MONDAY + timedelta(days=28))
ALL = Calendar()
ABOUT = Repository("o/n", "", "main", False, False, "")


def request(number: int, first: int, opened: int, merged: int | None, **more: object) -> Request:
    return Request(
        number, f"Request {number}", "", "ana", at(opened), at(opened), "main",
        merged="" if merged is None else at(merged), first_commit=at(first), **more,  # type: ignore[arg-type]
    )  # fmt: skip


# put in place on days 4, 10, 12 and 20; the second fails and is mended by the third, an incident
# follows the last
DELIVERED = (
    Delivery(at(4, 18), True),
    Delivery(at(10, 18), False),
    Delivery(at(12, 18), True),
    Delivery(at(20, 18), True),
)
REQUESTS = (
    request(
        1, 0, 1, 3, labels=("type:feature",)
    ),  # first commit on day 0, live on day 4: 4.25 days
    request(2, 5, 6, 9),  # the deployment of day 10 failed: live on day 12, 7.25 days
    request(3, 11, 11, 11, labels=("hotfix",)),  # 1.25 days
    request(4, 13, 14, 21),  # not deployed yet
    request(5, 13, 14, None),
)
FIRE = ticket("fire", 22, incident=True)


def test_a_worked_example() -> None:
    found = keys("deployments", DELIVERED, REQUESTS, (FIRE,), WHOLE, ALL)
    assert (found.n, found.a_week) == (4, 1.0)
    assert (found.lead.n, found.lead.median, found.lead.p95) == (3, 4.25, 7.25)
    assert found.failed == 0.5  # the second by its outcome, the last by its incident
    assert (found.recovery.n, found.recovery.median, found.recovery.left_out) == (1, 2.0, 1)
    assert found.rework == 0.25


def test_an_incident_long_after_or_after_the_next_is_no_failure() -> None:
    late = ticket("late", 28, incident=True)
    found = keys("deployments", (DELIVERED[0], DELIVERED[3]), (), (late,), WHOLE, ALL)
    assert found.failed == 0
    early = ticket("early", 21, incident=True)
    assert (
        keys("releases", (Delivery(at(4)), Delivery(at(20))), (), (early,), WHOLE, ALL).failed
        == 0.5
    )


def test_what_nothing_tells_is_not_given() -> None:
    found = keys("releases", (Delivery(at(4)),), (), (), WHOLE, ALL)
    assert (found.failed, found.rework, found.lead.n, found.recovery.n) == (None, None, 0, 0)
    assert keys("", (), REQUESTS, (), WHOLE, ALL).rework is None


def facts(**more: object) -> ForgeFacts:
    return ForgeFacts(provider="github", repository=ABOUT, parts={}, **more)  # type: ignore[arg-type]


TAGS = HistoryFacts(
    commits=0, days=0, whole=True, largest=None, subjects=(), changes=(), authors=0, pairings=(), closings=(),
    line_days=(), tags=(TagFact("v1", "2026-01-09", "a", True), TagFact("x", "2026-01-10", "b", False)), last_commit="",
)  # fmt: skip
DEPLOYED = tuple(
    Deployment(place, "a", at(day), outcome, "")
    for day, place, outcome in (
        (3, "staging", "success"), (4, "production", "success"), (2, "staging", "success"), (5, "production", "pending"),
        (6, "staging", "success"), (7, "production", "error"),
    )
)  # fmt: skip
RELEASED = (Release("v2", "v2", "", at(9), 5, False), Release("v1", "v1", "", at(8), 5, False))
RAN = (
    Run("Deploy", "push", "main", "a", at(1), at(1), "success", ""),
    Run("Deploy", "push", "other", "a", at(1), at(1), "success", ""),
    Run("Tests", "push", "main", "a", at(1), at(1), "success", ""),
    Run("Deploy", "push", "main", "a", at(2), "", "", ""),
    Run("Deploy", "push", "main", "a", at(3), at(3), "cancelled", ""),
    Run("Deploy", "push", "main", "a", at(3), at(3), "skipped", ""),
    Run("Deploy", "pull_request", "main", "a", at(3), at(3), "success", ""),  # of a fork
)


@pytest.mark.parametrize(
    ("forge", "history", "source", "days"),
    [
        (
            facts(deployments=DEPLOYED, releases=RELEASED),
            TAGS,
            "deployments",
            [(4, True), (7, False)],
        ),
        (facts(releases=RELEASED, runs=RAN), TAGS, "releases", [(8, None), (9, None)]),
        (facts(runs=RAN), TAGS, "tags", [(4, None)]),
        (facts(runs=RAN), None, "runs", [(1, True)]),
        (facts(), None, "", []),
        (None, TAGS, "tags", [(4, None)]),
    ],
)
def test_whose_word_is_taken(
    forge: ForgeFacts | None,
    history: HistoryFacts | None,
    source: str,
    days: list[tuple[int, bool | None]],
) -> None:
    named, found = deliveries(forge, history, "main")
    assert named == source
    assert [(one.at, one.good) for one in found] == [(at(day), good) for day, good in days]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.none() | st.booleans()), max_size=12),
    st.lists(st.integers(0, 40), max_size=8),
)
def test_keys_stay_within_what_they_can_be(
    days: list[tuple[int, bool | None]], fires: list[int]
) -> None:
    delivered = tuple(
        sorted((Delivery(at(day), good) for day, good in days), key=lambda one: one.at)
    )
    incidents = [ticket(str(n), day, incident=True) for n, day in enumerate(fires)]
    found = keys("deployments", delivered, REQUESTS, incidents, WHOLE, ALL)
    assert found.n == sum(WHOLE.holds(one.at) for one in delivered)
    for share in (found.failed, found.rework):
        assert share is None or 0 <= share <= 1
    assert all(days >= 0 for _, days in (*found.lead.values, *found.recovery.values))


@given(
    st.lists(st.tuples(st.integers(0, 40), st.none() | st.booleans()), max_size=12),
    st.lists(st.integers(0, 40), max_size=8),
)
def test_failures_are_those_that_looking_at_every_pair_finds(
    days: list[tuple[int, bool | None]], fires: list[int]
) -> None:
    delivered = sorted((Delivery(at(day), good) for day, good in days), key=lambda one: one.at)
    incidents = sorted(map(at, fires))
    for one, found in zip(delivered, failing(delivered, incidents), strict=True):
        later = [other.at for other in delivered if other.at > one.at]
        hurt = any(
            one.at <= fire
            and not any(moment <= fire for moment in later)
            and instant(fire) - instant(one.at) <= AFTERMATH
            for fire in incidents
        )
        unknown = None if one.good is None and not fires else False
        assert found is (True if hurt or one.good is False else unknown)


def reasons(data: Data) -> dict[str, tuple[float | None, int, int, str]]:
    """Value, basis, what is left out and reason of each figure of four weeks."""
    report = compute(data, MONDAY, MONDAY + timedelta(days=27))
    return {
        one.id: (one.value, one.n, one.left_out, one.missing.msgid if one.missing else "")
        for one in report.figures
    }


def test_what_a_share_rests_on_is_what_could_be_judged() -> None:
    known = (Delivery(at(4), True), Delivery(at(5)), Delivery(at(6), False))
    found = reasons(Data(name="x", tickets=(), requests=(), source="runs", deliveries=known))
    assert found["change-fail-rate"] == (0.5, 2, 1, "")
    assert found["deployment-frequency"][:2] == (0.75, 3)


def test_why_there_is_no_figure() -> None:
    def told(requests: tuple[Request, ...] | None, *delivered: Delivery) -> dict[str, str]:
        data = Data(
            name="x", tickets=(), requests=requests, source="deployments", deliveries=delivered
        )
        return {name: reason for name, (*_, reason) in reasons(data).items()}

    broken = told((REQUESTS[4],), Delivery(at(4), False))
    assert broken["recovery-time"] == "no failed deployment of this period is mended yet"
    assert broken["change-lead-time"] == "no merged request reached a deployment in this period"
    sound = told((), Delivery(at(4), True))
    assert sound["recovery-time"] == "no failed deployment in this period"
    silent = told((), Delivery(at(4)))
    assert silent["recovery-time"] == silent["change-fail-rate"]
    assert "does not tell how they went" in silent["recovery-time"]
    idle = told((), Delivery(at(-9), True))
    assert {idle[name] for name in ("recovery-time", "change-fail-rate", "rework-rate")} == {
        "nothing was deployed in this period"
    }
    assert idle["deployment-frequency"] == ""  # none a week is a figure
    export = told(None, Delivery(at(4), True))
    assert export["change-lead-time"] == export["merge-time"] == export["rework-rate"]


def test_a_young_project_is_not_measured_by_weeks_before_it() -> None:
    data = Data(
        name="x",
        tickets=(ticket("a", 14, 16), ticket("b", 15, 22), ticket("c", 15, 23)),
        requests=(),
        source="deployments",
        deliveries=(Delivery(at(16), True), Delivery(at(20), True)),
    )
    found = reasons(data)  # the first day of its two weeks is the fifteenth
    assert found["deployment-frequency"][:2] == (1.0, 2)
    assert found["throughput"][:2] == (1.5, 2)
    assert found["velocity"][:2] == (3.0, 1)
    older = replace(data, tickets=(*data.tickets, ticket("old", -9)))
    assert reasons(older)["deployment-frequency"][:2] == (0.5, 2)
    assert reasons(older)["throughput"][:2] == (0.75, 4)
