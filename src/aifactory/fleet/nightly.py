"""One run over the fleet: what is due, read and scored, and stored as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from aifactory import __version__
from aifactory.facts import SCHEMA
from aifactory.fleet import heads
from aifactory.fleet.amounts import Budget
from aifactory.fleet.entries import Entry
from aifactory.fleet.orders import Order, Outcome
from aifactory.fleet.packing import pack, policy_digest
from aifactory.fleet.planning import Known, Plan, Wanted, plan
from aifactory.fleet.queue import Limits, Queue
from aifactory.fleet.rescoring import HANDFUL, Stored, rescored
from aifactory.fleet.store import listing, reading, writing
from aifactory.fleet.store.store import Store, StoreGone
from aifactory.policy import Policy

if TYPE_CHECKING:
    from aifactory.engine import ForgeOptions

MANY = 50  # outcomes that are stored together
TOLD = 0.1  # seconds between two lines of progress
PACE = 0.5  # seconds that one waits for others, at most
FAREWELL = 5.0  # seconds for the last word of a run that is stopped
FORGE_AGE = 7  # days after which what a forge said is asked anew, commit or not


class Wishes(Struct, frozen=True, kw_only=True):
    """How a run goes: packs, for those entries that name none, and by the name that others give;
    `cache` and `room` bound clones, `seconds` each repository.
    """

    policies: tuple[Policy, ...]
    named: dict[str, Policy]
    today: str
    cache: str
    jobs: int = 1
    budget: Budget = Budget()
    room: int = 0
    seconds: float = 600.0
    since_last: bool = False
    retry_failed: bool = False
    scheduler: str = ""
    forge: ForgeOptions | None = None


class Counts(Struct):
    """How many repositories of an inventory became what; `outcome` is the run's."""

    outcome: str = "running"
    listed: int = 0
    read: int = 0
    scored: int = 0
    unchanged: int = 0
    failed: int = 0
    unreached: int = 0
    unlisted: int = 0  # known from this inventory, and in none any more

    def figures(self) -> dict[str, int]:
        """The numbers that the store keeps."""
        names = ("listed", "read", "scored", "unchanged", "failed", "unreached")
        return {name: getattr(self, name) for name in names}


class Watcher(Protocol):
    """Hears how a run goes."""

    def asking(self, left: int) -> None:
        """So many repositories are still asked for their HEAD."""

    def reading(self, addresses: Sequence[str], left: int) -> None:
        """These are read just now, and so many are left."""

    def failed(self, address: str, outcome: Outcome) -> None:
        """One could not be read."""


class Night:
    """A run. `counts` tells how far it is, also when it is stopped."""

    def __init__(
        self, store: Store, entries: Sequence[Entry], wishes: Wishes, watcher: Watcher
    ) -> None:
        self.store = store
        self.entries = entries
        self.wishes = wishes
        self.watcher = watcher
        self.counts = Counts(listed=len(entries))
        self.limits = Limits(wishes.budget)
        self.packs: dict[str, tuple[bytes, int]] = {}  # by digest: packed, and its number
        self.digests: dict[str, tuple[str, ...]] = {}  # by what an entry names
        self.numbered: dict[int, Entry] = {}
        self.run = 0
        self.held: list[Outcome] = []
        self.until = 0.0  # when what is held is stored at the latest

    def go(self, inventory: str) -> Counts:
        """Do it; whatever ends it, what was read until then is stored."""
        begun = (uuid4().hex, inventory, __version__, writing.now())
        self.run = self.store.write(writing.begin_run, *begun)
        self.counts.outcome = "failed"
        try:
            self._work(inventory)
            self.counts.outcome = "out-of-time" if self.counts.unreached else "done"
        except StoreGone:  # so that nothing more can be stored
            raise
        except KeyboardInterrupt:
            self.counts.outcome = "stopped"
            self.store.patience = min(self.store.patience, FAREWELL)
            with suppress(StoreGone):  # whoever stops it does not wait for a database that is away
                self._end()
            raise
        except Exception:
            self._end()
            raise
        self._end()
        return self.counts

    def _end(self) -> None:
        figures = (self.counts.outcome, writing.now(), self.counts.figures())
        self.store.write(writing.end_run, self.run, *figures)

    def _work(self, inventory: str) -> None:
        told = (self.entries, inventory, writing.now())
        numbers, self.counts.unlisted = self.store.write(listing.take_in, *told)
        self.numbered = {numbers[entry.name]: entry for entry in self.entries}
        self._keep_packs()
        fleet = self.store.read(reading.known, self.numbered)
        if self.wishes.retry_failed:
            fleet = [one for one in fleet if one.failed]
        due = self._plan(fleet)
        self.counts.unchanged = len(due.unchanged)
        self._read(due.read)
        readings = {one.repository: one.reading for one in fleet}
        self._score({number: readings[number] for number in due.score})

    def _keep_packs(self) -> None:
        """Store the packs, so that whoever asks the store later knows them."""
        groups = {"": self.wishes.policies}
        groups |= {name: (policy,) for name, policy in self.wishes.named.items()}
        for name, policies in groups.items():
            for policy in policies:
                kept = self.store.write(writing.keep_policy, policy)
                self.packs[policy_digest(policy)] = (pack(policy), kept)
            self.digests[name] = tuple(map(policy_digest, policies))

    def _plan(self, fleet: Sequence[Known]) -> Plan:
        wanted = Wanted(SCHEMA, __version__, self._forge_since())
        found = None
        if self.wishes.since_last:
            # Only where the answer can matter: what was never read is read in any case.
            asked = {
                one.repository: self.numbered[one.repository].address for one in fleet if one.head
            }
            found = heads.ask(asked, self.limits, self.watcher.asking)
        policies = {
            one.repository: self.digests[self.numbered[one.repository].policy] for one in fleet
        }
        due = plan(fleet, policies, wanted, heads=found)
        reached = {number: (found or {})[number] for number in (*due.unchanged, *due.score)}
        self.store.write(writing.seen, reached, writing.now())
        return due

    def _forge_since(self) -> str:
        if not self.wishes.forge:
            return ""
        return (date.fromisoformat(self.wishes.today) - timedelta(FORGE_AGE)).isoformat()

    def _read(self, numbers: Iterable[int]) -> None:
        queue = Queue([self._order(number) for number in numbers], self.limits)
        if not queue.left:
            return
        try:
            for outcome in self._outcomes(queue):
                if queue.settle(outcome):
                    self._settle(outcome)
        finally:
            self._store_held()
            self.counts.unreached = queue.left

    def _outcomes(self, queue: Queue) -> Iterator[Outcome]:
        told = 0.0

        def tell(orders: Sequence[Order], left: int) -> None:
            nonlocal told
            now = time.monotonic()
            if now > self.until:
                self._store_held()
            if now < told + TOLD:
                return
            told = now
            names = [self.numbered[order.repository].name for order in orders]
            self.watcher.reading(names, left)

        if self.wishes.scheduler:
            from aifactory.fleet.cluster import Cluster

            return Cluster(self.wishes.scheduler, self.store.tell).run(queue, tell=tell)
        from aifactory.fleet.local import on_this_machine

        jobs, seconds = self.wishes.jobs, self.wishes.seconds
        return on_this_machine(queue, jobs=jobs, seconds=seconds, tell=tell)

    def _order(self, number: int) -> Order:
        wishes, entry = self.wishes, self.numbered[number]
        forge = wishes.forge
        if forge and entry.address.startswith(("https://", "http://", "ssh://", "git@")):
            forge = replace(forge, repository=entry.name)
        return Order(
            repository=number,
            address=entry.address,
            today=wishes.today,
            policies=tuple(self.packs[digest][0] for digest in self.digests[entry.policy]),
            cache=wishes.cache,
            disk=wishes.budget.disk,
            room=wishes.room,
            seconds=wishes.seconds,
            forge=forge,
        )

    def _settle(self, outcome: Outcome) -> None:
        """Hold an outcome to store it with others soon."""
        if not self.held:
            self.until = time.monotonic() + PACE
        self.held.append(outcome)
        if outcome.failure:
            self.watcher.failed(self.numbered[outcome.repository].name, outcome)
        if len(self.held) >= MANY:
            self._store_held()

    def _store_held(self) -> None:
        """Store what is held; what cannot be stored is not tried again."""
        if not self.held:
            return
        now = writing.now()
        try:
            self.store.write(writing.settle, self.held, self.run, self._numbers(), now)
        except StoreGone:
            self.held = []
            raise
        failed = sum(one.failure is not None for one in self.held)
        self.counts.failed += failed
        self.counts.read += len(self.held) - failed
        self.held = []

    def _numbers(self) -> dict[str, int]:
        return {digest: number for digest, (_, number) in self.packs.items()}

    def _score(self, readings: Mapping[int, int]) -> None:
        """Score readings, by repository, from the facts that are stored."""
        wanted = {
            one: tuple(self.packs[d][0] for d in self.digests[self.numbered[number].policy])
            for number, one in readings.items()
        }
        self.counts.scored += score_stored(
            self.store, wanted, self._numbers(), jobs=self.wishes.jobs
        )


def score_stored(
    store: Store,
    wanted: Mapping[int, tuple[bytes, ...]],
    packs: Mapping[str, int],
    *,
    jobs: int,
) -> int:
    """Score readings by packs, and store that; how many were scored."""

    def stored() -> Iterator[Stored]:
        for some in writing.handfuls(wanted, HANDFUL):
            yield from store.read(reading.facts_of, {one: wanted[one] for one in some})

    count = 0
    for number, scores in rescored(stored(), jobs=jobs):
        if scores:
            store.write(writing.keep_scores, number, scores, packs, writing.now())
            count += 1
    return count
