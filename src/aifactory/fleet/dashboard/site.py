"""The files of the site, and how they get into a folder: all of ours, none of anybody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from aifactory.errors import BadInput
from aifactory.extras import installed
from aifactory.fleet.dashboard import exports, page
from aifactory.fleet.dashboard.content import LANGUAGES, content
from aifactory.fleet.dashboard.gathering import Fleet
from aifactory.grading.outputs import digest, replace_file
from aifactory.model import Text
from aifactory.render.translate import Speech

INDEX = ".aifactory-fleet.json"  # digests of what was written
SHEETS = "openpyxl"


def files(fleet: Fleet, lang: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file; tables in both languages, the page first in `lang`."""
    names = [(f"{told.policy.id}.{{lang}}.csv", told) for told in fleet.policies]
    links = [(name, f"CSV {told.policy.id}") for name, told in names]
    if installed(SHEETS):
        links.append(("fleet.{lang}.xlsx", "XLSX"))
    links.append(("fleet.json", "JSON"))
    yield "index.html", page.render(content(fleet), lang, links).encode("utf-8", "replace")
    for one in LANGUAGES:
        speech = Speech(one)
        for name, told in names:
            yield name.format(lang=one), exports.table(told, fleet.failures, speech)
        if installed(SHEETS):
            yield f"fleet.{one}.xlsx", exports.workbook(fleet, speech)
    yield "fleet.json", exports.data(fleet, Speech("en"))


def write(folder: Path, found: dict[str, bytes]) -> None:
    """Put the files into a folder and take away those of an earlier site that this one lacks.

    BadInput, and nothing changed, where a file stands in the way that is not as we wrote it.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(
            Text("{path} is no folder", {"path": str(folder)}),
            Text("choose another folder with --output"),
        )
    before = _index(folder)
    strange = [name for name in found if not _ours(folder / name, before.get(name, []))]
    if strange:
        raise BadInput(
            Text("{path} was not written by this command", {"path": str(folder / strange[0])}),
            Text("choose another folder with --output, or move that file away"),
        )
    marks = {name: [digest(data)] for name, data in found.items()}
    both = {name: [*before.get(name, []), *marks.get(name, [])] for name in {*before, *marks}}
    _remember(folder, both)  # a run that is killed from here on leaves files that are known
    for name, data in found.items():
        replace_file(folder / name, data)
    for name in before.keys() - found.keys():
        if _ours(folder / name, before[name]):
            (folder / name).unlink(missing_ok=True)
    _remember(folder, marks)


def _remember(folder: Path, marks: dict[str, list[str]]) -> None:
    replace_file(folder / INDEX, json.dumps(marks, indent=1, sort_keys=True).encode())


def _ours(path: Path, known: list[str]) -> bool:
    """Whether nothing stands there, or just what we wrote."""
    try:
        return not path.is_symlink() and digest(path.read_bytes()) in known
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _index(folder: Path) -> dict[str, list[str]]:
    """Digests by name, of plain names in the folder itself only."""
    try:
        found = json.loads((folder / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: [str(one) for one in marks]
        for name, marks in found.items()
        if isinstance(marks, list) and Path(name).name == name
    }
