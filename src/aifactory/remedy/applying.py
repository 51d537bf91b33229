"""Remedies as commits on a branch of their own, made beside the work tree and then switched to.

Blobs, trees and commits are written by git's plumbing into the repository's objects: no hook and
no filter runs, and nothing of the user's is touched until the one `git switch` at the end.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from gettext import gettext as _
from itertools import groupby
from pathlib import Path

from aifactory.errors import BadInput
from aifactory.remedy.planning import Step
from aifactory.scaffold.repository import ELSEWHERE

PATIENCE = 120
QUIET = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "i18n.commitEncoding=UTF-8"),  # in which the messages are written
)
MAIL = (  # whatever a configuration says of mails: what `git am` takes
    *("--stdout", "--no-signature", "--binary", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--no-cover-letter", "--no-attach", "--no-signoff", "--no-add-header", "--no-to", "--no-cc"),
    *("--no-notes", "--src-prefix=a/", "--dst-prefix=b/", "--subject-prefix=PATCH"),
)
# an ignored file in the way is the user's as well
SWITCH = ("switch", "--quiet", "--no-recurse-submodules", "--no-overwrite-ignore")
UNFINISHED = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "BISECT_LOG": "bisect",
}


class Repository:
    """The user's repository, at its work tree's root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def unfiltered(self) -> dict[str, str]:
        """An environment in which no filter of any configuration is run."""
        words = ["git", "-C", str(self.root), "config", "--null", "--name-only", "--get-regexp"]
        done = subprocess.run([*words, r"^filter\."], capture_output=True, check=False)
        keys = done.stdout.decode("utf-8", "surrogateescape").split("\0")
        names = dict.fromkeys(key.rpartition(".")[0] for key in keys if key)
        off = [(f"{name}.{part}", "") for name in names for part in ("clean", "smudge", "process")]
        off += [(f"{name}.required", "false") for name in names]
        start = int(os.environ.get("GIT_CONFIG_COUNT") or 0) if names else 0
        found = {"GIT_CONFIG_COUNT": str(start + len(off))} if names else {}
        for number, (key, value) in enumerate(off, start):
            found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return found

    def git(
        self, *words: str, env: Mapping[str, str] | None = None, data: bytes | None = None
    ) -> str:
        """What a git command prints, without the last line end; BadInput where it fails."""
        kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        kept |= self.unfiltered
        try:
            done = subprocess.run(
                ["git", "-C", str(self.root), *QUIET, *words],
                env=kept | dict(env or {}),
                input=data if data is not None else b"",
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            message = _("git {command} takes too long").format(command=words[0])
            raise BadInput(message, _("see what holds it up")) from None
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            raise BadInput(
                _("git {command}: {reason}").format(command=words[0], reason=said),
                _("mend that, then try again"),
            )
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def refuse_unready(self, *, allow_dirty: bool) -> None:
        """BadInput where work is under way that a new branch would be mixed with."""
        gitdir = Path(self.git("rev-parse", "--absolute-git-dir"))
        for name, what in UNFINISHED.items():
            if (gitdir / name).exists():
                message = _("a {command} is in progress here").format(command=what)
                over = "reset" if what == "bisect" else "--abort"
                hint = _("finish it, or `git {command}`").format(command=f"{what} {over}")
                raise BadInput(message, hint)
        if not allow_dirty and self.changed():
            raise BadInput(
                _("there are changes that are not committed"),
                _("commit or stash them, or pass --allow-dirty to leave them beside"),
            )
        try:
            self.git("var", "GIT_COMMITTER_IDENT")
        except BadInput:
            hint = _("run {commands}").format(
                commands='`git config user.name "…"`, `git config user.email "…"`'
            )
            raise BadInput(_("git does not know who commits"), hint) from None

    def refuse_branch(self, branch: str) -> None:
        """BadInput where a branch of that name is there already."""
        if self.git("for-each-ref", "--format=%(refname)", f"refs/heads/{branch}"):
            raise BadInput(
                _("there is a branch {branch} already").format(branch=branch),
                _("name another by --branch, or take that one away by `git branch -D`"),
            )

    def changed(self) -> list[str]:
        """The paths that differ from HEAD. Without its filter the content of a filtered file tells
        nothing, and no remedy writes over it: such a path counts only where it is staged or new.
        """
        told = self.git("status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=dirty")
        found = {line[3:]: line[:2] for line in told.split("\0") if line}
        if not self.unfiltered or not found:
            return [*found]
        asked = "\0".join(found).encode("utf-8", "surrogateescape")
        answer = self.git("check-attr", "--stdin", "-z", "filter", data=asked).split("\0")
        filtered = {
            path
            for path, value in zip(answer[::3], answer[2::3], strict=False)
            if value not in ("unspecified", "unset")
        }
        return [path for path, kind in found.items() if kind != " M" or path not in filtered]

    def here(self) -> str:
        """The branch that is checked out, or the commit where none is."""
        try:
            return self.git("symbolic-ref", "--quiet", "--short", "HEAD")
        except BadInput:
            return self.git("rev-parse", "HEAD")

    def commits(self, base: str, steps: Sequence[Step], messages: Mapping[str, str]) -> str:
        """One commit a criterion upon `base`, none of them on a branch; the last one."""
        tip = base
        with tempfile.TemporaryDirectory(prefix="aifactory-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git("read-tree", base, env=env)
            for criterion, group in groupby(steps, key=lambda step: step.criterion):
                for step in group:
                    for edit in step.edits:
                        oid = self.git(
                            "hash-object", "-w", "--no-filters", "--stdin", data=edit.after
                        )
                        mode = self.mode(tip, edit.path)
                        self.git(
                            "update-index",
                            "--add",
                            "--cacheinfo",
                            f"{mode},{oid},{edit.path}",
                            env=env,
                        )
                tree = self.git("write-tree", env=env)
                words = ("commit-tree", tree, "-p", tip, "-F", "-")
                tip = self.git(*words, data=messages[criterion].encode())
        return tip

    def mode(self, commit: str, path: str) -> str:
        """The mode of a file at a commit; that of a plain one where it is not there."""
        found = self.git("ls-tree", commit, "--", path)
        return found.split(" ", 1)[0] if found else "100644"

    def switch_to(self, branch: str, commit: str) -> None:
        """A new branch at a commit, checked out; nothing changes where that cannot be."""
        self.git("check-ref-format", "--branch", branch)
        self.git("update-ref", f"refs/heads/{branch}", commit, "")
        try:
            self.git(*SWITCH, branch)
        except BadInput:
            self.git("update-ref", "-d", f"refs/heads/{branch}", commit)
            raise

    def undo(self, branch: str, back: str) -> None:
        """Go back to where one was, and take the branch away: it is ours alone."""
        try:
            self.git(*SWITCH, back)
        except BadInput:
            self.git(*SWITCH, "--detach", back)
        self.git("branch", "-D", branch)

    def push(self, remote: str, branch: str) -> None:
        """The branch sent to a remote as the user's git would, without its hooks; never forced."""
        name = f"refs/heads/{branch}"
        self.git("push", "--quiet", remote, f"{name}:{name}")

    def patch(self, base: str, tip: str) -> bytes:
        """The commits after `base` as mails that `git am` takes."""
        mails = self.git("format-patch", *MAIL, f"{base}..{tip}")
        return mails.encode("utf-8", "surrogateescape") + b"\n"
