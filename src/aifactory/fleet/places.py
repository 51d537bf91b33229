"""Where the fleet keeps things when nobody says."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "AIFACTORY_FLEET_STORE"


def default_store() -> Path:
    """The store's file, in the user's data folder: a nightly job has no folder of its own, what is
    kept must outlive caches, and a file beside the code would end up in a commit.
    """
    from platformdirs import user_data_path

    return user_data_path("aifactory", appauthor=False) / "fleet.sqlite"


def store_address(given: str | None) -> str:
    """The store that was asked for: on the command line, else by the environment, which no list of
    processes shows; "" for the default one.
    """
    return given or os.environ.get(VARIABLE, "")
