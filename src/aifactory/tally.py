"""How often this process has asked another machine for something: budgets count it."""

from __future__ import annotations


class Tally:
    """A number that goes up."""

    def __init__(self) -> None:
        self.made = 0


requests = Tally()
