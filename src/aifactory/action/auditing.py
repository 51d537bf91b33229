"""The step that audits: one audit, all reports, outputs; a threshold fails a later step."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path
from typing import Any

from aifactory.action import workflow
from aifactory.action.inputs import COMPARISON, PAGE, REPORTS, Inputs, base, read, words
from aifactory.errors import BadInput
from aifactory.model import Text
from aifactory.render.annotations import command
from aifactory.render.comparison import MARK

DEEP = "fetch-depth: 0"
BELOW = 1
VERDICTS = {"passed": "pass", "partial": "partial", "failed": "fail", "unknown": "unknown"}


def run(environ: Mapping[str, str]) -> int:
    """Audit; 0 also below a threshold, which the output `exit-code` tells a later step."""
    from aifactory.cli import main

    inputs = read(environ)
    folder = Path(tempfile.mkdtemp(prefix="aifactory-", dir=environ.get("RUNNER_TEMP") or None))
    root, compare = _before(inputs, environ)
    with workflow.fenced():
        code = main(words(inputs, compare, folder, environ))
        if code in (0, BELOW):
            print((folder / (COMPARISON if compare else PAGE)).read_text("utf-8"))
    if code not in (0, BELOW):
        return code
    print((folder / REPORTS["annotations"]).read_text("utf-8"), end="")
    reports = _reports(folder)
    if code:
        print(command("error", {"title": "aifactory"}, _why(inputs, reports)))
    _tell(environ, folder, compare, reports)
    workflow.put(environ, {**outputs(reports[0]), "root": str(root), "exit-code": str(code)})
    return 0


def unsent(environ: Mapping[str, str]) -> int:  # noqa: ARG001 - every step is given it
    """Say why code scanning lacks the findings; always 0."""
    said = _(
        "the findings did not reach code scanning: the job needs {line} and a repository that has "
        "code scanning; {switch} leaves it out"
    )
    line, switch = "`permissions: {security-events: write}`", "`upload-sarif: false`"
    print(command("warning", {"title": "aifactory"}, said.format(line=line, switch=switch)))
    return 0


def _before(inputs: Inputs, environ: Mapping[str, str]) -> tuple[Path, str]:
    """The repository's root, and what to compare with.

    A shallow clone is said; BadInput where a drop could not be seen.
    """
    from aifactory.snapshot import open_snapshot

    compare = base(inputs, environ)
    with open_snapshot(inputs.path) as found:
        root, shallow = found.root, found.history is not None and found.history.shallow
    if shallow:
        said = _(
            "the checkout is shallow: what the history proves stays unknown, and nothing can be "
            "compared. Add to the step of actions/checkout: `with: {{ {line} }}`"
        )
        print(command("warning", {"title": "aifactory"}, said.format(line=DEEP)))
        if compare and inputs.fail_on_drop:
            raise BadInput(
                Text("fail-on-drop cannot be answered: the checkout is shallow"),
                Text("add to the step of actions/checkout: {line}", {"line": DEEP}),
            )
        compare = ""
    return root.resolve(), compare


def _reports(folder: Path) -> list[dict[str, Any]]:
    """The reports of the audit, one a policy."""
    raw = json.loads((folder / REPORTS["json"]).read_bytes())
    found: list[dict[str, Any]] = raw if isinstance(raw, list) else raw.get("reports", [raw])
    return found


def outputs(report: dict[str, Any]) -> dict[str, str]:
    """What a report says in figures."""
    score = report["score"]
    verdicts = [check["verdict"] for one in report["criteria"] for check in one["checks"]]
    counted = {name: str(verdicts.count(verdict)) for name, verdict in VERDICTS.items()}
    return {
        "score": f"{score['proven']:g}",
        "reach": f"{score['reach']:g}",
        "points": f"{report['policy']['total']:g}",
        "validated": str(score["validated"]).lower(),
        **counted,
    }


def _tell(
    environ: Mapping[str, str], folder: Path, compare: str, reports: list[dict[str, Any]]
) -> None:
    """The page of the run, and where the reports are."""
    page = (folder / REPORTS["summary"]).read_text("utf-8")
    changed = folder / COMPARISON
    before = changed.read_text("utf-8").replace(f"{MARK}\n", "", 1) if compare else ""
    workflow.show(environ, *((page, before) if before else (page,)))
    paths = {
        "report": str(folder / REPORTS["json"]),
        "sarif": str(folder / REPORTS["sarif"]),
        "comparison": str(changed) if compare else "",
        "policies": ",".join(one["policy"]["id"] for one in reports),
    }
    workflow.put(environ, paths)


def _why(inputs: Inputs, reports: list[dict[str, Any]]) -> str:
    """Why the workflow is to fail."""
    least = float(inputs.fail_under.replace(",", ".")) if inputs.fail_under else 0.0
    below = [one for one in reports if one["score"]["proven"] < least]
    if not below:
        return _("fewer points are proven than before")
    said = _("{policy}: {proven} of {total} points are proven, fewer than the {least} asked for")
    return "; ".join(
        said.format(
            policy=one["policy"]["id"],
            proven=f"{one['score']['proven']:g}",
            total=f"{one['policy']['total']:g}",
            least=inputs.fail_under,
        )
        for one in below
    )
