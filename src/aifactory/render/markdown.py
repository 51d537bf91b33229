"""The scorecard as Markdown, for a file, a comment or a step summary.

Everything quoted is escaped: it makes no link, image, mention, table cell or HTML of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aifactory.model import CheckResult, CriterionResult, Evidence, Overview, Scorecard
from aifactory.render import View, summary
from aifactory.render import overview as words
from aifactory.render.escape import flowed, visible
from aifactory.render.links import Forge
from aifactory.render.translate import Speech

EVIDENCE_SHOWN = 10
BAR = 16
_SPECIAL = re.compile(r"[\\`*\[\]~!]|(?<![^\W_])_|_(?![^\W_])")
# What a forge makes a link, a mention, a reference or a formula of, even where it is escaped.
LIVE = re.compile(r"[@#$]|://|www\.", re.IGNORECASE)
TOKEN = re.compile(r"`[^`]+`|[^\s`]+|`|\s+")


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The overview, where there is one, then each scorecard under a heading: its score line."""
    speech = Speech(view.lang)
    pages = [overview(view.overview, cards, speech)] if view.overview else []
    pages += ["\n".join(_card(card, speech)) + "\n" for card in cards]
    return "\n---\n\n".join(pages)


def overview(one: Overview, cards: Sequence[Scorecard], _: Speech) -> str:
    """What several scorecards say together: the answer as a heading, a table of packs, remarks."""
    parts, further = words.parts(one, cards, _), words.further(one, cards, _)
    lines = [f"# {prose(words.headline(one, cards, _))}", ""]
    lines += _packs(parts, _) if parts else []
    if parts and further:
        heading = _("Further packs")
        lines += ["", f"## {prose(heading)}", ""]
    lines += _packs(further, _) if further else []
    for label, entries in words.remarks(one, cards, _):
        lines += ["", f"- **{prose(label)}**"]
        lines += [f"  - {prose(entry)}" for entry in entries]
    return "\n".join(lines) + "\n"


def _packs(rows: Sequence[words.Row], _: Speech) -> Iterator[str]:
    heads = ("", _("pack"), "", _("proven"), _("points"), _("validated from"), "")
    return table(heads, "lllrrrl", [_pack(row, _) for row in rows])


def _pack(row: words.Row, _: Speech) -> tuple[str, ...]:
    said = prose(f"{words.SIGNS[row.kind]} {row.said}")
    if row.card is None:
        return prose(row.id), "", "", "", "", "", said
    score, policy = row.card.score, row.card.policy
    drawn = _bar(score.proven, score.reach, score.waived, policy.total)
    numbers = (_.aligned(score.proven), _.number(policy.total), _.number(policy.threshold))
    return prose(row.id), prose(row.title), drawn, *numbers, said


def code(text: str) -> str:
    """`text` as a code span; nothing inside it is live."""
    text = visible(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def prose(text: str) -> str:
    """`text` as plain words: its `code` stays code, and live words become code."""
    shown = ""
    for token in TOKEN.findall(visible(text)):
        if len(token) > 1 and token.startswith("`"):
            piece = code(token[1:-1])
        else:
            piece = _quiet(token) if LIVE.search(token) else _escaped(token)
        # Two runs of backticks that touch would be read as one.
        shown += " " + piece if shown.endswith("`") and piece.startswith("`") else piece
    return shown


def _quiet(word: str) -> str:
    """A live word as code, without the punctuation around it, which is no part of it."""
    bare = word.lstrip("([«\"'").rstrip(".,;:!?)]»\"'") or word
    before, after = word.split(bare, 1)
    return _escaped(before) + code(bare) + _escaped(after)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def table(
    heads: Sequence[str], sides: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[str]:
    """Lines of a table; its cells are Markdown already, `sides` are "l" or "r" a column."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---:' if side == 'r' else '---' for side in sides)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _card(card: Scorecard, _: Speech) -> Iterator[str]:
    forge = Forge(card.subject)
    yield from head(card, _)
    for criterion in card.criteria:
        yield f"\n## {prose(summary.heading(criterion, _))}\n"
        yield from criterion_checks(criterion, forge, _)
    if summary.waived(card):
        yield f"\n## {prose(summary.waived_heading(card, _))}\n"
        yield from waived_checks(card, forge, _)
    if card.notes:
        notes = _("Notes")
        yield f"\n## {notes}\n"
        yield from (f"- {prose(_.text(note))}" for note in card.notes)


def head(card: Scorecard, _: Speech) -> Iterator[str]:
    """The score line as a heading, what was audited, and the table of criteria."""
    yield f"# {prose(summary.score_line(card, _))}"
    yield f"\n**{prose(summary.standing(card, _))}**\n"
    for label, value in summary.about(card, _):
        yield "- " + _("{label}: {text}", label=label, text=prose(value))
    yield ""
    yield from _criteria(card, _)


def _criteria(card: Scorecard, _: Speech) -> Iterator[str]:
    heads = ("", _("Criterion"), "", _("proven"), _("reach"), _("points"))
    yield from table(heads, "lllrrr", _rows(card, _))
    yield f"\n{code(summary.legend(card, _))}"


def _rows(card: Scorecard, _: Speech) -> Iterator[tuple[str, ...]]:
    for one in card.criteria:
        numbers = (_.aligned(value) for value in (one.proven, one.reach, one.points))
        drawn = _bar(one.proven, one.reach, one.waived, one.points)
        yield prose(one.id), prose(flowed(one.title)), drawn, *numbers


def _bar(proven: float, reach: float, waived: float, total: float) -> str:
    counts = summary.cells(proven, reach, waived, total, BAR)
    return code("".join(glyph * n for glyph, n in zip(summary.GLYPHS, counts, strict=True)))


def criterion_checks(one: CriterionResult, forge: Forge, _: Speech) -> Iterator[str]:
    """The checks of a criterion as a list, those that pass first; the accepted ones stand apart."""
    for check in [*summary.passed(one), *summary.missing(one)]:
        yield from _check(check, forge, _)


def waived_checks(card: Scorecard, forge: Forge, _: Speech) -> Iterator[str]:
    """The accepted exceptions as a list."""
    for check in summary.waived(card):
        yield from _check(check, forge, _)


def _check(check: CheckResult, forge: Forge, _: Speech) -> Iterator[str]:
    mark, worth = summary.MARKS[check.verdict], prose(summary.worth(check, _))
    yield f"- {_escaped(mark)} **{prose(flowed(check.title))}** ({code(check.id)}, {worth})"
    message = prose(_.text(check.message))
    if message:
        yield f"  - {message}"
    yield from (f"  - {quoted(one, forge, _)}" for one in check.evidence[:EVIDENCE_SHOWN])
    more = len(check.evidence) - EVIDENCE_SHOWN
    if more > 0:
        yield "  - " + _.plural("and one more", "and {n} more", more)
    if check.awaits_jury and (question := summary.question(check, _)):
        yield f"  - {prose(question)}"
    if check.remedy and check.verdict not in ("pass", "waived"):
        yield f"  - → {prose(flowed(check.remedy))}"


def quoted(evidence: Evidence, forge: Forge, _: Speech) -> str:
    """A place, linked where the forge is known, and what stands there."""
    place, url = code(summary.place(evidence, _)), forge.link(evidence)
    linked = f"[{place}](<{url}>)" if url and place else place
    return " ".join(filter(None, (linked, code(evidence.text.strip()))))
