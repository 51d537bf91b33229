"""What the fleet needs beyond the base installation, and how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from aifactory.errors import BadInput
from aifactory.model import Text

STORE = ("sqlalchemy", "alembic")
POSTGRESQL = ("psycopg",)
CLUSTER = ("distributed",)
PARQUET = ("pyarrow",)


def needed(modules: Sequence[str], extra: str = "fleet") -> None:
    """BadInput with the command to install them where one of these modules is missing."""
    missing = [name for name in modules if not installed(name)]
    if missing:
        command = f"pip install 'aifactory[{extra}]'"
        raise BadInput(
            Text("{names} is not installed", {"names": ", ".join(missing)}),
            Text("install it with {command}", {"command": command}),
        )


def installed(name: str) -> bool:
    """Whether a module can be imported."""
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
