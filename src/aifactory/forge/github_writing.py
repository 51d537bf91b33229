"""GitHub, written to: labels, milestones and issues by REST, boards by GraphQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from aifactory.forge.errors import Denied, Missing, Refused
from aifactory.forge.github import GitHub, Session
from aifactory.forge.mapping import unknown_shape
from aifactory.forge.records import Board, Label, Protection
from aifactory.model import Text

RULES = "aifactory"
ISSUES = "issues=write / repo"  # what most of this asks of a token
COLOURS = ("GRAY", "BLUE", "YELLOW", "RED", "GREEN", "PURPLE", "ORANGE", "PINK")
NO_MILESTONE = (
    Text("an issue was to go into a milestone that is not there"),
    Text("create the milestone first"),
)

CARDS = (
    Text("the board holds cards, which would lose their column"),
    Text("change the columns of the board by hand"),
)

CREATE_BOARD = """
mutation ($owner: ID!, $repository: ID!, $title: String!) {
  createProjectV2(input: {ownerId: $owner, repositoryId: $repository, title: $title}) {
    projectV2 {
      id
      field(name: "Status") { ... on ProjectV2SingleSelectField { id } }
    }
  }
}
"""
SET_COLUMNS = """
mutation ($field: ID!, $options: [ProjectV2SingleSelectFieldOptionInput!]!) {
  updateProjectV2Field(input: {fieldId: $field, singleSelectOptions: $options}) {
    projectV2Field { ... on ProjectV2SingleSelectField { id } }
  }
}
"""
FIND_BOARD = """
query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    projectsV2(first: 50) {
      nodes {
        title closed
        items(first: 1) { totalCount }
        field(name: "Status") { ... on ProjectV2SingleSelectField { id } }
      }
    }
  }
}
"""


class GitHubWriter:
    """The writer of one repository; see Writer."""

    def __init__(self, session: Session, reader: GitHub) -> None:
        self._session = session
        self._reader = reader
        self._milestones: dict[str, int] = {}

    def create_label(self, label: Label) -> None:
        """See Writer."""
        self._send("POST", self._reader.address("labels"), _body(label))

    def change_label(self, name: str, label: Label) -> None:
        """See Writer."""
        body = {**_body(label), "new_name": label.name}
        del body["name"]
        self._send("PATCH", self._reader.address("labels", quote(name, safe="")), body)

    def delete_label(self, name: str) -> None:
        """See Writer."""
        self._send("DELETE", self._reader.address("labels", quote(name, safe="")), None)

    def create_milestone(self, title: str, due: str, description: str) -> None:
        """See Writer. GitHub shows the day of its own time zone: noon is that day for all."""
        body = {"title": title, "description": description}
        if due:
            body["due_on"] = f"{due}T12:00:00Z"
        made = self._send("POST", self._reader.address("milestones"), body)
        if isinstance(made, dict) and isinstance(made.get("number"), int):
            self._milestones[title] = made["number"]

    def protect(self, branch: str, rule: Protection) -> None:
        """See Writer. A rule set, which adds to what already guards the branch."""
        guards: list[dict[str, Any]] = [
            {"type": "deletion"},
            {"type": "non_fast_forward"},
            {
                "type": "pull_request",
                "parameters": {
                    "required_approving_review_count": rule.approvals,
                    "dismiss_stale_reviews_on_push": True,
                    "require_code_owner_review": False,
                    "require_last_push_approval": False,
                    "required_review_thread_resolution": False,
                },
            },
        ]
        if rule.checks:
            checks = [{"context": name} for name in rule.checks]
            guards.append(
                {
                    "type": "required_status_checks",
                    "parameters": {
                        "required_status_checks": checks,
                        "strict_required_status_checks_policy": False,
                    },
                }
            )
        named = f"refs/heads/{branch}"
        self._send(
            "POST",
            self._reader.address("rulesets"),
            {
                "name": rule.name or RULES,
                "target": "branch",
                "enforcement": "active",
                "conditions": {"ref_name": {"include": [named], "exclude": []}},
                "rules": guards,
            },
        )

    def create_board(self, board: Board) -> None:
        """See Writer. Two requests: one of this title that stands without its columns gets them.

        GitHub then forgets the columns that were there, and with them where each card stood: a
        board that holds cards is refused.
        """
        field = self._status_field(board.title) or self._new_board(board.title)
        options = [
            {
                "name": column.name,
                "color": COLOURS[position % len(COLOURS)],
                "description": column.meaning,
            }
            for position, column in enumerate(board.columns)
        ]
        self._reader.bulk.change(SET_COLUMNS, {"field": field, "options": options})

    def create_issue(self, title: str, body: str, labels: Sequence[str], milestone: str) -> None:
        """See Writer."""
        asked: dict[str, Any] = {"title": title, "body": body, "labels": list(labels)}
        if milestone:
            asked["milestone"] = self._number(milestone)
        self._send("POST", self._reader.address("issues"), asked)

    def create_request(self, title: str, body: str, head: str, base: str) -> None:
        """See Writer."""
        asked = {"title": title, "body": body, "head": head, "base": base}
        self._send("POST", self._reader.address("pulls"), asked, "pull_requests=write / repo")

    def _number(self, milestone: str) -> int:
        if milestone not in self._milestones:
            self._milestones = {m.title: m.number for m in self._reader.milestones()}
        if milestone not in self._milestones:
            raise Missing(*NO_MILESTONE)
        return self._milestones[milestone]

    def _status_field(self, title: str) -> str:
        """The field for the columns of the open board with this title; "" where there is none."""
        data = self._reader.bulk.ask(FIND_BOARD, "", self._reader.bulk.names)
        nodes = ((data.get("repository") or {}).get("projectsV2") or {}).get("nodes") or ()
        for node in nodes:
            if node["title"] == title and not node["closed"]:
                if node["items"]["totalCount"]:
                    raise Refused(*CARDS)
                return str((node.get("field") or {}).get("id") or "")
        return ""

    def _new_board(self, title: str) -> str:
        about = self._reader.about()
        ids = {"owner": about["owner"]["node_id"], "repository": about["node_id"], "title": title}
        data = self._reader.bulk.change(CREATE_BOARD, ids)
        try:
            return str(data["createProjectV2"]["projectV2"]["field"]["id"])
        except (KeyError, TypeError) as error:
            raise unknown_shape(error) from None

    def _send(self, method: str, url: str, body: Any, scope: str = ISSUES) -> Any:
        try:
            answer = self._session.request(method, url, json=body)
        except Missing:
            raise self._no_right(scope) from None
        return answer.json() if answer.content else None

    def _no_right(self, scope: str) -> Denied | Missing | Refused:
        """What a 404 to a write means: GitHub hides what one may not change."""
        if (self._reader.about().get("permissions") or {}).get("push"):
            return Missing(
                Text("what was to be changed is not there any more"),
                Text("run the same command again: it reads what stands before it goes on"),
            )
        return Denied(
            Text("this token may read the repository but not change it"),
            Text("give a token with the permission {scope}", {"scope": scope}),
        )


def _body(label: Label) -> dict[str, str]:
    return {"name": label.name, "color": label.colour, "description": label.description}
