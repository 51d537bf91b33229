"""Stores of fleets that nobody has: scorecards of a pack by seeded chance, over many nights."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from aifactory.fleet.entries import Entry
from aifactory.fleet.orders import Failure, Outcome, Points, Score
from aifactory.fleet.packing import pack, policy_digest
from aifactory.fleet.store import writing
from aifactory.fleet.store.store import Store
from aifactory.model import (
    CheckResult,
    CriterionResult,
    PolicyRef,
    Scorecard,
    Subject,
    Text,
    combined,
)
from aifactory.model import Score as Total
from aifactory.policy import Check, Policy

VERDICTS = ("pass", "partial", "fail", "unknown", "waived")
NIGHT = timedelta(days=1)


def answer(check: Check, verdict: str) -> CheckResult:
    """A check with this verdict."""
    verdict = "fail" if verdict == "partial" and not check.partial else verdict
    earned = {"pass": check.points, "partial": check.partial}.get(verdict, 0.0)
    return CheckResult(
        id=check.id,
        title=check.title.en,
        points=check.points,
        earned=earned,
        verdict=verdict,  # type: ignore[arg-type]
        source="files",
        evidence=(),
        message=Text("made up"),
        remedy=check.remedy.en,
        effort=check.effort,
        needs=check.needs,
    )


def scored(policy: Policy, verdicts: Iterator[str]) -> Score:
    """A score whose checks have these verdicts, in the order of the pack."""
    criteria = []
    for one in policy.criteria:
        checks = tuple(answer(check, next(verdicts)) for check in one.checks)
        proven = sum(check.earned for check in checks)
        open_points = sum(c.points for c in checks if c.verdict == "unknown")
        excused = sum(c.points for c in checks if c.verdict == "waived")
        criteria.append(
            CriterionResult(
                one.id, (), one.title.en, one.points, proven, proven + open_points, excused, "",
                checks,
            )
        )  # fmt: skip
    proven = round(combined(policy.scoring, (c.proven for c in criteria)), 2)
    reach = round(combined(policy.scoring, (c.reach for c in criteria)), 2)
    waived = sum(c.waived for c in criteria)
    valid = proven >= policy.threshold
    about = PolicyRef(policy.id, policy.version, policy.title.en, policy.threshold, policy.total)
    card = Scorecard(
        Subject("made"), about, {}, Total(proven, reach, waived, valid), tuple(criteria)
    )
    return Score(
        policy=policy_digest(policy),
        points=policy.total,
        threshold=policy.threshold,
        proven=proven,
        reach=reach,
        waived=waived,
        validated=valid,
        criteria=tuple(Points(c.id, c.points, c.proven, c.reach, c.waived) for c in criteria),
        card=pack(card),
    )


def outcome(repository: int, score: Score, night: int) -> Outcome:
    """What a reading of one night found."""
    return Outcome(
        repository=repository,
        head=f"{repository * 1000 + night:040x}",
        facts_version="f",
        program="p",
        as_of="2026-01-01",
        digest=f"{repository}-{night}",
        facts=b"facts",
        scores=(score,),
    )


def always(verdict: str) -> Iterator[str]:
    """The same verdict for every check."""
    while True:
        yield verdict


def chance(rng: random.Random, skill: float) -> Iterator[str]:
    """Verdicts of a repository that passes so large a share of its checks, or about."""
    rest = (1 - skill) / 10
    while True:
        yield rng.choices(VERDICTS, (skill, 2 * rest, 6 * rest, 1.9 * rest, 0.1 * rest))[0]


def fill(
    store: Store,
    policy: Policy,
    entries: Iterable[Entry],
    *,
    until: datetime,
    nights: int = 1,
    changed: float = 0.01,
    failing: float = 0.0,
    seed: int = 1,
) -> None:
    """A fleet read on these nights: all on the first, then a share that changed and got better on
    average; a share of it fails in the end, half of that was never read.
    """
    rng = random.Random(seed)
    entries = list(entries)
    first = until - NIGHT * (nights - 1)
    run = 0
    numbers = store.write(writing.register, entries, first)
    packs = {policy_digest(policy): store.write(writing.keep_policy, policy)}
    teams = {name: rng.uniform(0.2, 0.7) for name in sorted({one.team for one in entries})}
    broken = [one for one in entries if rng.random() < failing]
    never = {one.name for one in broken[::2]}
    skills = {
        one.name: min(0.98, max(0.02, rng.gauss(teams[one.team], 0.15)))
        for one in entries
        if one.name not in never
    }
    for night in range(nights):
        at = first + NIGHT * night
        run = store.write(writing.begin_run, f"{seed}-{at:%s}", "made", "p", at)
        names = [name for name in skills if not night or rng.random() < changed]

        def keep(
            connection: object,
            names: list[str] = names,
            at: datetime = at,
            run: int = run,
            night: int = night,
        ) -> None:
            for name in names:
                skills[name] = min(0.98, skills[name] + (rng.gauss(0.05, 0.05) if night else 0))
                score = scored(policy, chance(rng, skills[name]))
                found = outcome(numbers[name], score, night)
                writing.keep(connection, found, run, packs, at)  # type: ignore[arg-type]

        store.write(keep)
        store.write(writing.end_run, run, "done", at, {"listed": len(entries)})
    store.write(writing.seen, {numbers[n]: f"{numbers[n]:040x}" for n in skills}, until)
    kinds: list[Failure] = [
        Failure("clone", Text("the server said nothing for {n} s", {"n": 120})),
        Failure("large", Text("larger than {size}", {"size": "2 GiB"})),
    ]
    for one in broken:
        store.write(writing.fail, numbers[one.name], rng.choice(kinds), run, until)


def entries(count: int, teams: int) -> list[Entry]:
    """Repositories of an organisation, of teams of different sizes."""
    rng = random.Random(count)
    words = ("tides", "harbour", "water", "forecast", "grid", "invoice", "portal", "vision")
    return [
        Entry(
            f"https://git.example/{words[n % 8]}/{words[n * 7 % 8]}-{n:05}",
            f"team {int(teams * rng.random() ** 1.5):02}",
        )
        for n in range(count)
    ]
