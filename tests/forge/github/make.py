"""Cut GitHub's own descriptions of its interfaces down to what the tests ask of them.

usage: python tests/forge/github/make.py API.JSON SCHEMA.GRAPHQL

The first is `package/generated/api.github.com.json` of the npm package @octokit/openapi, the second
`package/schema.graphql` of @octokit/graphql-schema (both MIT, see LICENSES beside this file). What
is kept is kept as GitHub declares it; descriptions and examples are dropped.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import language as ql

HERE = Path(__file__).parent
REPO = "/repos/{owner}/{repo}"
PATHS = {
    REPO: ["get"],
    f"{REPO}/labels": ["get", "post"],
    f"{REPO}/labels/{{name}}": ["get", "patch", "delete"],
    f"{REPO}/milestones": ["get", "post"],
    f"{REPO}/issues": ["get", "post"],
    f"{REPO}/issues/events": ["get"],
    f"{REPO}/issues/{{issue_number}}/events": ["get"],
    f"{REPO}/pulls": ["get", "post"],
    f"{REPO}/pulls/{{pull_number}}/reviews": ["get"],
    f"{REPO}/commits/{{commit_sha}}/pulls": ["get"],
    f"{REPO}/releases": ["get"],
    f"{REPO}/deployments": ["get"],
    f"{REPO}/actions/runs": ["get"],
    f"{REPO}/branches/{{branch}}": ["get"],
    f"{REPO}/branches/{{branch}}/protection": ["get"],
    f"{REPO}/rules/branches/{{branch}}": ["get"],
    f"{REPO}/rulesets": ["get", "post"],
    "/orgs/{org}/projectsV2": ["get"],
    "/orgs/{org}/repos": ["get"],
    "/orgs/{org}/teams": ["get"],
    "/orgs/{org}/teams/{team_slug}/repos": ["get"],
    "/users/{username}/repos": ["get"],
    "/users/{username}/projectsV2": ["get"],
}
INTERFACES = ("Actor", "GitObject", "Node")
PAGE = "pageInfo totalCount nodes"
TYPES = {
    "Query": "id repository node",
    "Mutation": "createProjectV2 updateProjectV2Field addComment updateIssueComment",
    "Repository": "id name issues pullRequests pullRequest projectsV2 deployments object",
    "Issue": "id number title url body createdAt updatedAt closedAt stateReason author labels "
    "milestone assignees comments timelineItems",
    "PullRequest": "id number title url createdAt updatedAt mergedAt closedAt isDraft baseRefName "
    "author mergeCommit labels milestone commits comments reviews merged",
    "Actor": "login",
    "User": "id login",
    "Bot": "id login",
    "Label": "id name",
    "Milestone": "id title",
    "IssueComment": "id createdAt author body viewerDidAuthor",
    "PullRequestReview": "id submittedAt state author",
    "PullRequestCommit": "id commit",
    "Commit": "id oid authoredDate associatedPullRequests",
    "GitObject": "oid",
    "LabeledEvent": "id createdAt actor label",
    "UnlabeledEvent": "id createdAt actor label",
    "MilestonedEvent": "id createdAt actor milestoneTitle",
    "DemilestonedEvent": "id createdAt actor milestoneTitle",
    "AssignedEvent": "id createdAt actor",
    "ClosedEvent": "id createdAt actor",
    "ReopenedEvent": "id createdAt actor",
    "Deployment": "id environment commitOid createdAt latestStatus",
    "DeploymentStatus": "id state environmentUrl logUrl",
    "ProjectV2": "id title url closed number field fields items",
    "ProjectV2ItemConnection": "totalCount",
    "ProjectV2Field": "id name",
    "ProjectV2SingleSelectField": "id name options",
    "ProjectV2SingleSelectFieldOption": "id name description",
    "CreateProjectV2Payload": "projectV2",
    "UpdateProjectV2FieldPayload": "projectV2Field",
    "AddCommentPayload": "subject",
    "UpdateIssueCommentPayload": "issueComment",
    "Node": "id",
    "PageInfo": "endCursor hasNextPage",
    "IssueTimelineItems": "",
    "ProjectV2FieldConfiguration": "",
    **dict.fromkeys(
        (
            "IssueConnection",
            "PullRequestConnection",
            "LabelConnection",
            "UserConnection",
            "IssueCommentConnection",
            "IssueTimelineItemsConnection",
            "PullRequestCommitConnection",
            "PullRequestReviewConnection",
            "DeploymentConnection",
            "ProjectV2Connection",
            "ProjectV2FieldConfigurationConnection",
        ),
        PAGE,
    ),
}


def openapi(whole: dict[str, Any]) -> dict[str, Any]:
    """The description with `PATHS` alone, and the components that they reach."""
    paths = {
        path: {verb: bare(whole["paths"][path][verb]) for verb in verbs}
        for path, verbs in PATHS.items()
    }
    kept: dict[str, Any] = {"openapi": whole["openapi"], "info": {"title": "", "version": ""}}
    kept |= {"paths": paths, "components": {}}
    waiting = list(references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        known = kept["components"].setdefault(kind, {})
        if name not in known:
            known[name] = bare(whole["components"][kind][name])
            waiting += references(known[name])
    return kept


def bare(node: Any) -> Any:
    """A node without words and examples; a property may be called "description", too."""
    if isinstance(node, dict):
        return {
            key: bare(value)
            for key, value in node.items()
            if key not in ("example", "examples", "x-github", "externalDocs", "summary")
            and not (key == "description" and isinstance(value, str))
        }
    if isinstance(node, list):
        return [bare(one) for one in node]
    return node


def references(node: Any) -> list[str]:
    """Every reference below a node."""
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in references(value)]
    if isinstance(node, list):
        return [ref for one in node for ref in references(one)]
    return []


def schema(whole: str) -> str:
    """The schema with the fields of `TYPES`, and what their arguments and results need."""
    found = {
        d.name.value: d for d in ql.parse(whole, no_location=True).definitions if hasattr(d, "name")
    }
    kept = {name: cut(found[name], fields.split()) for name, fields in TYPES.items()}
    waiting = list(kept.values())
    while waiting:
        for name in named(waiting.pop()):
            if name not in kept and name in found and kept_whole(found[name]):
                kept[name] = found[name]
                waiting.append(found[name])
    return "\n".join(ql.print_ast(plain(kept[name])) for name in sorted(kept)) + "\n"


def kept_whole(node: Any) -> bool:
    """Whether a definition is one that is not cut: what goes in, or a plain value."""
    return isinstance(
        node,
        (ql.InputObjectTypeDefinitionNode, ql.EnumTypeDefinitionNode, ql.ScalarTypeDefinitionNode),
    )


def cut(node: Any, fields: list[str]) -> Any:
    """A type with some of its fields, and of its interfaces those that are kept."""
    if isinstance(node, ql.UnionTypeDefinitionNode):
        return replace(node, types=tuple(one for one in node.types if one.name.value in TYPES))
    by_name = {field.name.value: field for field in node.fields or ()}
    return replace(
        node,
        fields=tuple(by_name[name] for name in fields if name in by_name),
        interfaces=tuple(i for i in node.interfaces or () if i.name.value in INTERFACES),
    )


def named(node: Any) -> set[str]:
    """The names of types that a definition uses."""
    found: set[str] = set()

    class Visitor(ql.Visitor):
        def enter_named_type(self, one: Any, *_: Any) -> None:
            found.add(one.name.value)

    ql.visit(node, Visitor())
    return found


def plain(node: Any) -> Any:
    """A definition without descriptions and directives."""

    class Visitor(ql.Visitor):
        def enter_directive(self, *_: Any) -> Any:
            return ql.REMOVE

        def leave(self, one: Any, *_: Any) -> Any:
            return replace(one, description=None) if getattr(one, "description", None) else None

    return ql.visit(node, Visitor())


def main() -> None:
    """Write both descriptions beside this file."""
    api, sdl = (Path(word).read_text("utf-8") for word in sys.argv[1:3])
    write("openapi.json.gz", json.dumps(openapi(json.loads(api)), separators=(",", ":")))
    write("schema.graphql.gz", schema(sdl))


def write(name: str, text: str) -> None:
    """The same bytes for the same text."""
    (HERE / name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
