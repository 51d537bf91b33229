"""Roadmap and retrospective: what hangs on what, what slipped, and a draft that nobody counts yet."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aifactory.cli import main
from aifactory.forge.records import Milestone, Request, Review
from aifactory.indicators.hindsight import load, look_back
from aifactory.indicators.periods import Period
from aifactory.indicators.planning import plan
from aifactory.indicators.report import Data
from aifactory.render.roadmap import FORMATS, render
from tests.forge.conftest import alone, server, world  # noqa: F401
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import bare_project, living
from tests.indicators.test_flow import MONDAY, at, ticket
from tests.repos import Repo, plain_git

STONES = (
    Milestone(1, "Skeleton", "u1", False, "2026-01-12", 2, 2),
    Milestone(2, "First: release", "u2", True, "2026-01-20", 2, 1),
    Milestone(3, "Later", "u3", True, "", 0, 0),
)
TICKETS = (
    ticket("a", 0, 2, 1, epic="Skeleton"),
    ticket("b", 1, 10, 3, epic="Skeleton"),
    ticket("c", 5, 17, epic="First: release"),
    ticket("d", 6, None, 14, epic="First: release"),
    ticket("e", 8, None),
    ticket("f", 9, 10, dropped=True, epic="Later"),
    ticket("g", 26, None, incident=True),
)
TODAY = date(2026, 1, 31)


def test_epics_with_their_dates_and_progress() -> None:
    found = plan("app", TICKETS, STONES, TODAY)
    told = {
        one.title: (one.start, one.end, one.done, one.held, one.over, one.late)
        for one in found.epics
    }
    assert told == {
        "Skeleton": ("2026-01-05", "2026-01-12", 2, 2, True, False),
        "First: release": ("2026-01-10", "2026-01-20", 1, 2, False, True),
        "Later": ("2026-01-31", "2026-01-31", 0, 0, False, False),
    }
    assert dict(found.columns) == {"todo": 2, "doing": 1, "review": 0, "done": 3}
    assert (found.loose, [one.id for one in found.aging]) == (2, ["d"])
    before = plan("app", TICKETS, STONES, date(2026, 1, 8))
    assert {one.title: one.done for one in before.epics}["Skeleton"] == 1


def test_the_board_beside_the_epics() -> None:
    found = plan("app", TICKETS, STONES, TODAY)
    assert (found.wip, [(one.id, one.epic) for one in found.aging]) == (
        1,
        [("d", "First: release")],
    )
    assert [one.id for one in found.adrift] == ["e", "g"]
    before = plan("app", TICKETS, STONES, date.fromisoformat(at(9)[:10]))
    assert [one.id for one in before.adrift] == ["e"]
    held = {one.title: one.held for one in before.epics}
    assert held["Later"] == 1  # dropped a day later
    twins = (ticket("a", 0), ticket("a", 0, 1), ticket("a", 0, None, 1))  # of two trackers
    assert dict(plan("app", twins, (), TODAY).columns) == {
        "todo": 1,
        "doing": 1,
        "review": 0,
        "done": 1,
    }


@pytest.mark.parametrize("form", ["mermaid", "html"])
def test_ageing_and_what_hangs_on_nothing_are_told(form: str) -> None:
    drawn = render(plan("app", TICKETS, STONES, TODAY), form, "en")
    assert "Under way: 1" in drawn
    row = next(line for line in drawn.split("\n") if "d d" in line and "First: release" in line)
    assert "12.5 days" in row
    assert "Tickets without an epic: 2" in drawn
    assert drawn.index("e e") > drawn.index("Tickets without an epic")
    if form == "mermaid":
        assert "  Later :active, e2, 2026-01-31, 1d" in drawn  # a bar of no length is not seen


def reviewed(number: int, author: str, *reviews: tuple[str, int]) -> Request:
    given = tuple(Review(by, at(day), "commented") for by, day in reviews)
    return Request(
        number, "x", "", author, at(0), at(0), "main", merged=at(12), closed=at(12), reviews=given
    )


REVIEWED = (
    reviewed(1, "ana", ("ben", 3), ("ben", 4), ("ana", 4), ("renovate[bot]", 4), ("cleo", 5)),
    reviewed(2, "ben", ("cleo", 6), ("ben", 6), ("cleo", 20)),  # the last is after the period
    reviewed(3, "renovate[bot]", ("ben", 7), ("", 7)),
    reviewed(4, "ana", ("ben", -2), ("dora", 13)),  # before it; after its merge
)


def test_review_load_by_hand() -> None:
    since, until = date.fromisoformat(at(0)[:10]), date.fromisoformat(at(13)[:10])
    found = look_back(Data(name="x", tickets=(), requests=REVIEWED), since, until)
    assert found.reviewers
    assert [(one.name, one.reviews, one.requests) for one in found.reviewers] == [
        ("ben", 3, 2), ("cleo", 2, 2), ("dora", 1, 1),
    ]  # fmt: skip
    assert found.unreviewed == 0
    late = look_back(
        Data(name="x", tickets=(), requests=(reviewed(5, "ana", ("ben", 13)),)), since, until
    )
    assert late.unreviewed == 1  # what is read after it was merged was merged unseen
    unread = (replace(REVIEWED[0], reviews=None),)
    assert look_back(Data(name="x", tickets=(), requests=unread), since, until).reviewers is None
    assert look_back(Data(name="x", tickets=(), requests=()), since, until).reviewers == ()
    assert look_back(Data(name="x", tickets=()), since, until).reviewers is None


@given(st.permutations(REVIEWED), st.integers(1, 12))
def test_review_load_adds_up_over_a_split_period(requests: list[Request], cut: int) -> None:
    def given(first: int, last: int) -> Counter[str]:
        period = Period(MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
        return Counter({one.name: one.reviews for one in load(requests, period) or ()})

    assert given(0, cut) + given(cut, 14) == given(0, 14)


@pytest.mark.usefixtures("alone")
def test_a_draft_shows_who_reviewed_under_the_names_of_the_facts(
    world: World, server: GitHubServer, repo: Repo, capsys, tmp_path: Path
) -> None:
    living(world)
    bare_project(repo)
    named, hidden = tmp_path / "named.json", tmp_path / "hidden.json"
    asked = ["collect", str(repo.path), "--forge", "--repository", server.url]
    assert main([*asked, "-o", str(named)]) == 0
    assert main([*asked, "--anonymise", "-o", str(hidden)]) == 0
    capsys.readouterr()

    def told(facts: Path, lang: str) -> list[str]:
        words = ["--since", "2026-01-01", "--until", "2026-06-30", "--lang", lang]
        assert main(["retrospective", "--facts", str(facts), *words]) == 0
        lines = capsys.readouterr().out.split("\n")
        return [line for line in lines if line.startswith("  - ")]

    assert told(named, "en") == ["  - ben: 5 reviews · 5 requests"]
    assert told(named, "fr") == ["  - ben: 5 relectures · 5 demandes"]
    assert [re.sub(r"person-[0-9a-f]{10}", "X", line) for line in told(hidden, "en")] == [
        "  - X: 5 reviews · 5 requests"
    ]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_form_draws_what_there_is(form: str, lang: str) -> None:
    drawn = render(plan("app", TICKETS, STONES, TODAY), form, lang)
    assert drawn == render(plan("app", TICKETS, STONES, TODAY), form, lang)
    assert ("2026-01-20" if lang == "en" or form == "mermaid" else "20/01/2026") in drawn
    if form == "svg":
        ElementTree.fromstring(drawn)
    if form == "mermaid":
        assert "  First release :crit, e1, 2026-01-10, 2026-01-20" in drawn
    empty = render(plan("app", (), (), TODAY), form, lang)
    assert "gantt" not in empty


def test_titles_do_no_harm() -> None:
    stones = (Milestone(1, "a:b;c#d\n<script>|[x](y)", "", True, "2026-01-20", 0, 0),)
    for form in ("svg", "html"):
        drawn = render(plan("<b>", (), stones, TODAY), form, "en")
        assert "<script" not in drawn
        assert "<b>" not in drawn
    assert re.search(
        r"^  a b c d script x y :|^  a b c d script x \(y\) :",
        render(plan("x", (), stones, TODAY), "mermaid", "en"),
        re.M,
    )


def test_hindsight() -> None:
    past = tuple(ticket(f"p{n}", n, n + 1) for n in range(0, 180, 2))
    later = tuple(ticket(f"l{n}", 180 + n, 183 + n) for n in range(5))
    fire = ticket("fire", 184, None, incident=True)
    stone = Milestone(1, "Release", "", True, date.fromisoformat(at(185)[:10]).isoformat(), 1, 0)
    data = Data(name="app", tickets=(*past, *later, fire), milestones=(stone,))
    since = date.fromisoformat(at(182)[:10])
    found = look_back(data, since, date.fromisoformat(at(195)[:10]))
    assert found.expected[0.5] in (6, 7, 8)
    assert (found.done, found.opened) == (5, 4)
    assert [one.id for one in found.incidents] == ["fire"]
    assert [one.title for one in found.slipped] == ["Release"]
    assert look_back(Data(name="x", tickets=later), since, since).expected == {}


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_draft_counts_once_people_wrote_in_it(
    world: World, server: GitHubServer, repo: Repo, capsys, lang: str
) -> None:
    living(world)
    world.issues = [one for one in world.issues if "Retrospective" not in one["title"]]
    bare_project(repo)
    plain_git("reset", "-q", "--hard", cwd=repo.path)
    folder = repo.path / "docs" / "retrospectives"
    asked = [
        "retrospective",
        str(repo.path),
        "--repository",
        server.url,
        "--since",
        "2026-03-01",
        "--until",
        "2026-03-31",
    ]
    assert main([*asked, "--lang", lang, "-o", str(folder)]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path == folder / "2026-03-31.md"
    assert main([*asked, "--lang", lang, "-o", str(folder)]) == 0  # nothing is new
    drafted = path.read_text()
    path.write_text(drafted.replace("\n\n", "\n\nA word of ours.\n\n", 1))
    assert main([*asked, "--lang", lang, "-o", str(folder)]) == 2  # it is left as it is
    assert "A word of ours." in path.read_text()
    path.write_text(drafted)
    capsys.readouterr()

    def verdict() -> str:
        assert main(["audit", str(repo.path), "--worktree", "--format", "json"]) == 0
        report = json.loads(capsys.readouterr().out)
        return next(
            c["verdict"]
            for one in report["criteria"]
            for c in one["checks"]
            if c["id"] == "retrospective"
        )

    assert verdict() != "pass"
    text = (
        path.read_text().replace("status: unfilled\n", "").rstrip()
        + "\n| Plan the next test with users | ana | 2026-04-15 | |\n| Remove the old alerts | ben | | |\n"
    )
    text = text.replace(
        "\n## Actions",
        "\n"
        + "The release went out without a call at night and the whole team could follow it. " * 5
        + "\n\n## Actions",
    )
    path.write_text(text)
    assert verdict() == "pass"
    words = [
        "retrospective",
        str(repo.path),
        "--repository",
        server.url,
        "--create-issues",
        str(path),
    ]
    assert main([*words, "--dry-run"]) == 0
    assert "Plan the next test with users" in capsys.readouterr().out
    assert main([*words, "--yes"]) == 0
    assert world.writes == ["issue Plan the next test with users", "issue Remove the old alerts"]
    assert world.issues[-1]["labels"] == ["type:retrospective"]
    assert main([*words, "--yes"]) == 0
    assert len(world.writes) == 2


@pytest.mark.usefixtures("alone")
def test_the_command_draws_a_tracker(
    world: World, server: GitHubServer, repo: Repo, capsys, tmp_path: Path
) -> None:
    living(world)
    bare_project(repo)
    path = tmp_path / "roadmap.svg"
    asked = ["roadmap", str(repo.path), "--repository", server.url, "--until", "2026-05-01"]
    assert main([*asked, "--format", "svg", "-o", str(path)]) == 0
    assert "v2.0" in path.read_text()
    assert main(asked) == 0
    assert "```mermaid\ngantt" in capsys.readouterr().out
