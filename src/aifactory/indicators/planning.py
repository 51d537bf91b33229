"""The macro level beside the micro one: epics with their progress, and where tickets stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from aifactory.forge.records import Milestone
from aifactory.indicators.flow import aging
from aifactory.indicators.periods import Calendar, Period
from aifactory.indicators.tickets import STATES, Ticket, standing
from aifactory.model import EpicPlan, RoadmapPlan, TicketPlace


def plan(
    name: str, tickets: Sequence[Ticket], milestones: Iterable[Milestone], today: date
) -> RoadmapPlan:
    """The roadmap on a day. An epic begins with its first ticket, or on the day it ends where it
    has none; without a due date it ends with its last closing, or today.
    """
    moment = Period(today, date.fromordinal(today.toordinal() + 1)).last
    known = [ticket for ticket in tickets if ticket.state_at(moment)]
    stood = standing(tickets, moment)
    by_epic: dict[str, list[Ticket]] = {}
    for ticket in known:
        by_epic.setdefault(ticket.epic, []).append(ticket)
    stones = {stone.title: stone for stone in milestones}
    titles = [*stones, *(title for title in by_epic if title and title not in stones)]
    epics = [
        epic(title, stones.get(title), by_epic.get(title, []), moment, stood) for title in titles
    ]
    loose = by_epic.get("", [])
    counted = Counter(map(stood, known))
    return RoadmapPlan(
        name=name,
        today=today.isoformat(),
        epics=tuple(sorted(epics, key=lambda one: (one.due or one.end, one.title))),
        columns=tuple((state, counted[state]) for state in STATES),
        aging=tuple(aging(known, moment, Calendar())),
        loose=len(loose),
        adrift=tuple(places((one for one in loose if stood(one) != "done"), stood)),
    )


def places(tickets: Iterable[Ticket], stood: Callable[[Ticket], str]) -> Iterator[TicketPlace]:
    """Tickets with their states."""
    return (TicketPlace(one.id, one.title, one.url, stood(one)) for one in tickets)


def epic(
    title: str,
    stone: Milestone | None,
    tickets: Sequence[Ticket],
    moment: str,
    stood: Callable[[Ticket], str],
) -> EpicPlan:
    """One epic with the tickets that hang on it."""
    today = moment[:10]
    due = stone.due if stone else ""
    closed = stone is not None and not stone.open
    done = [ticket for ticket in tickets if ticket.done and ticket.done <= moment]
    last = max((ticket.done[:10] for ticket in done), default="")
    whole = closed or bool(tickets and len(done) == len(tickets))
    end = due or (last if whole and last else today)
    start = min((ticket.opened[:10] for ticket in tickets), default=end)
    return EpicPlan(
        title=title,
        url=stone.url if stone else "",
        start=min(start, end),
        end=end,
        due=due,
        held=len(tickets),
        done=len(done),
        over=whole,
        late=bool(due) and due < today and not whole,
        tickets=tuple(places(tickets, stood)),
    )
