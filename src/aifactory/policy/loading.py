"""Load a pack by its name or from a user's file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aifactory.errors import BadInput, system_reason
from aifactory.model import Text, joined
from aifactory.policy.building import build, localized
from aifactory.policy.extending import extend
from aifactory.policy.faults import Fault, refuse, schema_faults, unknown
from aifactory.policy.places import available, data_path
from aifactory.policy.rules import extension_faults, pack_faults, result_faults
from aifactory.policy.source import Malformed, Source, parse
from aifactory.policy.texts import filled
from aifactory.policy.types import Check, Policy

MAX_SIZE = 1 << 20
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def load(ref: str | Path) -> Policy:
    """The pack called `ref`, or the one in the file `ref`; BadInput says file, line and reason."""
    if isinstance(ref, str) and ref in available():
        return filled(_shipped(ref))
    if isinstance(ref, str) and _NAME.fullmatch(ref) and not Path(ref).is_file():
        close = difflib.get_close_matches(ref, available(), n=1) or available()
        message = Text("no policy is called {name}", {"name": ref})
        raise BadInput(message, _choice(close))
    return filled(_own(Path(ref)))


@cache
def _values(name: str) -> dict[str, Any]:
    values: dict[str, Any] = parse(data_path(f"{name}.yml").read_text(encoding="utf-8")).value
    return values


@cache
def _shipped(name: str) -> Policy:
    """A shipped pack; the test suite validates these, so loading trusts them."""
    values = _values(name)
    return build(values, _own_checks(values.get("borrows", ())))


def _own_checks(names: Iterable[str]) -> dict[str, Check]:
    """The checks of shipped packs by id, without what these borrow themselves."""
    return {
        check.id: check
        for name in names
        for check, entry in zip(_shipped(name).checks(), _entries(_values(name)), strict=True)
        if "title" in entry
    }


def _entries(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for criterion in values["criteria"] for entry in criterion["checks"]]


@cache
def shipped_checks() -> Mapping[str, Check]:
    """The checks of all shipped packs by id, each as the pack has it that does not borrow it."""
    return MappingProxyType(_own_checks(available()))


def _own(path: Path) -> Policy:
    """A user's pack, complete or extending a shipped one, checked before it is used."""
    source = _read(path)
    refuse(str(path), source, schema_faults(source.value))
    value = localized(source.value)
    known = _own_checks(available())
    faults = [
        Fault(("borrows", place), unknown(name, available()))
        for place, name in enumerate(value.get("borrows", ()))
        if name not in available()
    ]
    refuse(str(path), source, faults)
    if "extends" not in value:
        refuse(str(path), source, pack_faults(value, known))
        return build(value, known)
    if value["extends"] not in available():
        fault = Fault(("extends",), unknown(value["extends"], available()))
        refuse(str(path), source, [fault])
    base = _shipped(value["extends"])
    refuse(str(path), source, extension_faults(value, base, known))
    policy = extend(value, base, known)
    refuse(str(path), source, result_faults(policy))
    return policy


def _read(path: Path) -> Source:
    """The YAML of a user's pack; BadInput where it is absent, too large or not plain YAML."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
    except OSError as error:
        message = Text(
            "cannot read {path}: {reason}",
            {"path": str(path), "reason": system_reason(error)},
        )
        raise BadInput(message, _choice(available())) from None
    if len(data) > MAX_SIZE:
        raise BadInput(
            Text("{path}: larger than {n} KiB", {"path": str(path), "n": MAX_SIZE // 1024})
        )
    try:
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(Text("{path}: expected a text in UTF-8", {"path": str(path)})) from None
    except Malformed as error:
        raise BadInput(joined("", f"{path}:{error.line}: ", error.said)) from None


def _choice(names: Iterable[str]) -> Text:
    values = {"names": ", ".join(names)}
    return Text("choose from: {names}; or give the file of a pack of your own", values)
