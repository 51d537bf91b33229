"""One repository on a GitHub of our own: its state, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.forge.github.described import component

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def at(days: float) -> str:
    """A time, in days after the start of the world."""
    return (START + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def sha(number: int) -> str:
    """A commit's name."""
    return f"{number:040x}"


ROLES = ("pull", "triage", "push", "maintain", "admin")


def slug(name: str) -> str:
    """A team's name as addresses have it."""
    return name.lower().replace(" ", "-")


@dataclass
class World:
    """A repository with all that belongs to it; `base` is where the server answers."""

    owner: str = "octo"
    name: str = "app"
    base: str = ""
    organisation: bool = False
    private: bool = False
    renamed_from: str = ""
    permissions: dict[str, bool] = field(
        default_factory=lambda: {"admin": True, "push": True, "pull": True}
    )
    token: str = "t0ken-of-the-tests"
    denied: dict[str, str] = field(default_factory=dict)  # a part of a path -> the scope it needs
    issues_enabled: bool = True
    labels: list[dict[str, Any]] = field(default_factory=list)
    milestones: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    deployments: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    boards: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    protection: dict[str, Any] | None = None
    rulesets: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)  # of requests
    writes: list[str] = field(default_factory=list)
    branches: set[str] = field(default_factory=lambda: {"main"})
    owned: dict[str, bool] = field(default_factory=dict)  # the owner's repositories -> archived
    # team -> repository -> role; None: this token may not know of any
    teams: dict[str, dict[str, str]] | None = field(default_factory=dict)

    @property
    def path(self) -> str:
        """ "owner/name"."""
        return f"{self.owner}/{self.name}"

    def owned_json(self, name: str) -> dict[str, Any]:
        """One of the owner's repositories, as lists show it."""
        return component(
            "minimal-repository",
            name=name,
            full_name=f"{self.owner}/{name}",
            html_url=f"{self.base.partition('/api')[0]}/{self.owner}/{name}",
            default_branch="main",
            private=False,
            archived=self.owned[name],
            created_at=at(0),
        )

    def team_json(self, name: str) -> dict[str, Any]:
        """One of the organisation's teams, as lists show it."""
        return component("team", name=name, slug=slug(name), parent=None)

    def held_json(self, team: str) -> list[dict[str, Any]]:
        """The repositories of a team, as lists show them, with what it may do there."""
        found = []
        for name, role in (self.teams or {})[team].items():
            allowed = {one: ROLES.index(one) <= ROLES.index(role) for one in ROLES}
            found.append(self.owned_json(name) | {"permissions": allowed, "role_name": role})
        return found

    def next_number(self) -> int:
        """Issues and requests are numbered in one row."""
        return len(self.issues) + len(self.requests) + 1

    # what happens in it

    def label(self, name: str, colour: str = "ededed", description: str = "") -> dict[str, Any]:
        """Add a label."""
        made = {"name": name, "color": colour, "description": description}
        self.labels.append(made)
        return made

    def milestone(self, title: str, due: str = "", *, open_: bool = True) -> dict[str, Any]:
        """Add a milestone."""
        number = len(self.milestones) + 1
        made = {"number": number, "title": title, "due": due, "open": open_}
        self.milestones.append(made)
        return made

    def issue(
        self,
        title: str = "",
        *,
        opened: float = 0,
        closed: float | None = None,
        labels: tuple[str, ...] = (),
        milestone: str = "",
        body: str = "",
        by: str = "ana",
        kind: str = "",
        events: tuple[tuple[float, str, str], ...] = (),
    ) -> dict[str, Any]:
        """Add an issue with its labels; events are (days, kind, name)."""
        number = self.next_number()
        known = {one["name"] for one in self.labels}
        for name in labels:
            if name not in known:
                self.label(name)
        last = max([opened, closed or 0, *(one[0] for one in events)])
        made = {
            "number": number,
            "title": title or f"Issue {number}",
            "opened": at(opened),
            "closed": None if closed is None else at(closed),
            "updated": at(last),
            "labels": list(labels),
            "milestone": milestone,
            "body": body,
            "by": by,
            "kind": kind,
            "events": [(at(when), what, name) for when, what, name in events],
        }
        self.issues.append(made)
        return made

    def request(
        self,
        *,
        opened: float = 0,
        merged: float | None = None,
        by: str = "ana",
        reviews: tuple[tuple[str, str], ...] = (),
        commit: str = "",
        commits: tuple[str, ...] = (),
        head: str = "",
        title: str = "",
        body: str = "",
    ) -> dict[str, Any]:
        """Add a pull request; reviews are (login, state); `commits` are those it brought."""
        number = self.next_number()
        made = {
            "number": number,
            "title": title or f"Request {number}",
            "head": head,
            "body": body,
            "opened": at(opened),
            "merged": None if merged is None else at(merged),
            "updated": at(opened if merged is None else merged),
            "by": by,
            "reviews": list(reviews),
            "commit": commit or (sha(number) if merged is not None else ""),
            "commits": [*commits],
        }
        self.requests.append(made)
        return made

    def comment(self, number: int, body: str, *, ours: bool) -> dict[str, Any]:
        """Add a comment to a request: of this token's, or of somebody else."""
        name = f"IC_{len(self.comments)}"
        made = {"id": name, "request": number, "body": body, "viewerDidAuthor": ours}
        self.comments.append(made)
        return made

    # what REST answers

    def user(self, login: str) -> dict[str, Any]:
        """A user; a machine's login ends in "[bot]"."""
        kind = "Bot" if login.endswith("[bot]") else "User"
        return component("simple-user", login=login, type=kind)

    def url(self, *parts: str | int) -> str:
        """An address of the interface below the repository."""
        return "/".join([f"{self.base}/repos/{self.path}", *map(str, parts)])

    def html(self, *parts: str | int) -> str:
        """An address that people open."""
        return "/".join([f"https://forge.test/{self.path}", *map(str, parts)])

    def about(self) -> dict[str, Any]:
        """The repository."""
        owner = self.user(self.owner) | {"type": "Organization" if self.organisation else "User"}
        return component(
            "full-repository",
            name=self.name,
            full_name=self.path,
            html_url=self.html(),
            owner=owner,
            node_id="R_1",
            private=self.private,
            default_branch="main",
            has_issues=self.issues_enabled,
            permissions={**self.permissions, "maintain": False, "triage": True},
        )

    def label_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """A label."""
        return component("label", **one, url=self.url("labels", one["name"]))

    def milestone_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """A milestone with what it holds."""
        held = [i for i in self.issues if i["milestone"] == one["title"]]
        closed = sum(1 for i in held if i["closed"])
        return component(
            "milestone",
            number=one["number"],
            title=one["title"],
            state="open" if one["open"] else "closed",
            due_on=f"{one['due']}T12:00:00Z" if one["due"] else None,
            html_url=self.html("milestone", one["number"]),
            creator=self.user("ana"),
            open_issues=len(held) - closed,
            closed_issues=closed,
        )

    def issue_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """An issue, or a request as the list of issues shows it."""
        asked = "by" in one and "reviews" in one
        closed = one.get("merged") if asked else one["closed"]
        fields: dict[str, Any] = {
            "number": one["number"],
            "title": one["title"],
            "html_url": self.html("pull" if asked else "issues", one["number"]),
            "node_id": f"I_{one['number']}",
            "user": self.user(one["by"]),
            "state": "closed" if closed else "open",
            "created_at": one["opened"],
            "updated_at": one["updated"],
            "closed_at": closed,
            "labels": [
                self.label_json(each)
                for each in self.labels
                if each["name"] in one.get("labels", ())
            ],
            "body": one.get("body", ""),
            "comments": 0,
        }
        if asked:
            there = self.url("pulls", one["number"])
            fields["pull_request"] = {
                "url": there,
                "html_url": fields["html_url"],
                "diff_url": f"{there}.diff",
                "patch_url": f"{there}.patch",
                "merged_at": one["merged"],
            }
        else:
            stone = next((m for m in self.milestones if m["title"] == one["milestone"]), None)
            fields["milestone"] = self.milestone_json(stone) if stone else None
            fields["state_reason"] = "completed" if closed else None
            if one["kind"]:
                fields["type"] = {
                    "id": 1,
                    "node_id": "IT_1",
                    "name": one["kind"],
                    "description": None,
                }
        return component("issue", **fields)

    def event_json(self, issue: dict[str, Any], one: tuple[str, str, str]) -> dict[str, Any]:
        """Something that happened to an issue."""
        when, kind, name = one
        fields: dict[str, Any] = {
            "event": kind,
            "created_at": when,
            "actor": self.user("ben"),
            "commit_id": None,
            "commit_url": None,
        }
        if "label" in kind:
            fields["label"] = {"name": name, "color": "ededed"}
        if "milestone" in kind:
            fields["milestone"] = {"title": name}
        return component("issue-event", issue=self.issue_json(issue), **fields)

    def request_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """A pull request."""
        base = component("pull-request-simple")["base"] | {"ref": "main"}
        return component(
            "pull-request-simple",
            number=one["number"],
            title=one["title"],
            html_url=self.html("pull", one["number"]),
            user=self.user(one["by"]),
            state="closed" if one["merged"] else "open",
            created_at=one["opened"],
            updated_at=one["updated"],
            closed_at=one["merged"],
            merged_at=one["merged"],
            merge_commit_sha=one["commit"] or None,
            base=base,
            draft=False,
        )

    def reviews_json(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        """The reviews of a request."""
        return [
            component(
                "pull-request-review",
                id=position,
                user=self.user(login),
                state=state,
                submitted_at=one["updated"],
            )
            for position, (login, state) in enumerate(one["reviews"], 1)
        ]

    def release_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """A release."""
        return component(
            "release",
            tag_name=one["tag"],
            name=one["tag"],
            html_url=self.html("releases", one["tag"]),
            published_at=one["published"],
            body=one.get("body", ""),
            draft=one.get("draft", False),
            author=self.user("ana"),
        )

    def deployment_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """A deployment."""
        return component(
            "deployment",
            id=one["id"],
            sha=one["commit"],
            environment=one["environment"],
            created_at=one["at"],
            updated_at=one["at"],
            creator=self.user("ana"),
        )

    def run_json(self, one: dict[str, Any]) -> dict[str, Any]:
        """A run of a workflow."""
        return component("workflow-run", **one)

    def branch_json(self) -> dict[str, Any]:
        """The default branch."""
        made = component(
            "branch-with-protection", name="main", protected=self.protection is not None
        )
        made["commit"] |= {"author": self.user("ana"), "committer": self.user("ana")}
        return made
