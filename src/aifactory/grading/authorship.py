"""Who wrote a candidate's commits, and when: hints where it was others, or before the course."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from aifactory.facts.people import People, account_keys, bot_rules, plain
from aifactory.facts.words import fold
from aifactory.grading.similarity import SHOWN, Entrant, day
from aifactory.grading.traces import Trace
from aifactory.model import Candidate, Evidence, Hint, Text, plural

Persons = dict[str, list[Trace]]


def hints(
    own: Entrant, cohort: Iterable[Candidate], given: frozenset[str], course_start: str
) -> Iterator[Hint]:
    """Hints on the commits that did not come with the template (`given` names those that did)."""
    commits = [one for one in own.traces.commits if one.oid not in given]
    if course_start and (hint := early(commits, course_start)):
        yield hint
    yield from foreign(own.candidate, commits, list(cohort))


def early(commits: Sequence[Trace], course_start: str) -> Hint | None:
    """Commits authored before the course began (an ISO date, UTC)."""
    start = datetime.fromisoformat(course_start).replace(tzinfo=UTC).timestamp()
    found = sorted((one for one in commits if one.date < start), key=lambda one: one.date)
    if not found:
        return None
    message = plural(
        "{n} commit of {whole} is dated before the course began, on {date}",
        "{n} commits of {whole} are dated before the course began, the first on {date}",
        len(found),
        whole=len(commits),
        date=day(found[0].date),
    )
    return Hint("early", message, evidence=shown(found))


def foreign(own: Candidate, commits: Sequence[Trace], cohort: list[Candidate]) -> Iterator[Hint]:
    """Commits by others than the candidate and his group, another candidate's apart."""
    persons = joined(commits)
    group = own.group.casefold()
    mates = [c for c in cohort if group and c.group.casefold() == group]
    known = identity(own).union(*map(identity, mates))
    others = [(c, identity(c)) for c in cohort if c.name != own.name and c not in mates]
    strangers: Persons = {}
    mine = 0
    for name, theirs in persons.items():
        accounts = {(one.name, one.email) for one in theirs}
        keys = {key for account in accounts for key in author_keys(*account)}
        if keys & known:
            mine += len(theirs)
            continue
        found = next((c for c, known_as in others if keys & known_as), None)
        if found is None:
            strangers[name] = theirs
            continue
        message = plural(
            "{n} commit of {whole} is by {other}, another candidate",
            "{n} commits of {whole} are by {other}, another candidate",
            len(theirs),
            whole=len(commits),
            other=found.name,
        )
        yield Hint("candidate", message, found.name, shown(theirs))
    if strangers:
        yield stranger(strangers, len(commits), mine)


def stranger(strangers: Persons, whole: int, mine: int) -> Hint:
    """Commits by people whom the roster does not know."""
    ranked = sorted(strangers.items(), key=lambda item: -len(item[1]))
    names = ", ".join(f"{name} ({len(theirs)})" for name, theirs in ranked[:SHOWN])
    names += "…" if len(ranked) > SHOWN else ""
    n = sum(map(len, strangers.values()))
    if mine:
        message = plural(
            "{n} commit of {whole} is by somebody else: {names}",
            "{n} commits of {whole} are by somebody else: {names}",
            n,
            whole=whole,
            names=names,
        )
    else:
        message = Text(
            "no commit carries the candidate's name, login or address: {names}", {"names": names}
        )
    return Hint("author", message, evidence=shown([theirs[0] for _name, theirs in ranked]))


def joined(commits: Iterable[Trace]) -> Persons:
    """Commits by person, by the name that person's newest commit carries; machines left out."""
    people = People(bot_rules())
    accounts: dict[tuple[str, str], list[Trace]] = defaultdict(list)
    for one in commits:
        if not people.is_bot(one.name, one.email):
            accounts[one.name, one.email].append(one)
    for account in accounts:
        people.person(*account)
    persons: dict[str, list[Trace]] = defaultdict(list)
    for account, theirs in accounts.items():
        persons[people.person(*account)] += theirs
    return {theirs[0].name: theirs for theirs in persons.values()}


def author_keys(name: str, email: str) -> set[str]:
    """What a commit's author may be known by."""
    local = email.split("@")[0]
    return {*account_keys(name, email), plain(local), ordered(name)} - {""}


def identity(candidate: Candidate) -> set[str]:
    """What a candidate is known by: address, login, name in either order."""
    keys = {*account_keys(candidate.name, candidate.email), plain(candidate.login)}
    return {*keys, ordered(candidate.name)} - {""}


def ordered(name: str) -> str:
    """The words of a name in one order: "MARTIN Ada" is "Ada Martin"; "" for a single word."""
    words = re.findall(r"[^\W_]+", fold(name))
    return "+".join(sorted(words)) if len(words) > 1 else ""


def shown(commits: Iterable[Trace]) -> tuple[Evidence, ...]:
    """The first commits as evidence, with author and day."""
    return tuple(
        Evidence(commit=one.oid, text=f"{one.name} {day(one.date)}")
        for one in list(commits)[:SHOWN]
    )
