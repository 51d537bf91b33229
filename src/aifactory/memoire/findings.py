"""What the check says: findings with their evidence, and the jury's questions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aifactory.model import Text

Verdict = Literal["pass", "fail", "unknown"]


class Place(Struct, frozen=True, omit_defaults=True):
    """Where something stands: page or line (0 where the format has none), the heading above it
    ("" for none), and what is quoted.
    """

    page: int = 0
    line: int = 0
    heading: str = ""
    text: str = ""


class Finding(Struct, frozen=True):
    """The answer of one check. `part` names the part of the outline, "" where it is about no one
    part; `remedy` is the smallest thing to do, None where nothing is.
    """

    check: str
    verdict: Verdict
    message: Text
    evidence: tuple[Place, ...] = ()
    remedy: Text | None = None
    part: str = ""


class Asked(Struct, frozen=True):
    """A question for the jury, and where in the document it may look first."""

    id: str
    places: tuple[Place, ...]


class Report(Struct, frozen=True):
    """Everything about one document. `pages` is 0 where they were only estimated."""

    name: str
    format: str
    pages: int
    words: int
    findings: tuple[Finding, ...]
    questions: tuple[Asked, ...]

    @property
    def failed(self) -> bool:
        """Whether a demand that can be counted is not met."""
        return any(finding.verdict == "fail" for finding in self.findings)


def passed(check: str, message: Text, evidence: tuple[Place, ...] = ()) -> Finding:
    """The demand is met."""
    return Finding(check, "pass", message, evidence)


def failed(check: str, message: Text, remedy: Text, evidence: tuple[Place, ...] = ()) -> Finding:
    """The demand is not met."""
    return Finding(check, "fail", message, evidence, remedy)


def unknown(check: str, message: Text, remedy: Text, evidence: tuple[Place, ...] = ()) -> Finding:
    """The file does not let it be told; the message says why."""
    return Finding(check, "unknown", message, evidence, remedy)
