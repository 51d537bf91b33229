"""Amounts as people write them: 90 s, 2h, 20G, 5000/h, 90d."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text

SECONDS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400, "j": 86400}
BYTES = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
NUMBER = r"(\d{1,12}(?:[.,]\d{1,6})?)"
TIME = re.compile(NUMBER + r" ?(s|min|m|h|d|j)")
SIZE = re.compile(NUMBER + r" ?([KMGT])(?:i?[Bo])?", re.I)
RATE = re.compile(r"(\d{1,9}) ?/ ?(s|min|m|h|d|j)")


class Budget(Struct, frozen=True):
    """What a run may use: seconds in all, bytes of clones, so many requests in so many seconds.

    0 stands for no bound.
    """

    time: float = 0.0
    disk: int = 0
    requests: int = 0
    window: float = 0.0


def duration(text: str) -> float:
    """A time in seconds: 90s, 10min, 2h, 90d; BadInput for anything else."""
    found = TIME.fullmatch(text.strip())
    seconds = float(found[1].replace(",", ".")) * SECONDS[found[2]] if found else 0.0
    if not seconds:
        raise wrong(text, Text("write a time as 90s, 10min, 2h or 90d"))
    return seconds


def size(text: str) -> int:
    """A size in bytes: 500M, 20G; BadInput for anything else."""
    found = SIZE.fullmatch(text.strip())
    amount = int(float(found[1].replace(",", ".")) * BYTES[found[2].upper()]) if found else 0
    if not amount:
        raise wrong(text, Text("write a size as 500M, 20G or 1T"))
    return amount


def rate(text: str) -> tuple[int, float]:
    """So many, and in how many seconds: 5000/h; BadInput for anything else."""
    found = RATE.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise wrong(text, Text("write a rate as 5000/h or 100/min"))
    return int(found[1]), float(SECONDS[found[2]])


def budget(texts: Iterable[str]) -> Budget:
    """A budget from its parts, each once: "2h", "20G", "5000/h", or with commas between them.

    BadInput says which part is none.
    """
    parts: dict[str, float] = {}
    for text in (
        piece.strip() for whole in texts for piece in re.split(r"(?<=[a-zA-Z]) *,", whole)
    ):
        if RATE.fullmatch(text):
            named: dict[str, float] = dict(zip(("requests", "window"), rate(text), strict=True))
        elif SIZE.fullmatch(text):
            named = {"disk": size(text)}
        elif TIME.fullmatch(text):
            named = {"time": duration(text)}
        else:
            raise wrong(text, Text("give a time (2h), a size (20G) or a rate (5000/h)"))
        if twice := parts.keys() & named.keys():
            what = KINDS[sorted(twice)[0]]
            raise BadInput(
                Text("a budget gives {what} twice", {"what": what}), Text("give each part once")
            )
        parts |= named
    return Budget(
        time=parts.get("time", 0.0),
        disk=int(parts.get("disk", 0)),
        requests=int(parts.get("requests", 0)),
        window=parts.get("window", 0.0),
    )


KINDS = {
    "time": Text("the time"),
    "disk": Text("the disk"),
    "requests": Text("the requests"),
    "window": Text("the requests"),
}


def wrong(text: str, hint: Text) -> BadInput:
    """An amount that is none."""
    return BadInput(Text("not an amount: {text}", {"text": text or '""'}), hint)


class Pace:
    """Keeps requests within a rate: what was used in the last window leaves room for the rest."""

    def __init__(self, most: int, window: float) -> None:
        self.most = most
        self.window = window
        self.used: list[tuple[float, int]] = []

    def count(self, requests: int, now: float) -> None:
        """So many were made."""
        if self.most and requests:
            self.used.append((now, requests))

    def free(self, now: float, under_way: int = 0) -> bool:
        """Whether more may be made, with what is under way counted as one request each."""
        if not self.most:
            return True
        self.used = [(at, count) for at, count in self.used if now - at < self.window]
        return sum(count for _, count in self.used) + under_way < self.most
