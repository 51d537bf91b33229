"""Charts that forges draw themselves, for a record that is pasted where no picture can go along."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.model import Report
from aifactory.render.charts import Chart, blank
from aifactory.render.indicators import Words
from aifactory.render.pictures import charts
from aifactory.render.translate import Speech

SHOWN = ("throughput", "burnup")
LATEST = 26  # periods; more labels than that cannot be read
UNSAFE = re.compile(r"[\"\\`<>{}\[\]#;%\x00-\x1f\x7f-\x9f]")


def diagrams(report: Report, lang: str, words: Words) -> str:
    """The charts of a report that a Mermaid `xychart` can show, as Markdown."""
    told = {name: texts[lang] for name, texts in words.items()}
    found = (chart for name, chart in charts(report, told, Speech(lang)) if name in SHOWN)
    return "".join("\n" + "\n".join(_diagram(chart)) + "\n" for chart in found if not blank(chart))


def _diagram(chart: Chart) -> Iterator[str]:
    yield "```mermaid\nxychart-beta"
    yield f'  title "{safe(chart.title)}"'
    days = ", ".join(f'"{day[5:]}"' for day in chart.labels[-LATEST:])
    yield f"  x-axis [{days}]"
    yield f'  y-axis "{safe(chart.unit)}"'
    kind = "bar" if chart.kind == "bars" else "line"
    for _name, values in chart.rows:
        yield f"  {kind} [{', '.join(f'{value:g}' for value in values[-LATEST:])}]"
    yield "```"
    if len(chart.rows) > 1:  # not every forge's Mermaid has a legend
        yield "\n" + " · ".join(f"{n}. {safe(name)}" for n, (name, _v) in enumerate(chart.rows, 1))


def safe(text: str) -> str:
    """Text that ends no string of a diagram."""
    return " ".join(UNSAFE.sub(" ", text).split())
