"""What `tox` runs: the `commands` of the environments it is asked for."""

from __future__ import annotations

import configparser
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import option
from aifactory.facts.pipelines.project import Project, listed, table
from aifactory.facts.pipelines.shell import Command, inside

SUBSTITUTION = re.compile(r"\{(\[[^\]{}]{1,80}\])?([\w:./ -]{0,200})\}")
FACTORS = re.compile(r"([\w.!,{}-]{1,200}):\s+(.*)")
COMMANDS = ("commands_pre", "commands", "commands_post")
MAX_ENVIRONMENTS = 200
Sections = Mapping[str, Mapping[str, str]]


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The commands of the environments of `-e`, else of the default list."""
    folder = command.folder
    for name in option(command.argv, ("-c", "--conf", "--workdir-root")):
        folder = inside(folder, name) if not name.endswith((".ini", ".toml", ".cfg")) else folder
    wanted = [env for given in option(command.argv, ("-e",)) for env in expand(given)]
    wanted += _environment_words(command)
    path = project.first(folder, "tox.ini", "setup.cfg")
    if path and (sections := _sections(path, project)):
        yield from _ini(sections, wanted, path, folder, project)
        return
    for path, keys in (("tox.toml", ()), ("pyproject.toml", ("tool", "tox"))):
        place = project.first(folder, path)
        config = table(project.toml(place), *keys) if place else {}
        legacy = config.get("legacy_tox_ini")
        if isinstance(legacy, str):
            yield from _ini(_parse(legacy), wanted, place, folder, project)
        elif config:
            yield from _toml(config, wanted, place, folder, project)


def _environment_words(command: Command) -> list[str]:
    """Environments that TOXENV names, or all of them unless some are selected."""
    value = command.env.get("TOXENV", "")
    return expand(value) if value and "$" not in value else []


def expand(text: str) -> list[str]:
    """`py3{9,10}-{a,b}, lint` as the environments it stands for."""
    found = []
    for item in re.split(r"[,\n](?![^{}]{0,500}\})", text):
        parts = [p.split(",") for p in re.split(r"[{}]", item.strip())]
        product = itertools.product(*parts)
        found += ["".join(p).strip() for p in itertools.islice(product, MAX_ENVIRONMENTS)]
    return [env for env in found if env][:MAX_ENVIRONMENTS]


def _sections(path: str, project: Project) -> Sections:
    sections = project.kept("tox", path, lambda: _parse(project.text(path) or ""))
    if path.endswith("setup.cfg"):
        return {
            k.removeprefix("tox:").replace("tox:tox", "tox"): v
            for k, v in sections.items()
            if k.startswith(("tox:", "testenv"))
        }
    return sections


def _parse(text: str) -> Sections:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError):
        return {}
    return {name: {k: v or "" for k, v in parser[name].items()} for name in parser.sections()}


def _ini(
    sections: Sections, wanted: list[str], path: str, folder: str, project: Project
) -> Iterator[Step]:
    main = sections.get("tox", {})
    default = expand(main.get("env_list") or main.get("envlist") or "")
    names = wanted or default or ["py"]
    if not any(name.startswith("testenv") for name in sections):
        return
    for name in _known(names, sections):
        section = f"testenv:{name}" if f"testenv:{name}" in sections else "testenv"
        base = sections.get("testenv", {})
        own = sections.get(section, {})
        where = inside(
            folder, _filled(own.get("changedir") or base.get("changedir", "."), sections)
        )
        for key in COMMANDS:
            text = own.get(key, base.get(key, ""))
            header = section if key in own else "testenv"
            start = project.line_of(path, rf"^\s*\[{re.escape(header)}\]", rf"^\s*{key}\s*=")
            for line, run in _lines(_filled(text, sections), name, start):
                place = project.at(path, line)
                yield Step(place, run=run, run_line=place.line, folder=where)


def _known(names: list[str], sections: Sections) -> Iterator[str]:
    """Environments that the file knows; "ALL" and what only a run would tell mean every one."""
    for name in dict.fromkeys(names):
        if name == "ALL" or "$" in name:
            yield from (s[8:] for s in sections if s.startswith("testenv:"))
            yield "py"
        else:
            yield name


def _lines(text: str, environment: str, start: int) -> Iterator[tuple[int, str]]:
    """Commands with their line, those under a factor that the environment has not left out."""
    factors = set(environment.split("-"))
    joined, at = list[str](), start
    for number, line in enumerate(text.split("\n"), start):
        at = at if joined else number
        joined.append(line.strip().removesuffix("\\"))
        if line.rstrip().endswith("\\"):
            continue
        run = " ".join(joined).strip()
        joined = []
        match = FACTORS.match(run)
        if match and not _holds(match[1], factors):
            continue
        run = (match[2] if match else run).lstrip("-! ")
        if run and not run.startswith("#"):
            yield at, run


def _holds(condition: str, factors: set[str]) -> bool:
    def one(factor: str) -> bool:
        return factor[1:] not in factors if factor.startswith("!") else factor in factors

    return any(all(one(f) for f in group.split("-")) for group in expand(condition))


def _filled(text: str, sections: Sections) -> str:
    """References to other sections put in; `{posargs:default}` is its default."""

    def one(match: re.Match[str]) -> str:
        if match[1]:
            return sections.get(match[1][1:-1], {}).get(match[2], "")
        kind, _, rest = match[2].partition(":")
        if kind == "posargs":
            return rest
        if kind == "env":
            return "$" + rest.partition(":")[0]
        return {"envpython": "python", "toxinidir": ".", "tox_root": "."}.get(kind, "$" + kind)

    for _ in range(5):
        filled = SUBSTITUTION.sub(one, text)
        if filled == text or len(filled) > 20_000:
            break
        text = filled
    return text


def _toml(
    config: Mapping[str, Any], wanted: list[str], path: str, folder: str, project: Project
) -> Iterator[Step]:
    default = [name for name in listed(config.get("env_list")) if isinstance(name, str)]
    base = table(config, "env_run_base")
    for name in wanted or default or ["py"]:
        own = table(config, "env", name)
        for key in COMMANDS:
            source = own if key in own else base
            header = rf"^\s*\[.*\b{re.escape(name) if key in own else 'env_run_base'}\b"
            line = project.line_of(path, header, rf"^\s*{key}\s*=")
            where = inside(folder, str(own.get("change_dir", base.get("change_dir", "."))))
            for item in listed(source.get(key)):
                words = [_word(word) for word in listed(item)]
                yield Step(project.at(path, line), run=" ".join(words), run_line=line, folder=where)


def _word(word: Any) -> str:
    if isinstance(word, dict):  # {replace = "posargs", default = [...]}
        return " ".join(str(w) for w in listed(word.get("default")))
    return _filled(str(word), {})
