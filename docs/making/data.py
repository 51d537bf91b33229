"""Pages from the smaller data files, each in the order of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import yaml

from making.writing import LANGUAGES, ROOT, code, fenced, labelled, page, prose, table, words

WAYS = ("run", "uses", "script")  # where a rule of a capability looks
Say = dict[str, str]
Content = Callable[[dict[str, Any], str, Say], Iterator[str]]


def pages() -> Iterator[tuple[str, str]]:
    """A page a file, in each language."""
    for name, (source, content) in TABLE.items():
        text = (ROOT / "policies" / source).read_text("utf-8")
        for lang in LANGUAGES:
            say = words(lang)
            parts = [prose(say[f"{name}-lead"])]
            if content in (_capabilities, _families):
                parts.append(fenced(_head(text)))
            parts += content(yaml.safe_load(text), lang, say)
            yield f"reference/{lang}/{name}.md", page(say[name], parts)


def _head(text: str) -> str:
    """The comment that a file begins with."""
    lines = text.splitlines()
    last = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[:last])


def _labels(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    for group in data["groups"]:
        yield f"## {group['name']}"
        yield prose(group[lang])
        heads = (say["label"], say["means"], say["points"], say["colour"], say["aliases"])
        yield table(
            heads,
            [
                (
                    code(f"{group['name']}:{one['name']}"),
                    prose(one[lang]),
                    str(one.get("points", "")),
                    code(f"#{one['colour']}"),
                    ", ".join(map(code, one.get("aliases", []))),
                )
                for one in group["labels"]
            ],
        )


def _indicators(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    for name, one in data.items():
        yield f"## {name}"
        units = ", ".join(one.get("unit", {}))
        yield f"**{prose(one[lang]['title'])}**" + (f" · {prose(units)}" if units else "")
        yield prose(one[lang]["means"])


def _targets(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    rows = [
        (
            code(name),
            prose(one["title"][lang]),
            prose(one["question"][lang]),
            prose(one.get("unit", {}).get(lang, "")),
        )
        for name, one in data["inputs"].items()
    ]
    yield table((say["name"], say["title"], say["question"], say["unit"]), rows)
    yield f"## {say['sovereignty']}"
    levels = [(code(one["id"]), prose(one["title"][lang])) for one in data["levels"]]
    yield table((say["name"], say["title"]), levels)
    yield f"## {say['weights']}"
    weights = [
        (code(name), ", ".join(f"{key} {value}" for key, value in one.items() if key != "sources"))
        for name, one in data["weights"].items()
    ]
    yield table((say["name"], say["points"]), weights)


def _remedies(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    rows = [
        (code(k), prose(one[lang]), code(one["example"])) for k, one in data["questions"].items()
    ]
    yield table((say["name"], say["question"], say["example"]), rows)


def _memoire(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    rows = [(code(name), prose(one[lang])) for name, one in data["checks"].items()]
    yield table((say["check"], say["what"]), rows)
    yield f"## {say['jury-questions']}"
    yield "\n".join(f"- {prose(one[lang])}" for one in data["jury"])


def _capabilities(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    for name in data["names"]:
        yield f"## {name}"
        rules = (rule for rule in data["rules"] if name in _many(rule["does"]))
        yield "\n".join(line for rule in rules for line in _rule(rule, lang, say))


def _rule(rule: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    """A rule as an item: what it looks for, and below that what narrows it."""
    ways = {way: ", ".join(map(code, _many(rule[way]))) for way in WAYS if way in rule}
    first, *others = (labelled(way, told, lang) for way, told in ways.items())
    yield f"- {first}"
    yield from (f"  - {one}" for one in others)
    for key, value in rule.items():
        if key not in ("does", *WAYS):
            yield f"  - {labelled(key, ', '.join(map(code, _said(value))), lang)}"


def _said(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {', '.join(_many(one))}" for key, one in value.items()]
    return _many(value)


def _many(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _families(data: dict[str, Any], lang: str, say: Say) -> Iterator[str]:
    for name, one in data.items():
        yield f"## {name}"
        yield fenced(yaml.safe_dump(one, allow_unicode=True, sort_keys=False, width=100), "yaml")


TABLE: dict[str, tuple[str, Content]] = {
    "labels": ("labels.yml", _labels),
    "indicators": ("indicators.yml", _indicators),
    "targets": ("targets.yml", _targets),
    "remedies": ("remedies/index.yml", _remedies),
    "memoire": ("memoire.yml", _memoire),
    "capabilities": ("capabilities.yml", _capabilities),
    "families": ("words.yml", _families),
}
