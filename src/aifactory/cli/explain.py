"""`aifactory explain`: what a check or a criterion asks, why, and how to pass it."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING, NamedTuple

from aifactory.cli import Subparsers, arguments, output
from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.policy import Check, Criterion, Policy
    from aifactory.render.translate import Speech

FORMATS = ("terminal", "markdown")
WIDEST = 88  # columns; prose in longer lines is hard to read


class Page(NamedTuple):
    """An explanation: an id and a title, a line of facts, then texts or lists under headings."""

    id: str
    title: str
    facts: str
    sections: list[tuple[str, str | list[tuple[str, str]]]]
    pair: str = "{label}: {text}"  # how an entry of a list is written


def add_parser(subparsers: Subparsers) -> None:
    """Add the `explain` command."""
    parser = subparsers.add_parser(
        "explain",
        description=_(
            "Say what a check or a criterion asks, why, how it is read, and how to pass it."
        ),
    )
    parser.add_argument(
        "name",
        metavar=_("CHECK|CRITERION"),
        help=_("a name such as readme-purpose or B4Cr1, in any case"),
    )
    parser.add_argument(
        "--policy",
        metavar=_("NAME|FILE"),
        help=_("the policy that it belongs to (default: bloc4, then the others that ship)"),
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="terminal",
        help=_("the form of the page (default: terminal)"),
    )
    arguments.add_language(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the page; BadInput with the closest names where there is no such one."""
    from aifactory.render.translate import Speech

    criterion, check = _wanted(args)
    speech = Speech(args.lang)
    page = check_page(check, criterion, speech) if check else criterion_page(criterion, speech)
    text = markdown(page) if args.format == "markdown" else _screen(page)
    output.write(text.encode(sys.stdout.encoding or "utf-8", "replace"), None)
    return 0


def _wanted(args: argparse.Namespace) -> tuple[Criterion, Check | None]:
    """What is asked for in the one policy, or in the first that has it: bloc4 before the others."""
    from aifactory import certification, policy

    names = [args.policy] if args.policy else certification.chosen(("bloc4", certification.ALL))
    packs = []
    for name in names:
        packs.append(policy.load(name))
        if found := look(packs[-1], args.name):
            return found
    raise _missing(packs, args.name)


def find(policy: Policy, name: str) -> tuple[Criterion, Check | None]:
    """The criterion called `name`, or the check with its criterion; BadInput for neither."""
    found = look(policy, name)
    if found is None:
        raise _missing([policy], name)
    return found


def look(policy: Policy, name: str) -> tuple[Criterion, Check | None] | None:
    """The same, None for neither; case does not matter."""
    wanted = name.casefold()
    for criterion in policy.criteria:
        if wanted in map(str.casefold, criterion.names):
            return criterion, None
        for check in criterion.checks:
            if check.id.casefold() == wanted:
                return criterion, check
    return None


def _missing(policies: list[Policy], name: str) -> BadInput:
    criteria = [one for policy in policies for one in policy.criteria]
    known = [word for one in criteria for word in (*one.names, *(c.id for c in one.checks))]
    choices = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(name.casefold(), choices, n=3, cutoff=0.5)
    names = [choices[one] for one in close] or [one.id for one in policies[0].criteria]
    if len(policies) == 1:
        message = _("{policy} has no check or criterion called {name}")
        said = message.format(policy=policies[0].id, name=name)
    else:
        said = _("no policy has a check or criterion called {name}").format(name=name)
    return BadInput(said, _("did you mean: {names}?").format(names=", ".join(names)))


def check_page(check: Check, criterion: Criterion, speech: Speech) -> Page:
    """The page of a check, in the language of `speech`."""
    _, lang = speech, speech.lang
    worth = _("points: {points}", points=_.number(check.points))
    if check.partial:
        worth += " " + _("({points} for a partial pass)", points=_.number(check.partial))
    names = {"files": _("files"), "git": _("history"), "forge": _("forge")}
    sources = _(" or ").join(names[source] for source in check.sources if source in names)
    facts = [_("criterion {id}", id=_name(criterion)), worth]
    facts.append(_("read from {sources}", sources=sources) if sources else _("judged by a jury"))
    if check.effort:
        facts.append(_effort(check.effort, _))
    texts = [
        (_("What it asks"), check.asks),
        (_("Why"), check.why),
        (_("How it is read"), check.how),
        (_("How to pass it"), check.remedy),
    ]
    sections: list[tuple[str, str | list[tuple[str, str]]]]
    sections = [(heading, text.in_(lang)) for heading, text in texts if text.in_(lang)]
    if check.params:
        sections.append((_("Params"), [(key, _param(v, _)) for key, v in check.params.items()]))
    return Page(check.id, check.title.in_(lang), " · ".join(facts), sections, _("{label}: {text}"))


def criterion_page(criterion: Criterion, speech: Speech) -> Page:
    """The page of a criterion with its checks, in the language of `speech`."""
    _, lang = speech, speech.lang
    sections: list[tuple[str, str | list[tuple[str, str]]]] = []
    if question := criterion.question.in_(lang):
        sections.append((_("What a jury may ask"), question))
    checks = [
        (one.id, f"{_.number(one.points)} · {one.title.in_(lang)}") for one in criterion.checks
    ]
    sections.append((_("Checks"), checks))
    points = _("points: {points}", points=_.number(criterion.points))
    return Page(_name(criterion), criterion.title.in_(lang), points, sections, _("{label}: {text}"))


def markdown(page: Page) -> str:
    """The page as Markdown."""
    from aifactory.render.markdown import code, prose

    lines = [f"# {prose(page.id)} · {prose(page.title)}", "", prose(page.facts)]
    for heading, body in page.sections:
        lines += ["", f"## {prose(heading)}", ""]
        if isinstance(body, str):
            lines.append(prose(body))
        else:
            rows = (page.pair.format(label=code(key), text=prose(text)) for key, text in body)
            lines += [f"- {row}" for row in rows]
    return "\n".join(lines) + "\n"


def terminal(page: Page, width: int) -> Iterator[tuple[str, str]]:
    """The page's lines at `width` columns, each with its style."""
    yield from (("bold", line) for line in _wrapped(f"{page.id} · {page.title}", width))
    yield from (("dim", line) for line in _wrapped(page.facts, width))
    for heading, body in page.sections:
        yield "", ""
        yield "bold", heading
        rows = [] if isinstance(body, str) else body
        items = [page.pair.format(label=key, text=text) for key, text in rows] or [str(body)]
        for item in items:
            yield from (("", line) for line in _wrapped(item, width, "  "))


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines that begin with no French punctuation: its space does not break."""
    from aifactory.render.escape import flowed

    glued = re.sub(r" (?=[;:?!»%])|(?<=«) ", "\N{NO-BREAK SPACE}", flowed(text))
    lines = textwrap.TextWrapper(
        width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return lines.wrap(glued)


def _screen(page: Page) -> str:
    """The page for standard output: styled on a terminal that shows colour, else plain."""
    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))
    lines = terminal(page, width)
    if not output.wants_colour(os.environ):
        return "".join(f"{line}\n" for _style, line in lines)
    from rich.style import Style

    return "".join(f"{Style.parse(style).render(line)}\n" for style, line in lines)


def _name(criterion: Criterion) -> str:
    aliases = f" ({', '.join(criterion.aliases)})" if criterion.aliases else ""
    return criterion.id + aliases


def _effort(minutes: int, _: Speech) -> str:
    if minutes < 60:
        return _("about {n} min to pass", n=minutes)
    return _("about {n} h to pass", n=round(minutes / 60))


def _param(value: int | float | str | list[str], speech: Speech) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return value if isinstance(value, str) else speech.number(value)
