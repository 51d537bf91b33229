"""Where the shipped data lie: inside an installed package, or in the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_FOLDERS = (_PACKAGE / "data" / "policies", _PACKAGE.parent.parent / "policies")
_HEADER = "schema: aifactory/policy/1"


def data_path(name: str) -> Path:
    """The shipped file `policies/<name>`; FileNotFoundError where the installation lacks it."""
    for folder in _FOLDERS:
        if (path := folder / name).is_file():
            return path
    raise FileNotFoundError(f"policies/{name} is missing from this installation")


@cache
def available() -> tuple[str, ...]:
    """The names of the shipped packs, sorted; a pack is known by its `schema:` line."""
    found = (path for folder in _FOLDERS for path in folder.glob("*.yml"))
    return tuple(sorted({path.stem for path in found if _is_pack(path)}))


def _is_pack(path: Path) -> bool:
    with path.open(encoding="utf-8") as lines:
        return any(line.rstrip() == _HEADER for line, _ in zip(lines, range(20), strict=False))
