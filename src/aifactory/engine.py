"""The engine: a repository into facts, facts and a policy into a scorecard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from aifactory.checks import find, reads
from aifactory.checks.reading import readme
from aifactory.errors import BadInput
from aifactory.facts import READABLE, SCHEMA, Facts, NotRead, Unread
from aifactory.facts.forge import PARTS, ForgeFacts
from aifactory.model import (
    CheckResult,
    CriterionResult,
    Finding,
    Help,
    PolicyRef,
    Score,
    Scorecard,
    SourceState,
    Subject,
    Text,
    Verdict,
)
from aifactory.policy import Check, Criterion, Policy, Waiver

if TYPE_CHECKING:
    from aifactory.snapshot import Snapshot

Values = dict[str, str | int | float | Text]
Progress = Callable[[str], None]


class ForgeOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How the forge is consulted. `repository` and `kind` replace what the git remote says;
    `parts` are those to read; `since` is an ISO date; `patience` is in seconds.
    """

    repository: str = ""
    kind: str = ""
    parts: tuple[str, ...] = PARTS
    since: str = ""
    patience: float = 120.0


def collect(
    target: str,
    *,
    worktree: bool = False,
    base: str = "",
    as_of: str | None = None,
    forge: ForgeOptions | None = None,
    progress: Progress | None = None,
) -> Facts:
    """The facts of a path or git URL; `as_of` is an ISO date, today by default.

    With `base`, a revision, those of the commit at which HEAD left it. The forge is left alone
    without `forge`.
    """
    from aifactory.snapshot import open_snapshot

    today = _date(as_of)
    with open_snapshot(target, worktree=worktree, base=base, progress=progress) as snapshot:
        if progress:
            progress(snapshot.name)
        facts = gather(snapshot, today)
    return consult(facts, forge, progress) if forge else facts


def gather(snapshot: Snapshot, today: str) -> Facts:
    """The facts of an open snapshot, read for the ISO date `today`; the forge is left alone."""
    from aifactory.facts.collecting import read_facts

    subject = Subject(snapshot.name, snapshot.url, snapshot.commit, snapshot.branch, as_of=today)
    facts = read_facts(subject, snapshot.default_branch, snapshot.tree, snapshot.history)
    notes: tuple[Text, ...] = ()
    if snapshot.subfolder:
        folder: Values = {"folder": snapshot.subfolder}
        notes = (Text("{folder} lies in this repository, which is audited whole", folder),)
    last = "" if isinstance(facts.history, Unread) else facts.history.last_commit
    subject = msgspec.structs.replace(subject, last_commit=last)
    return msgspec.structs.replace(facts, subject=subject, notes=notes)


def consult(facts: Facts, options: ForgeOptions, progress: Progress | None = None) -> Facts:
    """The facts with what the forge of the repository knows, or why it could not be read."""
    from aifactory.facts.forge_reading import read_forge
    from aifactory.forge.errors import ForgeError
    from aifactory.forge.opening import open_forge

    address = options.repository or facts.subject.url
    if not address:
        reason = Text("the repository names no remote")
        supply = Text("say which repository of the forge it is, with --repository")
        return msgspec.structs.replace(facts, forge=Unread(reason, supply))
    waiting = getattr(progress, "say", progress)
    reader, _ = open_forge(address, kind=options.kind, patience=options.patience, tell=waiting)
    try:
        read = read_forge(
            reader,
            None if isinstance(facts.history, Unread) else facts.history,
            today=facts.subject.as_of,
            branch=facts.default_branch,
            wanted=options.parts,
            since=options.since,
            tell=progress,
        )
    except ForgeError as error:
        return msgspec.structs.replace(facts, forge=Unread(error.reason, error.supply))
    return msgspec.structs.replace(facts, forge=read)


def parts_for(policies: Iterable[Policy]) -> tuple[str, ...]:
    """The parts of the forge that these policies' checks read, in the order of `PARTS`."""
    checks = [check for policy in policies for check in policy.checks() if "forge" in check.sources]
    wanted = {part for check in checks for part in reads(check.id)}
    return tuple(part for part in PARTS if part in wanted)


def _date(as_of: str | None) -> str:
    if as_of is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise BadInput(
            Text("not a date: {text}", {"text": as_of}), Text("write it as YYYY-MM-DD")
        ) from None


def save_facts(facts: Facts) -> bytes:
    """Facts as JSON, the same bytes for the same facts."""
    return msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"


def load_facts(data: bytes, path: str = "facts") -> Facts:
    """Facts from JSON; BadInput where they are none, or of a version that is not read."""
    hint = Text("save facts with `aifactory collect PATH -o FILE`")
    try:
        facts = msgspec.json.decode(data, type=Facts)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            Text(
                "{path}: not facts of this program: {reason}",
                {"path": path, "reason": str(error)},
            ),
            hint,
        ) from None
    if facts.schema not in READABLE:
        raise BadInput(
            Text(
                "{path}: expected {expected}, found {found}",
                {"path": path, "expected": SCHEMA, "found": facts.schema},
            ),
            hint,
        )
    return msgspec.structs.replace(facts, schema=SCHEMA)


def evaluate(facts: Facts, policy: Policy, lang: str = "en") -> Scorecard:
    """The scorecard of these facts under this policy."""
    today = facts.subject.as_of
    waivers = {w.check: w for w in facts.waivers if not today or w.expires >= today}
    criteria = tuple(_criterion(facts, policy, c, waivers, lang) for c in policy.criteria)
    front = readme(facts)
    proven = round(sum(c.proven for c in criteria), 2)
    return Scorecard(
        subject=facts.subject,
        policy=PolicyRef(
            policy.id, policy.version, policy.title.in_(lang), policy.threshold, policy.total
        ),
        sources=sources(facts, parts_for([policy])),
        score=Score(
            proven=proven,
            reach=round(sum(c.reach for c in criteria), 2),
            waived=round(sum(c.waived for c in criteria), 2),
            validated=proven >= policy.threshold,
        ),
        criteria=criteria,
        notes=facts.notes + _notes(facts, policy),
        front=front.path if front else "",
    )


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


def _criterion(
    facts: Facts, policy: Policy, criterion: Criterion, waivers: dict[str, Waiver], lang: str
) -> CriterionResult:
    results = tuple(
        msgspec.structs.replace(
            _check(facts, c, waivers.get(c.id), lang), help=_help(c, policy.help_uri, lang)
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
        source = finding.source or source  # type: ignore[assignment]
        if verdict == "fail" and (unread := _unread(facts, check)):
            verdict = "unknown"
            source = unread[0]  # type: ignore[assignment]
            if isinstance(facts.forge, ForgeFacts) and source == "forge":
                finding = Finding("none", unread[1].reason, finding.evidence)
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
        effort=check.effort,
        needs=check.needs,
    )


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
