"""One candidate's repository, read once: facts and traces, or why there are none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from aifactory import __version__
from aifactory.engine import ForgeOptions, consult, gather
from aifactory.errors import AifactoryError
from aifactory.facts import Facts
from aifactory.grading.template import rendered_files
from aifactory.grading.traces import Traces, read_traces
from aifactory.model import Candidate
from aifactory.snapshot import open_snapshot
from aifactory.snapshot.clone import is_url

SCHEMA = "aifactory/grading/1"


class Order(Struct, frozen=True, kw_only=True):
    """What to read of a candidate: for which ISO date, and whether and how the forge is asked."""

    candidate: Candidate
    today: str
    forge: ForgeOptions | None = None

    @property
    def key(self) -> str:
        """What an earlier reading must have been asked to stand for this one."""
        asked = (self.candidate.repository, self.forge)
        return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:16]


class Reading(Struct, frozen=True, kw_only=True):
    """What was read of a candidate's repository; `failure` says why there are no facts,
    or, beside some, why they could not be read again.

    `given` names the files that are as our template rendered them.
    """

    schema: str = SCHEMA
    version: str = __version__
    key: str
    candidate: str
    facts: Facts | None = None
    traces: Traces = Traces()
    given: tuple[str, ...] = ()
    failure: str = ""


def read(order: Order, progress: Callable[[str], None]) -> Reading:
    """Read one candidate's repository; AifactoryError where it cannot be read."""
    repository = order.candidate.repository
    with open_snapshot(repository, progress=progress) as snapshot:
        facts = gather(snapshot, order.today)
        traces = read_traces(snapshot)
        given = rendered_files(snapshot.tree)
    if order.forge:
        facts = consult(facts, order.forge, progress)
    return Reading(
        key=order.key,
        candidate=order.candidate.name,
        facts=facts,
        traces=traces,
        given=tuple(sorted(given.intersection(traces.files))),
    )


def failed(order: Order, reason: str) -> Reading:
    """A candidate whose repository could not be read."""
    return Reading(key=order.key, candidate=order.candidate.name, failure=reason)


def read_template(address: str, progress: Callable[[str], None]) -> Traces:
    """The traces of a template's repository or folder; AifactoryError where there is none."""
    with open_snapshot(address, progress=progress) as snapshot:
        return read_traces(snapshot)


def moved(reading: Reading, repository: str) -> bool:
    """Whether a local repository has another commit at HEAD than was read; addresses are not
    asked.
    """
    if reading.facts is None or is_url(repository):
        return False
    from aifactory.snapshot.clean import clean_git
    from aifactory.snapshot.places import find

    try:
        place = find(Path(repository))
        if place is None:
            return bool(reading.facts.subject.commit)
        with clean_git(place) as git:
            commit = git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except AifactoryError:
        return True
    return commit != reading.facts.subject.commit


def save(reading: Reading) -> bytes:
    """A reading as JSON."""
    return msgspec.json.encode(reading)


def load(data: bytes) -> Reading | None:
    """A reading from JSON; None where it is none, or of another version of this program."""
    try:
        reading = msgspec.json.decode(data, type=Reading)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    same = (reading.schema, reading.version) == (SCHEMA, __version__)
    return reading if same else None
