"""Opening what the user pointed at: a repository, a plain folder or a git URL."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType

from aifactory.errors import BadInput, NothingToAudit
from aifactory.model import Text
from aifactory.snapshot.clean import clean_git
from aifactory.snapshot.folder import FolderTree, walk
from aifactory.snapshot.git import Git
from aifactory.snapshot.githistory import GitHistory
from aifactory.snapshot.gittree import GitTree, listing
from aifactory.snapshot.history import History
from aifactory.snapshot.objects import Objects
from aifactory.snapshot.places import Place, find
from aifactory.snapshot.plain import References
from aifactory.snapshot.transport import without_credentials
from aifactory.snapshot.tree import Tree

Progress = Callable[[str], None]
MAIN = ("main", "master")
ORIGIN = "refs/remotes/origin/HEAD"
HISTORY = Text(
    "name a branch, a tag or a commit that was fetched: a shallow clone lacks most of them"
)


class Snapshot:
    """A repository at one commit, or a plain folder; `close()` it, or use it in a `with`.

    `url` is origin's without credentials; `branch` is "" where HEAD is detached; `subfolder` is
    where below `root` the user pointed; `history` is None where there is none to read.
    """

    def __init__(self, root: Path, tree: Tree, history: History | None = None) -> None:
        self.root = root
        self.name = os.fsencode(name_of(root.name) or root).decode("utf-8", "backslashreplace")
        self.tree = tree
        self.history = history
        self.url = self.commit = self.branch = self.default_branch = self.subfolder = ""
        self.closing = ExitStack()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End git's processes and remove what was prepared for them."""
        self.closing.close()


def open_snapshot(
    target: str | Path,
    *,
    worktree: bool = False,
    base: str = "",
    cache: Path | None = None,
    room: int = 0,
    progress: Progress | None = None,
) -> Snapshot:
    """The snapshot of a path or git URL. BadInput or NothingToAudit where there is none.

    `worktree` takes the files as they lie on the disk instead of those of HEAD; `base`, a revision,
    the commit at which HEAD left it (itself where they share no history); `cache` is where clones
    of URLs are kept, the user's cache folder by default, and `room` the bytes that one may take.
    A clone is held until the snapshot is closed: nobody fetches into it or takes it away.
    """
    from aifactory.snapshot.clone import is_url

    if isinstance(target, str) and is_url(target):
        from aifactory.snapshot.clone import cloned

        with ExitStack() as stack:
            place = stack.enter_context(cloned(target, cache, progress or silent, room))
            snapshot = open_repository(place, worktree=False, base=base)
            held = stack.pop_all()
            held.push(snapshot.closing.pop_all())
            snapshot.closing = held
        snapshot.name, snapshot.url = name_of(target), without_credentials(target)
        return snapshot
    path = checked(Path(target))
    found = find(path)
    if found is None:
        if base:
            raise BadInput(
                Text(
                    "{path} is no git repository, so it has no {base}",
                    {"path": str(path), "base": base},
                ),
                HISTORY,
            )
        return open_folder(path)
    return open_repository(found, worktree=worktree, base=base)


def silent(message: str) -> None:
    """Progress that nobody watches."""


def checked(path: Path) -> Path:
    """A folder that can be read."""
    hint = Text("give a folder, a bare repository or a git URL")
    try:
        if not path.exists():
            raise BadInput(Text("no such folder: {path}", {"path": str(path)}), hint)
        if not path.is_dir():
            raise BadInput(Text("not a folder: {path}", {"path": str(path)}), hint)
        os.scandir(path).close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            Text("{path} cannot be read: {reason}", {"path": str(path), "reason": reason}), hint
        ) from None
    return Path(os.path.realpath(path))


def open_folder(path: Path) -> Snapshot:
    """A plain folder, on its files alone."""
    tree = FolderTree(path, walk(path))
    if not tree.entries:
        raise NothingToAudit(
            Text("{path} holds no file", {"path": str(path)}),
            Text("give a folder that holds a project"),
        )
    return Snapshot(path, tree)


def open_repository(place: Place, *, worktree: bool, base: str = "") -> Snapshot:
    """A repository, through a clean git directory of its own."""
    with ExitStack() as stack:
        git = stack.enter_context(clean_git(place))
        objects = stack.enter_context(closing(Objects(git)))
        snapshot = read(place, git, objects, worktree, base)
        snapshot.closing = stack.pop_all()
    snapshot.url = without_credentials(git.origin)
    snapshot.subfolder = place.subfolder
    return snapshot


def read(place: Place, git: Git, objects: Objects, worktree: bool, base: str = "") -> Snapshot:
    """The snapshot of HEAD, or of the work tree over it, or of where HEAD left `base`."""
    (kind,) = objects.kinds(["HEAD^{commit}"]) or (None,)
    commit = kind[0] if kind else git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if base:
        commit = fork(git, commit, base)
    if worktree and not place.bare:
        from aifactory.snapshot.worktree import work_tree

        tracked = (name for *_, name in listing(git, commit)) if commit else ()
        tree: Tree = work_tree(place, git, tracked)
    elif commit:
        tree = GitTree(git, objects, commit)
    else:
        raise no_commit(place, git)
    known = References(place.common, len(commit))
    history = GitHistory(git, commit, objects, known) if commit else None
    snapshot = Snapshot(place.root, tree, history)
    snapshot.commit = commit
    snapshot.branch, snapshot.default_branch = branches(git, place, known)
    if base:
        snapshot.branch = ""
    return snapshot


def fork(git: Git, commit: str, base: str) -> str:
    """The commit at which `commit` left the revision `base`; BadInput where there is none."""
    name = "" if base.startswith("-") else f"{base}^{{commit}}"
    found = git.line("rev-parse", "--verify", "--quiet", name) if name else ""
    if not found:
        raise BadInput(Text("no commit is named {base}", {"base": base}), HISTORY)
    shared = git.line("merge-base", commit, found) if commit else ""
    return shared or found


def no_commit(place: Place, git: Git) -> NothingToAudit:
    """Whether HEAD names nothing yet, or something that is not there."""
    if git.line("rev-parse", "--verify", "--quiet", "HEAD"):
        return NothingToAudit(
            Text("the newest commit of {path} is missing or damaged", {"path": str(place.root)}),
            Text("check it with `git fsck`, or audit a fresh clone"),
        )
    hint = Text("commit something first, or audit its files with --worktree")
    return NothingToAudit(Text("{path} has no commit at HEAD", {"path": str(place.root)}), hint)


def branches(git: Git, place: Place, known: References) -> tuple[str, str]:
    """The current branch ("" when detached) and the default one, a bare repository's own HEAD."""
    current = known.leads_to(place.gitdir / "HEAD")
    if current is None:
        current = git.line("symbolic-ref", "--quiet", "HEAD")
    current = current.removeprefix("refs/heads/")
    origin = known.leads_to(place.common / ORIGIN)
    if origin is None:
        origin = git.line("symbolic-ref", "--quiet", ORIGIN)
    if origin:
        return current, origin.removeprefix("refs/remotes/origin/")
    if place.bare and current:
        return current, current
    here = {name: known.of(f"refs/heads/{name}") for name in MAIN}
    if None in here.values():
        names = [f"refs/heads/{name}" for name in MAIN]
        said = git.run("for-each-ref", "--format=%(refname:lstrip=2)", *names).decode().split()
        here = {name: name for name in said}
    return current, next((name for name in MAIN if here.get(name)), current)


def name_of(target: str) -> str:
    """The last part of a path or URL, without ".git"."""
    return re.split(r"[/:\\]", target.rstrip("/\\"))[-1].removesuffix(".git")
