"""GitHub's `strategy.matrix`: the values that a step's texts take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from msgspec import structs

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.nodes import Table, mapping
from aifactory.snapshot.yamltree import Seq, Str

MAX_COMBINATIONS = 256
MAX_COPIES = 20
MAX_TEXT = 20_000  # characters of a text into which values are put

_VALUE = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")


def combinations(matrix: Any) -> list[Table]:
    """The combinations that a matrix written out in full makes, `include` and `exclude` applied.

    A dimension that an expression computes is left out.
    """
    sizes = {
        key: value
        for key, value in mapping(matrix).items()
        if isinstance(value, Seq) and key not in ("include", "exclude")
    }
    found = []
    for values in islice(product(*sizes.values()), MAX_COMBINATIONS if sizes else 0):
        combination = dict(zip(sizes, values, strict=True))
        if not any(_agrees(rule, combination) for rule in _rules(matrix, "exclude")):
            found.append(combination)
    for extra in _rules(matrix, "include"):
        shared = {key: value for key, value in extra.items() if key in sizes}
        joined = [c for c in found if _agrees(shared, c)] if sizes else []
        for combination in joined:
            combination.update(extra)
        found += [] if joined else [dict(extra)]
    return found[:MAX_COMBINATIONS]


def _rules(matrix: Any, key: str) -> list[Table]:
    rules = mapping(matrix).get(key)
    return [r for r in rules if isinstance(r, dict)][:50] if isinstance(rules, Seq) else []


def _agrees(rule: Table, combination: Table) -> bool:
    return all(combination.get(key) == value for key, value in rule.items())


def copies(step: Step, found: list[Table]) -> Iterator[Step]:
    """The step once for each distinct text that the combinations give it, `MAX_COPIES` at most.

    A value that only some combinations have is empty in the others; one that none has stays.
    """
    texts = (step.run, step.folder, *step.inputs.values(), *step.env.values())
    names = {name for text in texts for name in _VALUE.findall(text[:MAX_TEXT])}
    known = sorted(name for name in names if any(_look_up(name, c) for c in found))
    told = (tuple(_look_up(name, combination) for name in known) for combination in found)
    distinct = dict.fromkeys(told) if known else {}
    if not distinct:
        yield step
    for chosen in islice(distinct, MAX_COPIES):
        values = dict(zip(known, chosen, strict=True))
        yield structs.replace(
            step,
            run=_fill(step.run, values),
            folder=_fill(step.folder, values),
            inputs={key: _fill(text, values) for key, text in step.inputs.items()},
            env={key: _fill(text, values) for key, text in step.env.items()},
        )


def _look_up(name: str, combination: Table) -> str:
    """The value under a dotted name, or "" where it is not a literal."""
    node: Any = combination
    for key in name.split(".")[:10]:
        node = mapping(node).get(key)
    return str(node) if isinstance(node, Str) else ""


def _fill(text: str, values: dict[str, str]) -> str:
    if len(text) > MAX_TEXT or "matrix." not in text:
        return text
    return _VALUE.sub(lambda found: values.get(found[1], found[0]), text)
