"""How the product's Python is written: docstrings, annotations, names, over a sample of modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from aifactory.facts.code.model import Definitions, Place
from aifactory.facts.code.python import Function

LONG = 60  # lines of a function
SAMPLE = 40  # modules
SAMPLED = 256 * 1024  # bytes
SHOWN = 8
SNAKE = re.compile(r"_*[a-z0-9_]*|__\w+__")
CAMEL = re.compile(r"_*[A-Z][A-Za-z0-9]*_*")
FRAMEWORK = re.compile(r"(?:setUp|tearDown|visit_|do_|as[A-Z]|on[A-Z]|assert[A-Z])")


def sample(paths: Sequence[str]) -> list[str]:
    """At most `SAMPLE` paths, spread evenly."""
    if len(paths) <= SAMPLE:
        return list(paths)
    return [paths[i * len(paths) // SAMPLE] for i in range(SAMPLE)]


def measure(modules: Sequence[tuple[str, ast.Module]], of: int) -> Definitions:
    """What these modules hold; `of` is how many there are."""
    counts = dict.fromkeys(
        ("introduced", "public", "documented", "functions", "annotated", "long"), 0
    )
    undocumented: list[Place] = []
    faults: list[tuple[str, Place]] = []
    for path, tree in modules:
        counts["introduced"] += ast.get_docstring(tree) is not None or not tree.body
        for node, public in _definitions(tree, True):
            if public:
                counts["public"] += 1
                if ast.get_docstring(node):
                    counts["documented"] += 1
                elif len(undocumented) < SHOWN:
                    undocumented.append(Place(path, node.lineno, node.name))
            if isinstance(node, Function):
                counts["functions"] += 1
                counts["annotated"] += _is_annotated(node)
                if (node.end_lineno or node.lineno) - node.lineno >= LONG:
                    counts["long"] += 1
            if not (CAMEL if isinstance(node, ast.ClassDef) else SNAKE).fullmatch(node.name):
                if not FRAMEWORK.match(node.name):
                    faults.append(("name", Place(path, node.lineno, node.name)))
        faults += [("except", Place(path, line, "except: pass")) for line in _swallowed(tree)]
    return Definitions(
        modules=len(modules),
        of=of,
        **counts,
        misnamed=sum(kind == "name" for kind, _ in faults),
        swallowed=sum(kind == "except" for kind, _ in faults),
        sampled=tuple(path for path, _ in modules[:SHOWN]),
        undocumented=tuple(undocumented),
        faults=tuple(place for _, place in faults[:SHOWN]),
    )


def _definitions(
    node: ast.Module | ast.ClassDef, public: bool
) -> Iterator[tuple[Function | ast.ClassDef, bool]]:
    """Functions, classes and methods, each with whether it is public; not what functions hold."""
    for child in node.body:
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            seen = public and not child.name.startswith("_")
            yield child, seen and not _is_overload(child)
            if isinstance(child, ast.ClassDef):
                yield from _definitions(child, seen)


def _is_overload(node: Function | ast.ClassDef) -> bool:
    """Whether a definition says again what stands elsewhere: an overload, a property's setter."""
    names = {ast.unparse(one).rpartition(".")[2] for one in node.decorator_list}
    return bool(names & {"overload", "override", "setter", "deleter"})


def _is_annotated(node: Function) -> bool:
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    given = [a for i, a in enumerate(args) if not (i == 0 and a.arg in ("self", "cls", "mcs"))]
    told = all(a.annotation is not None for a in given)
    return told and (node.returns is not None or node.name == "__init__")


def _swallowed(tree: ast.Module) -> Iterator[int]:
    """Lines of handlers that catch everything and do nothing; expressions hold none."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            below = getattr(node, part, ())
            stack += below if isinstance(below, list) else ()
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            )
            if broad and all(isinstance(s, ast.Pass) for s in node.body):
                yield node.lineno
