"""Short ways to write Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import yaml

from aifactory.locale import LANGUAGES
from aifactory.render.markdown import code, prose
from aifactory.render.translate import Speech

ROOT = Path(__file__).parents[2]
NOTE = "<!-- Written from data when the site is built: change that, not this page. -->"

__all__ = [
    "LANGUAGES",
    "ROOT",
    "code",
    "contents",
    "definition",
    "fenced",
    "labelled",
    "page",
    "prose",
    "table",
    "words",
]


@cache
def words(lang: str) -> dict[str, str]:
    """The words of the generated pages themselves, in one language."""
    both = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return {key: texts[lang] for key, texts in both.items()}


def page(title: str, parts: Iterable[str]) -> str:
    """A page: its title, then paragraphs, tables and headings."""
    return "\n\n".join([NOTE, f"# {title}", *filter(None, parts)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown that is already escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text).replace("|", "\\|").strip()


def definition(term: str, text: str) -> str:
    """A term with what it means below it."""
    lines = (text or "—").splitlines()
    return "\n".join([term, f": {lines[0]}", *(f"  {line}" for line in lines[1:])])


def labelled(label: str, text: str, lang: str) -> str:
    """A label with what belongs to it, as the language sets its colon."""
    return Speech(lang)("{label}: {text}", label=label, text=text)


def fenced(text: str, language: str = "text") -> str:
    """A block that holds any text, fences among it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def contents(names: Iterable[str], depth: int = 1) -> str:
    """A table of contents, which the menu shows too."""
    return "\n".join(["```{toctree}", f":maxdepth: {depth}", "", *names, "```"])
