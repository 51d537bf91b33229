"""What teams are held to: a YAML file of people's, read with the line of each mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from aifactory.errors import BadInput, system_reason
from aifactory.fleet import amounts
from aifactory.model import Text, joined
from aifactory.policy.faults import Fault, expected, refuse, schema_faults, unknown
from aifactory.policy.source import Malformed, Source, parse
from aifactory.policy.source import Path as Place
from aifactory.snapshot.tree import decode

Figure = Literal["median", "mean", "least", "validated"]
SCHEMA = "schema/thresholds-1.json"
LAST_RUN = "last-run"
LONGEST = 100 * 365 * 86400.0  # seconds
LARGEST = 1 << 20  # bytes
HINT = Text("docs/fleet.md says what a file of thresholds may hold")


class Rule(Struct, frozen=True, kw_only=True):
    """What a team is held to: points of a repository, or for "validated" percent of repositories;
    `most_drop` is what it may lose at most. None: not held to that.
    """

    figure: Figure = "median"
    at_least: float | None = None
    most_drop: float | None = None


class Thresholds(Struct, frozen=True, kw_only=True):
    """Rules by team, and the one for all others (None: they are held to nothing); drops are counted
    from so many `seconds` ago, 0 for the state before the last run.
    """

    teams: Mapping[str, Rule]
    default: Rule | None
    seconds: float = 0.0


class Written(Struct, frozen=True):
    """A file of thresholds that follows the schema."""

    name: str
    source: Source

    @property
    def policy(self) -> str:
        """The policy that it names, "" for none."""
        return str(self.source.value.get("policy", ""))


def read(path: Path) -> Written:
    """The file; BadInput with the lines at fault."""
    try:
        with path.open("rb") as stream:
            text = decode(stream.read(LARGEST))
    except OSError as error:
        values: dict[str, Any] = {"path": str(path), "reason": system_reason(error)}
        raise BadInput(Text("cannot read {path}: {reason}", values), HINT) from None
    try:
        source = parse(text)
    except Malformed as error:
        raise BadInput(joined("", f"{path.name}:{error.line}: ", error.said), HINT) from None
    refuse(path.name, source, schema_faults(source.value, SCHEMA), HINT)
    return Written(path.name, source)


def understood(written: Written, total: float, teams: Sequence[str]) -> Thresholds:
    """What the file means for a policy of so many points and these teams; BadInput with the lines
    that mean nothing there.
    """
    value = written.source.value
    refuse(written.name, written.source, _faults(value, total, teams), HINT)
    since = value.get("since", LAST_RUN)
    return Thresholds(
        teams={team: _rule(_with(value, rule)) for team, rule in value.get("teams", {}).items()},
        default=_rule(value["default"]) if "default" in value else None,
        seconds=0.0 if since == LAST_RUN else amounts.duration(since),
    )


def plain(threshold: float) -> Thresholds:
    """Where nobody wrote any: each team's median reaches the policy's threshold and never drops."""
    return Thresholds(teams={}, default=Rule(at_least=threshold, most_drop=0.0))


def _faults(value: dict[str, Any], total: float, teams: Sequence[str]) -> Iterator[Fault]:
    since = value.get("since", LAST_RUN)
    if since != LAST_RUN and not _age(since):
        yield Fault(("since",), expected(Text("`last-run`, or an age as 1d, 7d or 30d"), since))
    rules: dict[Place, dict[str, Any]] = {}
    if "default" in value:
        rules["default",] = value["default"]
    for team, rule in value.get("teams", {}).items():
        rules["teams", team] = _with(value, rule)
        if team not in teams:
            yield Fault(("teams", team), unknown(team, teams))
    if not rules:
        yield Fault((), Text("it holds no team to anything: default or teams is missing"))
    for path, rule in rules.items():
        if "at-least" not in rule and "most-drop" not in rule:
            yield Fault(path, Text("at-least or most-drop is missing"))
        most = 100.0 if rule.get("figure") == "validated" else total
        for key in ("at-least", "most-drop"):
            if rule.get(key, 0) > most:
                what = Text("a number of at most {n}", {"n": f"{most:g}"})
                yield Fault((*path, key), expected(what, rule[key]))


def _age(text: str) -> bool:
    """Whether it is a time that may have passed."""
    try:
        return amounts.duration(text) <= LONGEST
    except BadInput:
        return False


def _with(value: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    """A team's rule with what the default says of the same figure."""
    default = value.get("default", {})
    figure = default.get("figure", "median")
    same = rule.get("figure", figure) == figure
    return {**default, **rule} if same else rule


def _rule(rule: dict[str, Any]) -> Rule:
    return Rule(
        figure=rule.get("figure", "median"),
        at_least=rule.get("at-least"),
        most_drop=rule.get("most-drop"),
    )
