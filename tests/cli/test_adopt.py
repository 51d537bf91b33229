"""`aifactory adopt`: the answers file, and what an update brings after it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from aifactory.cli import main
from aifactory.remedy.adopting import ANSWERS, revision
from tests.cli.mending import FILES, GITLAB, checked_out, project
from tests.repos import Repo
from tests.template.test_update import copier, git, present, release, tree

Run = pytest.CaptureFixture[str]


def adopt(repo: Repo, *words: str) -> int:
    return main(["adopt", str(repo.path), "--lang", "en", *words])


def answers(repo: Repo) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((repo.path / ANSWERS).read_text("utf-8"))
    return found


def test_an_update_brings_what_the_template_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aifactory.__version__", "1.2.3")
    template = tmp_path / "template"
    template.mkdir()
    git(template, "init", "-q", "-b", "main")
    present(template)
    release(template, "v1.2.3")
    copier("copy", "-q", "--defaults", str(template), str(tmp_path / "plain"))
    same = (tmp_path / "plain" / ".editorconfig").read_text("utf-8")
    repo = checked_out(project(tmp_path, {".editorconfig": same, "Makefile": "all:\n\tls\n"}))
    assert adopt(repo, "--yes", "--template", str(template)) == 0
    repo.git("add", ANSWERS)
    repo.git("commit", "-qm", "chore: follow the template")
    before = tree(repo.path)
    for name, text in {
        ".editorconfig": same + "\n[*.toml]\nindent_size = 2\n",
        "new-rule.md": "# A new rule\n",
    }.items():
        where = template / "template" / name
        where.write_text(text, "utf-8")
        if where.with_name(f"{name}.jinja").exists():
            where.unlink()
            where.with_name(f"{name}.jinja").write_text(text, "utf-8")
    absent = template / "template" / "Makefile.jinja"
    absent.write_text("# First\n" + absent.read_text("utf-8"), "utf-8")
    release(template, "v99.0.0")
    copier("update", "-q", "--defaults", cwd=repo.path)
    after = tree(repo.path)
    changed = {name for name in after if after[name] != before.get(name)}
    assert before.keys() <= after.keys()
    assert changed <= {ANSWERS, ".editorconfig", "new-rule.md", "Makefile"}
    assert {ANSWERS, ".editorconfig", "new-rule.md"} <= changed
    assert after["README.md"] == FILES["README.md"]
    assert "v99.0.0" in after[ANSWERS]
    assert "\tls\n" in after["Makefile"]


def test_what_differs_is_shown_and_nothing_else_written(tmp_path: Path, capsys: Run) -> None:
    repo = checked_out(project(tmp_path))
    before = tree(repo.path)
    assert adopt(repo, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "Files that are here in another form, and stay: 3\n" in said
    (unanswered,) = (line for line in said.splitlines() if line.startswith("Left as the template"))
    assert "description" in unanswered
    assert "project_name" not in unanswered
    assert tree(repo.path) == before
    assert adopt(repo, "--yes") == 0
    assert tree(repo.path).keys() - before.keys() == {ANSWERS}
    assert answers(repo)["project_slug"] == answers(repo)["project_name"] == "leak-finder"
    assert answers(repo)["package_name"] == "leak_finder"
    assert adopt(repo, "--yes") == 2
    assert "copier update" in capsys.readouterr().err


def test_what_poetry_tells_is_read(tmp_path: Path) -> None:
    manifest = (
        '[tool.poetry]\nname = "budget"\ndescription = "Suivi du budget des communes"\n'
        'authors = ["Ada Lovelace <ada@example.org>"]\n'
    )
    repo = checked_out(project(tmp_path, {"pyproject.toml": manifest}))
    assert adopt(repo, "--yes") == 0
    found = answers(repo)
    assert found["project_name"] == "budget"
    assert found["description"] == "Suivi du budget des communes"
    assert (found["author_name"], found["author_email"]) == ("Ada Lovelace", "ada@example.org")


def test_nobody_is_asked_nothing_is_written(tmp_path: Path) -> None:
    repo = checked_out(project(tmp_path))
    assert adopt(repo) == 2
    assert not (repo.path / ANSWERS).exists()
    (repo.path / ANSWERS).symlink_to(tmp_path / "elsewhere.yml")
    assert adopt(repo, "--yes") == 2
    assert not (tmp_path / "elsewhere.yml").exists()


@pytest.mark.parametrize(
    ("name", "description", "author", "email"),
    [
        ("requests", "short", "A", "no address"),
        ("1_strange..name__", 'a "quoted" description of the project', 'Ada "x"', "a@b"),
        ("x" * 90, "{{ 7 * 7 }} is what this project computes", "{% raw %}", "ada@example.org"),
        ("détecteur-de-fuites", "Un détecteur de fuites, à l'écoute du réseau", "Zoé Ångström", ""),
        ("-", "line\\nand another line of the description", "Ada\\nLovelace", "ada@ex.org\\n"),
        ("_", "\\u0007 rings a bell while it computes", "\\u001b[31mAda", "ada+x@example.co.uk"),
    ],
)
@pytest.mark.parametrize("url", ["https://github.com/octo/requests", GITLAB, "/somewhere/else"])
def test_every_answer_that_is_inferred_is_accepted(
    tmp_path: Path, name: str, description: str, author: str, email: str, url: str
) -> None:
    manifest = (
        f'[project]\nname = "{name}"\ndescription = """{description}"""\n'
        f"authors = [{{name = '''{author}''', email = \"{email}\"}}]\n"
    )
    repo = checked_out(project(tmp_path, {"pyproject.toml": manifest}, url))
    assert adopt(repo, "--yes") == 0
    found = answers(repo)
    assert found["package_name"] != "requests"
    assert "49" not in found["description"]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.3", "v1.2.3"),
        ("1.2.4.dev7+g205f71c1c", "205f71c1c"),
        ("1.2.4.dev7+g205f71c1c.d20261125", "205f71c1c"),
        ("0.0.0", "v0.0.0"),
    ],
)
def test_a_version_is_a_tag_or_the_commit_it_names(version: str, expected: str) -> None:
    assert revision(version) == expected
