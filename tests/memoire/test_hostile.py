"""Files that are broken, huge, encrypted, or something else than they say."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from aifactory import extras
from aifactory.errors import BadInput
from aifactory.memoire import reading
from aifactory.memoire.archive import MAX_XML
from aifactory.memoire.errors import Unusable, broken
from aifactory.memoire.reading import answer
from aifactory.memoire.sniffing import read_bytes
from tests.memoire.documents import docx, markdown, odt, pdf, replaced, script, zipped

SHORT = script(paragraphs=1)


def refused(data: bytes) -> str:
    with pytest.raises(Unusable) as caught:
        read_bytes(data)
    assert caught.value.hint
    return str(caught.value)


def locked(password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(SHORT))))
    writer.encrypt(password, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf_is_refused_and_one_that_only_forbids_printing_is_read():
    assert "encrypted" in refused(locked("secret"))
    assert read_bytes(locked("")).pages == read_bytes(pdf(SHORT)).pages


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000, b"%PDF-1.4\n%%EOF"]
)
def test_a_broken_pdf_is_refused(data):
    assert "no sound PDF" in refused(data)


def test_a_pdf_cut_short_is_read_as_far_as_it_goes_or_refused():
    whole = pdf(SHORT)
    for share in (0.3, 0.6, 0.9):
        said = answer(whole[: int(len(whole) * share)])
        if said.document is None:
            assert said.reason == broken("PDF").reason
        else:
            assert said.document.pages <= read_bytes(whole).pages


def test_bookmarks_that_go_round_in_a_circle_end():
    data = pdf(SHORT)
    first = re.search(rb"/First (\d+) 0 R", data)
    assert first

    def back(found: re.Match[bytes]) -> bytes:
        return b"/Next " + first[1].rjust(len(found[1])) + b" 0 R"

    circle, count = re.subn(rb"/Next (\d+) 0 R", back, data)
    assert count > 5
    assert read_bytes(circle).pages == read_bytes(data).pages


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<d xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;&x;</d>'
)


@pytest.mark.parametrize(
    ("write", "member"),
    [(docx, "word/document.xml"), (docx, "word/styles.xml"), (odt, "content.xml")],
)
def test_a_document_type_is_refused(write, member):
    assert "no sound" in refused(replaced(write(SHORT), member, ENTITIES))


@pytest.mark.parametrize(("write", "member"), [(docx, "word/document.xml"), (odt, "content.xml")])
def test_a_bomb_is_not_unpacked(write, member):
    data = replaced(write(SHORT), member, b" " * (MAX_XML + 10))
    assert len(data) < 1_000_000
    assert "unpacks to more" in refused(data)


def test_a_thousandfold_of_members_is_refused():
    assert "more than" in refused(zipped({f"x{n}": b"" for n in range(5_001)}))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            zipped({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}),
            "neither DOCX nor ODT",
        ),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "neither"),
        (b"PK\x03\x04 nothing of the kind", "no sound"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old Word"),
        (b"\x7fELF\0\0\0", "neither PDF"),
        (b"caf\xe9", "no sound UTF-8"),
        (zipped({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "no sound DOCX"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "no sound ODT"),
        (replaced(docx(SHORT), "word/document.xml", b"<w:document"), "no sound DOCX"),
    ],
)
def test_something_else_is_named(data, told):
    assert told in refused(data)


def test_an_encrypted_odt_is_refused():
    manifest = b"<m><file-entry><encryption-data/></file-entry></m>"
    assert "encrypted" in refused(replaced(odt(SHORT), "META-INF/manifest.xml", manifest))


def test_a_member_that_is_encrypted_is_refused():
    data = bytearray(docx(SHORT))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.start_dir
    while at >= 0:  # set the flag in each entry of the directory
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    assert "encrypted" in refused(bytes(data))


def test_deep_xml_is_refused():
    deep = b"<w>" * 5000 + b"</w>" * 5000
    assert "no sound" in refused(replaced(docx(SHORT), "word/document.xml", deep))


def test_hidden_and_deleted_text_is_not_there():
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>seen</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:body></w:document>"
    )
    document = read_bytes(replaced(docx(SHORT), "word/document.xml", body.encode()))
    assert [block.text for block in document.blocks] == ["seen"]


def test_the_reader_is_a_process_with_limits(tmp_path, monkeypatch):
    path = tmp_path / "x.md"
    path.write_bytes(markdown(SHORT))
    assert reading.read(path) == read_bytes(path.read_bytes())
    monkeypatch.setattr(reading, "MAX_FILE", 100)
    with pytest.raises(Unusable, match="larger"):
        reading.read(path)


def test_a_reader_that_dies_or_never_ends_is_told(tmp_path, monkeypatch):
    path = tmp_path / "x.md"
    path.write_text("x", "utf-8")
    for program in ("import os; os.abort()", "while True: pass"):
        script_ = tmp_path / "python"
        script_.write_text(f"#!/bin/sh\nexec {reading.sys.executable} -c '{program}'\n", "utf-8")
        script_.chmod(0o755)
        with monkeypatch.context() as patch:
            patch.setattr(reading.sys, "executable", str(script_))
            patch.setattr(reading, "MAX_SECONDS", -8)
            with pytest.raises(Unusable, match="memory or time"):
                reading.read(path)


def test_memory_is_bounded(tmp_path):
    import subprocess
    import sys

    program = (
        "from aifactory.memoire.reading import bound; bound()\n"
        "try:\n    bytearray(3_000_000_000)\nexcept MemoryError:\n    print('bounded')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "bounded\n"


def test_a_missing_reader_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(extras.MODULES, "memoire", ("pypdf", "no_such_reader"))
    with pytest.raises(BadInput) as caught:
        reading.read(tmp_path / "x.pdf")
    assert "no_such_reader" in str(caught.value)
    assert "aifactory[memoire]" in str(caught.value.hint)
