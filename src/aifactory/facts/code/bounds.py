"""Figures that an assertion or a condition holds to a bound: `assert f1 >= 0.8`, `if auc < floor:`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from msgspec import Struct

ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
ASSERTING = {"assertGreater", "assertGreaterEqual", "assertLess", "assertLessEqual"}
TRIVIAL = {0, 1, -1, 100}  # the ends of a scale: a figure within them says nothing
AROUND = {"float", "abs", "round", "mean", "min", "max", "item"}  # what a figure is wrapped in
BOUND = re.compile(
    r"(?:^|[._])(?:min|max|minimum|maximum|least|most|limit|floor|ceiling|bound|target|gate|required|expected"
    r"|tolerance|thresh\w*|baseline|dummy|naive|champion|prod\w*|reference|previous|deployed|incumbent|cutoff)"
    r"(?:[._]|$)"
)


class Bounded(Struct, frozen=True):
    """A figure's name, folded, the line (from 1) where it is held to a bound, and the function around."""

    line: int
    name: str
    inside: str = ""


def bounded(tree: ast.Module) -> Iterator[Bounded]:
    """Every figure that an `assert`, an `if`, a verdict (`passed = f1 >= 0.8`) or a method such as
    `assertGreater` compares with a bound.
    """
    for node, inside in _nodes(tree):
        if isinstance(node, (ast.Assert, ast.If, ast.Assign, ast.Return)):
            asked = node.test if isinstance(node, (ast.Assert, ast.If)) else node.value
            for compare in _comparisons(asked):
                terms = (compare.left, *compare.comparators)
                for one, op, other in zip(terms, compare.ops, terms[1:], strict=False):
                    if isinstance(op, ORDERED):
                        yield from _pair(one, other, node.lineno, inside)
        elif isinstance(node, ast.Call) and len(node.args) > 1 and _last(node.func) in ASSERTING:
            yield from _pair(node.args[0], node.args[1], node.lineno, inside)


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every node, with the name of the function around it."""
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, inside = stack.pop()
        yield node, inside
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = node.name
        stack += [(child, inside) for child in ast.iter_child_nodes(node)]


def _comparisons(node: ast.expr | None) -> Iterator[ast.Compare]:
    if isinstance(node, ast.Compare):
        yield node
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _comparisons(one)
    elif isinstance(node, ast.UnaryOp):
        yield from _comparisons(node.operand)


def _pair(one: ast.expr, other: ast.expr, line: int, inside: str) -> Iterator[Bounded]:
    for figure, bound in ((one, other), (other, one)):
        name = _figure(figure)
        if name and not BOUND.search(name) and _is_bound(bound):
            yield Bounded(line, name, inside)


def _figure(node: ast.expr) -> str:
    """What a figure is called: a name, an attribute, a key, or the function that computes it."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value).lower()
    if isinstance(node, ast.Call):
        called = _last(node.func).lower()
        if called == "get" and node.args and isinstance(node.args[0], ast.Constant):
            return str(node.args[0].value).lower()
        if called in AROUND:
            held = node.func.value if isinstance(node.func, ast.Attribute) else None
            inner = node.args[0] if node.args else held
            return _figure(inner) if inner is not None else ""
        return called
    return _last(node).lower()


def _is_bound(node: ast.expr) -> bool:
    """Whether it is a number that says something, or is named as a bound."""
    if isinstance(node, ast.UnaryOp):
        return _is_bound(node.operand)
    if isinstance(node, ast.Constant):
        value = node.value
        return (
            isinstance(value, (int, float)) and not isinstance(value, bool) and value not in TRIVIAL
        )
    if isinstance(node, ast.BinOp):
        return _is_bound(node.left) or _is_bound(node.right)
    return BOUND.search(_figure(node)) is not None


def _last(node: ast.expr) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")
