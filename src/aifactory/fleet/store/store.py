"""A store in use: transactions that outlast a database that goes away and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay
from tenacity.wait import wait_random_exponential

from aifactory.errors import AifactoryError
from aifactory.model import Text

Answer = TypeVar("Answer")
Tell = Callable[[Text], None]
LONGEST = 5.0  # seconds between two tries
# What SQLite says of a fault that may pass; others of this kind are ours.
PASSING = ("locked", "busy", "full", "unable to open", "disk i/o")


class StoreGone(AifactoryError):
    """The database did not come back in time."""

    exit_code = 3


class Store:
    """Transactions on an engine. What a transaction does may be done twice: it must not matter."""

    def __init__(self, engine: Engine, *, patience: float, tell: Tell) -> None:
        self.engine = engine
        self.patience = patience
        self.tell = tell
        self.sleep = time.sleep

    def read(self, function: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """What `function(connection, …)` finds."""
        return self._do(False, function, *args, **kwargs)

    def write(self, function: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """Have `function(connection, …)` change something, all of it or nothing."""
        return self._do(True, function, *args, **kwargs)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _do(
        self, writes: bool, function: Callable[..., Answer], *args: Any, **kwargs: Any
    ) -> Answer:
        trying = Retrying(
            retry=retry_if_exception(passing),
            stop=stop_after_delay(self.patience),
            wait=wait_random_exponential(multiplier=0.2, max=LONGEST),
            before_sleep=self._announce,
            sleep=self.sleep,
            reraise=True,
        )
        try:
            answer: Answer = trying(self._once, writes, function, *args, **kwargs)
            return answer
        except DBAPIError as error:
            if not passing(error):
                raise
            seconds = f"{self.patience:g}"
            values = {"seconds": seconds, "reason": said_by(error)}
            raise StoreGone(
                Text("the store did not come back within {seconds} s: {reason}", values),
                Text("see to the database, then run again: what was stored is kept"),
            ) from None

    def _once(
        self, writes: bool, function: Callable[..., Answer], *args: Any, **kwargs: Any
    ) -> Answer:
        connection = self.engine.connect().execution_options(aifactory_writes=writes)
        with connection, connection.begin():
            return function(connection, *args, **kwargs)

    def _announce(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if state.attempt_number == 1 and isinstance(error, DBAPIError):
            said = Text("the store is away, trying again: {reason}", {"reason": said_by(error)})
            self.tell(said)


def passing(error: BaseException) -> bool:
    """Whether an error may go away by itself: the database is away, busy or full."""
    if not isinstance(error, DBAPIError):
        return False
    if type(error.orig).__module__ == "sqlite3":
        return any(word in str(error.orig).lower() for word in PASSING)
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def said_by(error: DBAPIError) -> str:
    """The database's own words, in one line."""
    return str(error.orig).strip().split("\n")[0]


def silent(message: Text) -> None:
    """News that nobody hears."""
