"""The report as workflow commands of GitHub Actions, which become annotations.

A step shows ten annotations of a type: the checks with most points to gain are shown, and one
notice counts the rest. `fail` is a warning, `partial` and `unknown` are notices; what
awaits a jury is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aifactory.model import Scorecard
from aifactory.render import View, summary
from aifactory.render.escape import visible
from aifactory.render.shortfalls import Shortfall, findings, said, title
from aifactory.render.translate import Speech

SHOWN = 10  # of each type, by GitHub


def render(cards: Sequence[Scorecard], view: View) -> str:
    """A command on each line; nothing where every check passes."""
    _ = Speech(view.lang)
    found = findings(cards)
    fails = [one for one in found if one.check.verdict == "fail"]
    others = [one for one in found if one.check.verdict != "fail"]
    room = SHOWN
    if len(fails) > SHOWN or len(others) > SHOWN:
        room -= 1  # the notice that counts
    lines = [_command("warning", one, _) for one in fails[:SHOWN]]
    lines += [_command("notice", one, _) for one in others[:room]]
    if rest := [*fails[SHOWN:], *others[room:]]:
        lines.append(command("notice", {"title": "aifactory"}, _rest(rest, _)))
    return "".join(f"{line}\n" for line in lines)


def command(name: str, properties: Mapping[str, str], message: str) -> str:
    """One workflow command, its values escaped as the runner unescapes them."""
    parts = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {parts}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(name: str, one: Shortfall, _: Speech) -> str:
    place = one.place
    worth = f"{title(one.check)} ({summary.worth(one.check, _)})"
    properties = {
        "file": place.path if place else "",
        "line": str(place.line) if place and place.line else "",
        "title": _("{label}: {text}", label=one.check.id, text=worth),
    }
    return command(name, properties, said(one.check, _))


def _rest(rest: Sequence[Shortfall], _: Speech) -> str:
    points = _.number(sum(one.lost for one in rest))
    return _.plural(
        "one more check is not shown here (points to gain: {points})",
        "{n} more checks are not shown here (points to gain: {points})",
        len(rest),
        points=points,
    )
