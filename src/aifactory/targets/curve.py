"""A number that depends on one input x > 0 as a + b·x + c/x; all that an answer rests on is one.

So the values of x where anything changes are roots of quadratics: exact, none is overlooked.
"""

from __future__ import annotations

import math

from msgspec import Struct


class Curve(Struct, frozen=True):
    """`flat` + `slope`·x + `inverse`/x; a plain number where only `flat` is set."""

    flat: float = 0.0
    slope: float = 0.0
    inverse: float = 0.0

    def __add__(self, other: Curve) -> Curve:
        return Curve(self.flat + other.flat, self.slope + other.slope, self.inverse + other.inverse)

    def __sub__(self, other: Curve) -> Curve:
        return self + other.times(-1)

    def times(self, factor: float) -> Curve:
        """So many times this."""
        return Curve(self.flat * factor, self.slope * factor, self.inverse * factor)

    def share(self, whole: Curve) -> Curve:
        """This as a share of `whole`, which may be a number, or a multiple of x where this is a
        number. Of nothing, something is an endless share and nothing is none.
        """
        if whole.slope:
            return Curve(inverse=self.flat / whole.slope)
        if whole.flat:
            parts = (self.flat, self.slope, self.inverse)
            return Curve(*(part / whole.flat for part in parts))  # 1 / whole may be endless
        return Curve(math.inf if self != Curve() else 0.0)

    def at(self, x: float) -> float:
        """The number at x."""
        found = self.flat + (self.slope * x if self.slope else 0.0)
        if not self.inverse:
            return found
        return found + self.inverse / x if x else math.copysign(math.inf, self.inverse)

    def roots(self) -> tuple[float, ...]:
        """Where it is nothing, of all x > 0."""
        a, b, c = self.slope, self.flat, self.inverse  # a·x² + b·x + c
        if not all(map(math.isfinite, (a, b, c))):
            return ()
        if not a:
            found = [-c / b] if b else []
        elif (inner := b * b - 4 * a * c) < 0:
            found = []
        else:  # the stable form: no difference of two nearly equal numbers
            q = -(b + math.copysign(math.sqrt(inner), b)) / 2
            found = [q / a, *([c / q] if q else [])]
        return tuple(sorted(x for x in found if x > 0 and math.isfinite(x)))
