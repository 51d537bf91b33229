"""From what a user points at to a reader, and a writer, of its forge."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.errors import BadInput
from aifactory.extras import MODULES, needed
from aifactory.forge.access import token_for
from aifactory.forge.protocol import Lister, Reader, Writer
from aifactory.forge.remote import Remote, parse, parse_owner, provider_of
from aifactory.model import Text

if TYPE_CHECKING:
    from aifactory.forge.records import Provider
    from aifactory.forge.transport import Manners

PATIENCE = 120.0  # seconds that limits may cost in all
PACE = 1.0  # seconds between two writes, as GitHub asks
KINDS = ("github", "gitlab")


def open_forge(
    address: str,
    *,
    kind: str = "",
    write: bool = False,
    patience: float = PATIENCE,
    tell: Callable[[str], None] | None = None,
    environ: Mapping[str, str] = os.environ,
    cache: Path | None = None,
) -> tuple[Reader, Writer | None]:
    """The reader of the repository that an address or git remote names; its writer on demand.

    `kind` is "github" or "gitlab" where the host's name does not tell. BadInput for an address
    that names no repository of a known forge, where writing lacks a token, or without the extra.
    """
    needed(MODULES["forge"], "forge")
    from aifactory.forge.transport import Manners, PlainSession

    remote = parse(address)
    provider: Provider = "github" if kind == "github" else "gitlab" if kind else provider_of(remote)
    token = token_for(provider, remote.host, environ)
    if write and not token:
        raise BadInput(
            Text("no token for {host}", {"host": remote.host}), missing_token(provider, remote)
        )
    pace = PACE if write else 0.0
    manners = Manners(cache=cache or default_cache(), patience=patience, tell=tell, pace=pace)
    if provider == "gitlab":
        from aifactory.forge.gitlab import GitLab

        session = PlainSession(remote.origin, token, manners)
        client = GitLab(session, remote.origin, remote.path)
        return client, client if write else None
    return open_github(remote, token, manners, write=write)


def open_lister(
    address: str,
    *,
    kind: str = "",
    patience: float = PATIENCE,
    tell: Callable[[str], None] | None = None,
    environ: Mapping[str, str] = os.environ,
    cache: Path | None = None,
) -> Lister:
    """What lists the repositories of the organisation, group or user at an address.

    `kind` is "github" or "gitlab" where the host's name does not tell; BadInput where neither does,
    and without the extra.
    """
    needed(MODULES["forge"], "forge")
    from aifactory.forge.transport import Manners, PlainSession

    owner = parse_owner(address)
    provider: Provider = "github" if kind == "github" else "gitlab" if kind else provider_of(owner)
    token = token_for(provider, owner.host, environ)
    manners = Manners(cache=cache or default_cache(), patience=patience, tell=tell)
    if provider == "gitlab":
        from aifactory.forge.gitlab_listing import GitLabLister

        return GitLabLister(PlainSession(owner.origin, token, manners), owner.origin, owner.path)
    from aifactory.forge.github import Session
    from aifactory.forge.github_listing import GitHubLister

    origin, api = github_api(owner)
    return GitHubLister(Session(origin, token, manners), api, owner.path)


def github_api(remote: Remote) -> tuple[str, str]:
    """The host that GitHub's interface is asked on, and where it begins."""
    if remote.host == "github.com":
        return "https://api.github.com", "https://api.github.com"
    return remote.origin, f"{remote.origin}/api/v3"


def open_github(
    remote: Remote, token: str, manners: Manners, *, write: bool
) -> tuple[Reader, Writer | None]:
    """GitHub's reader, and its writer on demand."""
    from aifactory.forge.github import GitHub, Session

    origin, api = github_api(remote)
    session = Session(origin, token, manners)
    reader = GitHub(session, api, remote.path)
    if not write:
        return reader, None
    from aifactory.forge.github_writing import GitHubWriter

    return reader, GitHubWriter(session, reader)


def default_cache() -> Path:
    """Where answers of forges are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("aifactory", appauthor=False) / "forge"


def missing_token(provider: Provider, remote: Remote) -> Text:
    """How to give one."""
    host = remote.host
    if provider == "github":
        if host == "github.com":
            return Text("set GH_TOKEN, or run `gh auth login`")
        return Text(
            "set GH_HOST={host} and GH_ENTERPRISE_TOKEN, or run `gh auth login --hostname {host}`",
            {"host": host},
        )
    if host == "gitlab.com":
        return Text("set GITLAB_TOKEN, or run `glab auth login`")
    return Text(
        "set GITLAB_HOST={host} and GITLAB_TOKEN, or run `glab auth login --hostname {host}`",
        {"host": host},
    )
