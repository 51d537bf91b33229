"""Backups hold what was there, and nothing that is not whole is ever put back."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "state.py"


def state(*words: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run deploy/state.py."""
    command = [sys.executable, str(SCRIPT), *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a file, one in a folder, one with a strange name, an empty one and a link."""
    folder = tmp_path / "data"
    (folder / "inbox" / "data").mkdir(parents=True)
    (folder / "inbox" / "data" / "one.csv").write_bytes(os.urandom(200_000))
    (folder / "résultat 1.csv").write_text("é")
    (folder / "SHA256SUMS").write_text("not ours")
    (folder / "empty").touch()
    (folder / "link").symlink_to("/etc/passwd")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every plain file below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def archive(data: Path, tmp_path: Path) -> Path:
    """A backup of the data."""
    backups = tmp_path / "backups"
    backups.mkdir(exist_ok=True)
    assert state("backup", data, backups).returncode == 0
    return sorted(backups.iterdir())[-1]


def test_what_was_lost_comes_back_as_it_was(data: Path, tmp_path: Path) -> None:
    kept, before = archive(data, tmp_path), contents(data)
    target = tmp_path / "new"
    target.mkdir()
    assert state("restore", kept, target).returncode == 0
    assert contents(target) == before
    assert not (target / "link").exists()
    one = "inbox/data/one.csv"
    assert int((target / one).stat().st_mtime) == int((data / one).stat().st_mtime)


def test_it_goes_through_a_pipe_as_well(data: Path, tmp_path: Path) -> None:
    sent = state("backup", data, "-").stdout
    target = tmp_path / "new"
    target.mkdir()
    assert state("restore", "-", target, given=sent).returncode == 0
    assert contents(target) == contents(data)


def test_what_is_there_is_replaced_only_when_asked(data: Path, tmp_path: Path) -> None:
    kept, before = archive(data, tmp_path), contents(data)
    (data / "empty").write_text("spoiled")
    (data / "new").write_text("later")
    refused = state("restore", kept, data)
    assert (refused.returncode, b"--replace" in refused.stderr) == (1, True)
    assert state("restore", kept, data, "--replace").returncode == 0
    assert contents(data) == before


@pytest.mark.parametrize("harm", ["cut", "flipped", "swapped", "climbing", "linked", "unlisted"])
def test_an_archive_that_is_not_whole_changes_nothing(
    harm: str, data: Path, tmp_path: Path
) -> None:
    kept, before = archive(data, tmp_path), contents(data)
    content = kept.read_bytes()
    if harm == "cut":
        kept.write_bytes(content[: len(content) // 2])
    elif harm == "flipped":
        middle = len(content) // 2
        kept.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    else:
        rewrite(kept, harm)
    assert state("verify", kept).returncode == 1
    assert state("restore", kept, data, "--replace").returncode == 1
    assert contents(data) == before
    assert not (tmp_path / "evil").exists()


def rewrite(kept: Path, harm: str) -> None:
    """Make the archive anew with one member changed or added, and its old sums."""
    with tarfile.open(kept) as opened:
        members = [(one, opened.extractfile(one).read()) for one in opened]
    with tarfile.open(kept, "w:gz") as opened:
        if harm == "climbing":
            opened.addfile(tarfile.TarInfo("data/../../evil"))
        if harm == "linked":
            link = tarfile.TarInfo("data/evil")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc"
            opened.addfile(link)
        if harm == "unlisted":
            opened.addfile(tarfile.TarInfo("data/more"))
        for info, content in members:
            changed = harm == "swapped" and info.name == "data/SHA256SUMS"
            told = content.replace(b"not", b"now") if changed else content
            opened.addfile(info, io.BytesIO(told))


def test_seven_are_kept_and_an_empty_source_pushes_none_out(data: Path, tmp_path: Path) -> None:
    first = archive(data, tmp_path)
    for _ in range(7):
        archive(data, tmp_path)
    backups = sorted((tmp_path / "backups").iterdir())
    assert (len(backups), first in backups) == (7, False)
    empty = tmp_path / "nothing"
    empty.mkdir()
    assert state("backup", empty, tmp_path / "backups").returncode == 1
    assert sorted((tmp_path / "backups").iterdir()) == backups


def test_a_damaged_archive_is_not_taken_in(data: Path, tmp_path: Path) -> None:
    archive(data, tmp_path)
    sent = tmp_path / "sent"
    sent.write_bytes(state("backup", data, "-").stdout[:-40])
    assert state("keep", sent, tmp_path / "backups").returncode == 1
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_other_words_are_not_understood() -> None:
    assert state("forget", "everything").returncode == 2
