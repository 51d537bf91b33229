"""What people and CI run: `nox` for the checks of every change, `nox -s release` before a tag."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)


def install(session: nox.Session, *groups: str, project: bool = True) -> None:
    """Install groups of `pyproject.toml`, and the project as it stands."""
    session.install("-q", "-U", "pip")
    named = [word for group in groups for word in ("--group", group)]
    session.install("-q", *(["-e", "."] if project else []), *named)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, import contracts."""
    install(session, "dev")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Types, strictly."""
    install(session, "dev")
    session.run("mypy")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Every test, or those that are named: `nox -s tests-3.13 -- tests/render`."""
    install(session, "dev")
    session.run("pytest", *(session.posargs or ["-n", "2"]))


@nox.session
def docs(session: nox.Session) -> None:
    """The site, in `site/`: no broken link, nothing undocumented."""
    install(session, "docs")
    session.run("sphinx-build", "-W", "-n", "--keep-going", "docs", "site")


@nox.session
def build(session: nox.Session) -> None:
    """The archives of this commit, built twice and alike, with sums and provenance, in `dist/`."""
    install(session, "release", project=False)
    session.run("python", "tools/release.py", "build", "dist")


@nox.session
def release(session: nox.Session) -> None:
    """Rehearse a whole release of HEAD in a clone, without network: `nox -s release -- 1.2.3`."""
    install(session, "release")
    session.run("python", "tools/release.py", "rehearse", *session.posargs)
