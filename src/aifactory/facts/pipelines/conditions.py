"""Conditions on jobs and steps, read without running anything: which starts may satisfy them.

A condition is evaluated over *cases*, the ways in which a pipeline can start. For each it gives
the part that may make it true and the part that may make it false; a term that is not
understood leaves a case in both. So a start is dropped only when the condition is surely false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from aifactory.facts.pipelines import triggers
from aifactory.facts.pipelines.model import Trigger

MAX_TOKENS = 400
MAX_NESTING = 20


class Case(Struct, frozen=True):
    """A way to start: the event's name at the provider, and the trigger it means."""

    event: str
    trigger: Trigger


class Name(Struct, frozen=True):
    """A text of which only the beginning is known; `of` says what the rest names."""

    of: Literal["branch", "tag", "text"] = "text"
    prefix: str = ""


class Unknown(Struct, frozen=True):
    """A value that only a run would tell."""


class NotUnderstood(Exception):
    """An expression outside the grammar."""


Cases: TypeAlias = tuple[Case, ...]
Value: TypeAlias = str | bool | Name | Unknown | None
Parts: TypeAlias = tuple[Case | None, Case | None]
Test: TypeAlias = Callable[[Case], Parts]
Operand: TypeAlias = Callable[[Case], Value]


class Gate(Struct, frozen=True):
    """Conditions joined by "and" or "or", or one turned round by "not"."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Gate | Test, ...]


Condition: TypeAlias = Gate | Test

UNKNOWN = Unknown()
_BRANCH_NAMES = {"main", "master", "develop", "dev", "trunk", triggers.DEFAULT}


def divide(condition: Condition, cases: Cases) -> tuple[Cases, Cases]:
    """The cases that may satisfy a condition, and those that may not; a case may be in both."""
    if not isinstance(condition, Gate):
        parts = [condition(case) for case in cases]
        return tuple(yes for yes, _ in parts if yes), tuple(no for _, no in parts if no)
    if condition.kind == "not":
        yes, no = divide(condition.parts[0], cases)
        return no, yes
    rest, settled = cases, cases[:0]
    for part in condition.parts:
        yes, no = divide(part, rest)
        rest, out = (yes, no) if condition.kind == "and" else (no, yes)
        settled = unite((*settled, *out))
    return (rest, settled) if condition.kind == "and" else (settled, rest)


def unite(cases: Iterable[Case | None]) -> Cases:
    """One case an event and kind, on every branch that any of them is on."""
    groups: dict[tuple[str, str], list[Trigger]] = {}
    for case in cases:
        if case:
            groups.setdefault((case.event, case.trigger.kind), []).append(case.trigger)
    return tuple(Case(event, triggers.union(group)) for (event, _), group in groups.items())


def common(left: Cases, right: Cases) -> Cases:
    """The cases that stand in both, on the branches of both."""
    others = {(case.event, case.trigger.kind): case.trigger for case in unite(right)}
    found = []
    for case in left:
        other = others.get((case.event, case.trigger.kind))
        part = triggers.both(case.trigger, other) if other else None
        found += [Case(case.event, part)] if part else []
    return tuple(found)


def started_by(cases: Cases) -> tuple[Trigger, ...]:
    """The triggers of cases, one a kind."""
    return triggers.merge(case.trigger for case in cases)


def maybe(case: Case) -> Parts:
    """The test that tells nothing."""
    return case, case


def truth(operand: Operand) -> Test:
    """The test whether an operand is true, as a value standing alone."""

    def test(case: Case) -> Parts:
        value = operand(case)
        if isinstance(value, Unknown):
            return case, case
        return (case, None) if value else (None, case)

    return test


def equal(left: Operand, right: Operand) -> Test:
    """The test whether two operands are equal; a branch compared with a name narrows the case."""

    def test(case: Case) -> Parts:
        a, b = left(case), right(case)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return case, case
        if isinstance(a, Name):
            return (case, case) if isinstance(b, Name) else _named(case, a, b)
        if isinstance(b, Name):
            return _named(case, b, a)
        return (case, None) if _plain(a) == _plain(b) else (None, case)

    return test


def on_branches(case: Case, patterns: Sequence[str]) -> Parts:
    """A case split by branch patterns."""
    yes, no = triggers.split(case.trigger, patterns)
    return (Case(case.event, yes) if yes else None), (Case(case.event, no) if no else None)


def _named(case: Case, name: Name, other: str | bool | None) -> Parts:
    if not isinstance(other, str) or not other.startswith(name.prefix) or not other:
        return None, case
    rest = other[len(name.prefix) :]
    if name.of == "branch":
        return on_branches(case, (rest,))
    return (None, case) if name.of == "tag" and rest in _BRANCH_NAMES else (case, case)


def _plain(value: str | bool | None) -> str:
    """Null, false and "" are alike; case does not matter."""
    if isinstance(value, bool) or value is None:
        return "true" if value else ""
    return "" if value.lower() == "false" else value.lower()


class Parser:
    """The boolean grammar that providers share; `term` reads one comparison or test."""

    def __init__(self, tokens: Sequence[str], term: Callable[[Parser], Condition]) -> None:
        if len(tokens) > MAX_TOKENS:
            raise NotUnderstood(f"more than {MAX_TOKENS} tokens")
        self.tokens = tokens
        self.term = term
        self.at = 0
        self.depth = 0

    def parse(self) -> Condition:
        """The condition that all the tokens make up; NotUnderstood otherwise."""
        condition = self.either()
        if self.peek():
            raise NotUnderstood(self.peek())
        return condition

    def peek(self, ahead: int = 0) -> str:
        """The next token, "" at the end."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, token: str = "") -> str:
        """Step over the next token, which must be `token` where that is given."""
        found = self.peek()
        if not found or (token and found != token):
            raise NotUnderstood(found)
        self.at += 1
        return found

    def enter(self) -> None:
        """Go one level deeper; NotUnderstood below the bound."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise NotUnderstood("nested too deeply")

    def either(self) -> Condition:
        """Conditions joined by `||`."""
        parts = [self.every()]
        while self.peek() == "||":
            self.take()
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Gate("or", tuple(parts))

    def every(self) -> Condition:
        """Conditions joined by `&&`."""
        parts = [self.single()]
        while self.peek() == "&&":
            self.take()
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Gate("and", tuple(parts))

    def single(self) -> Condition:
        """A term, a group in parentheses, or the contrary of one."""
        negated = False
        while self.peek() == "!":
            self.take()
            negated = not negated
        if self.peek() == "(":
            self.take()
            self.enter()
            condition = self.either()
            self.take(")")
            self.depth -= 1
        else:
            condition = self.term(self)
        return Gate("not", (condition,)) if negated else condition
