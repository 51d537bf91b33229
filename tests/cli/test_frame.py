import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aifactory import __version__, cli
from aifactory.cli import main
from aifactory.errors import BadInput, NothingToAudit


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")  # main sets it: have it put back


def _raising(monkeypatch, error):
    def run(words):
        raise error

    monkeypatch.setattr(cli, "_run", run)


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"aifactory {__version__}\n"


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name, line in cli.commands().items():
        assert re.search(rf"^    {name}\s", out, re.M)
        assert line in out


def test_every_command_keeps_the_contract_of_the_frame(capsys):
    for name in ("audit", "collect"):
        assert main([name, "--help"]) == 0
        assert f"usage: aifactory {name}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["bogus"], ["--bogus"], ["audit", "--format", "pdf"]])
def test_wrong_usage_exits_with_2(words, capsys):
    assert main(words) == 2
    assert "aifactory" in capsys.readouterr().err


def test_the_help_speaks_the_language_of_the_environment_or_of_lang(monkeypatch, capsys):
    assert main(["audit", "--help", "--lang", "fr"]) == 0
    assert "usage\N{NO-BREAK SPACE}: aifactory audit" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert "usage: aifactory" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert main(["--help"]) == 0
    assert "afficher cette aide et quitter" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code"), [(BadInput("no x", "make x"), 2), (NothingToAudit("no x", "make x"), 3)]
)
def test_an_error_is_said_in_a_line_with_the_next_step(monkeypatch, capsys, error, code):
    _raising(monkeypatch, error)
    assert main([]) == code
    captured = capsys.readouterr()
    assert captured.err == "aifactory: error: no x\n  make x\n"
    assert captured.out == ""


def test_an_error_that_quotes_a_repository_is_escaped(monkeypatch, capsys):
    _raising(monkeypatch, BadInput("bad \x1b[2J\nname"))
    assert main([]) == 2
    assert capsys.readouterr().err == "aifactory: error: bad \\x1b[2J\\nname\n"


@pytest.mark.parametrize("error", [ValueError("boom"), RecursionError(), MemoryError()])
def test_a_bug_asks_to_be_reported(monkeypatch, capsys, error):
    _raising(monkeypatch, error)
    assert main([]) == 70
    err = capsys.readouterr().err
    assert repr(error) in err
    assert "--debug" in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback_and_still_exits_with_70(monkeypatch, capsys):
    _raising(monkeypatch, ValueError("boom"))
    assert main(["--debug"]) == 70
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "ValueError: boom" in err


def test_an_interrupt_is_quiet(monkeypatch, capsys):
    _raising(monkeypatch, KeyboardInterrupt())
    assert main([]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_closed_pipe_is_quiet():
    script = (
        "from aifactory import cli; cli._run = lambda words: print('x' * 9999) or 0;"
        "raise SystemExit(cli.main([]))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", script], stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("size", [9, 99_999])
def test_a_full_disk_is_no_bug(size):
    script = (
        f"from aifactory import cli; cli._run = lambda words: print('x' * {size}) or 0;"
        "raise SystemExit(cli.main([]))"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", script], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    told, step = done.stderr.decode().splitlines()
    assert "No space left on device" in told
    assert "bug" not in told + step


def test_no_command_is_imported_before_it_is_chosen():
    script = (
        "import sys; from aifactory.cli import main; main(['--version']);"
        "heavy = {'rich', 'msgspec', 'yaml', 'typing', 'pathlib', 'aifactory.cli.audit'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=False)
    assert done.stderr == b""


def test_version_imports_nothing_heavy():
    code = "import sys; from aifactory.cli import main; sys.argv[1:] = ['--version']\n"
    code += "try: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "argparse" in loaded
    assert not loaded & {"msgspec", "yaml", "rich", "docutils", "copier", "jsonschema", "asyncio"}


@pytest.mark.parametrize(
    "words", [["--lang", "fr", "policies"], ["--lang=fr", "policies"], ["policies", "--lang", "fr"]]
)
def test_the_language_may_stand_before_the_command_or_after_it(words, capsys):
    assert main(words) == 0
    assert "travailler entre pairs" in capsys.readouterr().out


def test_a_language_without_a_command_is_told(capsys):
    assert main(["--lang", "fr"]) == 2
    assert main(["--lang"]) == 2
    assert main(["--lang", "de", "policies"]) == 2
