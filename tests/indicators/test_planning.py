"""Roadmap and retrospective: what hangs on what, what slipped, and a draft that nobody counts yet."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aifactory.cli import main
from aifactory.forge.records import Milestone
from aifactory.indicators.hindsight import look_back
from aifactory.indicators.planning import plan
from aifactory.indicators.report import Data
from aifactory.render.roadmap import FORMATS, render
from tests.forge.conftest import alone, server, world  # noqa: F401
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import bare_project, living
from tests.indicators.test_flow import at, ticket
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
    assert main([*asked, "-o", str(folder)]) == 2  # it is left as it is
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
