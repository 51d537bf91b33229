"""A repository linked to the template: its answers from the facts, and what differs from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from aifactory.facts import Facts
from aifactory.remedy.inferring import forge_of, language
from aifactory.remedy.manifests import Files, table
from aifactory.remedy.pieces import quoted
from aifactory.snapshot.tree import Tree

ANSWERS = ".copier-answers.yml"
LICENCES = {
    "MIT": r"\bMIT License|Permission is hereby granted, free of charge",
    "Apache-2.0": r"Apache License\s+Version 2\.0",
    "EUPL-1.2": r"European Union Public Licence|EUPL[ ,v-]*1\.2",
}
RETRIEVAL = re.compile(
    r"\b(?:langchain|llama[-_]index|chromadb|faiss|qdrant[-_]client|haystack[-_]ai|ragas)\b", re.I
)
FORBIDDEN = re.compile(r"[\"\\\x00-\x1f\x7f-\x9f]|[{][{%#]|[}%#][}]")


class Difference(Struct, frozen=True):
    """Paths of the template's project beside the repository's."""

    absent: tuple[str, ...]
    differing: tuple[str, ...]
    same: tuple[str, ...]


def template_answers(facts: Facts, tree: Tree, reserved: Collection[str]) -> dict[str, Any]:
    """The answers to the template's questions that the facts give; the others keep defaults.

    `reserved` are names that its package may not have.
    """
    files = Files(tree, "")
    manifest = files.toml("pyproject.toml")
    project = table(manifest, "tool", "poetry") | table(manifest, "project")
    forge, url = forge_of(facts, tree)
    parts = urlsplit(url)
    last = parts.path.rpartition("/")[2]
    name = plain(str(project.get("name") or last or facts.subject.name))
    command = slug(last or name)
    found: dict[str, Any] = {
        "language": language(facts),
        "kind": "rag" if RETRIEVAL.search(requirements(files)) else "ml",
        "project_name": name,
        "description": described(str(project.get("description", ""))),
        "licence": licence(files),
        "forge": forge,
        "forge_host": parts.netloc if forge == "gitlab" else "",
        "organisation": parts.path.strip("/").rpartition("/")[0],
        "project_slug": command,
        "package_name": allowed(package(tree) or command.replace("-", "_"), reserved),
        **author(project),
    }
    return {question: answer for question, answer in found.items() if answer}


def requirements(files: Files) -> str:
    """What the project asks for."""
    names = ("pyproject.toml", "requirements.txt", "setup.py", "setup.cfg", "Pipfile")
    return "\n".join(files.text(name) for name in names)


def plain(text: str) -> str:
    """A name of letters, digits, spaces, - and _, of 2 to 59 characters; "" for none."""
    kept = re.sub(r"[^A-Za-zÀ-ÖØ-öø-ÿ0-9 _-]+", " ", text.replace("_", "-")).strip(" _-")[:59]
    return kept if len(kept) > 1 else ""


def slug(text: str) -> str:
    """A name for a command: lower case, single hyphens, beginning with a letter."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-").lstrip("0123456789-")[:30].rstrip("-")


def described(text: str) -> str:
    """A description that the template takes: 20 to 300 characters; "" for another."""
    line = " ".join(text.split())
    return line if 20 <= len(line) <= 300 and not FORBIDDEN.search(line) else ""


def licence(files: Files) -> str:
    """The licence of the code, by its text."""
    text = files.text(files.has("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING"))[
        :4000
    ]
    return next((name for name, words in LICENCES.items() if re.search(words, text)), "")


def allowed(name: str, reserved: Collection[str]) -> str:
    """A name for a package that is nobody else's."""
    return f"{name[:22]}_project" if name in reserved else name


def package(tree: Tree) -> str:
    """The one package below `src/`, where the template has it; "" for none or several."""
    found = {
        match[1]
        for path in tree.entries
        if (match := re.match(r"src/([a-z][a-z0-9_]{0,29})/__init__\.py$", path))
    }
    return found.pop() if len(found) == 1 else ""


def author(project: Mapping[str, Any]) -> dict[str, str]:
    """Who signs the package."""
    people = project.get("authors")
    first = people[0] if isinstance(people, list) and people else {}
    if isinstance(first, str) and (match := re.fullmatch(r"(.+?)\s*<(.+)>", first)):  # Poetry's
        first = {"name": match[1], "email": match[2]}
    if not isinstance(first, dict):
        return {}
    name, email = str(first.get("name", "")), str(first.get("email", ""))
    return {
        "author_name": "" if FORBIDDEN.search(name) or not 2 <= len(name) <= 80 else name,
        "author_email": email if re.fullmatch(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+", email) else "",
    }


def compare(rendered: Path, tree: Tree) -> Difference:
    """The template's project beside the files of a repository."""
    absent, differing, same = list[str](), list[str](), list[str]()
    for name in sorted(_files(rendered)):
        if name == ANSWERS:
            continue
        if name not in tree.entries:
            absent.append(name)
        elif (rendered / name).read_bytes() == tree.read(name, 1 << 26):
            same.append(name)
        else:
            differing.append(name)
    return Difference(tuple(absent), tuple(differing), tuple(same))


def _files(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def revision(version: str) -> str:
    """What git knows a version by: its tag; between two tags, the commit that the version names."""
    commit = re.search(r"[.+]g([0-9a-f]{7,40})\b", version)
    return commit[1] if commit else f"v{version}"


def answers_file(rendered: Path, template: str, version: str) -> str:
    """The answers file of a rendering; for the template at an address, where one is given, at the
    revision of this version: the commit of another clone may not be there.
    """
    text = (rendered / ANSWERS).read_text("utf-8")
    if not template:
        return text
    kept = re.sub(r"^_(?:commit|src_path):.*\n", "", text, flags=re.M)
    head, below = (
        re.match(r"(?:#.*\n)*", kept),
        f"_commit: {revision(version)}\n_src_path: {quoted(template)}\n",
    )
    end = head.end() if head else 0
    return kept[:end] + below + kept[end:]
