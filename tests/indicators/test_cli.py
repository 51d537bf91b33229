"""`aifactory indicators` and `forecast` on real input: a forge, saved facts, an export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aifactory.cli import main
from tests.forge.conftest import alone, server, world  # noqa: F401
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import bare_project, living
from tests.repos import Repo, plain_git

UNTIL = "2026-06-30"
EXPORT = "id,created,closed,started,points\n" + "".join(
    f"{n},2026-01-{1 + n % 28:02d},2026-02-{1 + n % 28:02d},2026-01-{2 + n % 28:02d},3\n"
    for n in range(40)
)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str) -> tuple[int, str]:
        code = main([*words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


@pytest.mark.usefixtures("alone")
def test_a_forge(world: World, server: GitHubServer, repo: Repo, run: Run, tmp_path: Path) -> None:
    living(world)
    bare_project(repo)
    asked = (str(repo.path), "--repository", server.url, "--until", UNTIL)
    code, said = run("indicators", *asked)
    assert code == 0
    assert "Lead time                              3 days" in said
    assert "no failed deployment in this period" in said
    figures = {
        f["id"]: f for f in json.loads(run("indicators", *asked, "--format", "json")[1])["figures"]
    }
    assert (figures["cycle-time"]["n"], figures["cycle-time"]["left_out"]) == (12, 6)
    assert figures["deployment-frequency"]["source"] == "deployments"
    assert (figures["satisfaction"]["value"], figures["satisfaction"]["n"]) == (0.8, 1)
    saved = tmp_path / "facts.json"
    assert (
        run("collect", str(repo.path), "--forge", "--repository", server.url, "-o", str(saved))[0]
        == 0
    )
    assert run("indicators", "--facts", str(saved), "--until", UNTIL)[1] == said.replace("", "")


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_record_is_what_the_rubric_accepts(
    world: World, server: GitHubServer, repo: Repo, run: Run, lang: str
) -> None:
    living(world)
    bare_project(repo)
    plain_git("reset", "-q", "--hard", cwd=repo.path)
    folder = repo.path / "docs" / "indicators"
    asked = ("--format", "markdown", "--lang", lang, "-o", str(folder))
    code, said = run(
        "indicators", str(repo.path), "--repository", server.url, "--until", UNTIL, *asked
    )
    assert (code, Path(said.strip())) == (0, folder / f"{UNTIL}.md")
    code, said = run("audit", str(repo.path), "--worktree", "--format", "json")
    checks = {c["id"]: c for one in json.loads(said)["criteria"] for c in one["checks"]}
    assert checks["indicators-extracted"]["verdict"] == "pass"
    assert checks["indicators-extracted"]["evidence"][0]["path"] == f"docs/indicators/{UNTIL}.md"


@pytest.mark.usefixtures("alone", "world")
def test_a_record_of_nothing_is_not_written(
    server: GitHubServer, repo: Repo, run: Run, tmp_path: Path
) -> None:
    bare_project(repo)
    asked = ("indicators", str(repo.path), "--repository", server.url, "--until", UNTIL)
    assert run(*asked)[0] == 0
    code, said = run(*asked, "--format", "markdown", "-o", str(tmp_path / "records"))
    assert (code, "nothing was done in this period" in said) == (3, True)
    assert not (tmp_path / "records").exists()


def test_an_export(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(EXPORT)
    code, said = run(
        "indicators", "--export", str(path), "--until", "2026-03-01", "--format", "csv"
    )
    rows = [*csv.DictReader(io.StringIO(said))]
    assert code == 0
    throughput = [
        float(row["value"])
        for row in rows
        if (row["indicator"], row["row"]) == ("throughput", "done")
    ]
    assert sum(throughput) == 40
    assert {row["unit"] for row in rows if row["indicator"] == "velocity"} == {"points"}
    code, said = run(
        "indicators", "--export", str(path), "--until", "2026-03-01", "--business-days"
    )
    assert "no deployment, release, version tag or deploying run is known" in said


def test_a_forecast(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(EXPORT)
    asked = ("forecast", "--export", str(path), "--until", "2026-03-01")
    code, said = run(*asked, "--items", "10", "--backtest")
    assert code == 0
    assert "When 10 tickets will be done:" in said
    assert run(*asked, "--items", "10", "--backtest")[1] == said
    assert "at least" in run(*asked, "--by", "2026-04-01")[1]
    assert run(*asked, "--by", "2026-03-02")[0] == 2
    code, said = run(*asked, "--milestone", "none")
    assert (code, "no open ticket is in the milestone none" in said) == (2, True)
    code, said = run(*asked[:-1], "2026-01-20", "--items", "3")
    assert (code, "are too few to forecast from" in said) == (3, True)


def test_bad_input_is_said(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "x.csv"
    assert run("indicators", "--export", str(path))[0] == 2
    path.write_text("id,created\n1,soon\n")
    code, said = run("indicators", "--export", str(path))
    assert (code, "x.csv, line 2: not a date: soon" in said) == (2, True)
    path.write_text(EXPORT)
    assert (
        run("indicators", "--export", str(path), "--since", "2026-02-01", "--until", "2026-01-01")[
            0
        ]
        == 2
    )
    assert run("indicators", "--export", str(path), "--iteration", "soon")[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("indicators", "--since", "0001-01-01"),
        ("indicators", "--until", "9999-12-31"),
        ("forecast", "--by", "9999-12-31"),
        ("forecast", "--items", "1000000"),
        ("roadmap", "--until", "9999-12-31"),
        ("retrospective", "--since", "0001-01-01"),
    ],
)
def test_what_no_one_can_mean_is_refused(tmp_path: Path, run: Run, words: tuple[str, ...]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(EXPORT)
    until = () if "--until" in words else ("--until", "2026-03-01")
    assert run(*words, *until, "--export", str(path))[0] == 2


@pytest.mark.usefixtures("alone")
def test_what_the_data_lack_is_said(
    world: World, server: GitHubServer, repo: Repo, run: Run
) -> None:
    living(world)
    bare_project(repo)
    world.denied = {"/releases": "contents=read"}
    asked = ("indicators", str(repo.path), "--repository", server.url, "--until", UNTIL)
    assert (
        "! releases are not whole\n! the token lacks a permission: contents=read" in run(*asked)[1]
    )
    notes = json.loads(run(*asked, "--format", "json")[1])["notes"]
    assert notes == ["releases are not whole", "the token lacks a permission: contents=read"]


def test_an_unread_forge_is_said(repo: Repo, run: Run, tmp_path: Path) -> None:
    bare_project(repo)
    saved = tmp_path / "facts.json"
    assert run("collect", str(repo.path), "-o", str(saved))[0] == 0
    code, said = run("indicators", "--facts", str(saved))
    assert (code, "the forge was not consulted" in said) == (3, True)
    repo.tag("v1.0.0")
    assert run("collect", str(repo.path), "-o", str(saved))[0] == 0
    code, said = run("indicators", "--facts", str(saved), "--until", "2026-02-01")
    assert code == 0
    assert "no ticket was finished" not in said
    assert said.count("the forge was not consulted") == 7
    assert "from 1, by version tags" in said
    for command in ("forecast", "roadmap", "retrospective"):
        code, said = run(command, "--facts", str(saved), "--until", "2026-02-01")
        assert (code, "the forge was not consulted" in said, "--export" in said) == (3, True, True)
