"""What `fix`, `plan` and `adopt` share: the audit, the answers, the plan, the work tree."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import arguments
from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.model import Scorecard
    from aifactory.remedy.context import Answers
    from aifactory.remedy.planning import Plan, Remedy

TRIES = 3  # at a question


def audited(
    args: argparse.Namespace, lang: str = "", like: Facts | None = None
) -> tuple[Facts, Scorecard]:
    """The facts of HEAD and their score.

    With `like`, the history is that of those facts: what remedies commit is neither reviewed nor
    delivered yet, and says nothing of how people work here.
    """
    from msgspec.structs import replace

    from aifactory import engine, policy
    from aifactory.cli.changing import language
    from aifactory.cli.progress import Progress

    with Progress() as progress:
        facts = engine.collect(str(args.target), code=False, progress=progress)
    if like is not None:
        facts = replace(facts, history=like.history)
    return facts, engine.evaluate(facts, policy.load("bloc4"), lang or language(args))


def answers_of(args: argparse.Namespace, facts: Facts, card: Scorecard) -> Answers:
    """What the facts tell, what the options say, and what a person answers on a terminal."""
    from aifactory.remedy.inferring import answered, infer
    from aifactory.snapshot import open_snapshot

    with open_snapshot(str(args.target)) as snapshot:
        told = infer(facts, snapshot.tree, args.project)
    told = answered(told, arguments.answers(args))
    if args.dry_run or args.yes or not sys.stdin.isatty():
        return told
    plan = planned(args, facts, card, told)
    asked = dict.fromkeys(name for one in plan.waiting for name in one.needs)
    return answered(told, {name: value for name in asked if (value := ask(name, args))})


def ask(name: str, args: argparse.Namespace) -> str:
    """A person's answer, asked again twice where it cannot be used; "" to leave it open."""
    from aifactory.cli.changing import language, tell
    from aifactory.remedy.questions import fault, question

    text, example = question(name, language(args))
    hint = _("such as {example}").format(example=example) if example else ""
    asked = f"{text} ({hint})\n> " if hint else f"{text}\n> "
    try:
        for _try in range(TRIES):
            value = input(asked).strip()
            if not (value and (reason := fault(name, value))):
                return value
            tell(reason)
    except EOFError:  # Ctrl-D
        print()
    return ""


def planned(
    args: argparse.Namespace,
    facts: Facts,
    card: Scorecard,
    answers: Answers,
    without: Collection[Remedy] = (),
) -> Plan:
    """The plan for these answers, without some remedies."""
    from aifactory.remedy.context import Context
    from aifactory.remedy.planning import plan
    from aifactory.remedy.table import TABLE
    from aifactory.snapshot import open_snapshot

    known = {check.id for one in card.criteria for check in one.checks}
    if unknown := sorted(set(args.only) - known):
        message = _("no such check: {names}").format(names=", ".join(unknown))
        raise BadInput(message, _("see `aifactory explain`"))
    table = [remedy for remedy in TABLE if remedy not in without]
    with open_snapshot(str(args.target)) as snapshot:
        context = Context(facts, snapshot.tree, answers)
        return plan(context, card, table, only=args.only, up_to=args.up_to)


def root_of(path: Path) -> Path:
    """The root of the work tree; BadInput where there is none to work in."""
    from aifactory.snapshot.places import find

    place = find(path)
    if place is None or place.bare:
        hint = _("clone it, then fix the clone")
        raise BadInput(_("{path} is no work tree of git").format(path=path), hint)
    return place.root
