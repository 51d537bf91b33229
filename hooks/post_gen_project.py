"""Hand cookiecutter's answers over to Copier, which writes the project where it stands."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

GIVEN = json.loads(r"""{{ cookiecutter | tojson }}""")
STUB = ".from-cookiecutter"


def source() -> str:
    """The template as Copier is to remember it: an address as given, a folder in full."""
    named = str(GIVEN["_template"])
    for base in ("", os.environ.get("PWD", ""), GIVEN.get("_output_dir", "")):
        folder = Path(base, named)
        if folder.is_dir():
            return str(folder.resolve())
    return named


def answers() -> dict[str, object]:
    """What was answered; a blank leaves the question to Copier's default."""
    return {k: v for k, v in GIVEN.items() if not k.startswith("_") and v != ""}


def main() -> int:
    """Copier's exit code; cookiecutter takes the folder away where it is not 0."""
    Path(STUB).unlink()
    copier = [sys.executable, "-m", "copier"] if importlib.util.find_spec("copier") else ["copier"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "answers.yml")
        file.write_text(json.dumps(answers()), "utf-8")
        command = [*copier, "copy", "--defaults", "--quiet", "--data-file", str(file)]
        if GIVEN.get("_checkout"):
            command += ["--vcs-ref", str(GIVEN["_checkout"])]
        return subprocess.call([*command, source(), "."])


if __name__ == "__main__":
    sys.exit(main())
