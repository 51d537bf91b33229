"""Quoted text made safe to show: what could act on a reader's terminal or page is spelled out."""

from __future__ import annotations

import re
import unicodedata

# Controls, formats (direction overrides, zero width), separators, surrogates.
_UNSAFE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": " "}
_NOT_XML = re.compile("[\ufffe\uffff]")  # the only ones that `visible` lets through
_BREAKS = re.compile(r"[ \t\r\n]+")  # not the spaces that French puts before a colon
_PLAIN = re.compile(r"[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff]*")


def visible(text: str) -> str:
    """`text` on one line, each control, format or lone surrogate character spelled out.

    A byte that was not UTF-8 in a file name (a surrogate in Python) shows as `\\xff`.
    """
    if _PLAIN.fullmatch(text):
        return text
    return "".join(map(spelled, text))


def spelled(char: str) -> str:
    """One character as `visible` shows it."""
    if char in _NAMED:
        return _NAMED[char]
    if unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def xml(text: str) -> str:
    """`text` on one line, in characters that XML may hold; mark-up is not escaped here."""
    shown = visible(text)
    return _NOT_XML.sub(lambda found: f"\\U{ord(found[0]):08x}", shown)


def flowed(text: str) -> str:
    """`text` with its line breaks and indents as single spaces: a policy's prose, on one line."""
    return visible(_BREAKS.sub(" ", text).strip(" "))
