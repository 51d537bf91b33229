"""What an audit says: evidence, findings, criteria, scorecards, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from aifactory.model.text import Text

Verdict = Literal["pass", "partial", "fail", "unknown", "waived"]
SourceName = Literal["files", "git", "forge", "jury"]
Scoring = Literal["sum", "minimum"]


class Evidence(Struct, frozen=True, omit_defaults=True):
    """One thing a reader can open: a place in a file, a commit, a tag or a URL.

    `line` is 1-based; `commit` is a full object name; `text` quotes what stands there.
    """

    path: str = ""
    line: int = 0
    commit: str = ""
    tag: str = ""
    url: str = ""
    text: str = ""


class Finding(Struct, frozen=True):
    """What a check found. `level` indexes the check's points: "full", "partial" or "none".

    `message` says what was found, or what was looked for and where; `source` is who told it,
    "" for the first source of the check.
    """

    level: Literal["full", "partial", "none"]
    message: Text
    evidence: tuple[Evidence, ...] = ()
    source: str = ""


class Help(Struct, frozen=True):
    """What a pack says of a check, whatever was found; `uri` is where that can be read, or ""."""

    asks: str = ""
    why: str = ""
    how: str = ""
    remedy: str = ""
    uri: str = ""


class CheckResult(Struct, frozen=True):
    """A finding with its points: one line of the scorecard. `effort` is a rough estimate of what
    its remedy takes, in minutes, 0 where none is known; `remedy` is "" where none is needed;
    `needs` names checks that it builds on.
    """

    id: str
    title: str
    points: float
    earned: float
    verdict: Verdict
    source: str
    evidence: tuple[Evidence, ...]
    message: Text
    remedy: str
    effort: int = 0
    needs: tuple[str, ...] = ()
    help: Help = Help()

    @property
    def awaits_jury(self) -> bool:
        """Whether only a jury can answer it, and none has."""
        return self.verdict == "unknown" and self.source == "jury"


class CriterionResult(Struct, frozen=True):
    """A criterion with its checks; `reach` is `proven` plus what is unknown."""

    id: str
    aliases: tuple[str, ...]
    title: str
    points: float
    proven: float
    reach: float
    waived: float
    question: str
    checks: tuple[CheckResult, ...]

    def of(self, points: Mapping[str, float]) -> float:
        """The sum of its checks' shares in these points, by their ids."""
        return sum(points.get(check.id, 0.0) for check in self.checks)


class Subject(Struct, frozen=True):
    """What was audited. `as_of` and `last_commit` are ISO 8601 dates; empty where unknown."""

    name: str
    url: str = ""
    commit: str = ""
    branch: str = ""
    as_of: str = ""
    last_commit: str = ""


class SourceState(Struct, frozen=True, omit_defaults=True):
    """Whether a source was read; if not, why, and how to supply it."""

    status: Literal["read", "partial", "missing"]
    reason: Text | None = None
    supply: Text | None = None


class PolicyRef(Struct, frozen=True):
    """Which pack was applied; `threshold` and `total` are points, `scoring` says how those of the
    criteria make a score.
    """

    id: str
    version: str
    title: str
    threshold: float
    total: float
    scoring: Scoring = "sum"


class Score(Struct, frozen=True):
    """Points proven, within reach and waived; `validated`: the threshold is reached. `level` is
    what the pack calls such a score, "" where it has no name for it.
    """

    proven: float
    reach: float
    waived: float
    validated: bool
    level: str = ""


class Scorecard(Struct, frozen=True):
    """The whole answer: subject, policy, sources, score and criteria, in report order.

    `front` is the path of the page that presents the project, "" where there is none.
    """

    subject: Subject
    policy: PolicyRef
    sources: Mapping[str, SourceState]
    score: Score
    criteria: tuple[CriterionResult, ...]
    notes: tuple[Text, ...] = ()
    front: str = ""

    def proven_with(self, gains: Mapping[str, float]) -> float:
        """The points proven once these checks, by their ids, earn so much more."""
        return combined(self.policy.scoring, (one.proven + one.of(gains) for one in self.criteria))

    def reach_with(self, gains: Mapping[str, float]) -> float:
        """The points within reach once these checks, by their ids, may earn so much more."""
        return combined(self.policy.scoring, (one.reach + one.of(gains) for one in self.criteria))


def combined(scoring: Scoring, points: Iterable[float]) -> float:
    """The points of criteria as one score; 0 where there are none."""
    values = [*points]
    return round(min(values, default=0.0) if scoring == "minimum" else sum(values), 2)


Turn = Literal["gained", "lost", "new", "gone", "unread"]


class Change(Struct, frozen=True):
    """A check whose answer is not the same before and after: `turn` says which way it went.

    "new" and "gone" are checks of one policy only; "unread" ones can no longer be answered. The
    side where a check does not exist is None.
    """

    turn: Turn
    before: CheckResult | None
    after: CheckResult | None


class Comparison(Struct, frozen=True):
    """Two scorecards of one policy: `criteria` pairs those whose points differ, by identifier."""

    before: Scorecard
    after: Scorecard
    criteria: tuple[tuple[CriterionResult | None, CriterionResult | None], ...]
    changes: tuple[Change, ...]
    notes: tuple[Text, ...] = ()
