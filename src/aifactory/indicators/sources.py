"""Where the data of indicators come from: facts with a forge, or a tracker's export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo

from aifactory.checks.bloc4.b4cr8 import satisfaction
from aifactory.checks.dates import find_date
from aifactory.checks.tracked import documents
from aifactory.facts import Facts, NotRead, Unread
from aifactory.facts.forge import NAMES, NOT_ASKED, ForgeFacts
from aifactory.indicators.dora import deliveries
from aifactory.indicators.exports import decoded, read_tickets
from aifactory.indicators.report import Data
from aifactory.indicators.tickets import from_forge
from aifactory.model import Text, plural

USED = ("issues", "events", "requests", "reviews", "releases", "deployments")
MARK = re.compile(
    r"(?P<mark>\d+(?:[.,]\d+)?)\s*(?:%|(?:/|sur|out of)\s*(?P<best>5|10|20|100)(?!\d))", re.I
)


def from_facts(facts: Facts) -> Data:
    """Tickets, requests and deliveries of facts; NotRead where neither forge nor tags tell any."""
    forge = facts.consulted
    history = None if isinstance(facts.history, Unread) else facts.history
    source, delivered = deliveries(forge, history, facts.default_branch)
    if forge is None and not delivered and isinstance(facts.forge, Unread):
        raise NotRead("forge", facts.forge.reason, facts.forge.supply)
    return Data(
        name=facts.subject.name,
        satisfaction=tuple(sorted(moods(facts))),
        notes=tuple(gaps(forge)) if forge else (),
        unread=facts.forge.reason if isinstance(facts.forge, Unread) else None,
        tickets=from_forge(forge) if forge else (),
        requests=forge.requests if forge else None,
        source=source,
        deliveries=delivered,
        milestones=forge.milestones if forge else (),
    )


def gaps(forge: ForgeFacts) -> Iterator[Text]:
    """What of the forge was not read, or not whole: figures rest on the rest."""
    for name in USED:
        part = forge.parts.get(name, NOT_ASKED)
        if part.state == "since":
            yield Text(
                "of {part}, only those touched since {date} are counted",
                {"part": NAMES[name], "date": part.since},
            )
        elif part.state != "whole":
            yield Text("{part} are not whole", {"part": NAMES[name]})
            yield part.reason or Text("the forge was read in part")


def moods(facts: Facts) -> Iterator[tuple[str, float]]:
    """Recorded satisfaction: (day, share of the best mark); records without a day are left out."""
    for document in documents(facts):
        block = satisfaction(document)
        if block is None:
            continue
        day = find_date(document.path) or find_date(str(document.front.get("date", "")))
        later = document.blocks[document.blocks.index(block) :]
        marks = (MARK.search(one.text) for one in later)
        mark = next((found for found in marks if found), None)
        if day and mark:
            best = float(mark["best"] or 100)
            share = float(mark["mark"].replace(",", ".")) / best
            if share <= 1:
                yield day.isoformat(), share


def from_export(data: bytes, name: str, zone: tzinfo = UTC) -> Data:
    """Tickets of an export, whose times without a zone are those of `zone`."""
    tickets = read_tickets(decoded(data), name, zone)
    undated = sum(ticket.stands == "done" and not ticket.closed for ticket in tickets)
    note = plural(
        "{n} ticket is done by its status but has no closing date: it counts as not finished",
        "{n} tickets are done by their status but have no closing date: they count as not finished",
        undated,
    )
    return Data(name=name, tickets=tickets, notes=(note,) if undated else ())
