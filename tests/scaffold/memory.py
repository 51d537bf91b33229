"""A forge in memory: both protocols, and answers that get lost on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from aifactory.forge.errors import Already, Denied, ForgeError, Interrupted, Refused, Uncertain
from aifactory.forge.records import Board, Issue, Label, Milestone, Protection, Provider, Request
from aifactory.model import Text
from aifactory.scaffold.labels import sameness

WORDS = (Text("trouble"), Text("try again"))
KINDS: dict[str, type[ForgeError]] = {
    "refused": Refused,
    "denied": Denied,
    "interrupted": Interrupted,
    "before": Uncertain,
    "after": Uncertain,
}


class Memory:
    """What a forge holds; `trouble(n)` names a fault for the nth write: one of `KINDS`.

    "before" loses the question, "after" the answer: the change is made.
    """

    def __init__(
        self, trouble: Callable[[int], str] = lambda n: "", provider: Provider = "github"
    ) -> None:
        self.trouble = trouble
        self.provider = provider
        self.same = sameness(provider)
        self.asked = 0
        self.made: list[str] = []
        self._labels: dict[str, Label] = {}
        self._milestones: list[Milestone] = []
        self._issues: list[Issue] = []
        self._boards: list[Board] = []
        self._rules: list[Protection] = []
        self._requests: list[Request] = []
        self._heads: list[str] = []

    def labels(self) -> Iterator[Label]:
        return iter([*self._labels.values()])

    def milestones(self) -> Iterator[Milestone]:
        return iter(self._milestones)

    def issues(self, **_: object) -> Iterator[Issue]:
        return iter(self._issues)

    def boards(self) -> Iterator[Board]:
        return iter(self._boards)

    def protections(self, branch: str) -> Iterator[Protection]:
        return iter(self._rules)

    def _write(self, what: str, change: Callable[[], None]) -> None:
        fault, self.asked = self.trouble(self.asked), self.asked + 1
        if fault in KINDS and fault != "after":
            raise KINDS[fault](*WORDS)
        change()
        self.made.append(what)
        if fault == "after":
            raise Uncertain(*WORDS)

    def create_label(self, label: Label) -> None:
        if self.same(label.name) in self._labels:
            raise Already(*WORDS)
        key = self.same(label.name)
        self._write(f"+{label.name}", lambda: self._labels.__setitem__(key, label))

    def change_label(self, name: str, label: Label) -> None:
        new = self.same(label.name)
        assert self.same(name) in self._labels
        assert new == self.same(name) or new not in self._labels

        def change() -> None:
            del self._labels[self.same(name)]
            self._labels[new] = label
            for position, issue in enumerate(self._issues):
                kept = tuple(label.name if one == name else one for one in issue.labels)
                self._issues[position] = replace(issue, labels=kept)

        self._write(f"~{name}:{label.name}", change)

    def delete_label(self, name: str) -> None:
        self._write(f"-{name}", lambda: self._labels.__delitem__(self.same(name)))

    def create_milestone(self, title: str, due: str, description: str) -> None:
        made = Milestone(len(self._milestones) + 1, title, "", True, due, 0, 0)
        self._write(f"milestone {title}", lambda: self._milestones.append(made))

    def protect(self, branch: str, rule: Protection) -> None:
        self._write(f"protect {branch}", lambda: self._rules.append(rule))

    def create_board(self, board: Board) -> None:
        self._write(f"board {board.title}", lambda: self._boards.append(board))

    def create_issue(self, title: str, body: str, labels: Sequence[str], milestone: str) -> None:
        made = issue(len(self._issues) + 1, title, labels, body)
        self._write(f"issue {title}", lambda: self._issues.append(made))

    def requests(self) -> Iterator[Request]:
        return iter(self._requests)

    def requests_from(self, branch: str) -> Iterator[Request]:
        found = zip(self._requests, self._heads, strict=True)
        return iter([one for one, head in found if head == branch])

    def create_request(self, title: str, body: str, head: str, base: str) -> None:
        if any(one.target == base and not one.closed for one in self.requests_from(head)):
            raise Already(*WORDS)
        made = Request(len(self._requests) + 1, title, "", "ana", "", "", base)

        def change() -> None:
            self._requests.append(made)
            self._heads.append(head)

        self._write(f"request {head} to {base}", change)


def issue(number: int, title: str, labels: Sequence[str] = (), body: str = "") -> Issue:
    """An issue."""
    return Issue(number, title, "", "ana", "", "", labels=tuple(labels), body=body)
