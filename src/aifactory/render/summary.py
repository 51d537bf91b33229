"""What every readable report says of a scorecard, whatever its form."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from aifactory.model import CheckResult, CriterionResult, Evidence, Scorecard, Subject, Verdict
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech

MARKS: dict[Verdict, str] = {
    "pass": "✓",
    "partial": "◐",
    "fail": "✗",
    "unknown": "?",
    "waived": "~",
}
GLYPHS = "█▒~·"  # of a bar: proven, within reach, waived, missing
SHORT = 10  # characters of a commit's name that are shown


def score_line(card: Scorecard, _: Speech) -> str:
    """The one line that answers: points proven, within reach, and the threshold."""
    score, policy = card.score, card.policy
    parts = [
        _("{proven}/{total} proven", proven=_.points(score.proven), total=_.number(policy.total))
    ]
    if policy.scoring == "minimum":
        parts.append(_("the least of the criteria"))
    if round(score.reach, 2) > round(score.proven, 2):
        parts.append(_reach(card, _))
    parts.append(_("validated from {threshold}", threshold=_.number(policy.threshold)))
    return " · ".join(parts)


def _reach(card: Scorecard, _: Speech) -> str:
    reach, missing = _.points(card.score.reach), _missing_sources(card)
    if missing == {"jury"}:
        return _("up to {reach} with the jury's marks", reach=reach)
    if "jury" in missing:
        return _("up to {reach} with the jury's marks and what was not read", reach=reach)
    if missing == {"forge"}:
        return _("up to {reach} with forge access", reach=reach)
    if missing == {"git"}:
        return _("up to {reach} with the whole history", reach=reach)
    if missing == {"git", "forge"}:
        return _("up to {reach} with the whole history and forge access", reach=reach)
    return _("up to {reach} with what was not read", reach=reach)


def _missing_sources(card: Scorecard) -> set[str]:
    """The sources that were not wholly read and that a check with an unknown answer may use."""
    wanted = {
        word
        for criterion in card.criteria
        for check in criterion.checks
        if check.verdict == "unknown"
        for word in check.source.split()
    }
    return {name for name, state in card.sources.items() if state.status != "read"} & wanted


def standing(card: Scorecard, _: Speech) -> str:
    """Whether the score validates, and if not, how far it is; then what the pack calls it."""
    level = flowed(card.score.level)
    return f"{_validated(card, _)} · {level}" if level else _validated(card, _)


def _validated(card: Scorecard, _: Speech) -> str:
    if card.score.validated:
        return _("VALIDATED")
    short = _.number(card.policy.threshold - card.score.proven)
    if card.score.reach >= card.policy.threshold:
        return _("NOT YET VALIDATED: {points} short, within reach", points=short)
    return _("NOT YET VALIDATED: {points} short", points=short)


def about(card: Scorecard, _: Speech) -> Iterator[tuple[str, str]]:
    """Label and value of what was audited, against what, and from which sources."""
    subject, policy = card.subject, card.policy
    yield _("Project"), "  ".join(filter(None, (visible(subject.name), visible(subject.url))))
    if subject.commit or subject.last_commit:
        yield _("Commit"), commit(subject, _)
    yield _("Policy"), visible(f"{policy.title or policy.id} ({policy.id} {policy.version})")
    read = [source(name, _) for name, state in card.sources.items() if state.status == "read"]
    yield _("Read"), ", ".join(read) or _("nothing")
    for name, state in card.sources.items():
        if state.status != "read":
            label = _("Read in part") if state.status == "partial" else _("Not read")
            said = " → ".join(_.text(text) for text in (state.reason, state.supply) if text)
            if name == "jury" and said:
                yield _("Jury"), visible(said)
                continue
            word = source(name, _)
            whole = _("{source}: {said}", source=word, said=said) if said else word
            yield label, visible(whole)


def source(name: str, _: Speech) -> str:
    """A source in the reader's words."""
    names = {"files": _("files"), "git": _("history"), "forge": _("forge"), "jury": _("jury")}
    return names.get(name, name)


def commit(subject: Subject, _: Speech) -> str:
    """Which commit of which branch, of which day, and how old."""
    name, date = visible(subject.commit[:SHORT]), visible(_.date(subject.last_commit))
    if subject.branch:
        name = _("{commit} on {branch}", commit=name, branch=visible(subject.branch))
    days = _days_between(subject.last_commit, subject.as_of)
    if days is not None:
        age = _.plural("{n} day before {date}", "{n} days before {date}", days, date=subject.as_of)
        date = f"{date} ({age})"
    return ", ".join(filter(None, (name, date)))


def _days_between(first: str, last: str) -> int | None:
    try:
        start, end = (datetime.date.fromisoformat(text[:10]) for text in (first, last))
    except ValueError:
        return None
    return max(0, (end - start).days)


def legend(card: Scorecard, _: Speech) -> str:
    """What the glyphs of a bar mean."""
    names = [_("proven"), _("within reach"), _("waived"), _("missing")]
    shown = [f"{glyph} {name}" for glyph, name in zip(GLYPHS, names, strict=True)]
    if not card.score.waived:
        del shown[2]
    return "   ".join(shown)


def name(criterion: CriterionResult) -> str:
    """The identifier of a criterion, with the names it is also printed under."""
    return " ".join([criterion.id, *(f"({alias})" for alias in criterion.aliases)])


def heading(criterion: CriterionResult, _: Speech) -> str:
    """A criterion with its points: `B4Cr1 Presents the project: 1/2`."""
    score = f"{_.number(criterion.proven)}/{_.number(criterion.points)}"
    label = f"{name(criterion)} {flowed(criterion.title)}"
    return _("{label}: {text}", label=label, text=score)


def waived_heading(card: Scorecard, _: Speech) -> str:
    """What stands above the accepted exceptions."""
    points = _.number(sum(check.points for check in waived(card)))
    return _("Waived: {points} points, never counted as proven", points=points)


def passed(criterion: CriterionResult) -> list[CheckResult]:
    """The checks that pass, most points first."""
    found = [check for check in criterion.checks if check.verdict == "pass"]
    return sorted(found, key=lambda check: -check.earned)


def missing(criterion: CriterionResult) -> list[CheckResult]:
    """The checks with points to gain, those with most to gain first."""
    found = [check for check in criterion.checks if check.verdict in ("partial", "fail", "unknown")]
    return sorted(found, key=lambda check: check.earned - check.points)


def waived(card: Scorecard) -> list[CheckResult]:
    """The accepted exceptions, in report order."""
    checks = (check for criterion in card.criteria for check in criterion.checks)
    return [check for check in checks if check.verdict == "waived"]


def worth(check: CheckResult, _: Speech) -> str:
    """Points earned of the points at stake; "?" where the answer is unknown."""
    earned = "?" if check.verdict == "unknown" else _.number(check.earned)
    return f"{earned}/{_.number(check.points)}"


def question(check: CheckResult, _: Speech) -> str:
    """What a jury is asked, where only it can answer; "" for other checks."""
    asks = flowed(check.help.asks)
    if check.source != "jury" or not asks:
        return ""
    return _("{label}: {text}", label=_("Question to the jury"), text=asks)


def place(evidence: Evidence, _: Speech) -> str:
    """Where to look: `path:line`, a commit, a tag, an address."""
    parts = [f"{evidence.path}:{evidence.line}" if evidence.line else evidence.path]
    if evidence.commit:
        parts.append(_("commit {oid}", oid=evidence.commit[:SHORT]))
    if evidence.tag:
        parts.append(_("tag {name}", name=evidence.tag))
    parts.append(evidence.url)
    return visible(" · ".join(filter(None, parts)))


def cells(proven: float, reach: float, waived: float, total: float, width: int) -> list[int]:
    """A bar of `width` cells: how many are proven, within reach, waived, missing."""
    ends = [0]
    for value in (proven, reach, reach + waived):
        ratio = value / total if total > 0 else 0.0
        ends.append(min(width, max(ends[-1], round(width * ratio))))
    return [end - start for start, end in zip(ends, [*ends[1:], width], strict=True)]
