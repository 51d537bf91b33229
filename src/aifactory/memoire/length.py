"""How many pages: counted, stored or estimated, and said which."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.memoire.findings import Finding, failed, passed, unknown
from aifactory.memoire.view import View
from aifactory.model import Text, plural

AGREES = 0.25  # how far the stored words may lie from those counted, as a share


def length(view: View) -> Iterator[Finding]:
    """Whether the document holds to the referential's pages."""
    if view.document.format == "pdf":
        yield _counted(view)
    elif pages := trusted(view):
        told = plural(
            "{n} page, as the office program stored it",
            "{n} pages, as the office program stored them",
            pages,
        )
        yield _judged(view, pages, told)
    else:
        yield _estimated(view)


def trusted(view: View) -> int:
    """The stored page count, 0 where there is none or the document has changed since."""
    pages, stored = view.document.pages, view.document.stored_words
    if view.document.format == "pdf":
        return pages
    if not 0 < view.total <= pages * view.rules.limits.words_per_page["most"]:
        return 0  # LibreOffice stores what it had laid out so far, half of a converted document
    if not stored:
        return pages
    return pages if abs(stored - view.total) <= AGREES * max(stored, view.total) else 0


def _counted(view: View) -> Finding:
    pages = view.document.pages
    told = plural("{n} page", "{n} pages", pages)
    least, most = _bounds(view)
    start = view.blocks[view.annexes].page if view.annexes < len(view.blocks) else 0
    body = start - 1 if start > 1 else pages
    if body != pages and (least <= body <= most) != (least <= pages <= most):
        text = Text(
            "{n} pages, {body} of them before the annexes; the referential does not say "
            "whether annexes count",
            {"n": pages, "body": body},
        )
        remedy = Text("ask your school whether annexes count, or have both numbers fit")
        return unknown("length", text, remedy, view.places([view.annexes]))
    return _judged(view, pages, told)


def _bounds(view: View) -> tuple[int, int]:
    return view.rules.limits.pages["least"], view.rules.limits.pages["most"]


def _judged(view: View, pages: int, told: Text) -> Finding:
    least, most = _bounds(view)
    if pages < least:
        missing = Text("write at least {n} more pages", {"n": least - pages})
        return failed("length", told, missing)
    if pages > most:
        return failed("length", told, Text("take out at least {n} pages", {"n": pages - most}))
    return passed("length", told)


def _estimated(view: View) -> Finding:
    """From words and pictures, loosely and tightly set: a verdict only where both agree."""
    limits = view.rules.limits
    images = sum(block.kind == "image" for block in view.blocks)
    low = view.total / limits.words_per_page["many"] + images * limits.pages_per_image["few"]
    high = view.total / limits.words_per_page["few"] + images * limits.pages_per_image["many"]
    values: dict[str, str | int | float] = {
        "low": round(low),
        "high": max(1, round(high)),
        "words": view.total,
        "images": images,
    }
    told = Text(
        "about {low} to {high} pages, estimated from {words} words and {images} pictures", values
    )
    least, most = _bounds(view)
    if high < least or low > most or (low >= least and high <= most):
        return _judged(view, round(high if high < least else low), told)
    remedy = Text("export the document as a PDF and check that: its pages are counted")
    return unknown("length", told, remedy)
