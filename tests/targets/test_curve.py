import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aifactory.targets.curve import Curve

NUMBER = st.floats(-1e4, 1e4).map(lambda x: round(x, 3))
CURVES = st.builds(Curve, NUMBER, NUMBER, NUMBER)


@given(CURVES, CURVES, st.floats(0.01, 1e4), NUMBER)
def test_arithmetic_is_that_of_the_numbers(one, other, x, factor):
    assert (one + other).at(x) == pytest.approx(one.at(x) + other.at(x), abs=1e-3)
    assert (one - other).at(x) == pytest.approx(one.at(x) - other.at(x), abs=1e-3)
    assert one.times(factor).at(x) == pytest.approx(one.at(x) * factor, rel=1e-6, abs=1e-3)


@given(st.floats(0.1, 1e3), st.floats(0.1, 1e3), st.floats(0.1, 1e3))
def test_a_curve_through_two_zeros_has_them_as_roots(p, q, factor):
    assume(abs(p - q) > 1e-3)
    curve = Curve(-factor * (p + q), factor, factor * p * q)  # factor·(x - p)(x - q)/x
    assert curve.roots() == pytest.approx(sorted((p, q)), rel=1e-6)


@given(CURVES)
def test_a_change_of_sign_lies_at_a_root(curve):
    xs = [10**k for k in (-2, -1, 0, 1, 2, 3)]
    for low, high in pairwise(xs):
        if curve.at(low) * curve.at(high) < 0:
            assert any(low * (1 - 1e-9) <= x <= high * (1 + 1e-9) for x in curve.roots())


def test_lines_and_hyperbolas_have_one_root_and_constants_none():
    assert Curve(-6, 2).roots() == (3.0,)
    assert Curve(-6, 0, 12).roots() == (2.0,)
    assert Curve(6, 2).roots() == ()  # only at -3
    assert Curve(5).roots() == Curve().roots() == Curve(math.inf).roots() == ()
    assert Curve(1, 1, 1).roots() == ()


def test_a_share_of_a_number_of_the_free_input_and_of_nothing():
    assert Curve(6, 2).share(Curve(2)) == Curve(3, 1)
    assert Curve(6).share(Curve(slope=3)) == Curve(inverse=2)
    assert Curve(6).share(Curve()) == Curve(math.inf)
    assert Curve().share(Curve()) == Curve()
    assert Curve(6).share(Curve(5e-324)) == Curve(math.inf)
    assert Curve(inverse=2).at(0) == math.inf
    assert Curve(4).at(0) == 4
