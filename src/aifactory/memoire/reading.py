"""Reads a dissertation in a process of its own, whose memory and time are bounded.

A file made to harm (a page that never ends, a stream that unpacks to gigabytes) ends that process
and nothing else. It is given the bytes, writes no file, and answers with a document or a reason.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from aifactory.extras import MODULES, needed
from aifactory.memoire.document import Document
from aifactory.memoire.errors import Unusable, too_much
from aifactory.model import Text

MAX_FILE = 100_000_000  # bytes
MAX_MEMORY = 2_000_000_000  # bytes
MAX_SECONDS = 120


class Answer(Struct, frozen=True):
    """What the process says: a document, or the reason and the next step."""

    document: Document | None = None
    reason: Text | None = None
    supply: Text | None = None


def read(path: Path) -> Document:
    """The document at `path`; Unusable where it cannot be read."""
    needed(MODULES["memoire"], "memoire")
    data = _bytes(path)
    command = [sys.executable, "-P", "-m", "aifactory.memoire.reading"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS + 10)
        answer = msgspec.json.decode(done.stdout, type=Answer)
    except subprocess.TimeoutExpired:
        raise _exhausted() from None
    except msgspec.DecodeError:  # it was ended before it could answer
        raise _exhausted() from None
    if answer.reason and answer.supply:
        raise Unusable(answer.reason, answer.supply)
    if answer.document is None:
        raise _exhausted()
    return answer.document


def _exhausted() -> Unusable:
    return too_much(Text("reading this file takes more memory or time than is allowed"))


def _bytes(path: Path) -> bytes:
    name = str(path)
    another = Text("name a PDF, DOCX, ODT or Markdown file")
    if not path.is_file():
        raise Unusable(Text("{path} is no file", {"path": name}), another)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        told = Text("cannot read {path}: {reason}", {"path": name, "reason": str(error.strerror)})
        raise Unusable(told, another) from None
    if len(data) > MAX_FILE:
        limit = MAX_FILE // 1_000_000
        raise too_much(Text("{path} is larger than {n} MB", {"path": name, "n": limit}))
    if not data:
        raise Unusable(Text("{path} is empty", {"path": name}), another)
    return data


def answer(data: bytes) -> Answer:
    """What the process answers for these bytes."""
    from aifactory.memoire.sniffing import read_bytes

    try:
        return Answer(read_bytes(data))
    except Unusable as error:
        return Answer(reason=error.reason, supply=error.supply)
    except (MemoryError, RecursionError):
        spent = _exhausted()
        return Answer(reason=spent.reason, supply=spent.supply)


def bound() -> None:
    """Set the limits of this process, as far as its system has them."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    bound()
    logging.disable()
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.stdin.buffer.read(MAX_FILE + 1))))
