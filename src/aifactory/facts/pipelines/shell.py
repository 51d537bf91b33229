"""Shell text as commands: what would run, never a word that only stands in a string."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from posixpath import join, normpath
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_SCRIPT = 1 << 16
MAX_DENSE = 4000  # the grammar is quadratic in these within one statement
MAX_VALUE = 1000
MAX_COMMANDS = 2000
MAX_WORDS = 500  # of one command
MAX_NESTING = 10
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.S)
ENV_EXPRESSION = re.compile(r"\s*env\.(\w+)\s*")
MASK = re.compile(r"XPR(\d+)RPX")
VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)(?::?-([^}$]*))?\}")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
DENSE = re.compile(r"[|()?$]")
NESTED = {"command_substitution", "process_substitution", "subshell"}
PREFIX = "variable_assignment"
LOOPS = {"while_statement", "if_statement", "elif_clause"}
ROOTS = re.compile(
    r"^(?:\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|CIRCLE_WORKING_DIRECTORY|TRAVIS_BUILD_DIR"
    r"|BITBUCKET_CLONE_DIR|WORKSPACE|PWD)\}?|\$\{\{\s*github\.workspace\s*\}\}"
    r"|\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory)\))(?:/|$)"
)


class Command(Struct, frozen=True, omit_defaults=True):
    """One simple command: quotes removed, known variables put in.

    `line` counts from the script's first line; `folder` is where it runs, relative to the root;
    `stdin` is the here-document it reads.
    """

    argv: tuple[str, ...]
    line: int
    env: dict[str, str] = {}
    folder: str = ""
    stdin: str = ""


class _Restore(NamedTuple):
    folder: str
    env: dict[str, str]


def commands(
    script: str, first_line: int = 1, env: Mapping[str, str] | None = None, folder: str = ""
) -> list[Command]:
    """The commands of a POSIX or Bash script, in order; branches that cannot run are left out.

    At most `MAX_SCRIPT` characters are read. `${{ … }}` stays one word.
    """
    known = dict(env or {})
    masked: list[str] = []

    def mask(match: re.Match[str]) -> str:
        name = ENV_EXPRESSION.fullmatch(match[1])
        if name and name[1] in known and "\n" not in known[name[1]]:
            return known[name[1]]
        masked.append(match[0])
        return f"XPR{len(masked) - 1}RPX" + "\\\n" * match[0].count("\n")

    text = EXPRESSION.sub(mask, script[:MAX_SCRIPT])[:MAX_SCRIPT]
    if sum(1 for _ in DENSE.finditer(text)) > MAX_DENSE:
        return plain_commands(script, first_line, env, folder)
    return _Walk(text, first_line, known, folder, masked).commands()


def plain_commands(
    script: str, first_line: int = 1, env: Mapping[str, str] | None = None, folder: str = ""
) -> list[Command]:
    """One command a line, for shells without a grammar here (PowerShell, cmd)."""
    found: list[Command] = []
    for number, line in enumerate(script[:MAX_SCRIPT].split("\n"), first_line):
        for part in re.split(r"&&|;", line):
            words = tuple(w.strip("\"'") for w in part.replace("`", " ").split())
            if not words or words[0].startswith(("#", "::")) or words[0].lower() == "rem":
                continue
            words = words[1:] if words[0] in ("&", "call", "@call") and words[1:] else words
            if words[0].lower() in ("cd", "set-location", "pushd") and words[1:]:
                folder = inside(folder, words[-1].replace("\\", "/"))
            found.append(Command(words, number, dict(env or {}), folder))
    return found


def inside(folder: str, path: str) -> str:
    """`path` as seen from `folder`, relative to the root of the repository."""
    rooted = ROOTS.sub("", path)
    whole = normpath(rooted or ".") if rooted != path else normpath(join(folder, path or "."))
    return "" if whole == "." else whole


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


class _Walk:
    def __init__(
        self, text: str, first: int, env: dict[str, str], folder: str, masked: list[str]
    ) -> None:
        # The grammar's scanner reads outside its tables on characters beyond ASCII; with one byte
        # for each character, offsets are those of the text itself.
        self.source = text
        self.tree = _parser().parse(NOT_ASCII.sub("_", text).encode("ascii"))
        self.first, self.env, self.folder, self.masked = first, env, folder, masked
        self.found: list[Command] = []
        self.stdin: dict[int, str] = {}
        self.left: list[str] = []

    def commands(self) -> list[Command]:
        stack: list[Node | _Restore] = [self.tree.root_node]
        while stack and len(self.found) < MAX_COMMANDS:
            item = stack.pop()
            if isinstance(item, _Restore):
                self.folder, self.env = item
            else:
                stack += reversed(list(self.visit(item)))
        return self.found

    def visit(self, node: Node) -> Iterator[Node | _Restore]:
        """Acts on one node; yields what to visit next, in order."""
        kind = node.type
        if kind in ("comment", "raw_string", "heredoc_body", "test_command"):
            return
        if kind in NESTED:
            yield from node.named_children
            yield _Restore(self.folder, dict(self.env))
        elif kind == "command":
            self.command(node)
            for child in node.named_children:
                yield from child.named_children if child.type == PREFIX else (child,)
        elif kind == PREFIX:
            self.assign(node)
            yield from node.named_children
        elif kind == "redirected_statement":
            self.redirect(node)
            yield from node.named_children
        else:
            yield from self.statement(node)

    def statement(self, node: Node) -> Iterator[Node]:
        """The children of a compound statement that can run."""
        children = node.named_children
        if node.type == "list" and len(node.children) == 3:
            left, sign, _ = node.children
            word = "false" if sign.type == "&&" else "true"
            yield from children[:1] if self.ends_in(left, sign.type, word) else children
        elif node.type in LOOPS and children and self.is_word(children[0], "false"):
            yield from (c for c in children if c.type in ("elif_clause", "else_clause"))
        elif node.type == "program":
            for child in children:
                yield child
                if self.is_word(child, "exit"):
                    return
        else:
            yield from children

    def ends_in(self, node: Node, sign: str, word: str) -> bool:
        """Whether a chain of `sign` always ends with the command `word`."""
        while node.type == "list" and len(node.children) == 3 and node.children[1].type == sign:
            node = node.children[2]
        return self.is_word(node, word)

    def is_word(self, node: Node, word: str) -> bool:
        return node.type == "command" and self.raw(node).split()[:1] == [word]

    def command(self, node: Node) -> None:
        env, argv = dict(self.env), list[str]()
        for child in node.named_children:
            if child.type == PREFIX:
                self.assign(child, env)
            elif child.type == "command_name":
                argv += self.words(child.named_children[0]) if child.named_children else []
            elif not child.type.endswith("redirect") and child.type != "comment":
                argv += self.words(child)
        if not argv:
            return
        line = self.first + node.start_point[0]
        stdin = self.stdin.get(node.id, "")
        self.found.append(Command(tuple(argv[:MAX_WORDS]), line, env, self.folder, stdin))
        self.move(argv)

    def move(self, argv: list[str]) -> None:
        target = next((w for w in argv[1:] if not w.startswith("-")), "")
        if argv[0] == "pushd":
            self.left.append(self.folder)
        if argv[0] in ("cd", "pushd") and target:
            self.folder = inside(self.folder, target)
        elif argv[0] == "popd" and self.left:
            self.folder = self.left.pop()

    def assign(self, node: Node, env: dict[str, str] | None = None) -> None:
        target = self.env if env is None else env
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or name.type != "variable_name":
            return
        text = self.text(value) if value else ""
        key = self.raw(name)
        target.pop(key, None)
        if len(text) <= MAX_VALUE and "$(" not in text and "`" not in text:
            target[key] = text

    def redirect(self, node: Node) -> None:
        """Gives the text of a here-document to the commands that read it."""
        for child in node.named_children:
            if child.type != "heredoc_redirect":
                continue
            body = next((c for c in child.named_children if c.type == "heredoc_body"), None)
            text = self.raw(body) if body else ""
            readers = [c for c in (node.child_by_field_name("body"),) if c]
            for piped in child.named_children:
                readers += piped.named_children if piped.type == "pipeline" else [piped]
            for reader in readers:
                self.stdin[reader.id] = self.unmask(text)

    def words(self, node: Node) -> list[str]:
        """The words an argument becomes: a bare variable is split as the shell does."""
        text = self.text(node)
        if node.type in ("simple_expansion", "expansion") and " " in text and "${{" not in text:
            return text.split()
        return [text]

    def raw(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte]

    def text(self, node: Node, depth: int = 0) -> str:
        raw, kind = self.raw(node), node.type
        if kind == "raw_string":
            return self.unmask(raw[1:-1])
        if kind in ("simple_expansion", "expansion"):
            return self.unmask(VARIABLE.sub(self.value, raw)) if len(raw) < 200 else raw
        if kind in ("string", "concatenation", "command_name") and depth < MAX_NESTING:
            return "".join(self.pieces(node, depth))[: MAX_VALUE * 20]
        if kind == "word":
            raw = re.sub(r"\\(.|\n)", r"\1", raw)
        elif kind == "string_content":
            raw = re.sub(r"\\([$`\"\\])", r"\1", raw)
        return self.unmask(raw.replace("\\\n", ""))

    def pieces(self, node: Node, depth: int) -> Iterator[str]:
        """The parts of a quoted or joined word, and the white space between them."""
        at = node.start_byte
        for child in node.children:
            if child.start_byte > at:
                yield self.source[at : child.start_byte]
            if child.type not in ('"', '$"'):
                yield self.text(child, depth + 1)
            at = child.end_byte

    def value(self, match: re.Match[str]) -> str:
        known = self.env.get(match[1] or match[2])
        if known is not None:
            return known
        return match[3] if match[3] else match[0]

    def unmask(self, text: str) -> str:
        return MASK.sub(self.expression, text)

    def expression(self, match: re.Match[str]) -> str:
        index = int(match[1]) if len(match[1]) < 9 else len(self.masked)
        return self.masked[index] if index < len(self.masked) else match[0]
