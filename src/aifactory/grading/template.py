"""What a template gave: its commits and files, so that nobody is taken for having copied them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from aifactory.errors import AifactoryError
from aifactory.grading.traces import Traces, object_name
from aifactory.policy.source import Malformed, parse
from aifactory.snapshot.tree import Tree, Unreadable

ANSWERS = ".copier-answers.yml"
LONGEST = 1 << 14  # bytes of answers that are read
FEWEST = 3  # answers to our questions that tell our template from others
VALUE = 300  # characters of one answer


def own_files() -> frozenset[str]:
    """Object names of the files that our template hands over as they are."""
    return _verbatim()


@cache
def _verbatim() -> frozenset[str]:
    from aifactory.scaffold.source import template_source

    folder = template_source() / "template"
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".jinja")
    return frozenset(object_name(path.read_bytes()) for path in files)


def rendered_files(tree: Tree) -> frozenset[str]:
    """Object names of what our template renders for the answers a repository says it gave.

    Only answers to our own questions are taken, as plain values; none of it is executed. Empty
    where there are no answers, or where our template refuses them.
    """
    answers = read_answers(tree)
    if not answers:
        return frozenset()
    from aifactory.scaffold.new import questions, render
    from aifactory.scaffold.source import template_source

    asked = questions(template_source())
    given = {name: value for name, value in answers.items() if name in asked}
    if len(given) < FEWEST:
        return frozenset()
    with tempfile.TemporaryDirectory(prefix="aifactory-") as folder:
        project = Path(folder) / "project"
        try:
            render(project, given, defaults=True)
        except AifactoryError:
            return frozenset()
        return frozenset(map(object_name, contents(project)))


def read_answers(tree: Tree) -> dict[str, Any]:
    """The answers of `.copier-answers.yml`: plain, short values."""
    try:
        value = parse(tree.text(ANSWERS, LONGEST)).value
    except (Unreadable, Malformed):
        return {}
    if not isinstance(value, dict):
        return {}
    return {
        name: part
        for name, part in value.items()
        if isinstance(part, (str, int, float, bool)) and len(str(part)) <= VALUE
    }


def contents(folder: Path) -> Iterator[bytes]:
    """The bytes of every file below a folder that we rendered."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path.read_bytes()


class Template:
    """What a session's template holds: our own files, and the traces of the one it was given."""

    def __init__(self, traces: Traces | None = None) -> None:
        self.commits = frozenset(one.oid for one in traces.commits) if traces else frozenset()
        self.trees = frozenset(one.tree for one in traces.commits) if traces else frozenset()
        self.files = own_files().union(traces.files if traces else ())
