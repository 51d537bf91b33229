"""reStructuredText into blocks, by docutils; Sphinx's directives and roles are read as bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from aifactory.facts.documents.html import BADGE
from aifactory.facts.documents.model import Block, BlockKind, Document, Link

CODE = {"code", "code-block", "sourcecode", "prompt", "ipython", "highlight", "parsed-literal"}
CODE |= {"doctest", "testcode", "console", "jupyter-execute", "plot", "command-output"}
SILENT = {"include", "raw", "math", "index", "only-meta", "meta", "automodule", "autoclass"}
SILENT |= {
    "autofunction",
    "autosummary",
    "currentmodule",
    "module",
    "toctree-filter",
    "literalinclude",
}
NAMED = ("substitution_reference", "problematic")
UNDERLINE = re.compile(r"^([^\w\s])\1{1,}\s*$")


def read_rst(path: str, text: str) -> Document:
    """The blocks of a reStructuredText document; nothing is included, run or printed."""
    import docutils.utils
    from docutils.parsers.rst import Parser

    with _permissive():
        document = docutils.utils.new_document("document", _settings())
        Parser().parse(text, document)
    return Document(path, "rst", tuple(_Walk(text).blocks(document, 0)))


@cache
def _settings() -> Any:
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser

    settings = get_default_settings(Parser)
    settings.report_level, settings.halt_level = 5, 6
    settings.file_insertion_enabled = settings.raw_enabled = False
    settings.warning_stream, settings.line_length_limit = False, 20_000
    settings.syntax_highlight = "none"
    return settings


@contextmanager
def _permissive() -> Iterator[None]:
    """Unknown directives give their body, unknown roles their text, for as long as it lasts."""
    from docutils.parsers.rst import directives, roles

    known = directives.directive, roles.role
    keep = {"image", "figure", "table", "list-table", "csv-table", "note", "warning", "tip"}
    keep |= {
        "important",
        "admonition",
        "hint",
        "attention",
        "caution",
        "danger",
        "seealso",
        "topic",
    }

    def directive(name: str, language: Any, document: Any) -> Any:
        found = known[0](name, language, document) if name.lower() in keep else (None, [])
        return found if found[0] else (_directives()(name.lower()), [])

    def role(name: str, language: Any, line: int, reporter: Any) -> Any:
        return _role, []

    directives.directive, roles.role = directive, role  # type: ignore[assignment]
    try:
        yield
    finally:
        directives.directive, roles.role = known


def _role(
    name: str,
    rawtext: str,
    text: str,
    line: int,
    inliner: Any,
    options: Any = None,
    content: Any = (),
) -> tuple[list[Any], list[Any]]:
    from docutils import nodes

    match = re.match(r"(.{0,500}?)\s*<([^<>]{1,500})>$", text, re.S)
    label, target = (match[1], match[2]) if match else (text, text)
    if name in ("code", "literal", "command", "file", "program", "samp"):
        return [nodes.literal(rawtext, text)], []
    return [nodes.reference(rawtext, label, refuri=f"{name}:{target}")], []


@cache
def _directives() -> Any:
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class AnyOption(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return lambda value: value

        def __contains__(self, key: object) -> bool:
            return True

    class Body(Directive):
        has_content, optional_arguments, final_argument_whitespace = True, 1000, True
        option_spec = AnyOption()

        def run(self) -> list[Any]:
            name, body = self.name.lower(), "\n".join(self.content)
            if name.split(":")[-1] in CODE:
                info = self.arguments[0].split()[0] if self.arguments else ""
                node = nodes.literal_block(body, body, language=info)
                node.line = self.lineno
                return [node]
            if name == "toctree":
                return [self._links()]
            if name in SILENT or name.startswith(("auto", "py:", "c:", "cpp:")):
                return []
            inner = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, inner)
            return list(inner.children)

        def _links(self) -> Any:
            paragraph = nodes.paragraph()
            paragraph.line = self.lineno
            for line in self.content:
                target = re.sub(r".*<(.*)>\s*$", r"\1", line).strip()
                paragraph += nodes.reference("", "", refuri=target)
            return paragraph

    made: dict[str, type[Directive]] = {}
    return lambda name: made.setdefault(name, type("Body", (Body,), {"name": name}))


class _Walk:
    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.line = 1
        self.cursor = 0

    def blocks(self, node: Any, depth: int, level: int = 0) -> Iterator[Block]:
        for child in node.children:
            if getattr(child, "line", None):
                self.line = max(1, min(int(child.line), len(self.lines)))
            yield from self.block(child, depth, level)

    def block(self, node: Any, depth: int, level: int) -> Iterator[Block]:
        kind = type(node).__name__
        if kind in ("title", "subtitle", "rubric"):
            yield self.title(node, max(level, 1) + (kind == "subtitle"))
        elif kind == "section":
            yield from self.blocks(node, depth, level + 1)
        elif kind == "document":
            yield from self.blocks(node, depth, level)
        elif kind in ("paragraph", "term", "line", "caption", "attribution"):
            yield from self.paragraph(node, depth)
        elif kind in ("literal_block", "doctest_block"):
            info = str(node.get("language", ""))
            yield Block("code", self.line, node.astext(), info=info)
        elif kind in (
            "bullet_list",
            "enumerated_list",
            "definition_list",
            "field_list",
            "option_list",
        ):
            yield from self.blocks(node, depth + 1, level)
        elif kind == "image":
            if not BADGE.search(str(node.get("uri", ""))):
                yield Block("image", self.line, str(node.get("alt", "")))
        elif kind == "table":
            yield self.table(node)
        elif kind not in ("system_message", "comment", "substitution_definition", "target", "raw"):
            if hasattr(node, "children") and depth < 60:
                yield from self.blocks(node, depth, level)

    def title(self, node: Any, level: int) -> Block:
        text = node.astext().strip()
        return Block(
            "heading",
            self.find(text),
            " ".join(text.split()),
            min(level, 6),
            links=self.links(node),
        )

    def find(self, title: str) -> int:
        """The line of a title: the next one that is underlined and reads so."""
        start = title.split("\n")[0][:15]
        for number in range(self.cursor, len(self.lines) - 1):
            if UNDERLINE.match(self.lines[number + 1]) and (
                start in self.lines[number] or self._alike(number, start)
            ):
                self.cursor = number + 1
                return number + 1
        return self.line

    def _alike(self, number: int, start: str) -> bool:
        kept = re.sub(r"\W", "", self.lines[number])
        return bool(kept) and re.sub(r"\W", "", start)[:8] in kept

    def paragraph(self, node: Any, depth: int) -> Iterator[Block]:
        for unresolved in [n for n in node.findall() if type(n).__name__ in NAMED]:
            unresolved.parent.remove(unresolved)  # a badge, a version: not words of the author
        images = [n for n in node.findall() if type(n).__name__ == "image"]
        text = " ".join(node.astext().split())
        inline = tuple(n.astext() for n in node.findall() if type(n).__name__ == "literal")
        links = self.links(node)
        if text or links:
            kind: BlockKind = "item" if depth else "prose"
            yield Block(kind, self.line, text, depth, links=links, inline=inline)
        for image in images:
            if not BADGE.search(str(image.get("uri", ""))):
                yield Block("image", self.line, str(image.get("alt", "")))

    def links(self, node: Any) -> tuple[Link, ...]:
        found = [n for n in node.findall() if type(n).__name__ == "reference"]
        return tuple(
            Link(
                str(n.get("refuri") or n.get("refname") or ""),
                " ".join(n.astext().split()),
                self.line,
            )
            for n in found
        )

    def table(self, node: Any) -> Block:
        rows = [n for n in node.findall() if type(n).__name__ == "row"]
        text = "\n".join(
            " | ".join(" ".join(entry.astext().split()) for entry in row.children) for row in rows
        )
        return Block("table", self.line, text, links=self.links(node))
