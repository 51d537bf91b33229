"""The cohort as an HTML heat map: numbers first, colours beside them, sortable without network."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Cohort, CohortCriterion, Graded
from aifactory.render.grades import content, table
from aifactory.render.grades.page import (
    columns,
    figures,
    page,
    proofs,
    row_head,
    scrolled,
    text,
    title,
)
from aifactory.render.translate import Speech

# One hue from nothing to all of it, each shade with an ink that reads on it.
LIGHT = "#f7fbff #111;#deebf7 #111;#c6dbef #111;#9ecae1 #111;#2171b5 #fff;#08306b #fff"
DARK = "#161b22 #e6edf3;#12304f #e6edf3;#174a7c #fff;#1f6db5 #fff;#79b8ff #111;#cae8ff #111"
STYLE = """
body{max-width:none}main{max-width:90rem;margin:auto}
.scroll{margin:1rem 0}
.map th[scope=row]{position:sticky;left:0;min-width:9rem;max-width:18rem}
.map td{text-align:center;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.map thead th{vertical-align:bottom}
.map button{all:unset;cursor:pointer;font:inherit;white-space:nowrap}
.map button:focus-visible{outline:2px solid var(--link)}
.map [aria-sort=ascending] button::after{content:" ▲"}
.map [aria-sort=descending] button::after{content:" ▼"}
.key{display:flex;flex-wrap:wrap;gap:.25rem;list-style:none;padding:0}
.key li{padding:.1rem .6rem;border:1px solid var(--line)}
@media print{@page{size:A4 landscape;margin:10mm}
.map{font-size:7pt}.map th,.map td{padding:.15rem .25rem}.map tfoot{display:table-row-group}
.map th[scope=row]{position:static;min-width:0}
.map td,.key li{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
SCRIPT = """
for (const button of document.querySelectorAll(".map button")) button.onclick = () => {
  const head = button.closest("th"), body = head.closest("table").tBodies[0];
  const up = head.getAttribute("aria-sort") !== "ascending", n = head.cellIndex;
  const value = row => row.cells[n].dataset.v ?? row.cells[n].textContent;
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const numeric = head.classList.contains("n");
  const rows = [...body.rows].sort((a, b) => {
    const x = value(a), y = value(b);
    if (numeric && (x === "" || y === "")) return (x === "") - (y === "");
    return (up ? 1 : -1) * (numeric ? x - y : x.localeCompare(y));
  });
  body.append(...rows);
};
"""


def render(cohort: Cohort, _: Speech) -> str:
    """The page."""
    name = _("Cohort {name}, {date}", name=cohort.name, date=cohort.date)
    dark = f"@media screen and (prefers-color-scheme:dark){{{shades(DARK)}}}"
    style = f"{STYLE}{shades(LIGHT)}{dark}"
    return page(name, _.lang, _body(cohort, name, _), style=style, script=SCRIPT)


def shades(theme: str) -> str:
    """The rules of a theme's shades."""
    pairs = (pair.split() for pair in theme.split(";"))
    return "".join(
        f".h{n}{{background:{paper};color:{ink}}}" for n, (paper, ink) in enumerate(pairs)
    )


def _body(cohort: Cohort, name: str, _: Speech) -> Iterator[str]:
    yield title(1, name)
    yield f'<p class="soft">{text(cohort.policy.title or cohort.policy.id)}</p>'
    short: list[tuple[str, str]] = []
    rest: list[tuple[str, str]] = []
    for label, answer in table.figures(cohort, _):
        (short if len(answer) <= 40 else rest).append((label, answer))
    yield figures(short)
    for label, answer in rest:
        yield f"<p><strong>{text(label)}</strong><br>{text(answer)}</p>"
    yield from _map(cohort, _)
    yield from _criteria(cohort, _)
    yield from _failures(cohort, _)
    yield from _hints(cohort, _)
    for note in cohort.notes:
        yield f'<p class="soft">{text(_.text(note))}</p>'


def _map(cohort: Cohort, _: Speech) -> Iterator[str]:
    label = _("Points of each candidate for each criterion")
    yield scrolled(label)
    yield f'<table class="map"><caption class="hidden">{text(label)}</caption><thead><tr>'
    yield _head(_("Candidate"), "")
    yield _head(_("Total"), "n")
    yield _head(_("Result"), "")
    for one in cohort.criteria:
        yield _head(one.id, "n", one.title)
    yield _head(_("Proven"), "n") + _head(_("Within reach"), "n") + _head(_("Hints"), "n")
    yield "</tr></thead><tbody>"
    for candidate in cohort.graded:
        yield _row(cohort, candidate, _)
    yield "</tbody><tfoot><tr>"
    yield row_head(_("Median")) + _plain(cohort.median, _) + "<td></td>"
    yield "".join(_cell(one.median, one, "", _) for one in cohort.criteria)
    yield "<td></td><td></td><td></td></tr></tfoot></table></div>"
    yield from _key(_)


def _head(name: str, kind: str, full: str = "") -> str:
    shown = f' title="{text(full)}"' if full else ""
    cls = f' class="{kind}"' if kind else ""
    return f'<th scope="col"{cls}><button type="button"{shown}>{text(name)}</button></th>'


def _row(cohort: Cohort, one: Graded, _: Speech) -> str:
    link = f'<a href="sheets/{text(one.slug)}.html">{text(one.candidate.name)}</a>'
    result = text(table.result(cohort, one, _))
    if one.candidate.name in cohort.near:
        near = _("near the threshold")
        result += f"<br><small>{text(near)}</small>"
    cells = [
        _cell(one.final(criterion.id), criterion, table.marked(one, criterion.id, _), _)
        for criterion in cohort.criteria
    ]
    score = one.card.score if one.card else None
    return (
        f'<tr><th scope="row">{link}</th>{_plain(cohort.total(one), _)}<td>{result}</td>'
        + "".join(cells)
        + _plain(score.proven if score else None, _)
        + _plain(score.reach if score else None, _)
        + _plain(float(len(one.hints)), _)
        + "</tr>"
    )


def _plain(value: float | None, _: Speech) -> str:
    key = "" if value is None else f"{value:g}"
    return f'<td data-v="{key}">{text(table.points(value, _))}</td>'


def _cell(value: float | None, criterion: CohortCriterion, said: str, _: Speech) -> str:
    """A number with its shade; a pen and words where the jury gave it."""
    key = "" if value is None else f"{value:g}"
    cls = "" if value is None else f' class="h{shade(value, criterion.points)}"'
    pen = f' <span title="{text(said)}">✎<span class="hidden">{text(said)}</span></span>'
    return f'<td{cls} data-v="{key}">{text(table.points(value, _))}{pen if said else ""}</td>'


def shade(value: float, most: float) -> int:
    """The shade of a number of points: the first for none, the last for all of them."""
    if value <= 0 or most <= 0:
        return 0
    return 5 if value >= most else 1 + min(3, int(4 * value / most))


def _key(_: Speech) -> Iterator[str]:
    percent = "\u00a0%" if _.lang == "fr" else "%"
    shares = [f"{share}{percent}" for share in ("0", "< 25", "< 50", "< 75", "< 100", "100")]
    items = "".join(f'<li class="h{n}">{text(share)}</li>' for n, share in enumerate(shares))
    words = _("Share of a criterion's points. ✎ is a mark by the jury; – was not read.")
    yield f'<p class="said">{text(words)}</p><ul class="key">{items}</ul>'


def _criteria(cohort: Cohort, _: Speech) -> Iterator[str]:
    yield title(2, _("Criteria"))
    heads = (_("Criterion"), _("Title"), _("Median"), _("Points"))
    yield f"<table><thead><tr>{columns(heads)}</tr></thead><tbody>"
    among = " · " + _("among the weakest")
    for one in cohort.criteria:
        weak = among if one.id in cohort.weakest else ""
        yield (
            f'<tr><th scope="row">{text(content.name(one))}</th><td>{text(one.title + weak)}</td>'
            f'<td class="n">{text(table.points(one.median, _))}</td>'
            f'<td class="n">{text(_.number(one.points))}</td></tr>'
        )
    yield "</tbody></table>"


def _failures(cohort: Cohort, _: Speech) -> Iterator[str]:
    failed = [one for one in cohort.graded if one.failure]
    if failed:
        yield title(2, _("Not read")) + "<dl>"
        for one in failed:
            yield f"<dt>{text(one.candidate.name)}</dt><dd>{text(one.failure)}</dd>"
        yield "</dl>"


def _hints(cohort: Cohort, _: Speech) -> Iterator[str]:
    if not any(one.hints for one in cohort.graded):
        return
    yield title(2, _("Hints"))
    said = _(
        "They deserve a look and a question. They prove nothing, and no point depends on them."
    )
    yield f"<p>{text(said)}</p>"
    for one in cohort.graded:
        if one.hints:
            yield f"<h3>{text(one.candidate.name)}</h3>"
        for kind, sentence, found in content.hint_lines(one, _):
            yield f"<p><strong>{text(kind)}</strong> · {text(sentence)}</p>{proofs(found)}"
