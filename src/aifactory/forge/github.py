"""GitHub, read through github3.py, its session and its pages.

Without a token only the REST interface answers: reviews are then asked one request at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from github3.exceptions import GitHubException as GitHubError
from github3.session import GitHubSession
from github3.structs import GitHubIterator
from msgspec.structs import replace

from aifactory.forge import github_records as to
from aifactory.forge.errors import Denied, Missing, Refused
from aifactory.forge.github_bulk import Bulk, digest, text
from aifactory.forge.mapping import below, mapped, unknown_shape
from aifactory.forge.records import (
    Board,
    Deployment,
    Event,
    Issue,
    Label,
    Milestone,
    Protection,
    Provider,
    Release,
    Repository,
    Request,
    Review,
    Run,
)
from aifactory.forge.transport import Polite
from aifactory.model import Text

VERSION = "2022-11-28"
NEWEST_FIRST = {"state": "all", "sort": "updated", "direction": "desc"}
ADMIN = (
    Text("the branch is protected; how, only its administrators may read"),
    Text(
        "give a token of an administrator, with the permission {scope}",
        {"scope": "administration=read"},
    ),
)
BOARDS = (
    Text("boards are shown to nobody without a token"),
    Text("give a token with the permission {scope}", {"scope": "read:project"}),
)


class Session(Polite, GitHubSession):  # type: ignore[misc]
    """github3.py's session with our manners."""


class Plain(dict[str, Any]):
    """An item of a list as it came: github3.py's own classes refuse what lacks a key."""


class GitHub:
    """The reader of one repository."""

    provider: Provider = "github"

    def __init__(self, session: Session, api: str, path: str) -> None:
        """`api` is where the interface begins, `path` is "owner/name"."""
        prepare(session, api)
        self._session = session
        self._owner, _, self._name = path.partition("/")
        self._raw: dict[str, Any] | None = None
        base = api.removesuffix("/v3")
        self.bulk = Bulk(session, f"{base}/graphql", self._owner, self._name)

    def repository(self) -> Repository:
        """See Reader."""
        (found,) = mapped([self.about()], to.repository)
        return found

    def protections(self, branch: str) -> Iterator[Protection]:
        """See Reader. Rule sets can be read by all, a branch's protection by its admins."""
        where = f"{self.about().get('html_url', '')}/settings"
        name = quote(branch, safe="")
        try:
            rules = list(self._list("rules", "branches", name))
        except Missing:  # an older enterprise server
            rules = []
        yield from mapped(rules, lambda raw: to.rule(raw, f"{where}/rules"))
        about = self._get("branches", name)
        if not about.get("protected"):
            return
        try:
            full = self._get("branches", name, "protection")
        except Missing:
            if below(self.about(), "permissions").get("admin"):
                return  # protected by a rule set alone
            raise Denied(*ADMIN) from None
        yield from mapped([full], lambda raw: to.classic(raw, branch, f"{where}/branches"))

    def labels(self) -> Iterator[Label]:
        """See Reader."""
        return mapped(self._list("labels"), to.label)

    def milestones(self) -> Iterator[Milestone]:
        """See Reader."""
        return mapped(self._list("milestones", state="all"), to.milestone)

    def issues(self, *, events: bool = False, label: str = "") -> Iterator[Issue]:
        """See Reader."""
        if not self.about().get("has_issues", True):
            return
        if not self._session.authorised:
            yield from self._issues_one_by_one(events, label)
            return
        bugs = frozenset(mapped(self._typed_bugs(), lambda raw: int(raw["number"])))
        wanted = {"events": events, "labels": [label] if label else None}
        for node in self.bulk.items("issues", self._mark(), **wanted):
            (issue,) = mapped([node], lambda one: to.issue_node(one, bugs))
            more = below(node, "timelineItems", "pageInfo")
            if more.get("hasNextPage"):
                rest = self._later_events(str(node.get("id")), str(more.get("endCursor")))
                issue = replace(issue, events=(*(issue.events or ()), *rest))
            yield issue

    def events_of(self, number: int) -> tuple[Event, ...]:
        """See Reader."""
        return tuple(mapped(self._list("issues", number, "events"), to.event))

    def requests(self) -> Iterator[Request]:
        """See Reader."""
        if self._session.authorised:
            return mapped(self.bulk.items("requests", self._mark()), to.request_node)
        return mapped(self._list("pulls", **NEWEST_FIRST), to.request)

    def reviews_of(self, number: int) -> tuple[Review, ...]:
        """See Reader."""
        return tuple(mapped(self._list("pulls", number, "reviews"), to.review))

    def releases(self) -> Iterator[Release]:
        """See Reader."""
        return mapped(self._list("releases"), to.release)

    def deployments(self) -> Iterator[Deployment]:
        """See Reader. Without a token their outcome is not known."""
        newest = self._answer("deployments", per_page="100")
        if not newest.json() or not self._session.authorised:
            return mapped(self._list("deployments"), to.deployment)
        mark = digest("deployments", newest.json())
        return mapped(self.bulk.items("deployments", mark), to.deployment_node)

    def runs(self) -> Iterator[Run]:
        """See Reader."""
        return mapped(self._list("actions", "runs", list_key="workflow_runs"), to.run)

    def boards(self) -> Iterator[Board]:
        """See Reader. The list of the owner's boards tells whether one has changed."""
        if not self._session.authorised:
            raise Denied(*BOARDS)
        owner = below(self.about(), "owner")
        folder = "orgs" if owner.get("type") == "Organization" else "users"
        try:
            url = self._session.build_url(folder, str(owner.get("login")), "projectsV2")
            mark = digest("boards", self._session.get(url, params={"per_page": "100"}).json())
        except (Denied, Missing, Refused):
            mark = ""
        return mapped(self.bulk.items("boards", mark), to.board_node)

    def introduced(self, commits: Sequence[str]) -> dict[str, int]:
        """See Reader."""
        if self._session.authorised:
            return self.bulk.introduced(commits, self._mark())
        found: dict[str, int] = {}
        for commit in commits:
            via = self._list("commits", commit, "pulls")
            merged = [one["number"] for one in via if one.get("merged_at")]
            found |= {commit: merged[0]} if merged else {}
        return found

    def _issues_one_by_one(self, events: bool, label: str) -> Iterator[Issue]:
        found: dict[int, list[Event]] = {}
        if events:
            for raw in self._list("issues", "events"):
                for one in mapped([raw], to.event):
                    found.setdefault(below(raw, "issue").get("number", 0), []).insert(0, one)
        wanted = {**NEWEST_FIRST, **({"labels": label} if label else {})}
        for issue in mapped(self._list("issues", **wanted), to.issue):
            yield replace(issue, events=tuple(found.get(issue.number, ()))) if events else issue

    def _typed_bugs(self) -> Iterator[dict[str, Any]]:
        """The newest closed issues whose type is Bug; only organisations have types."""
        if below(self.about(), "owner").get("type") != "Organization":
            return
        try:
            yield from self._answer("issues", type="Bug", state="closed", per_page="100").json()
        except (Refused, Missing):  # the organisation has no such type
            return

    def _later_events(self, node: str, after: str) -> Iterator[Event]:
        more: str | None = after
        while more:
            data = self.bulk.ask(text("events"), self._mark(), {"id": node, "after": more})
            try:
                line = data["node"]["timelineItems"]
                page = line["pageInfo"]
            except (KeyError, TypeError) as error:
                raise unknown_shape(error) from None
            yield from mapped(line["nodes"], to.happened)
            more = page["endCursor"] if page["hasNextPage"] else None

    def _mark(self) -> str:
        """Changes when an issue, a request, a label or a milestone does; "" where none can tell."""
        told: list[Any] = []
        for parts, params in (
            ("issues", {**NEWEST_FIRST, "per_page": "1"}),
            ("labels", {"per_page": "100"}),
            ("milestones", {"per_page": "100", "state": "all"}),
        ):
            try:
                told.append(self._answer(parts, **params).json())
            except (Denied, Missing, Refused):
                told.append(None)
        return "" if told[0] is None else digest("issues", told)

    def about(self) -> dict[str, Any]:
        """The repository as GitHub describes it, asked once."""
        if self._raw is None:
            self._raw = self._get()
        return self._raw

    def address(self, *parts: str | int) -> str:
        """An address below the repository's."""
        words = ("repos", self._owner, self._name, *(str(part) for part in parts))
        return str(self._session.build_url(*words))

    def _answer(self, *parts: str | int, **params: str) -> Any:
        return self._session.get(self.address(*parts), params=params)

    def _get(self, *parts: str | int) -> dict[str, Any]:
        found = self._answer(*parts).json()
        if not isinstance(found, dict):
            raise unknown_shape(TypeError())
        return found

    def _list(self, *parts: str | int, list_key: str | None = None, **params: str) -> Iterator[Any]:
        return items(self._session, self.address(*parts), list_key, **params)


def items(
    session: Session, url: str, list_key: str | None = None, **params: str
) -> Iterator[dict[str, Any]]:
    """The items of a list, page by page."""
    asked = {"per_page": "100", **params}
    pages = GitHubIterator(-1, url, Plain, session, asked, list_key=list_key)
    try:
        yield from pages
    except (AttributeError, TypeError, ValueError, GitHubError) as error:
        raise unknown_shape(error) from None


def prepare(session: Session, api: str) -> None:
    """Have a session speak to the interface that begins at `api`."""
    session.base_url = api
    session.headers.update(
        {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION}
    )
