"""What is advised: examples reckoned by hand, and what holds for any needs and any table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aifactory.targets import INPUTS, Needs, advise, load
from aifactory.targets.needs import NUMBERS
from aifactory.targets.sensitivity import answer, differs
from tests.targets.made import LEVELS, PEOPLE, fte, needs, tables

TABLE = load()
SMALL = Needs(0.5, 0.25, 0, 10, "national", 100, 0, 1000)


def _points(advice):
    return {one.id: one.points for one in advice.standings}


def test_points_reckoned_by_hand():
    # Edge: people taken 4·0.133/2 + 4·0.102/2 + 3·0.09/2, support missing 12·0.09,
    # money used 3·350/1000.
    edge = 100 - (0.266 + 0.204 + 0.135) - 1.08 - 1.05
    # Server: taken 4·0.5/2 twice and 3·0.305/2, missing 16·0.25 and 12·0.305,
    # 200 over 1000: 12·0.2/2, and all of the money used.
    server = 100 - (1 + 1 + 0.4575) - (4 + 3.66) - 1.2 - 3
    # Cloud: taken 0.5 twice and 3·0.102/2, missing 12·0.102, national law 10,
    # 300 of 340 ms too slow, money used 3·100/1000.
    cloud = 100 - (0.5 + 0.5 + 0.153) - 1.224 - 10 - 10 * 300 / 340 - 0.3
    assert _points(advise(TABLE, SMALL)) == pytest.approx(
        {"edge": edge, "department-server": server, "managed-cloud": cloud}
    )


@pytest.mark.parametrize(
    ("given_", "leader", "out"),
    [
        # Few people, no constraint: somebody else keeps the machines.
        (Needs(0.3, 0.3, 0.1, 200, "none", 1000, 3000, 1000), "managed-cloud", {"edge"}),
        # A team, national law, a few hundred users: what only a server does at that price.
        (Needs(1, 1, 0.5, 300, "national", 300, 20_000, 2500), "department-server", {"edge"}),
        # Data that may not leave the machine: the edge, whatever else.
        (
            Needs(5, 5, 5, 5, "on-device", 100, 1000, 300),
            "edge",
            {"department-server", "managed-cloud"},
        ),
        # A load that no server of a department carries.
        (Needs(2, 2, 1, 20, "none", 1000, 2e6, 100_000), "managed-cloud",
         {"department-server", "edge"}),
    ],
)  # fmt: skip
def test_who_comes_first_and_who_is_ruled_out(given_, leader, out):
    advice = advise(TABLE, given_)
    assert advice.leaders == (leader,)
    assert advice.standings[0].id == leader
    assert {one.id for one in advice.standings if one.place == 0} == out


def test_where_the_answer_flips_reckoned_by_hand():
    # The cloud costs 100 + 0.06·r a month, the server 1200, of the 2000 that may be spent.
    # The server takes 0.25 more people for infrastructure and for MLOps (2 points each), 0.29
    # more for support (1.5 points each), and uses 3·1200/2000 points of money.
    behind = 2 * 0.25 + 2 * 0.25 + 1.5 * 0.29 + 1.8
    # The cloud catches up once its money is used up (3 points) and it is over by so much that
    # 6 points for the whole 2000 make the rest.
    crossing = (2000 * (1 + (behind - 3) / 6) - 100) / 0.06
    assert crossing == pytest.approx(32_972.2, abs=0.1)
    advice = advise(TABLE, Needs(1, 1, 1, 300, "none", 400, 1000, 2000))
    flip = next(one for one in advice.flips if one.input == "requests")
    assert (flip.after, flip.leaders) == (32_980, ("department-server",))


def test_missing_capabilities_are_those_that_people_do_not_reach():
    advice = advise(TABLE, replace(SMALL, infra=0.3))
    server = next(one for one in advice.standings if one.id == "department-server")
    # 0.3 covers the cluster (0.25) and half of the recovery plan (0.1).
    assert [(one.id, round(one.missing, 3)) for one in server.lacking if one.people == "infra"] == [
        ("recovery", 0.05),
        ("accelerators", 0.1),
        ("server-security", 0.05),
    ]
    assert [one.id for one in server.lacking if one.people == "support"] == ["second-level"]


def test_a_small_installation_takes_the_people_that_the_kits_page_says():
    lots = advise(TABLE, Needs(9, 9, 9, 1, "none", 1000, 100, 10_000))
    taken = {
        one.id: round(
            sum(ability.fte for ability in one.capabilities if ability.people != "support"), 1
        )
        for one in lots.standings
    }
    assert taken == {"edge": 0.2, "department-server": 1, "managed-cloud": 0.5}


def test_a_tie_is_stated_and_keeps_the_order_of_the_table():
    twin = replace(TABLE.targets[0], id="twin")
    table = replace(TABLE, targets=(*TABLE.targets, twin))
    advice = advise(table, SMALL)
    assert advice.leaders == ("edge", "twin")
    assert [(one.id, one.place) for one in advice.standings[:3]] == [
        ("edge", 1),
        ("twin", 1),
        ("department-server", 3),
    ]
    # The twins are equal whatever changes: only that both lose is another answer.
    assert all(not {"edge", "twin"} & set(one.leaders) for one in advice.flips)


def test_nothing_leads_where_nothing_can_do_it():
    advice = advise(TABLE, replace(SMALL, latency=1.0))
    assert advice.leaders == ()
    assert {one.place for one in advice.standings} == {0}
    (flip,) = [one for one in advice.flips if one.input == "latency"]
    assert (flip.after, flip.leaders) == (5.0, ("edge",))


@given(tables(), needs(), st.sampled_from(PEOPLE), fte())
def test_more_people_never_take_points_from_a_target(table, here, kind, more):
    then = replace(here, **{kind: here.number(kind) + more})
    before, after = _points(advise(table, here)), _points(advise(table, then))
    assert all(after[id] >= before[id] - 1e-9 for id in before)


@given(needs(), st.sampled_from(PEOPLE), fte())
def test_more_people_never_lower_the_target_that_needs_most_of_them(here, kind, more):
    here = replace(here, endpoints=1 + here.endpoints % 50)  # no need above what costs all points
    whole = TABLE.weights.of(kind).whole_missing

    def asked(target):
        return sum(
            one.fte.fixed + one.fte.endpoint * here.endpoints
            for one in target.capabilities
            if one.people == kind
        )

    most = max(TABLE.targets, key=asked)
    assert asked(most) <= whole
    then = replace(here, **{kind: here.number(kind) + more})
    places = [
        next(one.place for one in advise(TABLE, now).standings if one.id == most.id)
        for now in (here, then)
    ]
    assert places[1] <= places[0]
    assert (places[1] == 0) == (places[0] == 0)


@given(needs())
def test_harder_sovereignty_never_raises_the_cloud(here):
    seen = []
    for level in LEVELS:
        advice = advise(TABLE, replace(here, sovereignty=level))
        (cloud,) = [one for one in advice.standings if one.id == "managed-cloud"]
        seen.append((cloud.place or math.inf, -cloud.points))
    assert [one[0] for one in seen] == sorted(one[0] for one in seen)
    assert [one[1] for one in seen] == sorted(one[1] for one in seen)


@given(needs(), st.sampled_from(["latency", "spend"]), st.integers(0, 10_000))
def test_more_time_or_money_never_takes_points(here, name, more):
    then = replace(here, **{name: here.number(name) + more})
    before, after = _points(advise(TABLE, here)), _points(advise(TABLE, then))
    assert all(after[id] >= before[id] - 1e-9 for id in before)


@given(tables(), needs())
def test_every_reason_names_an_input_and_points_add_up(table, here):
    for one in advise(table, here).standings:
        assert {reason.input for reason in one.reasons} <= set(INPUTS)
        assert all(set(reason.through) <= set(INPUTS) for reason in one.reasons)
        assert all(reason.title and reason.sources for reason in one.reasons)
        assert 100 - sum(reason.points for reason in one.reasons) == pytest.approx(one.points)
        assert -1e-9 <= one.points <= 100
        assert any(reason.out for reason in one.reasons) == (one.place == 0)


@given(needs(), st.sampled_from(["endpoints", "requests", "spend"]), st.floats(0.5, 2))
def test_a_reason_changes_only_with_the_inputs_that_it_names(here, name, factor):
    then = replace(here, **{name: max(1.0, here.number(name) * factor)})

    def told(now):
        return {
            (one.id, reason.input): reason
            for one in advise(TABLE, now).standings
            for reason in one.reasons
        }

    before, after = told(here), told(then)
    for key, reason in before.items():
        if name not in (reason.input, *reason.through):
            assert after[key] == reason


@settings(max_examples=60)
@given(tables() | st.just(TABLE), needs())
def test_a_flip_is_true_when_it_is_reckoned_anew(table, here):
    now = answer(table, here)
    for flip in advise(table, here).flips:
        after = flip.level or flip.after
        then = advise(table, replace(here, **{flip.input: after}))
        assert set(then.leaders) == set(flip.leaders)
        assert differs(now, frozenset(then.leaders))


@settings(max_examples=60)
@given(tables() | st.just(TABLE), needs(), st.sampled_from(NUMBERS), st.data())
def test_no_smaller_change_flips_the_answer(table, here, name, data):
    about, value = table.inputs[name], here.number(name)
    flips = {one.input: one for one in advise(table, here).flips}
    reach = abs(flips[name].after - value) if name in flips else max(about.notable * 50, value)
    low = math.ceil(max(about.least, value - reach) / about.step)
    high = math.floor(min(about.most, value + reach) / about.step)
    near = round(value / about.step)
    tried = {near + k for k in range(-20, 21)} | {
        data.draw(st.integers(low, high)) for _ in range(30) if low <= high
    }
    now = answer(table, here)
    for step in tried:
        x = round(step * about.step, 9)
        if about.least <= x <= about.most and abs(x - value) < reach - 1e-9:
            assert not differs(now, answer(table, replace(here, **{name: x})))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_answer_is_the_same_in_both_languages(lang):
    advice = advise(TABLE, SMALL, lang)
    assert advice.leaders == ("edge",)
    assert [one.id for one in advice.standings] == ["edge", "department-server", "managed-cloud"]
