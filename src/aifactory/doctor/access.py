"""What is permitted here: tokens, the folder of the cache, room on the disk, the configuration."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from aifactory.errors import AifactoryError, system_reason
from aifactory.forge.access import TOKEN, sourced, variables
from aifactory.forge.records import Provider
from aifactory.forge.remote import Remote, parse, provider_of
from aifactory.model import Text, plural
from aifactory.model.remarks import Remark
from aifactory.policy import WAIVER_FILE, read_waivers, shipped_checks

KNOWN: tuple[tuple[Provider, str], ...] = (("github", "github.com"), ("gitlab", "gitlab.com"))
NAMED: tuple[tuple[Provider, str], ...] = (
    ("github", "GH_HOST"),
    ("gitlab", "GITLAB_HOST"),
    ("gitlab", "GL_HOST"),
)
LEAST = 500 * 1024**2  # bytes; less is soon full of clones
LARGEST = 64 * 1024 * 4 + 1  # bytes of a file of waivers
SETTINGS = "AIFACTORY_"


class Forge:
    """A forge to look at; `path` names a repository of it, or is ""."""

    def __init__(self, provider: Provider, origin: str, path: str = "") -> None:
        self.provider = provider
        self.origin = origin
        self.path = path

    @property
    def remote(self) -> Remote:
        """Its address."""
        return Remote(self.origin, self.path)


def forges(address: str, kind: str, environ: Mapping[str, str] = os.environ) -> list[Forge]:
    """The forge of an address alone; without one, those that are known and those that are named.

    AifactoryError where the address names no repository of a known forge.
    """
    if address:
        remote = parse(address)
        provider: Provider = (
            "github" if kind == "github" else "gitlab" if kind else provider_of(remote, environ)
        )
        return [Forge(provider, remote.origin, remote.path)]
    found = {host: Forge(provider, f"https://{host}") for provider, host in KNOWN}
    for provider, name in NAMED:
        host = environ.get(name, "").rpartition("//")[2].strip("/").lower()
        try:
            remote = parse(f"https://{host}/owner/name")
        except AifactoryError:
            continue
        found.setdefault(remote.host, Forge(provider, remote.origin))
    return list(found.values())


def tokens(seen: list[Forge], environ: Mapping[str, str] = os.environ) -> Iterator[Remark]:
    """Whether there is a token for each forge, and from where; never what it is."""
    for forge in seen:
        host = forge.remote.host
        _token, source = sourced(forge.provider, host, environ)
        bad = [name for name in variables(forge.provider, host, environ) if no_token(name, environ)]
        if source:
            yield Remark("access", host, "fine", Text("a token, from {source}", {"source": source}))
        elif bad:
            told = Text("{name} holds no token: not one word of ASCII", {"name": bad[0]})
            hint = Text("copy the token again, without spaces or line ends")
            yield Remark("access", host, "doubtful", told, hint)
        else:
            from aifactory.forge.opening import missing_token

            told = Text("no token: only public repositories can be read, and few of them an hour")
            hint = missing_token(forge.provider, forge.remote)
            yield Remark("access", host, "absent", told, hint)


def no_token(name: str, environ: Mapping[str, str]) -> bool:
    """Whether a variable is set to what cannot be a token."""
    value = environ.get(name, "").strip()
    return bool(value) and not TOKEN.fullmatch(value)


def cache() -> Remark:
    """The folder of clones and answers: whether it can be written, and what room there is."""
    from platformdirs import user_cache_path

    folder = user_cache_path("aifactory", appauthor=False)
    name = "cache"
    try:
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        with tempfile.TemporaryFile(dir=nearest) as trial:
            trial.write(b"\0")
        free = shutil.disk_usage(nearest).free
    except OSError as error:
        values: dict[str, str | int | float | Text] = {
            "path": str(folder),
            "reason": system_reason(error),
        }
        told = Text("{path} cannot be written: {reason}", values)
        hint = Text("free some room there, or set XDG_CACHE_HOME to another folder")
        return Remark("access", name, "broken", told, hint)
    values = {"path": str(folder), "size": round(free / 1024**3, 1)}
    told = Text("{path}, {size} GiB free", values)
    if free >= LEAST:
        return Remark("access", name, "fine", told)
    return Remark("access", name, "doubtful", told, Text("free some room there"))


def configuration(folder: Path, today: str, environ: Mapping[str, str]) -> Iterator[Remark]:
    """The waivers of a folder, and which settings of ours the environment holds."""
    yield from waivers(folder / WAIVER_FILE, today)
    for name in sorted(one for one in environ if one.startswith(SETTINGS)):
        yield Remark("configuration", name, "fine", Text("set in the environment"))


def waivers(path: Path, today: str) -> Iterator[Remark]:
    """Whether a file of waivers is read as it is meant."""
    if not os.path.lexists(path):
        told = Text("none in {folder}: nothing is waived", {"folder": str(path.parent)})
        yield Remark("configuration", WAIVER_FILE, "absent", told)
        return
    try:
        if path.is_symlink() or not path.is_file():
            raise OSError(0, "no plain file")
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("utf-8", "replace")
    except OSError as error:
        told = Text("cannot be read: {reason}", {"reason": system_reason(error)})
        yield Remark("configuration", WAIVER_FILE, "broken", told)
        return
    found, problems = read_waivers(text)
    hint = Text("mend the line: what cannot be read waives nothing")
    for problem in problems:
        yield Remark("configuration", WAIVER_FILE, "broken", problem, hint)
    for one in found:
        values: dict[str, str | int | float | Text] = {
            "check": one.check,
            "date": one.expires,
            "line": one.line,
        }
        if one.check not in shipped_checks():
            told = Text("waiver of an unknown check: {check} (line {line})", values)
            yield Remark("configuration", WAIVER_FILE, "doubtful", told)
        elif one.expires < today:
            told = Text("waiver of {check} expired on {date}", values)
            yield Remark("configuration", WAIVER_FILE, "doubtful", told)
    if not problems:
        told = plural("{n} waiver", "{n} waivers", len(found))
        yield Remark("configuration", WAIVER_FILE, "fine", told)
