"""No word for people is written where no translator finds it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from aifactory import errors
from aifactory.facts.pipelines.steps import Unreadable
from aifactory.forge.errors import ForgeError
from aifactory.policy.source import Malformed
from aifactory.scaffold.steps import Plan

SOURCE = Path(__file__).parents[2] / "src/aifactory"
TRANSLATORS = {"Text", "plural", "joined", "_", "ngettext", "speech", "expected", "unknown"}
SAYS = {"print", "tell", "progress", "input", "Problem", "Fault"}
WORDS = {"help", "description", "epilog", "title", "metavar", "usage"}
FREE = {"N"}  # a number, in every language


def names(kind: type[BaseException]) -> Iterator[str]:
    yield kind.__name__
    for child in kind.__subclasses__():
        yield from names(child)


def spoken_errors() -> set[str]:
    assert {Unreadable, ForgeError, Malformed, Plan}  # imported: their modules define the errors
    return set(names(errors.Spoken))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def words_in(node: ast.expr) -> Iterator[str]:
    """Literals with letters in what a call is given, save those that a translator sees."""
    if isinstance(node, ast.Call) and name_of(node) in TRANSLATORS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if any(char.isalpha() for char in node.value):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.Constant):
                yield from words_in(part)
    elif isinstance(node, ast.BinOp):
        yield from words_in(node.left)
        yield from words_in(node.right)
    elif isinstance(node, ast.IfExp):
        yield from words_in(node.body)
        yield from words_in(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from words_in(value)
    elif isinstance(node, ast.Call) and name_of(node) == "format":
        yield from words_in(node.func.value)  # type: ignore[attr-defined]


def hidden(tree: ast.AST, kinds: set[str]) -> Iterator[tuple[int, str]]:
    """The line and the words of each literal that people would read untranslated."""
    named = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = [word.value for word in node.keywords if word.arg in WORDS]
        says = name_of(node) == "say" and isinstance(node.func, ast.Attribute)
        if says or name_of(node) in kinds | SAYS:
            given += [*node.args, *(word.value for word in node.keywords if word.arg == "hint")]
        for value in given:
            meant = named.get(value.id, value) if isinstance(value, ast.Name) else value
            yield from ((node.lineno, text) for text in words_in(meant) if text not in FREE)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('raise BadInput(f"no {x}")', ["no "]),
        ('raise BadInput(Text("no {x}", {"x": x}), "do it")', ["do it"]),
        ('hint = "do it"\nraise BadInput(said, hint)', ["do it"]),
        ('raise Denied(Text("no"), Text("yes"))', []),
        ('problems.append(Problem(path, "not read"))', ["not read"]),
        ('print(f"{n} things")', [" things"]),
        ('print("done" if x else _("left"))', ["done"]),
        ('print("{n} of {m}".format(n=n, m=m))', ["{n} of {m}"]),
        ('parser.add_argument("--x", help="an x", metavar=_("X"))', ["an x"]),
        ('print(_("done"), "  ", sep="")', []),
        ('raise ValueError("a bug")', []),
    ],
)
def test_hidden_words_are_found(code: str, found: list[str]) -> None:
    assert [text for _, text in hidden(ast.parse(code), spoken_errors())] == found


# What is printed for a machine or a shell, the same in every language.
AS_IT_IS = {
    "action/workflow.py": {"::stop-commands::"},
    "cli/new.py": {"  cd ", " && python3 -m venv .venv && . .venv/bin/activate"}
    | {"  make install hooks && make check run", "  aifactory audit"},
    "forge/answers.py": {"HTTP "},
}


def test_every_word_for_people_can_be_translated() -> None:
    kinds = spoken_errors()
    found = {
        f"{path.relative_to(SOURCE).as_posix()}:{line}: {text}"
        for path in SOURCE.rglob("*.py")
        for line, text in hidden(ast.parse(path.read_text("utf-8")), kinds)
        if text not in AS_IT_IS.get(path.relative_to(SOURCE).as_posix(), ())
    }
    assert found == set(), 'write it as Text("…"), plural("…", "…", n) or _("…")'
