"""Python by its own parser, never imported: calls with the names that imports give them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from msgspec import Struct

from aifactory.facts.code.patterns import Call

TOO_DEEP = (SyntaxError, ValueError, RecursionError, MemoryError)
LITERAL = 200  # characters of a literal that a rule may look at
SHORT = 12  # characters of a text too short to be a statement of SQL
Function = ast.FunctionDef | ast.AsyncFunctionDef
NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SCOPES = {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef}
BINDING = {ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem, ast.arg}
SAYING = SCOPES | BINDING | {ast.Import, ast.ImportFrom, ast.Call, ast.Constant}
LOOPS = {ast.For, ast.AsyncFor, ast.While}
YIELDS = {ast.Yield, ast.YieldFrom}
DEFAULTING = {"get", "getenv"}  # what reads a setting, with a default behind its name
BUILTIN = {"map", "filter"}  # built-in functions that take a function
SILENT = {
    ast.Load,
    ast.Store,
    ast.Del,
    str,
    bytes,
    int,
    float,
    complex,
    bool,
    type(None),
    type(...),
}


class Module(Struct, frozen=True):
    """What one file does: imported modules, calls, texts of constants, and its syntax tree."""

    imports: frozenset[str]
    calls: tuple[Call, ...]
    texts: tuple[tuple[int, str], ...]
    tree: ast.Module
    defined: tuple[tuple[int, str], ...] = ()


def parse(text: str) -> ast.Module | None:
    """The syntax tree; None where it is not Python, or nested beyond reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the audited code: invalid escapes and the like
            return ast.parse(text)
    except TOO_DEEP:
        return None


def read(tree: ast.Module) -> Module:
    """One file's imports and calls."""
    nodes = list(_nodes(tree))
    reader = _Reader()
    reader.learn(nodes)
    reader.gather(nodes)
    defined = ((node.lineno, node.name) for node, _ in nodes if isinstance(node, NAMED))
    return Module(
        frozenset(reader.imports), tuple(reader.calls), tuple(reader.texts), tree, tuple(defined)
    )


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that say something, in no order, with the function or class around each.

    A `yield` says something in a loop: elsewhere it makes a context or a fixture, and no stream.
    Our own walk: `ast.walk` asks every node for every field by name, and takes three times as long.
    """
    stack: list[tuple[ast.AST, str, bool]] = [(tree, "", False)]
    while stack:
        node, inside, looping = stack.pop()
        kind = type(node)
        if kind in SAYING or (looping and kind in YIELDS):
            yield node, inside
            if kind in SCOPES:
                name: str = node.name  # type: ignore[attr-defined]
                inside, looping = f"{inside}.{name}" if inside else name, False
        elif kind in LOOPS:
            looping = True
        for value in node.__dict__.values():
            held = type(value)
            if held is list:
                stack += [(one, inside, looping) for one in value if type(one) not in SILENT]
            elif held not in SILENT:
                stack.append((value, inside, looping))


class _Reader:
    """One reading: names first, for a call may stand above the import that explains it."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.said: dict[str, str] = {}
        self.imports: set[str] = set()
        self.calls: list[Call] = []
        self.texts: list[tuple[int, str]] = []

    def learn(self, nodes: list[tuple[ast.AST, str]]) -> None:
        values: list[tuple[str, ast.expr]] = []
        for node, _ in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.imports.add(alias.name)
                    bound = alias.asname or alias.name.split(".")[0]
                    self.names[bound] = alias.name if alias.asname else bound
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                self.imports.add(node.module)
                for alias in node.names:
                    self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    self.imports.add(f"{node.module}.{alias.name}")
            elif type(node) in BINDING:
                values += _bindings(node)
        known: dict[str, str] = {}
        for name, value in values:  # a name that is two things is neither
            made = self.dotted(value)
            if made and name not in self.names and not name.startswith("."):
                known[name] = made if known.get(name, made) == made else ""
            if text := _text(value):
                name = name.lstrip(".")
                self.said[name] = text if self.said.get(name, text) == text else ""
        self.names |= {name: made for name, made in known.items() if made}

    def dotted(self, node: ast.expr) -> str:
        """The name of what an expression is or was made by, through calls; "" for no name."""
        parts: list[str] = []
        while True:
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            elif isinstance(node, ast.Await) or (isinstance(node, ast.Subscript) and parts):
                node = node.value
            elif isinstance(node, ast.Name):
                base = self.names.get(node.id)
                if base is None and node.id in BUILTIN:
                    base = f"builtins.{node.id}"
                return ".".join([base, *reversed(parts)]) if base else ""
            else:
                return ""

    def gather(self, nodes: list[tuple[ast.AST, str]]) -> None:
        for node, inside in nodes:
            if isinstance(node, ast.Call):
                keys = [(k.arg, k.value) for k in node.keywords if k.arg]
                self.note(node.func, node, node.args, keys, inside)
            elif isinstance(node, ast.Constant):
                if isinstance(node.value, str) and len(node.value) > SHORT:
                    self.texts.append((node.lineno, node.value))
            elif isinstance(node, (ast.Yield, ast.YieldFrom)):
                self.calls.append(Call("builtins.yield", "", node.lineno, inside=inside))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                around = f"{inside}.{node.name}" if inside else node.name
                bases = node.bases if isinstance(node, ast.ClassDef) else ()
                for one in (*node.decorator_list, *bases):
                    if not isinstance(one, ast.Call):
                        self.note(one, one, (), (), around)
        self.calls.sort(key=lambda call: call.line)
        self.texts.sort()

    def note(
        self,
        named: ast.expr,
        node: ast.expr,
        args: list[ast.expr] | tuple[()],
        keys: list[tuple[str, ast.expr]] | tuple[()],
        inside: str,
    ) -> None:
        name = self.dotted(named)
        method = named.attr if isinstance(named, ast.Attribute) else ""
        if not name and not method:
            return
        values = tuple(text for arg in args for text in self.literals(arg))
        given = tuple((key, text) for key, value in keys for text in self.literals(value))
        self.calls.append(Call(name, method, node.lineno, values, given, inside))

    def literals(self, node: ast.expr) -> Iterator[str]:
        """The texts that an argument may be: literals, names and what they were set to, either side of
        a choice, "lambda" for a function without a name.
        """
        if isinstance(node, ast.Constant):
            yield str(node.value)[:LITERAL]
        elif isinstance(node, ast.Lambda):
            yield "lambda"
        elif isinstance(node, ast.IfExp):
            yield from self.literals(node.body)
            yield from self.literals(node.orelse)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            if said := self.said.get(_last(node)):
                yield said
            yield self.dotted(node) or _last(node)
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            for one in node.elts[:20]:
                yield from self.literals(one)
        elif isinstance(node, ast.JoinedStr):
            yield "".join(map(self.part, node.values))[:LITERAL]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self.literals(node.left)
        else:
            yield self.dotted(node)

    def part(self, node: ast.expr) -> str:
        """A part of a text with holes: what it says, what its name was set to, or nothing."""
        if isinstance(node, ast.FormattedValue):
            node = node.value
        if isinstance(node, ast.Constant):
            return str(node.value)
        return self.said.get(_last(node), "")


def _last(node: ast.expr) -> str:
    """The last part of a name; "" for what is none."""
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _text(node: ast.expr) -> str:
    """The text that a name is set to, or that a setting is where the environment does not say."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:LITERAL]
    if isinstance(node, ast.Call) and len(node.args) == 2 and _last(node.func) in DEFAULTING:
        return _text(node.args[1])
    return ""


def _bindings(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """Names that a statement gives to the value of an expression, or to what a type makes; an
    attribute's begins with a dot.
    """
    if isinstance(node, ast.Assign):
        named = [t for t in node.targets if isinstance(t, (ast.Name, ast.Attribute))]
        dots = ["." * isinstance(t, ast.Attribute) for t in named]
        return [(dot + _last(t), node.value) for dot, t in zip(dots, named, strict=True)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [(node.target.id, node.value or node.annotation)]
    if isinstance(node, ast.NamedExpr):
        return [(node.target.id, node.value)]
    if isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
        return [(node.optional_vars.id, node.context_expr)]
    if isinstance(node, ast.arg) and node.annotation is not None:
        return [(node.arg, node.annotation)]
    return []
