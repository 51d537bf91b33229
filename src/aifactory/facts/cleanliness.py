"""What is tracked that should not be: caches, environments, secrets, heavy files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from aifactory.snapshot.tree import Tree, Unreadable

LARGE = 1024 * 1024
SHOWN = 20
UNWANTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("byte-code", re.compile(r"\.py[cod]$|(?:^|/)__pycache__/|\.class$")),
    ("cache", re.compile(r"(?:^|/)(?:\.mypy_cache|\.pytest_cache|\.ruff_cache|\.ipynb_checkpoints|\.tox|\.nox|\.hypothesis|\.cache|\.eggs|\.sass-cache|\.parcel-cache|\.turbo|\.next)/")),
    ("virtual environment", re.compile(r"(?:^|/)(?:\.?venv|virtualenv|\.?env)/(?:.*/)?(?:pyvenv\.cfg|site-packages/|bin/activate|Scripts/activate)|(?:^|/)pyvenv\.cfg$")),
    ("desktop file", re.compile(r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$")),
)  # fmt: skip
DOTENV = re.compile(r"(?:^|/)\.env(?:\.[\w.-]+)?$")
DOTENV_SAMPLE = re.compile(r"example|template|dist|sample|schema|defaults?$|\.vault$|\.enc$", re.I)
ASSIGNMENT = re.compile(r"^[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.]*[ \t]*[=:][ \t]*([^\s#].*)$", re.M)
KEY_FILE = re.compile(
    r"\.(?:pem|key|ppk|p12|pfx|jks|keystore)$|(?:^|/)id_(?:rsa|dsa|ecdsa|ed25519)$"
)
PRIVATE_KEY = re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----")
IN_TESTS = re.compile(r"(?:^|/)(?:tests?|testing|__tests__|spec|e2e|examples?)/")  # throw-away keys


class Unwanted(Struct, frozen=True):
    """A tracked path that should not be; `what` is the reason's kind, `line` 1-based."""

    path: str
    what: str
    line: int = 1


class Large(Struct, frozen=True):
    """A tracked file and its size in bytes."""

    path: str
    size: int


class Cleanliness(Struct, frozen=True):
    """`gitignore`: path of the ignore file nearest to the root, "" if none.

    `count` is how many are unwanted, of which the first are listed; `large`: the largest files
    of more than a mebibyte, largest first.
    """

    gitignore: str
    unwanted: tuple[Unwanted, ...]
    count: int
    large: tuple[Large, ...] = ()


def read_cleanliness(tree: Tree, paths: Iterable[str]) -> Cleanliness:
    """What is wrong among the project's own paths, the first few of it."""
    paths = tuple(paths)
    ignores = sorted(
        (p for p in tree.entries if p.rsplit("/", 1)[-1] == ".gitignore" and tree.entries[p].size),
        key=lambda p: (p.count("/"), p),
    )
    found = tuple(_unwanted(tree, paths))
    sizes = (
        (-e.size, p) for p in paths if (e := tree.entries[p]).size > LARGE and e.kind != "link"
    )
    large = tuple(Large(path, -size) for size, path in sorted(sizes)[:SHOWN])
    return Cleanliness(ignores[0] if ignores else "", found[:SHOWN], len(found), large)


def _unwanted(tree: Tree, paths: tuple[str, ...]) -> Iterator[Unwanted]:
    for path in paths:
        entry = tree.entries[path]
        if entry.kind == "link":
            continue
        what = next((what for what, pattern in UNWANTED if pattern.search(path)), "")
        if what:
            yield Unwanted(path, what)
        elif DOTENV.search(path) and not DOTENV_SAMPLE.search(path.rsplit("/", 1)[-1]):
            if line := value_line(tree, path):
                yield Unwanted(path, ".env with values", line)
        elif KEY_FILE.search(path) and not IN_TESTS.search(path) and _has_private_key(tree, path):
            yield Unwanted(path, "private key")


def value_line(tree: Tree, path: str) -> int:
    """The line of the first assignment with a value; 0 where all are empty."""
    try:
        text = tree.text(path)
    except Unreadable:
        return 0
    for match in ASSIGNMENT.finditer(text):
        if match[1].strip().strip("\"'"):
            return text.count("\n", 0, match.start(1)) + 1
    return 0


def _has_private_key(tree: Tree, path: str) -> bool:
    try:
        return PRIVATE_KEY.search(tree.read(path)) is not None
    except Unreadable:
        return False
