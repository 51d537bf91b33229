"""What a release is made of, and its rehearsal: everything but the push, with no network.

usage: python tools/release.py next
       python tools/release.py cut VERSION [--date YYYY-MM-DD]
       python tools/release.py notes VERSION
       python tools/release.py build DIST
       python tools/release.py rehearse [VERSION] [--keep FOLDER]

`next` prints the version that the changelog asks for; `cut` gives what is unreleased that version
and date; `notes` prints what a version brings; `build` makes the archives of a checkout twice,
compares them, and writes their sums and their provenance beside them. `rehearse` does all of it in
a clone, tags the clone, installs what came out and uses it. What it needs: the group `release`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = "CHANGELOG.md"
UNRELEASED = "## Unreleased"
SECTION = re.compile(r"^## (?:Unreleased|(\d+\.\d+\.\d+)\b.*)$", re.M)
IDENTITY = ("-c", "user.name=rehearsal", "-c", "user.email=rehearsal@example.org")
NO_NETWORK = {
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}


class Refused(Exception):
    """A release that must not go out, and why."""


def sections(changelog: str) -> dict[str, str]:
    """What each version brings, newest first; "" is what is unreleased."""
    heads = list(SECTION.finditer(changelog))
    ends = [*(head.start() for head in heads), len(changelog)][1:]
    return {
        head[1] or "": changelog[head.end() : end].strip()
        for head, end in zip(heads, ends, strict=True)
    }


def following(changelog: str) -> str:
    """The version that comes next: minor where something was added or changed, else a patch."""
    found = sections(changelog)
    if not found.get(""):
        raise Refused("nothing is unreleased in CHANGELOG.md")
    major, minor, patch = map(int, next((one for one in found if one), "0.0.0").split("."))
    if re.search(r"^### (?:Added|Changed|Removed)", found[""], re.M):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def cut(changelog: str, version: str, day: date) -> str:
    """The changelog in which what is unreleased has a version and a date."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Refused(f"{version} is no version of the form 1.2.3")
    found = sections(changelog)
    if not found.get(""):
        raise Refused("nothing is unreleased in CHANGELOG.md")
    if version in found:
        raise Refused(f"{version} is released already")
    return changelog.replace(UNRELEASED, f"{UNRELEASED}\n\n## {version} - {day.isoformat()}", 1)


def notes(changelog: str, version: str) -> str:
    """What a version brings."""
    text = sections(changelog).get(version, "")
    if not text:
        raise Refused(f"CHANGELOG.md says nothing of {version}")
    return text


def run(*words: str | Path, cwd: Path, **more: str) -> str:
    """What a command prints; Refused, with the end of what it said, where it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **NO_NETWORK, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = (done.stdout + done.stderr)[-2000:]
        raise Refused(f"{' '.join(map(str, words))} ended with {done.returncode}:\n{told}")
    return done.stdout


def git(folder: Path, *words: str) -> str:
    """What git prints about a folder."""
    return run("git", *IDENTITY, *words, cwd=folder).strip()


def archives(checkout: Path, dist: Path) -> list[Path]:
    """The sdist, and the wheel made from it, of a checkout, at the time of its commit."""
    epoch = git(checkout, "log", "-1", "--format=%ct")
    run(
        *(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, checkout),
        cwd=checkout,
        SOURCE_DATE_EPOCH=epoch,
    )
    return sorted(dist.glob("aifactory-*"))


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def provenance(files: list[Path], commit: str, source: str, begun: datetime) -> dict[str, object]:
    """What was built from what: an in-toto statement that holds SLSA's provenance, unsigned.

    Source: https://slsa.dev/spec/v1.0/provenance. The workflow has the forge sign its own.
    """
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": path.name, "digest": {"sha256": digest(path)}} for path in files],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://packaging.python.org/en/latest/specifications/pyproject-toml",
                "externalParameters": {"source": source},
                "resolvedDependencies": [{"uri": source, "digest": {"gitCommit": commit}}],
            },
            "runDetails": {
                "builder": {"id": "tools/release.py"},
                "metadata": {"startedOn": begun.strftime("%Y-%m-%dT%H:%M:%SZ")},
            },
        },
    }


def build(checkout: Path, dist: Path) -> list[Path]:
    """The archives of a clean checkout, built twice and alike, with sums and provenance."""
    begun = datetime.now(UTC)
    if git(checkout, "status", "--porcelain"):
        raise Refused("the checkout holds changes that no commit has")
    dist.mkdir(parents=True, exist_ok=True)
    if any(dist.iterdir()):
        raise Refused(f"{dist} holds files already")
    files = archives(checkout, dist)
    with tempfile.TemporaryDirectory() as place:
        other = Path(place) / "another" / "checkout"
        git(checkout, "clone", "-q", "--no-hardlinks", str(checkout), str(other))
        again = archives(other, Path(place) / "dist")
        if [digest(path) for path in files] != [digest(path) for path in again]:
            raise Refused("two builds of one commit differ")
    run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=checkout)
    sums = "".join(f"{digest(path)}  {path.name}\n" for path in files)
    (dist / "SHA256SUMS").write_text(sums, "utf-8")
    commit = git(checkout, "rev-parse", "HEAD")
    source = os.environ.get("SOURCE_URL", "git+file:.") + f"@{commit}"
    statement = provenance(files, commit, source, begun)
    (dist / "provenance.json").write_text(json.dumps(statement, indent=2) + "\n", "utf-8")
    return files


def contents(archive: Path) -> dict[str, bytes]:
    """The files of a wheel or an sdist."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    found = {}
    with tarfile.open(archive) as sdist:
        for member in sdist.getmembers():
            if file := sdist.extractfile(member):
                found[member.name.partition("/")[2]] = file.read()
    return found


def check_template(checkout: Path, wheel: Path) -> None:
    """The wheel carries the template and the policies of this very commit."""
    inside = contents(wheel)
    for name in git(checkout, "ls-files", "-z", "template", "policies", "copier.yml").split("\0"):
        if name and inside.get(f"aifactory/data/{name}") != (checkout / name).read_bytes():
            raise Refused(f"{wheel.name} does not carry {name} as it is committed")


def use(wheel: Path, version: str, checkout: Path, place: Path) -> str:
    """Install the wheel apart from every checkout; make a project, audit it, and update one of the
    oldest tag, which is returned; "" where there is none but this one.
    """
    site, empty = place / "site", place / "empty"
    empty.mkdir()
    run(
        *(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel),
        cwd=empty,
    )

    def command(*words: str | Path) -> str:
        return run(sys.executable, "-P", "-m", *words, cwd=empty, PYTHONPATH=str(site))

    if (told := command("aifactory", "--version").strip()) != f"aifactory {version}":
        raise Refused(f"the wheel of {version} says {told}")
    author = ("--answer", "author_name=Rehearsal", "--answer", "author_email=r@example.org")
    command("aifactory", "new", empty / "made", "--defaults", *author)
    command("aifactory", "audit", empty / "made", "--fail-under", "10")
    project = empty / "project"
    oldest = git(checkout, "tag", "--list", "v[0-9]*", "--sort=v:refname").split()[0]
    if oldest == f"v{version}":
        return ""
    command(
        *("copier", "copy", "-q", "--defaults", "--vcs-ref", oldest, checkout, project),
    )
    git(empty, "init", "-q", "-b", "main", str(project))
    git(project, "add", "-A")
    git(project, "commit", "-qm", "feat: start")
    command("copier", "update", "-q", "--defaults", project)
    if f"_commit: v{version}\n" not in (project / ".copier-answers.yml").read_text("utf-8"):
        raise Refused(f"a project of {oldest} is not brought to v{version} by an update")
    command("aifactory", "audit", project, "--fail-under", "10")
    return oldest


def rehearse(version: str, keep: Path | None) -> None:
    """A whole release of HEAD in a clone; nothing of this repository is changed."""

    def step(text: str) -> None:
        print(f"- {text}", flush=True)

    with tempfile.TemporaryDirectory(prefix="aifactory-release-") as folder:
        place = Path(folder)
        clone, dist = place / "checkout", place / "dist"
        git(ROOT, "clone", "-q", "--no-hardlinks", str(ROOT), str(clone))
        log = clone / CHANGELOG
        version = version or following(log.read_text("utf-8"))
        log.write_text(cut(log.read_text("utf-8"), version, datetime.now(UTC).date()), "utf-8")
        git(clone, "commit", "-qam", f"Release {version}")
        git(clone, "tag", "--annotate", f"v{version}", "--message", version)
        step(f"{version} is cut and tagged, in a clone")
        files = build(clone, dist)
        for path in files:
            if not path.name.startswith(f"aifactory-{version}"):
                raise Refused(f"{path.name} is not of {version}")
            step(f"{path.name}: built twice, alike, {path.stat().st_size // 1024} kB")
        wheel = next(path for path in files if path.suffix == ".whl")
        check_template(clone, wheel)
        step("the wheel carries the template and the policies of this commit")
        oldest = use(wheel, version, clone, place)
        step("installed elsewhere: makes a project and audits it")
        step(f"updates a project of {oldest}" if oldest else "no earlier tag to update from")
        (dist / "notes.md").write_text(notes(log.read_text("utf-8"), version) + "\n", "utf-8")
        step("notes, sums and provenance are written")
        if keep:
            shutil.copytree(dist, keep)
            step(f"kept in {keep}")


def main(words: list[str] | None = None) -> int:
    """Exit code 0; 1 where the release must not go out."""
    parser = argparse.ArgumentParser(description="What a release is made of, and its rehearsal.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("next")
    one = commands.add_parser("cut")
    one.add_argument("version")
    one.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date())
    commands.add_parser("notes").add_argument("version")
    commands.add_parser("build").add_argument("dist", type=Path)
    whole = commands.add_parser("rehearse")
    whole.add_argument("version", nargs="?", default="")
    whole.add_argument("--keep", type=Path)
    args = parser.parse_args(words)
    log = ROOT / CHANGELOG
    try:
        if args.command == "next":
            print(following(log.read_text("utf-8")))
        elif args.command == "cut":
            log.write_text(cut(log.read_text("utf-8"), args.version, args.date), "utf-8")
        elif args.command == "notes":
            print(notes(log.read_text("utf-8"), args.version))
        elif args.command == "build":
            build(ROOT, args.dist.resolve())
        else:
            rehearse(args.version, args.keep)
    except Refused as error:
        print(f"refused: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
