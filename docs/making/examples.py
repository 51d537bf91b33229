"""Examples of verdicts: small repositories written down in `docs/verdicts/`, made and audited.

`docs/verdicts/CRITERION.yml` lists examples by check: the verdict, why (en, fr), whether it
misleads, `files`, `history` (commits, oldest first) and `forge` (issues). A commit has what it
says (`{n}` counts), `by` whom, the `lines` that it adds, a `body`, a `tag`; it may stand for
`times` commits, one `every` so many days.
"""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from aifactory import certification, engine, policy
from aifactory.facts import Facts
from aifactory.facts.forge import PARTS, ForgeFacts, Part
from aifactory.forge.records import Issue, Repository
from aifactory.model import CheckResult
from aifactory.policy import Check, Criterion, Policy
from making.writing import ROOT
from tests.repos import Repo, build_repo

FOLDER = ROOT / "docs" / "verdicts"
PAGE = "https://forge.example/team/demo"
START = datetime.date(2026, 1, 5)
ADDRESS = re.compile(r"(.+) <(.+)>")


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """A commit, or several of a kind."""

    say: str
    by: str = "Ada Lovelace"
    body: str = ""
    times: int = 1
    every: float = 1
    lines: int = 5
    tag: str = ""
    start: datetime.date | None = msgspec.field(default=None, name="from")


PLAIN = (Entry("Begin"),)  # where history does not matter


class Tickets(Struct, frozen=True, forbid_unknown_fields=True):
    """Issues of a kind that were closed, one a day."""

    say: str
    times: int = 1
    labels: tuple[str, ...] = ()


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A repository, the verdict of one check on it, and why."""

    verdict: Literal["pass", "partial", "fail", "unknown"]
    en: str
    fr: str
    misleads: bool = False
    files: dict[str, str] = {}
    history: tuple[Entry, ...] = PLAIN
    forge: tuple[Tickets, ...] = ()


class Commit(Struct, frozen=True):
    """One commit of an entry, with its day."""

    day: datetime.datetime
    message: str
    tag: str


@cache
def examples() -> dict[str, tuple[Example, ...]]:
    """The examples of each check, in the order of the files."""
    found: dict[str, tuple[Example, ...]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        found |= msgspec.yaml.decode(path.read_bytes(), type=dict[str, tuple[Example, ...]])
    return found


def places() -> dict[str, str]:
    """The page of each check that has examples: its criterion's id in lower case."""
    return {check.id: one.id.lower() for _, one, checks in chapters() for check in checks}


@cache
def chapters() -> tuple[tuple[Policy, Criterion, tuple[Check, ...]], ...]:
    """The criteria whose checks have examples, with their pack; a borrowed check stands once."""
    found, left = [], set(examples())
    for pack in map(policy.load, certification.chosen(("bloc4", certification.ALL))):
        for criterion in pack.criteria:
            if checks := tuple(one for one in criterion.checks if one.id in left):
                left -= {one.id for one in checks}
                found.append((pack, criterion, checks))
    if left:
        raise ValueError(f"examples of no check: {', '.join(sorted(left))}")
    return tuple(found)


def verdict(check: str, pack: Policy, example: Example) -> CheckResult:
    """What an audit says of the example, made as a real repository."""
    with tempfile.TemporaryDirectory() as folder:
        facts = engine.collect(
            str(built(example, Path(folder)).path),
            as_of="2027-01-01",
            code=engine.reads_code([pack]),
        )
    card = engine.evaluate(_with_forge(facts, example), pack, "en")
    return next(r for c in card.criteria for r in c.checks if r.id == check)


def built(example: Example, folder: Path) -> Repo:
    """The example as a repository; its files come with the first commit."""
    repo = build_repo(folder).files(example.files)
    for entry, commit in commits(example):
        found = ADDRESS.fullmatch(entry.by)
        name, address = found.groups() if found else (entry.by, _address(entry.by))
        repo.file(f"src/{commit.day:%Y%m%d%H%M}.py", "x = 1\n" * entry.lines)
        repo.commit(commit.message, author=(name, address), date=commit.day.isoformat())
        if commit.tag:
            repo.tag(commit.tag)
    return repo


def commits(example: Example) -> Iterator[tuple[Entry, Commit]]:
    """Every commit with the entry that it comes from, oldest first."""
    now = datetime.datetime.combine(START, datetime.time(10), datetime.UTC)
    for entry in example.history:
        if entry.start:
            now = datetime.datetime.combine(entry.start, datetime.time(10), datetime.UTC)
        for n in range(1, entry.times + 1):
            said = "\n\n".join(filter(None, (entry.say, entry.body.strip())))
            yield entry, Commit(now, said.replace("{n}", str(n)), entry.tag.replace("{n}", str(n)))
            now += datetime.timedelta(days=entry.every)


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def _with_forge(facts: Facts, example: Example) -> Facts:
    """The facts, with the issues of the example where it has some."""
    if not example.forge:
        return facts
    asked: list[Any] = [one for one in example.forge for _ in range(one.times)]
    issues = tuple(
        Issue(n, one.say, f"{PAGE}/issues/{n}", "ada", _at(n), _at(n), _at(n), labels=one.labels)
        for n, one in enumerate(asked, 1)
    )
    home = Repository("team/demo", PAGE, "main", False, False, _at(0))
    parts: dict[str, Part] = {name: Part("whole") for name in PARTS}
    forge = ForgeFacts(provider="github", repository=home, parts=parts, issues=issues)
    return replace(facts, forge=forge)


def _at(day: int) -> str:
    return f"{START + datetime.timedelta(days=day)}T10:00:00Z"
