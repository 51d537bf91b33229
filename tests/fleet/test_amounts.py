import pytest

from aifactory.errors import BadInput
from aifactory.fleet.amounts import Budget, Pace, budget, duration, size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10min", 600), ("10 m", 600), ("2h", 7200), ("1.5h", 5400), ("90d", 7776000)],
)
def test_times(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "number"),
    [("500M", 500 << 20), ("20G", 20 << 30), ("1,5 GiB", 3 << 29), ("2To", 2 << 40), ("8k", 8192)],
)
def test_sizes(text, number):
    assert size(text) == number


def test_a_budget_in_parts_or_in_one():
    whole = Budget(time=7200, disk=20 << 30, requests=5000, window=3600)
    assert budget(["2h", "20G", "5000/h"]) == budget(["5000/h, 2h,20G"]) == whole
    assert budget([]) == Budget()
    assert budget(["1,5h"]).time == 5400


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["2"], "not an amount: 2"),
        (["2 hours"], "not an amount: 2 hours"),
        ([""], 'not an amount: ""'),
        (["0h"], "not an amount: 0h"),
        (["5000/week"], "not an amount: 5000/week"),
        (["-2h"], "not an amount: -2h"),
        (["2h", "3h"], "gives the time twice"),
        (["1/h,2/min"], "gives the requests twice"),
    ],
)
def test_what_is_no_amount(texts, said):
    with pytest.raises(BadInput, match=said):
        budget(texts)


def test_a_pace_lets_a_window_pass():
    pace = Pace(3, 60)
    assert pace.free(0, under_way=2)
    assert not pace.free(0, under_way=3)
    pace.count(2, now=10)
    assert pace.free(11)
    pace.count(1, now=30)
    assert not pace.free(69)
    assert pace.free(70)  # those of second 10 are a minute old
    assert Pace(0, 0).free(0, under_way=99)
