"""Dates and gaps: what is written as a date, and how far apart dates lie."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from aifactory.facts.words import fold

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan janv", "february fevrier feb fev fevr", "march mars mar",
            "april avril apr avr", "may mai", "june juin jun", "july juillet jul juil",
            "august aout aug", "september septembre sep sept", "october octobre oct",
            "november novembre nov", "december decembre dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
NUMERIC = re.compile(r"(?<!\d)(20\d\d)[-_/.]?(0[1-9]|1[0-2])[-_/.]?(0[1-9]|[12]\d|3[01])(?!\d)")
EUROPEAN = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[/.](0?[1-9]|1[0-2])[/.](20\d\d)(?!\d)")
DAY_FIRST = re.compile(
    rf"(?<!\d)([0-3]?\d)(?:er|st|nd|rd|th)?\s+(?:of\s+)?({MONTH})\.?,?\s+(20\d\d)"
)
MONTH_FIRST = re.compile(rf"\b({MONTH})\.?\s+([0-3]?\d)(?:st|nd|rd|th)?,?\s+(20\d\d)")
HORIZON = re.compile(
    rf"(?<!\d)20[2-4]\d(?!\d)|\b(?:q|t|s|h)[1-4]\b|\b(?:{MONTH})\b\.?\s+(?:20\d\d|\d)"
    r"|\b(?:version|release|milestone|jalon)\s+v?\d"
    r"|\b[1-4](?:er|e|eme|st|nd|rd|th)\s+(?:quarter|trimestre|semestre)\b|\b(?:sprint|semaine|week)\s+\d"
)


VERSION = r"(?:v?\d+\.\d+(?:\.\d+|\.x)?|v\d+)(?![\w.]*\w*[%°])(?=$|[\s|):\],;.–—-])(?!\s*(?:%|[kmg]i?b\b|ms\b|s\b|seconds?\b|points?\b))"
PLANNED_VERSION = re.compile(
    rf"(?:^\W*|[|(\[:→]\s*|\b(?:in|for|by|before|after|until|target|targets|targeted|targeting|pour|dans|en|avant|cible)\s+){VERSION}"
)  # elsewhere a version is that of what an entry speaks of: "move from Python 3.9"
SINCE = re.compile(rf"\b(?:since|depuis)\s+(?:(?:{MONTH})\.?\s+)?20\d\d")
ADDRESS = re.compile(r"https?://\S+")


def find_date(text: str) -> date | None:
    """The first full date written in a text, in any of the usual English and French ways."""
    folded = fold(text[:2000])
    for pattern, order in (
        (NUMERIC, (1, 2, 3)),
        (EUROPEAN, (3, 2, 1)),
        (DAY_FIRST, (3, 2, 1)),
        (MONTH_FIRST, (3, 1, 2)),
    ):
        for match in pattern.finditer(folded):
            year, month, day = (match[i] for i in order)
            try:
                return date(int(year), MONTHS.get(month) or int(month), int(day))
            except ValueError:
                continue
    return None


def has_horizon(text: str, name: str = "") -> bool:
    """Whether a text names a date, month, quarter, year or version to come.

    `name` is the product's, whose versions count wherever they stand.
    """
    folded = SINCE.sub(" ", ADDRESS.sub(" ", fold(text[:500])))
    if HORIZON.search(folded) or PLANNED_VERSION.search(folded) or find_date(folded):
        return True
    return bool(name) and re.search(rf"\b{re.escape(fold(name))}\s+{VERSION}", folded) is not None


def gaps(dates: Sequence[date]) -> list[int]:
    """Days between successive dates, oldest first."""
    ordered = sorted(dates)
    return [(b - a).days for a, b in pairwise(ordered)]


def median_gap(dates: Iterable[date]) -> float:
    """The median of the gaps, in days; infinite with fewer than two dates."""
    found = gaps(list(dates))
    return float(median(found)) if found else float("inf")
