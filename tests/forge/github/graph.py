"""The GraphQL interface of the stand-in: GitHub's own schema over the state of the world."""

from __future__ import annotations

import base64
from typing import Any

from graphql import graphql_sync

from tests.forge.github.described import schema
from tests.forge.github.world import World

EVENTS = {
    "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent",
    "milestoned": "MilestonedEvent",
    "demilestoned": "DemilestonedEvent",
    "assigned": "AssignedEvent",
    "closed": "ClosedEvent",
    "reopened": "ReopenedEvent",
}
Node = dict[str, Any]


def execute(world: World, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """The answer to a query or mutation, errors and all."""
    root = {
        "repository": lambda info, owner, name, **_: (
            repository(world) if f"{owner}/{name}" == world.path else None
        ),
        "node": lambda info, id: node(world, id),
        "createProjectV2": lambda info, input: create_board(world, input),
        "updateProjectV2Field": lambda info, input: set_columns(world, input),
        "addComment": lambda info, input: add_comment(world, input),
        "updateIssueComment": lambda info, input: update_comment(world, input),
    }
    result = graphql_sync(schema(), query, root_value=root, variable_values=variables)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [{"type": "UNPROCESSABLE", "message": e.message} for e in result.errors]
    return answer


def connection(nodes: list[Node]) -> Any:
    """A field that is paged by cursors, a hundred nodes a page at most."""

    def page(info: Any, first: int = 100, after: str | None = None, **_: Any) -> Node:
        if first > 100:
            raise ValueError("Requesting more than 100 records on a connection is not allowed")
        start = int(base64.b64decode(after)) if after else 0
        end = start + first
        return {
            "totalCount": len(nodes),
            "nodes": nodes[start:end],
            "pageInfo": {
                "hasNextPage": end < len(nodes),
                "endCursor": base64.b64encode(str(min(end, len(nodes))).encode()).decode(),
            },
        }

    return page


def newest(nodes: list[Node]) -> list[Node]:
    """The last touched first."""
    return sorted(nodes, key=lambda one: (one["updated"], one["number"]), reverse=True)


def repository(world: World) -> Node:
    """The repository."""

    def issues(info: Any, labels: list[str] | None = None, **asked: Any) -> Node:
        found = [i for i in world.issues if not labels or {*labels} & {*i["labels"]}]
        return connection([issue(world, one) for one in newest(found)])(info, **asked)

    def commit(info: Any, oid: str = "", **_: Any) -> Node:
        found = [request(world, r) for r in world.requests if oid in (r["commit"], *r["commits"])]
        return {"__typename": "Commit", "oid": oid, "associatedPullRequests": connection(found)}

    return {
        "id": "R_1",
        "issues": issues,
        "pullRequest": lambda info, number: thread(world, number),
        "pullRequests": connection([request(world, one) for one in newest(world.requests)]),
        "deployments": connection([deployment(one) for one in world.deployments]),
        "projectsV2": connection([board(one) for one in world.boards]),
        "object": commit,
    }


def node(world: World, identity: str) -> Node | None:
    """Anything by its identity: an issue."""
    found = next((i for i in world.issues if f"I_{i['number']}" == identity), None)
    return issue(world, found) if found else None


def actor(login: str) -> Node:
    """A person or a machine."""
    if login.endswith("[bot]"):
        return {"__typename": "Bot", "login": login.removesuffix("[bot]")}
    return {"__typename": "User", "login": login}


def issue(world: World, one: Node) -> Node:
    """An issue."""
    events = [
        {
            "__typename": EVENTS[kind],
            "createdAt": when,
            "actor": actor("ben"),
            "label": {"name": name},
            "milestoneTitle": name,
        }
        for when, kind, name in one["events"]
    ]
    return {
        "__typename": "Issue",
        "id": f"I_{one['number']}",
        "number": one["number"],
        "title": one["title"],
        "url": world.html("issues", one["number"]),
        "body": one["body"],
        "createdAt": one["opened"],
        "updatedAt": one["updated"],
        "closedAt": one["closed"],
        "stateReason": "COMPLETED" if one["closed"] else None,
        "author": actor(one["by"]),
        "labels": connection([{"name": name} for name in one["labels"]]),
        "milestone": {"title": one["milestone"]} if one["milestone"] else None,
        "assignees": connection([]),
        "comments": connection([]),
        "timelineItems": connection(events),
    }


def request(world: World, one: Node) -> Node:
    """A pull request."""
    reviews = [
        {"submittedAt": one["updated"], "state": state, "author": actor(login)}
        for login, state in one["reviews"]
    ]
    return {
        "number": one["number"],
        "title": one["title"],
        "url": world.html("pull", one["number"]),
        "createdAt": one["opened"],
        "updatedAt": one["updated"],
        "mergedAt": one["merged"],
        "closedAt": one["merged"],
        "merged": bool(one["merged"]),
        "isDraft": False,
        "baseRefName": "main",
        "author": actor(one["by"]),
        "mergeCommit": {"oid": one["commit"]} if one["commit"] else None,
        "labels": connection([]),
        "milestone": None,
        "commits": connection([{"commit": {"authoredDate": one["opened"]}}]),
        "comments": connection([{"createdAt": one["updated"], "author": actor("cleo")}]),
        "reviews": connection(reviews),
    }


def thread(world: World, number: int) -> Node | None:
    """A pull request and what was said of it."""
    found = next((one for one in world.requests if one["number"] == number), None)
    if found is None:
        return None
    said = [one for one in world.comments if one["request"] == number]
    return {**request(world, found), "id": f"PR_{number}", "comments": connection(said)}


def add_comment(world: World, asked: Node) -> Node:
    """One more comment of this token's."""
    number = int(asked["subjectId"].removeprefix("PR_"))
    world.comment(number, asked["body"], ours=True)
    world.writes.append(f"comment on {number}")
    return {"subject": {"__typename": "Issue", "id": asked["subjectId"]}}


def update_comment(world: World, asked: Node) -> Node:
    """Other words for a comment."""
    found = next(one for one in world.comments if one["id"] == asked["id"])
    found["body"] = asked["body"]
    world.writes.append(f"comment {found['id']} anew")
    return {"issueComment": found}


def deployment(one: Node) -> Node:
    """A deployment."""
    return {
        "environment": one["environment"],
        "commitOid": one["commit"],
        "createdAt": one["at"],
        "latestStatus": {
            "state": one["state"],
            "environmentUrl": None,
            "logUrl": "https://log.test/1",
        },
    }


def board(one: Node) -> Node:
    """A board: its columns are the options of its status."""
    options = [{"name": name, "description": meaning} for name, meaning in one["columns"]]
    status = {
        "__typename": "ProjectV2SingleSelectField",
        "id": f"F_{one['title']}",
        "name": "Status",
    }
    status["options"] = options  # type: ignore[assignment]
    title = {"__typename": "ProjectV2Field", "id": "F_title", "name": "Title"}
    return {
        "id": f"P_{one['title']}",
        "title": one["title"],
        "url": f"https://forge.test/boards/{one['title']}",
        "closed": False,
        "number": 1,
        "field": lambda info, name: status if name == "Status" else None,
        "fields": connection([title, status]),
        "items": lambda info, **_: {"totalCount": one.get("cards", 0)},
    }


def create_board(world: World, asked: Node) -> Node:
    """A new board with GitHub's own three columns."""
    columns = [("Todo", ""), ("In Progress", ""), ("Done", "")]
    made = {"title": asked["title"], "columns": columns}
    world.boards.append(made)
    world.writes.append(f"board {made['title']}")
    return {"projectV2": board(made)}


def set_columns(world: World, asked: Node) -> Node:
    """Other columns for a board."""
    found = next(one for one in world.boards if f"F_{one['title']}" == asked["fieldId"])
    found["columns"] = [(o["name"], o["description"]) for o in asked["singleSelectOptions"]]
    world.writes.append(f"columns {found['title']}")
    return {"projectV2Field": {"__typename": "ProjectV2SingleSelectField", "id": asked["fieldId"]}}
