"""A run of a campaign: whom it asks, what each change would be, and the requests for them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from aifactory.errors import AifactoryError, BadInput
from aifactory.fleet.clones import Clones
from aifactory.fleet.rollout import choosing, delivering
from aifactory.fleet.rollout.campaign import Campaign
from aifactory.fleet.rollout.choosing import Candidate
from aifactory.fleet.rollout.jobs import Job, Ready, Settled
from aifactory.fleet.rollout.preparing import PACK, concluded, prepare
from aifactory.fleet.store import campaigns, writing
from aifactory.fleet.store.store import Store, StoreGone
from aifactory.forge.opening import PACE
from aifactory.model import Text
from aifactory.remedy.applying import Repository
from aifactory.snapshot.clone import is_url
from aifactory.workers import side_by_side

PRELOAD = ("aifactory.fleet.warm", "aifactory.fleet.rollout.preparing")


class Wishes(Struct, frozen=True, kw_only=True):
    """How a run goes: `limit` requests at most, of teams named and of changes that gain enough;
    changes are prepared below `folder`, for the ISO date `today`; `disk` bounds all clones, `room`
    one of them.
    """

    today: str
    lang: str
    folder: str
    cache: str
    limit: int = 0
    teams: tuple[str, ...] = ()
    min_gain: float = 0.0
    retry: bool = False
    keep: bool = True  # whether the store is told
    jobs: int = 1
    disk: int = 0
    room: int = 0
    seconds: float = 600.0
    answers: dict[str, str] = {}


class Change(Struct, frozen=True):
    """A repository and what it came to, or what it is asked."""

    candidate: Candidate
    ready: Ready


class Planned(Struct):
    """What a run would open, and what became of the others that it looked at."""

    changes: list[Change]
    others: list[Change]
    found: list[tuple[Candidate, str]]  # asked already, and the address of that request
    little: int = 0  # changes that gain less than was wanted
    left: int = 0  # not looked at: the limit was reached before


class Watcher(Protocol):
    """Hears how a run goes."""

    def reading(self, addresses: Sequence[str], left: int) -> None:
        """These are read just now, and so many are left."""


class Rollout:
    """A run; `open_forge` opens the forge of a repository."""

    def __init__(
        self,
        store: Store,
        campaign: Campaign,
        wishes: Wishes,
        open_forge: delivering.Open,
        watcher: Watcher,
    ) -> None:
        self.store = store
        self.campaign = campaign
        self.wishes = wishes
        self.open_forge = open_forge
        self.watcher = watcher
        self.asked: dict[int, Candidate] = {}
        self.lent: set[str] = set()  # whose clones lend their objects to changes
        self.planned = Planned([], [], [])

    def candidates(self) -> list[Candidate]:
        """Whom to ask, in order; BadInput where a team that was named has no repository."""
        wishes, found = self.wishes, []
        members = self.store.read(campaigns.members, self.campaign.name, PACK)
        teams = {one.team for one in members}
        if strange := [name for name in wishes.teams if name not in teams]:
            names = {"names": ", ".join(sorted(filter(None, teams))) or "-"}
            raise BadInput(
                Text("no repository that was read is of the team {team}", {"team": strange[0]}),
                Text("teams are: {names}", names),
            )
        for one in members:
            if wishes.teams and one.team not in wishes.teams:
                continue
            if not choosing.due(one.settled, one.head, retry=wishes.retry):
                continue
            most = choosing.promising(one.card, self.campaign)
            if most is not None and most < max(wishes.min_gain, choosing.LEAST):
                continue
            found.append(
                Candidate(
                    repository=one.repository,
                    address=one.address,
                    team=one.team,
                    most=most or 0.0,
                    before=one.settled,
                )
            )
        return choosing.in_order(found)

    def plan(self) -> Planned:
        """Prepare changes until the limit is reached; nothing is written but the store's notes of
        those for which there will be no request.
        """
        candidates = self.candidates()
        self.asked = {one.repository: one for one in candidates}
        planned, wishes = self.planned, self.wishes
        planned.left = len(candidates)

        def tell(jobs: Sequence[Job], left: int, rest: float | None) -> None:
            del left, rest
            names = [self.asked[job.repository].address for job in jobs]
            self.watcher.reading(names, planned.left)

        work = side_by_side(
            prepare,
            self._jobs(candidates),
            jobs=wishes.jobs,
            patience=wishes.seconds,
            tell=tell,
            preload=PRELOAD,
        )
        for done in work:
            self._sort(concluded(done, wishes.seconds))
            planned.left -= 1
            self._keep_within()
        order = {one.repository: place for place, one in enumerate(candidates)}
        planned.changes.sort(key=lambda one: order[one.candidate.repository])
        return planned

    def _jobs(self, candidates: Sequence[Candidate]) -> Iterator[Job | None]:
        """Jobs one after another, no more under way than requests may still be opened."""
        wishes = self.wishes
        for given, one in enumerate(candidates):
            while wishes.limit and len(self.planned.changes) + given - self._seen() >= wishes.limit:
                if len(self.planned.changes) >= wishes.limit:
                    return
                yield None
            self.lent.add(one.address)
            yield Job(
                repository=one.repository,
                address=one.address,
                campaign=self.campaign,
                today=wishes.today,
                lang=wishes.lang,
                folder=str(self._folder(one.repository)),
                cache=wishes.cache,
                room=wishes.room,
                answers=wishes.answers,
            )

    def _keep_within(self) -> None:
        """Take clones away that changes do not need, where all take too much."""
        planned, wishes = self.planned, self.wishes
        if not wishes.disk or not any(is_url(one.address) for one in self.asked.values()):
            return
        over = [one.candidate for one in planned.others] + [one for one, _ in planned.found]
        self.lent -= {one.address for one in over}
        Clones(Path(wishes.cache)).make_room(wishes.disk, spared=self.lent)

    def close(self) -> None:
        """The changes are needed no more."""
        self.lent.clear()
        self._keep_within()

    def _seen(self) -> int:
        planned = self.planned
        return len(planned.changes) + len(planned.others) + len(planned.found) + planned.little

    def _folder(self, repository: int) -> Path:
        return Path(self.wishes.folder) / str(repository)

    def _sort(self, ready: Ready) -> None:
        """Where a prepared change belongs; the forge is asked whether it was asked before."""
        candidate = self.asked[ready.repository]
        if ready.came == "ready":
            try:
                reader, _ = self.open_forge(ready.forge, write=False)
                request = delivering.found(reader, self.campaign.branch)
            except AifactoryError as error:
                ready = Ready(repository=ready.repository, came="failed", reason=error.said)
            else:
                if request:
                    self.planned.found.append((candidate, request.url))
                    self._note(candidate, Settled(state="open", head=ready.base, url=request.url))
                    return
        change = Change(candidate, ready)
        if ready.came == "ready":
            if self.wishes.min_gain and ready.gain < self.wishes.min_gain - 1e-9:
                self.planned.little += 1
            else:
                self.planned.changes.append(change)
            return
        self.planned.others.append(change)
        attempts = candidate.before.attempts if candidate.before else 0
        self._note(
            candidate,
            Settled(
                state=ready.came,
                reason=ready.reason,
                head=ready.base,
                attempts=attempts + (ready.came == "failed"),
            ),
        )

    def _note(self, candidate: Candidate, settled: Settled) -> None:
        if self.wishes.keep:
            number = candidate.repository
            self.store.write(campaigns.settle, number, self.campaign, settled, writing.now())

    def open(self) -> Iterator[tuple[Change, Settled]]:
        """Open the requests one after another; each change with what it came to. A run that is
        interrupted goes on where it ended.
        """
        for number, change in enumerate(self.planned.changes):
            if number:
                time.sleep(PACE)  # between two writes, as GitHub asks
            yield change, self._opened(change)

    def _opened(self, change: Change) -> Settled:
        candidate, ready = change.candidate, change.ready
        before = candidate.before or Settled(state="begun")
        attempts = before.attempts + 1

        def note(settled: Settled) -> Settled:
            self._note(candidate, settled)
            return settled

        about = {"head": ready.base, "gain": ready.gain, "attempts": attempts}

        def begun(commit: str = "") -> None:
            note(Settled(state="begun", commit=commit, **about))  # type: ignore[arg-type]

        begun()
        try:
            reader, writer = self.open_forge(ready.forge, write=True)
            if writer is None:
                raise AifactoryError(Text("the forge cannot be written to"), Text("give a token"))
            url = delivering.opened(
                ready,
                self.campaign.branch,
                Repository(self._folder(ready.repository)),
                reader=reader,
                writer=writer,
                pushed=before.commit,
                about_to=lambda: begun(ready.tip),
            )
        except StoreGone:
            raise
        except AifactoryError as error:
            return note(Settled(state="failed", reason=error.said, **about))  # type: ignore[arg-type]
        return note(Settled(state="open", url=url, **about))  # type: ignore[arg-type]
