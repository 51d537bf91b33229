"""Where the data of indicators come from: facts with a forge, or a tracker's export."""

from __future__ import annotations

from aifactory.facts import Facts, NotRead, Unread
from aifactory.indicators.dora import deliveries
from aifactory.indicators.exports import read_tickets
from aifactory.indicators.report import Data
from aifactory.indicators.tickets import from_forge


def from_facts(facts: Facts) -> Data:
    """Tickets, requests and deliveries of facts; NotRead where neither forge nor tags tell any."""
    forge = facts.consulted
    history = None if isinstance(facts.history, Unread) else facts.history
    source, delivered = deliveries(forge, history, facts.default_branch)
    if forge is None and not delivered and isinstance(facts.forge, Unread):
        raise NotRead("forge", facts.forge.reason, facts.forge.supply)
    return Data(
        name=facts.subject.name,
        tickets=from_forge(forge) if forge else (),
        requests=forge.requests if forge else None,
        source=source,
        deliveries=delivered,
    )


def from_export(text: str, name: str) -> Data:
    """Tickets of an export."""
    return Data(name=name, tickets=read_tickets(text, name))
