"""Forecasts: exact and simulated ones agree, thin pasts are refused, back-tests are honest."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aifactory.indicators import forecasting as f

SAMPLES = st.lists(st.integers(0, 6), min_size=8, max_size=30).filter(lambda found: sum(found) >= 5)


def test_a_coin_by_hand() -> None:
    coin = [0, 1] * 5
    assert f.weeks_for(coin, 1) == {0.5: 1, 0.7: 2, 0.85: 3, 0.95: 5}
    assert f.items_in(coin, 2) == {0.5: 1, 0.7: 1, 0.85: 0, 0.95: 0}


def test_a_steady_past_is_sure() -> None:
    assert f.weeks_for([2] * 10, 7) == dict.fromkeys(f.SHARES, 4)
    assert f.items_in([2] * 10, 3) == dict.fromkeys(f.SHARES, 6)


@settings(max_examples=25, deadline=None)
@given(SAMPLES, st.integers(1, 12))
def test_simulation_and_convolution_agree(samples: list[int], items: int) -> None:
    exact, simulated = f.weeks_for(samples, items), f.simulate_weeks(samples, items)
    for share in (0.5, 0.7, 0.85):
        assert abs(simulated[share] - exact[share]) <= 1 + 0.06 * exact[share]


def done_within(samples: list[int], weeks: int, items: int) -> float:
    """How likely so many are done within so many weeks."""
    if weeks < 1:
        return 0.0
    return sum([total for _, total in zip(range(weeks), f.sums(samples), strict=False)][-1][items:])


@settings(max_examples=15, deadline=None)
@given(SAMPLES, st.integers(1, 12), st.integers(1, 8))
def test_a_simulated_answer_has_the_probability_it_is_given(
    samples: list[int], items: int, weeks: int
) -> None:
    for share, found in f.simulate_weeks(samples, items).items():
        assert done_within(samples, found, items) >= share - 0.025
        assert done_within(samples, found - 1, items) < share + 0.025
    for share, found in f.simulate_items(samples, weeks).items():
        assert not found or done_within(samples, weeks, found) >= share - 0.025
        assert done_within(samples, weeks, found + 1) < share + 0.025


def test_a_coin_simulated() -> None:
    two_in_three = [0, 1, 1] * 4
    assert f.simulate_weeks(two_in_three, 1) == {0.5: 1, 0.7: 2, 0.85: 2, 0.95: 3}
    coin = [0, 1] * 5
    assert f.simulate_items(coin, 10) == f.items_in(coin, 10) == {0.5: 5, 0.7: 4, 0.85: 3, 0.95: 2}


@pytest.mark.parametrize(
    ("samples", "items", "never"),
    [
        ([5] + [0] * 25, 100, {0.7, 0.85, 0.95}),  # 20 good weeks at one in 26: the median is near
        ([1] * 5 + [0] * 99, 20, {0.95}),
        ([1] * 5 + [0] * 99, 400, set(f.SHARES)),
    ],
)
def test_what_takes_more_than_ten_years_both_leave_open(
    samples: list[int], items: int, never: set[float]
) -> None:
    exact, simulated = f.weeks_for(samples, items), f.simulate_weeks(samples, items)
    assert set(f.SHARES) - exact.keys() == set(f.SHARES) - simulated.keys() == never
    assert all(abs(simulated[share] - weeks) <= 0.03 * weeks for share, weeks in exact.items())


def test_a_back_test_draws_from_as_many_weeks_as_the_forecast() -> None:
    past = [5, 6, 5, 4, 5, 6] * 6 + [0, 1] * 12
    assert f.forecast(past[-10:], 5, past=past).backtest == f.backtest(past, window=10)
    assert f.backtest(past, window=10) != f.backtest(past, window=26)


@settings(max_examples=25, deadline=None)
@given(SAMPLES, st.integers(1, 12))
def test_both_questions_have_one_answer(samples: list[int], weeks: int) -> None:
    for share, items in f.items_in(samples, weeks).items():
        if items:
            assert f.weeks_for(samples, items)[share] <= weeks
        assert f.weeks_for(samples, items + 1).get(share, weeks + 1) > weeks


@given(SAMPLES, st.integers(1, 8))
@settings(max_examples=25, deadline=None)
def test_chances_are_chances(samples: list[int], weeks: int) -> None:
    walk = f.sums(samples)
    total = [next(walk) for _ in range(weeks)][-1]
    assert sum(total) == pytest.approx(1)
    mean = sum(count * chance for count, chance in enumerate(total))
    assert mean == pytest.approx(weeks * sum(samples) / len(samples))


def test_a_seed_gives_one_answer() -> None:
    samples = [0, 1, 2, 3] * 3
    assert f.simulate_weeks(samples, 20, 7) == f.simulate_weeks(samples, 20, 7)
    assert f.simulate_items(samples, 9, 7) == f.simulate_items(samples, 9, 7)


@pytest.mark.parametrize("samples", [[], [5] * 7, [0] * 50, [4] + [0] * 20])
def test_a_thin_past_is_refused(samples: list[int]) -> None:
    reason = f.thin(samples)
    assert reason
    assert reason.values["weeks"] == len(samples)
    assert f.backtest(samples) is None


def test_what_is_far_away_is_left_open() -> None:
    assert f.weeks_for([1, *[0] * 200], 50) == {}


def test_a_back_test_of_a_steady_process_finds_its_ranges() -> None:
    dice = random.Random(3)
    samples = [dice.choice((0, 1, 1, 2, 3, 5)) for _ in range(400)]
    found = f.backtest(samples)
    assert found
    assert found.n > 350
    assert 0.45 < found.within[0.5] < 0.75
    assert 0.8 < found.within[0.85] < 0.97


def test_a_back_test_of_a_past_that_turned_shows_it() -> None:
    turned = [5, 6, 5, 4, 5, 6] * 5 + [0, 1, 0, 0, 1, 0] * 2
    found = f.backtest(turned, window=26)
    assert found
    assert found.within[0.85] < 0.8
