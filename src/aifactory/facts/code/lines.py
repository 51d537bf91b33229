"""Text without its comments, so that what is commented out is no use."""

from __future__ import annotations

import re
from itertools import islice

HASH = ("py", "yml", "yaml", "toml", "tf", "tofu", "sh", "cfg", "ini", "conf", "r", "R", "jl", "rb")
SLASH = ("js", "ts", "jsx", "tsx", "mjs", "java", "scala", "kt", "go", "rs", "c", "cc", "cpp", "cu", "cuh", "h", "hpp", "cs", "groovy")  # fmt: skip
FULL_HASH = re.compile(r"(?m)^[ \t]*#(?!').*$|(?<=[ \t])#[ \t].*$")  # "#'" documents R
FULL_SLASH = re.compile(r"(?m)^[ \t]*//(?!/).*$|(?<=[ \t;{}])//[ \t].*$")  # "///" documents
DASHES = re.compile(r"(?m)--.*$")
STATEMENT = re.compile(
    r"\s*(?:--.*\n\s*)*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|WITH|COPY|DROP|EXPLAIN)\b\s+\S",
    re.I,
)
SOUNDS = re.compile(r"\b(?:FROM|INTO|TABLE|VIEW|INDEX|SET|DATABASE|SCHEMA|AS\s*\(|SELECT)\b", re.I)

PATTERNED = ("yml", "yaml", "json", "toml")
EXPRESSION = re.compile(r"\\\\?[bswdBSWD](?=[+*?{|()\[\\.:'\"]|\w)|\(\?[:!=<i]|\[\^")
CHOICE = re.compile(r"\s{0,40}-\s+[\"']?[\w./-]+\|\w")
WILD = re.compile(r"[\"'][\w ./:-]{1,80}\*[\"']")
MOST_PATTERNS = 20  # lines; a file that holds more is about such words and does none of it


def without_comments(text: str, path: str) -> str:
    """The text with comments blanked, line by line kept, by the ending of its path."""
    ending = path.rpartition(".")[2]
    if ending == "sql":
        return DASHES.sub("", _without_blocks(text, "/*", "*/"))
    if ending in SLASH:
        return FULL_SLASH.sub("", _without_blocks(text, "/*", "*/"))
    if ending in HASH or "." not in path.rpartition("/")[2]:
        return FULL_HASH.sub("", text)
    if ending in ("xml", "html", "jmx"):
        return _without_blocks(text, "<!--", "-->")
    return text


def of_sql(text: str) -> bool:
    """Whether a text in a program is a statement of SQL."""
    return STATEMENT.match(text) is not None and SOUNDS.search(text) is not None


def of_patterns(text: str, path: str) -> bool:
    """Whether a file of data is a list of patterns: rules of a linter, not a configuration."""
    if path.rpartition(".")[2] not in PATTERNED:
        return False
    found = (line for line in text.split("\n") if _is_pattern(line))
    return sum(1 for _ in islice(found, MOST_PATTERNS + 1)) > MOST_PATTERNS


def _is_pattern(line: str) -> bool:
    """Whether a line holds a regular expression, or a list's item that is a choice or a wild card."""
    if EXPRESSION.search(line) or CHOICE.match(line):
        return True
    return ("- " in line or "[" in line) and WILD.search(line) is not None


def _without_blocks(text: str, opening: str, closing: str) -> str:
    """The text without comments that end, their line ends kept; searched once from end to end."""
    kept: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + len(closing)
    return "".join([*kept, text[at:]])
