"""What a commit message or a tag name says: tickets closed, requests merged, second persons."""

from __future__ import annotations

import re

from aifactory.snapshot.history import Commit

KEYWORD = r"close[sd]?|closing|fix(?:e[sd])?|fixing|resolve[sd]?|resolving"
KEYWORD += r"|corrig(?:e|es|ent|ée?|er)|ferm(?:e|es|ent|ée?|er)|r[ée]sou(?:t|dre|d)|r[ée]solue?"
# Names that look like PROJECT-123 and are none: standards, encodings, hashes, model names.
NO_PROJECT = (
    r"(?!(?:UTF|PEP|ISO|SHA|CVE|RFC|GPT|MD|AES|IEEE|ASCII|CP|X|COVID|SARS|PY|PEP|TLS|CWE|GHSA)-)"
)
KEY = NO_PROJECT + r"[A-Z][A-Z0-9]{1,9}-\d{1,6}\b"
TRACKER_URL = r"https?://[^\s<>()]{1,200}?(?:/issues/|/work_items/|/browse/|/ticket/|show_bug\.cgi\?id=)[\w#-]+"
REFERENCE = rf"(?:\#\d+|GH-\d+|[\w.-]{{1,60}}/[\w.-]{{1,100}}\#\d+|{TRACKER_URL}|{KEY})"
CLOSES = re.compile(
    rf"(?<![\w-])(?i:{KEYWORD})(?:\s*:\s*|\s+|\(|\s*:?\s*\[)(?P<ref>{REFERENCE})", re.ASCII
)
LEADING = re.compile(rf"^\s*(?:\[(?P<a>{KEY}|\#\d+)\]|(?P<b>(?i:bpo|gh|bug|issue)-\d+|{KEY})\s?:)")
FIX = re.compile(r"^(?:fix|bugfix|hotfix)(?:\([^)\n]{0,60}\))?!?:", re.I)
TICKET = re.compile(r"^(?:issue|bug|ticket|fixes-issue)(?:-(\d+))?:[ \t]*(\S+)", re.I | re.M)
PAIRED = re.compile(
    r"^[ \t]*(?:co-?authored-by|reviewed-by|pair(?:ed|-programmed|programmed)?(?:-(?:with|by))?)"
    r"[ \t]*:[ \t]*([^<\n]{0,200}?)[ \t]*(?:<([^>\n]{0,200})>)?[ \t]*$",
    re.I | re.M,
)
REQUEST = (
    re.compile(r"^Merge pull request (#\d+)"),
    re.compile(r"^(?:Merged?|Auto merge of|Rollup merge of) (?:PR )?(#\d+)\b"),
    re.compile(r"^Merged? (?:in \S+ )?\(?pull request (#\d+)\)?"),
    re.compile(r"^Merged in .{1,200}\(pull request (#\d+)\)"),
    re.compile(r"^Merged? PR #?(\d+)\b"),
    re.compile(r"^[^\n]*\(([#!]\d+)\)\s*(?:\n|$)"),
    re.compile(r"^See merge request (\S+)", re.M),
    re.compile(r"^Reviewed-on: (\S+)", re.M),
)
VERSION = re.compile(
    r"""(?:^|^.*?[-_/@ ])v?\.?
    (?:\d+!)?\d+(?:\.\d+)+          # at least two numbers, after a name prefix or alone
    (?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|post|rev|r|dev|m|snapshot|final|ga|sp)[-_.]?\d*)*
    (?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$
    |^v?\d+(?:[-_.]?(?:a|b|rc|alpha|beta|post|dev)[-_.]?\d+)*$
    |^(?:.*?[-_/@ ])?v?(?:19|20)\d\d[-.]?(?:0?[1-9]|1[0-2])(?:[-.]?[0-3]?\d)?(?:[-.]\d+)?$
    """,
    re.X | re.I,
)


def closes(message: str) -> str:
    """The ticket that a commit message names as fixed, as written; "" if it names none."""
    message = message[:20_000]
    if match := CLOSES.search(message):
        return match["ref"]
    subject = message.split("\n", 1)[0]
    if match := LEADING.match(subject):
        return match["a"] or match["b"]
    if FIX.match(subject) and (match := TICKET.search(message)):
        return match[1] or match[2]
    return ""


def pull_request(commit: Commit) -> str:
    """The pull or merge request that brought a first-parent commit in; "" if none is named."""
    message = commit.message[:20_000]
    for pattern in REQUEST:
        if match := pattern.search(message):
            return match[1]
    return ""


def trailers(message: str) -> list[tuple[str, str]]:
    """(name, address) of each second person a message names on a line of its own."""
    if "-by:" not in (low := message.lower()) and "pair" not in low:
        return []
    found = PAIRED.findall(message[:20_000])
    return [(name, email) for name, email in found if name or email]


def is_version(tag: str) -> bool:
    """Whether a tag reads as a SemVer, PEP 440 or CalVer version, a name prefix allowed."""
    return len(tag) <= 100 and VERSION.match(tag) is not None
