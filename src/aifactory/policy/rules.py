"""The rules of a pack that no schema can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aifactory.model import Text
from aifactory.policy.extending import remaining
from aifactory.policy.faults import Fault, expected, unknown
from aifactory.policy.source import Path
from aifactory.policy.types import Check, Policy

OWN_CHECK_NEEDS = ("sources", "title", "asks", "remedy")
_EXACT = 1e-9


def pack_faults(value: dict[str, Any], known: Mapping[str, Check]) -> Iterator[Fault]:
    """What is wrong with a complete pack that the schema lets through."""
    entries = value["criteria"]
    yield from _entries_faults(entries, ("criteria",), known)
    yield from _twin_faults(_check_names(entries, ("criteria",)))
    yield from _twin_faults(_criterion_names(entries, ("criteria",)))
    yield from _sum_faults(value)
    yield from _level_faults(value.get("levels", []), value["total"])


def extension_faults(
    value: dict[str, Any], base: Policy, known: Mapping[str, Check]
) -> Iterator[Fault]:
    """What is wrong with an extension of `base` that the schema lets through."""
    checks = {one.id: one for one in base.checks()}
    criteria = [name for one in base.criteria for name in one.names]
    for number, name in enumerate(value.get("leave-out", ())):
        if name not in checks and name not in criteria:
            yield Fault(("leave-out", number), unknown(name, [*checks, *criteria]))
    for section in ("weights", "params"):
        for name in value.get(section, {}):
            if name not in checks:
                yield Fault((section, name), unknown(name, checks))
    for name, params in value.get("params", {}).items():
        if name in checks:
            yield from _param_faults(params, ("params", name), checks[name])
    yield from _addition_faults(value, base, known)


def result_faults(policy: Policy) -> Iterator[Fault]:
    """What is wrong with the pack that an extension makes."""
    if not policy.criteria:
        yield Fault(("leave-out",), Text("nothing is left to check"))
    else:
        if policy.threshold > policy.total:
            yield _above_total(policy.threshold, policy.total)
        yield from _level_faults([{"from": one.points} for one in policy.levels], policy.total)


def _addition_faults(
    value: dict[str, Any], base: Policy, known: Mapping[str, Check]
) -> Iterator[Fault]:
    parts = value.get("add", [])
    names = {name for one in base.criteria for name in one.names}
    own = [part["id"] not in names for part in parts]
    for number, part in enumerate(parts):
        if own[number] and "title" not in part:
            yield Fault(("add", number), Text("a new criterion needs a title"))
        for key in ("title", "question", "aliases"):
            if not own[number] and key in part:
                message = Text(
                    "{id} is a criterion of the extended pack and keeps its {key}",
                    {"id": part["id"], "key": key},
                )
                yield Fault(("add", number, key), message)
    yield from _entries_faults(parts, ("add",), known)
    out = frozenset(value.get("leave-out", ()))
    nowhere: Path = ()
    kept = [(one.id, nowhere) for part in base.criteria for one in remaining(part, out)]
    yield from _twin_faults([*kept, *_check_names(parts, ("add",))])
    yield from _twin_faults(
        [*((n, nowhere) for n in names), *_criterion_names(parts, ("add",), own)]
    )


def _entries_faults(
    entries: list[dict[str, Any]], path: Path, known: Mapping[str, Check]
) -> Iterator[Fault]:
    for number, entry in enumerate(entries):
        for place, one in enumerate(entry["checks"]):
            yield from _entry_faults(one, (*path, number, "checks", place), known)


def _entry_faults(entry: dict[str, Any], path: Path, known: Mapping[str, Check]) -> Iterator[Fault]:
    base = known.get(entry["id"])
    if base is None:
        missing = [key for key in OWN_CHECK_NEEDS if key not in entry]
        if missing:
            message = Text(
                "no shipped check is called {id}, so a check of your own needs {keys}",
                {"id": entry["id"], "keys": ", ".join(missing)},
            )
            yield Fault(path, message)
    else:
        yield from _param_faults(entry.get("params", {}), (*path, "params"), base)
    yield from _source_faults(entry.get("sources", []), (*path, "sources"), base)
    if entry.get("partial", 0) >= entry["points"]:
        wanted = Text("less than the check's points")
        yield Fault((*path, "partial"), expected(wanted, entry["partial"]))


def _source_faults(sources: list[str], path: Path, base: Check | None) -> Iterator[Fault]:
    if "jury" in sources and len(sources) > 1:
        yield Fault(path, Text("what a jury judges has no other source"))
    elif base and base.by_jury and sources and "jury" not in sources:
        yield Fault(path, Text("only a jury can judge {id}", {"id": base.id}))


def _param_faults(params: dict[str, Any], path: Path, base: Check) -> Iterator[Fault]:
    for key, value in params.items():
        if key not in base.params:
            names = ", ".join(base.params) or Text("none")
            message = Text(
                "{id} has no such param; it has: {names}", {"id": base.id, "names": names}
            )
            yield Fault((*path, key), message)
        elif _kind(value) != _kind(base.params[key]):
            yield Fault((*path, key), expected(_kind(base.params[key]), value))


def _sum_faults(value: dict[str, Any]) -> Iterator[Fault]:
    for number, entry in enumerate(value["criteria"]):
        proven = sum(check["points"] for check in entry["checks"])
        if abs(proven - entry["points"]) > _EXACT:
            wanted = Text("{n}, the sum of its checks", {"n": proven})
            yield Fault(("criteria", number, "points"), expected(wanted, entry["points"]))
    points = [entry["points"] for entry in value["criteria"]]
    least = value.get("score") == "minimum"
    total = min(points) if least else sum(points)
    if abs(total - value["total"]) > _EXACT:
        wanted = (
            Text("{n}, the least of the criteria", {"n": total})
            if least
            else Text("{n}, the sum of the criteria", {"n": total})
        )
        yield Fault(("total",), expected(wanted, value["total"]))
    if value["threshold"] > value["total"]:
        yield _above_total(value["threshold"], value["total"])


def _level_faults(levels: list[dict[str, Any]], total: float) -> Iterator[Fault]:
    before = -1.0
    for number, level in enumerate(levels):
        path, points = ("levels", number, "from"), level["from"]
        if points > total:
            yield _above_total(points, total, path)
        elif points <= before:
            wanted = Text("more than {n}, for the level before", {"n": before})
            yield Fault(path, expected(wanted, points))
        before = points


def _above_total(points: float, total: float, path: Path = ("threshold",)) -> Fault:
    wanted = Text("at most the total, {n}", {"n": total})
    return Fault(path, expected(wanted, points))


def _twin_faults(names: Iterable[tuple[str, Path]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, path in names:
        if name in seen:
            yield Fault(path, Text("the id {id} is already taken", {"id": name}))
        seen.add(name)


def _check_names(entries: list[dict[str, Any]], path: Path) -> Iterator[tuple[str, Path]]:
    for number, entry in enumerate(entries):
        for place, one in enumerate(entry["checks"]):
            yield one["id"], (*path, number, "checks", place, "id")


def _criterion_names(
    entries: list[dict[str, Any]], path: Path, own: list[bool] | None = None
) -> Iterator[tuple[str, Path]]:
    for number, entry in enumerate(entries):
        if own is None or own[number]:
            yield entry["id"], (*path, number, "id")
            for place, alias in enumerate(entry.get("aliases", [])):
                yield alias, (*path, number, "aliases", place)


def _kind(value: Any) -> Text:
    if isinstance(value, str):
        return Text("a text")
    return Text("a list") if isinstance(value, list) else Text("a number")
