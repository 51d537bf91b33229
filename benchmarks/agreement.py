"""How far verdicts agree with labels made by reading repositories.

usage: python benchmarks/agreement.py LABELS REPOSITORIES

LABELS is a folder of YAML files (repo: owner/name, commit, checks: {id: {verdict, points}});
REPOSITORIES holds each repository as `owner+name/repo` or `owner+name`. A verdict agrees when
the points proven are equal; precision and recall are those of earning any points.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from aifactory import engine, policy


def place(repositories: Path, repo: str) -> Path:
    """Where a labelled repository lies."""
    folder = repositories / repo.replace("/", "+")
    return folder / "repo" if (folder / "repo").exists() else folder


def main(labels: Path, repositories: Path) -> None:
    """Print each disagreement, then agreement, precision and recall."""
    pack = policy.load("bloc4")
    same = total = right = claimed = true = 0
    for file in sorted(labels.glob("*.yml")):
        label = yaml.safe_load(file.read_text("utf-8"))
        where = place(repositories, label["repo"])
        head = subprocess.check_output(["git", "-C", str(where), "rev-parse", "HEAD"], text=True)
        if head.strip() != label["commit"]:
            print(f"{label['repo']}: HEAD is not the labelled commit; left out")
            continue
        card = engine.evaluate(engine.collect(str(where)), pack)
        print(f"{label['repo']}: {card.score.proven} proven, {card.score.reach} within reach")
        for result in (check for criterion in card.criteria for check in criterion.checks):
            wanted = label["checks"][result.id]
            points = float(wanted["points"])
            total += 1
            same += result.earned == points
            claimed += result.earned > 0
            true += points > 0
            right += result.earned > 0 and points > 0
            if result.earned != points:
                print(f"  {result.id}: {result.earned} for {points}")
                print(f"    label: {wanted.get('evidence', '')}")
                shown = [f"{e.path or e.commit or e.tag}:{e.line}" for e in result.evidence[:2]]
                print(f"    ours:  {result.message.msgid} {result.message.values} {shown}")
    print(f"agreement {same}/{total} = {same / total:.3f}")
    print(f"precision {right / max(claimed, 1):.3f}  recall {right / max(true, 1):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
