"""One line a case: facts from files in memory and commits written down, then one check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from aifactory import policy
from aifactory.engine import evaluate
from aifactory.facts import Facts
from aifactory.facts.collecting import read_facts
from aifactory.model import CheckResult, Subject
from aifactory.snapshot.history import Commit, Tag
from aifactory.snapshot.tree import MemoryTree

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
PACK = policy.load("bloc4")


def commit(
    message: str = "Add a small step",
    *,
    day: float = 0,
    author: str = "Ada",
    email: str = "",
    added: int = 10,
    parents: int = 1,
) -> Commit:
    """A commit on a day counted from 2026-01-05."""
    seconds = int((START + timedelta(days=day)).timestamp())
    oid = f"{abs(hash((message, day, author, added))):040x}"[:40]
    email = email or f"{author.lower().replace(' ', '.')}@example.org"
    return Commit(oid, ("0" * 40,) * parents, author, email, seconds, message, added)


def tag(name: str, day: float) -> Tag:
    """A tag on a day counted from 2026-01-05."""
    return Tag(name, "0" * 40, int((START + timedelta(days=day)).timestamp()))


class FakeHistory:
    """Commits given oldest first, all on the first-parent line."""

    def __init__(self, commits: Sequence[Commit], tags: Sequence[Tag] = (), shallow: bool = False):
        self._commits, self._tags, self.shallow = tuple(commits), tuple(tags), shallow

    def shorter_than(self, count: int) -> bool:
        return sum(len(c.parents) < 2 for c in self._commits) < count

    def commits(self, *, added: bool = False) -> Iterator[Commit]:
        yield from reversed(self._commits)

    def first_parents(self) -> Iterator[Commit]:
        yield from reversed(self._commits)

    def tags(self) -> tuple[Tag, ...]:
        return self._tags


def facts(
    files: Mapping[str, str | bytes],
    commits: Sequence[Commit] = (),
    tags: Sequence[Tag] = (),
    url: str = "",
) -> Facts:
    """Facts of a small repository."""
    subject = Subject("demo", url=url, as_of="2026-12-31")
    return read_facts(subject, "main", MemoryTree(files), FakeHistory(commits, tags))


def run(check: str, gathered: Facts, pack: str = "bloc4") -> CheckResult:
    """The result of one check of a pack."""
    card = evaluate(gathered, PACK if pack == "bloc4" else policy.load(pack))
    return next(r for c in card.criteria for r in c.checks if r.id == check)


def earned(
    check: str,
    files: Mapping[str, str | bytes] | None = None,
    commits: Sequence[Commit] = (),
    tags: Sequence[Tag] = (),
    url: str = "",
    pack: str = "bloc4",
) -> float:
    """The points that a small repository earns."""
    return run(check, facts(files or {}, commits, tags, url), pack).earned
