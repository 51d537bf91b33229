"""The steps of `aifactory grade`: what to read, reading it with progress, the cohort of it all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from gettext import gettext as _
from pathlib import Path

import msgspec

from aifactory import engine
from aifactory.cli import arguments
from aifactory.cli.progress import Progress, under_way
from aifactory.errors import BadInput
from aifactory.extras import install
from aifactory.grading import authorship, cohort, reading
from aifactory.grading.marks import Marks, blank_form, read_marks
from aifactory.grading.outputs import replace_file
from aifactory.grading.reading import Order, Reading
from aifactory.grading.roster import teams
from aifactory.grading.session import Session
from aifactory.grading.settings import settings
from aifactory.grading.similarity import Comparison, Entrant
from aifactory.grading.slugs import slugs
from aifactory.grading.template import Template
from aifactory.grading.traces import Traces
from aifactory.model import Candidate, Cohort, Graded, Text
from aifactory.policy import Policy
from aifactory.render import grades
from aifactory.render.escape import visible

MARKS = "marks.yml"


class Plan:
    """One run: the candidates, what to read of each, and the folder it is kept in."""

    def __init__(
        self,
        args: argparse.Namespace,
        policy: Policy,
        candidates: Sequence[Candidate],
        lang: str,
    ) -> None:
        roster: Path = args.roster
        self.args = args
        self.policy = policy
        self.candidates = candidates
        self.lang = lang
        self.folder: Path = args.output or roster.with_name(f"{roster.stem}-grading")
        self.session = Session(self.folder, lang)
        self.today = args.as_of or date.today().isoformat()
        forge = arguments.forge_options(args, engine.parts_for([policy]))
        named = slugs(one.name for one in candidates)
        self.orders = [
            (Order(candidate=one, today=self.today, forge=forge), named[one.name])
            for one in candidates
        ]

    def marks(self) -> Marks:
        """The jury's marks; an empty form is begun where there is none."""
        path: Path = self.args.marks or self.args.roster.with_name(MARKS)
        if path.exists() or path.is_symlink():
            return read_marks(path, self.candidates, self.policy)
        form = blank_form(self.candidates, self.policy, self.lang)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(form)
        except OSError as error:
            message = _("cannot write {path}: {reason}").format(path=path, reason=error.strerror)
            raise BadInput(message, _("choose another file with --marks")) from None
        say(_("begun: {path}, for the jury's marks").format(path=path))
        return {}

    def read(self) -> None:
        """Read what is not kept yet; what was read stays when this is stopped."""
        again = set(self.args.refresh_only)
        orders = self.session.unread(self.orders, lambda name: self.args.refresh or name in again)
        count = 0
        try:
            with Progress() as progress:

                def tell(names: Sequence[str], left: int, seconds: float | None) -> None:
                    progress(under_way(names, left, len(orders), seconds))

                work = self.session.read(
                    orders, jobs=self.args.jobs, patience=60 * self.args.timeout, tell=tell
                )
                for _name in work:
                    count += 1
        except KeyboardInterrupt:
            message = _("stopped: {n} of {whole} read now are kept; run again to go on")
            say(message.format(n=count, whole=len(orders)))
            raise
        for order, slug in orders:
            found = self.session.kept(order, slug)
            if found and found.facts and found.failure:
                message = _("{name} could not be read again: {reason}")
                say(message.format(name=order.candidate.name, reason=found.failure))

    def template(self) -> Template:
        """What was handed out: read once, kept with the session."""
        address = self.args.template
        if not address:
            return Template()
        place = self.session.state / "template.json"
        if not self.args.refresh:
            try:
                kept = msgspec.json.decode(place.read_bytes(), type=tuple[str, Traces])
            except (OSError, msgspec.MsgspecError):
                kept = None
            if kept and kept[0] == address:
                return Template(kept[1])
        with Progress() as progress:
            traces = reading.read_template(address, progress)
        self.session.prepare()
        replace_file(place, msgspec.json.encode((address, traces)))
        return Template(traces)

    def cohort(self, marks: Marks, template: Template) -> Cohort:
        """Everybody's sheet with hints and marks, and the figures of the cohort."""
        kept = [(order, slug, self.session.kept(order, slug)) for order, slug in self.orders]
        rule = settings().similarity
        compared = {one.name: one for one in teams(self.candidates, rule.largest_team)}
        entrants = [
            entrant(compared[order.candidate.name], found) for order, _slug, found in kept if found
        ]
        comparison = Comparison(entrants, template, rule)
        graded = [self.sheet(order, slug, found, comparison, marks) for order, slug, found in kept]
        return cohort.assemble(
            self.args.roster.stem,
            self.today,
            self.policy,
            graded,
            near=rule.near,
            lang=self.lang,
            notes=comparison.notes,
        )

    def sheet(
        self,
        order: Order,
        slug: str,
        found: Reading | None,
        comparison: Comparison,
        marks: Marks,
    ) -> Graded:
        """A candidate's sheet."""
        own, name = order.candidate, order.candidate.name
        facts = found.facts if found else None
        hints = list(comparison.hints(name)) if facts else []
        if facts:
            one, given = comparison.entrants[name], comparison.template.commits
            start = self.args.course_start or ""
            everybody = [other.candidate for other in comparison.entrants.values()]
            hints += authorship.hints(one, everybody, given, start)
        return cohort.sheet(
            own,
            slug,
            facts,
            self.policy,
            self.lang,
            marks=marks,
            failure=found.failure if found and not facts else "",
            hints=hints,
            notes=stale(found, own.repository) if found else (),
        )


def entrant(candidate: Candidate, found: Reading) -> Entrant:
    """A candidate as likenesses are sought."""
    url = found.facts.subject.url if found.facts else ""
    return Entrant(candidate, found.traces, url, frozenset(found.given))


def stale(found: Reading, repository: str) -> Iterator[Text]:
    """What is to be said where a reading is not of the repository as it is now."""
    if found.facts is None:
        return
    date_read = found.facts.subject.as_of
    if found.failure:
        yield Text(
            "it could not be read again, so that what was read on {date} stands: {reason}",
            {"date": date_read, "reason": found.failure},
        )
    elif reading.moved(found, repository):
        yield Text(
            "the repository has changed since it was read on {date}; see --refresh",
            {"date": date_read},
        )


def forms(asked: Sequence[str] | None) -> list[str]:
    """What to write; BadInput where it was asked for and cannot be."""
    missing = grades.missing()
    if asked:
        wanted = list(dict.fromkeys(asked))
        if lacking := [form for form in wanted if form in missing]:
            message = _("the library that writes {form} is not installed")
            hint = _("install it with {command}, or choose html, csv or markdown")
            told = hint.format(command=install("grade"))
            raise BadInput(message.format(form=lacking[0].upper()), told)
        return wanted
    usual = [form for form in grades.FORMS if form != "markdown"]
    if left_out := [form.upper() for form in usual if form in missing]:
        message = _("{forms} left out: install what writes them with {command}")
        say(message.format(forms=", ".join(left_out), command=install("grade")))
    return [form for form in usual if form not in missing]


def tell_kept(kept: Sequence[tuple[str, str]]) -> None:
    """Which files somebody changed since, and where the new ones are."""
    for name, place in kept:
        message = _("{name} was changed since it was written and is kept; the new one is {place}")
        say(message.format(name=name, place=place))


def say(message: str) -> None:
    """Tell the trainer something that stays."""
    print(visible(message), file=sys.stderr)
