"""What the smaller providers share: files read safely, commands placed, usual triggers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from aifactory.facts.pipelines.model import Job, Location, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Budget, Source, pairs, string
from aifactory.facts.pipelines.shell import inside
from aifactory.facts.pipelines.triggers import from_regex, narrow, without
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Map, Seq, Str, Tagged, load_all

Triggers = tuple[Trigger, ...]
PUSH, TAG, REQUEST = Trigger("push"), Trigger("tag"), Trigger("pull_request")
MANUAL: Triggers = (Trigger("manual"),)
MAX_TOTAL = 50_000  # jobs and steps of one definition
MAX_DEPTH = 12
MAX_BRANCHES = 100

ANY = {"/.*/", "/.+/", "/^.*$/", "/^.*/", "*", "**"}
CHANGE = re.compile(r"(?:^|&&|;|\n)\s*cd\s+([\w./-]*[\w.])/?\s*(?=$|&&|;|\n)")


def definitions(
    tree: Tree, paths: Iterable[str], read: Callable[[Source, str], Iterable[Pipeline]]
) -> Iterator[Pipeline | Problem]:
    """What `read` makes of each file; a malformed one is a problem and stops no other."""
    for path in paths:
        if path not in tree.entries or tree.entries[path].kind not in ("file", "executable"):
            continue
        try:
            text = tree.text(path)
            yield from list(read(Source(path, text), text))
        except Unreadable as error:
            yield Problem(path, error.said)


def documents(text: str) -> list[Map]:
    """The mappings of a YAML stream."""
    return [d for d in load_all(text) if isinstance(d, Map)]


def scripts(node: Any, depth: int = 0) -> Iterator[Str]:
    """Every command of a script that is not blank: a scalar, or lists of them, nested."""
    if isinstance(node, Str):
        if node.strip():
            yield node
    elif isinstance(node, Seq) and depth < MAX_DEPTH:
        for item in node:
            yield from scripts(item, depth + 1)
    elif isinstance(node, Tagged) and depth < MAX_DEPTH:
        yield from scripts(node.value, depth + 1)


def run_step(source: Source, script: Str, triggers: Triggers, **more: Any) -> Step:
    """A step that runs a script."""
    line = script.text_line
    return Step(source.at(line), run=str(script), run_line=line, triggers=triggers, **more)


def session(
    source: Source, node: Any, triggers: Triggers, folder: str = "", **more: Any
) -> Iterator[Step]:
    """A step for each command of a list that one shell runs, in the folder it has gone to."""
    for script in scripts(node):
        yield run_step(source, script, triggers, folder=folder, **more)
        folder = folder_after(script, folder)


def folder_after(script: str, folder: str) -> str:
    """The folder that a script leaves its shell in; a subshell does not move it."""
    if "cd" in script and "(" not in script:
        for change in CHANGE.finditer(script):
            folder = inside(folder, change[1])
    return folder


def use_step(
    source: Source, line: int, uses: str, inputs: Any, triggers: Triggers, **more: Any
) -> Step:
    """A step that uses an action, orb, plugin or task."""
    return Step(source.at(line), uses=uses, inputs=flat(inputs), triggers=triggers, **more)


def flat(inputs: Any) -> dict[str, str]:
    """Inputs as text; a list of scalars becomes one line each."""
    if not isinstance(inputs, Map):
        return {}
    lists = {str(k): "\n".join(texts(v)) for k, v in inputs.items() if isinstance(v, Seq)}
    return pairs(inputs) | {key: value for key, value in lists.items() if value}


def job(where: Location, name: str, steps: Iterable[Step], triggers: Triggers, **more: Any) -> Job:
    """A job; Unreadable where it has more steps than are read."""
    budget, kept = Budget(MAX_TOTAL), []
    for step in steps:
        budget.spend()
        kept.append(step)
    return Job(name, where, triggers, tuple(kept), **more)


def pipeline(provider: str, source: Source, jobs: Iterable[Job], name: str = "") -> Pipeline:
    """A pipeline whose triggers are those of its jobs; Unreadable where it is larger than read."""
    budget, found = Budget(MAX_TOTAL), []
    for one in jobs:
        budget.spend(1 + len(one.steps))
        found.append(one)
    triggers = tuple(dict.fromkeys(t for j in found for t in j.triggers))
    return Pipeline(provider, source.path, name, triggers, tuple(found))


def texts(node: Any) -> tuple[str, ...]:
    """The scalars of a scalar or a list, as plain strings."""
    return tuple(str(s) for s in scripts(node))


def text(node: Any) -> str:
    """The scalar as a plain string, else ""."""
    return str(string(node))


def is_off(node: Any) -> bool:
    """Whether a switch says no."""
    return isinstance(node, Str) and node.strip().lower() in ("false", "never", "no", "off")


def is_on(node: Any) -> bool:
    """Whether a switch says yes."""
    return isinstance(node, Str) and node.strip().lower() in ("true", "yes", "on", "always")


def on_branches(
    triggers: Triggers,
    only: Sequence[str] = (),
    ignored: Sequence[str] = (),
    kinds: Sequence[str] = ("push",),
) -> Triggers:
    """Triggers of these kinds kept to some branches, and away from others; the rest as it is.

    Patterns are as the definition writes them: names, globs, or expressions between slashes.
    """
    only, ignored = _patterns(only), _patterns(ignored)
    found: list[Trigger] = []
    for trigger in triggers:
        part: Trigger | None = trigger
        if trigger.kind in kinds:
            part = narrow(trigger, only) if only and "**" not in only else trigger
            part = without(part, ignored) if part and ignored else part
        found += [part] if part else []
    return tuple(found)


def _patterns(written: Sequence[str]) -> list[str]:
    found: list[str] = []
    for pattern in written[:MAX_BRANCHES]:
        if pattern in ANY:
            found.append("**")
        else:
            found += from_regex(pattern) if pattern.startswith("/") else (pattern,)
    return found
