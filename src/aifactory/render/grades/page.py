"""The frame of the session's HTML pages: self-contained, light and dark, and fit for paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from aifactory.render.escape import visible
from aifactory.render.grades.content import Proof

STYLE = """
:root{color-scheme:light dark;--ink:#1f2328;--soft:#57606a;--paper:#fff;--line:#d0d7de;
--shade:#f6f8fa;--link:#0550ae;--good:#116329;--bad:#a40e26;--open:#7d4e00}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--paper:#0d1117;
--line:#3d444d;--shade:#161b22;--link:#79b8ff;--good:#56d364;--bad:#ff9a92;--open:#e3b341}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem;color:var(--ink);background:var(--paper);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1rem 0 .25rem}
a{color:var(--link)}code{font:.875em ui-monospace,monospace}
.soft,.said{color:var(--soft)}.said{font-size:.9rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0}
.scores{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.scores li{border:1px solid var(--line);border-radius:.5rem;padding:.5rem 1rem;
background:var(--shade)}
.scores b{display:block;font-size:1.35rem}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
th{background:var(--shade);font-weight:600;overflow-wrap:break-word}
.scroll{overflow-x:auto}.scroll:focus-visible{outline:2px solid var(--link)}
@media screen and (max-width:40rem){table{font-size:.875rem}th,td{padding:.25rem .4rem}
.grow{min-width:9rem}}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ul{margin:.25rem 0;padding-left:1.25rem}
.pass{color:var(--good)}.fail{color:var(--bad)}.partial,.unknown{color:var(--open)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@page{size:A4;margin:16mm}
@media print{:root{--ink:#000;--soft:#444;--paper:#fff;--line:#999;--shade:#f2f2f2;--link:#000;
--good:#000;--bad:#000;--open:#000;color-scheme:light}
body{padding:0;max-width:none;font-size:10pt}h2,h3{break-after:avoid}.keep,tr{break-inside:avoid}
a{text-decoration:none}.screen{display:none}.scroll{overflow:visible}}
"""


def page(name: str, lang: str, body: Iterable[str], *, style: str = "", script: str = "") -> str:
    """A whole document that loads nothing; only this very script may run."""
    rules = "default-src 'none'; style-src 'unsafe-inline'"
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        rules += f"; script-src 'sha256-{digest}'"
    head = (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(name)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n"
    )
    tail = f"<script>{script}</script>\n" if script else ""
    return f"{head}<main>\n" + "\n".join(body) + f"\n</main>\n{tail}</body>\n</html>\n"


def text(quoted: str) -> str:
    """Anything quoted, made safe to stand between tags or in an attribute."""
    return escape(visible(quoted))


def title(level: int, words: str) -> str:
    """A heading."""
    return f"<h{level}>{text(words)}</h{level}>"


def columns(words: Iterable[str], cls: str = "") -> str:
    """The heads of columns."""
    kind = f' class="{cls}"' if cls else ""
    return "".join(f'<th scope="col"{kind}>{text(head)}</th>' for head in words)


def row_head(words: str) -> str:
    """The head of a row."""
    return f'<th scope="row">{text(words)}</th>'


def scrolled(label: str) -> str:
    """The opening tag around a table that may be wider than a phone."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{text(label)}">'


def labelled(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels and values as a list of terms."""
    found = (f"<dt>{text(label)}</dt><dd>{text(value)}</dd>" for label, value in pairs)
    return f"<dl>{''.join(found)}</dl>"


def figures(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels and values as tiles."""
    found = (f"<li>{text(label)}<b>{text(value)}</b></li>" for label, value in pairs)
    return f'<ul class="scores">{"".join(found)}</ul>'


def proofs(found: Iterable[Proof]) -> str:
    """Pieces of evidence as a list, "" for none."""
    items = "".join(f"<li>{_proof(one)}</li>" for one in found)
    return f'<ul class="said">{items}</ul>' if items else ""


def _proof(one: Proof) -> str:
    place = f"<code>{text(one.place)}</code>" if one.place else ""
    if one.url and place:
        place = f'<a href="{text(one.url)}" rel="noreferrer">{place}</a>'
    return " ".join(filter(None, (place, text(one.text))))
