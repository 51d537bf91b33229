"""`aifactory audit --compare` on real repositories."""

import json

import pytest

from aifactory.cli import main
from tests.repos import Repo, build_repo, plain_git

PURPOSE = "# Leaves\n\n" + "It tells a maple from an oak by the photograph of one leaf. " * 3


@pytest.fixture
def branched(tmp_path) -> Repo:
    """`main` has moved on since the branch `work`, which is checked out, left it."""
    repo = build_repo(tmp_path).file("README.md", "# Leaves\n").commit("begin")
    repo.branch("work").file("README.md", PURPOSE).commit("say what it is for")
    repo.switch("main").file(".gitignore", "*.pyc\n").commit("ignore what is compiled")
    plain_git("symbolic-ref", "HEAD", "refs/heads/work", cwd=repo.path)
    return repo


def compared(capsys, *words: str) -> dict:
    """What the command says, as data."""
    assert main(["audit", *words, "--format", "json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def turns(data: dict) -> dict[str, str]:
    return {one["id"]: one["turn"] for one in data["changes"]}


def test_a_change_is_held_against_where_it_left_the_branch(branched, capsys):
    data = compared(capsys, str(branched.path), "--compare", "main")
    assert turns(data) == {"readme-purpose": "gained"}
    assert data["gain"] == 0.5
    assert (
        data["before"]["commit"]
        == plain_git("merge-base", "main", "work", cwd=branched.path).strip()
    )


def test_a_drop_fails_where_that_is_asked(branched, capsys, tmp_path):
    saved = tmp_path / "report.json"
    words = ["audit", str(branched.path)]
    assert main([*words, "--format", "json", "-o", str(saved)]) == 0
    plain_git("symbolic-ref", "HEAD", "refs/heads/main", cwd=branched.path)
    data = compared(capsys, str(branched.path), "--compare", str(saved))
    assert turns(data)["readme-purpose"] == "lost"
    assert main([*words, "--compare", str(saved)]) == 0
    assert main([*words, "--compare", str(saved), "--fail-on-drop"]) == (data["gain"] < 0)


def test_a_drop_is_the_exit_code(branched, capsys, tmp_path):
    saved = tmp_path / "report.json"
    main(["audit", str(branched.path), "--format", "json", "-o", str(saved)])
    report = json.loads(saved.read_text("utf-8"))
    report["score"]["proven"] += 1
    saved.write_text(json.dumps(report), "utf-8")
    words = ["audit", str(branched.path), "--compare", str(saved)]
    assert main(words) == 0
    assert main([*words, "--fail-on-drop"]) == 1
    report["score"]["proven"] = 0
    saved.write_text(json.dumps(report), "utf-8")
    assert main([*words, "--fail-on-drop"]) == 0


def test_saved_facts_are_scored_and_compared(branched, capsys, tmp_path):
    facts = tmp_path / "facts.json"
    assert main(["collect", str(branched.path), "-o", str(facts)]) == 0
    data = compared(capsys, "--facts", str(facts), "--compare", str(facts))
    assert (data["changes"], data["gain"]) == ([], 0)


def test_a_comment_is_marked_and_short(branched, capsys):
    words = ["audit", str(branched.path), "--compare", "main", "--format", "markdown"]
    assert main([*words, "--lang", "fr"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("<!-- aifactory -->\n## ")
    assert "### Gagné" in text
    assert len(text) < 4000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--compare", "nowhere"], "no commit is named nowhere"),
        (["--compare", "--upload-pack=x"], "expected one argument"),
        (["--compare=-x"], "no commit is named -x"),
        (["--fail-on-drop"], "add --compare"),
        (["--compare", "README.md"], "not facts of this program"),
        (["--compare", "README.md"], "aifactory audit --format json"),
    ],
)
def test_what_cannot_be_compared(branched, capsys, monkeypatch, words, said):
    (branched.path / "README.md").write_text("# x\n", "utf-8")
    monkeypatch.chdir(branched.path)
    assert main(["audit", ".", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_history(tmp_path, capsys):
    (tmp_path / "README.md").write_text(PURPOSE, "utf-8")
    assert main(["audit", str(tmp_path), "--compare", "main"]) == 2
    assert "is no git repository" in capsys.readouterr().err


def test_facts_and_a_revision(branched, capsys, tmp_path):
    facts = tmp_path / "facts.json"
    main(["collect", str(branched.path), "-o", str(facts)])
    assert main(["audit", "--facts", str(facts), "--compare", "main"]) == 2
    assert "no such file: main" in capsys.readouterr().err
