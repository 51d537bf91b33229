"""Where a repository is, as people write it down: an address, a page of a forge, or a path."""

from __future__ import annotations

import os
import re
from pathlib import Path

from aifactory.snapshot.clone import is_url

# What a browser's address bar adds to the address of a repository.
PAGE = re.compile(
    r"(?:https?://)?((?:www\.)?(?:github\.com|gitlab\.[\w.-]+)/[^/\s?#]+/[^\s?#]+?)"
    r"(?:/-)?(?:/(?:tree|blob|commits?|issues|pulls?|actions|merge_requests)(?:/[^\s?#]*)?)?"
    r"/?(?:[?#]\S*)?",
    re.I,
)


def located(place: str, base: Path) -> str:
    """An address as git takes it, or an absolute path, relative ones from `base`; a page of a
    forge becomes its repository.
    """
    if not place:
        return ""
    if page := PAGE.fullmatch(place):
        return f"https://{page[1].removesuffix('/')}"
    if is_url(place):
        return place
    try:
        path = Path(place).expanduser()
    except RuntimeError:  # "~nobody"
        path = Path(place)
    base = base.resolve()
    while path.parts[:1] == ("..",):
        base, path = base.parent, Path(*path.parts[1:])
    found = str(base / path)
    plain = os.path.normpath(found)  # one name for `a/../b` and `b`, unless a link makes them two
    return plain if os.path.realpath(plain) == os.path.realpath(found) else found
