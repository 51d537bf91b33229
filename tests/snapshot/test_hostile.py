"""Nothing of a repository is executed: each trap is shown to snap for plain git, and not for us."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aifactory.engine import collect
from aifactory.snapshot import open_snapshot
from tests.repos import Repo, build_repo, plain_git

Trap = Callable[[Repo, str], None]


def survey(path: Path) -> None:
    """Use everything that a snapshot offers."""
    for worktree in (False, True):
        with open_snapshot(path, worktree=worktree) as snapshot:
            for name, entry in snapshot.tree.entries.items():
                if entry.kind != "submodule":
                    snapshot.tree.read(name)
            history = snapshot.history
            assert history is not None
            assert history.shorter_than(100)
            assert not history.shallow
            with closing(history.commits(added=True)) as commits:
                assert len(list(commits)) == 2
            assert len(list(history.first_parents())) == 2
            assert len(history.tags()) == 1


def script(repo: Repo, canary: Path) -> str:
    """A program outside the work tree that leaves the canary."""
    place = repo.gitdir / "trap.sh"
    place.write_text(f"#!/bin/sh\ntouch {canary}\n")
    place.chmod(0o755)
    return str(place)


def fsmonitor(repo: Repo, program: str) -> None:
    repo.config(f"[core]\n\tfsmonitor = {program}")


def textconv(repo: Repo, program: str) -> None:
    repo.config(f'[diff "trap"]\n\ttextconv = {program}')


def external_diff(repo: Repo, program: str) -> None:
    repo.config(f"[diff]\n\texternal = {program}")


def driver(repo: Repo, program: str) -> None:
    repo.config(f'[diff "trap"]\n\tcommand = {program}')


def filters(repo: Repo, program: str) -> None:
    repo.config(f'[filter "trap"]\n\tclean = {program}\n\tsmudge = {program}\n\trequired = true')


def process_filter(repo: Repo, program: str) -> None:
    repo.config(f'[filter "trap"]\n\tprocess = {program}')


def hooks_path(repo: Repo, program: str) -> None:
    folder = repo.gitdir / "elsewhere"
    folder.mkdir()
    (folder / "post-index-change").symlink_to(program)
    repo.config(f"[core]\n\thooksPath = {folder}")


def hooks(repo: Repo, program: str) -> None:
    folder = repo.gitdir / "hooks"
    folder.mkdir()
    for name in ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc"):
        (folder / name).symlink_to(program)


def signatures(repo: Repo, program: str) -> None:
    repo.config(f"[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {program}")


def pager(repo: Repo, program: str) -> None:
    repo.config(f"[core]\n\tpager = {program}\n[pager]\n\tlog = {program}")


def included(repo: Repo, program: str) -> None:
    other = repo.gitdir / "more"
    other.write_text(f"[core]\n\tfsmonitor = {program}\n")
    repo.config(f'[includeIf "gitdir:/**"]\n\tpath = {other}')


def promisor(repo: Repo, program: str) -> None:
    repo.config("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin")
    repo.config(f'[remote "origin"]\n\turl = {repo.gitdir}\n\tpromisor = true')
    repo.config(f"\tuploadpack = {program}")


def ssh_command(repo: Repo, program: str) -> None:
    repo.config("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin")
    repo.config('[remote "origin"]\n\turl = ssh://example.org/a\n\tpromisor = true')
    repo.config(f"[core]\n\tsshCommand = {program}")


def alternate_refs(repo: Repo, program: str) -> None:
    repo.config(f"[core]\n\talternateRefsCommand = {program}")


def alias(repo: Repo, program: str) -> None:
    names = ("cat-file", "for-each-ref", "ls-files", "ls-tree", "log", "rev-list", "trap")
    repo.config("[alias]\n" + "".join(f"\t{name} = !{program}\n" for name in names))


BREAKS = ("log", "-p", "--all")  # what makes plain git fall into the trap
TRAPS: dict[Trap, tuple[str, ...]] = {
    fsmonitor: ("status",),
    textconv: BREAKS,
    external_diff: ("diff", "HEAD~1", "HEAD"),
    driver: ("diff", "HEAD~1", "HEAD"),
    filters: ("checkout", "HEAD~1", "--", "README.md"),
    process_filter: ("checkout", "HEAD~1", "--", "README.md"),
    hooks_path: ("reset", "-q", "--hard"),
    hooks: ("reset", "-q", "--hard"),
    signatures: ("log",),
    pager: ("-p", "log"),
    included: ("status",),
    promisor: ("cat-file", "-p", "1" * 40),
    ssh_command: ("cat-file", "-p", "1" * 40),
    alias: ("trap",),
}


@pytest.fixture
def signed(repo: Repo) -> Repo:
    """Two commits and a tag, all of whose files go through the trap's drivers."""
    repo.file("README.md", "# One\n").file(".gitattributes", "* diff=trap filter=trap\n")
    repo.file("Makefile", "X := $(shell touch canary)\nall: $(shell touch canary)\n").commit("One")
    repo.file("README.md", "# Two\n").commit("Two").tag("v1.0.0")
    repo.git("reset", "-q", "--hard")
    return repo


def sign(repo: Repo) -> None:
    """Give HEAD a signature, which any key would do for."""
    lines = repo.git("cat-file", "commit", "HEAD").split("\n\n", 1)
    key = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----"
    (repo.gitdir / "signed").write_text(f"{lines[0]}\n{key}\n\n{lines[1]}")
    oid = repo.git("hash-object", "-t", "commit", "-w", str(repo.gitdir / "signed")).strip()
    repo.git("update-ref", "HEAD", oid)


def on_terminal(repo: Repo, *args: str) -> None:
    """Run plain git as if on a terminal, where it uses a pager."""
    ours, its = os.openpty()
    try:
        plain_git(*args, cwd=repo.path, check=False, stdout=its, env={"TERM": "dumb"})
    finally:
        os.close(ours)
        os.close(its)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_trap_snaps_for_plain_git_only(signed: Repo, tmp_path: Path, trap: Trap) -> None:
    canary = tmp_path / "canary"
    sign(signed)
    trap(signed, script(signed, canary))
    survey(signed.path)
    assert not canary.exists()
    assert not (signed.path / "canary").exists()
    on_terminal(signed, *TRAPS[trap]) if trap is pager else signed.git(*TRAPS[trap], check=False)
    assert canary.exists(), "the trap does not bite: the test proves nothing"


def test_all_traps_and_the_callers_environment(
    signed: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    program = script(signed, canary)
    for trap in TRAPS:
        trap(signed, program)
    alternate_refs(signed, program)
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, program)
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", program)
    survey(signed.path)
    assert not canary.exists()


@pytest.mark.parametrize("worktree", [False, True])
def test_whole_audit(signed: Repo, tmp_path: Path, worktree: bool) -> None:
    canary = tmp_path / "canary"
    signed.write("README.md", "# Three\n")
    for trap in TRAPS:
        trap(signed, script(signed, canary))
    facts = collect(str(signed.path), worktree=worktree, as_of="2026-02-01")
    assert facts.subject.commit
    assert not canary.exists()
    assert not (signed.path / "canary").exists()


def test_nothing_is_written(signed: Repo) -> None:
    def state() -> dict[str, tuple[int, int]]:
        found = (p for p in signed.path.rglob("*") if not p.is_dir())
        return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in found}

    before = state()
    os.utime(signed.path / "README.md")  # plain git would refresh the index now
    before |= {k: v for k, v in state().items() if k.endswith("README.md")}
    survey(signed.path)
    assert state() == before


def test_hostile_work_tree_setting(signed: Repo, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret").write_text("secret")
    signed.config(f"[core]\n\tworktree = {other}")
    with open_snapshot(signed.path, worktree=True) as snapshot:
        assert "secret" not in snapshot.tree.entries
        assert "README.md" in snapshot.tree.entries


def test_nested_repository_in_the_work_tree(signed: Repo, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    nested = build_repo(signed.path, "nested").file("a").commit()
    assert nested.head()
    fsmonitor(nested, script(signed, canary))
    hooks(nested, script(signed, canary))
    with open_snapshot(nested.path.parent, worktree=True) as snapshot:
        assert snapshot.tree.entries["nested"].kind == "submodule"
    assert not canary.exists()


def test_replaced_objects_and_grafts_are_ignored(signed: Repo) -> None:
    first, second = signed.head("HEAD~1"), signed.head()
    (signed.gitdir / "info").mkdir(exist_ok=True)
    (signed.gitdir / "info" / "grafts").write_text(f"{second}\n")
    signed.git("replace", second, first)
    with open_snapshot(signed.path) as snapshot:
        assert snapshot.commit == second
        assert snapshot.history is not None
        assert [c.oid for c in snapshot.history.commits()] == [second, first]
        assert snapshot.tree.text("README.md") == "# Two\n"


def test_alternates_are_read_as_information(signed: Repo, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    signed.git("clone", "-q", "--shared", str(signed.path), str(clone))
    with open_snapshot(clone) as snapshot:
        assert snapshot.tree.text("README.md") == "# Two\n"


def test_repository_of_another_user(signed: Repo) -> None:
    if os.geteuid() != 0:
        pytest.skip("only the superuser can give files away")
    for folder in (signed.path, signed.gitdir):
        os.chown(folder, 12345, 12345)
    survey(signed.path)


def test_settings_that_cannot_be_read(signed: Repo) -> None:
    signed.config("[core\n\x00 = = broken")
    survey(signed.path)
