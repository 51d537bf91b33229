"""The report as SARIF 2.1.0: a run for each scorecard, a rule for each check of its pack.

A check that does not pass is a result: `fail` a warning, `partial` a note, `unknown` open (the
standard then allows no level but "none"), `waived` suppressed with its reason. A pass is left out:
code scanning makes an alert of every result, whatever its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aifactory import __version__
from aifactory.model import CheckResult, Evidence, Scorecard, SourceState, Text, Verdict
from aifactory.render import View, summary
from aifactory.render.escape import flowed, visible
from aifactory.render.json import encoded, points
from aifactory.render.links import address, quoted
from aifactory.render.rules import plain, rule
from aifactory.render.shortfalls import Shortfall, fingerprint, places, said, shortfalls
from aifactory.render.translate import Speech

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
RELATED = 10  # further places that a result names
LEVELS: dict[Verdict, str] = {"fail": "warning", "partial": "note", "waived": "note"}


def render(cards: Sequence[Scorecard], view: View) -> str:
    """One log; its runs are told apart by their packs' ids."""
    ids = [card.policy.id for card in cards]
    # A category may stand once in an upload: a second pack of the same id is numbered.
    turns = [ids[:i].count(name) for i, name in enumerate(ids)]
    runs = [
        _run(card, f"aifactory/{card.policy.id}/" + (f"{turn + 1}/" if turn else ""), view.lang)
        for card, turn in zip(cards, turns, strict=True)
    ]
    return encoded({"$schema": SCHEMA, "version": "2.1.0", "runs": runs})


def semantic(version: str) -> str:
    """A version between two tags in the form of SemVer: 1.2.4.dev5+gabc as 1.2.4-dev.5+gabc."""
    return re.sub(r"\.dev(\d+)", r"-dev.\1", version, count=1)


def _run(card: Scorecard, category: str, lang: str) -> dict[str, Any]:
    _ = Speech(lang)
    checks = {
        check.id: (criterion, check) for criterion in card.criteria for check in criterion.checks
    }
    order = {name: i for i, name in enumerate(checks)}
    heaviest = max((check.points for _c, check in checks.values()), default=0.0)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "aifactory",
                "semanticVersion": semantic(__version__),
                "rules": [rule(card, one, check, _) for one, check in checks.values()],
            }
        },
        "language": lang[:2],
        "automationDetails": {"id": category},
        "originalUriBaseIds": {
            ROOT: {"description": {"text": _("the root of the audited repository")}}
        },
        "invocations": [_invocation(card, _)],
        "results": [
            _result(one, order[one.check.id], heaviest, _)
            for one in shortfalls([card], waived=True)
        ],
        "properties": {
            "policy": card.policy.id,
            "policyVersion": card.policy.version,
            "proven": points(card.score.proven),
            "reach": points(card.score.reach),
            "waived": points(card.score.waived),
            "total": points(card.policy.total),
            "threshold": points(card.policy.threshold),
            "validated": card.score.validated,
        },
    }
    if provenance := _provenance(card):
        run["versionControlProvenance"] = [provenance]
    return run


def _provenance(card: Scorecard) -> dict[str, Any]:
    url = address(card.subject.url)
    if not url:
        return {}
    known = {"revisionId": card.subject.commit, "branch": card.subject.branch}
    return {
        "repositoryUri": url,
        **{name: visible(value) for name, value in known.items() if value},
        "mappedTo": {"uriBaseId": ROOT},
    }


def _invocation(card: Scorecard, _: Speech) -> dict[str, Any]:
    """That the audit went well, which sources were not read, and what else was noted."""
    unread = [
        _notification(_source(name, state, _), "warning")
        for name, state in card.sources.items()
        if state.status != "read"
    ]
    notes = [_notification(_.text(note), "note") for note in card.notes]
    return {
        "executionSuccessful": True,
        **({"toolConfigurationNotifications": unread} if unread else {}),
        **({"toolExecutionNotifications": notes} if notes else {}),
    }


def _source(name: str, state: SourceState, _: Speech) -> str:
    parts: list[Text] = [text for text in (state.reason, state.supply) if text]
    shown = " → ".join(filter(None, map(_.text, parts)))
    return _("{source}: {said}", source=summary.source(name, _), said=shown or state.status)


def _notification(text: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": plain(visible(text)) or "-"}}


def _result(one: Shortfall, index: int, heaviest: float, _: Speech) -> dict[str, Any]:
    check = one.check
    unknown = check.verdict == "unknown"
    place = one.place
    result: dict[str, Any] = {
        "ruleId": visible(check.id),
        "ruleIndex": index,
        "kind": "open" if unknown else "fail",
        "level": "none" if unknown else LEVELS[check.verdict],
        "message": {"text": plain(said(check, _))},
        "locations": [_location(place or Evidence(one.file))],
        "partialFingerprints": {"aifactory/v1": fingerprint(one)},
        "rank": round(min(100.0, 100 * one.lost / heaviest), 1) if heaviest else 0.0,
        "properties": _properties(one, _),
    }
    if not (place and place.line):
        # Code scanning tracks by this one. It computes it from the line where there is one, and
        # warns where another was given.
        result["partialFingerprints"]["primaryLocationLineHash"] = fingerprint(one)
    if more := places(check.evidence)[1 : 1 + RELATED]:
        result["relatedLocations"] = [_location(p, i) for i, p in enumerate(more, 1)]
    if check.verdict == "waived":
        reason = flowed(_.text(check.message))
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": plain(reason)}
        ]
    return result


def _location(place: Evidence, number: int = 0) -> dict[str, Any]:
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quoted(place.path.lstrip("/") or "."), "uriBaseId": ROOT}
    }
    if place.line:
        physical["region"] = {"startLine": place.line}
        if text := visible(place.text.strip()):
            physical["region"]["snippet"] = {"text": text}
    return {**({"id": number} if number else {}), "physicalLocation": physical}


def _properties(one: Shortfall, _: Speech) -> dict[str, Any]:
    check: CheckResult = one.check
    elsewhere = [summary.place(e, _) for e in check.evidence if not e.path]
    return {
        "criterion": visible(one.criterion.id),
        "verdict": check.verdict,
        "points": points(check.points),
        "earned": points(check.earned),
        "source": visible(check.source),
        **({"effort": check.effort} if check.effort else {}),
        **({"evidence": elsewhere[:RELATED]} if elsewhere else {}),
    }
