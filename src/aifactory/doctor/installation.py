"""What is installed: Python, the base, git, the extras, and programs that commands run."""

from __future__ import annotations

import importlib.metadata as metadata
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from shutil import which
from typing import TYPE_CHECKING

from aifactory import __version__
from aifactory.errors import AifactoryError
from aifactory.extras import install
from aifactory.model import Text, joined
from aifactory.model.remarks import Remark

if TYPE_CHECKING:
    from packaging.requirements import Requirement

NAME = "aifactory"
PYTHON = (3, 11)
GIT = (2, 29)  # the first whose fetch reads what to fetch from a list
PATIENCE = 10.0  # seconds
AGAIN = Text("install aifactory again")
UNKNOWN = Text("what this installation needs is not known: it has no metadata")
EXTRAS = {
    "forge": Text("reads GitHub and GitLab: --forge, labels, bootstrap, requests"),
    "indicators": Text("reads a tracker for indicators, forecasts and retrospectives"),
    "fleet": Text("audits many repositories: the store, the site, workers"),
    "grade": Text("reads and writes XLSX and DOCX for grading"),
    "memoire": Text("reads dissertations: PDF, DOCX, ODT"),
    "parquet": Text("exports a fleet to Parquet"),
}
PROGRAMS = {
    "pre-commit": Text("`aifactory new` installs a project's hooks with it"),
    "gh": Text("its login gives a token for GitHub where no variable does"),
    "glab": Text("its login gives a token for GitLab where no variable does"),
    "ssh": Text("git clones ssh addresses with it"),
}


def base() -> Iterator[Remark]:
    """The versions, and what `audit` and `new` cannot do without."""
    yield Remark("base", NAME, "fine", Text("version {version}", {"version": __version__}))
    yield python()
    yield git()
    found = libraries()
    yield found
    if found.state != "broken":  # what comes next needs them
        yield data()


def python() -> Remark:
    """The interpreter."""
    values: dict[str, str | int | float | Text] = {
        "version": platform.python_version(),
        "place": sys.executable,
    }
    said = Text("version {version}, {place}", values)
    if sys.version_info >= PYTHON:
        return Remark("base", "Python", "fine", said)
    least = ".".join(map(str, PYTHON))
    hint = Text("install Python {version} or newer", {"version": least})
    return Remark("base", "Python", "broken", said, hint)


def git() -> Remark:
    """Git, as the audit finds and runs it."""
    from aifactory.snapshot.git import executable

    try:
        program = executable()
        done = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except AifactoryError as error:
        hint = error.hint if isinstance(error.hint, Text) else None
        return Remark("base", "git", "broken", Text("not found on the PATH"), hint)
    except (OSError, subprocess.SubprocessError):
        told = Text("{place} does not run", {"place": program})
        return Remark("base", "git", "broken", told, Text("install git anew"))
    answer = done.stdout[:200].decode("utf-8", "replace")
    found = re.search(r"(\d+)\.(\d+)[\w.]*", answer)
    values: dict[str, str | int | float | Text] = {
        "version": found[0] if found else answer.strip(),
        "place": program,
    }
    said = Text("version {version}, {place}", values)
    if found and (int(found[1]), int(found[2])) >= GIT:
        return Remark("base", "git", "fine", said)
    least = ".".join(map(str, GIT))
    hint = Text("install git {version} or newer: addresses are cloned with it", {"version": least})
    return Remark("base", "git", "broken", said, hint)


def libraries() -> Remark:
    """The libraries of the base."""
    try:
        wanted = requirements("")
    except metadata.PackageNotFoundError:
        return Remark("base", "libraries", "doubtful", UNKNOWN, AGAIN)
    except ModuleNotFoundError as error:
        told = Text("{name} is not installed", {"name": str(error.name)})
        return Remark("base", "libraries", "broken", told, AGAIN)
    if unmet := lacking(wanted):
        return Remark("base", "libraries", "broken", joined(", ", *unmet), AGAIN)
    said = Text("{n} libraries, as new as they must be", {"n": len(wanted)})
    return Remark("base", "libraries", "fine", said)


def data() -> Remark:
    """What travels with the program: packs and the template."""
    from aifactory.policy import available
    from aifactory.scaffold.source import template_source

    try:
        place = template_source()
    except AifactoryError as error:
        told = error.said if isinstance(error.said, Text) else Text(error.said)
        return Remark("base", "data", "broken", told, AGAIN)
    if not available():
        return Remark("base", "data", "broken", Text("the packs are missing"), AGAIN)
    values: dict[str, str | int | float | Text] = {"n": len(available()), "place": str(place)}
    return Remark("base", "data", "fine", Text("{n} packs and the template, {place}", values))


def extras() -> Iterator[Remark]:
    """Each extra: what it gives, and what it lacks."""
    for name, gives in EXTRAS.items():
        try:
            unmet = lacking(requirements(name))
        except metadata.PackageNotFoundError:
            yield Remark("extras", name, "doubtful", UNKNOWN, AGAIN)
            continue
        if not unmet:
            yield Remark("extras", name, "fine", gives)
            continue
        hint = Text("install it with {command}", {"command": install(name)})
        told = joined(" · ", gives, joined(", ", *unmet))
        yield Remark("extras", name, "absent", told, hint)


def requirements(extra: str) -> list[Requirement]:
    """What the installed program says it needs; for an extra, what that adds."""
    from packaging.requirements import Requirement

    found: list[Requirement] = []
    for line in metadata.requires(NAME) or ():
        one = Requirement(line)
        always = one.marker is None or one.marker.evaluate({"extra": ""})
        added = one.marker is not None and one.marker.evaluate({"extra": extra}) and not always
        if not (added if extra else always):
            continue
        if one.name == NAME:
            found += [each for inner in sorted(one.extras) for each in requirements(inner)]
        else:
            found.append(one)
    return found


def lacking(wanted: list[Requirement]) -> list[Text]:
    """Those that are not installed, or too old."""
    unmet = []
    for one in wanted:
        try:
            found = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            unmet.append(Text("{name} is not installed", {"name": one.name}))
            continue
        if not one.specifier.contains(found, prereleases=True):
            values: dict[str, str | int | float | Text] = {
                "name": one.name,
                "found": found,
                "needed": str(one.specifier),
            }
            unmet.append(Text("{name} is {found}, {needed} is needed", values))
    return unmet


def programs() -> Iterator[Remark]:
    """Programs that some commands run where they are there."""
    for name, use in PROGRAMS.items():
        if place := which(name):
            yield Remark("programs", name, "fine", joined(" · ", use, place))
        else:
            yield Remark("programs", name, "absent", use)
