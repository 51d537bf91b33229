"""B3Cr10: interfaces of others used over the Web."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.using import ANYWHERE, by_use, shown, spread, uses
from aifactory.model import Finding, Text

LOOKED_UP = re.compile(r"""\.get\(\s*["'](?!https?:)""")  # a key with an address as its default
CARE = ("api-timeout", "api-errors", "api-retries", "api-limits")


def web_api_called(facts: Facts, params: Params) -> Finding:
    """Code calls an interface on somebody else's host."""
    files = {(use.path, use.line, use.cell) for use in uses(facts, "downloads-file")}
    outside = [
        use
        for use in uses(facts, "calls-outside")
        if (use.path, use.line, use.cell) not in files and not LOOKED_UP.search(use.text)
    ]
    if outside:
        return passed(Text("interfaces of others are called"), spread(outside))
    if somewhere := uses(facts, "calls-somewhere"):
        text = Text("an HTTP client is used; the code does not show that its host is another's")
        return partly(text, spread(somewhere))
    return failed(Text("no code calls an interface over the Web"))


def web_api_careful(facts: Facts, params: Params) -> Finding:
    """Calls have time-outs, handle errors, try again, keep to limits."""
    if not uses(facts, "calls-outside", "calls-somewhere"):
        return failed(Text("no code calls an interface over the Web"))
    found = uses(facts, *CARE)
    care = len({use.name for use in found})
    least, some = int(number(params, "kinds")), int(number(params, "partial-kinds"))
    values: dict[str, str | int | float] = {"n": care, "least": least}
    if care >= least:
        return passed(
            Text("{n} of four precautions: time-out, errors, retries, limits", values),
            spread(found),
        )
    text = Text(
        "{n} of four precautions (time-out, errors, retries, limits); {least} are needed", values
    )
    return partly(text, spread(found)) if care >= some else failed(text, spread(found))


def web_api_settings(facts: Facts, params: Params) -> Finding:
    """Addresses and keys come from the environment or a store of secrets."""
    if not uses(facts, "calls-outside", "calls-somewhere"):
        return failed(Text("no code calls an interface over the Web"))
    return by_use(
        facts,
        ["api-settings"],
        Text("keys and addresses come from settings"),
        Text("no key or address of an interface comes from settings"),
        roles=ANYWHERE,
    )


def web_api_tested(facts: Facts, params: Params) -> Finding:
    """Tests answer in the place of the interface."""
    if places := uses(facts, "api-tested", roles=("test", "code")):
        return passed(Text("tests answer in the place of the interface"), map(shown, places))
    return failed(Text("no test with recorded or made answers of an interface"))
