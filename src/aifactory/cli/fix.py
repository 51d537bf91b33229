"""`aifactory fix`: add what a repository lacks, on a branch of its own."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments, changing, handing, remedies, verifying
from aifactory.locale import LANGUAGES

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.model import Scorecard
    from aifactory.remedy.applying import Repository
    from aifactory.remedy.context import Answers
    from aifactory.remedy.planning import Plan, Remedy, Step
    from aifactory.render.translate import Speech

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
        "--up-to",
        type=arguments.points,
        metavar=_("POINTS"),
        help=_("no more than this score needs"),
    )
    changing.add_consent(parser)
    arguments.add_answers(parser)
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
    verifying.add_option(parser)
    handing.add_options(parser)
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language of what is written"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Show what would be added, ask, add it, and audit again."""
    from aifactory.remedy.applying import Repository
    from aifactory.remedy.wording import lines

    handing.check_options(args)
    args.project = args.project.strip("/").removeprefix("./")
    facts, card = remedies.audited(args)
    answers = remedies.answers_of(args, facts, card)
    plan = remedies.planned(args, facts, card, answers)
    desk = handing.Desk(args, facts, plan)
    print(*lines(plan, card, answers.forge, speech(args)), sep="\n")
    desk.show()
    if args.dry_run:
        return 0
    repository = Repository(remedies.root_of(args.target))
    if plan.steps:
        repository.refuse_unready(allow_dirty=args.allow_dirty or args.patch is not None)
        if not args.patch:
            repository.refuse_branch(args.branch)
    if (plan.steps or desk.busy) and not args.yes and not changing.agreed(ask=True):
        print(_("Nothing was changed."))
        return changing.STOPPED
    code = Mending(args, facts, card, answers, desk).run(repository, plan) if plan.steps else 0
    if args.checklist:
        handing.write_checklist(args, plan, card)
    return desk.open_issues() or code


def speech(args: argparse.Namespace) -> Speech:
    """The user's language."""
    from aifactory.render.translate import Speech

    return Speech(changing.language(args))


class Mending:
    """A plan carried out, once it was agreed to."""

    def __init__(
        self,
        args: argparse.Namespace,
        facts: Facts,
        before: Scorecard,
        answers: Answers,
        desk: handing.Desk,
    ) -> None:
        self.args, self.facts, self.before, self.answers = args, facts, before, answers
        self.desk = desk

    def run(self, repository: Repository, plan: Plan) -> int:
        """A patch, or a branch."""
        args = self.args
        base, back = repository.git("rev-parse", "HEAD"), repository.here()
        if args.patch:
            return self.patch(repository, plan, base)
        passed = False
        if args.verify is not None:
            args.verify = verifying.command_of(args, self.facts)
            passed = verifying.passes(args, repository.root)
            if not passed:
                changing.tell(_("the tests fail before anything is changed: no proof after it"))
        found, after, faults = self.proven(repository, plan, base, back)
        if found is None:
            print(_("Nothing was changed."))
            return changing.STOPPED
        if passed and not verifying.passes(args, repository.root):
            repository.undo(args.branch, back)
            changing.tell(_("the tests passed before and fail now: all was taken back"))
            return changing.STOPPED
        self.tell(after, back)
        return self.ask_for_merge(repository, found, after, back) or int(faults)

    def patch(self, repository: Repository, plan: Plan, base: str) -> int:
        """The commits as a file."""
        from aifactory.cli.output import write

        path = self.args.patch
        mails = repository.patch(base, self.committed(repository, plan, base))
        write(mails, path)
        command = "git am --keep-cr" if b"\r\n" in mails else "git am"  # it drops them otherwise
        print(
            _("{path} is ready: `{command} {path}` takes it over.").format(
                path=path, command=command
            )
        )
        return 0

    def proven(
        self, repository: Repository, plan: Plan, base: str, back: str
    ) -> tuple[Plan | None, Scorecard, bool]:
        """Commit, switch, audit again; remedies that did not gain what they promised are left out
        and the rest is planned anew. What stands, its score, and whether something was left out.
        """
        from aifactory.remedy.proving import broken, fallen

        left_out: list[Remedy] = []
        while True:
            tip = self.committed(repository, plan, base)
            repository.switch_to(self.args.branch, tip)
            _facts, after = remedies.audited(self.args, like=self.facts)
            faults = broken(plan, self.before, after)
            if not faults:
                return plan, after, bool(left_out)
            repository.undo(self.args.branch, back)
            self.confess(faults, after, fallen(self.before, after))
            left_out += [step.remedy for step in faults]
            plan = remedies.planned(self.args, self.facts, self.before, self.answers, left_out)
            if not plan.steps:
                return None, after, True

    def committed(self, repository: Repository, plan: Plan, base: str) -> str:
        """The last of the commits, which no branch has yet."""
        from aifactory.remedy.wording import message

        lang = changing.language(self.args)
        criteria = dict.fromkeys(step.criterion for step in plan.steps)
        messages = {one: message(one, plan, self.before, lang) for one in criteria}
        return repository.commits(base, plan.steps, messages)

    def confess(self, faults: list[Step], after: Scorecard, fell: list[str]) -> None:
        """Say which remedies of ours did not do what they promised."""
        from aifactory.remedy.wording import fault_lines

        said = speech(self.args)
        for step in faults:
            for line in fault_lines(step, self.before, after, said):
                changing.tell(line)
        if fell:
            lower = _("with our remedies, fewer points are proven of: {names}")
            changing.tell(lower.format(names=", ".join(fell)))
        changing.tell(
            _("that is a defect of aifactory: please report it, with the project's address")
        )

    def tell(self, after: Scorecard, back: str) -> None:
        """Say what was gained, and how to undo it."""
        from aifactory.remedy.wording import result_lines

        place = back if self.facts.subject.branch else f"--detach {back}"
        lines = result_lines(self.args.branch, back, place, self.before, after, speech(self.args))
        print("", *lines, sep="\n")

    def ask_for_merge(self, repository: Repository, plan: Plan, after: Scorecard, back: str) -> int:
        """Push the branch and open a request, where that was wanted."""
        from aifactory.remedy.handing import request_body

        if not self.args.pull_request:
            return 0
        lang = changing.language(self.args)
        base = self.facts.subject.branch or self.facts.default_branch or back
        body = request_body(plan, self.before, after, self.answers.forge, lang)
        repository.push(handing.REMOTE, self.args.branch)
        return self.desk.ask_for_merge(self.args.branch, base, body)
