"""The projects of a group or a user on GitLab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import gitlab

from aifactory.forge import gitlab_records as to
from aifactory.forge.errors import Missing
from aifactory.forge.mapping import mapped, unknown_shape
from aifactory.forge.records import Provider, Repository
from aifactory.forge.transport import PlainSession

# In an order that a project made meanwhile does not move.
PAGES = {"order_by": "id", "sort": "asc", "per_page": 100}


class GitLabLister:
    """See Lister."""

    provider: Provider = "gitlab"

    def __init__(self, session: PlainSession, url: str, path: str) -> None:
        """`url` is the server's; `path` is "group/…" or a user's name."""
        self._lab = gitlab.Gitlab(url, session=session, keep_base_url=True)
        self._path = quote(path, safe="")
        self._depth = len(path.split("/"))
        self._names: list[str] = []

    def repositories(self) -> Iterator[Repository]:
        """See Lister. What is only shared with a group belongs to another."""
        below = {"include_subgroups": "true", "with_shared": "false"}
        try:
            yield from self._noted(self._rows("groups", **PAGES, **below))
        except Missing:
            yield from self._noted(self._rows("users", **PAGES))

    def teams(self) -> Mapping[str, str]:
        """See Lister. A team is the path of the group below the one that was asked for."""
        return {name: "/".join(name.split("/")[self._depth : -1]) for name in self._names}

    def _noted(self, rows: Iterator[dict[str, Any]]) -> Iterator[Repository]:
        for one in mapped(rows, to.repository):
            self._names.append(one.name)
            yield one

    def _rows(self, owners: str, **params: Any) -> Iterator[dict[str, Any]]:
        where = f"/{owners}/{self._path}/projects"
        for row in self._lab.http_list(where, query_data=params, iterator=True):
            if not isinstance(row, dict):
                raise unknown_shape(TypeError())
            yield row
