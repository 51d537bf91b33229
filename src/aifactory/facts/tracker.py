"""What the repository configures of its tracker: forms, templates, owners, labels, rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from aifactory.model import Text
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Map, Seq, Str, load

FORGE_FOLDERS = r"(?:\.github|\.gitlab|\.gitea|\.forgejo|docs)"
ISSUE_FORM = re.compile(
    rf"^(?:{FORGE_FOLDERS}/)?issue_template(?:\.(?:md|ya?ml|txt)|/[^/]+\.(?:md|ya?ml))?$"
    r"|^\.gitlab/issue_templates/[^/]+\.md$",
    re.I,
)
REQUEST_TEMPLATE = re.compile(
    rf"^(?:{FORGE_FOLDERS}/)?pull_request_template(?:\.(?:md|txt|rst)|/[^/]+\.md)$"
    r"|^\.gitlab/merge_request_templates/[^/]+\.md$"
    r"|^\.azuredevops/pull_request_template(?:\.md|/.+\.md)$",
    re.I,
)
OWNERS = re.compile(rf"^(?:{FORGE_FOLDERS}/)?CODEOWNERS$")
LABELS = re.compile(
    r"^(?:\.github/|\.gitlab/|config/|\.config/|policies/)?labels?\.(?:ya?ml|json|toml)$"
    r"|^\.github/(?:settings|labels/[^/]+)\.(?:ya?ml|json)$",
    re.I,
)
SETTINGS = re.compile(
    r"^\.github/(?:settings|branch-protection|rulesets?/[^/]+|ruleset)\.(?:ya?ml|json)$"
    r"|^(?:\.github/|config/)?(?:branch[-_]protection|rulesets?)[^/]*\.(?:ya?ml|json)$"
    r"|^\.asf\.ya?ml$|\.tf$",
    re.I,
)
APPROVALS = re.compile(
    r"(?:required_approving_review_count|approvals_before_merge|approvals_required)"
    r"[\"']?\s*[:=]\s*[\"']?([1-9])"
)
OWNER = re.compile(r"(?:^|\s)(@[\w./-]+|[\w.+-]+@[\w-]+\.[\w.-]+)")
# A word that stands for a name still to be given: nobody is asked to review by it.
NOBODY = re.compile(
    r"@?(?:(?:OWNER|ORG|ORGANI[SZ]ATION|COMPANY|TEAM|GROUP|USER|USERNAME|NAME)|[Yy](?:our|OUR)[-_]?\w[\w-]*)(?:/.*)?"
)
FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
QUICK_ACTION = re.compile(r"^/(label|assign|type)[ \t]+\S", re.M)


class Form(Struct, frozen=True, omit_defaults=True):
    """An issue form or template: `text` is what it asks, `triage` what it sets by itself."""

    path: str
    name: str
    text: str
    triage: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Owners(Struct, frozen=True):
    """The first rule of a CODEOWNERS file that names somebody."""

    path: str
    line: int
    owners: tuple[str, ...]


class LabelSet(Struct, frozen=True):
    """Labels kept as code: (name, line) pairs."""

    path: str
    labels: tuple[tuple[str, int], ...]


class Rule(Struct, frozen=True):
    """Approvals required by settings kept as code."""

    path: str
    line: int
    approvals: int


class TrackerFacts(Struct, frozen=True):
    """What the files say about issues, requests, owners, labels and rules."""

    forms: tuple[Form, ...]
    request_templates: tuple[str, ...]
    owners: tuple[Owners, ...]
    labels: tuple[LabelSet, ...]
    rules: tuple[Rule, ...]


def read_tracker(tree: Tree, paths: Iterable[str]) -> tuple[TrackerFacts, tuple[Problem, ...]]:
    """Facts from the files of the tracker among the project's own paths."""
    forms, requests, owners = list[Form](), list[str](), list[Owners]()
    labels, rules = list[LabelSet](), list[Rule]()
    problems: list[Problem] = []
    for path in paths:
        try:
            if tree.entries[path].kind == "link" or not tree.entries[path].size:
                continue
            if ISSUE_FORM.search(path):
                forms.append(_form(path, tree.text(path)))
            elif REQUEST_TEMPLATE.search(path):
                requests.append(path)
            elif OWNERS.search(path):
                owners += _owners(path, tree.text(path))
            if LABELS.search(path):
                labels += _labels(path, tree.text(path))
            if SETTINGS.search(path):
                rules += _rules(path, tree.text(path))
        except Unreadable as error:
            problems.append(Problem(path, error.said))
    facts = TrackerFacts(tuple(forms), tuple(requests), tuple(owners), tuple(labels), tuple(rules))
    return facts, tuple(problems)


def _form(path: str, text: str) -> Form:
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if path.lower().endswith((".yml", ".yaml")):
        data = load(text)
        if not isinstance(data, Map):
            raise Unreadable(Text("an issue form that is no mapping"))
        words = " \n".join(_strings(data.get("body") or data.get("contact_links") or Seq()))
        about = [
            str(data[k]) for k in ("name", "description", "title") if isinstance(data.get(k), str)
        ]
        return Form(path, " ".join([name, *about]), words, _triage(data), tuple(_urls(data)))
    match = FRONT.match(text)
    front = load(match[1]) if match else None
    front = front if isinstance(front, Map) else Map()
    about = [str(front[k]) for k in ("name", "about", "title") if isinstance(front.get(k), str)]
    actions = tuple(m[1] for m in QUICK_ACTION.finditer(text))
    body = text[match.end() :] if match else text
    return Form(path, " ".join([name, *about]), body[:20_000], _triage(front) + actions)


def _triage(data: Map) -> tuple[str, ...]:
    keys = ("labels", "label", "assignees", "assignee", "type", "projects")
    return tuple(k for k in keys if _filled(data.get(k)))


def _filled(value: Any) -> bool:
    if isinstance(value, Seq):
        return any(_filled(v) for v in value)
    return isinstance(value, str) and value.strip() not in ("", "~", "null", "''", '""')


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Map):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, Seq):
        for value in node:
            yield from _strings(value)


def _urls(data: Map) -> Iterator[str]:
    for text in _strings(data):
        if text.startswith(("https://", "http://")):
            yield text.strip()


def _owners(path: str, text: str) -> Iterator[Owners]:
    for number, line in enumerate(text.split("\n"), 1):
        rule = line.split("#", 1)[0].strip()
        found = [name for name in OWNER.findall(rule) if not NOBODY.fullmatch(name)]
        if found:
            yield Owners(path, number, tuple(found[:10]))
            return


def _labels(path: str, text: str) -> Iterator[LabelSet]:
    if path.endswith(".toml"):
        found = [
            (m[1], text.count("\n", 0, m.start()) + 1)
            for m in re.finditer(r"^\s*name\s*=\s*\"([^\"\n]+)", text, re.M)
        ]
    elif path.endswith(".json"):
        try:
            found = [(n, 1) for n in _json_names(json.loads(text))]
        except (ValueError, RecursionError):
            raise Unreadable(Text("not JSON")) from None
    else:
        data = load(text)
        found = list(_names(data.get("labels", data) if isinstance(data, Map) else data))
    if found:
        yield LabelSet(path, tuple(found[:200]))


def _names(node: Any) -> Iterator[tuple[str, int]]:
    if isinstance(node, Seq):
        for item in node:
            name = item.get("name") if isinstance(item, Map) else item
            if isinstance(name, Str):
                yield str(name), name.line
    elif isinstance(node, Map):
        for key, value in node.items():
            if isinstance(value, Seq):
                yield from _names(value)
            else:
                yield str(key), getattr(key, "line", 1)


def _json_names(data: Any) -> Iterator[str]:
    items = data.get("labels", []) if isinstance(data, dict) else data
    for item in items if isinstance(items, list) else []:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            yield name


def _rules(path: str, text: str) -> Iterator[Rule]:
    if match := APPROVALS.search(text):
        yield Rule(path, text.count("\n", 0, match.start()) + 1, int(match[1]))
