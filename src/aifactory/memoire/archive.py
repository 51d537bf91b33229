"""A word processor's file: a ZIP archive of XML, read within limits and without its entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from aifactory.memoire.errors import broken, encrypted, too_much
from aifactory.model import Text

MAX_MEMBERS = 5_000
MAX_XML = 32_000_000  # bytes of one member, unpacked; the text of 50 pages takes about one million
BAD = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
LOCKED = 0x1  # the flag of a member that is encrypted


class Archive:
    """The members of a file called `kind` in what is said of it."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self.zip.namelist())
        except BAD:
            raise broken(kind) from None
        if len(self.zip.infolist()) > MAX_MEMBERS:
            raise too_much(Text("this file holds more than {n} parts", {"n": MAX_MEMBERS}))

    def bytes(self, name: str) -> bytes:
        """A member, unpacked, b"" for none. What it declares of its size is not believed."""
        if name not in self.names:
            return b""
        try:
            if self.zip.getinfo(name).flag_bits & LOCKED:
                raise encrypted()
            with self.zip.open(name) as member:
                data = member.read(MAX_XML + 1)
        except (*BAD, RuntimeError):
            raise broken(self.kind) from None
        if len(data) > MAX_XML:
            megabytes = MAX_XML // 1_000_000
            raise too_much(
                Text("the text of this file unpacks to more than {n} MB", {"n": megabytes})
            )
        return data

    def xml(self, name: str) -> Any:
        """The root element of a member, None where there is none. A document type is refused: no
        word processor writes one, and entities need one.
        """
        from lxml import etree

        if not (data := self.bytes(name)):
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root: Any = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise broken(self.kind) from None
        if root.getroottree().docinfo.doctype:
            raise broken(self.kind)
        return root


def local(element: Any) -> str:
    """An element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """The attribute of this name in whatever namespace, "" for none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def count(text: str) -> int:
    """A number that a program stored; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
