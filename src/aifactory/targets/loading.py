"""Load the table that ships, or one of the user's own, which is checked before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from aifactory.errors import BadInput, system_reason
from aifactory.model import Text, joined
from aifactory.policy import data_path
from aifactory.policy.faults import Fault, expected, refuse, schema_faults, unknown
from aifactory.policy.source import Malformed, Source, parse
from aifactory.targets.table import Table

NAME = "targets.yml"
SCHEMA = "schema/targets-1.json"
MAX_SIZE = 1 << 20
WHOLE = 100  # points
SHIPPED = Text("`aifactory target --print-table` prints the table that ships, to begin from")
RESERVED = ("sources", "beyond")  # no names for a level: they stand beside levels


def shipped() -> str:
    """The text of the table that ships."""
    return data_path(NAME).read_text("utf-8")


def load(path: Path | None = None) -> Table:
    """The table in a file, else the one that ships; BadInput says file, line and reason."""
    return _own(path) if path else _shipped()


@cache
def _shipped() -> Table:
    """The test suite validates it, so loading trusts it."""
    return _build(parse(shipped()).value)


def _own(path: Path) -> Table:
    source = _read(path)
    refuse(str(path), source, schema_faults(source.value, SCHEMA), SHIPPED)
    refuse(str(path), source, table_faults(source.value), SHIPPED)
    return _build(source.value)


def _read(path: Path) -> Source:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
    except OSError as error:
        message = Text(
            "cannot read {path}: {reason}", {"path": str(path), "reason": system_reason(error)}
        )
        raise BadInput(message, Text("give the file of a table with --table")) from None
    if len(data) > MAX_SIZE:
        message = Text("{path}: larger than {n} KiB", {"path": str(path), "n": MAX_SIZE // 1024})
        raise BadInput(message, Text("give the file of a table with --table"))
    try:
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        message = Text("{path}: expected a text in UTF-8", {"path": str(path)})
        raise BadInput(message, Text("save it as UTF-8")) from None
    except Malformed as error:
        raise BadInput(joined("", f"{path}:{error.line}: ", error.said), SHIPPED) from None


def _build(value: dict[str, Any]) -> Table:
    rest = {key: item for key, item in value.items() if key != "schema"}
    targets = [{**one, "sovereignty": _levels(one["sovereignty"])} for one in value["targets"]]
    return msgspec.convert({**rest, "targets": targets}, Table)


def _levels(value: dict[str, Any]) -> dict[str, Any]:
    beside = {key: value[key] for key in RESERVED if key in value}
    return {"levels": {key: value[key] for key in value if key not in RESERVED}, **beside}


def table_faults(value: dict[str, Any]) -> Iterator[Fault]:
    """What is wrong with a table that the schema lets through."""
    yield from _source_faults(value, value["sources"], ())
    yield from _weight_faults(value["weights"])
    yield from _input_faults(value["inputs"])
    names = [level["id"] for level in value["levels"]]
    for number, name in enumerate(names):
        if name in RESERVED or name in names[:number]:
            yield Fault(
                ("levels", number, "id"), Text("the id {id} is already taken", {"id": name})
            )
    seen: set[str] = set()
    for number, target in enumerate(value["targets"]):
        path = ("targets", number)
        if target["id"] in seen:
            message = Text("the id {id} is already taken", {"id": target["id"]})
            yield Fault((*path, "id"), message)
        seen.add(target["id"])
        yield from _level_faults(target["sovereignty"], names, (*path, "sovereignty"))
        yield from _order_faults(target, path)


def _source_faults(
    value: Any, known: dict[str, Any], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    """Sources that are named anywhere and stand nowhere."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "sources" and isinstance(item, list):
                for number, name in enumerate(item):
                    if name not in known:
                        yield Fault((*path, key, number), unknown(name, known))
            else:
                yield from _source_faults(item, known, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _source_faults(item, known, (*path, number))


def _weight_faults(weights: dict[str, Any]) -> Iterator[Fault]:
    parts = ("missing", "taken", "points", "over", "used")
    total = sum(weight.get(part, 0) for weight in weights.values() for part in parts)
    if abs(total - WHOLE) > 1e-6:
        wanted = Text("points that sum to {n}", {"n": WHOLE})
        yield Fault(("weights",), expected(wanted, round(total, 6)))


def _input_faults(inputs: dict[str, Any]) -> Iterator[Fault]:
    for name, one in inputs.items():
        if "most" in one and one["most"] <= one.get("least", 0):
            wanted = Text("more than the least value, {n}", {"n": one.get("least", 0)})
            yield Fault(("inputs", name, "most"), expected(wanted, one["most"]))
    if inputs["endpoints"].get("least", 0) <= 0:
        wanted = Text("a number above {n}", {"n": 0})
        yield Fault(("inputs", "endpoints", "least"), expected(wanted, 0))


def _level_faults(
    allowed: dict[str, Any], names: list[str], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    """A harder level neither comes back after one that is beyond a target, nor costs it less."""
    given = [name for name in allowed if name not in RESERVED]
    for name in given:
        if name not in names:
            yield Fault((*path, name), unknown(name, names))
    known = [name for name in names if name in given]
    if known != names[: len(known)]:
        gap = next(name for name in names if name not in given)
        message = Text("{name} is missing, though a harder level is allowed", {"name": gap})
        yield Fault(path, message)
    if len(known) < len(names) and "beyond" not in allowed:
        yield Fault(path, Text("the key {key} is missing", {"key": "beyond"}))
    for softer, harder in pairwise(known):
        if allowed[harder]["share"] < allowed[softer]["share"]:
            wanted = Text("at least the share of {name}", {"name": softer})
            yield Fault((*path, harder, "share"), expected(wanted, allowed[harder]["share"]))


def _order_faults(target: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    latency, requests = target["latency"], target.get("requests")
    if latency["best"] >= latency["usual"]:
        wanted = Text("less than the usual latency")
        yield Fault((*path, "latency", "best"), expected(wanted, latency["best"]))
    if requests and requests["easily"] >= requests["most"]:
        wanted = Text("less than the most")
        yield Fault((*path, "requests", "easily"), expected(wanted, requests["easily"]))
