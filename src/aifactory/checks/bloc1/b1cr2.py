"""B1Cr2: the profession's usage and principles of writing code."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.using import by_use, judged, seen, spread, uses
from aifactory.facts.pipelines.model import Capability
from aifactory.model import Finding, Text

ON_CHANGES = {"push", "pull_request"}
HOOKS = ".pre-commit-config.yaml"
ASIDE = re.compile(  # what looks at words, images, commits or charts, and at no code
    r"codespell|cspell|spell|typos|hadolint|helm\b.*\blint|\bct lint|terraform\b.*\bvalidate|markdownlint|knip|mdformat|yamllint|actionlint"
    r"|zizmor|commitlint|semantic-pull-request|blacken-docs|taplo|toml-sort|check-jsonschema|\bvale\b",
    re.I,
)
LENIENT = re.compile(r"--exit-zero|\|\|\s*(?:true|echo|:)|\bcontinue-on-error\b")
REWRITES = re.compile(  # a formatter that is not told to check changes a copy, and refuses nothing
    r"^(?!.*(?:--check|--diff|--dry-run|\s-c\b))(?:.*\s)?(?:black|isort|ruff\s+format|prettier\s.*(?:--write|-w))\b|gofmt\b.*\s-w\b"
    r"|clang_?-?format\S*\b.*\s-i\b"
)
TYPED = re.compile(
    r"tsc|mypy|pyright|pyre|\bty\b|\bflow\b|type", re.I
)  # a build may check types, or not
BROKEN = re.compile(
    r"--select[ =]E9\b"
)  # the starter's choice: what cannot run, and no rule of style


def norms_declared(facts: Facts, params: Params) -> Finding:
    """The rules of writing are kept as configuration of a linter or a formatter."""
    return by_use(
        facts,
        ["norms-declared"],
        Text("rules of writing are configured"),
        Text("no configuration of a linter or a formatter"),
    )


def norms_enforced(facts: Facts, params: Params) -> Finding:
    """CI applies the rules to every change; a hook alone is a beginning."""
    asked = (*doing(facts, "lint"), *doing(facts, "type-check"))
    found = [c for c in asked if on(c, ON_CHANGES) and _refuses(c)]
    strict = [c for c in found if not BROKEN.search(c.chain[-1].text)]
    if strict:
        return passed(Text("CI checks the rules on every change"), chain(strict[0]))
    if found:
        return partly(Text("CI refuses what cannot run, and checks no rule"), chain(found[0]))
    hooks = [use for use in uses(facts, "norms-declared") if use.path == HOOKS]
    if hooks:
        text = Text("a hook checks the rules, CI does not: who has not installed it escapes")
        return partly(text, spread(hooks))
    return failed(Text("neither CI nor a hook checks rules of writing"))


def _refuses(capability: Capability) -> bool:
    """Whether a command of CI looks at code and fails where a rule is broken."""
    told = capability.chain[-1].text
    if any(ASIDE.search(place.text) for place in capability.chain):
        return False
    if capability.name == "type-check" and not any(TYPED.search(p.text) for p in capability.chain):
        return False
    return not (LENIENT.search(told) or REWRITES.search(told))


def norms_kept(facts: Facts, params: Params) -> Finding:
    """The code itself, over a sample: names, long functions, errors swallowed whole.

    Python is parsed; of the language used most beside it, names and swallowed errors are known.
    """
    sample, python = judged(facts, int(number(params, "min-functions")))
    least = int(number(params, "min-functions"))
    values: dict[str, str | int | float] = {"n": sample.functions, "least": least}
    if sample.functions < least:
        text = Text("{n} functions to judge by; {least} are needed", values)
        return failed(text)
    counted = max(sample.functions, sample.public)
    values |= {"odd": sample.misnamed, "long": sample.long, "hidden": sample.swallowed}
    kept = [
        1 - sample.misnamed / counted >= number(params, "named"),
        sample.swallowed <= sample.functions * number(params, "hidden"),
    ]
    if python:
        kept.append(1 - sample.long / sample.functions >= number(params, "short"))
        text = Text(
            "of {n} functions, {odd} are not named by the norm and {long} are long; {hidden} handlers "
            "hide every error",
            values,
        )
    else:
        text = Text(
            "of {n} public functions, {odd} are not named by the norm; {hidden} handlers hide an error",
            values,
        )
    evidence = seen(sample.faults, sample)
    if all(kept):
        return passed(text, evidence)
    return partly(text, evidence) if sum(kept) == len(kept) - 1 else failed(text, evidence)
