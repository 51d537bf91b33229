from msgspec.structs import replace

from aifactory.fleet.amounts import Budget
from aifactory.fleet.orders import Failure, Order, Outcome
from aifactory.fleet.planning import Known, Plan, Wanted, plan
from aifactory.fleet.queue import Limits, Queue

NOW = Wanted("facts/2", "1.0")
READ = Known(
    repository=1,
    reading=7,
    head="a" * 40,
    facts_version="facts/2",
    program="1.0",
    as_of="2026-06-20",
    checked="2026-06-20T02:00:00",
    scored=frozenset({"p1"}),
)
HEADS = {1: "a" * 40}


def due(known, wanted=NOW, policies=("p1",), heads=HEADS):
    return plan([known], {known.repository: policies}, wanted, heads=heads)


def test_only_what_changed_is_read():
    assert due(READ) == Plan((), (), (1,))
    assert due(READ, heads=None) == Plan((1,), (), ())
    assert due(READ, heads={1: "b" * 40}) == Plan((1,), (), ())
    assert due(READ, heads={}) == Plan((1,), (), ())
    assert due(READ, Wanted("facts/3", "1.0")) == Plan((1,), (), ())
    assert due(READ, Wanted("facts/2", "1.1")) == Plan((1,), (), ())
    assert due(Known(repository=1)) == Plan((1,), (), ())
    assert due(replace(READ, head=""), heads={1: ""}) == Plan((1,), (), ())  # a plain folder


def test_another_policy_scores_stored_facts():
    assert due(READ, policies=("p1", "p2")) == Plan((), (1,), ())
    assert due(replace(READ, scored=frozenset({"p1", "p2"}))) == Plan((), (), (1,))


def test_what_a_forge_said_grows_old():
    asked = replace(READ, forge=True)
    wanted = replace(NOW, forge_since="2026-06-20")
    assert due(READ, wanted).read == (1,)
    assert due(asked, wanted).unchanged == (1,)
    assert due(asked, replace(NOW, forge_since="2026-06-21")).read == (1,)
    assert due(asked).unchanged == (1,)


def test_what_was_never_read_comes_first_then_what_is_oldest():
    fleet = [
        Known(repository=1, checked="2026-06-02T00:00:00"),
        Known(repository=2, checked="2026-06-01T00:00:00"),
        Known(repository=3),
    ]
    assert plan(fleet, {}, NOW).read == (3, 2, 1)


def order(number):
    return Order(repository=number, address=f"/{number}", today="2026-06-20", policies=())


def crash(number):
    return Outcome(repository=number, failure=Failure("crash", "it crashed"))


def test_what_crashed_is_tried_once_more_after_the_others():
    queue = Queue([order(1), order(2)], Limits(Budget()))
    assert [next(queue).repository for _ in range(2)] == [1, 2]
    assert next(queue) is None  # nothing to be had while the last may come back
    assert not queue.settle(crash(1))
    assert queue.settle(Outcome(repository=2, failure=Failure("time", "late")))
    assert next(queue).repository == 1
    assert queue.settle(crash(1))
    assert list(queue) == []
    assert queue.left == 0


def test_nothing_is_begun_when_the_time_is_over():
    at = 0.0
    queue = Queue([order(n) for n in range(3)], Limits(Budget(time=60), lambda: at))
    assert next(queue).repository == 0
    at = 60.0
    assert next(queue) is None
    assert queue.settle(Outcome(repository=0))
    assert list(queue) == []
    assert queue.left == 2


def test_requests_of_the_last_window_count():
    at = 0.0
    queue = Queue([order(n) for n in range(9)], Limits(Budget(requests=4, window=60), lambda: at))
    assert next(queue).repository == 0
    queue.settle(Outcome(repository=0, requests=3))
    assert next(queue).repository == 1
    assert next(queue) is None  # three were made, and one is under way
    queue.settle(Outcome(repository=1, requests=3))
    at = 59.0
    assert next(queue) is None
    at = 60.0
    assert next(queue).repository == 2
