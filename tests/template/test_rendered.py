"""What the template renders is whole, parses, and deserves the score it gets."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from aifactory import engine, policy
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


def test_answers_are_remembered(project: Path) -> None:
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    assert answers["organisation"] == "my-team"
    assert answers["language"] in ("en", "fr")


def test_documents_speak_the_chosen_language(english: Path, french: Path, scores: Path) -> None:
    assert "## Getting started" in (english / "README.md").read_text("utf-8")
    assert "## Prise en main" in (french / "README.md").read_text("utf-8")
    names = [p.relative_to(english / "docs") for p in (english / "docs").rglob("*")]
    same = [p.relative_to(french / "docs") for p in (french / "docs").rglob("*")]
    assert sorted(names) == sorted(same)
    other = {
        "en": re.compile(r"\b(les|des|une|est|qui|avec|sont)\b"),
        "fr": re.compile(r"\b(the|and|with|which|not|what|who|from|this)\b"),
    }
    for project, language in ((english, "en"), (french, "fr"), (scores, "fr")):
        places = ("*.md", "docs/**/*.md", ".git?*/**/*.md", ".git*/labels.yml", ".git*/*/*_*.yml")
        for path in (path for place in places for path in project.glob(place)):
            text = path.read_text("utf-8")
            prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", text, flags=re.S)
            assert not other[language].search(prose), path


def test_artefacts_earn_their_points_and_habits_none(project: Path) -> None:
    results = checks(project)
    earned = {name for name, result in results.items() if result.earned}
    assert not earned & HABITS
    assert earned >= set(results) - HABITS - {"delivery-cadence"}
    assert sum(result.earned for result in results.values()) >= 10


@pytest.mark.parametrize("first", ["2027-03-31", "2027-12-31", "2028-02-29"])
@pytest.mark.parametrize("weeks", [1, 3, 4])
def test_the_roadmap_counts_from_the_first_release(first: str, weeks: int, tmp_path: Path) -> None:
    given = {"first_release": first, "iteration_weeks": weeks}
    project = create(tmp_path / "demo", given, defaults=True, repository=False)
    roadmap = (project / "docs" / "roadmap.md").read_text("utf-8")
    day = date.fromisoformat(first)
    gantt = [
        line.split(", ")[1:] for line in roadmap.splitlines() if re.search(r" :(milestone|e)", line)
    ]
    assert [step[-2:] for step in gantt if step[-1] != "0d"] == [
        [str(day + timedelta(weeks=weeks * n)) for n in span]
        for span in ((-4, -3), (-3, -1), (-1, 3), (0, 4), (2, 6))
    ]
    assert f"| First release | {first} |" in roadmap
    horizons = re.findall(r"^\| [^|]+ \| (20[0-9-]{8}) \|.*\]\(https://", roadmap, flags=re.M)
    assert len(horizons) == 6
    assert horizons == sorted(horizons)


def test_labels_are_one_list_on_both_forges(english: Path, answers: Path, scores: Path) -> None:
    def read(path: Path) -> list[dict[str, str]]:
        found: list[dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
        return found

    ours = read(english / ".github" / "labels.yml")
    assert read(answers / ".gitlab" / "labels.yml") == ours
    names = [label["name"] for label in ours]
    assert len(set(names)) == len(names)
    assert {name.split(":")[0] for name in names} == {
        *("type", "state", "size", "phase", "role", "priority")
    }
    for group, wanted in (
        ("type", "bug feature user-test incident post-mortem data task debt retrospective"),
        ("state", "to-do doing review blocked done"),
        ("size", "XS S M L XL"),
        ("phase", "infrastructure collection transformation governance learning production"),
        ("phase", "follow-up"),
        ("role", "technician academic"),
        ("priority", "high normal low"),
    ):
        assert {f"{group}:{name}" for name in wanted.split()} <= set(names)
    assert all("point" in label["description"] for label in ours if label["name"][:5] == "size:")
    french = read(scores / ".gitlab" / "labels.yml")
    assert [label["name"] for label in french] == names
    for label, other in zip(ours, french, strict=True):
        assert re.fullmatch("[0-9a-f]{6}", label["color"])
        assert len(label["description"]) <= 100
        assert label["description"] != other["description"]


def test_forms_use_labels_that_exist(english: Path, answers: Path) -> None:
    known = set(
        re.findall(r'name: "(.+)"', (english / ".github" / "labels.yml").read_text("utf-8"))
    )
    for path in (english / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        assert set(yaml.safe_load(path.read_text("utf-8")).get("labels", [])) <= known, path
    forms = list((answers / ".gitlab" / "issue_templates").glob("*.md"))
    assert len(forms) == 6
    for path in forms:
        used = re.findall(r'~"([^"]+)"', path.read_text("utf-8"))
        assert used, path
        assert set(used) <= known, path


def test_pages_and_jobs_name_labels_that_exist(project: Path) -> None:
    (labels,) = project.glob(".git*/labels.yml")
    known = {label["name"] for label in yaml.safe_load(labels.read_text("utf-8"))}
    label = re.compile(r"\b((?:type|state|size|phase|role|priority)(?::|%3A)[A-Za-z][A-Za-z-]*)")
    told = [*project.glob("*.md"), *project.glob("docs/**/*.md"), *project.glob(".git*/*/*.yml")]
    used = {name for path in told for name in label.findall(path.read_text("utf-8"))}
    used = {name.replace("%3A", ":") for name in used}
    assert {"state:doing", "type:user-test", "phase:learning", "role:academic"} <= used
    assert used <= known


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_another_tracker_takes_the_bugs(language: str, forge: str, tmp_path: Path) -> None:
    tracker = "https://bugs.example.org/browse/CELL?view=all&x=%20"
    given = {"bug_tracker": tracker, "language": language, "forge": forge}
    project = create(tmp_path / "demo", given, defaults=True, repository=False)
    assert tracker in (project / "CONTRIBUTING.md").read_text("utf-8")
    if forge == "github":
        forms = project / ".github" / "ISSUE_TEMPLATE"
        form = yaml.safe_load((forms / "bug_report.yml").read_text("utf-8"))
        assert form["body"][0]["type"] == "markdown"
        assert tracker in form["body"][0]["attributes"]["value"]
        config = yaml.safe_load((forms / "config.yml").read_text("utf-8"))
        assert config["contact_links"][0]["url"] == tracker
        assert config["contact_links"][-1]["url"].endswith("/security/advisories/new")
        assert config["blank_issues_enabled"] is False
    else:
        form = project / ".gitlab" / "issue_templates" / "bug-report.md"
        assert tracker in form.read_text("utf-8")
    found = checks(project)
    for name in ("bug-form", "bug-form-complete", "bug-form-triaged", "tracker-linked"):
        assert found[name].earned == found[name].points, name


@pytest.mark.parametrize("name", ["english", "answers", "scores"])
def test_owners_stand_on_paths_that_exist(name: str, request: pytest.FixtureRequest) -> None:
    project: Path = request.getfixturevalue(name)
    (owners,) = project.glob(".git*/CODEOWNERS")
    rules = [line.split() for line in owners.read_text("utf-8").splitlines() if line[:1] not in "#"]
    rules = [rule for rule in rules if rule]
    assert rules[0] == ["*", "@my-team/reviewers"]
    phases = (project / "docs" / "roles.md").read_text("utf-8")
    for phase in re.findall(r"^# (\w[\w-]*)$", owners.read_text("utf-8"), flags=re.M):
        assert f"| {phase.lower()} |" in phases
    for path, *people in rules[1:]:
        assert (project / path.lstrip("/")).exists(), path
        assert all(person.startswith("@my-team/") for person in people)


def test_alerts_and_promises_speak_of_metrics_that_exist(english: Path) -> None:
    folder = english / "deploy" / "monitoring"
    alerts = "".join((folder / name).read_text("utf-8") for name in ("alerts.yml", "budget.yml"))
    code = (english / "src" / "cell_sorter" / "observability.py").read_text("utf-8")
    for metric in set(re.findall(r"\bhttp_\w+", alerts)):
        assert re.sub("_(bucket|count)$", "", metric) in code, metric
    for record in re.findall(r"record: (\S+)", alerts):
        assert alerts.count(record) > 1, record


def test_a_blank_form_is_no_evidence_and_a_filled_one_is(english: Path, tmp_path: Path) -> None:
    project = tmp_path / "demo"
    shutil.copytree(english, project)
    forms = [p for p in project.glob("docs/**/*.md") if "status: unfilled" in p.read_text("utf-8")]
    assert {p.name for p in forms} == {"form.md"}
    assert len(forms) == 6
    assert checks(project)["retrospective"].earned == 0
    form = (project / "docs/retrospectives/form.md").read_text("utf-8")
    body = form.split("---\n", 2)[2].split("*Blank form")[0].replace("of …", "of 2027-02-05")
    told = "We planned six tickets and finished four, because the review took longer than hoped. "
    record = project / "docs" / "retrospectives" / "2027-02-05.md"
    record.write_text(body + told * 6 + "\n\n- @ada splits reviews, #12, done\n- @bob, #13\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "docs: keep the first retrospective")
    assert checks(project)["retrospective"].earned == 0.5


@pytest.mark.parametrize("name", ["english", "french"])
def test_taking_the_mark_off_a_blank_form_makes_no_record(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = tmp_path / "demo"
    shutil.copytree(request.getfixturevalue(name), project)
    for form in project.glob("docs/*/form.md"):
        blank = form.read_text("utf-8").split("---\n", 2)[2].replace("…", "2027-02-05")
        title, _, rest = re.split(r"(\n\*[^*]+\*\n)", blank)
        (form.parent / "2027-02-05.md").write_text(title + rest, "utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "docs: keep blank records")
    assert not {n for n, result in checks(project).items() if result.earned} & HABITS


def test_workflows_check_then_publish(english: Path) -> None:
    folder = english / ".github" / "workflows"
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
    for path in (english / ".github").glob("*/**/*.yml"):
        for used in re.findall(r"\buses: (.+)", path.read_text()):
            assert used.startswith("./") or re.search(r"@[0-9a-f]{40} # v\d", used)


def test_tasks_that_ci_calls_exist(project: Path) -> None:
    makefile = (project / "Makefile").read_text()
    paths = [*(project / ".github").glob("*/**/*.yml"), *project.glob(".gitlab-ci.yml")]
    called = {
        t for p in paths for t in re.findall(r"\bmake (?:-s )?([a-z-]+)\b(?!\d)", p.read_text())
    }
    assert called >= {"install", "test", "deploy", "rollback", "smoke", "indicators"}
    for task in called:
        assert f"\n{task}:" in makefile, task


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0", "EUPL-1.2"])
def test_every_licence_has_its_text(licence: str, tmp_path: Path) -> None:
    answers = {"licence": licence, "project_name": "Prévision à l'est".replace("'", " ")}
    project = create(tmp_path / "demo", answers, defaults=True, repository=False)
    name = {"MIT": "MIT License", "Apache-2.0": "Apache License", "EUPL-1.2": "EUPL-1.2"}[licence]
    assert name in (project / "LICENSE").read_text("utf-8")
    assert (project / "src" / "prevision_a_l_est").is_dir()


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
