"""Load a pack by its name or from a user's file."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path

import msgspec

from aifactory.errors import BadInput
from aifactory.policy.places import available, data_path
from aifactory.policy.source import Malformed, Source, parse
from aifactory.policy.types import Policy

MAX_SIZE = 1 << 20
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def load(ref: str | Path) -> Policy:
    """The pack called `ref`, or the one in the file `ref`; BadInput says file, line and reason."""
    if isinstance(ref, str) and _NAME.fullmatch(ref) and not Path(ref).is_file():
        if ref not in available():
            close = difflib.get_close_matches(ref, available(), n=1)
            instead = f"did you mean {close[0]}?" if close else f"packs: {', '.join(available())}"
            raise BadInput(f"no pack is called {ref!r}", f"{instead} A pack of your own: its file.")
        return _shipped(ref)
    return _own(Path(ref))


@cache
def _shipped(name: str) -> Policy:
    """A shipped pack; the test suite validates these, so loading trusts them."""
    source = parse(data_path(f"{name}.yml").read_text(encoding="utf-8"))
    del source.value["schema"]
    return msgspec.convert(source.value, Policy, strict=False)


def _own(path: Path) -> Policy:
    raise BadInput(f"{path}: packs of one's own are not read yet")


def read_source(path: Path) -> Source:
    """The YAML of a user's pack; BadInput where it is absent, too large or not plain YAML."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(
            f"{path}: {error.strerror or error}", "Give a pack's name or its file."
        ) from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: expected UTF-8 text") from None
    if len(data) > MAX_SIZE:
        raise BadInput(f"{path}: larger than {MAX_SIZE // 1024} KiB")
    try:
        return parse(text)
    except Malformed as error:
        raise BadInput(f"{path}:{error.line}: {error}") from None
