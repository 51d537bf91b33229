"""The macro level beside the micro one: epics with their progress, and where tickets stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from aifactory.forge.records import Milestone
from aifactory.indicators.flow import aging
from aifactory.indicators.periods import Calendar, Period
from aifactory.indicators.tickets import STATES, Ticket
from aifactory.model import EpicPlan, RoadmapPlan, TicketPlace


def plan(
    name: str, tickets: Sequence[Ticket], milestones: Iterable[Milestone], today: date
) -> RoadmapPlan:
    """The roadmap on a day. An epic begins with its first ticket, or with the day before its end
    where it has none; without a due date it ends with its last closing, or today.
    """
    moment = Period(today, date.fromordinal(today.toordinal() + 1)).last
    known = [ticket for ticket in tickets if ticket.opened <= moment and not ticket.dropped]
    by_epic: dict[str, list[Ticket]] = {}
    for ticket in known:
        by_epic.setdefault(ticket.epic, []).append(ticket)
    stones = {stone.title: stone for stone in milestones}
    titles = [*stones, *(title for title in by_epic if title and title not in stones)]
    epics = [epic(title, stones.get(title), by_epic.get(title, []), moment) for title in titles]
    states = Counter(ticket.state_at(moment) for ticket in known)
    return RoadmapPlan(
        name=name,
        today=today.isoformat(),
        epics=tuple(sorted(epics, key=lambda one: (one.due or one.end, one.title))),
        columns=tuple((state, states[state]) for state in STATES),
        aging=tuple(aging(known, moment, Calendar())),
        loose=len(by_epic.get("", [])),
    )


def epic(title: str, stone: Milestone | None, tickets: Sequence[Ticket], moment: str) -> EpicPlan:
    """One epic with the tickets that hang on it."""
    today = moment[:10]
    due = stone.due if stone else ""
    closed = stone is not None and not stone.open
    done = [ticket for ticket in tickets if ticket.done and ticket.done <= moment]
    last = max((ticket.done[:10] for ticket in done), default="")
    whole = closed or bool(tickets and len(done) == len(tickets))
    end = due or (last if whole and last else today)
    start = min((ticket.opened[:10] for ticket in tickets), default=end)
    places = (TicketPlace(t.id, t.title, t.url, t.state_at(moment)) for t in tickets)
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
        tickets=tuple(places),
    )
