"""Scoring: facts and a policy into a scorecard, with what a jury says where only it can judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from aifactory.checks import find, reads
from aifactory.checks.reading import readme
from aifactory.facts import Facts, NotRead, Unread
from aifactory.facts.forge import PARTS, ForgeFacts
from aifactory.model import (
    CheckResult,
    CriterionResult,
    Evidence,
    Finding,
    Help,
    Mark,
    PolicyRef,
    Score,
    Scorecard,
    SourceState,
    Text,
    Verdict,
    combined,
    plural,
)
from aifactory.policy import Check, Criterion, Policy, Waiver, shipped_checks

Values = dict[str, str | int | float | Text]
NO_MARKS: Mapping[str, Mark] = MappingProxyType({})


class Answers(msgspec.Struct, frozen=True):
    """What people said of checks, by their ids: the repository's waivers, the jury's marks."""

    waivers: Mapping[str, Waiver]
    marks: Mapping[str, Mark]


def evaluate(
    facts: Facts,
    policy: Policy,
    lang: str = "en",
    *,
    marks: Mapping[str, Mark] = NO_MARKS,
    beside: Iterable[Policy] = (),
) -> Scorecard:
    """The scorecard of these facts under this policy.

    `marks` are a jury's, by the check: what only a jury can judge is unknown without one. `beside`
    are other policies for the same facts, whose checks a waiver may name.
    """
    today = facts.subject.as_of
    waivers = {w.check: w for w in facts.waivers if not today or w.expires >= today}
    answers = Answers(waivers, marks)
    criteria = tuple(_criterion(facts, policy, c, answers, lang) for c in policy.criteria)
    front = readme(facts)
    states = sources(facts, parts_for([policy]))
    if state := _jury(criteria):
        states["jury"] = state
    return Scorecard(
        subject=facts.subject,
        policy=reference(policy, lang),
        sources=states,
        score=_score(policy, criteria, lang),
        criteria=criteria,
        notes=facts.notes + _notes(facts, policy, beside),
        front=front.path if front else "",
    )


def reference(policy: Policy, lang: str) -> PolicyRef:
    """How a scorecard names its policy."""
    title = policy.title.in_(lang)
    return PolicyRef(
        policy.id, policy.version, title, policy.threshold, policy.total, policy.scoring
    )


def _score(policy: Policy, criteria: tuple[CriterionResult, ...], lang: str) -> Score:
    """The points of the criteria as one score; what is waived is what it lacks for that."""
    proven = combined(policy.scoring, (c.proven for c in criteria))
    reach = combined(policy.scoring, (c.reach for c in criteria))
    excused = combined(policy.scoring, (c.reach + c.waived for c in criteria))
    return Score(
        proven=proven,
        reach=reach,
        waived=round(excused - reach, 2),
        validated=proven >= policy.threshold,
        level=policy.level(proven).in_(lang),
    )


def parts_for(policies: Iterable[Policy]) -> tuple[str, ...]:
    """The parts of the forge that these policies' checks read, in the order of `PARTS`.

    What is gathered for a jury counts where its pack says what that reads.
    """
    checks = [check for policy in policies for check in policy.checks()]
    wanted = {part for one in checks if "forge" in one.sources for part in reads(one.id)}
    wanted |= {part for one in checks if one.by_jury for part in reads(one.id, ())}
    return tuple(part for part in PARTS if part in wanted)


def sources(facts: Facts, parts: tuple[str, ...] = PARTS) -> dict[str, SourceState]:
    """Which sources were read; of the forge, these parts count."""
    states = {"files": SourceState("read")}
    for name, source in (("git", facts.history), ("forge", facts.forge)):
        if isinstance(source, Unread):
            states[name] = SourceState("missing", source.reason, source.supply)
        elif isinstance(source, ForgeFacts) and (part := source.lacking(parts)):
            states[name] = SourceState("partial", part.reason, part.supply)
        else:
            states[name] = SourceState("read")
    return states


def _jury(criteria: Iterable[CriterionResult]) -> SourceState | None:
    """How far a jury has answered what it is asked; None where nothing is."""
    asked = [check for one in criteria for check in one.checks if check.source == "jury"]
    left = sum(check.verdict == "unknown" for check in asked)
    if not left:
        return SourceState("read") if asked else None
    reason = plural("{n} question awaits the jury", "{n} questions await the jury", left)
    supply = Text("enter the jury's marks with --jury FILE")
    return SourceState("partial" if left < len(asked) else "missing", reason, supply)


def _criterion(
    facts: Facts, policy: Policy, criterion: Criterion, answers: Answers, lang: str
) -> CriterionResult:
    results = tuple(
        msgspec.structs.replace(
            _check(facts, c, answers, lang), help=_help(c, policy.help_uri, lang)
        )
        for c in criterion.checks
    )
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
        if name in check.sources:
            if isinstance(source, Unread):
                return name, source
            if isinstance(source, ForgeFacts) and (part := lacking(source, check)):
                return name, part
    return None


def lacking(forge: ForgeFacts, check: Check) -> Unread | None:
    """Why the forge cannot say no to a check: a part of it was not read far enough."""
    part = forge.lacking(reads(check.id))
    if part is None:
        return None
    return Unread(
        part.reason or Text("the forge was read in part"),
        part.supply or Text("collect the facts again, with --forge"),
    )


def _check(facts: Facts, check: Check, answers: Answers, lang: str) -> CheckResult:
    answer = _judged if check.by_jury else _read
    earned, verdict, finding = answer(facts, check, answers.marks.get(check.id))
    waiver = answers.waivers.get(check.id)
    if waiver and verdict in ("fail", "unknown") and not (check.by_jury and verdict == "fail"):
        verdict = "waived"
        text = Text(
            "waived until {date}: {reason}", {"date": waiver.expires, "reason": waiver.reason}
        )
        finding = Finding("none", text, source=finding.source)
    return CheckResult(
        id=check.id,
        title=check.title.in_(lang),
        points=check.points,
        earned=earned,
        verdict=verdict,
        source=finding.source or check.sources[0],
        evidence=finding.evidence,
        message=finding.message,
        remedy="" if verdict in ("pass", "waived") else check.remedy.in_(lang),
        effort=check.effort,
        needs=check.needs,
    )


def _read(facts: Facts, check: Check, _mark: Mark | None) -> tuple[float, Verdict, Finding]:
    """What the repository proves; unknown where a source was not read that could prove more."""
    try:
        finding = find(check.id)(facts, check.params)
    except NotRead as missing:
        return 0.0, "unknown", Finding("none", missing.reason, source=missing.source)
    earned, verdict = _earned(check, finding)
    if verdict == "fail" and (unread := _unread(facts, check)):
        name, source = unread
        if isinstance(facts.forge, ForgeFacts) and name == "forge":
            finding = Finding("none", source.reason, finding.evidence)
        return 0.0, "unknown", msgspec.structs.replace(finding, source=name)
    return earned, verdict, finding


def _judged(facts: Facts, check: Check, mark: Mark | None) -> tuple[float, Verdict, Finding]:
    """What the jury says, beside what the repository offers to it."""
    evidence: tuple[Evidence, ...] = ()
    try:
        found = find(check.id)(facts, check.params)
        message, evidence = found.message, found.evidence
    except NotRead as missing:
        message = missing.reason
    if mark is None:
        return 0.0, "unknown", Finding("none", message, evidence, source="jury")
    values: Values = {"by": mark.by, "date": mark.date, "reason": mark.reason}
    said = Text("mark of {by}, {date}: {reason}", values)
    verdict: Verdict = "partial" if mark.points else "fail"
    if mark.points >= check.points:
        verdict = "pass"
    return mark.points, verdict, Finding("none", said, evidence, source="jury")


def _help(check: Check, uri: str, lang: str) -> Help:
    return Help(
        asks=check.asks.in_(lang),
        why=check.why.in_(lang),
        how=check.how.in_(lang),
        remedy=check.remedy.in_(lang),
        uri=uri.replace("{check}", check.id),
    )


def _earned(check: Check, finding: Finding) -> tuple[float, Verdict]:
    if finding.level == "full":
        return check.points, "pass"
    if finding.level == "partial":
        return check.partial, "partial"
    return 0.0, "fail"


def _notes(facts: Facts, policy: Policy, beside: Iterable[Policy]) -> tuple[Text, ...]:
    own = {check.id for check in policy.checks()}
    others = {check.id for one in beside for check in one.checks()}
    today = facts.subject.as_of
    notes = []
    for waiver in facts.waivers:
        values: Values = {"check": waiver.check, "date": waiver.expires, "line": waiver.line}
        if waiver.check not in own:
            if waiver.check not in others and waiver.check not in shipped_checks():
                notes.append(Text("waiver of an unknown check: {check} (line {line})", values))
        elif today and waiver.expires < today:
            notes.append(Text("waiver of {check} expired on {date}", values))
    for problem in facts.problems:
        passed_over: Values = {"path": problem.path, "reason": problem.reason}
        notes.append(Text("passed over {path}: {reason}", passed_over))
    return tuple(notes)
