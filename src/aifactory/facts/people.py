"""Who made a change: people told from bots and AI assistants, aliases of one person joined."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from aifactory.policy import data_path

NOREPLY = re.compile(r"^(?:\d+\+)?([^@]+)@users\.noreply\.", re.I)
WORD = re.compile(r"[^\W_]+")


class BotRules(Struct, frozen=True):
    """How a bot is recognised; see `policies/people.yml`."""

    words: frozenset[str]
    names: frozenset[str]
    prefixes: tuple[str, ...]
    addresses: tuple[str, ...]

    def is_bot(self, name: str, email: str) -> bool:
        """Whether this account is a machine's."""
        name, email = name.strip().lower(), email.strip().lower()
        if name.endswith("[bot]") or any(part in email for part in self.addresses):
            return True
        if name in self.names or name.startswith(self.prefixes):
            return True
        return not self.words.isdisjoint(WORD.findall(f"{name} {email.split('@')[0]}"))


@cache
def bot_rules() -> BotRules:
    """The shipped rules."""
    import yaml

    raw = yaml.safe_load(data_path("people.yml").read_text("utf-8"))["bots"]
    return BotRules(
        words=frozenset(raw["words"]),
        names=frozenset(raw["names"]),
        prefixes=tuple(raw["prefixes"]),
        addresses=tuple(raw["addresses"]),
    )


class People:
    """Accounts joined into persons: the same address, name or forge login is the same person."""

    def __init__(self, rules: BotRules) -> None:
        self._rules = rules
        self._bots: dict[tuple[str, str], bool] = {}
        self._parent: dict[str, str] = {}

    def is_bot(self, name: str, email: str) -> bool:
        """Whether this account is a machine's (remembered)."""
        key = (name, email)
        if key not in self._bots:
            self._bots[key] = self._rules.is_bot(name, email)
        return self._bots[key]

    def person(self, name: str, email: str) -> str:
        """A key that is equal for all accounts known so far to be this person's."""
        keys = account_keys(name, email)
        roots = [self._root(key) for key in keys]
        for root in roots[1:]:
            self._parent[root] = roots[0]
        return roots[0] if roots else ""

    def _root(self, key: str) -> str:
        root = key
        while (up := self._parent.setdefault(root, root)) != root:
            root = up
        while key != root:
            self._parent[key], key = root, self._parent[key]
        return root


def account_keys(name: str, email: str) -> list[str]:
    """What an account is known by: its address in brackets, its name, its forge login."""
    email = email.strip().lower()
    login = NOREPLY.match(email)
    names = {plain(name), plain(login[1]) if login else ""} - {""}
    return ([f"<{email}>"] if email else []) + sorted(names)


def plain(name: str) -> str:
    """A name without case, accents, spaces and punctuation."""
    from aifactory.facts.words import fold

    return "".join(WORD.findall(fold(name)))
