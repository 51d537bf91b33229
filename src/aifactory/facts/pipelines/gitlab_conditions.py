"""GitLab's `if:` expressions as conditions on how a pipeline starts."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
    equal,
    maybe,
    on_branches,
    truth,
)
from aifactory.facts.pipelines.triggers import DEFAULT, from_regex, match

MAX_CHARACTERS = 4000

_TOKEN = re.compile(
    r"\s*(\$\w+|\$\{\w+\}|\"[^\"]*\"|'[^']*'|&&|\|\||==|!=|=~|!~|[!()]|\w+|"
    r"/(?:[^/\\]|\\.)+/[a-z]*)"
)


def condition(text: str, variables: Mapping[str, str]) -> Condition:
    """The condition that an `if:` states; one that tells nothing where it is not understood.

    `variables` are those of the definition: what a branch is compared with may be one of them.
    """
    try:
        return Parser(_tokens(text), lambda parser: _term(parser, variables)).parse()
    except NotUnderstood:
        return maybe


def _tokens(text: str) -> list[str]:
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise NotUnderstood("too long")
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise NotUnderstood(text[at : at + 20])
        tokens.append(found[1])
        at = found.end()
    return tokens


def _term(parser: Parser, variables: Mapping[str, str]) -> Condition:
    left = _operand(parser.take(), {})
    operator = parser.peek()
    if operator not in ("==", "!=", "=~", "!~"):
        return truth(left)
    parser.take()
    right = parser.take()
    if operator in ("==", "!="):
        test = equal(left, _operand(right, variables))
    else:
        test = _matches(left, right)
    return Gate("not", (test,)) if operator[0] == "!" else test


def _operand(token: str, variables: Mapping[str, str]) -> Operand:
    if token[0] in "\"'":
        return lambda _: token[1:-1]
    if token[0] == "$":
        name = token.strip("${}")
        known = variables.get(name, "")
        return lambda case: known if known and "$" not in known else value(name, case)
    if token == "null":  # noqa: S105
        return lambda _: None
    raise NotUnderstood(token)


def value(name: str, case: Case) -> Value:
    """What a predefined variable is worth when a case starts."""
    if name == "CI_PIPELINE_SOURCE":
        return case.event
    if name == "CI_DEFAULT_BRANCH":
        return DEFAULT
    if name.startswith("CI_MERGE_REQUEST_"):
        return _merge_request(name, case)
    if name in ("CI_COMMIT_BRANCH", "CI_COMMIT_TAG", "CI_COMMIT_REF_NAME"):
        return _reference(name, case)
    if name == "CI_OPEN_MERGE_REQUESTS" and case.trigger.kind not in ("push", "pull_request"):
        return None
    return True if name in ("CI", "GITLAB_CI") else UNKNOWN


def _merge_request(name: str, case: Case) -> Value:
    if case.trigger.kind != "pull_request":
        return UNKNOWN if case.trigger.kind in ("other", "call") else None
    if name == "CI_MERGE_REQUEST_TARGET_BRANCH_NAME":
        return Name("branch")
    return Name() if name in ("CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_ID") else UNKNOWN


def _reference(name: str, case: Case) -> Value:
    kind = case.trigger.kind
    if kind == "push":
        return None if name == "CI_COMMIT_TAG" else Name("branch")
    if kind == "tag":
        return None if name == "CI_COMMIT_BRANCH" else Name("tag")
    if kind == "pull_request":
        return Name() if name == "CI_COMMIT_REF_NAME" else None
    if kind == "schedule":
        return None if name == "CI_COMMIT_TAG" else Name()
    return UNKNOWN


def _matches(left: Operand, expression: str) -> Test:
    """The test whether an operand matches `/…/`, which is read where it is plain and never run."""
    if expression[0] != "/":
        return maybe
    patterns = from_regex(expression[: expression.rindex("/") + 1])
    plain = not any(pattern.startswith("/") for pattern in patterns)

    def test(case: Case) -> Parts:
        text = left(case)
        if isinstance(text, Name) and text.of == "branch":
            return on_branches(case, patterns)
        if text is None:
            return None, case
        if isinstance(text, str) and plain:
            found = any(match(pattern, text) for pattern in patterns)
            return (case, None) if found else (None, case)
        return case, case

    return test
