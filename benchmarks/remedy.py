"""What `aifactory fix` adds to public repositories, and whether it keeps what it promises.

usage: python benchmarks/remedy.py REPOSITORIES [--keep FOLDER] [--option WORD]... [NAME]...

REPOSITORIES holds each repository as `owner+name/repo` or `owner+name`; NAMEs choose some of
them. Each is cloned, its remote named after it, and mended twice. Of the branch that comes out,
this prints the score before, after and promised, the files that it adds or grows, what linters
say of them (zizmor, the JSON Schemas of workflows, pipelines and issue forms, hadolint), the
lines that an existing file lost; below that, what a second run does and all else that is wrong,
and then it ends with 1. `--keep` keeps the clones, with the branch checked out; `--option` adds a
word to every call of `aifactory fix`.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree, which
from typing import NamedTuple

import yaml

ANSWERS = ("-a", "owners=@ada", "-a")
PURPOSE = (
    "purpose=This project helps a team of analysts to answer the questions of their users every "
    "day, from the data that they already hold, and shows what was found to those who decide."
)
BRANCH = "aifactory/fix"
IDENTITY = (("user.name", "Ada"), ("user.email", "ada@example.org"))
SCORES = re.compile(r"([\d.]+) → ([\d.]+) (?:of|sur) ")
SCHEMAS = (
    ("github-workflows", r"^\.github/workflows/[^/]+\.ya?ml$"),
    ("gitlab-ci", r"^\.gitlab-ci\.yml$"),
    ("github-issue-forms", r"^\.github/ISSUE_TEMPLATE/(?!config\.)[^/]+\.ya?ml$"),
)


class Row(NamedTuple):
    """One repository: points, findings of linters, lines and files lost, what went wrong."""

    name: str
    before: float
    after: float
    promised: float
    findings: int
    removed: int
    files: int
    wrong: str


def git(folder: Path, *words: str) -> str:
    """What a git command prints."""
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def blob(folder: Path, commit: str, path: str) -> bytes:
    """A file of a commit."""
    words = ["git", "-C", str(folder), "show", f"{commit}:{path}"]
    return subprocess.run(words, capture_output=True, check=True).stdout


def fix(folder: Path, options: list[str]) -> subprocess.CompletedProcess[str]:
    """Run `aifactory fix`, its English words on the output."""
    command = [sys.executable, "-m", "aifactory", "fix", str(folder), "--yes", "--lang", "en"]
    words = [*command, *ANSWERS, PURPOSE, *options]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def lost(before: bytes, after: bytes) -> int:
    """Lines of a file that are not in the other one, in the same order and to the byte.

    The end that a last line gains where lines follow it is none.
    """
    rest = iter(after.splitlines(keepends=True))
    lines = before.splitlines(keepends=True)
    gone = sum(line not in rest for line in lines[:-1])
    last = lines[-1].rstrip(b"\r\n") if lines else b""
    return gone + (bool(lines) and all(line.rstrip(b"\r\n") != last for line in rest))


def findings(folder: Path, paths: list[str]) -> list[str]:
    """What linters say of these files of the work tree."""
    found = list[str]()
    for path in paths:
        for linter in linters(path):
            command = [tool(linter[0]), *linter[1:], path]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                found.append(f"{path}: {linter[0]}: {(done.stdout or done.stderr).strip()}")
        if path.endswith((".yml", ".yaml")):
            try:
                yaml.compose((folder / path).read_text("utf-8-sig"))
            except yaml.YAMLError as error:
                found.append(f"{path}: {error}")
    return found


def linters(path: str) -> Iterator[tuple[str, ...]]:
    """The linters of a file, by its name."""
    for schema, pattern in SCHEMAS:
        if re.search(pattern, path):
            yield ("check-jsonschema", "--builtin-schema", f"vendor.{schema}")
    if path.startswith(".github/workflows/"):
        yield ("zizmor", "--offline", "--no-progress", "--quiet")
    if path.rpartition("/")[2] == "Dockerfile":
        yield ("hadolint",)


def tool(name: str) -> str:
    """A linter, beside this Python or on the path."""
    return which(name, path=str(Path(sys.executable).parent)) or which(name) or name


def measure(source: Path, folder: Path, options: list[str]) -> Row:
    """Clone a repository, mend it twice, and look at what came of it."""
    name = (source.parent if source.name == "repo" else source).name.replace("+", "/")
    words = ["git", "clone", "-q", "--no-hardlinks", "--no-checkout", source, folder]
    subprocess.run(words, check=True)
    for key, value in (*IDENTITY, ("remote.origin.url", f"https://github.com/{name}")):
        git(folder, "config", key, value)
    drop_absent(folder)
    base = git(folder, "rev-parse", "HEAD").strip()
    first = fix(folder, options)
    scores = [tuple(map(float, pair)) for pair in SCORES.findall(first.stdout)]
    wrong = [line for line in first.stderr.splitlines() if "defect" in line or "remedy" in line]
    if first.returncode and not wrong:
        wrong.append((first.stderr or first.stdout).strip()[-300:])
    if not scores:
        return Row(name, 0.0, 0.0, 0.0, 0, 0, 0, "; ".join(wrong) or "nothing to add")
    (before, promised), after = scores[0], scores[-1][1]
    words = git(folder, "diff", "--name-status", "-z", "--no-renames", base).split("\0")
    changed = {path: kind for kind, path in zip(words[::2], words[1::2], strict=False)}
    added, grown = ([p for p, kind in changed.items() if kind == one] for one in "AM")
    removed = sum(lost(blob(folder, base, p), (folder / p).read_bytes()) for p in grown)
    if other := {p: kind for p, kind in changed.items() if kind not in "AM"}:
        wrong.append(f"neither added nor grown: {other}")
    found = findings(folder, added)
    now = findings(folder, grown)
    git(folder, "switch", "--quiet", "--detach", base)
    found += [one for one in now if one not in findings(folder, grown)]
    git(folder, "switch", "--quiet", BRANCH)
    wrong += found
    again = fix(folder, ["--branch", f"{BRANCH}-2", *options])
    if again.returncode or "Nothing to add." not in again.stdout:
        wrong.append(f"a second run: {(again.stderr or again.stdout).strip()[:300]}")
    if git(folder, "status", "--porcelain"):
        wrong.append("the work tree is not clean")
    if after < promised - 0.001:
        wrong.append("less gained than promised")
    return Row(name, before, after, promised, len(found), removed, len(changed), "; ".join(wrong))


def drop_absent(folder: Path) -> None:
    """Check HEAD out; files that the copy of a repository lacks are taken out by a commit first."""
    git(folder, "read-tree", "HEAD")
    held = [
        line.split("\t", 1) for line in git(folder, "ls-tree", "-rz", "HEAD").split("\0") if line
    ]
    blobs = [(about.split()[2], path) for about, path in held if about.split()[1] == "blob"]
    asked = "".join(f"{oid}\n" for oid, _ in blobs).encode()
    words = ["git", "-C", str(folder), "cat-file", "--batch-check"]
    told = subprocess.run(words, input=asked, capture_output=True, check=True).stdout.split(b"\n")
    gone = [path for (_, path), said in zip(blobs, told, strict=False) if said.endswith(b"missing")]
    if gone:
        git(folder, "update-index", "--force-remove", "--", *gone)
        date = git(folder, "log", "-1", "--format=%cI").strip()
        words = ["git", "-C", str(folder), "commit", "-qm", "chore: leave out what the copy lacks"]
        env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        subprocess.run(words, env=env, check=True)
    git(folder, "reset", "--quiet", "--hard")


def sources(folder: Path, names: list[str]) -> Iterator[Path]:
    """The repositories below a folder."""
    for place in sorted(folder.iterdir()):
        inner = place / "repo" if (place / "repo").is_dir() else place
        if inner.is_dir() and (not names or place.name in names):
            yield inner


def main() -> int:
    """Print a row a repository, what is wrong below it, and the median gain."""
    parser = argparse.ArgumentParser()
    parser.add_argument("repositories", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--option", action="append", default=[])
    args = parser.parse_intermixed_args()
    print("| repository | before | after | promised | files | findings | lines removed |")
    print("|---|---|---|---|---|---|---|")
    rows = list[Row]()
    for source in sources(args.repositories, args.names):
        with tempfile.TemporaryDirectory() as aside:
            place = (args.keep or Path(aside)) / source.parent.name
            rmtree(place, ignore_errors=True)
            try:
                row = measure(source.resolve(), place, args.option)
            except subprocess.CalledProcessError as error:
                print(f"    {source}: {error}", file=sys.stderr, flush=True)
                continue
        rows.append(row)
        print(
            f"| {row.name} | {row.before:g} | {row.after:g} | {row.promised:g} | {row.files} "
            f"| {row.findings} | {row.removed} |",
            flush=True,
        )
        if row.wrong:
            print(f"    {row.wrong}", file=sys.stderr, flush=True)
    gains = [row.after - row.before for row in rows]
    print(f"\n{len(rows)} repositories, median gain {statistics.median(gains):g} points")
    return int(any(row.wrong or row.removed for row in rows))


if __name__ == "__main__":
    sys.exit(main())
