"""The jury's marks of an audit: what only a jury can judge, entered by who runs the audit.

They come from a file that is named on the command line, never from the audited repository, whose
authors would mark themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path

from msgspec.structs import replace

from aifactory.errors import BadInput
from aifactory.jury.entries import Entries, parsed, refuse, unknown
from aifactory.model import Mark
from aifactory.policy import Check, Policy, shipped_checks
from aifactory.policy import source as yaml
from aifactory.render.escape import flowed

Marks = Mapping[str, Mark]


def blank_form(policies: Sequence[Policy], lang: str) -> str:
    """An empty form for what only a jury can judge; BadInput where these policies ask nothing."""
    if not _asked(policies):
        names = ", ".join(policy.id for policy in policies)
        message = _("nothing is left to a jury by: {names}").format(names=names)
        raise BadInput(message, _("`aifactory policies` lists the others"))
    lines = [*(f"# {line}".rstrip() for line in _explained()), "", "by:", "date:", "", "marks:"]
    written: set[str] = set()
    for policy in policies:
        for criterion in policy.criteria:
            checks = [one for one in criterion.checks if one.by_jury and one.id not in written]
            if checks:
                title = flowed(criterion.title.in_(lang))
                lines += ["", f"  # {policy.id} · {criterion.id} · {title}"]
            for check in checks:
                written.add(check.id)
                lines += _entry(check, lang)
    return "\n".join(lines) + "\n"


def read_marks(path: Path, policies: Sequence[Policy]) -> tuple[Marks, ...]:
    """The marks for each of these policies, by check; BadInput with the lines at fault.

    A mark is out of the points of the first policy that asks; one that borrows the check at other
    points takes the same share of its own. Marks for other shipped packs are checked and not used.
    """
    hint = _("correct the file, or name another with --jury: nothing was audited")
    shipped = shipped_checks()
    asked = {name: check for name, check in shipped.items() if check.by_jury} | _asked(policies)
    known = {check.id for policy in policies for check in policy.checks()} | {*shipped}
    reader = _Reader(parsed(path, hint), asked, known)
    marks = reader.read()
    refuse(path.name, reader.faults, hint)
    return tuple(
        {
            check.id: _scaled(marks[check.id], asked[check.id].points, check.points)
            for check in policy.checks()
            if check.id in marks
        }
        for policy in policies
    )


class _Reader(Entries):
    """One reading of an audit's marks."""

    def __init__(
        self, source: yaml.Source, asked: Mapping[str, Check], known: Collection[str]
    ) -> None:
        super().__init__(source)
        self.asked, self.known = asked, known

    def read(self) -> dict[str, Mark]:
        marks: dict[str, Mark] = {}
        for path, name, entry in self.below(("marks",), self.top()):
            check = self.asked.get(name)
            if check is None:
                self.fault(path, self.stranger(name))
            elif mark := self.mark(path, check.points, entry):
                marks[name] = mark
        return marks

    def stranger(self, name: str) -> str:
        """What is said of a name that these policies leave to no jury."""
        if name in self.known:
            return _(
                "{it} is no question to the jury: an exception is a waiver, and criteria are "
                "marked by `aifactory grade`"
            ).format(it=name)
        return unknown(name, self.asked, _("no check is left to the jury as {it}"))


def _asked(policies: Sequence[Policy]) -> dict[str, Check]:
    """What only a jury can judge, by id, as the first policy that asks it has it."""
    found: dict[str, Check] = {}
    for policy in policies:
        for check in policy.checks():
            if check.by_jury:
                found.setdefault(check.id, check)
    return found


def _scaled(mark: Mark, of: float, points: float) -> Mark:
    return mark if of == points else replace(mark, points=round(mark.points * points / of, 2))


def _entry(check: Check, lang: str) -> list[str]:
    head = f"  {check.id}:  # {flowed(check.title.in_(lang))} (0–{check.points:g})"
    questions = [check.asks, check.how]
    said = [f"    # {flowed(one.in_(lang))}" for one in questions if one.in_(lang).strip()]
    return [head, *said, "    mark:", "    reason:"]


def _explained() -> list[str]:
    return [
        _("What only a jury can judge. This file is yours: it is read and never written again;"),
        _("give it to `aifactory audit --jury FILE`. A question without a mark stays open."),
        _("A mark needs a name, a date and a reason. Name and date stand here once for all,"),
        _("or beside a mark, as `by:` and `date:`. Dates are written as 2026-06-30."),
        _("Put a reason between double quotes where it holds a colon or a hash sign."),
    ]
