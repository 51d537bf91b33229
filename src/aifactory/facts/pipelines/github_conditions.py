"""GitHub's `if:` expressions as conditions on how a workflow starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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
from aifactory.facts.pipelines.triggers import DEFAULT

MAX_CHARACTERS = 4000

_TOKEN = re.compile(
    r"\s*(?:('(?:[^']|'')*')|(&&|\|\||==|!=|<=|>=|[!<>(),])|"
    r"([A-Za-z_][\w-]*(?:\.[\w*-]+|\[[^\]\[]*\])*)|([+-]?[0-9][\w.]*))"
)
_ALWAYS = re.compile(r"\b(?:always|failure|cancelled)\s*\(")
_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": None}
_ORIGIN = {
    "push": "push",
    "tag": "push",
    "pull_request": "pull_request",
    "manual": "workflow_dispatch",
    "schedule": "schedule",
    "release": "release",
}
_PAYLOADS = {  # a part of the event that only events so named carry
    "github.event.pull_request": "pull_request",
    "github.event.release": "release",
    "github.event.workflow_run": "workflow_run",
    "github.event.schedule": "schedule",
    "github.event.inputs": "workflow_dispatch",
    "inputs": "workflow_dispatch",
}


def condition(text: str) -> Condition:
    """The condition that an `if:` states; one that tells nothing where it is not understood."""
    inner = text.replace("${{", " ").replace("}}", " ") if _is_whole(text) else text
    try:
        return Parser(_tokens(inner.replace("${{", "(").replace("}}", ")")), _term).parse()
    except NotUnderstood:
        return maybe


def ignores_failures(text: str) -> bool:
    """Whether an `if:` names a status function, so that skipped needs do not skip the job."""
    return _ALWAYS.search(text) is not None


def _is_whole(text: str) -> bool:
    stripped = text.strip()
    return stripped.startswith("${{") and stripped.endswith("}}") and text.count("${{") == 1


def _tokens(text: str) -> list[str]:
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise NotUnderstood("too long")
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise NotUnderstood(text[at : at + 20])
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _term(parser: Parser) -> Condition:
    name = parser.peek().lower()
    test: Condition
    if name in _TESTS and parser.peek(1) == "(":
        parser.take()
        test = _TESTS[name](_arguments(parser))
    else:
        operand = _operand(parser)
        if parser.peek() not in ("==", "!="):
            return maybe if _skip_order(parser) else truth(operand)
        operator = parser.take()
        test = equal(operand, _operand(parser))
        return Gate("not", (test,)) if operator == "!=" else test
    if parser.peek() in ("==", "!="):
        same = parser.take() == "=="
        if (same, parser.take().lower()) not in ((True, "true"), (False, "false")):
            return Gate("not", (test,))
    return test


def _skip_order(parser: Parser) -> bool:
    """Step over a comparison by order, which tells nothing of a start."""
    if parser.peek() not in ("<", ">", "<=", ">="):
        return False
    parser.take()
    _operand(parser)
    return True


def _arguments(parser: Parser) -> list[Operand]:
    parser.take("(")
    parser.enter()
    found = []
    while parser.peek() != ")":
        found.append(_operand(parser))
        if parser.peek() == ",":
            parser.take()
    parser.take(")")
    parser.depth -= 1
    return found


def _operand(parser: Parser) -> Operand:
    token = parser.take()
    if token[0] == "'":
        return _constant(token[1:-1].replace("''", "'"))
    if token.lower() in _CONSTANTS:
        return _constant(_CONSTANTS[token.lower()])
    if token[0].isdigit() or token[0] in "+-":
        return _constant("" if not token.strip("+-0.") else token)
    if not (token[0].isalpha() or token[0] == "_"):
        raise NotUnderstood(token)
    if parser.peek() == "(":
        return _call(token.lower(), _arguments(parser))
    path = token.lower()
    return lambda case: value(path, case)


def _constant(value: Value) -> Operand:
    return lambda _: value


def _call(function: str, arguments: Sequence[Operand]) -> Operand:
    if function == "always":
        return _constant(True)
    if function in ("fromjson", "tojson") and len(arguments) == 1:
        return arguments[0]
    if function == "format" and len(arguments) == 2:
        return lambda case: _format(arguments[0](case), arguments[1](case))
    return _constant(UNKNOWN)


def _format(pattern: Value, filling: Value) -> Value:
    known = isinstance(pattern, str) and isinstance(filling, str)
    return str(pattern).replace("{0}", str(filling)) if known else UNKNOWN


def value(path: str, case: Case) -> Value:
    """What a context (in lower case, such as "github.ref") is worth when a case starts."""
    if case.event == "workflow_call":
        return UNKNOWN
    if path == "github.event_name":
        return case.event
    if path in ("github.ref", "github.ref_name", "github.ref_type", "github.event.ref"):
        return _reference(path.rpartition(".")[2], case)
    if path == "github.event.repository.default_branch":
        return DEFAULT
    if path in ("github.base_ref", "github.event.pull_request.base.ref"):
        return Name("branch") if case.event.startswith("pull_request") else None
    if path == "github.event.action" and case.event in ("push", "schedule", "workflow_dispatch"):
        return None
    if path == "github.head_ref":
        return Name() if case.event.startswith("pull_request") else None
    if path == "github.event.workflow_run.event" and case.event == "workflow_run":
        return _ORIGIN.get(case.trigger.kind, UNKNOWN)
    if path == "github.event.workflow_run.head_branch" and case.trigger.kind == "push":
        return Name("branch") if case.event == "workflow_run" else None
    return _payload(path, case)


def _payload(path: str, case: Case) -> Value:
    for part, event in _PAYLOADS.items():
        if path == part or path.startswith(part + "."):
            carried = case.event.startswith(event)
            return (Name() if path == part else UNKNOWN) if carried else None
    return UNKNOWN


def _reference(what: str, case: Case) -> Value:
    kind, event = case.trigger.kind, case.event
    if event == "workflow_run" or kind in ("schedule", "manual", "call", "other"):
        return UNKNOWN
    tag = kind in ("tag", "release")
    if what == "ref_type":
        return "tag" if tag else "branch"
    prefix = "" if what == "ref_name" else "refs/tags/" if tag else "refs/heads/"
    if event == "pull_request":
        return Name("text", "refs/pull/") if prefix else Name("tag")  # "12/merge": no branch name
    return Name("tag" if tag else "branch", prefix)


def _starts_with(arguments: Sequence[Operand]) -> Test:
    def test(case: Case) -> Parts:
        text, start = (argument(case) for argument in arguments)
        if not isinstance(start, str):
            return case, case
        if isinstance(text, Name):
            return _name_starts(case, text, start)
        if isinstance(text, str):
            return (case, None) if text.lower().startswith(start.lower()) else (None, case)
        return (None, case) if not text and start else (case, case)

    return test if len(arguments) == 2 else maybe


def _name_starts(case: Case, name: Name, start: str) -> Parts:
    if name.prefix.startswith(start):
        return case, None
    if not start.startswith(name.prefix):
        return None, case
    rest = start[len(name.prefix) :]
    return on_branches(case, (rest + "**",)) if name.of == "branch" else (case, case)


def _contains(arguments: Sequence[Operand]) -> Test:
    def test(case: Case) -> Parts:
        text, part = (argument(case) for argument in arguments)
        if isinstance(text, Name) and isinstance(part, str) and part.startswith("refs/"):
            return _name_starts(case, text, part)
        if not isinstance(text, str) or not isinstance(part, str):
            return case, case
        sought = f'"{part}"' if text.lstrip().startswith("[") else part
        return (case, None) if sought.lower() in text.lower() else (None, case)

    return test if len(arguments) == 2 else maybe


def _ends_with(arguments: Sequence[Operand]) -> Test:
    def test(case: Case) -> Parts:
        text, end = (argument(case) for argument in arguments)
        if isinstance(text, Name) and text.of == "branch" and isinstance(end, str):
            return on_branches(case, (end[1:],)) if end.startswith("/") else (case, case)
        return case, case

    return test if len(arguments) == 2 else maybe


_TESTS: dict[str, Callable[[Sequence[Operand]], Test]] = {
    "startswith": _starts_with,
    "contains": _contains,
    "endswith": _ends_with,
}
