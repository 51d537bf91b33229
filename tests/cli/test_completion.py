"""Completion scripts, asked by real shells; bash is always there, the others where installed."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aifactory.cli import commands, main, parser_of
from aifactory.cli.completion import SHELLS, completed, parsers
from aifactory.policy import available, shipped_checks

PATIENCE = 20  # seconds for a shell to answer
ASK_BASH = """\
source "$1"; shift
COMP_WORDS=(aifactory "$@"); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
asked=$(complete -p aifactory | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$asked" aifactory "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
# What stands on the line, and what is offered for its last word.
LINES: list[tuple[list[str], set[str]]] = [
    (["aud"], {"audit"}),
    (["fleet", "roll"], {"rollout"}),
    (["labels", ""], {"diff", "sync"}),
    (["audit", "--format", "j"], {"json", "junit"}),
    (["audit", "--policy", "bloc"], {"bloc1", "bloc2", "bloc3", "bloc4"}),
    (["audit", "--policy", "tick"], {"tickets.yml"}),
    (["audit", "--facts", "tick"], {"tickets.yml"}),
    (["explain", "readme-p"], {"readme-purpose"}),
    (["--lang", "fr", "coll"], {"collect"}),
    (["completion", "f"], {"fish"}),
]
IDS = [" ".join(words) for words, _ in LINES]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of each shell in each language, and a file and a folder beside."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "tickets.yml").touch()
    (folder / "directory").mkdir()
    for shell in SHELLS:
        for lang in ("en", "fr"):
            command = ["aifactory", "completion", shell, "--lang", lang]
            path = folder / f"{lang}.{shell}"
            with pytest.MonkeyPatch.context() as patch, path.open("w", encoding="utf-8") as file:
                patch.setattr("sys.stdout", file)
                assert main(command[1:]) == 0
    return folder


def _found(shell: str) -> str:
    if not (program := shutil.which(shell)):
        pytest.skip(f"no {shell} on the PATH")
    return program


def _said(command: list[str], folder: Path) -> set[str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    assert not done.stderr
    return set(done.stdout.split("\n")) - {""}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_takes_its_script(scripts: Path, shell: str, lang: str) -> None:
    done = subprocess.run(
        [_found(shell), "-n", str(scripts / f"{lang}.{shell}")], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("words", "offered"), LINES, ids=IDS)
def test_bash_completes(scripts: Path, words: list[str], offered: set[str]) -> None:
    bash = [_found("bash"), "--norc", "-c", ASK_BASH, "ask", str(scripts / "en.bash")]
    assert _said([*bash, *words], scripts) == offered


@pytest.mark.parametrize(("words", "offered"), LINES, ids=IDS)
def test_fish_completes(scripts: Path, words: list[str], offered: set[str]) -> None:
    line = " ".join(["aifactory", *words])
    program = f"source fr.fish; complete -C '{line}'"
    said = _said([_found("fish"), "--no-config", "-c", program], scripts)
    assert {one.partition("\t")[0] for one in said} == offered


@pytest.fixture(scope="module")
def zsh(scripts: Path) -> Iterator[Terminal]:
    """A zsh on a terminal of its own that has read the script."""
    terminal = Terminal([_found("zsh"), "-f", "-i"], scripts)
    try:
        terminal.say("PS1=; unsetopt zle_bracketed_paste; LISTMAX=1000; stty -echo\n")
        terminal.say('autoload -Uz compinit && compinit -u -D && eval "$(<fr.zsh)"\n')
        terminal.say("bindkey -e; echo rea''dy\n")
        terminal.until("ready")
        yield terminal
    finally:
        terminal.close()


@pytest.mark.parametrize(("words", "offered"), LINES, ids=IDS)
def test_zsh_completes(zsh: Terminal, words: list[str], offered: set[str]) -> None:
    line = " ".join(["aifactory", *words])
    zsh.say(f"{line}\t\t")
    for word in offered:  # put on the line where it is the only one, else listed below
        assert word in zsh.until(word)
    zsh.say("\x15echo do''ne\n")  # the line is given up
    assert "done" in zsh.until("done")


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.seen = ""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb"}
            os.execve(command[0], command, kept | {"LC_ALL": "C.UTF-8"})  # noqa: S606

    def say(self, text: str) -> None:
        """Type this; what was shown before is forgotten."""
        self.seen = ""
        os.write(self.descriptor, text.encode())

    def until(self, word: str) -> str:
        """What is shown since then, as soon as this is part of it, or when patience ends."""
        end = time.monotonic() + PATIENCE
        while word not in self.seen and time.monotonic() < end:
            if select.select([self.descriptor], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.descriptor, 1 << 16).decode("utf-8", "replace")
                except OSError:
                    break
        return self.seen

    def close(self) -> None:
        """End the program."""
        os.close(self.descriptor)
        os.waitpid(self.process, 0)


def test_every_command_and_option_is_in_the_scripts(scripts: Path) -> None:
    for shell in SHELLS:
        text = (scripts / f"en.{shell}").read_text("utf-8")
        for name in (*commands(), *available(), *shipped_checks()):
            assert name in text
    text = (scripts / "en.bash").read_text("utf-8")
    for one in parsers(parser_of(None)):
        for option in one._option_string_actions:
            assert option in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_files_and_folders_are_told_from_other_values_in_any_language(lang: str) -> None:
    from aifactory.locale import speak

    speak(lang)
    known = {
        (one.prog, action.dest): bool(completed(action))
        for one in parsers(parser_of(None))
        for action in one._actions
    }
    assert known["aifactory audit", "facts"]
    assert known["aifactory audit", "target"]
    assert known["aifactory new", "destination"]
    assert known["aifactory grade", "roster"]
    assert known["aifactory explain", "name"]
    assert not known["aifactory audit", "as_of"]
    assert not known["aifactory audit", "format"]  # its choices say it
    assert sum(known.values()) > 50


def test_a_shell_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "cmd"]) == 2
    assert "bash" in capsys.readouterr().err
