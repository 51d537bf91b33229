"""The languages aifactory speaks, and which one it was asked to speak."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence

DOMAIN = "aifactory"
FOLDER = os.path.dirname(__file__)  # noqa: PTH120 (pathlib is slow to import)
LANGUAGES = ("en", "fr")


def spoken(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language that the arguments (`--lang fr`) or else the environment ask for, else "en".

    As gettext has it, `LANGUAGE` may list several, and counts where the locale is not plain C.
    """
    for i, word in enumerate(words):
        if word == "--lang" and words[i + 1 : i + 2] and words[i + 1] in LANGUAGES:
            return words[i + 1]
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    place = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    wished = environ.get("LANGUAGE", "") if place.partition(".")[0] not in ("C", "POSIX") else ""
    known = (name[:2].lower() for name in (*wished.split(":"), place))
    return next((name for name in known if name in LANGUAGES), "en")


def speak(lang: str) -> None:
    """Have gettext speak `lang` in this process: argparse and errors use its text domain."""
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang
