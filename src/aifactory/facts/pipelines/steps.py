"""What the smaller providers share: files read safely, commands placed, usual triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from aifactory.facts.pipelines.model import Job, Location, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, pairs
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Map, Seq, Str, Tagged, load_all

Triggers = tuple[Trigger, ...]
PUSH, TAG, REQUEST = Trigger("push"), Trigger("tag"), Trigger("pull_request")
MANUAL: Triggers = (Trigger("manual"),)
MAX_STEPS = 5000
MAX_DEPTH = 12


def definitions(
    tree: Tree, paths: Iterable[str], read: Callable[[Source, str], Iterator[Pipeline]]
) -> Iterator[Pipeline | Problem]:
    """What `read` makes of each file; a malformed one is a problem and stops no other."""
    for path in paths:
        if tree.entries[path].kind not in ("file", "executable"):
            continue
        try:
            text = tree.text(path)
            yield from read(Source(path, text), text)
        except Unreadable as error:
            yield Problem(path, str(error))


def documents(text: str) -> list[Map]:
    """The mappings of a YAML stream."""
    return [d for d in load_all(text) if isinstance(d, Map)]


def scripts(node: Any, depth: int = 0) -> Iterator[Str]:
    """Every command of a script: a scalar, or lists of them, nested."""
    if isinstance(node, Str):
        yield node
    elif isinstance(node, Seq) and depth < MAX_DEPTH:
        for item in node:
            yield from scripts(item, depth + 1)
    elif isinstance(node, Tagged):
        yield from scripts(node.value, depth + 1)


def run_step(source: Source, script: Str, triggers: Triggers, **more: Any) -> Step:
    """A step that runs a script."""
    line = script.text_line
    return Step(source.at(line), run=str(script), run_line=line, triggers=triggers, **more)


def use_step(
    source: Source, line: int, uses: str, inputs: Any, triggers: Triggers, **more: Any
) -> Step:
    """A step that uses an action, orb, plugin or task."""
    return Step(source.at(line), uses=uses, inputs=pairs(inputs), triggers=triggers, **more)


def job(where: Location, name: str, steps: Iterable[Step], triggers: Triggers, **more: Any) -> Job:
    """A job with its first `MAX_STEPS` steps."""
    kept = tuple(step for step, _ in zip(steps, range(MAX_STEPS), strict=False))
    return Job(name, where, triggers, kept, **more)


def pipeline(provider: str, source: Source, jobs: Iterable[Job]) -> Pipeline:
    """A pipeline whose triggers are those of its jobs."""
    found = tuple(jobs)
    triggers = tuple(dict.fromkeys(t for j in found for t in j.triggers))
    return Pipeline(provider, source.path, "", triggers, found)


def texts(node: Any) -> tuple[str, ...]:
    """The scalars of a scalar or a list, as plain strings."""
    return tuple(str(s) for s in scripts(node))


def is_off(node: Any) -> bool:
    """Whether a switch says no."""
    return isinstance(node, Str) and node.strip().lower() in ("false", "never", "no", "off")
