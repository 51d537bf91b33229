"""Addresses of files, commits and tags on the forge that a repository lives on."""

from __future__ import annotations

import re
from urllib.parse import quote

from aifactory.model import Evidence, Subject

# https://host/owner/name.git, its credentials never repeated, and git@host:owner/name.git
_HTTPS = re.compile(r"https?://(?:[^@/\s]*@)?([\w.-]+)/([\w./-]+?)(?:\.git)?/?")
_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/]([\w./-]+?)(?:\.git)?/?")
_RENDERED = (".md", ".markdown", ".rst", ".adoc")  # lines are found in their source only
_OID = re.compile(r"[0-9a-f]{40,64}")
_SAFE_URL = re.compile(r"https://[\w./?=&%#~+-]+", re.ASCII)


def address(url: str) -> str:
    """Where a repository lives, over https and without credentials; "" where none can be told."""
    found = _HTTPS.fullmatch(url) or _SSH.fullmatch(url)
    return f"https://{found[1]}/{quote(found[2])}" if found and found[1].isascii() else ""


class Forge:
    """Links into GitHub or GitLab at the audited commit; none where the address is of neither."""

    def __init__(self, subject: Subject) -> None:
        self.commit = subject.commit if _OID.fullmatch(subject.commit) else ""
        self.base = self._infix = ""
        found = _HTTPS.fullmatch(subject.url) or _SSH.fullmatch(subject.url)
        if found and found[1] == "github.com":
            self.base = f"https://{found[1]}/{found[2]}"
        elif found and "gitlab" in found[1].split("."):
            self.base, self._infix = f"https://{found[1]}/{found[2]}", "/-"

    def link(self, evidence: Evidence) -> str:
        """The address of what the evidence names first: a line, a commit, a tag; else ""."""
        if not self.base:
            return ""
        root = self.base + self._infix
        if evidence.path and self.commit:
            source = "?plain=1" if evidence.path.endswith(_RENDERED) else ""
            anchor = f"{source}#L{evidence.line}" if evidence.line else ""
            return f"{root}/blob/{self.commit}/{quoted(evidence.path)}{anchor}"
        if _OID.fullmatch(evidence.commit):
            return f"{root}/commit/{evidence.commit}"
        if evidence.tag:
            return f"{root}/{'tags' if self._infix else 'tree'}/{quoted(evidence.tag)}"
        own = evidence.url.startswith(self.base + "/") and _SAFE_URL.fullmatch(evidence.url)
        return evidence.url if own else ""


def quoted(path: str) -> str:
    """Percent-encoded bytes of a path as git names it (surrogates are bytes that are not UTF-8)."""
    return quote(path.encode("utf-8", "surrogateescape" if _bytes(path) else "replace"))


def _bytes(path: str) -> bool:
    return not any(0xD800 <= ord(char) < 0xDC80 or 0xDCFF < ord(char) <= 0xDFFF for char in path)
