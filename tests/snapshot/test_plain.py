"""What is read in a faster way says the same as git, process for process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aifactory.engine import collect, save_facts
from aifactory.errors import AifactoryError
from aifactory.snapshot import githistory, gittree, objects, plain
from tests.repos import CLEAN, Repo, build_repo
from tests.snapshot.test_gittree import loose, object_file, unpacked

GRACE = ("Grace Hopper", "grace@example.org")
Change = Callable[[Repo], object]


def grown(repo: Repo) -> Repo:
    """A repository with a bit of everything."""
    repo.file("README.md", "# Tides\n\n## Use\n\nForecasts.\n").file("a/b/c.py", "x = 1\n").commit()
    repo.tag("v1.0").tag("light", annotated=False)
    repo.branch("topic").file("docs/été.md", "# Summer\n").commit("Add docs (#3)", author=GRACE)
    repo.switch("main").file("a/b/d.py", "y = 2\n" * 50).commit("Fix it\n\nCloses #7\n")
    repo.merge("topic", "Merge pull request #3 from x/topic")
    repo.link("link", "a/b").submodule("lib").file("run", "#!/bin/sh\n", executable=True)
    repo.file(b"odd\xff", "1").file("a.b/x", "2").file("a/z", "3").commit("Last")
    return repo.tag("v2.0")


def slowly(patched: pytest.MonkeyPatch) -> None:
    """Have everything asked of git in the long way."""
    patched.setattr(plain, "settings", lambda data: None)
    patched.setattr(plain, "packed", lambda common: None)
    patched.setattr(gittree, "few", lambda objects, commit: None)
    patched.setattr(githistory, "few_objects", lambda folder: False)
    patched.setattr(objects.Objects, "kinds", lambda self, names: [])


def read(path: Path) -> bytes | str:
    """Facts, or why there are none."""
    try:
        return save_facts(collect(str(path), as_of="2026-06-01"))
    except AifactoryError as error:
        return f"{error}\n{error.hint}"


def git(repo: Repo, *words: str) -> None:
    repo.git(*words)


def write(repo: Repo, name: str, text: str) -> None:
    """Write a file of the git directory."""
    place = repo.gitdir / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def linked(repo: Repo) -> None:
    """A branch that is a link to another, as git once wrote references to references."""
    git(repo, "branch", "real")
    (repo.gitdir / "refs/heads/main").unlink()
    (repo.gitdir / "refs/heads/main").symlink_to("real")


def without(name: str) -> Change:
    """One object is missing."""
    return lambda repo: object_file(unpacked(repo), name).unlink()


CHANGES: dict[str, Change] = {
    "as it is": lambda repo: None,
    "packed references": lambda repo: git(repo, "pack-refs", "--all"),
    "packed, then moved": lambda repo: (
        git(repo, "pack-refs", "--all"),
        git(repo, "tag", "-f", "light", "HEAD~2"),
        git(repo, "tag", "deep/er/tag"),
    ),
    "loose objects": unpacked,
    "detached": lambda repo: git(repo, "checkout", "-q", "-f", "--detach", "HEAD~1"),
    "another branch": lambda repo: git(repo, "symbolic-ref", "HEAD", "refs/heads/topic"),
    "a branch to be born": lambda repo: git(repo, "symbolic-ref", "HEAD", "refs/heads/new"),
    "a branch by another": lambda repo: (
        git(repo, "branch", "real"),
        git(repo, "symbolic-ref", "refs/heads/main", "refs/heads/real"),
    ),
    "a branch by a link": linked,
    "an origin": lambda repo: (
        write(repo, "refs/remotes/origin/trunk", repo.head() + "\n"),
        write(repo, "refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n"),
    ),
    "an origin that leads nowhere": lambda repo: write(
        repo, "refs/remotes/origin/HEAD", "ref: refs/remotes/origin/gone\n"
    ),
    "an address": lambda repo: repo.config(
        '[remote "origin"]\n\turl = https://a:b@example.org/x.git\n\tfetch = +refs/*:refs/*\n'
    ),
    "an address in quotes": lambda repo: repo.config(
        '[remote "origin"]\n  url = "https://example.org/x y.git" ; said\n'
    ),
    "an address said twice": lambda repo: repo.config(
        '[Remote "origin"]\n\tURL = https://example.org/1\n\turl = https://example.org/2\n'
    ),
    "a broken configuration": lambda repo: repo.config('[remote "origin\n\turl = x\n'),
    "an odd tag": lambda repo: write(repo, "refs/tags/odd", "no object\n"),
    "a tag of nothing": lambda repo: write(repo, "refs/tags/nothing", "1" * 40 + "\n"),
    "a tag that is no file": lambda repo: (repo.gitdir / "refs/tags/null").symlink_to(os.devnull),
    "tags of a tree and a file": lambda repo: (
        git(repo, "tag", "tree", "HEAD^{tree}"),
        git(repo, "tag", "blob", "HEAD:README.md"),
    ),
    "a spoilt list of references": lambda repo: (
        git(repo, "pack-refs", "--all"),
        write(repo, "packed-refs", (repo.gitdir / "packed-refs").read_text() + "spoilt\n"),
    ),
    "a missing commit": without("HEAD~2"),
    "a missing folder": without("HEAD:a"),
    "a missing file": without("HEAD:a/b/d.py"),
    "an old missing file": without("HEAD~1:README.md"),
    "a folder that is a file": lambda repo: write(
        repo,
        "refs/heads/main",
        loose(
            repo,
            "commit",
            b"tree %s\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n\nBad\n"
            % loose(
                repo,
                "tree",
                b"40000 dir\0" + bytes.fromhex(loose(repo, "blob", b"no tree")),
            ).encode(),
        )
        + "\n",
    ),
}


@pytest.mark.parametrize(
    ("name", "bare"),
    [*((name, False) for name in CHANGES), *((name, True) for name in list(CHANGES)[:3])],
)
def test_the_fast_way_reads_what_git_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, bare: bool
) -> None:
    repo = grown(build_repo(tmp_path, bare=bare))
    path = repo.path
    CHANGES[name](repo)
    fast = read(path)
    with monkeypatch.context() as patched:
        slowly(patched)
        assert read(path) == fast
    if name == "as it is":
        assert isinstance(fast, bytes)


def test_two_processes_read_a_small_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = grown(build_repo(tmp_path, bare=True))
    begun = []
    start = subprocess.Popen.__init__

    def noted(self: object, command: list[str], *rest: object, **named: object) -> None:
        begun.append(next(word for word in command[1:] if not word.startswith("-")))
        start(self, command, *rest, **named)  # type: ignore[arg-type,call-overload]

    path = repo.path
    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    assert isinstance(read(path), bytes)
    assert sorted(begun) == ["cat-file", "log"]


def test_a_git_that_takes_no_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = grown(build_repo(tmp_path)).path
    fast = read(path)
    older = tmp_path / "bin" / "git"
    older.parent.mkdir()
    older.write_text(
        '#!/bin/sh\ncase " $* " in *" --batch-command "*)\n'
        'echo "error: unknown option \\`batch-command\'" >&2; exit 129;; esac\n'
        'PATH=${PATH#*:} exec git "$@"\n'
    )
    older.chmod(0o755)
    monkeypatch.setenv("PATH", f"{older.parent}:{CLEAN['PATH']}")
    monkeypatch.setattr(objects.Objects, "older", False)
    monkeypatch.setattr(objects.Objects, "_known", False)
    assert read(path) == fast
    assert objects.Objects.older


LINES = st.sampled_from(
    [
        "[core]\n",
        '[remote "origin"]\n',
        '[Remote "Origin"]\n',
        "[remote.origin]\n",
        "[extensions]\n",
        "\turl = https://example.org/a b\n",
        "\turl = x  y\n",
        "\tURL = z\\\n",
        "\turl = q ; remark\n",
        "\turl =\n",
        "\turl\n",
        "url = bare\n",
        "\tobjectFormat = sha1\n",
        "# remark\n",
        "\turl = é\n",
        "\turl = last",
    ]
)


@given(st.lists(LINES, max_size=6).map("".join))
@example('[remote "origin"]\n\turl = https://example.org/x.git\n')
def test_settings_are_those_of_git(text: str) -> None:
    found = plain.settings(text.encode())
    if found is None:
        return
    command = ["git", "config", "--file", "-", "-z", "--list"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, env=CLEAN, check=True)
    pairs = (pair.split("\n", 1) for pair in done.stdout.decode().split("\0") if "\n" in pair)
    assert found == dict(pairs)
