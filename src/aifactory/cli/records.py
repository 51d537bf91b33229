"""Files kept in a folder of the user's: written again only where nobody changed them.

A record ends with a line that says what was written above it. A file without that line, or with
another text above it, is somebody's work, and is left as it is unless they ask for its replacement.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

from aifactory.cli import output
from aifactory.errors import BadInput

MARKED = (".md", ".html", ".svg")  # forms that take a comment at their end
MARK = "<!-- aifactory: unchanged {digest} -->\n"


def add_replace(parser: argparse.ArgumentParser) -> None:
    """Whether what is there is written over."""
    parser.add_argument(
        "--replace", action="store_true", help=_("write over files that were changed since")
    )


def write(files: Mapping[Path, str], *, replace: bool, draft: bool = False) -> None:
    """Write all of these files, or none where one of them is somebody's work. A `draft` is to be
    written in, so it carries no mark, and is written again only as it was.
    """
    texts = {
        path: text if draft or path.suffix not in MARKED else marked(text)
        for path, text in files.items()
    }
    for path, text in texts.items():
        if not replace and path.is_file() and not is_ours(path, text):
            raise BadInput(
                _("{path} is there already, and is not as it was written").format(path=path),
                _("choose another place with --output, or write over it with --replace"),
            )
    for path, text in texts.items():
        _make(path.parent)
        output.write(text.encode(), path)


def marked(text: str) -> str:
    """A text with the line that tells its own changes."""
    text += "\n"
    return text + MARK.format(digest=digest(text))


def is_ours(path: Path, text: str) -> bool:
    """Whether a file is what is to be written, or what was written at its time."""
    try:
        there = path.read_text("utf-8", "replace")  # reads line ends of any system
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("choose another place with --output")) from None
    if there == text:
        return True
    body, _line, mark = there.rstrip("\n").rpartition("\n")
    return f"{mark}\n" == MARK.format(digest=digest(f"{body}\n"))


def digest(text: str) -> str:
    """What tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("cannot write {path}: {reason}").format(path=folder, reason=error.strerror)
        raise BadInput(message, _("choose another folder with --output")) from None
