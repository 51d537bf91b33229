"""Real documents, made for the tests: one dissertation, written as PDF, DOCX, ODT or Markdown."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from aifactory.memoire.rules import load_rules

FILLER = {
    "fr": "Le service traite chaque jour des commandes dont la qualité varie selon leur origine et leur saison.",
    "en": "Every day the service handles orders whose quality depends on where and when they were made.",
}
ROLE = {
    "fr": "Dans ce projet, mon rôle était celui d'acteur principal : j'ai conçu et livré le service.",
    "en": "In this project my role was that of the main actor: I designed and delivered the service.",
}
REFER = {
    "fr": "La figure 1 montre les flux ; le tableau 1 compare les bases (voir annexe A).",
    "en": "Figure 1 shows the flows; table 1 compares the stores (see appendix A).",
}
CAPTIONS = {
    "fr": ("Figure 1 : flux de données", "Tableau 1 : bases comparées"),
    "en": ("Figure 1: flows of data", "Table 1: stores compared"),
}
ENDS = {
    "fr": ("Table des matières", "Bibliographie", "Annexe A : code source"),
    "en": ("Table of contents", "Bibliography", "Appendix A: source code"),
}
SOURCES = (
    "[1] E. Breck, The ML Test Score, 2017.",
    "[2] N. Forsgren, Accelerate, 2018.",
    "[3] K. Beck, Test-Driven Development, 2002.",
)
Script = list[tuple[str, str]]  # (kind, text)


def script(lang: str = "fr", paragraphs: int = 30) -> Script:
    """A whole dissertation: every part, `paragraphs` in each, a figure, a table, all referred to."""
    contents, bibliography, annex = ENDS[lang]
    figure, table = CAPTIONS[lang]
    heads = [f"{n}. {part.title.in_(lang)}" for n, part in enumerate(load_rules().parts, 1)]
    out: Script = [("title", "Orders"), ("heading", contents)]
    out += [("contents", head) for head in [*heads, bibliography, annex]]
    for part, head in zip(load_rules().parts, heads, strict=True):
        out.append(("heading", head))
        if part.id == "mission":
            out.append(("text", ROLE[lang]))
        if part.id == "architecture":
            out += [("text", REFER[lang]), ("image", ""), ("caption", figure)]
            out += [("caption", table), ("table", "a|1\nb|2")]
        out += [("text", " ".join([FILLER[lang]] * 3))] * paragraphs
    out.append(("heading", bibliography))
    out += [("item", source) for source in SOURCES]
    return [*out, ("heading", annex), ("text", f"{annex}. {FILLER[lang]}")]


def markdown(parts: Script) -> bytes:
    def one(kind: str, text: str) -> str:
        if kind == "table":
            rows = [f"| {row.replace('|', ' | ')} |" for row in text.split("\n")]
            return "\n".join([rows[0], "|---|---|", *rows[1:]])
        forms = {
            "title": f"# {text}", "heading": f"## {text}", "contents": f"- [{text}](#x)",
            "caption": f"*{text}*", "image": "![](x.png)", "item": f"- {text}",
        }  # fmt: skip
        return forms.get(kind, text)

    return "\n\n".join(one(*part) for part in parts).encode()


def docx(parts: Script, pages: int = 0, words: int = 0) -> bytes:
    """By python-docx; with `pages` as Word stores them, and the words it counted with them."""
    from docx import Document

    document = Document()
    for kind, text in parts:
        if kind == "table":
            rows = [row.split("|") for row in text.split("\n")]
            table = document.add_table(len(rows), len(rows[0]))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, cells, strict=True):
                    cell.text = value
        elif kind == "image":
            document.add_picture(io.BytesIO(picture()))
        elif kind == "contents":
            document.add_paragraph(f"{text}\t3", style=_contents_style(document))
        else:
            names = {
                "title": "Title",
                "heading": "Heading 1",
                "caption": "Caption",
                "item": "List Bullet",
            }
            document.add_paragraph(text, style=names.get(kind, "Normal"))
    file = io.BytesIO()
    document.save(file)
    app = (
        '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/extended-properties"><Pages>{pages}</Pages><Words>{words}</Words></Properties>'
    )
    return replaced(file.getvalue(), "docProps/app.xml", app.encode())


def _contents_style(document):
    from docx.enum.style import WD_STYLE_TYPE

    if "toc 1" not in document.styles:
        document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    return document.styles["toc 1"]


ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def odt(parts: Script, pages: int = 0, words: int = 0) -> bytes:
    forms = {
        "heading": '<text:h text:outline-level="1">{}</text:h>',
        "caption": '<text:p text:style-name="P1">{}</text:p>',
        "item": "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
        "image": "<text:p><draw:frame><draw:image/><draw:image/></draw:frame>{}</text:p>",
        "contents": "<text:table-of-content><text:index-body><text:p>{}<text:tab/>3</text:p>"
        "</text:index-body></text:table-of-content>",
    }
    body = []
    for kind, text in parts:
        if kind == "table":
            rows = "".join(
                "<table:table-row>"
                + "".join(
                    f"<table:table-cell><text:p>{c}</text:p></table:table-cell>"
                    for c in row.split("|")
                )
                + "</table:table-row>"
                for row in text.split("\n")
            )
            body.append(f"<table:table>{rows}</table:table>")
        else:
            body.append(forms.get(kind, "<text:p>{}</text:p>").format(escape(text)))
    names = " ".join(
        f'xmlns:{n}="{ODF}{u}:1.0"'
        for n, u in [("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
                     ("style", "style"), ("meta", "meta")]
    )  # fmt: skip
    styles = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Caption"/>'
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )
    meta = (
        f"<office:document-meta {names}><office:meta><meta:document-statistic "
        f'meta:page-count="{pages}" meta:word-count="{words}"/></office:meta></office:document-meta>'
    )
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "meta.xml": meta.encode(),
    })  # fmt: skip


def pdf(parts: Script, *, header: bool = True, bookmarks: bool = True, pages: int = 0) -> bytes:
    """By fpdf2, with a page number and a running title on each page; blank pages up to `pages`."""
    from fpdf import FPDF

    class Paged(FPDF):
        def header(self):
            if header:
                self.set_font("Helvetica", size=8)
                self.cell(
                    0, 8, f"Figure 9 - Orders, page {self.page_no()}", new_x="LMARGIN", new_y="NEXT"
                )

        def footer(self):
            self.set_y(-12)
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, f"{self.page_no()}")

    file = Paged()
    file.add_page()
    for kind, text in parts:
        sizes = {"title": 26, "heading": 18}
        if kind == "heading":
            file.add_page()
            if bookmarks:
                file.start_section(text)
        if kind == "image":
            file.image(io.BytesIO(picture()), w=60)
            continue
        style = "B" if kind in sizes else "I" if kind == "caption" else ""
        file.set_font("Helvetica", style, sizes.get(kind, 11))
        shown = f"{text} {'.' * 40} 3" if kind == "contents" else text
        file.multi_cell(0, sizes.get(kind, 11) * 0.5, shown, new_x="LMARGIN", new_y="NEXT")
        file.ln(3)
    while file.page_no() < pages:
        file.add_page()
        name = "".join(chr(ord("a") + int(digit)) for digit in str(file.page_no()))
        file.multi_cell(0, 6, f"{name}: {FILLER['fr']}")
    return bytes(file.output())


def picture() -> bytes:
    """A grey square of 200 pixels."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 200, 200, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 200) * 200)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def replaced(data: bytes, name: str, member: bytes) -> bytes:
    """The archive with another member of this name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    return zipped(members | {name: member})
