"""The report as JSON: the contract that other programs build on (`schemas/report-1.json`).

Byte-identical for the same scorecard: keys in the order of the contract, points with at most two
decimals, absent strings as "" and an absent line as 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from aifactory.model import (
    CheckResult,
    CriterionResult,
    Evidence,
    Overview,
    PolicyRef,
    Scorecard,
    SourceState,
    Subject,
    Text,
)
from aifactory.render import View
from aifactory.render.escape import spelled
from aifactory.render.overview import awaiting, short
from aifactory.render.translate import Speech

SCHEMA = "aifactory/report/1"
TOGETHER = "aifactory/reports/1"

# Valid inside a JSON string, but able to act on the terminal it is printed on; and what UTF-8
# cannot hold.
_ACTIVE = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def render(cards: Sequence[Scorecard], view: View) -> str:
    """One report as an object, several as a list; those of all packs below their overview."""
    _ = Speech(view.lang)
    reports = [_report(card, _) for card in cards]
    if view.overview and view.overview.whole:
        seen = _overview(view.overview, cards)
        return encoded({"schema": TOGETHER, "overview": seen, "reports": reports})
    return encoded(reports[0] if len(reports) == 1 else reports)


def encoded(data: Any) -> str:
    """Any data as JSON that is valid UTF-8 and safe to print."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    text = _SURROGATE.sub(lambda found: _inside(spelled(found[0])), text)
    return _ACTIVE.sub(lambda found: _inside(found[0]), text) + "\n"


def _inside(text: str) -> str:
    """`text` as ASCII inside a JSON string."""
    return json.dumps(text)[1:-1]


def _report(card: Scorecard, _: Speech) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "subject": _subject(card.subject),
        "policy": _policy(card.policy),
        "sources": {name: _source(state, _) for name, state in card.sources.items()},
        "score": _score(card),
        "criteria": [_criterion(criterion, _) for criterion in card.criteria],
        "notes": [_.text(note) for note in card.notes],
    }


def _overview(overview: Overview, cards: Sequence[Scorecard]) -> dict[str, Any]:
    parts = [cards[part.card] for part in overview.parts if part.card is not None]
    known = len(parts) == len(overview.parts) > 0
    return {
        "title": overview.title,
        "validated": known and all(card.score.validated for card in parts),
        "parts": [
            {
                "policy": part.id,
                "audited": part.card is not None,
                **(_standing(cards[part.card]) if part.card is not None else {}),
            }
            for part in overview.parts
        ],
        "apart": [{"title": one.title, "how": one.how} for one in overview.apart],
        "further": [
            {"policy": cards[place].policy.id, "audited": True, **_standing(cards[place])}
            for place in overview.further
        ],
    }


def _standing(card: Scorecard) -> dict[str, Any]:
    left = awaiting(card)
    return {
        **_score(card),
        "missing": points(short(card)),
        "jury": {"questions": len(left), "points": points(sum(one.points for one in left))},
    }


def _score(card: Scorecard) -> dict[str, Any]:
    score = card.score
    return {
        "proven": points(score.proven),
        "reach": points(score.reach),
        "waived": points(score.waived),
        "validated": score.validated,
        **({"level": score.level} if score.level else {}),
    }


def _subject(subject: Subject) -> dict[str, str]:
    return {
        "name": subject.name,
        "url": subject.url,
        "commit": subject.commit,
        "branch": subject.branch,
        "as_of": subject.as_of,
        "last_commit": subject.last_commit,
    }


def _policy(policy: PolicyRef) -> dict[str, Any]:
    return {
        "id": policy.id,
        "version": policy.version,
        "title": policy.title,
        "threshold": points(policy.threshold),
        "total": points(policy.total),
        **({"scoring": policy.scoring} if policy.scoring != "sum" else {}),
    }


def _source(state: SourceState, _: Speech) -> dict[str, str]:
    return {
        "status": state.status,
        "reason": _said(state.reason, _),
        "supply": _said(state.supply, _),
    }


def _criterion(criterion: CriterionResult, _: Speech) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "aliases": list(criterion.aliases),
        "title": criterion.title,
        "points": points(criterion.points),
        "proven": points(criterion.proven),
        "reach": points(criterion.reach),
        "waived": points(criterion.waived),
        "checks": [_check(check, _) for check in criterion.checks],
    }


def _check(check: CheckResult, _: Speech) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "points": points(check.points),
        "earned": points(check.earned),
        "verdict": check.verdict,
        "source": check.source,
        "evidence": [_evidence(evidence) for evidence in check.evidence],
        "message": _.text(check.message),
        "remedy": check.remedy,
        "effort": check.effort,
        **({"asks": check.help.asks} if check.source == "jury" else {}),
    }


def _evidence(evidence: Evidence) -> dict[str, str | int]:
    return {
        "path": evidence.path,
        "line": evidence.line,
        "commit": evidence.commit,
        "tag": evidence.tag,
        "url": evidence.url,
        "text": evidence.text,
    }


def _said(text: Text | None, _: Speech) -> str:
    return _.text(text) if text else ""


def points(value: float) -> float:
    """A figure with at most two decimals, and a whole number as one: 20, 11.5, 0.25."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded
