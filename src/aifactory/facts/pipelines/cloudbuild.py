"""Cloud Build: builders with arguments, scripts, and the images it pushes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from aifactory.facts.pipelines.model import Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, mapping, string
from aifactory.facts.pipelines.steps import (
    Triggers,
    definitions,
    documents,
    job,
    pipeline,
    run_step,
    scripts,
    texts,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Seq, Str

PATH = re.compile(r"^(?:[^/]+/){0,3}cloudbuild[\w.-]*\.(?:ya?ml|json)$", re.I)
START: Triggers = (Trigger("other"),)  # its triggers are kept by the service, not by the file


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipelines of a tree."""
    return definitions(tree, [p for p in tree.entries if PATH.search(p)][:50], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    for root in documents(text)[:1]:
        if isinstance(root.get("steps"), Seq):
            one = job(source.at(getattr(root, "line", 1)), "build", _steps(source, root), START)
            yield pipeline("cloudbuild", source, [one])


def _steps(source: Source, root: dict[str, Any]) -> Iterator[Step]:
    for node in root["steps"]:
        step = mapping(node)
        name, folder = string(step.get("name")), string(step.get("dir")).strip("./")
        line = getattr(step.get("name"), "line", 1)
        if isinstance(script := step.get("script"), Str):
            yield run_step(source, script, START, folder=folder)
        elif name:
            words = _command(name, string(step.get("entrypoint")), texts(step.get("args")))
            run = shlex.join(words)
            yield Step(source.at(line), run=run, run_line=line, folder=folder, triggers=START)
    for image in scripts(root.get("images")):
        run = shlex.join(["docker", "push", str(image)])
        yield Step(source.at(image.line), run=run, run_line=image.line, triggers=START)


def _command(image: str, entrypoint: str, args: tuple[str, ...]) -> list[str]:
    """The command that a builder's image stands for."""
    builder = basename(image).split(":")[0].split("@")[0]
    program = {"cloud-sdk": "gcloud", "executor": "executor"}.get(builder, builder)
    return [str(entrypoint) or str(program), *args]
