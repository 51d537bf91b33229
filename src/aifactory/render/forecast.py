"""A forecast as lines of text, with what it takes for granted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from aifactory.model import Forecast
from aifactory.render.translate import Speech

SHARES = (0.5, 0.7, 0.85, 0.95)


def lines(forecast: Forecast, today: date, _: Speech) -> Iterator[str]:
    """The forecast made on a day."""
    if forecast.horizon:
        end = today + timedelta(weeks=forecast.horizon)
        yield _(
            "Done by {date} ({weeks} weeks):", date=_.date(end.isoformat()), weeks=forecast.horizon
        )
    else:
        n = forecast.items
        yield _.plural("When {n} ticket will be done:", "When {n} tickets will be done:", n)
    for share in SHARES:
        yield f"  {_.percent(share)}  " + told(forecast, share, today, _)
    yield ""
    yield _(
        "Drawn from {weeks} past weeks with {done} finished tickets; each week to come is taken "
        "to be like one of them, whatever the others bring.",
        weeks=forecast.weeks,
        done=forecast.done,
    )
    far = _("not within ten years")
    counts = ", ".join(
        f"{_.percent(share)} {forecast.simulated.get(share, far)}" for share in SHARES
    )
    yield _("Exact; a simulation with seed {seed} gives: {told}.", seed=forecast.seed, told=counts)
    if forecast.tested:
        yield tested(forecast, _)


def told(forecast: Forecast, share: float, today: date, _: Speech) -> str:
    """One probability."""
    found = forecast.exact.get(share)
    if found is None:
        return _("not within ten years")
    if forecast.horizon:
        return _.plural("at least {n} ticket", "at least {n} tickets", found)
    end = today + timedelta(weeks=found)
    return _("by {date} ({n} weeks)", date=_.date(end.isoformat()), n=found)


def tested(forecast: Forecast, _: Speech) -> str:
    """How past forecasts did."""
    past = forecast.backtest
    if past is None:
        return _("The past is too short to test forecasts on it.")
    shares = ", ".join(
        f"{_.percent(share)} → {_.percent(hit)}" for share, hit in past.within.items()
    )
    return _(
        "Of {n} past forecasts over {weeks} weeks, so many held the truth in their range: "
        "{shares}.",
        n=past.n,
        weeks=past.horizon,
        shares=shares,
    )
