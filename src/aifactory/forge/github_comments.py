"""One comment on a pull request of GitHub, written anew at each run.

It is found again by its first line, and only among what this token wrote: somebody else's comment
with the same line is theirs.
"""

from __future__ import annotations

from msgspec import Struct

from aifactory.forge.errors import Missing
from aifactory.forge.github_bulk import Bulk
from aifactory.forge.mapping import below, unknown_shape
from aifactory.forge.transport import Polite
from aifactory.model import Text

FIND = """
query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(first: 100, after: $after) {
        nodes { id body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""
ADD = """
mutation ($subject: ID!, $body: String!) {
  addComment(input: {subjectId: $subject, body: $body}) { subject { id } }
}
"""
UPDATE = """
mutation ($comment: ID!, $body: String!) {
  updateIssueComment(input: {id: $comment, body: $body}) { issueComment { id } }
}
"""


class Thread(Struct, frozen=True):
    """A pull request, by the forge's identity of it, and our comment there, "" where none is."""

    request: str
    comment: str
    body: str = ""


class Comments:
    """The comments of one repository; `url` is where GitHub answers GraphQL."""

    def __init__(self, session: Polite, url: str, path: str) -> None:
        owner, _slash, name = path.partition("/")
        self._bulk = Bulk(session, url, owner, name)

    def put(self, number: int, mark: str, body: str) -> str:
        """Write `body`, which begins with `mark`: "added", "updated", or "same" where it stands.

        A ForgeError where the request is unknown or this token may not write there.
        """
        thread = self.find(number, mark)
        if not thread.comment:
            self._bulk.change(ADD, {"subject": thread.request, "body": body})
            return "added"
        if thread.body.replace("\r\n", "\n").strip() == body.strip():
            return "same"
        self._bulk.change(UPDATE, {"comment": thread.comment, "body": body})
        return "updated"

    def find(self, number: int, mark: str) -> Thread:
        """The request, and the first comment of ours that begins with `mark`."""
        after = None
        while True:
            asked = {**self._bulk.names, "number": number, "after": after}
            found = below(self._bulk.ask(FIND, "", asked), "repository", "pullRequest")
            if not found:
                said = Text("there is no pull request {number}", {"number": number})
                raise Missing(said, Text("run it for an event of a pull request"))
            try:
                page = found["comments"]
                for one in page["nodes"]:
                    if one["viewerDidAuthor"] and one["body"].startswith(mark):
                        return Thread(found["id"], one["id"], one["body"])
                if not page["pageInfo"]["hasNextPage"]:
                    return Thread(found["id"], "")
                after = page["pageInfo"]["endCursor"]
            except (KeyError, TypeError, AttributeError) as error:
                raise unknown_shape(error) from None
