"""PDF into blocks, by pypdf: pages counted, text where there is some, bookmarks, pictures."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from aifactory.facts.words import fold
from aifactory.memoire.document import Block, Document
from aifactory.memoire.errors import broken, encrypted
from aifactory.memoire.pdf_blocks import blocks_of
from aifactory.memoire.pdf_lines import Lines, without_edges
from aifactory.memoire.rules import load_rules

READ = 300  # pages whose text is read
BOOKMARKS = 2_000
EVERYWHERE = 3  # pages that show the same picture: it is a logo
NESTED = 3  # forms within forms in which pictures are looked for
PICTURES = 200  # things on a page that are looked at


def read_pdf(data: bytes) -> Document:
    """The document; a fault of one page is a page without text, a fault of the whole is refused."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted()
        pages = len(reader.pages)
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise broken("PDF") from None
    if not pages:
        raise broken("PDF")
    lines = Lines()
    shown: list[tuple[int, object, str]] = []
    for number in range(1, min(pages, READ) + 1):
        page = _attempt(lambda n=number: reader.pages[n - 1])
        if page is None:
            continue
        _attempt(lambda p=page, n=number: lines.read(p, n))
        shown += _attempt(lambda p=page, n=number: [*_pictures(p, n)]) or []
        if lines.full:
            break
    return _document(lines, shown, pages, _attempt(lambda: _marks(reader)) or {})


def _document(
    lines: Lines,
    shown: list[tuple[int, object, str]],
    pages: int,
    marks: dict[tuple[int, str], int],
) -> Document:
    told = {line.page for line in lines.lines if any(c.isalpha() for c in line.text)}
    read = min(pages, READ)
    often = Counter(key for _, key, _ in shown)
    images = [
        Block("image", text, page=page) for page, key, text in shown if often[key] < EVERYWHERE
    ]
    blocks = blocks_of(without_edges(lines.lines, pages), marks)
    merged = sorted([*blocks, *images], key=lambda block: block.page)
    return Document(
        "pdf",
        tuple(merged),
        pages,
        blank=tuple(n for n in range(1, read + 1) if n not in told),
        cut=pages > READ or lines.full,
    )


def _attempt(do: Any) -> Any:
    """What is read, None where a damaged file does not let it be read."""
    try:
        return do()
    except Exception:  # pypdf lets many kinds through on a damaged page
        return None


def _marks(reader: Any) -> dict[tuple[int, str], int]:
    """The bookmarks: level by page and folded title, with and without its number."""
    from aifactory.memoire.naming import bare

    found: dict[tuple[int, str], int] = {}

    def walk(items: list[Any], level: int) -> None:
        for item in items:
            if len(found) >= BOOKMARKS:
                return
            if isinstance(item, list):
                walk(item, level + 1)
                continue
            number = reader.get_destination_page_number(item)
            if number is None or number < 0:
                continue
            title = fold(" ".join(str(item.title).split()))
            found.setdefault((number + 1, title), min(level, 6))
            found.setdefault((number + 1, bare(title)), min(level, 6))

    walk(reader.outline, 1)
    return found


def _pictures(page: Any, number: int, depth: int = 0) -> Iterator[tuple[int, object, str]]:
    """Pictures that are large enough to be figures, by their declared size: none is unpacked."""
    least = load_rules().limits.image_pixels
    resources = page.get("/Resources")
    things = resources.get_object().get("/XObject") if resources is not None else None
    for name, pointer in [*things.get_object().items()][:PICTURES] if things is not None else ():
        thing = pointer.get_object()
        kind = thing.get("/Subtype")
        if kind == "/Image" and thing.get("/ImageMask") is not True:
            wide, high = int(thing.get("/Width", 0)), int(thing.get("/Height", 0))
            if min(wide, high) >= least:
                key = getattr(pointer, "idnum", None) or (number, str(name))
                yield number, key, f"{wide} × {high}"
        elif kind == "/Form" and depth < NESTED:
            yield from _pictures(thing, number, depth + 1)
