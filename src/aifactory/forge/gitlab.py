"""GitLab, read and written through python-gitlab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial
from typing import Any
from urllib.parse import quote

import gitlab

from aifactory.forge import gitlab_records as to
from aifactory.forge.errors import Denied, Missing, Refused
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
from aifactory.forge.transport import PlainSession
from aifactory.model import Text

TOUCHED = {"order_by": "updated_at", "sort": "desc", "scope": "all"}
DEVELOPERS = 30  # an access level
PIPELINE = ("pipeline",)
NOT_OURS = (
    Text("the label belongs to a group of the project, or went away"),
    Text("change it in the group's settings"),
)
MAINTAINERS = (
    Text("protected branches are shown to some roles only"),
    Text("give a token of a Maintainer, with the permission {scope}", {"scope": "read_api"}),
)
OPEN_TO_PUSHES = (
    Text("the branch is protected already, but some may push to it"),
    Text("change who may push in the project's settings, under Repository, Protected branches"),
)
NO_APPROVALS = (
    Text("this edition of GitLab cannot require approvals"),
    Text("agree on them in the contribution guide; the branch itself is protected"),
)


class GitLab:
    """The reader and writer of one project; see Reader and Writer."""

    provider: Provider = "gitlab"

    def __init__(self, session: PlainSession, url: str, path: str) -> None:
        """`url` is the server's; `path` is "group/…/name"."""
        self._lab = gitlab.Gitlab(url, session=session, per_page=100, keep_base_url=True)
        self._project = f"/projects/{quote(path, safe='')}"
        self._raw: dict[str, Any] | None = None

    def repository(self) -> Repository:
        """See Reader."""
        (about,) = mapped([self._about()], to.repository)
        return about

    def protections(self, branch: str) -> Iterator[Protection]:
        """See Reader. Approvals can be required in paid editions only."""
        where = f"{self._about().get('web_url', '')}/-/settings/repository"
        try:
            every = [*self._list("protected_branches")]
        except Denied as error:
            raise (error if error.supply.values else Denied(*MAINTAINERS)) from None
        found = [raw for raw in every if fnmatchcase(branch, str(raw.get("name")))]
        if not found:
            return
        approvals = self._approvals()
        checks = PIPELINE if self._about().get("only_allow_merge_if_pipeline_succeeds") else ()
        yield from mapped(found, lambda raw: to.protection(raw, where, approvals, checks))

    def labels(self) -> Iterator[Label]:
        """See Reader. Those of the project's groups count."""
        return mapped(self._list("labels"), to.label)

    def milestones(self) -> Iterator[Milestone]:
        """See Reader. What each holds takes a request: GitLab's list does not say it."""
        for raw in self._list("milestones", include_ancestors=True):
            told = self._get("issues_statistics", scope="all", milestone=raw.get("title"))
            counts = below(told, "statistics", "counts")
            yield from mapped([raw], partial(to.milestone, counts=counts))

    def issues(self, *, events: bool = False, label: str = "") -> Iterator[Issue]:
        """See Reader. Events are asked one issue at a time."""
        del events
        if self._about().get("issues_access_level") == "disabled":
            return iter(())
        wanted = {"labels": label} if label else {}
        return mapped(self._list("issues", **TOUCHED, **wanted), to.issue)

    def events_of(self, number: int) -> tuple[Event, ...]:
        """See Reader."""
        found: list[Event] = []
        for about in ("label", "milestone", "state"):
            rows = self._list("issues", number, f"resource_{about}_events")
            found += mapped(rows, partial(to.event, about=about))
        return tuple(sorted(found, key=lambda event: event.at))

    def requests(self) -> Iterator[Request]:
        """See Reader."""
        return mapped(self._list("merge_requests", **TOUCHED, state="all"), to.request)

    def requests_from(self, branch: str) -> Iterator[Request]:
        """See Reader. Those of forks have a source of their own, and do not count."""
        wanted = {"state": "all", "scope": "all", "source_branch": branch}
        found = self._list("merge_requests", **wanted)
        own = (raw for raw in found if raw.get("source_project_id") == raw.get("target_project_id"))
        return mapped(own, to.request)

    def reviews_of(self, number: int) -> tuple[Review, ...]:
        """See Reader. Notes tell approvals with their times, in every edition."""
        notes = self._list("merge_requests", number, "notes", sort="asc", order_by="created_at")
        return tuple(mapped(notes, to.review))

    def releases(self) -> Iterator[Release]:
        """See Reader."""
        return mapped(self._list("releases"), to.release)

    def deployments(self) -> Iterator[Deployment]:
        """See Reader."""
        newest = {"order_by": "created_at", "sort": "desc"}
        return mapped(self._list("deployments", **newest), to.deployment)

    def runs(self) -> Iterator[Run]:
        """See Reader."""
        return mapped(self._list("pipelines"), to.run)

    def boards(self) -> Iterator[Board]:
        """See Reader."""
        url = str(self._about().get("web_url", ""))
        return mapped(self._list("boards"), lambda raw: to.board(raw, url))

    def introduced(self, commits: Sequence[str]) -> dict[str, int]:
        """See Reader."""
        found: dict[str, int] = {}
        for commit in commits:
            try:
                via = [*self._list("repository", "commits", commit, "merge_requests")]
            except Missing:  # not pushed
                continue
            merged = [raw["iid"] for raw in via if raw.get("state") == "merged"]
            found |= {commit: merged[0]} if merged else {}
        return found

    # Writer

    def create_label(self, label: Label) -> None:
        """See Writer."""
        self._post("labels", **_body(label), name=label.name)

    def change_label(self, name: str, label: Label) -> None:
        """See Writer."""
        new = {} if name == label.name else {"new_name": label.name}
        where = self._at("labels", quote(name, safe=""))
        try:
            self._lab.http_put(where, post_data={**_body(label), **new})
        except Missing:
            raise Refused(*NOT_OURS) from None

    def delete_label(self, name: str) -> None:
        """See Writer."""
        try:
            self._lab.http_delete(self._at("labels", quote(name, safe="")))
        except Missing:
            raise Refused(*NOT_OURS) from None

    def create_milestone(self, title: str, due: str, description: str) -> None:
        """See Writer."""
        self._post("milestones", title=title, description=description, due_date=due or None)

    def protect(self, branch: str, rule: Protection) -> None:
        """See Writer. A branch that is protected otherwise is left as it is, and said."""
        found = [raw for raw in self._list("protected_branches") if raw.get("name") == branch]
        if not found:
            self._post(
                "protected_branches",
                name=branch,
                push_access_level=to.NOBODY,
                merge_access_level=DEVELOPERS,
            )
        elif not to.protection(found[0], "", 0, ()).requests_only:
            raise Refused(*OPEN_TO_PUSHES)
        if rule.approvals > self._approvals():
            try:
                self._post("approval_rules", name=rule.name, approvals_required=rule.approvals)
            except (Denied, Missing):
                raise Refused(*NO_APPROVALS) from None

    def create_board(self, board: Board) -> None:
        """See Writer. Lists are made of labels; a board of this name gets those it lacks."""
        known = [raw for raw in self._list("boards") if raw.get("name") == board.title]
        made = known[0] if known else self._post("boards", name=board.title)
        present = {below(one, "label").get("name") for one in made.get("lists") or ()}
        labels = {raw["name"]: raw["id"] for raw in self._list("labels")}
        for column in board.columns:
            if column.name in labels and column.name not in present:
                self._post("boards", made["id"], "lists", label_id=labels[column.name])

    def create_issue(self, title: str, body: str, labels: Sequence[str], milestone: str) -> None:
        """See Writer."""
        number = None
        if milestone:
            rows = self._list("milestones", title=milestone, include_ancestors=True)
            number = next((raw["id"] for raw in rows), None)
        self._post(
            "issues", title=title, description=body, labels=",".join(labels), milestone_id=number
        )

    def create_request(self, title: str, body: str, head: str, base: str) -> None:
        """See Writer."""
        fields = {"source_branch": head, "target_branch": base, "title": title}
        self._post("merge_requests", **fields, description=body)

    # the project's addresses

    def _about(self) -> dict[str, Any]:
        if self._raw is None:
            self._raw = self._get()
        return self._raw

    def _approvals(self) -> int:
        try:
            rules = [*self._list("approval_rules")]
        except (Denied, Missing, Refused):  # not in this edition, or not for this token
            return 0
        found = mapped(rules, lambda rule: int(rule.get("approvals_required") or 0))
        return max(found, default=0)

    def _at(self, *parts: str | int) -> str:
        return "/".join((self._project, *map(str, parts)))

    def _get(self, *parts: str | int, **params: Any) -> dict[str, Any]:
        found = self._lab.http_get(self._at(*parts), query_data=params)
        if not isinstance(found, dict):
            raise unknown_shape(TypeError())
        return found

    def _list(self, *parts: str | int, **params: Any) -> Iterator[dict[str, Any]]:
        rows = self._lab.http_list(self._at(*parts), query_data=params, iterator=True)
        for row in rows:
            if not isinstance(row, dict):
                raise unknown_shape(TypeError())
            yield row

    def _post(self, *parts: str | int, **fields: Any) -> dict[str, Any]:
        sent = {key: value for key, value in fields.items() if value is not None}
        made = self._lab.http_post(self._at(*parts), post_data=sent)
        return made if isinstance(made, dict) else {}


def _body(label: Label) -> dict[str, str]:
    return {"color": f"#{label.colour}", "description": label.description}
