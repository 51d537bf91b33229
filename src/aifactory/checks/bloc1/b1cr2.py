"""B1Cr2: the profession's usage and principles of writing code."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.using import by_use, seen, spread, uses
from aifactory.model import Finding, Text

ON_CHANGES = {"push", "pull_request"}
HOOKS = ".pre-commit-config.yaml"


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
    found = [c for c in doing(facts, "lint") if on(c, ON_CHANGES)]
    if found:
        return passed(Text("CI checks the rules on every change"), chain(found[0]))
    hooks = [use for use in uses(facts, "norms-declared") if use.path == HOOKS]
    if hooks:
        text = Text("a hook checks the rules, CI does not: who has not installed it escapes")
        return partly(text, spread(hooks))
    return failed(Text("neither CI nor a hook checks rules of writing"))


def norms_kept(facts: Facts, params: Params) -> Finding:
    """The Python itself, over a sample: names, long functions, errors swallowed whole."""
    sample = facts.code.definitions
    least = int(number(params, "min-functions"))
    values: dict[str, str | int | float] = {"n": sample.functions, "least": least}
    if sample.functions < least:
        text = Text("{n} functions of Python to judge by; {least} are needed", values)
        return failed(text)
    named, short = 1 - sample.misnamed / sample.functions, 1 - sample.long / sample.functions
    values |= {"odd": sample.misnamed, "long": sample.long, "hidden": sample.swallowed}
    text = Text(
        "of {n} functions, {odd} are not named by the norm and {long} are long; {hidden} handlers "
        "hide every error",
        values,
    )
    kept = [
        named >= number(params, "named"),
        short >= number(params, "short"),
        sample.swallowed <= sample.functions * number(params, "hidden"),
    ]
    evidence = seen(sample.faults, sample)
    if all(kept):
        return passed(text, evidence)
    return partly(text, evidence) if sum(kept) == len(kept) - 1 else failed(text, evidence)
