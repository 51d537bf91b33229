"""The entry point of the action's steps: `python -I -m aifactory.action audit|comment|unsent`."""

from __future__ import annotations

import os
import sys

from aifactory.action import auditing, commenting
from aifactory.errors import AifactoryError
from aifactory.locale import LANGUAGES, speak
from aifactory.render.annotations import command
from aifactory.render.translate import Speech

STEPS = {"audit": auditing.run, "comment": commenting.run, "unsent": auditing.unsent}


def main(name: str) -> int:
    """Run a step in the language that the workflow asks for."""
    asked = os.environ.get("INPUT_LANG", "")
    lang = asked if asked in LANGUAGES else "en"
    speak(lang)
    try:
        return STEPS[name](os.environ)
    except AifactoryError as error:
        speech = Speech(lang)
        said = speech.text(error.said), speech.text(error.hint)
        print(command("error", {"title": "aifactory"}, ". ".join(filter(None, said))))
        return error.exit_code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
