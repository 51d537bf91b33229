"""A project lives twelve weeks as its own pages ask, with real git, and earns the rest of the points."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aifactory import engine, policy
from aifactory.scaffold.new import create

START = date(2027, 1, 4)  # a Monday
PEOPLE = {"ada": "Ada Lovelace", "grace": "Grace Hopper"}
ITERATIONS = 6
WEEKS = 2


class Life:
    """A repository and the day it is; people work in it."""

    def __init__(self, project: Path) -> None:
        self.project, self.day, self.ticket = project, START, 10

    def git(self, *words: str, who: str = "ada") -> None:
        when = datetime(self.day.year, self.day.month, self.day.day, 10, tzinfo=UTC).isoformat()
        env = os.environ | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        person = ["-c", f"user.name={PEOPLE[who]}", "-c", f"user.email={who}@example.org"]
        command = ["git", "-C", str(self.project), *person, *words]
        subprocess.run(command, check=True, env=env, capture_output=True)

    def change(self, path: str, text: str, subject: str, who: str) -> None:
        """A change on a branch of its own, paired, reviewed and merged by the other person."""
        other = next(name for name in PEOPLE if name != who)
        self.ticket += 2
        branch = f"change-{self.ticket}"
        self.git("switch", "-qc", branch)
        file = self.project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        self.git("add", "-A")
        body = f"Fixes #{self.ticket}\n\nCo-authored-by: {PEOPLE[other]} <{other}@example.org>"
        self.git("commit", "-qm", subject, "-m", body, who=who)
        self.git("switch", "-q", "main")
        title = f"Merge pull request #{self.ticket + 1} from my-team/{branch}"
        self.git("merge", "-q", "--no-ff", "-m", title, "-m", subject, branch, who=other)


def filled(form: str, day: date, answers: dict[str, str]) -> str:
    """A blank form with its headings answered, dated, and no longer marked as blank."""
    body = form.split("---\n", 2)[2]
    title, *rest = re.split(r"^## ", body, flags=re.M)
    told = [title.split("\n*")[0].replace("…", day.isoformat()).strip()]
    for section in rest:
        heading = section.split("\n")[0]
        head = [line for line in section.split("\n") if line.startswith("|")][:2]
        answer = next(answers[key] for key in answers if key in heading.lower())
        told.append("\n".join([f"## {heading}", "", *head, answer]))
    return "\n\n".join(told) + "\n"


def iteration(life: Life, number: int) -> Iterator[tuple[str, str, str]]:
    """What an iteration writes down, by path, text and subject."""
    docs = life.project / "docs"
    forms = {name: (docs / name / "form.md").read_text("utf-8") for name in RECORDS}
    for name, (offset, answers, subject) in RECORDS.items():
        day = START + timedelta(weeks=WEEKS * number, days=offset)
        given = {key: value.format(n=number, day=day) for key, value in answers.items()}
        yield f"docs/{name}/{day}.md", filled(forms[name], day, given), f"{subject} {day}"


RECORDS = {
    "forecasts": (
        1,
        {
            "capac": "| 25, 27, 26 points | 4 days | 21 points |",
            "work": "| #{n}2 | M | 3 points | {day} |\n| #{n}4 | XL | 8 points | {day} |",
            "travail": "| #{n}2 | M | 3 points | {day} |\n| #{n}4 | XL | 8 points | {day} |",
            "p50": "| 0.{n}.1 | {day} | one week later | 8 weeks |",
            "ris": "| the owner of the data answers late | the date, by 3 days | @ada |",
        },
        "docs: forecast the iteration of",
    ),
    "user-tests": (
        8,
        {
            "version": "0.{n}.0, led by Grace",
            "participant": "An analyst of another department, first session.",
            "tasks": "| understand a refusal | yes | 4 | the first line |",
            "tâches": "| comprendre un refus | oui | 4 | la première ligne |",
            "observations": "Hesitated for a minute before the refusal, then read it aloud and laughed.",
            "satisfaction": "4 / 5",
            "ticket": "#{n}6",
        },
        "docs: record the user test of",
    ),
    "retrospectives": (
        11,
        {
            "last time": "| ask the owner | @grace | answered within a day |",
            "dernière fois": "| relancer le propriétaire | @grace | répondu le jour même |",
            "planned": "We planned 21 points and finished 18, since the review of the alerts took "
            "three days and the owner of the data answered on the last one. Both were named as risks "
            "in the forecast, and neither had somebody to watch it, so nobody asked again in time. "
            "The two smaller tickets went from to do to done within a day each, with their tests "
            "written first and no question left open at the review.",
            "prévu": "Nous avions prévu 21 points et en avons fini 18, car la relecture des alertes a "
            "pris trois jours et le propriétaire des données n'a répondu que le dernier. Les deux "
            "étaient annoncés comme risques au prévisionnel, et personne n'y veillait, si bien que "
            "nul n'a relancé à temps. Les deux petits tickets sont passés de à faire à terminé en un "
            "jour chacun, leurs tests écrits d'abord et sans question restée ouverte à la relecture.",
            "help": "Working in pairs on the alerts.",
            "aidé": "Le binôme sur les alertes.",
            "way": "Waiting for reviews.",
            "gêné": "L'attente des relectures.",
            "satisfaction": "3.8 / 5",
            "actions": "| take the oldest review each morning | @ada | #{n}8 | {day} |\n"
            "| ask the owner | @grace | #{n}9 | {day} |",
        },
        "docs: keep the retrospective of",
    ),
    "indicators": (
        11,
        {
            "delivery": "| change lead time | P50 1.5 days | 12 |",
            "livraison": "| délai d'un changement | P50 1,5 jour | 12 |",
            "velocity": "18 points, 9 changes",
            "vélocité": "18 points, 9 changements",
            "lead": "ticket: P50 2.0 days, P85 5.0 days, n = 14",
            "délai": "ticket : P50 2,0 jours, P85 5,0 jours, n = 14",
            "work in progress": "3 tickets",
            "encours": "3 tickets",
            "satisfaction": "4 / 5",
        },
        "docs: record the indicators of",
    ),
}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"language": "fr", "kind": "rag", "forge": "gitlab"},
        {"kind": "batch", "deployment_target": "managed-cloud"},
    ],
    ids=["ml-en-github", "rag-fr-gitlab", "batch-en-github"],
)
def test_a_team_that_follows_the_pages_reaches_eighteen(
    answers: dict[str, str], tmp_path: Path
) -> None:
    life = Life(create(tmp_path / "demo", answers, defaults=True, repository=False))
    life.git("init", "-q", "-b", "main")
    life.git("add", "-A")
    life.git("commit", "-qm", "chore: start from the aifactory template")
    for number in range(ITERATIONS):
        for step, (path, text, subject) in enumerate(iteration(life, number)):
            life.day = START + timedelta(weeks=WEEKS * number, days=3 * step)
            life.change(path, text, subject, who="ada" if step % 2 else "grace")
        for step in range(2):
            life.day = START + timedelta(weeks=WEEKS * number + step, days=4)
            text = "".join(f"Note {line} of iteration {number}.\n" for line in range(900))
            note = f"docs/notes/{number}-{step}.md"
            life.change(note, text, f"feat: refuse odd samples, part {number}.{step}", who="ada")
            life.git("tag", "-a", f"v0.{number}.{step}", "-m", "released by the train")
    card = engine.evaluate(engine.collect(str(life.project)), policy.load("bloc4"))
    lacking = {
        check.id: check.earned
        for criterion in card.criteria
        for check in criterion.checks
        if check.earned < check.points
    }
    assert card.score.proven >= 18, lacking
    assert set(lacking) <= {"board-practised", "delivery-cadence", "history-incremental"}
