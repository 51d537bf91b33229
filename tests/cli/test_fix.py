"""`aifactory fix`: what lacks is added on a branch; nothing of the user's is lost or run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from aifactory.cli import main
from aifactory.remedy import table
from aifactory.remedy.edits import Edit
from aifactory.remedy.planning import Remedy
from tests.cli.mending import FILES, GITHUB, GITLAB, HOME, Fix, blob, checked_out, kept, project
from tests.repos import CLEAN, Repo, build_repo, plain_git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return checked_out(project(tmp_path))


def names(repo: Repo, base: str = "main", tip: str = "aifactory/fix") -> set[str]:
    return set(repo.git("diff", "--name-only", base, tip).split())


def test_what_lacks_comes_as_commits_on_a_branch(repo: Repo, fix: Fix) -> None:
    base = repo.head()
    code, said = fix(repo)
    assert code == 0, said
    assert repo.git("branch", "--show-current").strip() == "aifactory/fix"
    assert repo.head("main") == base
    assert {"Dockerfile", "SECURITY.md", ".github/workflows/tests.yml", "README.md"} <= names(repo)
    assert b"CMD" in blob(repo, "HEAD", "Dockerfile")
    kept(repo, base, "HEAD")
    assert repo.git("status", "--porcelain") == ""
    messages = repo.git("log", "--format=%s%n%b", "main..").split("chore: ")[1:]
    assert len(messages) == len({message.split(" asks")[0].split()[-1] for message in messages})
    assert all("Expected: +" in message for message in messages)
    planned, measured = (line for line in said.splitlines() if " → " in line)
    assert planned.split()[:3] == measured.split()[3:6]


def test_a_second_run_adds_nothing(repo: Repo, fix: Fix) -> None:
    fix(repo)
    tip = repo.head()
    code, said = fix(repo, "--branch", "again")
    assert (code, "Nothing to add." in said) == (0, True)
    assert repo.head() == tip
    assert "again" not in repo.git("branch", "--list")


def test_undo_as_told(repo: Repo, fix: Fix) -> None:
    before = repo.git("for-each-ref"), repo.head(), sorted(repo.path.iterdir())
    _code, said = fix(repo)
    told = said.split("undo it with ")[1].split("`")
    for command in (told[1], told[3]):
        repo.git(*command.split()[1:])
    assert (repo.git("for-each-ref"), repo.head(), sorted(repo.path.iterdir())) == before


def test_a_dry_run_changes_nothing(repo: Repo, fix: Fix) -> None:
    refs = repo.git("for-each-ref")
    code, said = fix(repo, "--dry-run", "--patch", "out.patch", "--checklist", "todo.md")
    assert (code, "+ Dockerfile" in said, "After the merge, by hand" in said) == (0, True, True)
    assert repo.git("for-each-ref") == refs
    assert repo.git("status", "--porcelain") == ""


def test_nothing_without_a_word(repo: Repo, fix: Fix, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(repo.path)]) == 2
    assert "--yes" in capsys.readouterr().err
    assert repo.git("branch", "--list") == "* main\n"


def test_a_patch_equals_the_branch(repo: Repo, fix: Fix, tmp_path: Path) -> None:
    patch = tmp_path / "out.patch"
    assert fix(repo, "--patch", str(patch))[0] == 0
    assert repo.git("branch", "--list") == "* main\n"
    repo.git("switch", "-qc", "patched")
    repo.git("am", "-q", str(patch))
    repo.git("switch", "-q", "main")
    assert fix(repo)[0] == 0
    assert repo.head("patched^{tree}") == repo.head("aifactory/fix^{tree}")
    log = ("log", "--format=%s", "main..")
    assert repo.git(*log[:2], "main..patched") == repo.git(*log[:2], "main..aifactory/fix")


def test_only(repo: Repo, fix: Fix) -> None:
    assert fix(repo, "--only", "security-report")[0] == 0
    assert names(repo) == {"SECURITY.md"}
    code, said = fix(repo, "--only", "no-such")
    assert (code, "no such check: no-such" in said) == (2, True)


def test_up_to(repo: Repo, fix: Fix) -> None:
    code, said = fix(repo, "--up-to", "3.5")
    assert code == 0
    before, _, after = said.split("On branch aifactory/fix: ")[1].split(" of ")[0].partition(" → ")
    assert float(before) < 3.5 <= float(after) < 5.5
    whole = names(repo)
    repo.git("switch", "-q", "main")
    fix(repo, "--branch", "all")
    assert whole < names(repo, tip="all")


# the state of the repository


@pytest.mark.parametrize(
    ("made", "what"),
    [
        ("MERGE_HEAD", "merge"),
        ("CHERRY_PICK_HEAD", "cherry-pick"),
        ("REVERT_HEAD", "revert"),
        ("rebase-merge/", "rebase"),
        ("rebase-apply/", "rebase"),
        ("BISECT_LOG", "bisect"),
    ],
)
def test_what_is_in_progress_is_not_mixed_with(repo: Repo, fix: Fix, made: str, what: str) -> None:
    place = repo.gitdir / made
    place.mkdir() if made.endswith("/") else place.write_text(f"{repo.head()}\n")
    code, said = fix(repo, "--allow-dirty")
    assert (code, f"a {what} is in progress" in said) == (2, True)
    assert "aifactory/fix" not in repo.git("branch", "--list")


def test_a_real_merge_in_progress(repo: Repo, fix: Fix) -> None:
    repo.git("switch", "-qc", "other")
    (repo.path / "README.md").write_text("theirs\n")
    repo.git("commit", "-qam", "theirs")
    repo.git("switch", "-q", "main")
    (repo.path / "README.md").write_text("ours\n")
    repo.git("commit", "-qam", "ours")
    repo.git("merge", "-q", "other", check=False)
    status = repo.git("status", "--porcelain")
    assert status.startswith("UU")
    code, said = fix(repo)
    assert (code, "git merge --abort" in said) == (2, True)
    assert repo.git("status", "--porcelain") == status


def test_changes_that_are_not_committed(repo: Repo, fix: Fix) -> None:
    repo.write("notes.txt", "mine").write("src/leak_finder/__init__.py", "VALUE = 2\n")
    code, said = fix(repo)
    assert (code, "--allow-dirty" in said) == (2, True)
    assert fix(repo, "--allow-dirty")[0] == 0
    assert (repo.path / "notes.txt").read_text() == "mine"
    assert (repo.path / "src/leak_finder/__init__.py").read_text() == "VALUE = 2\n"
    assert "src/leak_finder/__init__.py" not in names(repo)


@pytest.mark.parametrize("path", ["SECURITY.md", "README.md"])
def test_a_change_in_the_way_stops_it_all(repo: Repo, fix: Fix, path: str) -> None:
    repo.write(path, "mine, not committed")
    refs = repo.git("for-each-ref")
    code, _said = fix(repo, "--allow-dirty")
    assert code == 2
    assert (repo.path / path).read_text() == "mine, not committed"
    assert repo.git("for-each-ref") == refs


def test_staged_changes_stay_staged(repo: Repo, fix: Fix) -> None:
    repo.write("notes.txt", "mine")
    repo.git("add", "notes.txt")
    assert fix(repo, "--allow-dirty")[0] == 0
    assert repo.git("diff", "--cached", "--name-only") == "notes.txt\n"


def test_a_branch_of_that_name_stays(repo: Repo, fix: Fix) -> None:
    repo.git("branch", "aifactory/fix")
    code, _said = fix(repo)
    assert code == 2
    assert repo.head("aifactory/fix") == repo.head("main")
    assert fix(repo, "--branch", "other")[0] == 0


@pytest.mark.parametrize("name", ["-x", "a..b", "a b", "", "HEAD", "refs/../x"])
def test_a_branch_needs_a_name(repo: Repo, fix: Fix, name: str) -> None:
    refs = repo.git("for-each-ref")
    code, _said = fix(repo, f"--branch={name}")
    assert code == 2
    assert repo.git("for-each-ref") == refs


def test_a_detached_head(repo: Repo, fix: Fix) -> None:
    repo.git("switch", "-q", "--detach")
    base = repo.head()
    code, said = fix(repo)
    assert (code, f"git switch --detach {base}" in said) == (0, True)
    kept(repo, base, "aifactory/fix")


def test_no_commit_no_work_tree_no_repository(tmp_path: Path, fix: Fix) -> None:
    unborn = build_repo(tmp_path, "unborn").path
    bare = build_repo(tmp_path, "bare.git", bare=True).files(FILES).commit("Begin").path
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "README.md").write_text("# Hello\n")
    (tmp_path / "empty").mkdir()
    for place in (unborn, tmp_path / "empty"):
        assert fix(place)[0] in (2, 3)
    for place in (bare, plain):
        code, said = fix(place)
        assert (code, "no work tree of git" in said) == (2, True), said


def test_without_an_identity(repo: Repo, fix: Fix, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("config", "--remove-section", "user")
    repo.git("config", "user.useConfigOnly", "true")
    code, said = fix(repo)
    assert (code, "git config user.name" in said) == (2, True)
    assert repo.git("branch", "--list") == "* main\n"


def test_objects_named_by_sha256(tmp_path: Path, fix: Fix) -> None:
    folder = tmp_path / "new"
    subprocess.run(
        ["git", "init", "-q", "-b", "main", "--object-format=sha256", str(folder)],
        check=True, env=CLEAN,
    )  # fmt: skip
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    with (folder / ".git/config").open("a") as file:
        file.write(HOME.format(url=GITHUB))
    plain_git("add", ".", cwd=folder)
    plain_git("commit", "-qm", "Begin the project with a service", cwd=folder)
    code, said = fix(folder)
    assert code == 0, said
    assert len(plain_git("rev-parse", "aifactory/fix", cwd=folder).strip()) == 64


def test_a_linked_work_tree(repo: Repo, fix: Fix, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    repo.git("worktree", "add", "-q", str(beside), "-b", "side")
    code, said = fix(beside)
    assert code == 0, said
    assert (beside / "SECURITY.md").is_file()
    assert not (repo.path / "SECURITY.md").exists()


# hostile parts


def test_nothing_planted_runs(repo: Repo, fix: Fix, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "post-checkout", "reference-transaction", "post-index-change"):
        for folder in (hooks, repo.gitdir / "hooks"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(f"#!/bin/sh\necho {name} >> {mark}\n")
            (folder / name).chmod(0o755)
    repo.config(
        f"[core]\n\thooksPath = {hooks}\n\tfsmonitor = echo fsmonitor >> {mark}; false\n"
        f"\tpager = echo pager >> {mark}\n[commit]\n\tgpgsign = true\n"
        f"[gpg]\n\tprogram = echo gpg >> {mark}\n"
        f'[diff "x"]\n\ttextconv = echo textconv >> {mark}\n\tcommand = echo ext >> {mark}\n'
        f'[filter "x"]\n\tclean = echo clean >> {mark}; cat\n\tsmudge = cat\n'
    )
    repo.file(".gitattributes", "*.md filter=x diff=x\n").commit("Plant filters in the repository")
    repo.git("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=", "reset", "-q", "--hard")
    mark.unlink(missing_ok=True)
    for words in (["--patch", str(tmp_path / "a.patch")], []):
        (repo.path / "README.md").touch()  # its content must be looked at
        code, said = fix(repo, *words)
        assert code == 0, said
        assert not mark.exists(), mark.read_text()
    assert "Getting started" in (repo.path / "README.md").read_text("utf-8")


def test_files_of_a_filter_are_not_taken_for_changed(tmp_path: Path, fix: Fix) -> None:
    repo = project(tmp_path, {".gitattributes": "*.bin filter=lfs -text\n", "a.bin": "pointer"})
    repo.config(
        '[filter "lfs"]\n\tclean = sed s/whole/pointer/\n\tsmudge = sed s/pointer/whole/\n'
        "\trequired = true\n"
    )
    checked_out(repo)
    (repo.path / "a.bin").touch()  # its content must be looked at
    assert repo.git("status", "--porcelain") == ""
    (repo.path / "a.bin").touch()
    assert fix(repo)[0] == 0
    assert (repo.path / "a.bin").read_text() == "whole"
    repo.git("switch", "-q", "main")
    repo.write("src/leak_finder/__init__.py", "VALUE = 2\n")
    assert fix(repo, "--branch", "other")[0] == 2


def test_hooks_do_not_run_when_the_branch_is_taken(repo: Repo, fix: Fix, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hooks = repo.gitdir / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >> {mark}\n")
        (hooks / name).chmod(0o755)
    repo.config(f"[core]\n\tfsmonitor = echo fsmonitor >> {mark}; false\n")
    code, said = fix(repo)
    assert code == 0, said
    assert not mark.exists(), mark.read_text()


def test_links_are_not_followed(tmp_path: Path, fix: Fix) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "guide.md").write_text("# Theirs\n")
    repo = project(tmp_path).link(".github", str(outside))
    repo.link("CONTRIBUTING.md", str(outside / "guide.md")).link("docs", "../outside")
    checked_out(repo)
    code, said = fix(repo)
    assert code == 0, said
    assert [p.name for p in outside.iterdir()] == ["guide.md"]
    assert (outside / "guide.md").read_text() == "# Theirs\n"
    assert not {p for p in names(repo) if p.startswith((".github", "docs", "CONTRIBUTING"))}


def test_folders_that_cannot_be_written(repo: Repo, fix: Fix, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        repo.file("docs", "a file where a folder would stand").commit("Add a file named docs")
        repo.git("reset", "-q", "--hard")
        code, said = fix(repo)
        assert code == 0, said
        assert not {path for path in names(repo) if path.startswith("docs/")}
        return
    repo.path.chmod(0o555)
    try:
        refs = repo.git("for-each-ref")
        assert fix(repo)[0] == 2
        assert repo.git("for-each-ref") == refs
    finally:
        repo.path.chmod(0o755)


def test_a_file_that_may_only_be_read_keeps_its_lines(repo: Repo, fix: Fix) -> None:
    (repo.path / "README.md").chmod(0o444)
    assert fix(repo)[0] == 0
    kept(repo, "main", "aifactory/fix")


def test_an_executable_document_stays_executable(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path).file("README.md", FILES["README.md"], executable=True))
    assert fix(repo)[0] == 0
    assert repo.git("ls-tree", "HEAD", "README.md").startswith("100755")


def test_line_ends_tabs_and_marks_stay(tmp_path: Path, fix: Fix) -> None:
    readme = "\ufeff# Leak\tfinder\r\n\r\nFinds leaks.  \r\n\tcode\r\n\r\n## License\r\n\r\nMIT"
    guide = "# Guide\n\n\tindented\n\n\n* item"
    repo = checked_out(project(tmp_path, {"README.md": readme, "CONTRIBUTING.md": guide}))
    base = repo.head()
    assert fix(repo)[0] == 0
    kept(repo, base, "HEAD")
    grown = blob(repo, "HEAD", "README.md")
    assert grown.startswith(b"\xef\xbb\xbf# Leak\tfinder\r\n\r\nThe service")
    assert grown.count(b"\n") == grown.count(b"\r\n")
    assert grown.endswith(b"\r\n## License\r\n\r\nMIT")
    assert b"* item\n\n## Re" in blob(repo, "HEAD", "CONTRIBUTING.md")


def test_text_that_is_not_utf_8_is_left_alone(tmp_path: Path, fix: Fix) -> None:
    latin = "# Détecteur\n\nCafé.\n".encode("latin-1")
    repo = checked_out(project(tmp_path).file("README.md", latin).file("CONTRIBUTING.md", latin))
    assert fix(repo)[0] == 0
    assert blob(repo, "HEAD", "README.md") == latin
    assert blob(repo, "HEAD", "CONTRIBUTING.md") == latin


def test_a_submodule_stays(tmp_path: Path, fix: Fix) -> None:
    repo = project(tmp_path).submodule("docs")
    repo.file(".gitmodules", '[submodule "docs"]\n\tpath = docs\n\turl = ../docs\n')
    checked_out(repo)
    code, said = fix(repo)
    assert code == 0, said
    assert repo.git("ls-tree", "HEAD", "docs").startswith("160000")
    assert not {path for path in names(repo) if path.startswith("docs")}


@pytest.mark.parametrize("path", ["contributing.md", ".github/Contributing.md", "CONTRIBUTING.RST"])
def test_names_that_differ_in_case_only(tmp_path: Path, fix: Fix, path: str) -> None:
    head = "Guide\n=====\n\nHello.\n" if path.lower().endswith("rst") else "# Guide\n\nHello.\n"
    repo = checked_out(project(tmp_path, {path: head, "Security.MD": "# Ours\n\nWrite us.\n"}))
    assert fix(repo)[0] == 0
    tracked = repo.git("ls-tree", "-r", "--name-only", "HEAD").lower().split()
    assert len(tracked) == len(set(tracked))
    assert sum("contributing" in name for name in tracked) == 1


def test_a_guide_in_another_mark_up_is_not_doubled(tmp_path: Path, fix: Fix) -> None:
    files = {"CONTRIBUTING.adoc": "= Guide\n", "README.adoc": "= Leak finder\n"}
    repo = project(tmp_path, files).remove("README.md")
    checked_out(repo)
    assert fix(repo)[0] == 0
    assert not {"README.md", "CONTRIBUTING.md"} & names(repo)


def test_a_readme_in_restructuredtext(tmp_path: Path, fix: Fix) -> None:
    text = "===========\nLeak finder\n===========\n\nFinds leaks.\n\nLicense\n-------\n\nMIT\n"
    repo = checked_out(project(tmp_path, {"README.rst": text}).remove("README.md"))
    assert fix(repo)[0] == 0
    kept(repo, "main", "HEAD")
    grown = blob(repo, "HEAD", "README.rst").decode()
    assert grown.index("The service") < grown.index("Getting started\n---------------\n")
    assert grown.index("Getting started") < grown.index("License\n-------")


def test_a_workflow_of_the_same_name_stays(tmp_path: Path, fix: Fix) -> None:
    text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: ls}]\n"
    repo = checked_out(project(tmp_path, {".github/workflows/tests.yml": text}))
    assert fix(repo)[0] == 0
    assert blob(repo, "HEAD", ".github/workflows/tests.yml") == text.encode()
    ours = blob(repo, "HEAD", ".github/workflows/aifactory-tests.yml")
    assert ours.startswith(b"name: aifactory-tests\n")  # told apart on the forge
    assert b"group: aifactory-tests.yml-$" in ours  # and neither run cancels the other


def test_a_project_in_a_folder(tmp_path: Path, fix: Fix) -> None:
    repo = build_repo(tmp_path).file("README.md", FILES["README.md"])
    for path, text in FILES.items():
        repo.file(f"services/leaks/{path}", text)
    checked_out(repo.config(HOME.format(url=GITHUB)))
    code, said = fix(repo, "--project", "services/leaks/")
    assert code == 0, said
    added = names(repo)
    assert {"services/leaks/Dockerfile", "README.md"} <= added
    assert "services/leaks/README.md" not in added
    assert b'working-directory: "services/leaks"' in blob(
        repo, "HEAD", ".github/workflows/tests.yml"
    )
    image = blob(repo, "HEAD", ".github/workflows/image.yml")
    assert b"-f services/leaks/Dockerfile services/leaks\n" in image
    assert b"cd services/leaks\n" in blob(repo, "HEAD", "README.md")
    for wrong in ("services/none", "../out", "services/leaks; ls", "/etc"):
        assert fix(repo, "--project", wrong)[0] == 2


GITLAB_CI = """\
include:
  - local: other.yml
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH
stages:
  # in this order
  - lint
  - check
lint:
  stage: lint
  script: [ls]
  needs: []
  rules: [!reference [.all, rules]]\
"""


def test_a_pipeline_of_gitlab_grows_at_its_end(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path, {".gitlab-ci.yml": GITLAB_CI}, GITLAB))
    code, said = fix(repo)
    assert code == 0, said
    grown = blob(repo, "HEAD", ".gitlab-ci.yml").decode()
    assert grown.startswith(GITLAB_CI + "\n\n")
    assert grown.count('stage: "lint"') >= 2
    assert ".gitlab/merge_request_templates/Default.md" in names(repo)
    assert not {path for path in names(repo) if path.startswith(".github")}


@pytest.mark.parametrize("text", ["a: [\n", "[]\n", "{stages: [a]}\n", "- a\n"])
def test_a_pipeline_that_cannot_grow_stays(tmp_path: Path, fix: Fix, text: str) -> None:
    repo = checked_out(project(tmp_path, {".gitlab-ci.yml": text}, GITLAB))
    code, said = fix(repo)
    assert code == 0, said
    assert blob(repo, "HEAD", ".gitlab-ci.yml") == text.encode()


def test_a_broken_manifest(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path, {"pyproject.toml": "[project\nname = 1"}))
    code, said = fix(repo)
    assert code == 0, said
    assert blob(repo, "HEAD", "pyproject.toml") == b"[project\nname = 1"


@pytest.mark.parametrize(
    "word", ["a\"b'c", "x\nRUN evil", "{{ 7 * 7 }}", "{% raw %}", "${{ github.token }}", "$(id)"]
)
def test_answers_are_text(tmp_path: Path, fix: Fix, word: str) -> None:
    import yaml

    repo = checked_out(project(tmp_path / word.replace("/", "_")).remove("README.md"))
    words = ("-a", f"runs={word}", "-a", f"contact={word}", "-a", f"test=pytest # {word}")
    code, said = fix(repo, *words)
    assert code == 0, said
    recipe = blob(repo, "HEAD", "Dockerfile").decode().splitlines()
    assert not [line for line in recipe if line.startswith("RUN evil")]
    assert "49" not in blob(repo, "HEAD", "SECURITY.md").decode()
    workflow = yaml.safe_load(blob(repo, "HEAD", ".github/workflows/tests.yml"))
    assert workflow["jobs"]["test"]["steps"][-1]["run"] == f"pytest # {word}"
    title = blob(repo, "HEAD", "README.md").decode().splitlines()[0]
    assert title == "# leak-finder"


# proof


def test_a_remedy_that_gains_nothing_is_taken_back(
    repo: Repo, fix: Fix, monkeypatch: pytest.MonkeyPatch
) -> None:
    vain = Remedy(("roadmap",), lambda context: [Edit("notes.md", b"# In vain\n")])
    monkeypatch.setattr(table, "TABLE", (vain, *table.TABLE))
    code, said = fix(repo)
    assert (code, "our remedy for roadmap gained 0 of 0.5" in said) == (1, True), said
    assert "defect of aifactory" in said
    assert "notes.md" not in names(repo)
    assert {"SECURITY.md", "CONTRIBUTING.md"} <= names(repo)


def test_a_remedy_alone_that_gains_nothing_leaves_no_branch(
    repo: Repo, fix: Fix, monkeypatch: pytest.MonkeyPatch
) -> None:
    vain = Remedy(("roadmap",), lambda context: [Edit("notes.md", b"# In vain\n")])
    monkeypatch.setattr(table, "TABLE", (vain,))
    refs = repo.git("for-each-ref")
    assert fix(repo)[0] == 1
    assert (repo.git("for-each-ref"), repo.git("branch", "--show-current")) == (refs, "main\n")
    assert not (repo.path / "notes.md").exists()


def test_a_remedy_that_costs_points_is_taken_back(
    tmp_path: Path, fix: Fix, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ".github/workflows/ci.yml"
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: pytest}]\n"
    repo = checked_out(project(tmp_path, {path: text}))
    costly = Remedy(("changelog",), lambda context: [Edit(path, b"", text.encode())])
    monkeypatch.setattr(table, "TABLE", (costly,))
    code, said = fix(repo)
    assert (code, "fewer points are proven of: " in said) == (1, True), said
    assert "ci-tests" in said
    assert repo.git("branch", "--list") == "* main\n"


def test_verify_takes_back_what_breaks_the_tests(repo: Repo, fix: Fix) -> None:
    code, said = fix(repo, "--verify", "test ! -e SECURITY.md")
    assert (code, "all was taken back" in said) == (1, True)
    assert repo.git("branch", "--list") == "* main\n"
    assert not (repo.path / "SECURITY.md").exists()


def test_verify_keeps_what_does_not(repo: Repo, fix: Fix) -> None:
    assert fix(repo, "--verify", "test -e README.md")[0] == 0
    assert "aifactory/fix" in repo.git("branch", "--list")


def test_verify_proves_nothing_where_tests_failed_before(repo: Repo, fix: Fix) -> None:
    code, said = fix(repo, "--verify", "false")
    assert (code, "fail before anything is changed" in said) == (0, True)


def test_the_command_of_ci_is_not_run_unasked(tmp_path: Path, fix: Fix) -> None:
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: pytest && touch ran}]\n"
    repo = checked_out(project(tmp_path, {".github/workflows/ci.yml": text}))
    code, said = fix(repo, "--verify")
    assert (code, "pytest && touch ran" in said) == (2, True), said
    assert not (repo.path / "ran").exists()
    assert repo.git("branch", "--list") == "* main\n"


# what is handed to people


def test_a_person_is_asked_what_nothing_tells(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = {"Who reviews": "@ada", "In two or three": "", "Make these": "y"}
    asked = []

    def reply(question: str) -> str:
        asked.append(question)
        return next(value for start, value in replies.items() if question.startswith(start))

    monkeypatch.setattr("builtins.input", reply)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["fix", str(repo.path), "--lang", "en"]) == 0
    assert len(asked) == len(replies)
    assert blob(repo, "HEAD", ".github/CODEOWNERS") == b"* @ada\n"
    assert "With an answer, more can be added" in capsys.readouterr().out


def test_no_is_no(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda question: "n")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["fix", str(repo.path), "--lang", "en"]) == 1
    assert repo.git("branch", "--list") == "* main\n"


def test_the_command_of_ci_runs_once_it_is_agreed_to(
    tmp_path: Path, fix: Fix, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: touch ran && make test\n"
    )
    files = {".github/workflows/ci.yml": text, ".gitignore": "ran\n"}
    files["Makefile"] = "test:\n\t@echo nothing || python -m pytest\n"
    repo = checked_out(project(tmp_path, files))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert fix(repo, "--verify")[0] == 2
    assert not (repo.path / "ran").exists()
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    code, said = fix(repo, "--verify")
    assert "Run touch ran && make test here?" not in said  # the question goes by input()
    assert (code, (repo.path / "ran").exists()) == (0, True), said


def test_a_checklist(repo: Repo, fix: Fix, tmp_path: Path) -> None:
    path = tmp_path / "todo.md"
    assert fix(repo, "--checklist", str(path))[0] == 0
    text = path.read_text("utf-8")
    assert "\n## B4Cr4 " in text
    assert re.search(r"\n- \[ \] [^\n(]+ \(`user-test-records`, \+0\.\d+\): \w", text)
    code, _said = fix(repo, "--checklist", str(path))
    assert code == 2
    assert path.read_text("utf-8") == text


def test_a_request_needs_a_token(repo: Repo, fix: Fix) -> None:
    refs = repo.git("for-each-ref")
    for option in ("--pull-request", "--create-issues"):
        code, said = fix(repo, option)
        assert (code, "GH_TOKEN" in said) == (2, True), said
    assert repo.git("for-each-ref") == refs
    assert fix(repo, "--pull-request", "--patch", "x.patch")[0] == 2
