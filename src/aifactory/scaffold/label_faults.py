"""Everything that is wrong with a file of labels, found without a forge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aifactory.errors import BadInput
from aifactory.forge.records import Provider
from aifactory.model import Text
from aifactory.scaffold.labels import Wanted, at, parse, refusals, rows


def faults(text: str, path: str, providers: Sequence[Provider]) -> tuple[BadInput, ...]:
    """What a person has to mend before these forges can hold the labels of a file."""
    good: list[Wanted] = []
    found: list[BadInput] = []
    try:
        for row, line in rows(text, path):
            try:
                good.append(parse(row, path, line))
            except BadInput as fault:
                found.append(fault)
    except BadInput as fault:
        return (fault,)
    for provider in providers:
        found += refusals(good, provider)
    found += _ambiguous(good)
    return tuple({str(fault): fault for fault in found}.values())


def _ambiguous(labels: Sequence[Wanted]) -> Iterator[BadInput]:
    """Aliases that would rename one label into two; an alias has any case."""
    owners = {one.label.name.casefold(): one.label.name for one in labels}
    for one in labels:
        for alias in one.aliases:
            name = one.label.name
            owner = owners.setdefault(alias.casefold(), name)
            if owner != name:
                values = {"alias": alias[:60], "name": name[:60], "other": owner[:60]}
                said = Text("the alias {alias} of {name} leads to {other} as well", values)
                yield BadInput(at(one.place, said), Text("keep it with one label"))
