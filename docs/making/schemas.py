"""JSON Schemas: the fields of each, and the schema itself as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from aifactory.facts import Facts
from making.writing import LANGUAGES, ROOT, code, contents, page, prose, table, words

KEPT = {
    "report": "src/aifactory/schemas/report-1.json",
    "policy": "policies/schema/policy-1.json",
    "targets": "policies/schema/targets-1.json",
    "thresholds": "policies/schema/thresholds-1.json",
}
FOLDER = "reference/schemas"


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its short name; that of the facts is made from their types."""
    kept = {name: json.loads((ROOT / path).read_text("utf-8")) for name, path in KEPT.items()}
    return {"facts": facts(), **kept}


def facts() -> dict[str, Any]:
    """The schema of what `aifactory collect` writes."""
    made = msgspec.json.schema(Facts)
    title = {"title": "aifactory facts", "description": "What `aifactory collect` writes."}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **title, **made}


def pages() -> Iterator[tuple[str, str]]:
    """A page a schema, one that lists them in each language, and the schemas themselves."""
    for name, schema in schemas().items():
        yield f"{FOLDER}/{name}.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    for lang in LANGUAGES:
        say = words(lang)
        rows = [
            (f"[{name}](schemas/{name}.md)", prose(schema.get("description", schema["title"])))
            for name, schema in schemas().items()
        ]
        named = contents(f"schemas/{name}" for name in schemas())
        parts = [prose(say["schemas-lead"]), table((say["name"], say["means"]), rows), named]
        yield f"reference/{lang}/schemas.md", page(say["schemas"], parts)
        for name, schema in schemas().items():
            yield f"reference/{lang}/schemas/{name}.md", _page(name, schema, say)


def _page(name: str, schema: dict[str, Any], say: dict[str, str]) -> str:
    parts = [
        _told(schema),
        f"[{say['whole-schema']}](../../schemas/{name}.json)",
    ]
    parts += [_fields(schema, say)] if schema.get("properties") else []
    for part, one in schema.get("$defs", {}).items():
        parts += [f"## {part}", _told(one)]
        parts.append(_fields(one, say) if _objects(one) else _values(one))
    return page(prose(schema["title"]), parts)


def _told(one: dict[str, Any]) -> str:
    return prose(" ".join(one.get("description", "").split()))


def _objects(one: dict[str, Any]) -> bool:
    return bool(one.get("properties"))


def _fields(one: dict[str, Any], say: dict[str, str]) -> str:
    required = one.get("required", [])
    rows = [
        (
            code(key),
            "✓" if key in required else "",
            _values(field),
            _told(field),
        )
        for key, field in one["properties"].items()
    ]
    return table((say["field"], say["required"], say["values"], say["means"]), rows)


def _values(one: Any) -> str:
    """What a value may be, in a few words; a part of the schema is linked to."""
    if not isinstance(one, dict):
        return ""
    if reference := one.get("$ref"):
        part = reference.rpartition("/")[2]
        return f"[{part}](#{part.lower()})"
    if "const" in one:
        return code(str(one["const"]))
    if "enum" in one:
        return ", ".join(code(str(value)) for value in one["enum"])
    if options := one.get("anyOf") or one.get("oneOf"):
        return " · ".join(filter(None, map(_values, options)))
    if one.get("type") == "array" and isinstance(one.get("items"), dict):
        return f"[ {_values(one['items'])} ]"
    kind = one.get("type", "")
    told = " · ".join(kind) if isinstance(kind, list) else kind
    if isinstance(one.get("additionalProperties"), dict):
        told = f"{{ {_values(one['additionalProperties'])} }}"
    return f"{told} {code(one['pattern'])}" if "pattern" in one else told
