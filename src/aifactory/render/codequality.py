"""The report as GitLab's code-quality JSON: one list of what does not pass, in all packs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aifactory.model import Scorecard, Verdict
from aifactory.render import View
from aifactory.render.escape import visible
from aifactory.render.json import encoded
from aifactory.render.shortfalls import Shortfall, findings, fingerprint, said, title
from aifactory.render.translate import Speech

SEVERITIES: dict[Verdict, str] = {"fail": "major", "partial": "minor", "unknown": "info"}


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The list, most points to gain first; accepted exceptions are no findings."""
    _ = Speech(view.lang)
    # GitLab keeps one finding of a fingerprint.
    found = {fingerprint(one): one for one in reversed(findings(cards))}
    return encoded([_finding(name, one, _) for name, one in reversed(found.items())])


def _finding(name: str, one: Shortfall, _: Speech) -> dict[str, Any]:
    place = one.place
    return {
        "description": _("{source}: {said}", source=title(one.check), said=said(one.check, _)),
        "check_name": visible(one.check.id),
        "fingerprint": name,
        "severity": SEVERITIES[one.check.verdict],
        "location": {
            "path": visible(one.file),
            "lines": {"begin": place.line if place and place.line else 1},
        },
    }
