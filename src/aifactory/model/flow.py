"""What indicators say: figures and series, forecasts, roadmaps, hindsight."""

from __future__ import annotations

from msgspec import Struct

from aifactory.model.text import Text


class Aging(Struct, frozen=True):
    """A ticket under way, for how many days, and the epic it hangs on ("" for none)."""

    id: str
    title: str
    url: str
    state: str
    days: float
    epic: str = ""


class Figure(Struct, frozen=True, omit_defaults=True):
    """One indicator as a number. `value` is None, and `missing` says why, where the data do not
    allow it; `n` is how many things it rests on, `left_out` how many could not be measured.
    """

    id: str
    unit: str
    value: float | None = None
    p85: float | None = None
    p95: float | None = None
    n: int = 0
    left_out: int = 0
    source: str = ""
    missing: Text | None = None


class Series(Struct, frozen=True):
    """One indicator over successive periods, by the days on which they begin; `rows` by name."""

    id: str
    unit: str
    starts: tuple[str, ...]
    rows: dict[str, tuple[float, ...]]


class Report(Struct, frozen=True):
    """The indicators of a project from `since` to `until`, both included."""

    name: str
    since: str
    until: str
    iteration: int
    figures: tuple[Figure, ...]
    series: tuple[Series, ...]
    aging: tuple[Aging, ...]
    scatter: tuple[tuple[str, float], ...]
    notes: tuple[Text, ...] = ()  # what the data lack


class Backtest(Struct, frozen=True):
    """How often the truth fell within central ranges, over `n` forecasts made in the past of what
    would be done in `horizon` weeks.
    """

    n: int
    horizon: int
    within: dict[float, float]


class Forecast(Struct, frozen=True):
    """From `weeks` past weeks in which `done` tickets were finished, by probability: the weeks that
    `items` take, or, where `horizon` is set, the least items that so many weeks bring.

    A probability that is not reached within ten years is absent.
    """

    weeks: int
    done: int
    items: int
    horizon: int
    exact: dict[float, int]
    simulated: dict[float, int]
    seed: int
    backtest: Backtest | None = None
    tested: bool = False


class TicketPlace(Struct, frozen=True):
    """A ticket and the state it is in."""

    id: str
    title: str
    url: str
    state: str


class EpicPlan(Struct, frozen=True):
    """An epic: its days, its tickets, whether it is over or late. `due` is "" where none is set."""

    title: str
    url: str
    start: str
    end: str
    due: str
    held: int
    done: int
    over: bool
    late: bool
    tickets: tuple[TicketPlace, ...] = ()


class RoadmapPlan(Struct, frozen=True):
    """The macro level (epics) beside the micro one (columns); `loose` tickets hang on no epic,
    and the open ones of them are in `adrift`.
    """

    name: str
    today: str
    epics: tuple[EpicPlan, ...]
    columns: tuple[tuple[str, int], ...]
    aging: tuple[Aging, ...]
    loose: int
    adrift: tuple[TicketPlace, ...] = ()

    @property
    def wip(self) -> int:
        """How many tickets are under way."""
        return sum(count for state, count in self.columns if state in ("doing", "review"))


class Reviewer(Struct, frozen=True):
    """How many reviews somebody gave, and of how many requests."""

    name: str
    reviews: int
    requests: int


class Hindsight(Struct, frozen=True):
    """The facts of a period that people look back on. `expected` is what a forecast made at its
    start, from the weeks before, gave of `horizon` weeks for each probability; empty where that
    past was too thin. `waiting` requests were open at its end; `unreviewed` were merged unseen by
    another person; `reviewers` is None where no reviews were read.
    """

    name: str
    since: str
    until: str
    expected: dict[float, int]
    horizon: int
    done: int
    opened: int
    slipped: tuple[EpicPlan, ...]
    incidents: tuple[TicketPlace, ...]
    waiting: int
    unreviewed: int
    reviewers: tuple[Reviewer, ...] | None
    figures: tuple[Figure, ...]
    aging: tuple[Aging, ...]
