"""What commands need beyond the base installation, and how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from aifactory.errors import BadInput
from aifactory.model import Text, plural

# What is imported from each extra of pyproject.toml; a test holds both equal.
MODULES = {
    "forge": ("requests", "requests_cache", "tenacity", "github3", "gitlab"),
    "fleet": ("sqlalchemy", "alembic", "distributed", "psycopg", "openpyxl", "tenacity"),
    "grade": ("openpyxl", "docx"),
    "memoire": ("pypdf", "lxml"),
    "parquet": ("pyarrow",),
}
STORE = ("sqlalchemy", "alembic", "tenacity")
POSTGRESQL = ("psycopg",)
CLUSTER = ("distributed",)
PARQUET = ("pyarrow",)


def needed(modules: Sequence[str], extra: str = "fleet") -> None:
    """BadInput with the command to install them where one of these modules is missing."""
    if missing := lacking(modules):
        names = ", ".join(missing)
        raise BadInput(
            plural(
                "{names} is not installed", "{names} are not installed", len(missing), names=names
            ),
            Text("install it with {command}", {"command": install(extra)}),
        )


def lacking(modules: Sequence[str]) -> list[str]:
    """Those of these modules that are not installed."""
    return [name for name in modules if not installed(name)]


def install(extra: str) -> str:
    """The command that installs an extra."""
    return f'pip install "aifactory[{extra}]"'


def installed(name: str) -> bool:
    """Whether a module can be imported."""
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
