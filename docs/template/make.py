"""Draw what the template renders: a tree for each kind of project, and what every file is for.

usage: python docs/template/make.py

The purposes stand in `purposes.yml` beside this file, those of modules in their first line; `README.md`
is written from them. ValueError where a rendered file has no purpose, or a purpose no file.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import yaml

from aifactory.scaffold.new import create

HERE = Path(__file__).parent
PACKAGE = "<package>"
ANSWERS = {"first_release": "2027-03-31"}
KINDS = ("ml", "rag", "batch")
SERVER, CLOUD = {"deployment_target": "department-server"}, {"deployment_target": "managed-cloud"}
VARIANTS = (
    ("On GitLab", {}, {"forge": "gitlab"}),
    ("On a department server", {}, SERVER),
    ("On a department server, for scheduled scoring", {"kind": "batch"}, SERVER),
    ("On a managed cloud", {}, CLOUD),
)
HEAD = """# What the template renders

Written by `python docs/template/make.py` from real renderings; a test holds it to them. The trees are those of a
project in English, on GitHub, for one machine near its users. What other answers change stands below them. A project
in French has the same files, its documents under names of its own language where they are data."""


def page() -> str:
    """The whole page, in Markdown."""
    table: dict[str, str] = yaml.safe_load((HERE / "purposes.yml").read_text("utf-8"))
    used: set[str] = set()
    parts = [HEAD]
    for kind in KINDS:
        told = purposes(rendered({"kind": kind}), table, used)
        parts += [f"## Kind `{kind}`", fenced(tree(told))]
    for title, base, change in VARIANTS:
        before, after = rendered(base), rendered(base | change)
        new = {name: after[name] for name in set(after) - set(before)}
        gone = ", ".join(f"`{name}`" for name in sorted(set(before) - set(after)))
        parts += [f"## {title}", fenced(tree(purposes(new, table, used)))]
        parts += [f"Instead of {gone}."]
    if spare := sorted(set(table) - used):
        raise ValueError(f"purposes without a file: {', '.join(spare)}")
    return "\n\n".join(parts) + "\n"


def rendered(answers: Mapping[str, str]) -> dict[str, str]:
    """The text of each file of a rendering, by its path; the package is called `<package>`."""
    given = ANSWERS | dict(answers)
    with tempfile.TemporaryDirectory() as folder:
        root = create(Path(folder) / "p", given, defaults=True, repository=False)
        package = next((root / "src").iterdir()).name
        found = (path for path in root.rglob("*") if path.is_file())
        return {
            path.relative_to(root).as_posix().replace(f"src/{package}/", f"src/{PACKAGE}/"): (
                path.read_text("utf-8")
            )
            for path in found
        }


def purposes(files: Mapping[str, str], table: Mapping[str, str], used: set[str]) -> dict[str, str]:
    """What each file is for, by its path."""
    return {name: purpose(name, text, table, used) for name, text in files.items()}


def purpose(name: str, text: str, table: Mapping[str, str], used: set[str]) -> str:
    """What a file is for: the first pattern of the table that fits, else a module's first line."""
    level = [p for p in table if p.count("/") == name.count("/")]
    pattern = next((p for p in level if fnmatchcase(name, p)), None)
    if pattern is not None:
        used.add(pattern)
        return table[pattern]
    told = ast.get_docstring(ast.parse(text)) if name.endswith(".py") else None
    if not told:
        raise ValueError(f"no purpose for {name}")
    return told.split("\n")[0].rstrip(".")


def tree(told: Mapping[str, str]) -> Iterator[str]:
    """A line for each folder and file, indented by depth, with its purpose in a second column."""
    rows: list[tuple[str, str]] = []
    shown: tuple[str, ...] = ()
    for name in sorted(told, key=order):
        *folders, leaf = PurePosixPath(name).parts
        for depth, folder in enumerate(folders):
            if shown[: depth + 1] != tuple(folders[: depth + 1]):
                rows.append((f"{'  ' * depth}{folder}/", ""))
        shown = tuple(folders)
        rows.append((f"{'  ' * len(folders)}{leaf}", told[name]))
    width = max(len(left) for left, _ in rows) + 2
    return (f"{left:{width}}{right}".rstrip() for left, right in rows)


def order(name: str) -> list[tuple[bool, str]]:
    """Folders before files, each by name."""
    parts = PurePosixPath(name).parts
    return [(depth == len(parts) - 1, part) for depth, part in enumerate(parts)]


def fenced(lines: Iterable[str]) -> str:
    """A block of text."""
    return "\n".join(["```text", *lines, "```"])


if __name__ == "__main__":
    (HERE / "README.md").write_text(page(), "utf-8")
