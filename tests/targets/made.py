"""Needs and tables made by hypothesis, and tables of one's own as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st
from msgspec.structs import replace

from aifactory.targets import Needs, Table, load, shipped

LEVELS = [one.id for one in load().levels]
PEOPLE = ("infra", "mlops", "support")


def fte() -> st.SearchStrategy[float]:
    return st.integers(0, 100).map(lambda n: n / 20) | st.floats(0, 20)


def needs() -> st.SearchStrategy[Needs]:
    return st.builds(
        Needs,
        infra=fte(),
        mlops=fte(),
        support=fte(),
        endpoints=st.integers(1, 2000).map(float),
        sovereignty=st.sampled_from(LEVELS),
        latency=st.integers(1, 2000).map(float),
        requests=st.integers(0, 30_000).map(lambda n: n * 10.0) | st.floats(0, 1e7),
        spend=st.integers(0, 2000).map(lambda n: n * 10.0) | st.floats(0, 1e6),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """The shipped table with other figures, all of them such as the rules allow."""
    table = load()
    targets = []
    for one in table.targets:
        abilities = tuple(
            replace(
                ability,
                fte=replace(
                    ability.fte,
                    fixed=draw(st.floats(0, 1)),
                    endpoint=draw(st.floats(0, 0.01) | st.just(0.0)),
                ),
            )
            for ability in one.capabilities
        )
        best = draw(st.floats(0, 100))
        easily = draw(st.floats(0, 1e4))
        load_of = one.requests and replace(
            one.requests, easily=easily, most=easily + draw(st.floats(1, 1e5))
        )
        cost = replace(
            one.cost,
            fixed=draw(st.floats(0, 3000)),
            endpoint=draw(st.floats(0, 50)),
            thousand_requests=draw(st.floats(0, 5)),
        )
        latency = replace(one.latency, best=best, usual=best + draw(st.floats(1, 500)))
        targets.append(
            replace(one, capabilities=abilities, requests=load_of, cost=cost, latency=latency)
        )
    return replace(table, targets=tuple(targets))


def written(folder: Path, change: Any) -> Path:
    """The shipped table as a file, after `change(value)`."""
    value = yaml.safe_load(shipped())
    change(value)
    path = folder / "table.yml"
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")
    return path
