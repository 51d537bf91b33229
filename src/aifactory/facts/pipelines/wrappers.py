"""Commands that run another command: `sudo`, `uv run`, `docker run IMAGE`, `bash -c "…"`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from aifactory.facts.pipelines import patterns
from aifactory.facts.pipelines.rules import Rules, Wrapper, of_program
from aifactory.facts.pipelines.shell import Command, commands, inside

ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=", re.A)
FOLDER_OPTIONS = {
    "uv": ("--directory", "--project"),
    "poetry": ("-C", "--directory", "--project", "-P"),
    "pdm": ("-p", "--project"),
    "pnpm": ("-C", "--dir"),
    "yarn": ("--cwd",),
    "npm": ("--prefix", "-C"),
    "bun": ("--cwd",),
    "env": ("-C", "--chdir"),
}
MAX_UNWRAPPED = 50


def unwrapped(command: Command, rules: Rules) -> list[Command]:
    """The command and every command inside it, outermost first."""
    found, at = [command], 0
    while at < len(found) and len(found) < MAX_UNWRAPPED:
        found += [c for c in _inner(found[at], rules) if c.argv != found[at].argv]
        at += 1
    return found[:MAX_UNWRAPPED]


def _inner(command: Command, rules: Rules) -> Iterator[Command]:
    argv = command.argv
    assigned = next((i for i, word in enumerate(argv) if not ASSIGNMENT.match(word)), len(argv))
    if 0 < assigned < len(argv):
        env = dict(word.split("=", 1) for word in argv[:assigned])
        yield replace(command, argv=argv[assigned:], env=command.env | env)
        return
    name = patterns.program(argv[0])
    for number, pattern in of_program(rules.wrapped_by, argv[0]):
        if span := patterns.match(pattern, argv, rules.values):
            takes = rules.values.get(name, frozenset())
            yield from _unwrap(command, rules.wrappers[number], span, takes)
            return


def _unwrap(
    command: Command, wrapper: Wrapper, span: int, takes: frozenset[str]
) -> Iterator[Command]:
    rest = _rest(command.argv, wrapper, span, takes)
    folder = _folder(command)
    if wrapper.text and command.stdin:
        yield from _parsed(command, command.stdin, folder, command.line + 1)
    if not rest:
        return
    if wrapper.text:
        yield from _parsed(command, rest[0] if wrapper.after else " ".join(rest), folder)
    else:
        yield replace(command, argv=tuple(rest), folder=folder)


def _parsed(command: Command, text: str, folder: str, line: int = 0) -> Iterator[Command]:
    for inner in commands(text, line or command.line, command.env, folder):
        yield replace(inner, line=inner.line if line else command.line)


def _rest(argv: Sequence[str], wrapper: Wrapper, span: int, takes: frozenset[str]) -> Sequence[str]:
    """The inner command's words, or none."""
    if wrapper.after:
        for index, word in enumerate(argv[1:], 1):
            if word in wrapper.after:
                return argv[index + 1 :]
            if wrapper.text and re.fullmatch(r"-[a-z]*c", word):  # bash -euxc "…"
                return argv[index + 1 :]
        return ()
    skip, at = wrapper.skip, span
    while at < len(argv):
        word = argv[at]
        if word == "--" and not skip:
            return argv[at + 1 :]
        if word.startswith("-") and word != "-":
            at += 1 + (word in wrapper.values or word in takes)
        elif skip:
            skip, at = skip - 1, at + 1
        else:
            break
    return argv[at:]


def _folder(command: Command) -> str:
    names = FOLDER_OPTIONS.get(patterns.program(command.argv[0]), ())
    given = patterns.option(command.argv, names)
    return inside(command.folder, given[0]) if given else command.folder
