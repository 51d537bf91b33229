"""What a change did to a score: two scorecards side by side, the first perhaps from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from aifactory.errors import BadInput
from aifactory.model import (
    Change,
    CheckResult,
    Comparison,
    CriterionResult,
    Scorecard,
    Text,
    Turn,
)

REPORT = "aifactory/report/1"
TOGETHER = "aifactory/reports/1"
HINT = Text("save a report with `aifactory audit --format json -o FILE`")
T = TypeVar("T", CheckResult, CriterionResult)


def compare(before: Scorecard, after: Scorecard) -> Comparison:
    """What differs between two scorecards of one policy, in the order of the second."""
    changes = (
        Change(turn, was, now)
        for was, now in _pairs(_checks(before), _checks(after))
        if (turn := turned(was, now))
    )
    criteria = (
        (was, now)
        for was, now in _pairs(before.criteria, after.criteria)
        if was is None or now is None or _points(was) != _points(now)
    )
    return Comparison(before, after, tuple(criteria), tuple(changes), tuple(_notes(before, after)))


def turned(was: CheckResult | None, now: CheckResult | None) -> Turn | None:
    """Which way a check went; None where its points are the same and it is still answered."""
    if was is None:
        return "new"
    if now is None:
        return "gone"
    if now.verdict == "unknown":
        return "unread" if was.verdict != "unknown" else None
    earned = round(now.earned, 2) - round(was.earned, 2)  # reports hold two decimals
    if not earned:
        return None
    return "gained" if earned > 0 else "lost"


def gain(comparison: Comparison) -> float:
    """The points proven that were not before; negative where fewer are."""
    return round(comparison.after.score.proven - comparison.before.score.proven, 2)


def read_reports(data: bytes, path: str) -> dict[str, Scorecard]:
    """Scorecards by the identifier of their policy, of a JSON report; BadInput for others.

    Their sentences stay in the language in which they were written.
    """
    import jsonschema

    try:
        raw = msgspec.json.decode(data)
        jsonschema.validate(raw, _schema())
        reports = raw if isinstance(raw, list) else raw.get("reports", [raw])
        cards = [msgspec.convert(_restored(report), Scorecard) for report in reports]
    except jsonschema.ValidationError as error:
        raise no_report(path, error.message) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise no_report(path, str(error)) from None
    return {card.policy.id: card for card in cards}


def no_report(path: str, reason: str) -> BadInput:
    """The refusal of what is no report."""
    values = {"path": path, "reason": reason}
    return BadInput(Text("{path}: not a report of this program: {reason}", values), HINT)


def _schema() -> Any:
    text = files("aifactory").joinpath("schemas/report-1.json").read_text("utf-8")
    return msgspec.json.decode(text)


def is_report(data: bytes) -> bool:
    """Whether these bytes say of themselves that they are a report, not facts."""
    return any(f'"{name}"'.encode() in data[:4096] for name in (REPORT, TOGETHER))


def _restored(report: dict[str, Any]) -> dict[str, Any]:
    """A report as the scorecard that it was made of: its sentences are texts again."""
    criteria = [
        {"question": "", **criterion, "checks": [*map(_check, criterion["checks"])]}
        for criterion in report["criteria"]
    ]
    sources = {name: {"status": source["status"]} for name, source in report["sources"].items()}
    return {**report, "criteria": criteria, "sources": sources, "notes": []}


def _check(check: dict[str, Any]) -> dict[str, Any]:
    return {**check, "message": {"msgid": check["message"]}}


def _checks(card: Scorecard) -> list[CheckResult]:
    return [check for criterion in card.criteria for check in criterion.checks]


def _points(criterion: CriterionResult) -> tuple[float, float]:
    return round(criterion.proven, 2), round(criterion.points, 2)


def _pairs(old: Iterable[T], new: Iterable[T]) -> Iterator[tuple[T | None, T | None]]:
    """Things of two lists by identifier: those of the second in its order, then what is gone."""
    known, kept = ({one.id: one for one in side} for side in (old, new))
    yield from ((known.get(name), one) for name, one in kept.items())
    yield from ((one, None) for name, one in known.items() if name not in kept)


def _notes(before: Scorecard, after: Scorecard) -> Iterator[Text]:
    """What makes the two hard to compare."""
    if before.policy.version != after.policy.version:
        yield Text(
            "the policy changed in the meantime, from {before} to {after}",
            {"before": before.policy.version, "after": after.policy.version},
        )
    for name, source in after.sources.items():
        was = before.sources.get(name)
        if not was or (was.status == "missing") == (source.status == "missing"):
            continue
        values: dict[str, str | int | float] = {"source": name}
        if source.status == "missing":
            yield Text("{source} was read before and is not now", values)
        else:
            yield Text("{source} is read now and was not before", values)
