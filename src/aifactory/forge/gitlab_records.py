"""GitLab's answers as records."""

from __future__ import annotations

import re
from typing import Any

from aifactory.forge.mapping import day_of, login_of, time_of, words_of
from aifactory.forge.records import (
    Board,
    Column,
    Deployment,
    Event,
    EventKind,
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
)

Json = dict[str, Any]

MACHINE = re.compile(r"^(?:project|group)_\d+_bot|^(?:ghost|alert-bot|support-bot)$")
ACTIONS: dict[tuple[str, str], EventKind] = {
    ("label", "add"): "labeled",
    ("label", "remove"): "unlabeled",
    ("milestone", "add"): "milestoned",
    ("milestone", "remove"): "demilestoned",
    ("state", "closed"): "closed",
    ("state", "reopened"): "reopened",
}
SAID: tuple[tuple[str, Opinion], ...] = (
    ("approved this merge request", "approved"),
    ("requested changes", "changes"),
    ("unapproved this merge request", "dismissed"),
)
OUTCOMES: dict[str, str] = {"failed": "failure", "canceled": "cancelled"}
ENDED = {"success", "failed", "canceled", "skipped"}
NOBODY = 0  # the access level of no one


def who(user: Json | None) -> str:
    """The login of a user."""
    if not user:
        return ""
    name = user["username"]
    return login_of(name, machine=bool(user.get("bot")) or MACHINE.match(name) is not None)


def repository(raw: Json) -> Repository:
    """A project."""
    return Repository(
        name=raw["path_with_namespace"],
        url=raw["web_url"],
        default_branch=raw.get("default_branch") or "",
        private=raw.get("visibility", "public") != "public",
        archived=bool(raw.get("archived")),
        created=time_of(raw.get("created_at")),
    )


def label(raw: Json) -> Label:
    """A label."""
    return Label(raw["name"], raw["color"].lstrip("#").lower(), raw.get("description") or "")


def milestone(raw: Json, counts: Json) -> Milestone:
    """A milestone, with the counts of the issues that it holds."""
    return Milestone(
        number=raw["iid"],
        title=raw["title"],
        url=raw.get("web_url") or "",
        open=raw["state"] == "active",
        due=day_of(raw.get("due_date")),
        held=counts["all"],
        closed=counts["closed"],
    )


def issue(raw: Json) -> Issue:
    """An issue without its events."""
    kind = raw.get("issue_type") or "issue"
    closed = time_of(raw.get("closed_at"))
    return Issue(
        number=raw["iid"],
        title=raw["title"],
        url=raw["web_url"],
        author=who(raw["author"]),
        created=time_of(raw["created_at"]),
        updated=time_of(raw["updated_at"]),
        closed=closed,
        reason="completed" if closed else "",
        kind="" if kind == "issue" else kind.replace("_", " ").capitalize(),
        labels=tuple(raw["labels"]),
        milestone=(raw.get("milestone") or {}).get("title", ""),
        assignees=tuple(who(one) for one in raw.get("assignees") or ()),
        comments=raw.get("user_notes_count") or 0,
        body=raw.get("description") or "",
    )


def event(raw: Json, about: str) -> Event | None:
    """Something that happened to an issue's labels, milestone or state."""
    kind = ACTIONS.get((about, raw.get("action") or raw.get("state") or ""))
    if kind is None:
        return None
    thing = raw.get(about) if about != "state" else None
    name = (thing or {}).get("name") or (thing or {}).get("title") or ""
    return Event(time_of(raw["created_at"]), kind, name, who(raw.get("user")))


def request(raw: Json) -> Request:
    """A merge request without its reviews."""
    merged = time_of(raw.get("merged_at"))
    became = raw.get("merge_commit_sha") or raw.get("squash_commit_sha") or raw.get("sha") or ""
    return Request(
        number=raw["iid"],
        title=raw["title"],
        url=raw["web_url"],
        author=who(raw["author"]),
        created=time_of(raw["created_at"]),
        updated=time_of(raw["updated_at"]),
        target=raw["target_branch"],
        merged=merged,
        closed=merged or time_of(raw.get("closed_at")),
        commit=became if merged else "",
        labels=tuple(raw["labels"]),
        milestone=(raw.get("milestone") or {}).get("title", ""),
        draft=bool(raw.get("draft")),
    )


def review(raw: Json) -> Review | None:
    """What a note says of a merge request: an approval, or a remark on its lines."""
    if raw.get("system"):
        for words, opinion in SAID:
            if raw["body"].startswith(words):
                return Review(who(raw["author"]), time_of(raw["created_at"]), opinion)
        return None
    if raw.get("type") == "DiffNote":
        return Review(who(raw["author"]), time_of(raw["created_at"]), "commented")
    return None


def release(raw: Json) -> Release | None:
    """A release that is out."""
    if raw.get("upcoming_release") or not raw.get("released_at"):
        return None
    return Release(
        tag=raw["tag_name"],
        name=raw.get("name") or raw["tag_name"],
        url=(raw.get("_links") or {}).get("self") or "",
        published=time_of(raw["released_at"]),
        words=words_of(raw.get("description") or ""),
        prerelease=False,
    )


def outcome(status: str) -> str:
    """A state of a job by the name that is used for both forges."""
    return OUTCOMES.get(status, status)


def deployment(raw: Json) -> Deployment:
    """A deployment."""
    return Deployment(
        environment=(raw.get("environment") or {}).get("name", ""),
        commit=raw["sha"],
        at=time_of(raw["created_at"]),
        outcome=outcome(raw["status"]),
        url=(raw.get("deployable") or {}).get("web_url") or "",
    )


def run(raw: Json) -> Run:
    """A pipeline."""
    done = raw["status"] in ENDED
    return Run(
        name=raw.get("name") or "",
        event=raw.get("source") or "",
        branch=raw["ref"],
        commit=raw["sha"],
        started=time_of(raw["created_at"]),
        ended=time_of(raw["updated_at"]) if done else "",
        outcome=outcome(raw["status"]) if done else "",
        url=raw["web_url"],
    )


def board(raw: Json, project: str) -> Board | None:
    """A board with its lists; None for one that nobody has filled yet."""
    lists = sorted(raw.get("lists") or (), key=lambda one: one.get("position") or 0)
    columns = tuple(
        Column(
            name=one["label"]["name"],
            meaning=one["label"].get("description") or "",
            limit=one.get("max_issue_count") or 0,
        )
        for one in lists
        if one.get("label")
    )
    if not columns:
        return None
    return Board(raw.get("name") or "", f"{project}/-/boards/{raw['id']}", columns)


def protection(raw: Json, url: str, approvals: int, checks: tuple[str, ...]) -> Protection:
    """A protected branch."""
    pushers = [one.get("access_level") for one in raw.get("push_access_levels") or ()]
    return Protection(
        name=raw["name"],
        url=url,
        approvals=approvals,
        checks=checks,
        requests_only=bool(pushers) and all(level == NOBODY for level in pushers),
    )
