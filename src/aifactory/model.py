"""What an audit says: evidence, findings, criteria, scorecards; and what indicators say.

Every type is frozen and JSON-serialisable; field order is the order of the report, which
other programs build on (`schemas/report-1.json` describes it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Verdict = Literal["pass", "partial", "fail", "unknown", "waived"]
SourceName = Literal["files", "git", "forge"]

HOLE = re.compile(r"\{(\w+)\}")
LARGE = 10_000  # from here on, a number of things is written in groups of three digits


class Text(Struct, frozen=True, omit_defaults=True):
    """A sentence to translate: an English template and the values of its `{holes}`.

    The value `n` is a number of things; where `plural` is set, it decides between it and `msgid`.
    `date`, `due`, `since` and `until` are ISO dates.
    A value may be a sentence itself. Values that are quoted from an audited repository are escaped
    by the renderers, never here. `str()` gives English, for logs and for tests.
    """

    msgid: str
    values: Mapping[str, str | int | float | Text] = field(default_factory=dict)
    plural: str = ""

    def __str__(self) -> str:
        template = self.plural if self.plural and self.values.get("n") != 1 else self.msgid

        def value(hole: re.Match[str]) -> str:
            found = self.values.get(hole[1], hole[0])
            if isinstance(found, float):
                return f"{found:.12g}"
            large = hole[1] == "n" and isinstance(found, int) and found >= LARGE
            return f"{found:,}" if large else str(found)

        return HOLE.sub(value, template)


def plural(one: str, many: str, n: int, **values: str | int | float | Text) -> Text:
    """A sentence about `n` things: `plural("{n} day", "{n} days", 3)`."""
    return Text(one, {"n": n, **values}, many)


def joined(by: str, *parts: Text | str) -> Text:
    """Sentences one after the other, with `by`, which holds no word, between them."""
    named = {f"part{i}": part for i, part in enumerate(parts)}
    return Text(by.join(f"{{{name}}}" for name in named), named)


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
    """Which pack was applied; `threshold` and `total` are points."""

    id: str
    version: str
    title: str
    threshold: float
    total: float


class Score(Struct, frozen=True):
    """Points proven, within reach and waived; `validated`: the threshold is reached."""

    proven: float
    reach: float
    waived: float
    validated: bool


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


class Aging(Struct, frozen=True):
    """A ticket under way, for how many days, and the epic it hangs on ("" for none)."""

    id: str
    title: str
    url: str
    state: str
    days: float
    epic: str = ""


class Figure(Struct, frozen=True, omit_defaults=True):
    """One indicator as a number. `value` is None, and `missing` says why, where the data do not
    allow it; `n` is how many things it rests on, `left_out` how many could not be measured.
    """

    id: str
    unit: str
    value: float | None = None
    p85: float | None = None
    p95: float | None = None
    n: int = 0
    left_out: int = 0
    source: str = ""
    missing: Text | None = None


class Series(Struct, frozen=True):
    """One indicator over successive periods, by the days on which they begin; `rows` by name."""

    id: str
    unit: str
    starts: tuple[str, ...]
    rows: dict[str, tuple[float, ...]]


class Report(Struct, frozen=True):
    """The indicators of a project from `since` to `until`, both included."""

    name: str
    since: str
    until: str
    iteration: int
    figures: tuple[Figure, ...]
    series: tuple[Series, ...]
    aging: tuple[Aging, ...]
    scatter: tuple[tuple[str, float], ...]
    notes: tuple[Text, ...] = ()  # what the data lack


class Backtest(Struct, frozen=True):
    """How often the truth fell within central ranges, over `n` forecasts made in the past of what
    would be done in `horizon` weeks.
    """

    n: int
    horizon: int
    within: dict[float, float]


class Forecast(Struct, frozen=True):
    """From `weeks` past weeks in which `done` tickets were finished, by probability: the weeks that
    `items` take, or, where `horizon` is set, the least items that so many weeks bring.

    A probability that is not reached within ten years is absent.
    """

    weeks: int
    done: int
    items: int
    horizon: int
    exact: dict[float, int]
    simulated: dict[float, int]
    seed: int
    backtest: Backtest | None = None
    tested: bool = False


class TicketPlace(Struct, frozen=True):
    """A ticket and the state it is in."""

    id: str
    title: str
    url: str
    state: str


class EpicPlan(Struct, frozen=True):
    """An epic: its days, its tickets, whether it is over or late. `due` is "" where none is set."""

    title: str
    url: str
    start: str
    end: str
    due: str
    held: int
    done: int
    over: bool
    late: bool
    tickets: tuple[TicketPlace, ...] = ()


class RoadmapPlan(Struct, frozen=True):
    """The macro level (epics) beside the micro one (columns); `loose` tickets hang on no epic,
    and the open ones of them are in `adrift`.
    """

    name: str
    today: str
    epics: tuple[EpicPlan, ...]
    columns: tuple[tuple[str, int], ...]
    aging: tuple[Aging, ...]
    loose: int
    adrift: tuple[TicketPlace, ...] = ()

    @property
    def wip(self) -> int:
        """How many tickets are under way."""
        return sum(count for state, count in self.columns if state in ("doing", "review"))


class Reviewer(Struct, frozen=True):
    """How many reviews somebody gave, and of how many requests."""

    name: str
    reviews: int
    requests: int


class Hindsight(Struct, frozen=True):
    """The facts of a period that people look back on. `expected` is what a forecast made at its
    start, from the weeks before, gave of `horizon` weeks for each probability; empty where that
    past was too thin. `waiting` requests were open at its end; `unreviewed` were merged unseen by
    another person; `reviewers` is None where no reviews were read.
    """

    name: str
    since: str
    until: str
    expected: dict[float, int]
    horizon: int
    done: int
    opened: int
    slipped: tuple[EpicPlan, ...]
    incidents: tuple[TicketPlace, ...]
    waiting: int
    unreviewed: int
    reviewers: tuple[Reviewer, ...] | None
    figures: tuple[Figure, ...]
    aging: tuple[Aging, ...]


class Candidate(Struct, frozen=True):
    """A line of a trainer's roster; `repository` is an address or an absolute path, "" for none."""

    name: str
    repository: str
    login: str = ""
    email: str = ""
    group: str = ""


class Mark(Struct, frozen=True):
    """A jury's own mark of a criterion: points, who gave it, on which ISO date, and why."""

    points: float
    by: str
    date: str
    reason: str


class Hint(Struct, frozen=True):
    """A likeness that deserves a look: evidence, never a verdict, never in the score.

    `other` names the candidate it concerns too, "" for none.
    """

    kind: str
    message: Text
    other: str = ""
    evidence: tuple[Evidence, ...] = ()


class Graded(Struct, frozen=True, kw_only=True):
    """A candidate with what was proven and what the jury says; `card` is None, and `failure` says
    why, where the repository could not be read. `slug` is the name of the candidate's files.
    """

    candidate: Candidate
    slug: str
    card: Scorecard | None
    failure: str = ""
    marks: Mapping[str, Mark] = {}
    hints: tuple[Hint, ...] = ()
    notes: tuple[Text, ...] = ()

    def proven(self, criterion: str) -> float | None:
        """The points proven, None where nothing was read."""
        results = self.card.criteria if self.card else ()
        return next((one.proven for one in results if one.id == criterion), None)

    def final(self, criterion: str) -> float | None:
        """The jury's mark where there is one, else the points proven."""
        mark = self.marks.get(criterion)
        return mark.points if mark else self.proven(criterion)


class CohortCriterion(Struct, frozen=True):
    """A criterion of the grade sheet; `median` is that of the points counted, None for none."""

    id: str
    aliases: tuple[str, ...]
    title: str
    points: float
    question: str
    median: float | None = None


class Cohort(Struct, frozen=True, kw_only=True):
    """A grading session: everybody on the roster, in its order. `weakest` are ids of criteria,
    the weakest first; `near` are names of candidates whose total is close to the threshold.
    """

    name: str
    date: str
    policy: PolicyRef
    criteria: tuple[CohortCriterion, ...]
    graded: tuple[Graded, ...]
    median: float | None
    weakest: tuple[str, ...]
    near: tuple[str, ...]
    notes: tuple[Text, ...] = ()

    def total(self, one: Graded) -> float | None:
        """A candidate's points with the jury's marks, None until every criterion has some."""
        points = [one.final(criterion.id) for criterion in self.criteria]
        known = [value for value in points if value is not None]
        return round(sum(known), 2) if len(known) == len(points) else None
