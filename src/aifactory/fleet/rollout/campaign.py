"""A campaign: one change for many repositories, and the branch that tells it from others."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text

Kind = Literal["fix", "update"]
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]|[._](?=[a-z0-9])){0,59}")
BRANCH = "aifactory/rollout-"
VERSION = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.A)
WAYS = (
    re.compile(r"^(?:git\+)?(?:https|ssh)://(?:[^@/]*@)?"),
    re.compile(r"^git@(?=[\w.-]+:)"),
    re.compile(r"^gh:"),
    re.compile(r"^gl:"),
)


class Campaign(Struct, frozen=True, kw_only=True):
    """What is asked for: remedies of some criteria (none named: of all), or the template at a
    version. `name` makes it one campaign: a repository is asked once for each.
    """

    kind: Kind
    name: str
    criteria: tuple[str, ...] = ()
    template: str = ""
    version: str = ""

    @property
    def branch(self) -> str:
        """The branch that its requests come from."""
        return BRANCH + self.name


def fixing(criteria: tuple[str, ...], name: str = "") -> Campaign:
    """A campaign of remedies."""
    named = tuple(sorted(set(criteria)))
    return Campaign(kind="fix", name=checked(name or "-".join(("fix", *named))), criteria=named)


def updating(template: str, version: str, name: str = "") -> Campaign:
    """A campaign that brings the template at an address to a version; BadInput for what is none."""
    if not VERSION.fullmatch(version):
        raise BadInput(
            Text("not a version of a template: {version}", {"version": version}),
            Text("name a tag of it, such as v1.2.0"),
        )
    name = checked(name or f"update-{version}")
    return Campaign(kind="update", name=name, template=template, version=version)


def checked(name: str) -> str:
    """A campaign's name, in lower case; BadInput where no branch can be called so."""
    name = name.lower()
    if not NAME.fullmatch(name) or name.endswith(".lock"):
        raise BadInput(
            Text("a campaign cannot be called {name}", {"name": name}),
            Text("take up to 60 letters, digits and hyphens"),
        )
    return name


def same_template(one: str, other: str) -> bool:
    """Whether two addresses name one template, whichever way it is fetched."""
    return plain(one) == plain(other)


def plain(address: str) -> str:
    """An address as "host/path", or as it is where it is a path of this machine."""
    text = address.strip()
    https, scp, github, gitlab = WAYS
    if github.match(text):
        text = "https://github.com/" + text[3:]
    elif gitlab.match(text):
        text = "https://gitlab.com/" + text[3:]
    elif scp.match(text):
        text = "ssh://" + text.replace(":", "/", 1)
    if https.match(text):
        host, slash, path = https.sub("", text).partition("/")
        text = host.lower() + slash + path
    return text.rstrip("/").removesuffix(".git")


def same_version(one: str, other: str) -> bool:
    """Whether two names mean one version: v1.2.0 and 1.2.0 do."""
    return one.removeprefix("v") == other.removeprefix("v")
