"""GitHub's answers as records: those of its REST interface, then those of its GraphQL one."""

from __future__ import annotations

from typing import Any

from aifactory.forge.mapping import day_of, login_of, time_of, words_of
from aifactory.forge.records import (
    Board,
    Column,
    Deployment,
    Event,
    EventKind,
    Held,
    Issue,
    Label,
    Milestone,
    Opinion,
    Protection,
    Release,
    Repository,
    Request,
    Review,
    Run,
    Team,
)

EVENTS: dict[str, EventKind] = {
    "labeled": "labeled",
    "unlabeled": "unlabeled",
    "milestoned": "milestoned",
    "demilestoned": "demilestoned",
    "assigned": "assigned",
    "closed": "closed",
    "reopened": "reopened",
    "moved_columns_in_project": "moved",
}
OPINIONS: dict[str, Opinion] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes",
    "COMMENTED": "commented",
    "DISMISSED": "dismissed",
}

LEVELS = ("pull", "triage", "push", "maintain", "admin")  # of permission, the lowest first

Json = dict[str, Any]


def who(user: Json | None) -> str:
    """The login of a user in either interface."""
    if not user:
        return ""
    return login_of(user["login"], machine="Bot" in (user.get("type"), user.get("__typename")))


def repository(raw: Json) -> Repository:
    """A repository."""
    return Repository(
        name=raw["full_name"],
        url=raw["html_url"],
        default_branch=raw.get("default_branch") or "",
        private=bool(raw.get("private")),
        archived=bool(raw.get("archived")),
        created=time_of(raw.get("created_at")),
    )


def team(raw: Json) -> Team:
    """A team."""
    return Team(name=raw["name"], slug=raw["slug"])


def held(raw: Json) -> Held:
    """A repository of a team, with what the team may do there."""
    allowed = raw.get("permissions") or {}
    level = max((n for n, name in enumerate(LEVELS) if allowed.get(name)), default=0)
    return Held(raw["full_name"], level)


def label(raw: Json) -> Label:
    """A label."""
    return Label(raw["name"], raw["color"].lower(), raw.get("description") or "")


def milestone(raw: Json) -> Milestone:
    """A milestone."""
    return Milestone(
        number=raw["number"],
        title=raw["title"],
        url=raw.get("html_url") or raw["url"],
        open=raw["state"] == "open",
        due=day_of(raw.get("due_on")),
        held=raw["open_issues"] + raw["closed_issues"],
        closed=raw["closed_issues"],
    )


def issue(raw: Json) -> Issue | None:
    """An issue; None for a pull request, which the same list holds."""
    if raw.get("pull_request"):
        return None
    return Issue(
        number=raw["number"],
        title=raw["title"],
        url=raw["html_url"],
        author=who(raw["user"]),
        created=time_of(raw["created_at"]),
        updated=time_of(raw["updated_at"]),
        closed=time_of(raw["closed_at"]),
        reason=raw.get("state_reason") or "" if raw["closed_at"] else "",
        kind=(raw.get("type") or {}).get("name", ""),
        labels=tuple(one if isinstance(one, str) else one["name"] for one in raw["labels"]),
        milestone=(raw.get("milestone") or {}).get("title", ""),
        assignees=tuple(who(one) for one in raw.get("assignees") or ()),
        comments=raw.get("comments") or 0,
        body=raw.get("body") or "",
    )


def event(raw: Json) -> Event | None:
    """Something that happened to an issue; None for what is of no use here."""
    kind = EVENTS.get(raw["event"])
    if kind is None:
        return None
    about = raw.get("label") or raw.get("milestone") or {}
    name = about.get("name") or about.get("title") or ""
    if kind == "moved":
        name = (raw.get("project_card") or {}).get("column_name", "")
    return Event(time_of(raw["created_at"]), kind, name, who(raw.get("actor")))


def request(raw: Json) -> Request:
    """A pull request, without its reviews."""
    merged = time_of(raw.get("merged_at"))
    return Request(
        number=raw["number"],
        title=raw["title"],
        url=raw["html_url"],
        author=who(raw["user"]),
        created=time_of(raw["created_at"]),
        updated=time_of(raw["updated_at"]),
        target=raw["base"]["ref"],
        merged=merged,
        closed=time_of(raw["closed_at"]),
        commit=(raw.get("merge_commit_sha") or "") if merged else "",
        labels=tuple(one["name"] for one in raw.get("labels") or ()),
        milestone=(raw.get("milestone") or {}).get("title", ""),
        draft=bool(raw.get("draft")),
    )


def review(raw: Json) -> Review | None:
    """A review that was handed in."""
    opinion = OPINIONS.get(raw["state"])
    at = raw.get("submitted_at") or raw.get("submittedAt")
    if opinion is None or not at:
        return None
    return Review(who(raw.get("user") or raw.get("author")), time_of(at), opinion)


def release(raw: Json) -> Release | None:
    """A release that is out; None for a draft."""
    if raw["draft"] or not raw["published_at"]:
        return None
    return Release(
        tag=raw["tag_name"],
        name=raw["name"] or raw["tag_name"],
        url=raw["html_url"],
        published=time_of(raw["published_at"]),
        words=words_of(raw.get("body") or ""),
        prerelease=bool(raw["prerelease"]),
    )


def deployment(raw: Json) -> Deployment:
    """A deployment whose outcome was not asked."""
    return Deployment(
        raw.get("environment") or "", raw["sha"], time_of(raw["created_at"]), "", raw["url"]
    )


def run(raw: Json) -> Run:
    """A run of a workflow."""
    done = raw.get("status") == "completed"
    return Run(
        name=raw.get("name") or "",
        event=raw.get("event") or "",
        branch=raw.get("head_branch") or "",
        commit=raw["head_sha"],
        started=time_of(raw.get("run_started_at") or raw["created_at"]),
        ended=time_of(raw["updated_at"]) if done else "",
        outcome=(raw.get("conclusion") or "") if done else "",
        url=raw["html_url"],
    )


def classic(raw: Json, name: str, url: str) -> Protection:
    """The protection of one branch."""
    reviews = raw.get("required_pull_request_reviews")
    checks = raw.get("required_status_checks") or {}
    return Protection(
        name=name,
        url=url,
        approvals=(reviews or {}).get("required_approving_review_count") or 0,
        checks=tuple(checks.get("contexts") or ()),
        requests_only=reviews is not None,
    )


def rule(raw: Json, url: str) -> Protection | None:
    """A rule of a rule set; None for one that concerns neither requests nor checks."""
    about = raw.get("parameters") or {}
    name = f"ruleset {raw.get('ruleset_id', '')}".strip()
    if raw["type"] == "pull_request":
        approvals = about.get("required_approving_review_count") or 0
        return Protection(name, url, approvals=approvals, requests_only=True)
    if raw["type"] == "required_status_checks":
        checks = (one["context"] for one in about.get("required_status_checks") or ())
        return Protection(name, url, checks=tuple(checks))
    return None


# GraphQL

HAPPENED: dict[str, EventKind] = {
    "LabeledEvent": "labeled",
    "UnlabeledEvent": "unlabeled",
    "MilestonedEvent": "milestoned",
    "DemilestonedEvent": "demilestoned",
    "AssignedEvent": "assigned",
    "ClosedEvent": "closed",
    "ReopenedEvent": "reopened",
}


def happened(node: Json) -> Event | None:
    """Something that happened to an issue."""
    kind = HAPPENED.get(node["__typename"])
    if kind is None:
        return None
    name = (node.get("label") or {}).get("name") or node.get("milestoneTitle") or ""
    return Event(time_of(node["createdAt"]), kind, name, who(node.get("actor")))


def issue_node(node: Json, bugs: frozenset[int] = frozenset()) -> Issue:
    """An issue with the first of its events, where they were asked for."""
    line = node.get("timelineItems")
    events = None
    if line is not None:
        events = tuple(e for e in map(happened, line["nodes"]) if e)
    return Issue(
        number=node["number"],
        title=node["title"],
        url=node["url"],
        author=who(node["author"]),
        created=time_of(node["createdAt"]),
        updated=time_of(node["updatedAt"]),
        closed=time_of(node["closedAt"]),
        reason=(node.get("stateReason") or "").lower() if node["closedAt"] else "",
        kind="Bug" if node["number"] in bugs else "",
        labels=tuple(one["name"] for one in (node.get("labels") or {}).get("nodes", ())),
        milestone=(node.get("milestone") or {}).get("title", ""),
        assignees=tuple(who(one) for one in node["assignees"]["nodes"]),
        comments=node["comments"]["totalCount"],
        body=node.get("body") or "",
        events=events,
    )


def request_node(node: Json) -> Request:
    """A pull request with its reviews."""
    author = who(node["author"])
    others = (c for c in node["comments"]["nodes"] if who(c["author"]) != author)
    commits = node["commits"]["nodes"]
    merged = time_of(node["mergedAt"])
    return Request(
        number=node["number"],
        title=node["title"],
        url=node["url"],
        author=author,
        created=time_of(node["createdAt"]),
        updated=time_of(node["updatedAt"]),
        target=node["baseRefName"],
        merged=merged,
        closed=time_of(node["closedAt"]),
        commit=(node.get("mergeCommit") or {}).get("oid", "") if merged else "",
        first_commit=time_of(commits[0]["commit"]["authoredDate"]) if commits else "",
        first_comment=min((time_of(c["createdAt"]) for c in others), default=""),
        labels=tuple(one["name"] for one in (node.get("labels") or {}).get("nodes", ())),
        milestone=(node.get("milestone") or {}).get("title", ""),
        draft=node["isDraft"],
        reviews=tuple(r for r in map(review, (node.get("reviews") or {}).get("nodes", ())) if r),
    )


def deployment_node(node: Json) -> Deployment:
    """A deployment with its last outcome."""
    last = node.get("latestStatus") or {}
    return Deployment(
        environment=node.get("environment") or "",
        commit=node["commitOid"],
        at=time_of(node["createdAt"]),
        outcome=(last.get("state") or "").lower(),
        url=last.get("environmentUrl") or last.get("logUrl") or "",
    )


def board_node(node: Json) -> Board | None:
    """An open board: the options of its status are its columns."""
    if node["closed"]:
        return None
    single = [f for f in node["fields"]["nodes"] if f["__typename"] == "ProjectV2SingleSelectField"]
    ordered = sorted(single, key=lambda field: field["name"].lower() not in ("status", "statut"))
    options = ordered[0]["options"] if ordered else ()
    columns = tuple(Column(one["name"], one.get("description") or "") for one in options)
    return Board(node["title"], node["url"], columns)
