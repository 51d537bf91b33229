"""The distributions, built from two copies of this checkout, and one installed without extras."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
from pathlib import Path

from msgspec import Struct

CHECKOUT = Path(__file__).parents[2]
CARRIED = frozenset(
    {
        *("src", "policies", "partials", "template", "copier.yml", "pyproject.toml"),
        *("README.md", "CHANGELOG.md", "LICENSE", ".gitignore"),
    }
)
GENERATED = "src/aifactory/_version.py"  # where a build writes its version, if it does
EPOCH = "1750000000"
PATIENCE = 300  # seconds


class Built(Struct, frozen=True):
    """Where everything lies: distributions by the copy they come from, and the environment."""

    folder: Path

    def sdist(self, copy: str) -> Path:
        """The source distribution of a copy ("first", "second")."""
        return next((self.folder / "out" / copy).glob("*.tar.gz"))

    def wheel(self, copy: str) -> Path:
        """The wheel of a copy, or of what the first source distribution holds ("unpacked")."""
        return next((self.folder / "out" / copy).glob("*.whl"))

    @property
    def environment(self) -> Path:
        """A new environment with the wheel and what it needs, no extra."""
        return self.folder / "environment"

    @property
    def project(self) -> Path:
        """A project that the installed program made; tests only read it."""
        return self.folder / "home" / "demo"

    def run(
        self, *words: str, cwd: Path | None = None, program: str = "aifactory", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """What the installed program does, in a home of its own, away from any checkout."""
        return subprocess.run(
            [str(self.environment / "bin" / program), *words],
            cwd=cwd or self.folder / "home",
            env=surroundings(self.folder / "home") | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )


def surroundings(home: Path) -> dict[str, str]:
    """A user's environment: git, no configuration, nothing of the tests' own Python."""
    git = shutil.which("git")
    assert git
    return {
        "HOME": str(home),
        "PATH": f"{Path(git).parent}:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def tracked() -> set[str]:
    """The files of the checkout that git knows, or would."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(words, cwd=CHECKOUT, capture_output=True, check=True, timeout=60)
    names = done.stdout.decode().split("\0")
    return {name for name in names if name and (CHECKOUT / name).is_file()}


def build(folder: Path) -> Built:
    """Build and install everything below `folder`."""
    folder.mkdir()
    (folder / "home").mkdir()
    found = Built(folder)
    first, second = folder / "first", folder / "another" / "place" / "second"
    copied(first, 1_700_000_000)
    copied(second, 1_760_000_000)
    builder = builders(folder)
    # Git is not there to tell the version, should it be asked; it does not matter which it is.
    pretended = {"SETUPTOOLS_SCM_PRETEND_VERSION": "7.8.9"}
    distributions(builder, first, folder / "out" / "first", "--sdist", "--wheel", **pretended)
    distributions(builder, second, folder / "out" / "second", "--sdist", "--wheel", **pretended)
    with tarfile.open(found.sdist("first")) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    distributions(builder, unpacked, folder / "out" / "unpacked", "--wheel")
    venv.create(found.environment, with_pip=False)
    pip(found.environment, str(found.wheel("first")))
    done = found.run("new", "demo", "--defaults")
    assert done.returncode == 0, done.stderr
    return found


def repository(place: Path, tag: str) -> str:
    """The carried files as a git repository with this tag; its address."""
    copied(place, 1_700_000_000)
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        ("commit", "-qm", tag),
        ("tag", tag),
    ):
        command = ["git", *identity, *words]
        subprocess.run(command, cwd=place, env=surroundings(place), check=True, timeout=60)
    return place.as_uri()


def copied(place: Path, moment: int) -> None:
    """The carried files at another place, as old as that, and a file that git does not know."""
    for name in tracked():
        if name.partition("/")[0] in CARRIED:
            to = place / name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, to)
            os.utime(to, (moment, moment))


def builders(folder: Path) -> Path:
    """An environment with what builds."""
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    place = folder / "builder"
    venv.create(place, with_pip=False)
    pip(place, "build", *settings["build-system"]["requires"])
    return place


def distributions(builder: Path, source: Path, out: Path, *forms: str, **variables: str) -> None:
    """Build these forms."""
    command = [str(builder / "bin" / "python"), "-m", "build", "--no-isolation", *forms]
    done = subprocess.run(
        [*command, "--outdir", str(out), str(source)],
        env=surroundings(builder) | {"SOURCE_DATE_EPOCH": EPOCH} | variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def pip(environment: Path, *what: str) -> None:
    """Install into an environment, with the pip of the tests; options may be among what."""
    python = str(environment / "bin" / "python")
    words = ["--python", python, "install", "-q", "--disable-pip-version-check", *what]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
