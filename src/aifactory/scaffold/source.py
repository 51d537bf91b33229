"""Where the template lies: in the package, as in an installed wheel, else in the checkout."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

from aifactory.errors import AifactoryError
from aifactory.model import Text

QUESTIONS = "copier.yml"
ANSWERS = ".copier-answers.yml"
ADDRESS = re.compile(r"(?:https|ssh|file)://(?:git@)?[\w.:/~%+-]+", re.A)
COMMIT = re.compile(r"[0-9a-f]{40,64}")


def template_source() -> Path:
    """The folder that holds `copier.yml` and `template/`."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "data", package.parents[1]):
        if (folder / QUESTIONS).is_file() and (folder / "template").is_dir():
            return folder
    raise AifactoryError(Text("the template is missing"), Text("install aifactory again"))


def reserved_names() -> frozenset[str]:
    """The names that a package of the template may not have."""
    import yaml

    found = yaml.safe_load((template_source() / QUESTIONS).read_text("utf-8"))
    return frozenset(found["reserved_names"]["default"].split())


def origin() -> tuple[str, str] | None:
    """The repository and the revision that were installed, where pip noted them; else None.

    Its note (PEP 610) holds an address of git's only for `pip install git+ADDRESS`.
    """
    try:
        found = json.loads(metadata.distribution("aifactory").read_text("direct_url.json") or "{}")
        version = f"v{metadata.version('aifactory')}"
        address, told = str(found["url"]), found["vcs_info"]
        commit = str(told["commit_id"])
    except (metadata.PackageNotFoundError, ValueError, KeyError, TypeError):
        return None
    if told.get("vcs") != "git" or not (ADDRESS.fullmatch(address) and COMMIT.fullmatch(commit)):
        return None
    return f"git+{address}", version if told.get("requested_revision") == version else commit


def remember(project: Path) -> None:
    """Have a rendered project remember where this installation came from, where that is known.

    The folder of an installed package moves with the next release; updates need an address.
    """
    path = project / ANSWERS
    if (place := origin()) is None or not path.is_file():
        return
    address, revision = place
    text = path.read_text("utf-8")
    kept = re.sub(r"^_commit:.*\n", "", text, flags=re.M)
    told = f"_commit: {revision}\n_src_path: {address}\n"
    path.write_text(re.sub(r"^_src_path:.*\n", lambda _: told, kept, flags=re.M), "utf-8")
