"""What a step tells its workflow: outputs, the page of the run, commands in the log."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LIMIT = 1 << 20  # bytes that a step may write to the page of its run


def put(environ: Mapping[str, str], values: Mapping[str, str]) -> None:
    """Set outputs of this step. A value cannot end itself: what ends it is drawn by chance."""
    end = secrets.token_hex(16)
    with Path(environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}<<{end}\n{value}\n{end}\n" for name, value in values.items())


def show(environ: Mapping[str, str], *pages: str) -> None:
    """Add pages to the run's, as far as there is room."""
    with Path(environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as file:
        room = LIMIT
        for page in pages:
            room -= len(page.encode("utf-8")) + 1
            if room >= 0:
                file.write(page + "\n")


@contextmanager
def fenced() -> Iterator[None]:
    """Have the runner read no command in what is printed meanwhile."""
    end = secrets.token_hex(16)
    print(f"::stop-commands::{end}", flush=True)
    try:
        yield
    finally:
        print(f"::{end}::", flush=True)


def event(environ: Mapping[str, str]) -> dict[str, Any]:
    """What set the workflow off; nothing where that is not told."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    if not path or not Path(path).is_file():
        return {}
    found = json.loads(Path(path).read_bytes())
    return found if isinstance(found, dict) else {}
