"""What the gate says: lines for people, annotations and JUnit for CI, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from msgspec import Struct, to_builtins

from aifactory.fleet.gate.judging import Judged
from aifactory.fleet.gate.thresholds import Figure
from aifactory.policy import Policy
from aifactory.render.annotations import command
from aifactory.render.escape import visible, xml
from aifactory.render.translate import Speech


class Verdicts(Struct, frozen=True):
    """What came out: the policy, the moment that drops are counted from, every team."""

    policy: Policy
    since: datetime
    teams: tuple[Judged, ...]


def terminal(found: Verdicts, _: Speech) -> str:
    """A line a team, those that fail first, and how many do."""
    lines = [
        _(
            "{policy} {version} · drops are counted from {since}, {time} UTC",
            policy=found.policy.id,
            version=found.policy.version,
            since=found.since.date().isoformat(),
            time=f"{found.since:%H:%M}",
        )
    ]
    for one in sorted(found.teams, key=lambda one: (one.passes, one.rule is None)):
        sign = "✗" if not one.passes else "–" if one.rule is None else "✓"
        said = _("{label}: {text}", label=name(one, _), text=told(one, _))
        lines.append(f"{sign} {said}")
    lines.append(ending(found.teams, _))
    return "\n".join(map(visible, lines)) + "\n"


def ending(teams: Sequence[Judged], _: Speech) -> str:
    """How many fail."""
    held = [one for one in teams if one.rule]
    failed = sum(not one.passes for one in held)
    if failed:
        return _("teams that fail: {n} of {whole}", n=failed, whole=len(held))
    return _("teams that pass: {n} of {whole}", n=len(held), whole=len(held))


def name(one: Judged, _: Speech) -> str:
    """A team as people call it."""
    return one.team or _("without a team")


def told(one: Judged, _: Speech) -> str:
    """All that is said of a team, in one line."""
    return _.typeset("; ".join(_parts(one, _)))


def _parts(one: Judged, _: Speech) -> Iterator[str]:
    rule = one.rule
    if rule is None:
        yield _("no threshold")
        return
    if one.value is None:
        yield _("not one of its repositories was read")
        return
    kind, value = figure(rule.figure, _), amount(one.value, rule.figure, _)
    if rule.at_least is None:
        yield f"{kind} {value}"
    else:
        least = amount(rule.at_least, rule.figure, _)
        if one.below:
            yield _("{figure} {value}, below {least}", figure=kind, value=value, least=least)
        else:
            yield _("{figure} {value}, at least {least}", figure=kind, value=value, least=least)
    if rule.most_drop is not None:
        yield _course(one, rule.figure, rule.most_drop, _)
    if one.scored < one.repositories:
        yield _("read: {n} of {whole} repositories", n=one.scored, whole=one.repositories)


def _course(one: Judged, kind: Figure, most: float, _: Speech) -> str:
    if one.was is None or one.now is None:
        return _("nothing to compare with")
    was, now = amount(one.was, kind, _), amount(one.now, kind, _)
    same, most_said = one.compared, amount(most, kind, _)
    if one.dropped:
        return _(
            "dropped from {was} to {now} in the same repositories ({same}), {most} at most allowed",
            was=was,
            now=now,
            same=same,
            most=most_said,
        )
    return _("from {was} to {now} in the same repositories ({same})", was=was, now=now, same=same)


def figure(kind: Figure, _: Speech) -> str:
    """What is measured."""
    names = {
        "median": _("median"),
        "mean": _("mean"),
        "least": _("least"),
        "validated": _("validated"),
    }
    return names[kind]


def amount(value: float, kind: Figure, _: Speech) -> str:
    """A figure with its unit."""
    return _.percent(value / 100) if kind == "validated" else _.number(value)


def commands(found: Verdicts, _: Speech) -> str:
    """A workflow command of GitHub Actions for each team that fails, and a notice at the end."""
    failed = [one for one in found.teams if not one.passes]
    lines = [command("error", {"title": name(one, _)}, told(one, _)) for one in failed]
    lines.append(command("notice", {"title": "aifactory"}, ending(found.teams, _)))
    return "".join(f"{line}\n" for line in lines)


def junit(found: Verdicts, _: Speech) -> str:
    """A case for each team; those that are held to nothing are skipped."""
    failed = [one for one in found.teams if not one.passes]
    counts = {"tests": len(found.teams), "failures": len(failed), "errors": 0, "time": 0}
    attributes = {key: str(value) for key, value in counts.items()}
    skipped = str(sum(one.rule is None for one in found.teams))
    title = f"fleet {found.policy.id}"
    root = ElementTree.Element("testsuites", {"name": "aifactory", **attributes})
    suite = ElementTree.SubElement(
        root, "testsuite", {"name": title, **attributes, "skipped": skipped}
    )
    for one in found.teams:
        about = {"classname": f"fleet.{found.policy.id}", "name": xml(name(one, _)), "time": "0"}
        case = ElementTree.SubElement(suite, "testcase", about)
        said = xml(told(one, _))
        if not one.passes:
            ElementTree.SubElement(case, "failure", type=_kind(one), message=said).text = said
        elif one.rule is None:
            ElementTree.SubElement(case, "skipped", message=said)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _kind(one: Judged) -> str:
    return "below" if one.below else "dropped" if one.dropped else "unread"


def data(found: Verdicts, _: Speech) -> str:
    """Everything, for programs."""
    teams = [
        {
            **to_builtins(one),
            "below": one.below,
            "dropped": one.dropped,
            "passes": one.passes,
            "said": told(one, _),
        }
        for one in found.teams
    ]
    whole = {
        "schema": "aifactory/fleet-gate/1",
        "policy": found.policy.id,
        "version": found.policy.version,
        "since": found.since.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        "passes": all(one.passes for one in found.teams),
        "teams": teams,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Verdicts, Speech], str]] = {
    "terminal": terminal,
    "json": data,
    "junit": junit,
    "annotations": commands,
}
