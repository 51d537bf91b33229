"""What the actions of `aifactory fleet` share: amounts, the store, words on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aifactory.errors import AifactoryError, BadInput
from aifactory.extras import STORE, needed
from aifactory.fleet import amounts
from aifactory.fleet.places import store_address
from aifactory.render.escape import visible
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from aifactory.fleet.store.store import Store
    from aifactory.model import Text
    from aifactory.policy import Policy

Amount = TypeVar("Amount")
MOST_JOBS = 256
DISK = 20 << 30  # bytes of clones where no budget says how many


@contextmanager
def opened(args: argparse.Namespace, *, make: bool = False) -> Iterator[Store]:
    """The store that was asked for; a file that is not there is made on demand only."""
    needed(STORE)
    from aifactory.fleet.store.opening import open_store

    speech = Speech(args.lang)
    where = store_address(args.store)
    store = open_store(where, make=make, tell=lambda said: say(speech.text(said)))
    try:
        yield store
    finally:
        store.close()


def say(message: str) -> None:
    """Tell something that stays, on standard error."""
    print(visible(message), file=sys.stderr)


def spoken(said: Text | str, args: argparse.Namespace) -> str:
    """Something in the language that was asked for."""
    return Speech(args.lang).text(said)


def amount(read: Callable[[str], Amount]) -> Callable[[str], Amount]:
    """A reader of amounts, for argparse."""

    def reader(text: str) -> Amount:
        try:
            return read(text)
        except BadInput as error:
            raise argparse.ArgumentTypeError(said_by(error)) from None

    return reader


def said_by(error: AifactoryError) -> str:
    """An error with its hint in one line, in the language spoken now."""
    import os

    speech = Speech(os.environ.get("LANGUAGE", "en"))
    return ": ".join((speech.text(error.said), speech.text(error.hint)))


def jobs(text: str) -> int:
    """A number of processes, for argparse."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_JOBS:
        message = _("{text} is not a number from 1 to {most}").format(text=text, most=MOST_JOBS)
        raise argparse.ArgumentTypeError(message)
    return int(text)


def age(text: str) -> float:
    """A time in seconds, for argparse."""
    return amount(amounts.duration)(text)


def loaded(names: list[str] | None) -> tuple[Policy, ...]:
    """The packs that were asked for; bloc4 where none was."""
    from aifactory import policy

    return tuple(policy.load(name) for name in dict.fromkeys(names or ["bloc4"]))


def add_policy(parser: argparse.ArgumentParser) -> None:
    """Which packs."""
    parser.add_argument(
        "--policy",
        action="append",
        metavar=_("NAME|FILE"),
        help=_("the policy to audit against; may be repeated (default: bloc4)"),
    )


def add_cache(parser: argparse._ActionsContainer) -> None:
    """Where clones are."""
    parser.add_argument(
        "--cache",
        type=Path,
        metavar=_("DIR"),
        help=_("where clones are kept (default: in your cache folder)"),
    )


def cache(args: argparse.Namespace) -> str:
    """The folder of clones."""
    from platformdirs import user_cache_path

    own = user_cache_path("aifactory", appauthor=False) / "fleet"
    return str((args.cache or own).absolute())


def add_jobs(parser: argparse._ActionsContainer) -> None:
    """How many processes."""
    import os

    parser.add_argument(
        "--jobs",
        type=jobs,
        default=os.cpu_count() or 1,
        metavar="N",
        help=_("how many processes work at a time (default: one a processor)"),
    )
