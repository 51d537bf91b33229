"""The repositories of an organisation or a user on GitHub."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.forge import github_records as to
from aifactory.forge.errors import Missing
from aifactory.forge.github import Session, items, prepare
from aifactory.forge.mapping import mapped
from aifactory.forge.records import Provider, Repository


class GitHubLister:
    """See Lister."""

    provider: Provider = "github"

    def __init__(self, session: Session, api: str, owner: str) -> None:
        """`api` is where the interface begins."""
        prepare(session, api)
        self._session = session
        self._owner = owner

    def repositories(self) -> Iterator[Repository]:
        """See Lister. A user's own are his public ones."""
        organisation = self._session.build_url("orgs", self._owner, "repos")
        try:
            yield from mapped(items(self._session, organisation, type="all"), to.repository)
        except Missing:
            user = self._session.build_url("users", self._owner, "repos")
            yield from mapped(items(self._session, user, type="owner"), to.repository)
