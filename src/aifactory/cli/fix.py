"""`aifactory fix`: add what a repository lacks, on a branch of its own."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers
from aifactory.errors import BadInput
from aifactory.locale import LANGUAGES

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.model import Scorecard
    from aifactory.remedy.applying import Repository
    from aifactory.remedy.context import Answers
    from aifactory.remedy.planning import Plan

BRANCH = "aifactory/fix"


def add_parser(subparsers: Subparsers) -> None:
    """Add the `fix` command."""
    parser = subparsers.add_parser(
        "fix",
        description=_(
            "Add what a repository lacks, on a branch of its own: one commit a criterion, nothing "
            "overwritten. What only people can do is listed."
        ),
    )
    parser.add_argument(
        "target", nargs="?", default=".", type=Path, metavar=_("PATH"), help=_("the repository")
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar=_("CHECK"), help=_("remedies of these checks only")
    )
    parser.add_argument(
        "--up-to", type=float, metavar=_("POINTS"), help=_("no more than this score needs")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("show the plan, change nothing"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask before changing"))
    parser.add_argument(
        "-a",
        "--answer",
        action="append",
        default=[],
        metavar=_("KEY=VALUE"),
        help=_("one answer; may be repeated"),
    )
    parser.add_argument(
        "--allow-dirty", action="store_true", help=_("leave changes that are not committed beside")
    )
    parser.add_argument("--branch", default=BRANCH, metavar=_("NAME"), help=_("the branch to make"))
    parser.add_argument(
        "--patch", type=Path, metavar=_("FILE"), help=_("write a patch instead of a branch")
    )
    parser.add_argument(
        "--project",
        default="",
        metavar=_("FOLDER"),
        help=_("the project's folder in a repository of several"),
    )
    parser.add_argument(
        "--verify",
        nargs="?",
        const="",
        metavar=_("COMMAND"),
        help=_(
            "run the tests before and after, by this command, or by one of CI's own that is shown "
            "and confirmed first; where they passed before and fail after, all is taken back"
        ),
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language of what is written"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Show what would be added, ask, add it, and audit again."""
    from aifactory.cli.output import write
    from aifactory.remedy.applying import Repository

    facts, card = audited(args)
    chosen = answers_of(args, facts, card)
    plan = planned(args, facts, card, chosen)
    show(plan, card, args)
    if args.dry_run or not plan.steps:
        return 0
    repository = Repository(root_of(args.target))
    repository.refuse_unready(allow_dirty=args.allow_dirty or args.patch is not None)
    if not args.yes:
        from aifactory.cli.changing import agreed

        if not agreed(ask=True):
            print(_("Nothing was changed."))
            return 1
    if args.verify is not None:
        args.verify = command_of(args, facts)
        args.passed = verified(args, repository)
    base = repository.git("rev-parse", "HEAD")
    if args.patch:
        tip = repository.commits(base, plan.steps, messages(plan, args))
        write(repository.patch(base, tip), args.patch)
        print(_("{path} is ready: `git am {path}` takes it over.").format(path=args.patch))
        return 0
    return carried_out(args, repository, base, plan, card)


def carried_out(
    args: argparse.Namespace, repository: Repository, base: str, plan: Plan, before: Scorecard
) -> int:
    """Commit, switch, audit again; what did not gain what it promised is taken back."""
    from aifactory.cli.changing import tell
    from aifactory.remedy.planning import Plan
    from aifactory.remedy.proving import broken

    back = repository.here()
    tip = repository.commits(base, plan.steps, messages(plan, args))
    repository.switch_to(args.branch, tip)
    _facts, after = audited(args)
    if faults := broken(plan, before, after):
        repository.undo(args.branch, back)
        kept = tuple(step for step in plan.steps if step not in faults)
        for step in faults:
            report_fault(step, after)
        if not kept:
            print(_("Nothing was changed."))
            return 1
        plan = Plan(kept, plan.waiting, plan.people)
        tip = repository.commits(base, plan.steps, messages(plan, args))
        repository.switch_to(args.branch, tip)
        _facts, after = audited(args)
    if args.verify is not None and args.passed and not verified(args, repository):
        repository.undo(args.branch, back)
        tell(_("the tests passed before and fail now: all was taken back"))
        return 1
    tell_result(args, before, after, back)
    return 1 if faults else 0


def verified(args: argparse.Namespace, repository: Repository) -> bool:
    """Whether the tests pass now."""
    from aifactory.cli.changing import tell
    from aifactory.remedy.verifying import passes

    tell(f"$ {args.verify}")
    return passes(args.verify, repository.root / args.project)


def command_of(args: argparse.Namespace, facts: Facts) -> str:
    """The user's command, or one of CI's that he agrees to; BadInput where there is none."""
    from aifactory.remedy.verifying import own_commands
    from aifactory.render.escape import visible

    if args.verify:
        return str(args.verify)
    found = own_commands(facts)
    hint = _("give the command: --verify COMMAND")
    if not found:
        raise BadInput(_("no CI step of this repository runs tests"), hint)
    if not sys.stdin.isatty():
        raise BadInput(
            _("nobody can be asked whether {command} may run").format(command=found[0]), hint
        )
    print(_("CI runs the tests by:"), *(f"  {visible(one)}" for one in found), sep="\n")
    answer = input(_("Run {command} here? [y/N] ").format(command=visible(found[0])))
    if answer.strip().lower() not in {"y", "yes", "o", "oui"}:
        raise BadInput(_("nothing was run"), hint)
    return found[0]


def audited(args: argparse.Namespace) -> tuple[Facts, Scorecard]:
    """The facts of HEAD and their score."""
    from aifactory import engine, policy
    from aifactory.cli.changing import language
    from aifactory.cli.progress import Progress

    with Progress() as progress:
        facts = engine.collect(str(args.target), progress=progress)
    return facts, engine.evaluate(facts, policy.load("bloc4"), language(args))


def answers_of(args: argparse.Namespace, facts: Facts, card: Scorecard) -> Answers:
    """What the facts tell, what the options say, and what a person answers on a terminal."""
    from aifactory.remedy.inferring import answered, infer
    from aifactory.snapshot import open_snapshot

    with open_snapshot(str(args.target)) as snapshot:
        told = infer(facts, snapshot.tree, args.project)
    told = answered(told, given(args))
    if args.dry_run or args.yes or not sys.stdin.isatty():
        return told
    plan = planned(args, facts, card, told)
    asked = dict.fromkeys(name for one in plan.waiting for name in one.needs)
    return answered(told, {name: value for name in asked if (value := ask(name, args))})


def given(args: argparse.Namespace) -> dict[str, str]:
    """The answers of the command line."""
    found = {}
    for text in args.answer:
        key, equals, value = text.partition("=")
        if not equals or not key:
            message = _("not an answer: {given}").format(given=text)
            raise BadInput(message, _("write it as KEY=VALUE"))
        found[key] = value
    return found


def ask(name: str, args: argparse.Namespace) -> str:
    """A person's answer; "" to leave it open."""
    from aifactory.cli.changing import language
    from aifactory.remedy.questions import question

    text, example = question(name, language(args))
    hint = _("such as {example}").format(example=example) if example else ""
    return input(f"{text} ({hint})\n> " if hint else f"{text}\n> ").strip()


def planned(args: argparse.Namespace, facts: Facts, card: Scorecard, answers: Answers) -> Plan:
    """The plan for these answers."""
    from aifactory.remedy.context import Context
    from aifactory.remedy.planning import plan
    from aifactory.remedy.table import TABLE
    from aifactory.snapshot import open_snapshot

    known = {check.id for one in card.criteria for check in one.checks}
    if unknown := sorted(set(args.only) - known):
        message = _("no such check: {names}").format(names=", ".join(unknown))
        raise BadInput(message, _("see `aifactory explain`"))
    with open_snapshot(str(args.target)) as snapshot:
        context = Context(facts, snapshot.tree, answers)
        return plan(context, card, TABLE, only=args.only, up_to=args.up_to)


def root_of(path: Path) -> Path:
    """The root of the work tree; BadInput where there is none to work in."""
    from aifactory.snapshot.places import find

    place = find(path)
    if place is None or place.bare:
        hint = _("clone it, then fix the clone")
        raise BadInput(_("{path} is no work tree of git").format(path=path), hint)
    return place.root


def messages(plan: Plan, args: argparse.Namespace) -> dict[str, str]:
    """The commit message of each criterion."""
    from aifactory.cli.changing import language
    from aifactory.remedy.wording import message

    return {
        criterion: message(criterion, plan, language(args))
        for criterion in dict.fromkeys(step.criterion for step in plan.steps)
    }


def show(plan: Plan, card: Scorecard, args: argparse.Namespace) -> None:
    """Print the plan."""
    from aifactory.cli.changing import language
    from aifactory.remedy.wording import lines
    from aifactory.render.translate import Speech

    print(*lines(plan, card, Speech(language(args))), sep="\n")


def report_fault(step: object, after: Scorecard) -> None:
    """Say that a remedy of ours did not do what it promised."""
    from aifactory.cli.changing import tell

    promised = getattr(step, "promised", {})
    found = {check.id: check for one in after.criteria for check in one.checks}
    for name in promised:
        verdict = found[name].verdict
        tell(
            _("our remedy for {check} gained nothing ({verdict}): it was taken back").format(
                check=name, verdict=verdict
            )
        )
    tell(_("that is a defect of aifactory: please report it, with the project's address"))


def tell_result(args: argparse.Namespace, before: Scorecard, after: Scorecard, back: str) -> None:
    """Say what was gained, and how to undo it."""
    from aifactory.cli.changing import language
    from aifactory.render.translate import Speech

    _speech = Speech(language(args))
    print()
    print(
        _speech(
            "On branch {branch}: {before} → {after} of {total} proven.",
            branch=args.branch,
            before=_speech.points(before.score.proven),
            after=_speech.points(after.score.proven),
            total=_speech.number(after.policy.total),
        )
    )
    print(
        _speech(
            "Look at it with `git log -p {back}..`; undo it with `git switch {back}`.", back=back
        )
    )
