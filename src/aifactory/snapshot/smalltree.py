"""The listing of a small tree from its objects: no process lists it, and nothing is asked twice.

A large tree, and one with anything odd about it, is git's to list: see `gittree`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from aifactory.snapshot.objects import Objects

Row = tuple[bytes, bytes, bytes, bytes]  # mode, object name, size and name, as git prints them
TREES = 40  # folders
VISITS = 600  # entries, folders too: a few trees can stand for any number
LARGEST = 1 << 16  # bytes of a tree
FOLDER, LINK, SUBMODULE, FILE, PROGRAM = b"040000", b"120000", b"160000", b"100644", b"100755"
KINDS = {0o040000: FOLDER, 0o120000: LINK, 0o160000: SUBMODULE}
Tree = list[tuple[bytes, str, bytes]]  # mode, object name and name


def few(objects: Objects, commit: str) -> list[Row] | None:
    """The rows of a commit's tree in git's order, sizes too; None where git is to list it."""
    root = f"{commit}^{{tree}}"
    trees = read(objects, root, len(commit) // 2)
    entries = list(islice(walk(trees, root, b""), VISITS + 1)) if trees else []
    if not trees or len(entries) > VISITS:
        return None
    files = [entry for entry in entries if entry[0] != FOLDER]
    names = list(dict.fromkeys(oid for mode, oid, _ in files if mode != SUBMODULE))
    kinds = objects.kinds(names)
    if len(kinds) != len(names):
        return None
    sizes = {
        name: b"%d" % kind[2] if kind else b"BAD" for name, kind in zip(names, kinds, strict=True)
    }
    return [(mode, oid.encode(), sizes.get(oid, b"-"), name) for mode, oid, name in files]


def read(objects: Objects, root: str, width: int) -> dict[str, Tree] | None:
    """The trees below a root by object name; None where they are many, or one is odd."""
    found: dict[str, Tree] = {}
    wanted = [root]
    while wanted:
        if len(found) + len(wanted) > TREES:
            return None
        answers = objects.contents(wanted, LARGEST)
        if not answers:
            return None
        below: dict[str, None] = {}
        for name, (kind, data) in zip(wanted, answers, strict=True):
            tree = parsed(data, width) if kind and kind[1] == "tree" else None
            if tree is None:
                return None
            found[name] = tree
            below |= {oid: None for mode, oid, _ in tree if mode == FOLDER}
        wanted = [oid for oid in below if oid not in found]
    return found


def parsed(data: bytes, width: int) -> Tree | None:
    """The entries of a tree object whose names of objects have `width` bytes."""
    tree: Tree = []
    end = 0
    for found in re.finditer(rb"([1-7][0-7]{4,5}) ([^\0]+)\0(.{%d})" % width, data, re.S):
        if found.start() != end:
            return None
        end = found.end()
        tree.append((printed(int(found[1], 8)), found[3].hex(), found[2]))
    return tree if end == len(data) else None


def printed(mode: int) -> bytes:
    """A mode as git prints it."""
    if mode >> 12 == 0o10:
        return PROGRAM if mode & 0o100 else FILE
    return KINDS.get(mode & 0o170000, SUBMODULE)


def walk(trees: Mapping[str, Tree], name: str, folder: bytes) -> Iterator[tuple[bytes, str, bytes]]:
    """Every entry with its path in git's order, folders before what is in them."""
    for mode, oid, part in trees[name]:
        yield mode, oid, folder + part
        if mode == FOLDER:
            yield from walk(trees, oid, folder + part + b"/")
