"""GitHub's own descriptions, as judges of the stand-in: OpenAPI for REST, a schema for GraphQL."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema
from openapi_schema_validator import OAS30Validator

HERE = Path(__file__).parent
SAMPLES = {"date-time": "2026-01-05T09:00:00Z", "uri": "https://api.github.com/x", "email": "x@y.z"}


@cache
def description() -> dict[str, Any]:
    """The part of GitHub's OpenAPI description that the tests need."""
    whole = json.loads(gzip.decompress((HERE / "openapi.json.gz").read_bytes()))
    _allow_null(whole)
    return whole


def _allow_null(node: Any) -> None:
    """GitHub's lists of values leave out the null that `nullable` adds to them."""
    if isinstance(node, dict):
        if node.get("nullable") and isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"].append(None)
        for value in node.values():
            _allow_null(value)
    elif isinstance(node, list):
        for value in node:
            _allow_null(value)


@cache
def schema() -> GraphQLSchema:
    """The part of GitHub's GraphQL schema that the tests need."""
    return build_schema(gzip.decompress((HERE / "schema.graphql.gz").read_bytes()).decode())


@cache
def paths() -> list[tuple[re.Pattern[str], str]]:
    """Every path as a pattern."""
    found = description()["paths"]
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in found]


def judge(method: str, path: str, status: int, body: Any) -> None:
    """AssertionError where GitHub's description knows no such answer."""
    known = next((name for pattern, name in paths() if pattern.match(path)), None)
    assert known, f"GitHub describes no {path}"
    answers = description()["paths"][known][method.lower()]["responses"]
    if status == 404 and "404" not in answers:  # it may always be so, described or not
        return
    assert str(status) in answers, f"{method} {known} never answers {status}"
    content = resolved(answers[str(status)]).get("content", {}).get("application/json")
    if content is None:
        assert body is None, f"{method} {known} {status} has no body"
        return
    faults = sorted(validator(content["schema"]).iter_errors(body), key=lambda e: e.json_path)
    assert not faults, f"{method} {path} {status}: {faults[0].json_path}: {faults[0].message[:300]}"


def validator(node: Any) -> OAS30Validator:
    """A validator that finds the description's components."""
    return OAS30Validator({**node, "components": description()["components"]})


def resolved(node: Any) -> Any:
    """A node, or what it refers to."""
    if isinstance(node, dict) and "$ref" in node:
        found = description()
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return resolved(found)
    return node


def component(kind: str, /, **fields: Any) -> dict[str, Any]:
    """A least thing of a kind that GitHub describes, with some fields of its own."""
    return {**json.loads(least(kind)), **fields}


@cache
def least(name: str) -> str:
    """The least thing of a kind, as JSON."""
    return json.dumps(sample({"$ref": f"#/components/schemas/{name}"}))


def sample(node: Any) -> Any:
    """A value that a schema allows, with no more than it requires."""
    node = resolved(node)
    if node.get("nullable"):
        return None
    for word in ("oneOf", "anyOf"):
        if word in node:
            return sample(node[word][0])
    if "allOf" in node:
        whole: dict[str, Any] = {}
        for part in node["allOf"]:
            whole |= sample(part) or {}
        return whole
    if "enum" in node:
        return node["enum"][0]
    kind = node.get("type", "object")
    if kind == "object":
        known = node.get("properties", {})
        return {name: sample(known.get(name, {})) for name in node.get("required", ())}
    plain = {"array": [], "integer": 1, "number": 1, "boolean": False}
    return plain.get(kind, SAMPLES.get(node.get("format", ""), "x"))
