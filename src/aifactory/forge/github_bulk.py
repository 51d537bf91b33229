"""GitHub's GraphQL interface: what takes a request an item elsewhere, a hundred items a request.

Answers to queries have no validators. A query is therefore marked with a fingerprint, a digest of
answers that do have them and that change whenever its own answer does: the same mark means the
answer on the disk still holds, and nothing is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from requests_cache import DO_NOT_CACHE

from aifactory.forge.errors import Interrupted
from aifactory.forge.mapping import below, unknown_shape
from aifactory.forge.transport import Polite

PAGE, LEAST = 100, 10
FRAGMENTS = {"issues": ("happened", "who"), "events": ("happened", "who"), "requests": ("who",)}


class Bulk:
    """Queries about one repository."""

    def __init__(self, session: Polite, url: str, owner: str, name: str) -> None:
        self._session = session
        self._url = url
        self.names = {"owner": owner, "name": name}

    def items(self, query: str, mark: str, **variables: Any) -> Iterator[dict[str, Any]]:
        """The nodes of the connection that a query calls `items`, page after page.

        A page that GitHub cannot answer in time is asked again in smaller ones.
        """
        after, size = None, PAGE
        while True:
            asked = {**self.names, **variables, "after": after, "size": size}
            try:
                found = self.ask(text(query), mark, asked)
            except Interrupted:
                if size // 2 < LEAST:
                    raise
                size //= 2
                continue
            try:
                page = found["repository"]["items"]
                yield from page["nodes"]
                more = page["pageInfo"]
                after = more["endCursor"]
            except (KeyError, TypeError) as error:
                raise unknown_shape(error) from None
            if not more["hasNextPage"]:
                return

    def ask(self, query: str, mark: str, variables: dict[str, Any]) -> Any:
        """The data that a query answers; `mark` "" keeps nothing on the disk."""
        kept = {} if mark else {"expire_after": DO_NOT_CACHE}
        asked = {"query": f"{query}\n# {mark}" if mark else query, "variables": variables}
        answer = self._session.post(self._url, json=asked, query=True, **kept)
        return below(answer.json(), "data")

    def change(self, mutation: str, variables: dict[str, Any]) -> Any:
        """The data that a mutation answers; sent once."""
        answer = self._session.post(self._url, json={"query": mutation, "variables": variables})
        return below(answer.json(), "data")

    def introduced(self, commits: Sequence[str], mark: str) -> dict[str, int]:
        """Which merged request brought each commit; asked a hundred commits at a time."""
        found: dict[str, int] = {}
        for start in range(0, len(commits), PAGE):
            some = commits[start : start + PAGE]
            data = self.ask(brought(some), digest(mark, *some), self.names)
            for position, commit in enumerate(some):
                via = below(data, "repository", f"c{position}", "associatedPullRequests")
                merged = [one["number"] for one in via.get("nodes") or () if one["merged"]]
                if merged:
                    found[commit] = merged[0]
        return found


def brought(commits: Sequence[str]) -> str:
    """A query for the requests of these commits."""
    asked = "\n".join(
        f'    c{position}: object(oid: "{commit}") {{ ...via }}'
        for position, commit in enumerate(commits)
    )
    via = "associatedPullRequests(first: 5) { nodes { number merged } }"
    return (
        "query ($owner: String!, $name: String!) {\n"
        f"  repository(owner: $owner, name: $name) {{\n{asked}\n  }}\n}}\n"
        f"fragment via on Commit {{ {via} }}\n"
    )


def text(query: str) -> str:
    """A query of the folder `queries`, with the fragments that it uses."""
    folder = files("aifactory.forge") / "queries"
    names = (query, *FRAGMENTS.get(query, ()))
    return "\n".join((folder / f"{name}.graphql").read_text("utf-8") for name in names)


def digest(*answers: Any) -> str:
    """A fingerprint of answers: of what they say, for the cache does not keep their bytes."""
    text = json.dumps(answers, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
