"""Where the template lies: in the package, as in an installed wheel, else in the checkout."""

from __future__ import annotations

from pathlib import Path

from aifactory.errors import AifactoryError
from aifactory.model import Text

QUESTIONS = "copier.yml"


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
