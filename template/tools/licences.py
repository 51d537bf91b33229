"""Hold the licences of what the project ships to a list.

usage: python tools/licences.py LIST

LIST names one licence a line, `#` begins a comment. Of alternatives (OR) one must be listed, of
licences that hold together (AND) every one; exit code 1 names the dependencies that do not pass.
"""

from __future__ import annotations

import json
import re
import subprocess  # nosec B404
import sys
from collections.abc import Iterable
from pathlib import Path

from shipped import shipped


def allowed(text: str) -> set[str]:
    """The licences of a list, in lower case."""
    lines = (line.split("#")[0].strip().lower() for line in text.splitlines())
    return {line for line in lines if line}


def together(choice: str) -> list[str]:
    """The licences that an alternative holds together, in lower case."""
    parts = [part.strip().lstrip("(").lower() for part in re.split(r"\bAND\b", choice)]
    return [part.removesuffix(")") if part.count(")") > part.count("(") else part for part in parts]


def refused(declared: Iterable[dict[str, str]], accepted: set[str]) -> list[str]:
    """`name version: licence` for each dependency without an accepted licence."""
    found = []
    for one in declared:
        choices = re.split(r";|\bOR\b", one["License"])
        if not any(all(part in accepted for part in together(choice)) for choice in choices):
            found.append(f"{one['Name']} {one['Version']}: {one['License']}")
    return found


def licences(names: Iterable[str]) -> list[dict[str, str]]:
    """Name, version and licence of some distributions."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--packages", *sorted(names)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 # nosec
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def main(path: str) -> int:
    """Print what is refused; 1 where anything is."""
    found = refused(licences(shipped()), allowed(Path(path).read_text("utf-8")))
    for line in found:
        print(line, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
