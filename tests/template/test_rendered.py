"""What the template renders is whole, parses, and deserves the score it gets."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from aifactory import engine, policy
from aifactory.facts.containers import parse_stages
from aifactory.model import CheckResult
from aifactory.scaffold.new import create

ROOT = Path(__file__).parents[2]
COPIER = (sys.executable, "-m", "copier")
HABITS = {  # what only people can do: no file of a template may earn it
    "user-test-records",
    "user-test-cadence",
    "history-incremental",
    "versions-tagged",
    "bugs-fixed-by-commit",
    "review-practised",
    "pairing-practised",
    "indicators-extracted",
    "satisfaction-recorded",
    "board-practised",
    "forecast",
    "forecast-uncertain",
    "retrospective",
    "retrospective-acted-on",
}


def files(project: Path) -> list[Path]:
    """What the first commit holds."""
    command = ["git", "-C", str(project), "ls-files", "-z"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [project / name for name in names.split("\0") if name]


def checks(project: Path) -> dict[str, CheckResult]:
    card = engine.evaluate(engine.collect(str(project)), policy.load("bloc4"))
    return {c.id: c for criterion in card.criteria for c in criterion.checks}


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


def test_nothing_of_the_template_is_left_over(project: Path) -> None:
    for path in files(project):
        text = path.read_text("utf-8").replace("${{", "").replace("}}", "")
        assert "{{" not in text, path
        assert "{%" not in text, path
        assert not path.name.endswith(".jinja")


def test_everything_parses(project: Path) -> None:
    for path in files(project):
        if path.suffix in (".yml", ".yaml"):
            assert isinstance(yaml.safe_load(path.read_text("utf-8")), (dict, list)), path
        elif path.suffix == ".py":
            compile(path.read_text("utf-8"), str(path), "exec")
    assert tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    assert [s.user for s in parse_stages((project / "Dockerfile").read_text())] == ["", "10001"]


def test_answers_are_remembered(project: Path) -> None:
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    assert answers["organisation"] == "my-team"
    assert answers["language"] in ("en", "fr")


def test_documents_speak_the_chosen_language(english: Path, french: Path) -> None:
    assert "## Getting started" in (english / "README.md").read_text("utf-8")
    assert "## Prise en main" in (french / "README.md").read_text("utf-8")
    same = [p.name for p in (english / "docs").iterdir()]
    assert sorted(same) == sorted(p.name for p in (french / "docs").iterdir())
    english_words = re.compile(r"\b(the|and|with|which)\b")
    for path in [*french.glob("*.md"), *french.glob("docs/**/*.md")]:
        assert not english_words.search(path.read_text("utf-8")), path


def test_artefacts_earn_their_points_and_habits_none(project: Path) -> None:
    results = checks(project)
    earned = {name for name, result in results.items() if result.earned}
    assert not earned & HABITS
    assert earned >= set(results) - HABITS - {"delivery-cadence"}


def test_a_blank_form_is_no_evidence_and_a_filled_one_is(english: Path, tmp_path: Path) -> None:
    project = tmp_path / "demo"
    shutil.copytree(english, project)
    forms = [p for p in project.glob("docs/**/*.md") if "status: unfilled" in p.read_text("utf-8")]
    assert {p.name for p in forms} == {"form.md", "forecast.md", "indicators.md"}
    assert len(forms) == 4
    assert checks(project)["retrospective"].earned == 0
    form = (project / "docs/retrospectives/form.md").read_text("utf-8")
    body = form.split("---\n")[2].split("*Blank form")[0].replace("of …", "of 2027-02-05")
    told = "We planned six tickets and finished four, because the review took longer than hoped. "
    record = project / "docs" / "retrospectives" / "2027-02-05.md"
    record.write_text(body + told * 6 + "\n\n- @ada splits reviews, #12, done\n- @bob, #13\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "docs: keep the first retrospective")
    assert checks(project)["retrospective"].earned == 0.5


def test_workflows_check_then_publish(project: Path) -> None:
    folder = project / ".github" / "workflows"
    ci, release = (yaml.safe_load((folder / n).read_text()) for n in ("ci.yml", "release.yml"))
    assert set(ci[True]) == {"push", "pull_request", "workflow_call"}  # YAML 1.1 reads `on` as true
    assert ci[True]["push"] == {"branches": ["main"]}
    assert set(release[True]) == {"schedule", "workflow_dispatch"}
    assert ci["jobs"]["push"]["env"]["IMAGE"].startswith("ghcr.io/my-team/")
    assert "permissions" not in ci["jobs"]["image"]  # builds without a right to write
    for path in folder.iterdir():
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {"contents": "read"}
        for job in workflow["jobs"].values():
            assert "uses" in job or job["timeout-minutes"] <= 30
    for path in (project / ".github").glob("*/**/*.yml"):
        for used in re.findall(r"\buses: (.+)", path.read_text()):
            assert used.startswith("./") or re.search(r"@[0-9a-f]{40} # v\d", used)


def test_tasks_that_ci_calls_exist(project: Path) -> None:
    makefile = (project / "Makefile").read_text()
    for path in (project / ".github").glob("*/**/*.yml"):
        for task in re.findall(r"\bmake (?:-s )?([a-z-]+)", path.read_text()):
            assert f"\n{task}:" in makefile, task


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [("2027-03-31", "2027 Q2", "2027 Q3"), ("2027-12-01", "2028 Q1", "2028 Q2")],
)
def test_the_roadmap_follows_the_first_release(
    first: str, second: str, third: str, tmp_path: Path
) -> None:
    answers = {"first_release": first}
    project = create(tmp_path / "demo", answers, defaults=True, repository=False)
    roadmap = (project / "docs" / "roadmap.md").read_text("utf-8")
    assert roadmap.index(first) < roadmap.index(second) < roadmap.index(third)


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0", "EUPL-1.2"])
def test_every_licence_has_its_text(licence: str, tmp_path: Path) -> None:
    answers = {"licence": licence, "project_name": "Prévision à l'est".replace("'", " ")}
    project = create(tmp_path / "demo", answers, defaults=True, repository=False)
    name = {"MIT": "MIT License", "Apache-2.0": "Apache License", "EUPL-1.2": "EUPL-1.2"}[licence]
    assert name in (project / "LICENSE").read_text("utf-8")
    assert (project / "src" / "prevision_a_l_est").is_dir()


def test_the_longest_answers_keep_the_style(tmp_path: Path) -> None:
    answers = {
        "project_name": "Prévision de la consommation des bâtiments publics du Rhône",
        "description": "Foresees " + "x" * 291,
        "author_name": "Éloïse d'Arc, née Dupont: «l'équipe» # 1",
        "reviewers": "@ada @grace @my-team/reviewers",
    }
    project = create(tmp_path / "demo", answers, defaults=True, repository=False)
    assert (project / "src" / "prevision_de_la_consommation_d").is_dir()
    assert tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["authors"]
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", str(project)]
        done = subprocess.run(ruff, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_copier_renders_it_without_trust(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *COPIER,
            "copy",
            "--defaults",
            "--quiet",
            "--vcs-ref",
            "HEAD",
            str(ROOT),
            str(tmp_path / "x"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x" / ".github" / "workflows" / "ci.yml").is_file()


def test_a_project_is_updated_from_tag_to_tag(tmp_path: Path) -> None:
    template, project = tmp_path / "template", tmp_path / "project"
    template.mkdir()
    shutil.copy(ROOT / "copier.yml", template)
    for folder in ("template", "partials", "policies"):  # the template includes from all three
        shutil.copytree(ROOT / folder, template / folder)
    git(template, "init", "-q", "-b", "main")
    git(template, "add", "-A")
    git(template, "commit", "-qm", "one")
    git(template, "tag", "v1.0.0")
    copy = [
        *COPIER,
        "copy",
        "-q",
        "--defaults",
        "--vcs-ref",
        "v1.0.0",
        str(template),
        str(project),
    ]
    subprocess.run(copy, check=True, capture_output=True)
    git(project, "init", "-q", "-b", "main")
    (project / "NOTES.md").write_text("mine\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")
    (template / "template" / "NEW.md").write_text("new\n")
    git(template, "add", "-A")
    git(template, "commit", "-qm", "two")
    git(template, "tag", "v1.1.0")
    update = [*COPIER, "update", "-q", "--defaults", str(project)]
    subprocess.run(update, check=True, capture_output=True, cwd=project)
    assert (project / "NEW.md").read_text() == "new\n"
    assert (project / "NOTES.md").read_text() == "mine\n"
