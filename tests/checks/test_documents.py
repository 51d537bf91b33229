"""Checks that read documents: each has cases that pass, fail and mislead."""

from __future__ import annotations

import pytest

from tests.checks.harness import earned, facts, run

PROSE = (
    "This project predicts the water quality of every town from public measurements, so that "
    "citizens can see at a glance what they drink and where it comes from."
)
LONG = " ".join([PROSE] * 3)
FORM = ".github/ISSUE_TEMPLATE/bug.yml"
FULL_FORM = """name: Bug report
description: Tell us
labels: [bug]
body:
  - type: textarea
    attributes: {label: Steps to reproduce}
  - type: textarea
    attributes: {label: Expected behaviour}
  - type: textarea
    attributes: {label: What happened (actual behaviour)}
  - type: input
    attributes: {label: Version}
"""
ROADMAP = """# Roadmap

## 2026 Q1: collect the data (#12)
- ingest every source
## 2026 Q2: serve the model
- API
"""
RETRO = f"""# Retrospective of 2026-03-06

{LONG}

## Actions
- [x] write the runbook
- cut the image size, #41 (@ada)
"""
PLAN = """# Sprint plan

| Story | Estimate | Planned for |
| --- | --- | --- |
| Ingest | 3 points | 2026-05-04 |
| Serve | 5 points | 2026-05-11 |

Capacity: 12 points. Risk: the API quota; with 85% confidence we finish by 2026-05-15.
"""
TABLE = "| rule | what to do |\n|---|---|\n| a | b |\n"
CATALOGUE = f"# Rules\n\n## agents\n\n{TABLE}\n## {{}}\n\n{TABLE}\n## prompts\n\n{TABLE}"
PASS = [
    (
        "dataset-documented",
        {"docs/a.md": CATALOGUE.format("data") + f"\n{PROSE}\n## Data\n{PROSE}"},
    ),
    (
        "dataset-documented",  # the same columns throughout, on data throughout
        {"docs/a.md": CATALOGUE.replace("agents", "training data").format("data")},
    ),
    ("changelog", {"CHANGELOG.md": "# C\n\n## Unreleased\n\n- b\n\n## 0.1.0\n\n- a\n"}),
    ("review-owners", {"CODEOWNERS": "* @OWNER/all\n/src @ada\n"}),
    ("readme-purpose", {"README.md": f"# Demo\n\n{PROSE}\n\n## One\n\n## Two\n"}),
    ("readme-purpose", {"README.rst": f"Demo\n====\n\n{PROSE}\n"}),
    ("readme-purpose", {"README.md": f'<h1 align="center">Demo</h1>\n<p>{PROSE}</p>\n'}),
    ("readme-usage", {"README.md": "# D\n\n## Installation\n\n```sh\npip install d\n```\n"}),
    (
        "readme-usage",
        {"README.md": "# D\n\n## Démarrage rapide\n\nLancer `make run` à la racine.\n"},
    ),
    (
        "readme-usage",
        {
            "README.md": "# D\n## Usage\nSee [here](app/README.md).\n",
            "app/README.md": "```\nx\n```\n",
        },
    ),
    ("dataset-documented", {"README.md": f"# D\n\n## Jeux de données\n\n{PROSE}\n"}),
    (
        "dataset-documented",
        {"docs/a.md": "# Data\n\n| column | unit |\n| --- | --- |\n| ph | 1 |\n"},
    ),
    ("dataset-documented", {"data/README.md": f"# Files\n\n{PROSE}\n"}),
    ("dataset-documented", {"datapackage.json": '{"resources": [{"name": "x"}]}'}),
    (
        "results-presented",
        {"README.md": "# D\n\n## Results\n\nAccuracy reaches 92.5 % on the test set.\n"},
    ),
    (
        "results-presented",
        {"README.md": "# D\n## Évaluation\n\n| m | v |\n|---|---|\n| F1 | 0.81 |\n"},
    ),
    (
        "results-presented",
        {"MODEL_CARD.md": f"# Card\n\n## Intended use\n\n{PROSE}\n\n## Limitations\n\n{PROSE}\n"},
    ),
    ("user-test-protocol", {"docs/user-tests.md": f"# How\n\n{LONG}\n"}),
    ("user-test-protocol", {"CONTRIBUTING.md": f"# C\n\n## Recette\n\n{LONG}\n"}),
    (
        "user-test-records",
        {
            "docs/user-tests/2026-03-01.md": f"# Session\n\n{PROSE}\n",
            "docs/user-tests/2026-03-15.md": f"# Session\n\n{PROSE}\n",
        },
    ),
    ("changelog", {"CHANGELOG.md": "# Changelog\n\n## 1.2.0 - 2026-01-01\n\n- first\n"}),
    ("changelog", {"docs/changes.rst": "Changes\n=======\n\nv0.3\n----\n\n- more\n"}),
    ("bug-form", {FORM: FULL_FORM}),
    (
        "bug-form",
        {
            "README.md": "# D\n## Bug reports\nTell us in the [tracker](https://github.com/o/r/issues).\n"
        },
    ),
    ("bug-form-complete", {FORM: FULL_FORM}),
    ("bug-form-triaged", {FORM: FULL_FORM}),
    (
        "bug-form-triaged",
        {".gitlab/issue_templates/Bug.md": "## Steps\n\n## Expected\n\n/label ~bug\n"},
    ),
    ("tracker-linked", {"README.md": "# D\n\n[Issues](https://github.com/o/r/issues)\n"}),
    (
        "tracker-linked",
        {"pyproject.toml": '[project.urls]\nTracker = "https://github.com/o/r/issues"\n'},
    ),
    ("security-report", {"SECURITY.md": "# Security\n\nWrite to security@example.org.\n"}),
    ("review-guided", {".github/pull_request_template.md": "## What\n"}),
    ("review-owners", {".github/CODEOWNERS": "* @ada\n"}),
    ("review-owners", {"MAINTAINERS.md": "# Maintainers\n\n- Ada Lovelace\n"}),
    (
        "review-rules",
        {
            "CONTRIBUTING.md": "# C\n\nEvery pull request must be reviewed by another person before merge.\n"
        },
    ),
    ("review-rules", {"CONTRIBUTING.md": "# C\n\nToute modification est relue avant la fusion.\n"}),
    (
        "board-designed",
        {".github/labels.yml": "- name: 'status: to do'\n- name: 'status: in progress'\n"},
    ),
    ("board-designed", {"README.md": "# D\n[Board](https://github.com/orgs/o/projects/3)\n"}),
    (
        "board-designed",
        {
            "docs/kanban.md": "# Kanban board\n\n- To do: chosen\n- In progress: one each\n- Done: in use\n"
        },
    ),
    (
        "indicators-extracted",
        {
            "docs/indicators.md": "# Sprint 3, 2026-03-06\n\n| name | value |\n|---|---|\n| Velocity | 21 points |\n| Lead time | 4 days |\n"
        },
    ),
    (
        "satisfaction-recorded",
        {"docs/satisfaction.md": "# Satisfaction, 2026-03-06\n\nCSAT: 4.2/5 from 12 users.\n"},
    ),
    ("roadmap", {"ROADMAP.md": ROADMAP}),
    ("roadmap", {"README.md": "# D\n\n## Feuille de route\n\n- a b\n- c d\n- e f\n"}),
    ("roadmap-dated", {"ROADMAP.md": ROADMAP}),
    (
        "kanban-states",
        {
            "docs/kanban.md": "# Kanban\n\n- To do: chosen for this iteration\n- In progress: at most two at once\n- Done: merged and in use\n"
        },
    ),
    ("macro-micro-linked", {"ROADMAP.md": ROADMAP}),
    ("forecast", {"docs/sprint-plan.md": PLAN}),
    ("forecast-uncertain", {"docs/sprint-plan.md": PLAN}),
    ("retrospective", {"docs/retrospectives/2026-03-06.md": RETRO}),
    ("retrospective-acted-on", {"docs/retrospectives/2026-03-06.md": RETRO}),
]
FAIL = [
    ("dataset-documented", {"docs/rules.md": CATALOGUE.format("data")}),
    ("changelog", {"CHANGELOG.md": "# C\n\n## [Unreleased]\n\n- a first thing\n- a second\n"}),
    ("review-owners", {"CODEOWNERS": "* @OWNER/maintainers\n/docs @your-team\n"}),
    ("tracker-linked", {"README.md": "# D\n\n[Issues](https://github.com/OWNER/demo/issues)\n"}),
    (
        "bug-form",  # what a payload includes is payload
        {
            "copier.yml": "_subdirectory: template\n",
            "template/bug.yml.jinja": "{% include 'docs/ISSUE_TEMPLATE/bug.yml' %}",
            "docs/ISSUE_TEMPLATE/bug.yml": FULL_FORM + "{%- include 'docs/more.yml' %}",
            "docs/more.yml": "x",
        },
    ),
    ("readme-purpose", {}),
    ("readme-purpose", {"README.md": f"# Demo\n\n```\n{PROSE}\n```\n"}),
    ("readme-purpose", {"README.md": f"# Demo\n\n<!-- {PROSE} -->\n"}),
    ("readme-purpose", {"README.md": f"# A\n\n## B\n\n## C\n\n{PROSE}\n"}),
    (
        "readme-purpose",
        {"README.md": "# D\n\n" + "[![build](https://img.shields.io/x.svg)](https://x.org) " * 25},
    ),
    (
        "readme-usage",
        {"README.md": "# D\n\n## Installation\n\nSee the website.\n\n## Code\n\n```\nx\n```\n"},
    ),
    ("readme-usage", {"README.md": "# D\n\n```\n## Installation\npip install d\n```\n"}),
    ("dataset-documented", {"README.md": f"# D\n\n## Database\n\n{PROSE}\n"}),
    ("dataset-documented", {"README.md": "# D\n\n## Data\n\nTo be written.\n"}),
    ("dataset-documented", {"README.md": f"# D\n\n## Use your own data\n\n{PROSE}\n"}),
    ("dataset-documented", {"{{cookiecutter.x}}/docs/a.md": f"# Data\n\n{PROSE}\n"}),
    ("results-presented", {"README.md": "# D\n\n## Results\n\nThey are good.\n"}),
    (
        "results-presented",
        {"README.md": "# D\n## Metrics\n\n| name | means |\n|---|---|\n| F1 | a mean |\n"},
    ),
    (
        "results-presented",
        {"docs/model_card.md": f"# Writing model cards\n\n## Saving\n\n{PROSE}\n"},
    ),
    ("user-test-protocol", {"tests/user_test.py": "def test_user(): assert 1\n"}),
    ("user-test-protocol", {"docs/user-tests.md": "# User tests\n\nComing soon.\n"}),
    ("user-test-records", {"docs/user-tests/2026-03-01.md": f"# Session\n\n{PROSE}\n"}),
    (
        "user-test-records",
        {
            f"docs/user-tests/2026-03-0{n}.md": f"---\nstatus: unfilled\n---\n# S\n\n{PROSE}\n"
            for n in (1, 2)
        },
    ),
    ("changelog", {"CHANGELOG.md": "# Changelog\n\nA changelog will follow.\n"}),
    ("changelog", {".github/release.yml": "changelog: {}\n"}),
    ("bug-form", {"README.md": "# D\n\nOpen an issue when you find a bug.\n"}),
    (
        "bug-form",
        {
            "template/.github/ISSUE_TEMPLATE/bug.yml": FULL_FORM,
            "copier.yml": "_subdirectory: template\n",
        },
    ),
    ("bug-form", {".github/ISSUE_TEMPLATE/feature.md": "---\nname: Feature\n---\nWhat?\n"}),
    (
        "bug-form-complete",
        {FORM: "name: Bug\nbody:\n  - type: textarea\n    attributes: {label: Tell us}\n"},
    ),
    (
        "bug-form-triaged",
        {".github/ISSUE_TEMPLATE/bug.md": "---\nname: Bug\nlabels: ''\nassignees: ''\n---\nx\n"},
    ),
    ("tracker-linked", {"README.md": "# D\nSee https://github.com/other/lib/issues/12 for why.\n"}),
    ("tracker-linked", {"docs/guide/templates.md": "# G\n[x](https://github.com/o/r/issues)\n"}),
    ("security-report", {"docs/guides/security.md": "# Securing workflows\n\nPin your actions.\n"}),
    ("security-report", {"SECURITY.md": "# Security\n\nWe take it seriously.\n"}),
    ("review-guided", {"docs/pull_requests.md": "# Pull requests\n"}),
    ("review-owners", {"CODEOWNERS": "# nobody yet\n"}),
    ("review-owners", {"CONTRIBUTING.md": "# C\n\nA maintainer will look at it.\n"}),
    (
        "review-rules",
        {"CONTRIBUTING.md": "# C\n\nRun pre-commit before you open a pull request.\n"},
    ),
    ("review-rules", {"README.md": "# D\n\nWe classify movie reviews.\n"}),
    ("review-rules", {"README.md": '# D\n\nAsk it "Which PRs need to be reviewed?"\n'}),
    ("review-rules", {"README.md": "# D\n\nThanks to Bo, who has reviewed all our PRs.\n"}),
    ("review-rules", {"agents/bot/README.md": "# B\n\nPRs are reviewed before they merge.\n"}),
    ("review-owners", {"agents/bot/README.md": "# B\n\n## The team\n\n- Ada Lovelace\n"}),
    ("dataset-documented", {"README.md": f"# Turn Questions into Data Insights\n\n{PROSE}\n"}),
    ("dataset-documented", {"docs/a.md": f"# D\n\n## Data Connectors\n\n{PROSE}\n"}),
    ("board-designed", {"README.md": "# D\n\n## Dashboard\n\nTo do and done are shown.\n"}),
    ("board-designed", {".github/labels.yml": "- name: bug\n- name: enhancement\n"}),
    (
        "indicators-extracted",
        {"docs/a.md": "# Indicators\n\nWe will follow velocity and lead time.\n"},
    ),
    ("indicators-extracted", {"docs/a.md": "# Robot, 2026-03-01\n\n## Velocity\n\n3 m/s\n"}),
    ("satisfaction-recorded", {"docs/a.md": "# Satisfaction\n\nUsers are happy.\n"}),
    ("roadmap", {"README.md": "# D\n\n## Roadmap\n\nSee the board.\n"}),
    (
        "roadmap-dated",
        {"ROADMAP.md": "# Roadmap\n\n- near future: more\n- later: better\n- one day: all\n"},
    ),
    ("kanban-states", {"docs/kanban.md": "# Kanban\n\nWe use Kanban.\n\n- To do\n- Done\n"}),
    (
        "macro-micro-linked",
        {"ROADMAP.md": "# Roadmap\n\n- a thing\n- a second thing\n- a third thing\n"},
    ),
    ("forecast", {"ROADMAP.md": ROADMAP}),
    ("forecast", {"docs/forecast.md": f"# Sales forecast model\n\n{PROSE}\n"}),
    ("forecast-uncertain", {"docs/sprint-plan.md": PLAN.split("Risk")[0]}),
    ("retrospective", {"docs/retrospective.md": f"# Retrospective\n\n{LONG}\n"}),
    (
        "retrospective",
        {"docs/retrospectives/2026-03-06.md": f"---\nstatus: unfilled\n---\n# R\n\n{LONG}\n"},
    ),
    ("retrospective-acted-on", {"docs/retrospectives/2026-03-06.md": RETRO.split("## Actions")[0]}),
]


@pytest.mark.parametrize(("check", "files"), PASS)
def test_it_passes(check: str, files: dict[str, str]) -> None:
    assert earned(check, files) > 0


@pytest.mark.parametrize(("check", "files"), FAIL)
def test_it_does_not(check: str, files: dict[str, str]) -> None:
    assert earned(check, files) == 0


def test_a_folder_that_is_more_than_a_payload_s_parts_is_the_project_s_own() -> None:
    files = {
        "copier.yml": "_subdirectory: template\n",
        "template/bug.yml.jinja": "{% include 'docs/ISSUE_TEMPLATE/bug.yml' %}",
        "docs/ISSUE_TEMPLATE/bug.yml": FULL_FORM,
        "docs/index.md": "# Home\n",
    }
    assert earned("bug-form", files) > 0


def test_evidence_names_file_and_line() -> None:
    files = {"README.md": f"# D\n\n{PROSE}\n\n## Results\n\nAccuracy: 92 %\n"}
    result = run("results-presented", facts(files))
    assert [(e.path, e.line) for e in result.evidence] == [("README.md", 5), ("README.md", 7)]


@pytest.mark.parametrize(
    ("days", "points"),
    [((0, 14, 28), 0.5), ((0, 30, 60), 0.25), ((0, 60, 120), 0.0), ((0, 14), 0.0)],
)
def test_user_test_cadence(days: tuple[int, ...], points: float) -> None:
    from datetime import date, timedelta

    dates = [date(2026, 1, 1) + timedelta(days=n) for n in days]
    files = {f"docs/user-tests/{d}.md": f"# Session\n\n{PROSE}\n" for d in dates}
    assert earned("user-test-cadence", files) == points


def test_the_tracker_of_another_project_is_not_ours() -> None:
    files = {"README.md": "# D\n[upstream](https://github.com/other/lib/issues)\n"}
    assert earned("tracker-linked", files, url="https://github.com/me/demo") == 0
    assert earned("tracker-linked", files, url="https://github.com/other/lib") == 0.25


def test_a_clone_of_a_local_folder_says_nothing_of_the_tracker() -> None:
    files = {"README.md": "# D\n[issues](https://github.com/other/lib/issues)\n"}
    assert earned("tracker-linked", files, url="/srv/mirrors/whatever") == 0.25


def test_the_tracker_is_ours_whatever_the_remote_looks_like() -> None:
    files = {"README.md": "# D\n[issues](https://github.com/me/demo/issues)\n"}
    for url in (
        "git@github.com:me/demo.git",
        "ssh://git@github.com/me/demo",
        "https://x.org/fork/demo",
    ):
        assert earned("tracker-linked", files, url=url) == 0.25
