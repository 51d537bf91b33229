"""The repositories of an organisation or a user on GitHub, and the teams that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from aifactory.forge import github_records as to
from aifactory.forge.errors import Missing
from aifactory.forge.github import Session, items, prepare
from aifactory.forge.mapping import mapped
from aifactory.forge.records import Held, Provider, Repository, Team


class GitHubLister:
    """See Lister."""

    provider: Provider = "github"

    def __init__(self, session: Session, api: str, owner: str) -> None:
        """`api` is where the interface begins."""
        prepare(session, api)
        self._session = session
        self._owner = owner
        self._organisation = True

    def repositories(self) -> Iterator[Repository]:
        """See Lister. A user's own are his public ones."""
        try:
            yield from mapped(self._rows("orgs", "repos", type="all"), to.repository)
        except Missing:
            self._organisation = False
            yield from mapped(self._rows("users", "repos", type="owner"), to.repository)

    def teams(self) -> Mapping[str, str]:
        """See Lister. Of several teams, that of the highest permission, then that of the fewest
        repositories: a team of everybody that may read everything answers for nothing.
        """
        if not self._organisation:
            return {}
        best: dict[str, tuple[int, int, str]] = {}
        for team in list(mapped(self._rows("orgs", "teams"), to.team)):
            held = self._held(team)
            for one in held:
                rank = (-one.level, len(held), team.name)
                best[one.repository] = min(rank, best.get(one.repository, rank))
        return {name: team for name, (_level, _size, team) in best.items()}

    def _held(self, team: Team) -> list[Held]:
        """The repositories of a team with its permission; none where it was just deleted."""
        try:
            slug = quote(team.slug, safe="")
            return list(mapped(self._rows("orgs", "teams", slug, "repos"), to.held))
        except Missing:
            return []

    def _rows(self, owners: str, *parts: str, **params: str) -> Iterator[dict[str, Any]]:
        return items(self._session, self._session.build_url(owners, self._owner, *parts), **params)
