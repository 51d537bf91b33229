"""A new project: rendered aside, committed, then put in its place whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from aifactory.errors import AifactoryError, BadInput
from aifactory.scaffold.repository import first_commit, install_hooks
from aifactory.scaffold.source import QUESTIONS, template_source


def create(
    destination: Path,
    answers: Mapping[str, Any],
    *,
    defaults: bool,
    repository: bool = True,
    into: bool = False,
) -> Path:
    """Render the template into an empty or absent folder and return it.

    `answers` stand for questions; `defaults` answers the others. `repository` makes a git
    repository with a first commit and hooks. `into` adds the files to a folder that holds others:
    no repository is made then, and none of them is touched. BadInput where something stands in
    the way or an answer is refused; nothing is left behind then.
    """
    refuse_what_exists(destination, into=into)
    if repository and not into and shutil.which("git") is None:
        raise AifactoryError("git is missing", "install git, or pass --no-git")
    with rendered(destination, answers, defaults=defaults) as (folder, given):
        if into:
            add(folder, destination)
            return destination
        if repository:
            first_commit(folder, str(given["author_name"]), str(given["author_email"]))
        put(folder, destination)
    if repository:
        install_hooks(destination)
    return destination


def planned(
    destination: Path, answers: Mapping[str, Any], *, defaults: bool, into: bool = False
) -> list[str]:
    """The files that `create` would write, below `destination`; nothing is written."""
    refuse_what_exists(destination, into=into)
    with rendered(destination, answers, defaults=defaults) as (folder, _):
        if into:
            refuse_conflicts(folder, destination)
        return files(folder)


def refuse_what_exists(destination: Path, *, into: bool) -> None:
    """BadInput where a file, or something in the folder, stands in the way."""
    nearest = next(path for path in (destination, *destination.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise BadInput(f"{nearest} is a file", "name a folder that does not exist yet")
    if not into and nearest == destination and any(destination.iterdir()):
        raise BadInput(
            f"{destination} is not empty",
            "name a folder that does not exist yet, or pass --into to add what is missing there",
        )


@contextmanager
def rendered(
    destination: Path, answers: Mapping[str, Any], *, defaults: bool
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The project in a folder of its own, on the destination's disk, and every answer."""
    above = next(path for path in destination.absolute().parents if path.is_dir())
    try:
        aside = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=above))
    except OSError as error:
        raise BadInput(f"{above} cannot be written: {error.strerror}", "choose another") from None
    try:
        folder = aside / "project"
        yield folder, render(folder, answers, defaults=defaults)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def put(folder: Path, destination: Path) -> None:
    """Move a finished project to its place: an absent folder, or an empty one."""
    if destination.exists():
        for path in folder.iterdir():
            path.rename(destination / path.name)
        return
    missing = [path for path in destination.absolute().parents if not path.exists()]
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(destination)
    except OSError as error:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise BadInput(f"{destination}: {error.strerror}", "name another folder") from None


def add(folder: Path, destination: Path) -> None:
    """Copy the files that a folder lacks; BadInput where one of them differs there."""
    refuse_conflicts(folder, destination)
    for name in files(folder):
        target = destination / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, target)


def refuse_conflicts(folder: Path, destination: Path) -> None:
    """BadInput that names the files of a destination that a project would change."""
    found = [name for name in files(folder) if differs(folder / name, destination, name)]
    if found:
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise BadInput(
            f"{destination} holds other versions of {', '.join(found[:10])}{more}",
            "move them away, or render into a new folder and compare",
        )


def differs(ours: Path, destination: Path, name: str) -> bool:
    """Whether writing a file would change what stands there, or pass through a link."""
    target = destination / name
    above = [destination / folder for folder in PurePosixPath(name).parents[:-1]]
    if target.is_symlink() or any(path.is_symlink() or path.is_file() for path in above):
        return True
    return target.exists() and (not target.is_file() or target.read_bytes() != ours.read_bytes())


def files(folder: Path) -> list[str]:
    """The files below a folder, git's own left out, by name."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if path.parts[0] != ".git")


def render(destination: Path, answers: Mapping[str, Any], *, defaults: bool) -> dict[str, Any]:
    """Render with Copier, without trust; return every answer."""
    import copier
    from copier.errors import CopierError, DirtyLocalWarning

    source = template_source()
    names = questions(source)
    if unknown := sorted(set(answers) - set(names)):
        known = f"questions are: {', '.join(names)}"
        raise BadInput(f"no such question: {', '.join(unknown)}", known)
    try:
        with warnings.catch_warnings():  # a checkout under work is a template all the same
            warnings.simplefilter("ignore", DirtyLocalWarning)
            worker = copier.run_copy(
                str(source),
                destination,
                dict(answers),
                defaults=defaults,
                quiet=True,
                unsafe=False,
                vcs_ref="HEAD" if (source / ".git").exists() else None,
            )
        return dict(worker.answers.combined)
    except KeyboardInterrupt:  # Copier's own is a CopierError too
        raise
    except (CopierError, OSError, ValueError) as error:
        raise BadInput(f"the template was not rendered: {error}", "answer anew") from None


def questions(source: Path) -> list[str]:
    """The names of the questions, in the order in which they are asked."""
    import yaml

    found = yaml.safe_load((source / QUESTIONS).read_text("utf-8"))
    return [
        name for name, ask in found.items() if name[0] != "_" and ask.get("when", True) is not False
    ]
