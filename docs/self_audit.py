"""What this repository says of its own score: `python docs/self_audit.py` writes it anew.

The score is that of the tracked files alone, so that it neither grows stale as time passes nor
differs between a whole clone and a shallow one. Written are the page, the badge, the line of the
README and the threshold of CI; a test holds all four to the files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from aifactory import engine, policy
from aifactory.model import CheckResult, Scorecard
from aifactory.render import View, badge
from aifactory.render.translate import Speech

ROOT = Path(__file__).parents[1]
HEAD = """\
# Audited by itself

Written by `python docs/self_audit.py`; do not edit. **{proven} of {points}** points of bloc 4 are
proven by the tracked files alone. CI audits each push with its history too, fails below this score,
and shows the whole scorecard in the summary of the run. Nothing is waived, and no record tells of
what did not happen: what lacks is listed below.
"""
LACKING = """
## What lacks
"""
UNREAD = """
Told by the history or by a forge alone, which an audit of files does not read: {names}.
"""
ALT = re.compile(r"(!\[Audited by itself: )[\d.]+( of 20 points)")
THRESHOLD = re.compile(r"(fail-under: \")[\d.]*(\" # docs/self_audit\.py)")


def audited() -> Scorecard:
    """The scorecard of the tracked files as they stand, without history or forge."""
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in filter(None, listed.split("\0")):
            source, copy = ROOT / name, Path(folder, "aifactory", name)
            if source.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
        facts = engine.collect(f"{folder}/aifactory", code=False)
    return engine.evaluate(facts, policy.load("bloc4"))


def written(card: Scorecard) -> dict[Path, str]:
    """What follows from a scorecard: the texts of the files that tell it, as they should be."""
    proven = f"{card.score.proven:g}"
    readme, ci = ROOT / "README.md", ROOT / ".github" / "workflows" / "ci.yml"
    return {
        ROOT / "docs" / "self-audit.md": page(card),
        ROOT / "docs" / "images" / "score.svg": badge.render([card], View(lang="en")),
        readme: ALT.sub(rf"\g<1>{proven}\g<2>", readme.read_text("utf-8")),
        ci: THRESHOLD.sub(rf"\g<1>{proven}\g<2>", ci.read_text("utf-8")),
    }


def page(card: Scorecard) -> str:
    """The score by criterion, and what lacks."""
    rows = ["| criterion | proven | of |", "|---|---|---|"]
    lacking, unread = list[str](), list[str]()
    reasons = [source.reason for source in card.sources.values()]
    for criterion in card.criteria:
        rows.append(f"| {criterion.title} | {criterion.proven:g} | {criterion.points:g} |")
        for check in criterion.checks:
            if check.message in reasons:
                unread.append(f"`{check.id}`")
            elif check.earned < check.points:
                lacking.append(_lacking(check))
    head = HEAD.format(proven=f"{card.score.proven:g}", points=f"{card.policy.total:g}")
    return "\n".join([head, *rows, LACKING, *lacking, UNREAD.format(names=", ".join(unread))])


def _lacking(check: CheckResult) -> str:
    """A check that proves less than it could, with the reason that the audit gives."""
    short = f"{check.points - check.earned:g}"
    return f"- `{check.id}`, {short}: {Speech('en').text(check.message)}"


if __name__ == "__main__":
    for path, text in written(audited()).items():
        path.write_text(text, "utf-8")
