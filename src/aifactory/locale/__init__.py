"""The languages aifactory speaks, and which one it was asked to speak."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence

DOMAIN = "aifactory"
FOLDER = os.path.dirname(__file__)  # noqa: PTH120 (pathlib is slow to import)
LANGUAGES = ("en", "fr")


def spoken(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language that the arguments (`--lang fr`) or else the environment ask for, else "en"."""
    for i, word in enumerate(words):
        if word == "--lang" and words[i + 1 : i + 2] and words[i + 1] in LANGUAGES:
            return words[i + 1]
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            asked = environ[name][:2].lower()
            return asked if asked in LANGUAGES else "en"
    return "en"


def speak(lang: str) -> None:
    """Have gettext speak `lang` in this process: argparse and errors use its text domain."""
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = "C" if lang == "en" else lang
