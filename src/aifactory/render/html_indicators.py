"""The HTML report's indicators: figures with what they rest on, and pictures."""

from __future__ import annotations

from markupsafe import Markup
from msgspec.structs import replace

from aifactory.model import Report
from aifactory.render.charts import blank, svg
from aifactory.render.escape import visible
from aifactory.render.indicators import Words, amount, basis, heading, heads
from aifactory.render.markup import html, joined, prose
from aifactory.render.pictures import charts
from aifactory.render.translate import Speech


def indicators(report: Report, words: Words, _: Speech) -> Markup:
    """Figures, notes, and a picture of each series that has something to show."""
    report = replace(report, name=visible(report.name))
    told = {name: texts[_.lang] for name, texts in words.items()}
    shown = [(name, chart) for name, chart in charts(report, told, _) if not blank(chart)]
    pictures = (
        html(
            '<figure class="chart" tabindex="0" role="group" aria-label="{label}">{picture}'
            "</figure>",
            label=chart.title,
            picture=Markup(svg(chart, f"{name}-", styled=False)),  # noqa: S704 (escaped there)
        )
        for name, chart in shown
    )
    return html(
        '<section id="indicators" aria-labelledby="indicators-title">'
        '<h2 id="indicators-title">{title}</h2><table><thead><tr>{heads}</tr></thead>'
        '<tbody>{rows}</tbody></table>{notes}<div class="charts">{pictures}</div></section>',
        title=prose(heading(report, report.name, _), _.lang),
        heads=joined(html('<th scope="col">{head}</th>', head=head) for head in heads(_)),
        rows=joined(
            html(
                '<tr><th scope="row">{name}</th><td>{amount}</td><td>{basis}</td></tr>',
                name=prose(told[figure.id]["title"], _.lang),
                amount=prose(amount(figure, _), _.lang),
                basis=prose(basis(figure, _), _.lang),
            )
            for figure in report.figures
        ),
        notes=_notes(report, _),
        pictures=joined(pictures),
    )


def _notes(report: Report, _: Speech) -> Markup:
    rows = [html("<li>{text}</li>", text=prose(_.text(note), _.lang)) for note in report.notes]
    return html("<ul>{rows}</ul>", rows=joined(rows)) if rows else Markup("")
