"""Conditions of the smaller providers, in one grammar that reads all their dialects.

`and(eq(a, 'b'), …)` (Azure), `a == "b" && …` (Buildkite, Cirrus, Woodpecker, Groovy) and
`a = b AND …` (Travis). What is not understood narrows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from aifactory.facts.pipelines.conditions import (
    UNKNOWN,
    Case,
    Condition,
    Gate,
    Name,
    NotUnderstood,
    Operand,
    Parser,
    Parts,
    Test,
    Value,
    divide,
    equal,
    maybe,
    on_branches,
    started_by,
    truth,
)
from aifactory.facts.pipelines.model import Trigger
from aifactory.facts.pipelines.triggers import DEFAULT, from_regex

What: TypeAlias = Literal["branch", "tag", "ref", "event", "default", "request", "cron"]

MAX_CHARACTERS = 4000
TOKEN = re.compile(
    r"""\s*(?:('[^']*'|"[^"]*"|/(?:[^/\\\s]|\\.)+/)|(&&|\|\||===?|!==?|!?=~|!~|==?~|[!<>=(),])"""
    r"""|([A-Za-z_$\d^][\w.$^*-]*(?:\[[^\]\[]*\][\w.]*)*))"""
)
WORDS = {"and": "&&", "or": "||", "not": "!"}
SAME = {"=": True, "==": True, "===": True, "!=": False, "!==": False}
LIKE = {"=~": True, "==~": True, "!~": False, "!=~": False}


class Dialect(Struct, frozen=True):
    """What the variables of a provider (in lower case) hold, and what it calls a way to start.

    `request` is the branch's name in a pull request; `alike` maps one text to another that
    means the same start.
    """

    names: Mapping[str, What]
    events: Mapping[str, str] = {}
    request: Name = Name("tag")  # a head branch: any name but those of default branches
    alike: Mapping[str, str] = {}


def passing(text: str, triggers: tuple[Trigger, ...], dialect: Dialect) -> tuple[Trigger, ...]:
    """The triggers under which a condition may hold.

    Where none may, yet it is not false by itself, a start by hand is what remains.
    """
    if not text.strip():
        return triggers
    read = condition(text, dialect)
    return _started(read, triggers, dialect) or _started(read, (Trigger("manual"),), dialect)


def _started(
    read: Condition, triggers: tuple[Trigger, ...], dialect: Dialect
) -> tuple[Trigger, ...]:
    cases = tuple(Case(dialect.events.get(t.kind, ""), t) for t in triggers)
    return started_by(divide(read, cases)[0])


def condition(text: str, dialect: Dialect) -> Condition:
    """The condition that a text states; one that tells nothing where it is not understood."""
    try:
        return Parser(_tokens(text), lambda parser: _term(parser, dialect)).parse()
    except NotUnderstood:
        return maybe


def _tokens(text: str) -> list[str]:
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise NotUnderstood("too long")
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise NotUnderstood(text[at : at + 20])
        token = found[0].strip()
        calls = text[found.end() : found.end() + 1] == "("
        tokens.append(token if calls else WORDS.get(token.lower(), token))
        at = found.end()
    return tokens


def _term(parser: Parser, dialect: Dialect) -> Condition:
    name = parser.peek().lower()
    if parser.peek(1) == "(" and name[:1].isalpha():
        parser.take()
        return _call(name, parser, dialect)
    left = _operand(parser.take(), dialect)
    operator = parser.peek()
    if operator in SAME:
        parser.take()
        return _turned(equal(left, _operand(parser.take(), dialect)), not SAME[operator])
    if operator in LIKE:
        parser.take()
        return _turned(_matches(left, parser.take()), not LIKE[operator])
    if operator.lower() == "in":
        parser.take()
        return Gate("or", tuple(equal(left, one) for one in _operands(parser, dialect)))
    if operator.lower() == "is":
        parser.take()
        return _turned(truth(left), parser.take().lower() in ("blank", "!"))
    if operator in ("<", ">"):
        raise NotUnderstood(operator)
    return truth(left)


def _turned(test: Test, negated: bool) -> Condition:
    return Gate("not", (test,)) if negated else test


def _call(name: str, parser: Parser, dialect: Dialect) -> Condition:
    if name in ("and", "or", "not"):
        parts = _arguments(parser)
        if not parts or (name == "not" and len(parts) != 1):
            raise NotUnderstood(name)
        return Gate(name, tuple(parts))  # type: ignore[arg-type]
    if name in _TESTS:
        operands = _operands(parser, dialect)
        return _TESTS[name](operands) if len(operands) > 1 else maybe
    _arguments(parser)
    return truth(lambda _: True) if name in ("always", "succeeded") else maybe


def _arguments(parser: Parser) -> list[Condition]:
    parser.take("(")
    parser.enter()
    found = []
    while parser.peek() != ")":
        found.append(parser.either())
        if parser.peek() != ")":
            parser.take(",")
    parser.take(")")
    parser.depth -= 1
    return found


def _operands(parser: Parser, dialect: Dialect) -> list[Operand]:
    """Plain values between parentheses."""
    parser.take("(")
    found = []
    while parser.peek() != ")":
        found.append(_operand(parser.take(), dialect))
        if parser.peek() != ")":
            parser.take(",")
    parser.take(")")
    return found


def _operand(token: str, dialect: Dialect) -> Operand:
    if token[0] in "'\"":
        plain = token[1:-1]
        return _constant(dialect.alike.get(plain.lower(), plain))
    lowered = token.lower()
    if lowered in ("true", "false", "null"):
        return _constant({"true": True, "false": False, "null": None}[lowered])
    if not (token[0].isalnum() or token[0] in "_$"):
        raise NotUnderstood(token)
    what = dialect.names.get(_plain_name(lowered))
    if what:
        return lambda case: value(what, case, dialect)
    unknown = "$" in token or "." in token or "[" in token or token.isupper()
    return _constant(UNKNOWN if unknown else token)


def _plain_name(name: str) -> str:
    """`variables['Build.Reason']` and `variables.Build.Reason` are one name."""
    return name.replace("['", ".").replace("']", "")


def _constant(known: Value) -> Operand:
    return lambda _: known


def value(what: What, case: Case, dialect: Dialect) -> Value:
    """What a variable holds when a case starts."""
    kind = case.trigger.kind
    if what == "default":
        return DEFAULT
    if what == "event":
        return case.event or UNKNOWN
    if kind in ("manual", "other", "call"):
        return UNKNOWN
    if what == "request":
        return Name() if kind == "pull_request" else None
    if what == "cron":
        return Name() if kind == "schedule" else None
    if kind == "schedule":
        return None if what == "tag" else UNKNOWN
    tagged = kind in ("tag", "release")
    if what == "tag":
        return Name("tag") if tagged else None
    if kind == "pull_request":
        return dialect.request if what == "branch" else Name("text", "refs/pull/")
    prefix = "" if what == "branch" else "refs/tags/" if tagged else "refs/heads/"
    return Name("tag" if tagged else "branch", prefix)


def _starts(operands: Sequence[Operand]) -> Test:
    def test(case: Case) -> Parts:
        whole, start = operands[0](case), operands[1](case)
        if not isinstance(whole, Name) or not isinstance(start, str):
            return case, case
        if whole.prefix.startswith(start):
            return case, None
        if not start.startswith(whole.prefix):
            return None, case
        rest = start[len(whole.prefix) :]
        return on_branches(case, (rest + "**",)) if whole.of == "branch" else (case, case)

    return test


def _contains(operands: Sequence[Operand]) -> Test:
    def test(case: Case) -> Parts:
        whole, part = operands[0](case), operands[1](case)
        if isinstance(whole, Name) and isinstance(part, str) and part.startswith("refs/"):
            return _starts(operands)(case)
        return case, case

    return test


def _among(operands: Sequence[Operand]) -> Condition:
    return Gate("or", tuple(equal(operands[0], one) for one in operands[1:]))


_TESTS: dict[str, Callable[[Sequence[Operand]], Condition]] = {
    "eq": lambda o: equal(o[0], o[1]),
    "ne": lambda o: Gate("not", (equal(o[0], o[1]),)),
    "startswith": _starts,
    "contains": _contains,
    "in": _among,
    "notin": lambda o: Gate("not", (_among(o),)),
}


def _matches(left: Operand, token: str) -> Test:
    """The test whether an operand matches an expression, which is read where plain, never run."""
    expression = token.strip("'\"")
    patterns = from_regex(expression if expression[:1] == "/" else f"/{expression}/")

    def test(case: Case) -> Parts:
        whole = left(case)
        if isinstance(whole, Name) and whole.of == "branch" and not whole.prefix:
            return on_branches(case, patterns)
        return (None, case) if whole is None else (case, case)

    return test
