"""The engine: a repository into facts, facts and a policy into a scorecard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from aifactory.checks import find
from aifactory.errors import BadInput
from aifactory.facts import SCHEMA, Facts, NotRead, Unread
from aifactory.model import (
    CheckResult,
    CriterionResult,
    Finding,
    PolicyRef,
    Score,
    Scorecard,
    SourceState,
    Subject,
    Text,
    Verdict,
)
from aifactory.policy import Check, Criterion, Policy, Waiver

Values = dict[str, str | int | float]
Progress = Callable[[str], None]


def collect(
    target: str,
    *,
    worktree: bool = False,
    as_of: str | None = None,
    progress: Progress | None = None,
) -> Facts:
    """The facts of a path or git URL; `as_of` is an ISO date, today by default."""
    from aifactory.facts.collecting import read_facts
    from aifactory.snapshot import open_snapshot

    today = _date(as_of)
    with open_snapshot(target, worktree=worktree, progress=progress) as snapshot:
        if progress:
            progress(snapshot.name)
        subject = Subject(
            snapshot.name, snapshot.url, snapshot.commit, snapshot.branch, as_of=today
        )
        facts = read_facts(subject, snapshot.default_branch, snapshot.tree, snapshot.history)
        notes: tuple[Text, ...] = ()
        if snapshot.subfolder:
            folder: Values = {"folder": snapshot.subfolder}
            notes = (Text("{folder} lies in this repository, which is audited whole", folder),)
    last = "" if isinstance(facts.history, Unread) else facts.history.last_commit
    subject = msgspec.structs.replace(subject, last_commit=last)
    return msgspec.structs.replace(facts, subject=subject, notes=notes)


def _date(as_of: str | None) -> str:
    if as_of is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise BadInput(f"not a date: {as_of}", "write it as YYYY-MM-DD") from None


def save_facts(facts: Facts) -> bytes:
    """Facts as JSON, the same bytes for the same facts."""
    return msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"


def load_facts(data: bytes, path: str = "facts") -> Facts:
    """Facts from JSON; BadInput where they are none, or of another version."""
    hint = "save facts with `aifactory collect PATH -o FILE`"
    try:
        facts = msgspec.json.decode(data, type=Facts)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{path}: not facts of this program: {error}", hint) from None
    if facts.schema != SCHEMA:
        raise BadInput(f"{path}: expected {SCHEMA}, found {facts.schema}", hint)
    return facts


def evaluate(facts: Facts, policy: Policy, lang: str = "en") -> Scorecard:
    """The scorecard of these facts under this policy."""
    today = facts.subject.as_of
    waivers = {w.check: w for w in facts.waivers if not today or w.expires >= today}
    criteria = tuple(_criterion(facts, c, waivers, lang) for c in policy.criteria)
    proven = round(sum(c.proven for c in criteria), 2)
    return Scorecard(
        subject=facts.subject,
        policy=PolicyRef(
            policy.id, policy.version, policy.title.in_(lang), policy.threshold, policy.total
        ),
        sources=sources(facts),
        score=Score(
            proven=proven,
            reach=round(sum(c.reach for c in criteria), 2),
            waived=round(sum(c.waived for c in criteria), 2),
            validated=proven >= policy.threshold,
        ),
        criteria=criteria,
        notes=facts.notes + _notes(facts, policy),
    )


def sources(facts: Facts) -> dict[str, SourceState]:
    """Which sources were read."""
    states = {"files": SourceState("read")}
    for name, source in (("git", facts.history), ("forge", facts.forge)):
        if isinstance(source, Unread):
            states[name] = SourceState("missing", source.reason, source.supply)
        else:
            states[name] = SourceState("read")
    return states


def _criterion(
    facts: Facts, criterion: Criterion, waivers: dict[str, Waiver], lang: str
) -> CriterionResult:
    results = tuple(_check(facts, c, waivers.get(c.id), lang) for c in criterion.checks)
    proven = sum(r.earned for r in results)
    unknown = sum(
        c.points - r.earned
        for c, r in zip(criterion.checks, results, strict=True)
        if _open(facts, c, r)
    )
    return CriterionResult(
        id=criterion.id,
        aliases=criterion.aliases,
        title=criterion.title.in_(lang),
        points=criterion.points,
        proven=round(proven, 2),
        reach=round(proven + unknown, 2),
        waived=round(sum(r.points for r in results if r.verdict == "waived"), 2),
        question=criterion.question.in_(lang),
        checks=results,
    )


def _open(facts: Facts, check: Check, result: CheckResult) -> bool:
    """Whether a source that was not read could still earn the rest of the points."""
    if result.verdict == "unknown":
        return True
    return result.verdict == "partial" and _unread(facts, check) is not None


def _unread(facts: Facts, check: Check) -> tuple[str, Unread] | None:
    for name, source in (("git", facts.history), ("forge", facts.forge)):
        if name in check.sources and isinstance(source, Unread):
            return name, source
    return None


def _check(facts: Facts, check: Check, waiver: Waiver | None, lang: str) -> CheckResult:
    earned, verdict = 0.0, "unknown"
    source = check.sources[0]
    try:
        finding = find(check.id)(facts, check.params)
    except NotRead as missing:
        source = missing.source  # type: ignore[assignment]
        finding = Finding("none", missing.reason)
    else:
        earned, verdict = _earned(check, finding)
        if verdict == "fail" and (unread := _unread(facts, check)):
            verdict = "unknown"
            source = unread[0]  # type: ignore[assignment]
    if waiver and verdict in ("fail", "unknown"):
        verdict = "waived"
        text = Text(
            "waived until {date}: {reason}", {"date": waiver.expires, "reason": waiver.reason}
        )
        finding = Finding("none", text)
    return CheckResult(
        id=check.id,
        title=check.title.in_(lang),
        points=check.points,
        earned=earned,
        verdict=verdict,  # type: ignore[arg-type]
        source=source,
        evidence=finding.evidence,
        message=finding.message,
        remedy="" if verdict in ("pass", "waived") else check.remedy.in_(lang),
    )


def _earned(check: Check, finding: Finding) -> tuple[float, Verdict]:
    if finding.level == "full":
        return check.points, "pass"
    if finding.level == "partial":
        return check.partial, "partial"
    return 0.0, "fail"


def _notes(facts: Facts, policy: Policy) -> tuple[Text, ...]:
    known = {check.id for check in policy.checks()}
    today = facts.subject.as_of
    notes = []
    for waiver in facts.waivers:
        values: Values = {"check": waiver.check, "date": waiver.expires, "line": waiver.line}
        if waiver.check not in known:
            notes.append(Text("waiver of an unknown check: {check} (line {line})", values))
        elif today and waiver.expires < today:
            notes.append(Text("waiver of {check} expired on {date}", values))
    for problem in facts.problems:
        passed_over: Values = {"path": problem.path, "reason": problem.reason}
        notes.append(Text("passed over {path}: {reason}", passed_over))
    return tuple(notes)
