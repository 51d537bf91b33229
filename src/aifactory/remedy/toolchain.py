"""What is known of how a project is installed, tested, built and started."""

from __future__ import annotations

from msgspec import Struct

Commands = tuple[str, ...]


class Toolchain(Struct, frozen=True, kw_only=True):
    """`code` is "python", "node", "go", "rust", "java" or ""; commands are shell lines.

    `version` is that of the language, where one is named. `setup` installs the project, `install`
    what its tests need. `image` installs it in an image; `version_from_git` names the environment
    variable that says the version where git cannot.
    """

    code: str = ""
    version: str = ""
    setup: Commands = ()
    install: Commands = ()
    test: Commands = ()
    build: Commands = ()
    image: Commands = ()
    runs: str = ""
    version_from_git: str = ""
