"""The tables on both databases; what is stored once whoever stores it; a database that is away."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import tenacity
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from aifactory.errors import BadInput
from aifactory.fleet.entries import Entry
from aifactory.fleet.orders import Failure, Outcome, Points, Score
from aifactory.fleet.packing import policy_digest
from aifactory.fleet.store import pruning, reading, writing
from aifactory.fleet.store.opening import open_store
from aifactory.fleet.store.store import LONGEST, StoreGone
from aifactory.fleet.store.tables import metadata
from aifactory.model import Text
from aifactory.policy import load
from tests.fleet.conftest import rows
from tests.fleet.postgres import Postgres

AT = writing.now()
POLICY = load("bloc4")
DIGEST = policy_digest(POLICY)


def outcome(repository: int, head: str = "a" * 40, digest: str = "d1") -> Outcome:
    score = Score(
        policy=DIGEST,
        points=20,
        threshold=10,
        proven=4,
        reach=6,
        waived=0,
        validated=False,
        criteria=(Points("B4Cr1", 2, 1, 2, 0), Points("B4Cr2", 2, 0, 2, 0)),
        card=b"card",
    )
    return Outcome(
        repository=repository,
        head=head,
        facts_version="f",
        program="p",
        as_of="2026-01-01",
        digest=digest,
        facts=b"facts",
        scores=(score,),
    )


@pytest.fixture
def opened(store):
    one = open_store(store)
    yield one
    one.close()


def begun(opened, *names):
    """A run, the numbers of repositories, and of the pack."""
    run = opened.write(writing.begin_run, "t" * 32, "here", "p", AT)
    numbers = opened.write(writing.register, [Entry(f"/{n}", "team") for n in names], AT)
    return run, [numbers[f"/{name}"] for name in names], opened.write(writing.keep_policy, POLICY)


def test_migrations_make_the_tables_that_are_declared(opened):
    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    assert opened.read(differences) == []
    names = opened.read(lambda c: MigrationContext.configure(c).get_current_heads())
    assert names == ("0003",)


def test_the_first_migration_can_be_taken_back(opened):
    from alembic import command

    from aifactory.fleet.store.opening import settings

    opened.write(lambda c: command.downgrade(settings(c), "base"))
    opened.write(lambda c: command.upgrade(settings(c), "head"))
    assert opened.read(reading.totals).repositories == 0


def test_a_newer_store_is_refused(opened, store):
    opened.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(BadInput, match="newer version of aifactory"):
        open_store(store)


def test_programs_that_open_a_new_store_at_once(store):
    program = (
        "import sys; from aifactory.fleet.store.opening import open_store\n"
        "from aifactory.fleet.store import reading\n"
        "print(open_store(sys.argv[1]).read(reading.totals).repositories)"
    )
    command = [sys.executable, "-c", program, store]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [run.communicate()[0] for run in runs] == [b"0\n"] * 4


def test_what_is_stored_twice_stands_once(opened, store):
    run, (one,), pack = begun(opened, "one")
    for _ in range(2):
        assert opened.write(writing.begin_run, "t" * 32, "here", "p", AT) == run
        opened.write(writing.keep, outcome(one), run, {DIGEST: pack}, AT)
        opened.write(writing.fail, one, Failure("time", "late"), run, AT)
    assert rows(store, "SELECT count(*) FROM runs") == [(1,)]
    assert rows(store, "SELECT count(*) FROM readings") == [(1,)]
    assert rows(store, "SELECT count(*) FROM scores") == [(1,)]
    assert rows(store, "SELECT criterion, proven FROM criteria ORDER BY criterion") == [
        ("B4Cr1", 1.0),
        ("B4Cr2", 0.0),
    ]
    # The second `keep` ends the first failure; that of the second round is open.
    assert rows(store, "SELECT attempts FROM failures WHERE resolved_at IS NULL") == [(1,)]


def test_many_writers_at_once(store):
    first = open_store(store)
    run, numbers, pack = begun(first, *(f"r{n:02}" for n in range(20)))

    def write(_: int) -> None:
        own = open_store(store)
        for number in numbers:
            own.write(writing.keep, outcome(number), run, {DIGEST: pack}, AT)
        own.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert first.read(reading.totals).readings == 20
    assert rows(store, "SELECT count(*) FROM criteria") == [(40,)]
    first.close()


def test_what_stands_for_a_repository_is_what_was_read_last(opened):
    run, (one,), pack = begun(opened, "one")
    first = opened.write(writing.keep, outcome(one, "a" * 40, "d1"), run, {DIGEST: pack}, AT)
    second = opened.write(writing.keep, outcome(one, "b" * 40, "d2"), run, {DIGEST: pack}, AT)
    assert opened.read(reading.newest) == {one: second}
    assert opened.write(writing.keep, outcome(one), run, {DIGEST: pack}, AT) == first
    (known,) = opened.read(reading.known, [one])
    assert (known.reading, known.head, known.scored) == (first, "a" * 40, {DIGEST})


def test_failures_are_counted_by_runs_and_end(opened):
    run, (one, two), pack = begun(opened, "one", "two")
    later = opened.write(writing.begin_run, "u" * 32, "here", "p", AT)
    for number in (run, later):
        opened.write(writing.fail, one, Failure("time", Text("late {n}", {"n": 1})), number, AT)
    opened.write(writing.fail, two, Failure("read", "a word"), later, AT)
    found = opened.read(reading.failing)
    assert [(f.address, f.attempts, str(f.reason)) for f in found] == [
        ("/one", 2, "late 1"),
        ("/two", 1, "a word"),
    ]
    assert [k.failed for k in opened.read(reading.known, [one, two])] == [True, True]
    opened.write(writing.keep, outcome(one), later, {DIGEST: pack}, AT)
    opened.write(writing.seen, {two: "c" * 40}, AT)
    assert opened.read(reading.failing) == []
    assert opened.read(reading.totals).failing == 0


def test_prune_leaves_the_newest(opened, store):
    run, (one, two), pack = begun(opened, "one", "two")
    old = AT - timedelta(days=100)
    for digest, at in (("d1", old), ("d2", old), ("d3", AT)):
        opened.write(writing.keep, outcome(one, digest * 20, digest), run, {DIGEST: pack}, at)
    opened.write(writing.keep, outcome(two), run, {DIGEST: pack}, old)
    opened.write(writing.fail, two, Failure("time", "late"), run, old)
    opened.write(writing.seen, {two: "a" * 40}, old)
    opened.write(writing.end_run, run, "done", old, {"read": 4})
    assert opened.write(pruning.prune, AT - timedelta(days=90)) == 2
    pruning.shrink(opened)
    assert rows(store, "SELECT repository_id FROM readings ORDER BY 1") == [(one,), (two,)]
    assert rows(store, "SELECT count(*) FROM scores") == [(2,)]
    assert rows(store, "SELECT count(*) FROM criteria") == [(4,)]
    assert rows(store, "SELECT count(*) FROM failures") == [(0,)]
    assert rows(store, "SELECT count(*) FROM runs") == [(0,)]


def test_a_transaction_outlasts_a_database_that_goes_away(postgres: Postgres):
    news: list[str] = []
    store = open_store(postgres.database(), patience=60, tell=lambda said: news.append(str(said)))
    run, (one,), pack = begun(store, "one")
    postgres.stop()
    back = threading.Timer(2.0, postgres.start)
    back.start()
    try:
        store.write(writing.keep, outcome(one), run, {DIGEST: pack}, AT)
    finally:
        back.join()
    assert store.read(reading.totals).readings == 1
    assert len(news) == 1
    assert "the store is away" in news[0]
    store.close()


@pytest.mark.parametrize(("away", "back"), [(30.0, True), (590.0, True), (700.0, False)])
def test_how_long_a_database_may_be_away(tmp_path, monkeypatch, away, back):
    """The schedule of the command itself, on a clock of our own: what it sleeps is what passes."""
    clock = [0.0]
    monkeypatch.setattr(tenacity, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    store = open_store(str(tmp_path / "f.sqlite"))  # its patience is the command's

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    def ask(_: object) -> str:
        if clock[0] < away:
            raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("disk I/O error"))
        return "there"

    store.sleep = sleep
    if back:
        assert store.read(ask) == "there"
        assert clock[0] < away + LONGEST  # and it is taken up at once
    else:
        with pytest.raises(StoreGone):
            store.read(ask)
        assert 600 <= clock[0] < 600 + LONGEST
    store.close()


def test_a_database_that_stays_away_is_given_up(postgres: Postgres):
    store = open_store(postgres.database(), patience=0.5)
    postgres.stop()
    try:
        with pytest.raises(StoreGone, match=r"did not come back within 0\.5 s") as caught:
            store.read(reading.totals)
        assert "run again" in str(caught.value.hint)
    finally:
        postgres.start()
        store.close()


def test_a_full_disk_is_waited_for(tmp_path: Path):
    store = open_store(str(tmp_path / "f.sqlite"), patience=30)
    run, (one,), pack = begun(store, "one")
    store.engine.dispose()
    full = True

    def connected(connection: sqlite3.Connection, _: object) -> None:
        if full:  # SQLite itself says then that the disk is full
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

    from sqlalchemy import event

    event.listen(store.engine, "connect", connected)
    large = outcome(one)
    large.facts = bytes(1 << 20)

    def free() -> None:
        nonlocal full
        full = False
        store.engine.dispose()

    timer = threading.Timer(1.0, free)
    timer.start()
    store.write(writing.keep, large, run, {DIGEST: pack}, AT)
    timer.join()
    assert store.read(reading.totals).readings == 1


def test_a_mistake_of_ours_is_not_waited_for(opened):
    begin = time.monotonic()
    with pytest.raises(Exception, match="nowhere") as caught:
        opened.read(lambda c: c.execute(text("SELECT * FROM nowhere")))
    assert not isinstance(caught.value, StoreGone)
    assert time.monotonic() - begin < opened.patience
    assert isinstance(caught.value, OperationalError) == (opened.engine.dialect.name == "sqlite")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://me:s3cret@host/db", "no store that is known"),
        ("sqlite://", "no store that is known"),
        ("://", "not the address of a store"),
        ("postgresql://me:s3cret@127.0.0.1:9/db", "cannot be opened"),
        ("/dev/null/fleet.sqlite", "cannot write"),
    ],
)
def test_what_is_no_store_is_refused(address, said):
    with pytest.raises(BadInput, match=said) as caught:
        open_store(address)
    assert "s3cret" not in str(caught.value)
    assert "--store" in str(caught.value.hint)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello " * 1000)
    with pytest.raises(BadInput, match="cannot be opened: file is not a database"):
        open_store(str(tmp_path / "notes.txt"))
    assert (tmp_path / "notes.txt").read_text() == "hello " * 1000
