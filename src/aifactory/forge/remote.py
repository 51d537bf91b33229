"""Which forge, and which repository of it, an address or a git remote names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.forge.records import Provider
from aifactory.model import Text

SCP = re.compile(r"^(?:[\w.-]+@)?(?P<host>[\w.-]+):(?P<path>[^/:][^:]*)$")
PART = re.compile(r"[\w.-]+")
ALIASES = {
    "ssh.github.com": "github.com",
    "www.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
}
HINT = Text("give the repository with --repository https://HOST/OWNER/NAME")
OWNER = Text("write it as https://HOST/ORGANISATION")


class Remote(Struct, frozen=True):
    """A repository on a forge: "https://host[:port]", and "owner/name" or "group/…/name"."""

    origin: str
    path: str

    @property
    def host(self) -> str:
        """The host, with its port where it has one."""
        return urlsplit(self.origin).netloc


def parse(address: str) -> Remote:
    """The repository that an https, ssh or scp-like address names; BadInput for another."""
    if "://" in address:
        parts = urlsplit(address)
        scheme, host, path = parts.scheme, parts.hostname or "", parts.path
        try:
            port = f":{parts.port}" if parts.port and scheme in ("http", "https") else ""
        except ValueError:
            raise BadInput(
                Text("not the address of a repository: {address}", {"address": _shown(address)}),
                HINT,
            ) from None
    elif match := SCP.match(address):
        scheme, host, port, path = "ssh", match["host"], "", match["path"]
    else:
        raise BadInput(
            Text(
                "not the address of a repository on a forge: {address}",
                {"address": _shown(address)},
            ),
            HINT,
        )
    path = unquote(path).strip("/").removesuffix(".git")
    names = path.split("/")
    sound = all(PART.fullmatch(name) and name.strip(".") for name in names) and len(names) > 1
    if not (sound and host and scheme in ("http", "https", "ssh", "git+ssh", "git")):
        raise BadInput(
            Text(
                "not the address of a repository on a forge: {address}",
                {"address": _shown(address)},
            ),
            HINT,
        )
    host = ALIASES.get(host.lower(), host.lower())
    return Remote(f"{'http' if scheme == 'http' else 'https'}://{host}{port}", path)


def parse_owner(address: str) -> Remote:
    """The organisation, group or user that an https address names; BadInput for another."""
    parts = urlsplit(address)
    names = unquote(parts.path).strip("/").split("/")
    if names[:1] in (["orgs"], ["groups"]) and len(names) > 1:  # as their pages have it
        names = names[1:]
    sound = all(PART.fullmatch(name) and name.strip(".") for name in names)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        sound, port = False, ""
    if not (sound and parts.hostname and parts.scheme in ("http", "https")):
        raise BadInput(
            Text("not the address of an organisation: {address}", {"address": _shown(address)}),
            OWNER,
        )
    host = ALIASES.get(parts.hostname, parts.hostname)
    return Remote(f"{parts.scheme}://{host}{port}", "/".join(names))


def provider_of(remote: Remote, environ: Mapping[str, str] = os.environ) -> Provider:
    """Which forge runs there, by its name or by the environment; BadInput where neither tells."""
    host = remote.host
    named: dict[str, Provider] = {}
    for variable, kind in (
        ("GH_HOST", "github"),
        ("GITHUB_SERVER_URL", "github"),
        ("GITLAB_HOST", "gitlab"),
        ("GL_HOST", "gitlab"),
        ("CI_SERVER_URL", "gitlab"),
    ):
        if value := environ.get(variable):
            where = urlsplit(value if "://" in value else f"//{value}").netloc.lower()
            named[where] = "github" if kind == "github" else "gitlab"
    if host in named:
        return named[host]
    words = set(re.split(r"[.-]", urlsplit(remote.origin).hostname or ""))
    if "github" in words or "ghe" in words:
        return "github"
    if "gitlab" in words:
        return "gitlab"
    raise BadInput(
        Text("which forge runs at {host} is not known", {"host": host}),
        Text("say it: --forge-kind github or gitlab"),
    )


def _shown(address: str) -> str:
    return re.sub(r"(?<=://)[^/\s]*@", "", address) or '""'
