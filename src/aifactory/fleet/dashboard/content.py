"""What the page holds: the fleet as plain values, small, every text in it safe to show.

Repositories, teams and checks are named by their places, a verdict is a letter, times are seconds
since 1970. What is quoted was made visible here; the page sets it as text and never as markup.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from aifactory.fleet.dashboard.gathering import Fleet, Group, Told
from aifactory.fleet.dashboard.standing import Line
from aifactory.model import Text
from aifactory.policy.types import Localized
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech
from aifactory.snapshot.open import name_of

LANGUAGES = ("en", "fr")
LETTERS = {"pass": "p", "partial": "h", "fail": "f", "unknown": "u", "waived": "w"}
SECURE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~+@%/-]*)?")
DIGITS = 3  # decimals of points
QUOTED = 300  # characters of a name or an address
REASON = 1000  # characters


def content(fleet: Fleet) -> dict[str, Any]:
    """All of it; addresses stand once, whatever the number of policies."""
    lines: dict[str, Line | None] = {
        line.kept.address: line for told in fleet.policies for line in told.lines
    }
    for fault in fleet.failures:  # of repositories that are held to none of these policies
        lines.setdefault(fault.address, None)
    places = {address: place for place, address in enumerate(lines)}
    names = {fault.address: fault.team for fault in fleet.failures}
    names |= {line.kept.address: line.kept.team for line in lines.values() if line}
    teams = {team: place for place, team in enumerate(sorted(set(names.values())))}
    return {
        "made": seconds(fleet.made),
        "teams": [short(team) for team in teams],
        "repositories": [
            _repository(address, line, teams[names[address]]) for address, line in lines.items()
        ],
        "failures": [
            [
                places[fault.address],
                fault.kind,
                spoken(fault.reason),
                fault.attempts,
                seconds(fault.first),
                seconds(fault.last),
            ]
            for fault in fleet.failures
        ],
        "unlisted": [
            [_quoted(one.address, name_of(one.address)), seconds(one.since)]
            for one in fleet.unlisted
        ],
        "policies": [_told(told, places, teams) for told in fleet.policies],
    }


def _repository(address: str, line: Line | None, team: int) -> list[Any]:
    """Address, name, link, team, commit, read, checked."""
    if line is None:
        return [*_quoted(address, address), team, "", None, None]
    kept = line.kept
    return [
        *_quoted(address, kept.name or address),
        team,
        visible(kept.head[:12]),
        seconds(kept.read) if kept.read else None,
        seconds(kept.checked) if kept.checked else None,
    ]


def _quoted(address: str, name: str) -> list[str]:
    """Address, name, and the address again where it may be a link."""
    return [short(address), short(name), address if SECURE.fullmatch(address) else ""]


def _told(told: Told, places: dict[str, int], teams: dict[str, int]) -> dict[str, Any]:
    policy = told.policy
    order = {check.id: place for place, check in enumerate(policy.checks())}
    return {
        "id": visible(policy.id),
        "version": visible(policy.version),
        "title": both(policy.title),
        "threshold": policy.threshold,
        "total": policy.total,
        "criteria": [
            {
                "id": visible(one.id),
                "points": rounded(one.points),
                "title": both(one.title),
                "checks": [
                    {
                        "id": visible(check.id),
                        "points": rounded(check.points),
                        "title": both(check.title),
                        "remedy": both(check.remedy),
                        "minutes": check.effort,
                        "needs": [order[name] for name in check.needs if name in order],
                    }
                    for check in one.checks
                ],
            }
            for one in policy.criteria
        ],
        "days": list(told.days),
        "groups": [_group(group, teams, order) for group in told.groups],
        "rows": [_row(line, places, told) for line in told.lines],
    }


def _group(group: Group, teams: dict[str, int], order: dict[str, int]) -> dict[str, Any]:
    found = group.sums
    return {
        "team": None if group.team is None else teams[group.team],
        "repositories": found.repositories,
        "scored": found.scored,
        "validated": found.validated,
        "mean": rounded(found.mean),
        "median": rounded(found.median),
        "least": rounded(found.least),
        "weakest": [
            [one.criterion, rounded(one.mean), rounded(one.reach), one.none, one.full]
            for one in group.weakest
        ],
        "gains": [
            [order[one.check], one.repositories, rounded(one.points), one.minutes, one.validates]
            for one in group.gains
        ],
        "course": [group.course.counts, group.course.points, group.course.validated],
        "criteria": dict(group.course.criteria),
    }


def _row(line: Line, places: dict[str, int], told: Told) -> list[Any]:
    """Place, proven, reach, waived, validated, points of each criterion, a letter a check."""
    kept = line.kept
    parts = {part.id: part for part in line.card.criteria} if line.card else {}
    points = [rounded(parts[o.id].proven) if o.id in parts else None for o in told.policy.criteria]
    answers = {answer.id: answer.verdict for part in parts.values() for answer in part.checks}
    letters = (LETTERS.get(answers.get(check.id, ""), " ") for check in told.policy.checks())
    return [
        places[kept.address],
        rounded(kept.proven),
        rounded(kept.reach),
        rounded(kept.waived),
        int(kept.validated),
        points,
        "".join(letters),
    ]


def both(text: Localized) -> list[str]:
    """A text of a pack in both languages."""
    return [flowed(text.in_(lang)) for lang in LANGUAGES]


def spoken(said: Text | str) -> list[str]:
    """A sentence in both languages."""
    return [visible(Speech(lang).text(said))[:REASON] for lang in LANGUAGES]


def short(text: str) -> str:
    """Something quoted, on one line and not too long."""
    shown = visible(text)
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1] + "…"


def rounded(value: float | None) -> float | None:
    """Points as few digits."""
    if value is None:
        return None
    value = round(value, DIGITS)
    return int(value) if value == int(value) else value


def seconds(at: datetime) -> int:
    """A moment of the store."""
    return int(at.replace(tzinfo=UTC).timestamp())
