"""Inventories in files: lists, CSV and YAML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aifactory.errors import BadInput, system_reason
from aifactory.fleet.entries import Entry, once, refuse, storable
from aifactory.model import Text
from aifactory.policy.source import Malformed, parse
from aifactory.snapshot.addresses import located
from aifactory.snapshot.tree import decode

COLUMNS = {
    "url": "url",
    "address": "url",
    "adresse": "url",
    "repository": "url",
    "dépôt": "url",
    "depot": "url",
    "path": "url",
    "team": "team",
    "équipe": "team",
    "equipe": "team",
    "policy": "policy",
    "politique": "policy",
}
PASSWORD = re.compile(r"[^\s/:@]+:[^\s/:@]+@[\w.-]+:")  # user:password@host:path
LINE = re.compile(r'(?:"([^"]+)"|(\S+))(?:\s+(.*))?')
HINT = Text("one repository a line: its path or URL, and its team after it if you wish")
Fault = tuple[int, Text]
LARGEST = 1 << 28  # bytes: three million lines


def read_list(path: Path) -> tuple[Entry, ...]:
    """The entries of a file; BadInput with the lines at fault."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        values = {"path": str(path), "reason": system_reason(error)}
        raise BadInput(Text("cannot read {path}: {reason}", values), HINT) from None
    if len(data) > LARGEST:
        size = Text("{name} is larger than any list", {"name": path.name})
        raise BadInput(size, HINT)
    text = decode(data)
    faults: list[Fault] = []
    reader = {".csv": from_csv, ".tsv": from_csv, ".yml": from_yaml, ".yaml": from_yaml}
    found = reader.get(path.suffix.lower(), from_lines)(text, faults)
    entries = []
    for entry in found:
        if PASSWORD.match(entry.address):
            faults.append((entry.line, Text("a password stands in it, which git cannot use so")))
            continue
        entries.append(placed(entry, path.parent))
    refuse(path.name, faults, HINT)
    if not entries:
        raise BadInput(Text("{name} names no repository", {"name": path.name}), HINT)
    return once(entries, path.name)


def placed(entry: Entry, base: Path) -> Entry:
    """The entry with what is relative made so from the list's folder."""
    policy = entry.policy
    if policy and (base / policy).is_file():
        policy = str((base / policy).resolve())
    return Entry(located(entry.address, base), storable(entry.team or ""), policy, entry.line)


def from_lines(text: str, faults: list[Fault]) -> Iterator[Entry]:
    """A path or URL a line, in quotes where it holds spaces; then a team; `#` begins a remark."""
    for number, line in enumerate(text.splitlines(), 1):
        line = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if not line:
            continue
        if "\0" in line or not (found := LINE.fullmatch(line)):
            faults.append((number, Text("not a path or a URL")))
            continue
        yield Entry(found[1] or found[2], " ".join((found[3] or "").split()), "", number)


def from_csv(text: str, faults: list[Fault]) -> Iterator[Entry]:
    """A table whose first line names its columns: url, team, policy."""
    head = next((line for line in text.split("\n") if line.strip()), "")
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    columns: list[str] = []
    try:
        for row in rows:
            cells = [" ".join(cell.split()) for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = [COLUMNS.get(cell.casefold(), "") for cell in cells]
                if "url" not in columns:
                    faults.append((rows.line_num, Text("no column is called url")))
                    return
                continue
            fields = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
            if not fields.get("url"):
                faults.append((rows.line_num, Text("no repository is named")))
                continue
            team, policy = fields.get("team", ""), fields.get("policy", "")
            yield Entry(fields["url"], team, policy, rows.line_num)
    except csv.Error as error:
        faults.append((rows.line_num, Text("not CSV: {reason}", {"reason": str(error)})))


def from_yaml(text: str, faults: list[Fault]) -> Iterator[Entry]:
    """A list, or one under `repositories`: paths or URLs, or mappings of url, team, policy."""
    try:
        source = parse(text)
    except Malformed as error:
        said = error.said if isinstance(error.said, Text) else Text(error.said)
        faults.append((error.line, said))
        return
    items: Any = source.value
    path: tuple[str, ...] = ()
    if isinstance(items, dict) and list(items) == ["repositories"]:
        items, path = items["repositories"], ("repositories",)
    if not isinstance(items, list):
        faults.append((1, Text("expected a list of repositories")))
        return
    for number, item in enumerate(items):
        line = source.line((*path, number))
        found = one_item(item, line)
        if isinstance(found, Entry):
            yield found
        else:
            faults.append((line, found))


def one_item(item: Any, line: int) -> Entry | Text:
    """An entry, or what is wrong with it."""
    if isinstance(item, str) and item.strip():
        return Entry(item.strip(), line=line)
    if not isinstance(item, dict):
        return Text("expected a path, a URL, or a mapping with url, team and policy")
    if unknown := [key for key in item if key not in ("url", "team", "policy")]:
        return Text("unknown key {key}", {"key": repr(str(unknown[0])[:40])})
    if not all(isinstance(value, str) for value in item.values()) or not item.get("url"):
        return Text("{key} is missing or not a text", {"key": "url"})
    return Entry(item["url"].strip(), item.get("team", ""), item.get("policy", ""), line)
