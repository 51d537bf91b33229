"""What the history means: one pass over the commits, newest first, ended once nothing is open."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from aifactory.facts.messages import closes, is_version, pull_request, trailers
from aifactory.facts.people import People, bot_rules
from aifactory.snapshot.history import Commit, History

RECENT = 200  # how many recent subjects and changes are kept; packs look at 100 of them
ENOUGH = 2000  # commits by people after which no single one can dominate a history
DAYS = 366  # how far back first-parent days are kept; packs look at 180
KEPT = 10  # pieces of evidence kept for a question that is answered earlier


class Change(Struct, frozen=True, omit_defaults=True):
    """A commit by a person; `via` names the pull/merge request it came through, "" if none."""

    commit: str
    subject: str
    via: str = ""


class Pairing(Struct, frozen=True):
    """A commit that names a second person."""

    commit: str
    author: str
    other: str


class Largest(Struct, frozen=True):
    """The commit that adds the most lines, and its share (0 to 1) of all lines added."""

    commit: str
    added: int
    share: float


class TagFact(Struct, frozen=True):
    """A tag; `date` is ISO 8601 (UTC); `version`: it reads as SemVer, PEP 440 or CalVer."""

    name: str
    date: str
    commit: str
    version: bool


class HistoryFacts(Struct, frozen=True, tag="read"):
    """The history of the default line of work, as far as the questions needed it.

    `commits` and `days` count non-merge commits by people, up to `ENOUGH` commits; `whole` says
    whether the first commit was reached. `largest` is None where it cannot be known or the
    history is long. `subjects` and `changes` are newest first, and so are `updates`, the first of
    what machines brought to the first-parent line; dates are UTC calendar dates.
    """

    commits: int
    days: int
    whole: bool
    largest: Largest | None
    subjects: tuple[Change, ...]
    changes: tuple[Change, ...]
    authors: int
    pairings: tuple[Pairing, ...]
    closings: tuple[Change, ...]
    line_days: tuple[str, ...]
    tags: tuple[TagFact, ...]
    last_commit: str
    updates: tuple[Change, ...] = ()


def read_history(history: History) -> HistoryFacts:
    """Facts from a history that is not shallow."""
    people = People(bot_rules())
    changes, updates, line_days, last = read_line(history, people)
    survey = Survey(people)
    with closing(_stream(history)) as commits:
        for commit in commits:
            survey.add(commit)
            if survey.answered:
                break
    return HistoryFacts(
        commits=survey.commits,
        days=len(survey.days),
        whole=not survey.answered,
        largest=survey.largest(),
        subjects=tuple(survey.subjects),
        changes=changes,
        authors=len(survey.authors()),
        pairings=survey.pairings(),
        closings=tuple(survey.closings),
        line_days=line_days,
        tags=read_tags(history),
        last_commit=last,
        updates=updates,
    )


def _stream(history: History) -> Generator[Commit]:
    """Commits with their added lines where the history is short enough for it to matter."""
    short = history.shorter_than(ENOUGH + ENOUGH // 2)
    return history.commits(added=short)


def day(seconds: int) -> str:
    """The UTC calendar date of a time in seconds."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def read_line(
    history: History, people: People
) -> tuple[tuple[Change, ...], tuple[Change, ...], tuple[str, ...], str]:
    """Changes by people, by machines, and days of the first-parent line, newest first; its newest day."""
    updates: list[Change] = []
    changes: list[Change] = []
    days: dict[str, None] = {}
    newest = oldest = ""
    with closing(history.first_parents()) as line:
        for commit in line:
            date = day(commit.date)
            if not newest:
                newest = date
                since = datetime.fromisoformat(date) - timedelta(days=DAYS)
                oldest = since.date().isoformat()
            if date >= oldest:
                days[date] = None
            elif len(changes) >= RECENT:
                break
            if people.is_bot(commit.author_name, commit.author_email):
                if len(updates) < KEPT:
                    updates.append(_change(commit, pull_request(commit)))
            elif len(changes) < RECENT:
                changes.append(_change(commit, pull_request(commit)))
    return tuple(changes), tuple(updates), tuple(days), newest


def read_tags(history: History) -> tuple[TagFact, ...]:
    """Every tag, oldest first."""
    return tuple(
        TagFact(tag.name, day(tag.date), tag.commit, is_version(tag.name)) for tag in history.tags()
    )


def _change(commit: Commit, via: str = "") -> Change:
    return Change(commit.oid, commit.message.split("\n", 1)[0][:200], via)


class Survey:
    """What one pass gathers; `answered` once no older commit can change an answer."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.commits = 0
        self.days: set[str] = set()
        self.subjects: list[Change] = []
        self.closings: list[Change] = []
        self._authors: dict[tuple[str, str], str] = {}
        self._pairs: list[tuple[str, tuple[str, str], tuple[str, str]]] = []
        self._distinct = 0
        self._top: tuple[int, str] = (0, "")
        self._added = 0

    def add(self, commit: Commit) -> None:
        """Take one commit in."""
        account = (commit.author_name, commit.author_email)
        if self.people.is_bot(*account):
            return
        if account not in self._authors:
            self._authors[account] = self.people.person(*account)
        if len(self.closings) < KEPT and closes(commit.message):
            self.closings.append(_change(commit, closes(commit.message)))
        if not self.paired:
            self._pair(commit, account)
        if len(commit.parents) < 2:
            self._count(commit)

    def _count(self, commit: Commit) -> None:
        self.commits += 1
        self.days.add(day(commit.date))
        if len(self.subjects) < RECENT:
            self.subjects.append(_change(commit))
        added = commit.added or 0  # a commit whose objects are missing counts as no lines
        self._added += added
        self._top = max(self._top, (added, commit.oid))

    def _pair(self, commit: Commit, account: tuple[str, str]) -> None:
        for other in trailers(commit.message):
            if not self.people.is_bot(*other):
                self._pairs.append((commit.oid, account, other))
                same = self.people.person(*other) == self.people.person(*account)
                self._distinct += not same

    @property
    def paired(self) -> bool:
        return self._distinct >= 2 * KEPT  # some may yet turn out to be one person's aliases

    @property
    def answered(self) -> bool:
        return self.commits >= ENOUGH and len(self.closings) >= KEPT and self.paired

    def authors(self) -> set[str]:
        """The persons who authored commits, aliases joined."""
        return {self.people.person(*account) for account in self._authors}

    def pairings(self) -> tuple[Pairing, ...]:
        """Commits whose trailers name another person than their author, one each."""
        found: dict[str, Pairing] = {}
        for oid, author, other in self._pairs:
            if self.people.person(*author) != self.people.person(*other):
                found.setdefault(oid, Pairing(oid, author[0], other[0] or other[1]))
        return tuple(found.values())[:KEPT]

    def largest(self) -> Largest | None:
        """The heaviest commit; None where lines were not counted or nothing was added."""
        if not self._added:
            return None
        return Largest(self._top[1], self._top[0], self._top[0] / self._added)
