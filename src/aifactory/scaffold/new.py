"""A new project: rendered aside, committed, then put in its place whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aifactory.errors import AifactoryError, BadInput
from aifactory.model import Text
from aifactory.scaffold.place import (
    add,
    files,
    nearest,
    put,
    refuse_conflicts,
    refuse_what_exists,
    unwritable,
)
from aifactory.scaffold.repository import first_commit, install_hooks
from aifactory.scaffold.source import QUESTIONS, remember, template_source


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
        raise AifactoryError(Text("git is missing"), Text("install git, or pass --no-git"))
    place = Path(tempfile.gettempdir()) if into else nearest(destination)  # to move, on one disk
    with rendered(place, answers, defaults=defaults) as (folder, given):
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
    with rendered(Path(tempfile.gettempdir()), answers, defaults=defaults) as (folder, _given):
        if into:
            refuse_conflicts(folder, destination)
        return files(folder)


@contextmanager
def rendered(
    place: Path, answers: Mapping[str, Any], *, defaults: bool
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The project in a folder of its own below `place`, and every answer."""
    try:
        aside = Path(tempfile.mkdtemp(prefix=".aifactory-", dir=place))
    except OSError as error:
        raise unwritable(place, error) from None
    try:
        folder = aside / "project"
        yield folder, render(folder, answers, defaults=defaults)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def render(destination: Path, answers: Mapping[str, Any], *, defaults: bool) -> dict[str, Any]:
    """Render with Copier, without trust; return every answer."""
    import copier
    from copier.errors import CopierError, DirtyLocalWarning

    source = template_source()
    names = questions(source)
    if unknown := sorted(set(answers) - set(names)):
        message = Text("no such question: {names}", {"names": ", ".join(unknown)})
        raise BadInput(message, Text("questions are: {names}", {"names": ", ".join(names)}))
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
        if not (source / ".git").exists():
            remember(destination)
        return dict(worker.answers.combined)
    except KeyboardInterrupt:  # Copier's own is a CopierError too
        raise
    except (CopierError, OSError, ValueError) as error:
        message = Text("the template was not rendered: {reason}", {"reason": str(error)})
        raise BadInput(message, Text("answer anew")) from None


def questions(source: Path) -> list[str]:
    """The names of the questions, in the order in which they are asked."""
    import yaml

    found = yaml.safe_load((source / QUESTIONS).read_text("utf-8"))
    return [
        name for name, ask in found.items() if name[0] != "_" and ask.get("when", True) is not False
    ]
