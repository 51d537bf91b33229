"""What a file is, by what it holds and not by its name; and its text read within limits."""

from __future__ import annotations

from aifactory.memoire.archive import Archive
from aifactory.memoire.document import Document
from aifactory.memoire.errors import SAVE_AGAIN, Unusable, broken
from aifactory.model import Text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
MAX_MARKDOWN = 5_000_000  # bytes
ODT = (
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.text-template",
)


def read_bytes(data: bytes) -> Document:
    """The document that these bytes are; Unusable with the reason where they are none."""
    if b"%PDF-" in data[:1024]:
        from aifactory.memoire.pdf import read_pdf

        return read_pdf(data)
    if data.startswith(ZIP):
        return _office(data)
    if data.startswith(OLE):
        raise Unusable(
            Text("this is an old Word file, or a DOCX with a password"),
            Text("save it as DOCX, ODT or PDF without a password, and check that"),
        )
    return _text(data)


def _office(data: bytes) -> Document:
    archive = Archive(data, "DOCX or ODT")
    kind = archive.bytes("mimetype").decode("utf-8", "replace").strip()
    if kind in ODT:
        from aifactory.memoire.odt import read_odt

        archive.kind = "ODT"
        return read_odt(archive)
    if "word/document.xml" in archive.names and "[Content_Types].xml" in archive.names:
        from aifactory.memoire.docx import read_docx

        archive.kind = "DOCX"
        return read_docx(archive)
    raise Unusable(Text("this file is an archive, but neither DOCX nor ODT"), SAVE_AGAIN)


def _text(data: bytes) -> Document:
    from aifactory.memoire.markdown import read_markdown_text

    if len(data) > MAX_MARKDOWN or b"\0" in data:
        raise Unusable(Text("this file is neither PDF, DOCX, ODT nor Markdown"), SAVE_AGAIN)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise broken("UTF-8 Markdown") from None
    return read_markdown_text(text.replace("\r\n", "\n"))
