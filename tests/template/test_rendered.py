"""What the template renders is whole, parses, and deserves the score it gets."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

from aifactory import engine, policy
from aifactory.facts.containers import parse_stages
from aifactory.model import CheckResult

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


def test_artefacts_earn_their_points_and_habits_none(project: Path) -> None:
    results = checks(project)
    earned = {name for name, result in results.items() if result.earned}
    assert not earned & HABITS
    assert earned >= set(results) - HABITS - {"delivery-cadence"}


def test_a_filled_form_counts(project: Path, tmp_path: Path) -> None:
    form = (project / "docs/retrospectives/form.md").read_text("utf-8")
    assert "status: unfilled" in form
    assert checks(project)["retrospective"].earned == 0


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


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


def test_a_project_is_updated_from_tag_to_tag(tmp_path: Path) -> None:
    import shutil

    template, project = tmp_path / "template", tmp_path / "project"
    template.mkdir()
    shutil.copy(ROOT / "copier.yml", template)
    shutil.copytree(ROOT / "template", template / "template")
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
