"""The rules of `policies/capabilities.yml`: what command or action does what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct, convert

from aifactory.facts.pipelines import patterns
from aifactory.facts.pipelines.patterns import Pattern, Values
from aifactory.policy import data_path

PROVIDERS = re.compile(r"^(?:docker://|(?:orb|pipe|plugin|task):(?:docker://|circleci/)?)")


class Wrapper(Struct, frozen=True):
    """A command that runs another one: what stands before the inner command.

    `skip` operands come first; `after` names options the inner command follows; `values` are
    the wrapper's options that take a value; `text`: the operand is shell text to parse.
    """

    pattern: Pattern
    skip: int = 0
    after: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    text: bool = False


class Rule(Struct, frozen=True):
    """`does` where a command fits one of `runs`, or an action one of `uses`.

    `unless`: options that undo it; `having`/`without`: wild cards over the command's text;
    `about`: over the step's name and the text; `when`: an action's inputs and the values that
    count; `detail`: where its details stand; `script`: wild cards over the path of a local
    script that is run; `last`: only where following the command led to nothing known.
    """

    does: tuple[str, ...]
    runs: tuple[Pattern, ...] = ()
    uses: tuple[str, ...] = ()
    script: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    when: dict[str, tuple[str, ...]] = {}
    detail: dict[str, tuple[str, ...]] = {}
    last: bool = False


class Rules(Struct, frozen=True):
    """Everything the data file says. `scripts` maps an action to the shell text it runs."""

    names: tuple[str, ...]
    rules: tuple[Rule, ...]
    wrappers: tuple[Wrapper, ...]
    values: Values
    scripts: tuple[tuple[str, str], ...]
    never: tuple[str, ...]
    by_program: dict[str, tuple[tuple[int, Pattern], ...]]  # rules by number; "*" for wild cards
    wrapped_by: dict[str, tuple[tuple[int, Pattern], ...]]  # wrappers by number, likewise


class _Wrapper(Struct, forbid_unknown_fields=True):
    run: list[str]
    skip: int = 0
    after: list[str] = []
    values: str = ""
    text: bool = False


class _Rule(Struct, forbid_unknown_fields=True):
    does: str | list[str]
    run: list[str] = []
    uses: list[str] = []
    script: list[str] = []
    unless: list[str] = []
    having: list[str] = []
    without: list[str] = []
    about: list[str] = []
    when: dict[str, list[str]] = {}
    detail: dict[str, list[str]] = {}
    last: bool = False


class _File(Struct, forbid_unknown_fields=True):
    schema: str
    names: list[str]
    never: list[str]
    values: dict[str, str]
    wrappers: list[_Wrapper]
    scripts: dict[str, str]
    rules: list[_Rule]


@cache
def load_rules() -> Rules:
    """The shipped rules; ValueError or msgspec.ValidationError where the file is wrong."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    path = data_path("capabilities.yml")
    return parse_rules(yaml.load(path.read_text("utf-8"), Loader=loader))  # noqa: S506


def parse_rules(data: Any) -> Rules:
    """Rules from plain values; msgspec.ValidationError says which field is wrong."""
    file = convert(data, _File)
    rules = tuple(_rule(rule) for rule in file.rules)
    unknown = {name for rule in rules for name in rule.does} - set(file.names)
    if unknown:
        raise ValueError(f"unknown capabilities: {', '.join(sorted(unknown))}")
    wrappers = tuple(w for wrapper in file.wrappers for w in _wrappers(wrapper))
    return Rules(
        tuple(file.names),
        rules,
        wrappers,
        {name: frozenset(v.split()) for k, v in file.values.items() for name in k.split("|")},
        tuple(file.scripts.items()),
        tuple(file.never),
        _by_program(rule.runs for rule in rules),
        _by_program((wrapper.pattern,) for wrapper in wrappers),
    )


def _by_program(
    several_each: Iterable[Iterable[Pattern]],
) -> dict[str, tuple[tuple[int, Pattern], ...]]:
    found: dict[str, tuple[tuple[int, Pattern], ...]] = {}
    for number, several in enumerate(several_each):
        for pattern in several:
            for name in {"*" if "*" in name else name for name in pattern.programs}:
                found[name] = (*found.get(name, ()), (number, pattern))
    return found


def of_program(
    table: Mapping[str, tuple[tuple[int, Pattern], ...]], word: str
) -> list[tuple[int, Pattern]]:
    """The numbers and patterns of a table that may fit a program, in order."""
    named = table.get(patterns.program(word), ())
    return sorted((*named, *table.get("*", ())), key=lambda found: found[0])


def _rule(rule: _Rule) -> Rule:
    return Rule(
        (rule.does,) if isinstance(rule.does, str) else tuple(rule.does),
        tuple(patterns.parse(text) for text in rule.run),
        tuple(text.lower() for text in rule.uses),
        tuple(rule.script),
        tuple(rule.unless),
        tuple(rule.having),
        tuple(rule.without),
        tuple(rule.about),
        {k: tuple(v) for k, v in rule.when.items()},
        {k: tuple(v) for k, v in rule.detail.items()},
        rule.last,
    )


def _wrappers(wrapper: _Wrapper) -> Iterator[Wrapper]:
    for text in wrapper.run:
        yield Wrapper(
            patterns.parse(text),
            wrapper.skip,
            tuple(wrapper.after),
            frozenset(wrapper.values.split()),
            wrapper.text,
        )


def matching(
    rules: Rules, argv: Sequence[str], text: str, about: str
) -> Iterator[tuple[Rule, int]]:
    """The rules that a command fits, with how many of its words name what it does."""
    if patterns.has_option(argv, rules.never):
        return
    done = -1
    for number, pattern in of_program(rules.by_program, argv[0]):
        rule = rules.rules[number]
        span = patterns.match(pattern, argv, rules.values) if number != done else 0
        if span and _allowed(rule, argv, text, about):
            yield rule, span
            done = number


def _allowed(rule: Rule, argv: Sequence[str], text: str, about: str) -> bool:
    return not (
        (rule.unless and patterns.has_option(argv, rule.unless))
        or (rule.having and not patterns.in_text(text, rule.having))
        or (rule.without and patterns.in_text(text, rule.without))
        or (rule.about and not patterns.in_text(f"{about} {text}", rule.about))
    )


def matching_uses(rules: Rules, uses: str, inputs: Mapping[str, str], name: str) -> Iterator[Rule]:
    """The rules that an action, orb, plugin, task or template fits."""
    action = action_name(uses)
    text = " ".join([uses, *inputs.values()])
    for rule in rules.rules:
        fits = patterns.in_text(action, rule.uses) or patterns.in_text(uses, rule.uses)
        if fits and _inputs(rule, inputs) and _allowed(rule, (uses,), text, name):
            yield rule


def _inputs(rule: Rule, inputs: Mapping[str, str]) -> bool:
    """Whether the inputs are those a rule wants; a value that only a run would tell counts."""
    for key, wanted in rule.when.items():
        value = inputs.get(key, "").strip()
        if not ("${{" in value or patterns.in_text(value, wanted)):
            return False
    return True


def action_name(uses: str) -> str:
    """An action without its version: `docker/build-push-action@v6`, `pipe:1.2`, `Docker@2`."""
    name = PROVIDERS.sub("", uses).split("@")[0].lower()
    head, slash, tail = name.rpartition("/")
    return head + slash + tail.split(":")[0] if "template:" not in name else name
