"""What is asked of people: eight inputs, read from what they write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text, joined
from aifactory.policy.faults import shown, unknown
from aifactory.targets.table import Input, Table

OPTIONS = {
    "infra": "--infra",
    "mlops": "--mlops",
    "support": "--support",
    "endpoints": "--endpoints",
    "sovereignty": "--sovereignty",
    "latency": "--latency-ms",
    "requests": "--requests-per-day",
    "spend": "--spend",
}
INPUTS = tuple(OPTIONS)
NUMBERS = tuple(name for name in INPUTS if name != "sovereignty")
LONGEST = 40  # characters of a number
_SPACES = str.maketrans("", "", " \u00a0\u202f\t'’_")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class Needs(Struct, frozen=True):
    """People in full-time equivalents, endpoints, milliseconds, requests a day, money a month, and
    the name of a level of sovereignty.
    """

    infra: float
    mlops: float
    support: float
    endpoints: float
    sovereignty: str
    latency: float
    requests: float
    spend: float

    def number(self, name: str) -> float:
        """An input that is a number."""
        found: float = getattr(self, name)
        return found


def read(table: Table, told: Mapping[str, str]) -> Needs:
    """The needs as they were written, one text for each input; BadInput names the first wrong."""
    return Needs(**parsed(table, told))


def parsed(table: Table, told: Mapping[str, str]) -> dict[str, Any]:
    """The values of some inputs, by name."""
    return {
        name: level(table, text)
        if name == "sovereignty"
        else number(OPTIONS[name], text, table.inputs[name])
        for name, text in told.items()
    }


def level(table: Table, text: str) -> str:
    """The name of a level, however it is capitalised."""
    names = [one.id for one in table.levels]
    name = text.strip().lower()
    if name not in names:
        raise BadInput(
            joined("", f"{OPTIONS['sovereignty']}: ", unknown(text.strip(), names)), _choices(names)
        )
    return name


def _choices(names: list[str]) -> Text:
    return Text("choose one of: {names}", {"names": ", ".join(names)})


def number(name: str, text: str, about: Input) -> float:
    """A number with a point or a comma; BadInput where it is none, or may be read in two ways."""
    bare = text.translate(_SPACES)
    hint = Text(
        "write a number from {least} to {most}, such as 3 or 0.5",
        {"least": f"{about.least:.15g}", "most": f"{about.most:.15g}"},
    )
    if len(bare) > LONGEST or not _NUMBER.fullmatch(bare):
        message = Text("{name}: not a number: {text}", {"name": name, "text": shown(text.strip())})
        raise BadInput(message, hint)
    if about.step >= 1 and _GROUPED.fullmatch(bare):
        message = Text("{name}: {text} may be thousands or decimals", {"name": name, "text": bare})
        raise BadInput(message, Text("write thousands without a sign between them: 12000"))
    found = float(bare.replace(",", "."))
    if not about.least <= found <= about.most:
        message = Text(
            "{name}: {text} is out of range", {"name": name, "text": shown(text.strip())}
        )
        raise BadInput(message, hint)
    return found
