"""Where remedies put what they add: titles, sections, stages, fields, labels."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from aifactory.remedy.delivering import is_pipeline, stage_of
from aifactory.remedy.growing import headings, level, rst_mark
from aifactory.remedy.presenting import markdown_title, rst_title
from tests.cli.mending import Fix, blob, checked_out, fixing, kept, project


@pytest.fixture
def fix(capsys: pytest.CaptureFixture[str]) -> Fix:
    return fixing(capsys)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("# Title\n\nText\n", 1),
        ("## Title\n\nText\n", 1),
        ("Text\n\n## Section\n", 2),
        ("![badge](x)\n\n# Title\n", 3),
        ("Title\n=====\n\nText\n", 2),
        ("---\na: b\n---\n\n# Title\n", 5),
        ("```sh\n# no title\n```\n\n# Title\n", 5),
        ("<h1 align='center'>Title</h1>\n\nText\n", 1),
        ("<h1>\n  Title\n</h1>\n<p>more</p>\n\n## Section\n", 4),
        ("Text alone\n", 0),
        ("", 0),
    ],
)
def test_the_title_of_a_markdown_text(text: str, at: int) -> None:
    assert markdown_title(text.split("\n")) == at


def test_the_title_of_a_restructuredtext() -> None:
    assert rst_title(["=====", "Title", "=====", ""]) == 3
    assert rst_title(["Title", "=====", "", "Text"]) == 2
    assert rst_title(["Text"]) == 0
    assert rst_mark("T\n===\n\nA\n~~~\n\nB\n~~~\n") == "~"
    assert rst_mark("T\n---\n") == "~"
    assert rst_mark("T\n===\n\nA\n---\n") == "-"
    assert rst_mark("A\n---\n\nB\n---\n\nC\n^^^\n\nD\n---\n") == "-"


def test_headings_in_code_are_none() -> None:
    text = ["# A", "~~~", "# no", "```", "# no", "~~~", "## B", "````", "```", "# no", "````", ""]
    assert [(n, words) for n, _, words in headings(text)] == [(0, "A"), (6, "B")]
    assert level(["# A", "# B"]) == "#"
    assert level(["# A", "# B", "## C"]) == level(["# A"]) == level([]) == "##"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("a:\n  script: ls\n", "test"),
        ("stages: [lint, test]\n", "test"),
        ("stages: [ 'lint', \"deploy now\" ]\n", "lint"),
        ("stages:  # in order\n  - lint # first\n  # - test\n  - deploy\n", "lint"),
        ("stages:\n- build\n- test\n\nx: 1\n", "test"),
        ("stages: []\n", "test"),
    ],
)
def test_the_stage_of_a_check(text: str, stage: str) -> None:
    assert stage_of(text) == stage
    assert is_pipeline(text)


FORM = """\
name: Bug
description: It fails
body:
- type: textarea
  id: steps
  attributes:
    label: Steps to reproduce
"""
LATER = "name: Bug\nbody:\n  - type: input\n    attributes: {label: Steps}\ndescription: It fails\n"


def grown(tmp_path: Path, fix: Fix, path: str, text: str) -> str:
    repo = checked_out(project(tmp_path, {path: text}))
    code, said = fix(repo, "--only", "bug-form", "bug-form-complete", "bug-form-triaged")
    assert code == 0, said
    kept(repo, "main", "HEAD")
    return blob(repo, "HEAD", path).decode()


def test_a_form_of_fields_gains_fields_and_a_label(tmp_path: Path, fix: Fix) -> None:
    text = grown(tmp_path, fix, ".github/ISSUE_TEMPLATE/bug.yml", FORM)
    form = yaml.safe_load(text)
    assert text.startswith('name: Bug\ndescription: It fails\nlabels: ["bug"]\nbody:\n- type')
    labels = [item["attributes"]["label"] for item in form["body"]]
    assert labels[0] == "Steps to reproduce"
    assert len({item["id"] for item in form["body"]}) == len(labels) == 4


def test_a_form_whose_body_is_not_last_gains_its_label_alone(tmp_path: Path, fix: Fix) -> None:
    text = grown(tmp_path, fix, ".github/ISSUE_TEMPLATE/bug.yml", LATER)
    assert text == LATER.replace("body:", 'labels: ["bug"]\nbody:')


def test_an_empty_list_of_labels_is_a_choice(tmp_path: Path, fix: Fix) -> None:
    text = grown(tmp_path, fix, ".github/ISSUE_TEMPLATE/bug.yml", FORM + "labels: []\n")
    assert text == FORM + "labels: []\n"


def test_a_form_for_bugs_and_wishes_gets_no_label(tmp_path: Path, fix: Fix) -> None:
    mixed = FORM.replace("name: Bug", "name: Bug or feature request")
    assert "labels" not in grown(tmp_path, fix, ".github/ISSUE_TEMPLATE/all.yml", mixed)


def test_a_form_of_headings_gains_headings_of_its_level(tmp_path: Path, fix: Fix) -> None:
    text = "---\nname: Bug\nabout: It fails\n\n---\n\n### Steps to reproduce\n\n1. …"
    found = grown(tmp_path, fix, ".github/ISSUE_TEMPLATE/bug.md", text)
    assert found.startswith("---\nname: Bug\nabout: It fails\nlabels: bug\n\n---\n\n### Steps")
    assert "\n\n### Expected behaviour\n" in found
    assert "\n## " not in found


def test_quick_actions_stay_last(tmp_path: Path, fix: Fix) -> None:
    text = "## Steps\n\n/assign @ada\n/confidential\n"
    found = grown(tmp_path, fix, ".gitlab/issue_templates/Bug.md", text)
    assert found.endswith("\n/assign @ada\n/confidential\n")
    assert "## Expected behaviour" in found


def test_a_tracker_elsewhere_is_the_tracker(tmp_path: Path, fix: Fix) -> None:
    guide = "# Guide\n\nTell us at <https://www.redmine.org/projects/redmine/wiki/Contribute>.\n"
    repo = checked_out(project(tmp_path, {"CONTRIBUTING.md": guide}))
    assert fix(repo, "--only", "tracker-linked")[0] == 0
    assert repo.git("branch", "--list") == "* main\n"


def test_a_script_named_test_that_tests_nothing_makes_no_workflow(tmp_path: Path, fix: Fix) -> None:
    package = '{"name": "x", "scripts": {"test": "prettier --check ."}}'
    repo = project(tmp_path, {"package.json": package}).remove("pyproject.toml")
    code, said = fix(checked_out(repo.remove("tests/test_it.py")), "--only", "ci-tests")
    assert (code, "Nothing to add." in said) == (0, True)


def test_the_recipe_of_an_example_is_not_the_product(tmp_path: Path, fix: Fix) -> None:
    repo = project(tmp_path, {"examples/one/Dockerfile": "FROM scratch\nCOPY a a\nUSER 1\n"})
    code, said = fix(checked_out(repo), "--only", "container-built-in-ci")
    assert (code, "Nothing to add." in said) == (0, True)
