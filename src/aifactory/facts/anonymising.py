"""Facts without people: every login and author's name becomes a pseudonym.

A pseudonym is a keyed digest (HMAC-SHA-256) of the name in lower case: the same person has the
same one in all facts made with a key, and without the key a name cannot be tried against it.
Machines keep their names. Logins are replaced where the forge tells them, in CODEOWNERS and where
a text calls somebody by `@login`; names that documents spell out in prose stay.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from aifactory.errors import BadInput, system_reason
from aifactory.facts import Facts
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.people import bot_rules
from aifactory.model import Text

MENTION = re.compile(r"(?<![\w.@/])@([A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]|[A-Za-z0-9])(?![\w/])")
LENGTH = 10  # hexadecimal digits
PEOPLE = {"author", "by", "assignees"}  # fields of the forge's records that hold logins
PAIR = {"author", "other"}
KEY = 32  # bytes


class Pseudonyms:
    """Names to pseudonyms under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, name: str) -> str:
        """The pseudonym of a person; a machine's name, and "", as they are."""
        if not name or bot_rules().is_bot(name, "") or name.startswith("person-"):
            return name
        mark = hmac.new(self._key, name.lower().encode(), "sha256").hexdigest()
        return f"person-{mark[:LENGTH]}"

    def in_text(self, text: str, known: frozenset[str]) -> str:
        """A text whose calls of known people are replaced."""
        if "@" not in text:
            return text
        return MENTION.sub(lambda m: f"@{self.of(m[1])}" if m[1].lower() in known else m[0], text)


def anonymise(facts: Facts, key: bytes) -> Facts:
    """The same facts with pseudonyms in the place of people."""
    names = Pseudonyms(key)
    raw = msgspec.to_builtins(facts)
    known = frozenset(logins(facts))
    if isinstance(facts.forge, ForgeFacts):
        for part in ("issues", "requests"):
            raw["forge"][part] = _people(raw["forge"].get(part, ()), PEOPLE, names)
    if isinstance(raw["history"], dict) and "pairings" in raw["history"]:
        raw["history"]["pairings"] = _people(raw["history"]["pairings"], PAIR, names)
    return msgspec.convert(_texts(raw, names, known), Facts)


def logins(facts: Facts) -> Iterator[str]:
    """The logins that the facts tell as such, in lower case."""
    for rule in facts.files.tracker.owners:
        yield from (owner.removeprefix("@").lower() for owner in rule.owners if "/" not in owner)
    if isinstance(facts.forge, ForgeFacts):
        for issue in facts.forge.issues:
            yield from (name.lower() for name in (issue.author, *issue.assignees))
            yield from (event.by.lower() for event in issue.events or ())
        for request in facts.forge.requests:
            yield request.author.lower()
            yield from (review.by.lower() for review in request.reviews or ())


def _people(node: Any, fields: set[str], names: Pseudonyms) -> Any:
    """A record with pseudonyms in the fields that hold people."""
    if isinstance(node, dict):
        return {
            key: _named(value, names) if key in fields else _people(value, fields, names)
            for key, value in node.items()
        }
    if isinstance(node, (list, tuple)):
        return [_people(one, fields, names) for one in node]
    return node


def _named(value: Any, names: Pseudonyms) -> Any:
    if isinstance(value, str):
        return names.of(value)
    return [names.of(one) for one in value]


def _texts(node: Any, names: Pseudonyms, known: frozenset[str]) -> Any:
    if isinstance(node, str):
        return names.in_text(node, known)
    if isinstance(node, dict):
        return {key: _texts(value, names, known) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_texts(one, names, known) for one in node]
    return node


def own_key(folder: Path | None = None) -> bytes:
    """The user's key, made when it is first wanted and kept where only he can read it."""
    if folder is None:
        from platformdirs import user_data_path

        folder = user_data_path("aifactory", appauthor=False)
    path = folder / "pseudonyms.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = path.read_bytes()
        else:
            key = secrets.token_bytes(KEY)
            with os.fdopen(handle, "wb") as file:
                file.write(key)
    except OSError as error:
        hint = Text("make its folder writable")
        raise BadInput(
            Text(
                "the key for pseudonyms, {path}: {reason}",
                {"path": str(path), "reason": system_reason(error)},
            ),
            hint,
        ) from None
    if len(key) != KEY:
        raise BadInput(
            Text("{path} is not a key for pseudonyms", {"path": str(path)}),
            Text("remove it: a new one is made"),
        )
    return key
