"""`aifactory fix`: a patch that `git am` takes, whatever is configured; what is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.cli import main
from tests.cli.mending import Fix, checked_out, project
from tests.repos import Repo

LOG = ("-c", "i18n.logOutputEncoding=UTF-8", "log", "--format=%s")
MAILS = """\
[format]
\tcoverLetter = true
\tattach = border
\tnoprefix = true
\tsignOff = true
\tsubjectPrefix = RFC
\theaders = "X-Mine: yes"
\tnotes = true
[diff]
\tnoprefix = true
[color]
\tui = always
[i18n]
\tcommitEncoding = ISO-8859-1
"""


def taken(repo: Repo, patch: Path, said: str) -> str:
    """The tree once the patch is taken over by the command that was told."""
    command = said.split("is ready: `")[1].split("`")[0].split()
    assert command[0] == "git"
    assert command[-1] == str(patch)
    repo.git("switch", "-qc", "patched", "main")
    repo.git(*command[1:])
    return repo.head("patched^{tree}")


def test_mails_are_plain_whatever_is_configured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = checked_out(project(tmp_path))
    repo.config(MAILS)
    patch = tmp_path / "out.patch"
    command = ["fix", str(repo.path), "--yes", "--lang", "fr"]
    assert main([*command, "--patch", str(patch)]) == 0
    text = patch.read_text("utf-8")
    assert "Subject: [PATCH 1/" in text
    assert not any(word in text for word in ("X-Mine", "Signed-off-by", "BLURB", "\x1b["))
    assert f"`git am {patch}`" in capsys.readouterr().out
    repo.git("switch", "-qc", "patched")
    repo.git("-c", "i18n.commitEncoding=UTF-8", "am", "-q", str(patch))
    repo.git("switch", "-q", "main")
    assert main([*command, "--branch", "made"]) == 0
    commit = repo.git("cat-file", "-p", "made")
    assert "encoding" not in commit.split("\n\n")[0]
    assert "ajouter ou compléter" in commit
    assert "ajouter ou compléter" in repo.git(*LOG, "main..patched")


def test_a_patch_of_windows_line_ends_is_taken_as_told(tmp_path: Path, fix: Fix) -> None:
    readme = "# Leak finder\r\n\r\nFinds leaks.\r\n\r\n## License\r\n\r\nMIT\r\n"
    repo = checked_out(project(tmp_path, {"README.md": readme}))
    patch = tmp_path / "out.patch"
    code, said = fix(repo, "--patch", str(patch))
    assert code == 0, said
    tree = taken(repo, patch, said)
    repo.git("switch", "-q", "main")
    assert fix(repo)[0] == 0
    assert tree == repo.head("aifactory/fix^{tree}")


def test_a_patch_overwrites_nothing(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path))
    for path in (repo.path / "README.md", repo.path):
        code, said = fix(repo, "--patch", str(path))
        assert (code, "is there already" in said) == (2, True), said
    assert repo.git("status", "--porcelain") == ""


def test_a_branch_that_is_there_is_told_before_anything_runs(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path))
    repo.git("branch", "aifactory/fix")
    ran = tmp_path / "ran"
    code, said = fix(repo, "--verify", f"touch {ran}")
    assert (code, "there is a branch aifactory/fix already" in said) == (2, True), said
    assert "--branch" in said
    assert not ran.exists()
    assert fix(repo, "--branch", "other")[0] == 0


@pytest.mark.parametrize("mine", ["SECURITY.md", "docs/kanban.md", "docs"])
def test_an_ignored_file_in_the_way_stays(tmp_path: Path, fix: Fix, mine: str) -> None:
    repo = checked_out(project(tmp_path, {".gitignore": "SECURITY.md\ndocs\n"}))
    repo.write(mine, "mine\n")
    code, said = fix(repo)
    assert (code, mine in said) == (2, True), said
    assert (repo.path / mine).read_text("utf-8") == "mine\n"
    assert repo.git("branch", "--list") == "* main\n"
    assert repo.git("status", "--porcelain") == ""
