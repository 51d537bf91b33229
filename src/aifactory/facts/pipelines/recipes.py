"""What building or starting containers runs: a Dockerfile's RUN lines, a compose file's builds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Any

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, option, program
from aifactory.facts.pipelines.project import Project, table
from aifactory.facts.pipelines.shell import Command, inside
from aifactory.snapshot.yamltree import Str

TAKES = frozenset(
    (
        *("-f", "--file", "-t", "--tag", "--target", "--build-arg", "--platform", "-p"),
        *("--profile", "--project-name", "--env-file", "--cache-from", "--cache-to", "--label"),
        *("--context", "--project-directory", "--output", "-o", "--secret", "--network"),
        *("--progress", "--scale"),
    )
)
COMPOSE = tuple(
    f"{stem}.{end}" for stem in ("compose", "docker-compose") for end in ("yaml", "yml")
)
RUN = re.compile(r"RUN\s+(?:--\S+\s+)*(.*)", re.I)
STARTS = {"build", "up", "run", "create", "push"}


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The RUN lines of the Dockerfile that is built; the builds of the compose services meant."""
    words = [word for _, word in operands(command.argv, TAKES)]
    if program(command.argv[0]) == "docker-compose":
        words = ["compose", *words]
    if words[:1] == ["compose"] and words[1:2] and words[1] in STARTS:
        yield from _compose(command, words[1], words[2:], project)
    elif words[:1] == ["build"] or words[:2] in (["buildx", "build"], ["image", "build"]):
        file = option(command.argv, ("-f", "--file"))
        context = inside(command.folder, words[-1])
        path = inside(command.folder, file[0]) if file else inside(context, "Dockerfile")
        yield from run_lines(path, project)


def run_lines(path: str, project: Project) -> Iterator[Step]:
    """The RUN lines of a Dockerfile as steps; they run in the image, on files copied there."""
    start, parts = 0, list[str]()
    for number, line in enumerate((project.text(path) or "").split("\n"), 1):
        start = start if parts else number
        parts.append(line)
        if line.rstrip().endswith("\\") and len(parts) < 500:
            continue
        match = RUN.match(parts[0])
        if match:
            run = "\n".join([match[1], *(p for p in parts[1:] if not p.lstrip().startswith("#"))])
            yield Step(project.at(path, start), run=run, run_line=start)
        parts = []


def _compose(command: Command, verb: str, words: list[str], project: Project) -> Iterator[Step]:
    files = option(command.argv, ("-f", "--file"))
    paths = [inside(command.folder, f) for f in files]
    paths = paths or [project.first(command.folder, *COMPOSE)]
    for path in paths:
        services = table(project.yaml(path), "services") if path else {}
        for name, service in services.items():
            left_out = words and verb in ("build", "up", "push") and name not in words
            if isinstance(service, dict) and not left_out and (name in words or verb != "run"):
                yield from _service(service, verb, path, project)


def _service(service: Mapping[str, Any], verb: str, path: str, project: Project) -> Iterator[Step]:
    """A service's image built (or pushed), as the command that would do it alone."""
    build, image = service.get("build"), service.get("image")
    if not build:
        return
    context = str(build.get("context") or ".") if isinstance(build, dict) else str(build)
    file = str(build.get("dockerfile") or "") if isinstance(build, dict) else ""
    name = str(image) if isinstance(image, Str) else ""
    line = getattr(build, "line", 1)
    if verb == "push":
        run = f"docker push {quote(name)}"
    else:
        place = f"-f {quote(inside(context, file))}" if file else ""
        tag = f"-t {quote(name)}" if name else ""
        run = f"docker build {tag} {place} {quote(context)}"
    folder = path.rpartition("/")[0]
    yield Step(project.at(path, line), run=run, run_line=line, folder=folder)
