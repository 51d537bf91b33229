"""Commands in our documents: found in the Markdown, run by bash, held to the output that is shown.

In a page, a fenced block named `sh` is what a reader types. A block named `text` after it is what
he sees: each of its lines must occur in what was printed, in that order; `…` and `[…]` stand for
anything. A comment `<!-- not run: reason -->` before a block of commands says why no test runs it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
LIMIT = 600  # seconds for a page, on a machine that does much else
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>.+?) -->", re.DOTALL)
_COMMANDS = re.compile(r"aifactory |copier ")
_MARK = "\x1e"
_SPACES = {0xA0: " ", 0x202F: " "}  # French typography has them; nobody types them
_REASONS = (  # what no test can have, told from the line itself
    (
        "asks the network",
        re.compile(r"https?://|--forge\b|tcp://|postgresql://|\bgh:|ORGANISATION"),
    ),
    (
        "asks a forge",
        re.compile(r"aifactory (labels|bootstrap|roadmap|retrospective|fleet rollout)"),
    ),
    (
        "asks a forge",
        re.compile(r"aifactory (indicators|forecast)(?!.*--(facts|export))"),
    ),
    ("asks on a terminal", re.compile(r"aifactory (target\s*(#|$)|fix(?!.*(--dry-run|--yes)))")),
    ("run by tests/template/test_update.py", re.compile(r"copier ")),
    ("an abridged command", re.compile(r"…")),
)


@dataclass
class Example:
    """A block of commands at a line of its page, and what the reader is told to see."""

    line: int
    commands: str
    shown: list[str] = field(default_factory=list)
    not_run: str = ""


def examples(text: str) -> list[Example]:
    """The blocks of commands that are fenced as `sh`, with what they are said to print."""
    found: list[Example] = []
    reason = ""
    for token in MarkdownIt().parse(text):
        if token.type == "html_block" and (match := _NOT_RUN.search(token.content)):
            reason = " ".join(match["reason"].split())
        elif token.type == "fence" and token.info == "sh":
            found.append(Example(_line(token), token.content, not_run=reason))
            reason = ""
        elif token.type == "fence" and token.info == "text" and found:
            found[-1].shown += [line for line in token.content.splitlines() if line.strip()]
    return found


def loose(text: str) -> list[Example]:
    """A page of reference: indented blocks count too, and each line stands for itself.

    A line that no test can run says so by what it holds.
    """
    found: list[Example] = []
    reason = ""
    for token in MarkdownIt().parse(text):
        if token.type == "html_block" and (match := _NOT_RUN.search(token.content)):
            reason = " ".join(match["reason"].split())
        elif token.type == "code_block" or (token.type == "fence" and token.info == "sh"):
            for number, line in _joined(token.content):
                if _COMMANDS.match(line):
                    why = reason or next((why for why, told in _REASONS if told.search(line)), "")
                    found.append(Example(_line(token) + number, line, not_run=why))
            reason = ""
    return found


def _joined(content: str) -> Iterator[tuple[int, str]]:
    """Lines with their number, those that a backslash ties together as one."""
    held, first = "", 0
    for number, line in enumerate(content.splitlines()):
        first = first if held else number
        held += line
        if held.endswith("\\"):
            held = held[:-1]
            continue
        yield first, held
        held = ""


def _line(token: Token) -> int:
    return (token.map[0] if token.map else 0) + 1


def run(
    blocks: list[Example], folder: Path, home: Path, published: Mapping[str, Path] | None = None
) -> list[list[str]]:
    """Run the blocks in one shell, as a reader does; the lines that each of them printed.

    `published` has what git finds at an address.
    """
    script = "".join(
        f"printf '\\n{_MARK}%s\\n' {block.line}\n{block.commands.rstrip()}\n"
        for block in blocks
        if not block.not_run
    )
    done = _bash(script, folder, home, reader(home, published or {}), "-e")
    printed = done.stdout
    split = (part.partition("\n") for part in printed.split(_MARK)[1:])
    parts = {int(line): rest for line, _, rest in split}
    assert done.returncode == 0, f"line {max(parts, default=0)}, code {done.returncode}:\n{printed}"
    return [parts.get(block.line, "").splitlines() for block in blocks]


def run_each(lines: list[Example], folder: Path, home: Path) -> dict[int, tuple[int, str]]:
    """Run each line for itself, one after the other; its exit code and what it printed."""
    script = "".join(
        f"printf '\\n{_MARK}%s\\n' {one.line}\n( {one.commands.partition('  #')[0]} )\n"
        f"printf '\\n{_MARK}%s\\n' $?\n"
        for one in lines
        if not one.not_run
    )
    parts = iter(_bash(script, folder, home, reader(home, {})).stdout.split(_MARK)[1:])
    return {
        int(line): (int(code), text)
        for line, _, text in (part.partition("\n") for part in parts)
        for code in [next(parts)]
    }


def _bash(
    script: str, folder: Path, home: Path, env: dict[str, str], *words: str
) -> subprocess.CompletedProcess[str]:
    path = home / "page.sh"
    path.write_text(script, "utf-8")
    return subprocess.run(
        ["bash", *words, str(path)],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=LIMIT,
        check=False,
    )


def reader(home: Path, published: Mapping[str, Path]) -> dict[str, str]:
    """The environment of somebody who has just installed aifactory, and told git who he is."""
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
        + "".join(
            f'[url "{folder.as_uri()}"]\n\tinsteadOf = {address}.git\n'
            for address, folder in published.items()
        )
    )
    return {
        "HOME": str(home),
        "PATH": os.pathsep.join((str(installed(home / "bin")), os.environ["PATH"])),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "GIT_TERMINAL_PROMPT": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def installed(folder: Path) -> Path:
    """The programs of this environment, without pre-commit: where a reader has it, a project's
    hooks want the tools that `make install` brings, which a page shows and no test runs.
    """
    folder.mkdir(exist_ok=True)
    for program in Path(sys.executable).parent.iterdir():
        if program.name != "pre-commit" and not (folder / program.name).exists():
            (folder / program.name).symlink_to(program)
    return folder


def missing(shown: list[str], printed: list[str]) -> list[str]:
    """Lines that a page shows and that were not printed, or not in this order."""
    rest = iter([line.translate(_SPACES).strip() for line in printed])
    lost = []
    for line in shown:
        pattern = re.compile(
            ".*".join(map(re.escape, re.split(r"\[…\]|…", line.translate(_SPACES).strip())))
        )
        before = list(rest)
        at = next((n for n, there in enumerate(before) if pattern.fullmatch(there)), None)
        if at is None:
            lost.append(line)
        rest = iter(before if at is None else before[at + 1 :])
    return lost
