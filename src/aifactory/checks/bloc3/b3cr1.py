"""B3Cr1: database systems compared, with their advantages and drawbacks for this project."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from aifactory.checks.bloc3.passages import Passage, passages
from aifactory.checks.bloc3.systems import in_use, known, systems_in
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.reading import is_promise, mentions
from aifactory.checks.using import remembered, shown
from aifactory.model import Evidence, Finding, Text


@remembered
def comparisons(facts: Facts, least: int) -> Iterator[tuple[Passage, list[str]]]:
    """Passages that set systems side by side, with the systems: those with most of them first.

    A list of what the project is made of names systems as well: the passage must be about stores,
    and a heading or the head of a table must say that they are compared or chosen among.
    """
    found = []
    for passage in passages(facts, "bloc3-store-choice"):
        if passage.words < least or is_promise(passage.text) or not _compares(passage):
            continue
        if len(named := systems_in(passage.text)) >= 2:
            found.append((passage, named))
    yield from sorted(found, key=lambda pair: -len(pair[1]))


def _compares(passage: Passage) -> bool:
    heads = [basename(passage.document.path)] if passage.start == passage.document.blocks[0] else []
    heads += [b.text for b in passage.blocks if b.kind == "heading"]
    heads += [b.text.split("\n")[0] for b in passage.blocks if b.kind == "table"]
    return any(mentions(head, "bloc3-comparison") for head in heads)


def dbms_compared(facts: Facts, params: Params) -> Finding:
    """A document sets a relational and a distributed system side by side."""
    best: tuple[Passage, list[str]] | None = None
    for passage, named in comparisons(facts, int(number(params, "min-words"))):
        best = best or (passage, named)
        if _kinds(named, params) == {"relational", "distributed"}:
            text = Text("systems compared: {names}", {"names": ", ".join(map(_called, named))})
            return passed(text, [at(passage.document, passage.start)])
    if best:
        names = ", ".join(map(_called, best[1]))
        text = Text("systems of one kind compared: {names}", {"names": names})
        return partly(text, [at(best[0].document, best[0].start)])
    return failed(Text("no document compares two database systems"))


def _kinds(named: list[str], params: Params) -> set[str]:
    """Which of the two kinds of system are among them."""
    return {
        kind
        for kind in ("relational", "distributed")
        if set(_list(params, kind)) & {*map(_called, named)}
    }


def _list(params: Params, name: str) -> list[str]:
    value = params[name]
    return value if isinstance(value, list) else []


def _called(system: str) -> str:
    return system.partition("-")[2]


def dbms_weighed(facts: Facts, params: Params) -> Finding:
    """The comparison gives advantages and drawbacks, or one table of criteria."""
    nearest: list[Evidence] = []
    for passage, _ in comparisons(facts, int(number(params, "min-words"))):
        text = passage.text
        nearest.append(at(passage.document, passage.start))
        if len(mentions(text, "bloc3-pros", "bloc3-cons")) == 2:
            return passed(Text("advantages and drawbacks are weighed"), nearest[-1:])
        if rows := _criteria(passage, int(number(params, "criteria"))):
            return passed(Text("systems are weighed by {n} criteria", {"n": rows}), nearest[-1:])
    if nearest:
        return failed(Text("systems are named beside one another, not weighed"), nearest)
    return failed(Text("no document compares two database systems"))


def _criteria(passage: Passage, least: int) -> int:
    """Rows or columns of a table that has a system at the head of the others; 0 for too few."""
    for block in passage.blocks:
        if block.kind != "table":
            continue
        head, *rows = [row.split(" | ") for row in block.text.split("\n")]
        across = sum(bool(systems_in(cell)) for cell in head)
        down = sum(bool(row and systems_in(row[0])) for row in rows)
        if across >= 2 and len(rows) >= least:
            return len(rows)
        if down >= 2 and len(head) - 1 >= least:
            return len(head) - 1
    return 0


def dbms_chosen_used(facts: Facts, params: Params) -> Finding:
    """A system that was compared is really used."""
    used = in_use(facts)
    compared = False
    for passage, named in comparisons(facts, int(number(params, "min-words"))):
        compared = True
        if common := [name for name in named if name in used]:
            text = Text("{name} was compared and is used", {"name": _called(common[0])})
            return passed(text, [shown(used[common[0]]), at(passage.document, passage.start)])
    if compared:
        return failed(
            Text("none of the systems that are compared is used by code or configuration")
        )
    return failed(
        Text("no document compares two database systems"), [shown(u) for u in used.values()]
    )


def dbms_study_coherent(facts: Facts, params: Params) -> Finding:
    """Whether the study fits the project: the comparison and the systems in use, for a jury."""
    compared = [
        at(p.document, p.start) for p, _ in comparisons(facts, int(number(params, "min-words")))
    ]
    used = [shown(use) for name, use in in_use(facts).items() if name in known()]
    return ask(Text("does the comparison of systems fit this project?"), [*compared[:2], *used])
