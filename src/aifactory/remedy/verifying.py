"""The repository's own tests, run before and after, by the words of the person who asks for it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from aifactory.facts import Facts

PATIENCE = 1800  # seconds
STEP = re.compile(r"^(?:-\s*)?(?:run|script|command|-)\s*:?\s+(?=\S)")


def own_commands(facts: Facts) -> list[str]:
    """The lines of CI that run the tests, as they stand there."""
    lines = [
        STEP.sub("", capability.chain[0].text.strip()).strip("\"'|> ")
        for capability in facts.files.capabilities
        if capability.name == "test" and capability.chain
    ]
    return list(dict.fromkeys(line for line in lines if line))


def passes(command: str, folder: Path) -> bool:
    """Whether a shell command ends well in the work tree; its output goes to the terminal."""
    try:
        done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
