"""The REST interface of the stand-in: a table of routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from tests.forge.github.described import component
from tests.forge.github.world import World, slug

Params = dict[str, str]
Answer = tuple[int, Any]
Route = Callable[..., Answer]

ROUTES: list[tuple[str, re.Pattern[str], Route]] = []


def route(method: str, pattern: str) -> Callable[[Route], Route]:
    """Answer a method at a path below the repository."""

    def add(function: Route) -> Route:
        ROUTES.append((method, re.compile(pattern + "$"), function))
        return function

    return add


def answer(world: World, method: str, path: str, params: Params, body: Any) -> Answer:
    """What a request is answered: a status and JSON; None for no body."""
    if path in (f"/orgs/{world.owner}/projectsV2", f"/users/{world.owner}/projectsV2"):
        return 200, [
            component("projects-v2", title=b["title"], number=n)
            for n, b in enumerate(world.boards, 1)
        ]
    if world.owned and path == f"/{'orgs' if world.organisation else 'users'}/{world.owner}/repos":
        return 200, [world.owned_json(name) for name in world.owned]
    teams = f"/orgs/{world.owner}/teams"
    if world.organisation and path == teams and world.teams is not None:
        return 200, [world.team_json(name) for name in world.teams]
    for name in world.teams or ():
        if path == f"{teams}/{slug(name)}/repos":
            return 200, world.held_json(name)
    if not world.owned and path == f"/users/{world.owner}/repos":
        return 200, []
    repository = f"/repos/{world.path}"
    if path != repository and not path.startswith(f"{repository}/"):
        return missing()
    below = path.removeprefix(repository).strip("/")
    for verb, pattern, function in ROUTES:
        if verb == method and (match := pattern.match(below)):
            return function(world, params, body, *(unquote(part) for part in match.groups()))
    return missing()


def missing() -> Answer:
    """Not there, or not for this token."""
    url = "https://docs.github.com/rest"
    return 404, {"message": "Not Found", "documentation_url": url, "status": "404"}


def invalid(resource: str, code: str, name: str) -> Answer:
    """A request that makes no sense."""
    error = {"resource": resource, "code": code, "field": name}
    url = "https://docs.github.com/rest"
    return 422, {"message": "Validation Failed", "errors": [error], "documentation_url": url}


@route("GET", "")
def about(world: World, params: Params, body: Any) -> Answer:
    return 200, world.about()


@route("GET", "labels")
def labels(world: World, params: Params, body: Any) -> Answer:
    return 200, [world.label_json(one) for one in world.labels]


def _label(world: World, name: str) -> dict[str, Any] | None:
    return next((one for one in world.labels if one["name"].lower() == name.lower()), None)


@route("POST", "labels")
def create_label(world: World, params: Params, body: Any) -> Answer:
    if _label(world, body["name"]):
        return invalid("Label", "already_exists", "name")
    made = world.label(body["name"], body.get("color", "ededed"), body.get("description") or "")
    world.writes.append(f"label {made['name']}")
    return 201, world.label_json(made)


@route("PATCH", "labels/([^/]+)")
def change_label(world: World, params: Params, body: Any, name: str) -> Answer:
    one = _label(world, name)
    if one is None:
        return missing()
    new = body.get("new_name", one["name"])
    if new.lower() != name.lower() and _label(world, new):
        return invalid("Label", "already_exists", "name")
    for issue in world.issues:
        issue["labels"] = [new if had == one["name"] else had for had in issue["labels"]]
    one |= {"name": new, "color": body.get("color", one["color"])}
    one["description"] = body.get("description", one["description"])
    world.writes.append(f"rename {name} {new}")
    return 200, world.label_json(one)


@route("DELETE", "labels/([^/]+)")
def delete_label(world: World, params: Params, body: Any, name: str) -> Answer:
    one = _label(world, name)
    if one is None:
        return missing()
    world.labels.remove(one)
    for issue in world.issues:
        issue["labels"] = [had for had in issue["labels"] if had != one["name"]]
    world.writes.append(f"delete {name}")
    return 204, None


@route("GET", "milestones")
def milestones(world: World, params: Params, body: Any) -> Answer:
    every = params.get("state") == "all"
    return 200, [world.milestone_json(one) for one in world.milestones if every or one["open"]]


@route("POST", "milestones")
def create_milestone(world: World, params: Params, body: Any) -> Answer:
    if any(one["title"] == body["title"] for one in world.milestones):
        return invalid("Milestone", "already_exists", "title")
    made = world.milestone(body["title"], (body.get("due_on") or "")[:10])
    world.writes.append(f"milestone {made['title']}")
    return 201, world.milestone_json(made)


@route("GET", "issues")
def issues(world: World, params: Params, body: Any) -> Answer:
    found = [*world.issues, *([] if "type" in params else world.requests)]
    if not world.issues_enabled:
        return 410, missing()[1] | {"message": "Issues are disabled for this repo"}
    if kind := params.get("type"):
        found = [one for one in found if one["kind"] == kind]
    if label := params.get("labels"):
        found = [one for one in found if label in one.get("labels", ())]
    shown = [world.issue_json(one) for one in found]
    if (state := params.get("state", "open")) != "all":
        shown = [one for one in shown if one["state"] == state]
    key = {"updated": "updated_at"}.get(params.get("sort", ""), "created_at")
    back = params.get("direction", "desc") == "desc"
    return 200, sorted(shown, key=lambda one: (one[key], one["number"]), reverse=back)


@route("POST", "issues")
def create_issue(world: World, params: Params, body: Any) -> Answer:
    stone = next((m for m in world.milestones if m["number"] == body.get("milestone")), None)
    if body.get("milestone") and stone is None:
        return invalid("Issue", "invalid", "milestone")
    made = world.issue(
        body["title"],
        body=body.get("body") or "",
        labels=tuple(body.get("labels") or ()),
        milestone=stone["title"] if stone else "",
        opened=100,
    )
    world.writes.append(f"issue {made['title']}")
    return 201, world.issue_json(made)


@route("GET", "issues/events")
def events(world: World, params: Params, body: Any) -> Answer:
    every = [world.event_json(issue, one) for issue in world.issues for one in issue["events"]]
    return 200, sorted(every, key=lambda one: one["created_at"], reverse=True)


@route("GET", "pulls")
def pulls(world: World, params: Params, body: Any) -> Answer:
    owner, _, head = params.get("head", "").partition(":")
    asked = [one for one in world.requests if not head or one["head"] == head]
    if head and owner.lower() != world.owner.lower():
        asked = []
    shown = [world.request_json(one) for one in asked]
    if (state := params.get("state", "open")) != "all":
        shown = [one for one in shown if one["state"] == state]
    return 200, sorted(shown, key=lambda one: (one["updated_at"], one["number"]), reverse=True)


@route("POST", "pulls")
def create_pull(world: World, params: Params, body: Any) -> Answer:
    if any(one.get("head") == body["head"] and not one["merged"] for one in world.requests):
        said = f"A pull request already exists for {world.owner}:{body['head']}."
        answer = invalid("PullRequest", "custom", "head")
        answer[1]["errors"][0]["message"] = said
        return answer
    if body["head"] not in world.branches:
        return invalid("PullRequest", "invalid", "head")
    made = world.request(opened=100, head=body["head"], title=body["title"], body=body["body"])
    world.writes.append(f"request {body['head']} to {body['base']}")
    return 201, component(
        "pull-request", number=made["number"], title=made["title"], body=made["body"]
    )


@route("GET", r"pulls/(\d+)/reviews")
def reviews(world: World, params: Params, body: Any, number: str) -> Answer:
    one = next((r for r in world.requests if r["number"] == int(number)), None)
    return (200, world.reviews_json(one)) if one else missing()


@route("GET", r"commits/([0-9a-f]+)/pulls")
def brought(world: World, params: Params, body: Any, commit: str) -> Answer:
    return 200, [
        world.request_json(r) for r in world.requests if commit in (r["commit"], *r["commits"])
    ]


@route("GET", "releases")
def releases(world: World, params: Params, body: Any) -> Answer:
    return 200, [world.release_json(one) for one in world.releases]


@route("GET", "deployments")
def deployments(world: World, params: Params, body: Any) -> Answer:
    return 200, [world.deployment_json(one) for one in world.deployments]


@route("GET", "actions/runs")
def runs(world: World, params: Params, body: Any) -> Answer:
    return 200, {
        "total_count": len(world.runs),
        "workflow_runs": [world.run_json(r) for r in world.runs],
    }


@route("GET", "branches/([^/]+)")
def branch(world: World, params: Params, body: Any, name: str) -> Answer:
    return (200, world.branch_json()) if name == "main" else missing()


@route("GET", "branches/([^/]+)/protection")
def protection(world: World, params: Params, body: Any, name: str) -> Answer:
    if world.protection is None or not world.permissions.get("admin"):
        return missing()
    return 200, component("branch-protection", **world.protection)


@route("GET", "rules/branches/([^/]+)")
def rules(world: World, params: Params, body: Any, name: str) -> Answer:
    return 200, world.rules


@route("GET", "rulesets")
def rulesets(world: World, params: Params, body: Any) -> Answer:
    return 200, world.rulesets


@route("POST", "rulesets")
def create_ruleset(world: World, params: Params, body: Any) -> Answer:
    if any(one["name"] == body["name"] for one in world.rulesets):
        return invalid("RepositoryRuleset", "already_exists", "name must be unique")
    number = len(world.rulesets) + 1
    made = component(
        "repository-ruleset", id=number, name=body["name"], target="branch", enforcement="active"
    )
    world.rulesets.append(made)
    for one in body["rules"]:
        world.rules.append({**one, "ruleset_id": number})
    world.writes.append(f"ruleset {made['name']}")
    return 201, made
