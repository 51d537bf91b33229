"""What a dissertation is made of: parts, table of contents, bibliography, annexes, the role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.facts.documents.sections import words
from aifactory.facts.words import fold
from aifactory.memoire.captions import starts_caption
from aifactory.memoire.findings import Finding, failed, passed, unknown
from aifactory.memoire.rules import Part, role
from aifactory.memoire.view import View, guide, unfilled
from aifactory.model import Text, plural

SENTENCE = re.compile(r"(?<=[.!?…])\s+")
LEAST = 5  # words of a sentence
SOURCE = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|https?://|www\.|\bdoi\b|\bisbn\b", re.I)
MARKED = re.compile(r"\[\d{1,3}\]")
ANNEX = re.compile(
    r"(?<!\w)(?:annexe?s?|appendix|appendices)\s+(?:n\s*[°o]\s*)?([a-h]|\d{1,2}|[ivx]{1,4})(?!\w)"
)


def parts(view: View) -> Iterator[Finding]:
    """Each part of the outline has a heading, and something below it."""
    for part in view.rules.parts:
        found = _part(view, part)
        yield Finding("parts", found.verdict, found.message, found.evidence, found.remedy, part.id)


def _part(view: View, part: Part) -> Finding:
    known: dict[str, str | int | float] = {
        "words": part.words,
        "heading": part.title.en,
        "titre": part.title.fr,
    }
    if not view.headings and view.document.format == "pdf":
        told = Text("no heading could be told from the text of this PDF")
        return unknown("parts", told, Text("export it with bookmarks, or check its DOCX or ODT"))
    found = [i for i in view.called(part.id) if i < view.annexes]
    if not found:
        told = Text("no heading of such a name")
        remedy = Text("add a part, such as “{heading}” or “{titre}”", known)
        return view.lacking("parts", told, remedy)
    best = max(found, key=lambda i: view.words(view.below(i)))
    held = view.words(view.below(best))
    told = plural("{n} word below it", "{n} words below it", held)
    if held >= part.words:
        return passed("parts", told, (view.place(best),))
    if view.blind is not None:
        return view.lacking("parts", told, told)
    remedy = Text("write what this part must show: {words} words or more", known)
    return failed("parts", told, remedy, (view.place(best),))


def contents(view: View) -> Iterator[Finding]:
    """A table of contents that is filled; a list of figures is none, nor are bookmarks."""
    check, least = "contents", view.rules.limits.contents
    entries = [
        i
        for i, block in enumerate(view.blocks)
        if block.kind == "contents" and not starts_caption(block.text)
    ]
    heads = view.called("contents", short=True)
    if len(entries) >= least:
        told = plural("{n} entry", "{n} entries", len(entries))
        yield passed(check, told, view.places([*heads, *entries][:3]))
    elif view.document.made and view.document.format == "markdown":
        yield passed(check, Text("made when the document is converted"))
    elif heads or view.document.made:
        told = Text("there is a place for it, and nothing in it")
        remedy = Text("update the table of contents in the word processor (F9 or its menu)")
        if view.blind is not None:
            yield view.lacking(check, told, remedy)
        else:
            yield failed(check, told, remedy, view.places(heads))
    else:
        remedy = Text("insert a table of contents made from the headings")
        yield view.lacking(check, Text("none was found"), remedy)


def bibliography(view: View) -> Iterator[Finding]:
    """A heading of that name with sources below it: a year, an address or a number each."""
    check, least = "bibliography", view.rules.limits.references
    heads = view.called("bibliography", short=True)
    if not heads:
        remedy = Text("add a part “Bibliography” or “Bibliographie” with your sources")
        yield view.lacking(check, Text("no heading of such a name"), remedy)
        return
    held = {i: _sources(view, i) for i in heads}
    best = max(heads, key=lambda i: held[i])
    told = plural("{n} source below it", "{n} sources below it", held[best])
    if held[best] >= least:
        yield passed(check, told, (view.place(best),))
    elif view.blind is not None:
        yield view.lacking(check, told, told)
    else:
        remedy = Text(
            "list {least} sources or more, each with its year or address", {"least": least}
        )
        yield failed(check, told, remedy, (view.place(best),))


def _sources(view: View, heading: int) -> int:
    """How many sources are listed; lines of a PDF may run together, so numbers in [] count."""
    total = 0
    for index in view.below(heading):
        block = view.clean[index]
        if block.kind in ("text", "item", "table"):
            numbered = len(MARKED.findall(block.text))
            rows = [row for row in block.text.split("\n") if SOURCE.search(row)]
            total += max(numbered, len(rows))
    return total


def role_stated(view: View) -> Iterator[Finding]:
    """A sentence in the first person that says the candidate's role; a heading says nothing."""
    check, words_of_role = "role", role()
    found = []
    for index, block in enumerate(view.clean[: view.annexes]):
        if block.kind not in ("text", "item", "table"):
            continue
        for sentence in SENTENCE.split(block.text):
            if words(sentence) < LEAST or not words_of_role.has("role", sentence):
                continue
            if words_of_role.has("person", sentence) and not words_of_role.has("negated", sentence):
                found.append((index, sentence))
    if found:
        mission = {i for head in view.called("mission") for i in view.below(head)}
        index, sentence = next((one for one in found if one[0] in mission), found[0])
        yield passed(check, Text("the candidate says it"), (view.place(index, sentence),))
        return
    remedy = Text("write in the first person what you were: “I was the main actor of …”")
    yield view.lacking(check, Text("no sentence in the first person says it"), remedy)


def placeholders(view: View) -> Iterator[Finding]:
    """Nothing of the outline, of a template or of a word processor's errors is left."""
    left = [
        i
        for i, block in enumerate(view.blocks)
        if block.kind != "code"
        and (unfilled().search(fold(block.text)) or guide().search(fold(block.text)))
    ]
    if left:
        told = plural("{n} place is left", "{n} places are left", len(left))
        remedy = Text("fill each one in, and take the guides away")
        yield failed("placeholders", told, remedy, view.places(left))
    elif view.blind is not None:
        yield view.lacking("placeholders", view.blind, view.blind)
    else:
        yield passed("placeholders", Text("none was found"))


def annexes(view: View) -> Iterator[Finding]:
    """Annexes are not asked for; each that is there holds something and is named in the text."""
    check = "annexes"
    heads = [
        i for i in view.headings if i >= view.annexes and ANNEX.match(fold(view.blocks[i].text))
    ]
    there = {ANNEX.match(fold(view.blocks[i].text))[1]: i for i in heads}  # type: ignore[index]
    named: dict[str, int] = {}
    for index, block in enumerate(view.clean[: view.annexes]):
        if block.kind in ("text", "item", "caption", "table"):
            for found in ANNEX.finditer(fold(block.text)):
                named.setdefault(found[1], index)
    loose = view.annexes < len(view.blocks) and not there
    if missing := [name for name in named if name not in there and not loose]:
        told = Text(
            "the text names annexes that are not there: {names}", {"names": ", ".join(missing)}
        )
        if view.blind is not None:
            yield view.lacking(check, told, told)
            return
        remedy = Text("add them under a heading “Annexe {name}”", {"name": missing[0].upper()})
        yield failed(check, told, remedy, view.places(named[name] for name in missing))
    elif empty := [
        i for i in [*there.values(), *([view.annexes] if loose else [])] if _empty(view, i)
    ]:
        remedy = Text("put in what they promise, or take the heading away")
        told = plural("{n} annex is empty", "{n} annexes are empty", len(empty))
        yield failed(check, told, remedy, view.places(empty))
    elif silent := [i for name, i in there.items() if name not in named]:
        told = plural(
            "{n} annex is never named in the text",
            "{n} annexes are never named in the text",
            len(silent),
        )
        remedy = Text("name each where the reader needs it: “(see annex A)”")
        yield failed(check, told, remedy, view.places(silent))
    elif view.annexes == len(view.blocks):
        yield passed(check, Text("there is none, and none is named"))
    else:
        told = plural(
            "{n} annex, named in the text", "{n} annexes, all named in the text", len(there)
        )
        yield passed(
            check,
            Text("annexes are there") if loose else told,
            view.places(heads or [view.annexes]),
        )


def _empty(view: View, heading: int) -> bool:
    below = view.below(heading)
    return not view.words(below) and not any(
        view.blocks[i].kind in ("image", "code", "heading") for i in below
    )
