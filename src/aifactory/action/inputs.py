"""What a workflow asks for, and the words of the command line that ask for the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text

AUTO, NONE = "auto", "none"
SWITCH = {"true": True, "false": False}


class Inputs(Struct, frozen=True):
    """The inputs of one audit, as `action.yml` describes them."""

    path: str
    policies: tuple[str, ...]
    lang: str
    fail_under: str
    fail_on_drop: bool
    compare: str
    forge: bool


def read(environ: Mapping[str, str]) -> Inputs:
    """The inputs of a workflow; BadInput for a switch that is neither true nor false."""
    lines = environ.get("INPUT_POLICY", "").splitlines()
    return Inputs(
        environ.get("INPUT_PATH", "").strip() or ".",
        tuple(line.strip() for line in lines if line.strip()),
        environ.get("INPUT_LANG", "").strip() or "en",
        environ.get("INPUT_FAIL_UNDER", "").strip(),
        _switch(environ, "fail-on-drop"),
        environ.get("INPUT_COMPARE", "").strip() or NONE,
        _switch(environ, "forge"),
    )


def _switch(environ: Mapping[str, str], name: str) -> bool:
    given = environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip().lower()
    if given and given not in SWITCH:
        said = Text("{name} is neither true nor false: {given}", {"name": name, "given": given})
        raise BadInput(said, Text("write true or false"))
    return SWITCH.get(given, False)


def base(inputs: Inputs, environ: Mapping[str, str]) -> str:
    """What to compare with: as asked, or where a pull request goes; "" for nothing."""
    if inputs.compare != AUTO:
        return "" if inputs.compare == NONE else inputs.compare
    target = environ.get("GITHUB_BASE_REF", "")  # only a pull request has one
    return f"origin/{target}" if target else ""


def words(inputs: Inputs, compare: str, folder: Path, environ: Mapping[str, str]) -> list[str]:
    """The audit, with its reports in `folder`; no value can pass for an option."""
    found = ["audit", f"--lang={inputs.lang}", "--color=never"]
    found += [f"--policy={name}" for name in inputs.policies]
    found += [f"--also={form}={folder / name}" for form, name in REPORTS.items()]
    if compare:
        found += [f"--compare={compare}", "--format=markdown", f"--output={folder / COMPARISON}"]
    else:
        found += ["--format=terminal", f"--output={folder / PAGE}"]
    if inputs.fail_under:
        found.append(f"--fail-under={inputs.fail_under}")
    if inputs.fail_on_drop and compare:
        found.append("--fail-on-drop")
    if inputs.forge:
        server, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
        found += ["--forge", "--forge-kind=github", f"--repository={server}/{name}"]
    return [*found, f"./{inputs.path}" if inputs.path.startswith("-") else inputs.path]


REPORTS = {
    "json": "aifactory.json",
    "sarif": "aifactory.sarif",
    "summary": "summary.md",
    "annotations": "annotations.txt",
}
COMPARISON = "comparison.md"
PAGE = "page.txt"
