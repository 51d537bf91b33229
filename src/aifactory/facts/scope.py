"""What counts as the project's own: neither vendored, nor a fixture, nor a template's payload."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from posixpath import dirname, join

from aifactory.snapshot.tree import Entry, Tree, Unreadable

VENDORED = {"vendor", "vendors", "vendored", "_vendor", "third_party", "third-party", "thirdparty"}
VENDORED |= {"node_modules", "bower_components", "site-packages", "dbt_packages", ".deps"}
FIXTURES = {
    "fixtures",
    "fixture",
    "__fixtures__",
    "testdata",
    "test_data",
    "test-data",
    "cassettes",
}
FIXTURES |= {"__snapshots__", "__mocks__", "testfiles", "test_files"}
TEST_FOLDERS = {"test", "tests", "testing", "__tests__", "spec"}
INSIDE_TESTS = {"data", "examples", "example", "resources", "samples", "sample", "assets"}
INSIDE_TESTS |= {"repos", "projects", "templates", "template", "expected", "golden", "input"}
JINJA = (".jinja", ".jinja2", ".j2")
COPIER = ("copier.yml", "copier.yaml")
INCLUDE = re.compile(r"\{%-?\s*(?:include|import|from)\s+[\"']([^\"'\n]{1,200})[\"']")
MOST_INCLUDING = 1000  # files of a payload that are searched for what they include


def product_paths(tree: Tree) -> tuple[str, ...]:
    """Tracked paths that speak for the project itself, sorted."""
    payloads = template_payloads(tree)
    return tuple(
        path
        for path, entry in tree.entries.items()
        if entry.kind != "submodule" and is_product(path) and not path.startswith(payloads)
    )


def is_product(path: str) -> bool:
    """Whether the path alone marks it as vendored, a fixture or a template's payload."""
    if "{{" in path or "{%" in path:
        return False
    parts = path.lower().split("/")[:-1]
    if VENDORED.intersection(parts) or FIXTURES.intersection(parts):
        return False
    tests = next((i for i, part in enumerate(parts) if part in TEST_FOLDERS), None)
    if tests is None or path.rsplit("/", 1)[-1].startswith("test_"):
        return True  # tests/data/test_loader.py tests a package named data
    return not INSIDE_TESTS.intersection(parts[tests + 1 :])


def template_payloads(tree: Tree) -> tuple[str, ...]:
    """Folder prefixes (with a final "/") that a Copier or Cookiecutter template renders."""
    payloads: set[str] = set()
    for path in tree.entries:
        name = path.rsplit("/", 1)[-1]
        if name in COPIER:
            payloads |= copier_payloads(tree, path)
        elif name == "cookiecutter.json":
            payloads |= cookiecutter_payloads(tree, path)
    return tuple(sorted(payloads))


def copier_payloads(tree: Tree, path: str) -> set[str]:
    """Where a `copier.yml` renders from; the root itself is the project, not a payload."""
    folder = dirname(path)
    try:
        text = tree.text(path)
    except Unreadable:
        return set()
    match = re.search(r"^_subdirectory:[ \t]*[\"']?([^\"'#\n]+)", text, re.M)
    below = match[1].strip().strip("/") if match else ""
    if "{{" in below or "{%" in below:  # the answer chooses among the folders that hold payloads
        below = below.split("{")[0].strip("/")
        return {join(folder, below) + "/"} if below else choice_payloads(tree.entries, folder)
    if below in ("", "."):
        return {folder + "/"} if folder else set()
    payload = join(folder, below) + "/"
    return {payload} | included_payloads(tree, folder, payload)


def included_payloads(tree: Tree, folder: str, payload: str) -> set[str]:
    """Folders beside a payload that hold nothing but what it includes: parts of rendered files."""
    prefix = folder + "/" if folder else ""
    waiting = [path for path in tree.entries if path.startswith(payload) and path.endswith(JINJA)]
    waiting = waiting[:MOST_INCLUDING]
    included = set[str]()
    while waiting:
        try:
            named = INCLUDE.findall(tree.text(waiting.pop()))
        except Unreadable:
            continue
        found = {prefix + name for name in named if prefix + name in tree.entries} - included
        included |= found
        waiting += found
    beside = {prefix + path[len(prefix) :].split("/")[0] + "/" for path in included}
    return {
        one
        for one in beside
        if one != payload and all(path in included for path in tree.entries if path.startswith(one))
    }


def choice_payloads(entries: Mapping[str, Entry], folder: str) -> set[str]:
    """Sibling folders that hold files with a template's ending."""
    prefix = folder + "/" if folder else ""
    return {
        prefix + rest.split("/")[0] + "/"
        for path in entries
        if path.startswith(prefix) and "/" in (rest := path[len(prefix) :])
        if path.endswith(JINJA)
    }


def cookiecutter_payloads(tree: Tree, path: str) -> set[str]:
    """Nested templates that a `cookiecutter.json` names; braces in paths mark the rest."""
    try:
        data = json.loads(tree.text(path))
    except (Unreadable, ValueError, RecursionError):
        return set()
    folder = dirname(path)
    nested = data.get("templates") if isinstance(data, dict) else None
    values = nested.values() if isinstance(nested, dict) else []
    named = {v["path"] for v in values if isinstance(v, dict) and isinstance(v.get("path"), str)}
    inner = {join(folder, p.removeprefix("./").strip("/")) + "/" for p in named if p.strip("./")}
    return inner | ({folder + "/"} if folder else set())
