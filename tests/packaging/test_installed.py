"""The wheel in a new environment without extras and far from a checkout: every command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from aifactory.cli import commands
from aifactory.scaffold.new import create
from tests.packaging.built import CHECKOUT, Built, surroundings

ADDRESS = ("--repository", "https://github.com/owner/name")
FORGE, FLEET, MEMOIRE = (
    f'pip install "aifactory[{extra}]"' for extra in ("forge", "fleet", "memoire")
)
TARGET = (
    "--infra 1 --mlops 1 --support 1 --endpoints 1 --sovereignty none --latency-ms 100 "
    "--requests-per-day 100 --spend 100"
)
# Words, the exit code, and what is then said; DEMO is the project, OUT a folder of the test's own.
WORKING: list[tuple[str, int, str]] = [
    ("--version", 0, "aifactory "),
    ("--help", 0, "completion"),
    ("audit DEMO", 0, "B4Cr10"),
    ("audit DEMO --policy all --format html -o OUT/report.html", 0, ""),
    ("audit DEMO --format sarif", 0, '"2.1.0"'),
    ("collect DEMO -o OUT/facts.json", 0, ""),
    ("explain readme-purpose --lang fr", 0, "readme-purpose"),
    ("policies", 0, "bloc4"),
    ("policies --schema", 0, '"$schema"'),
    ("new OUT/made --defaults --no-git --language fr", 0, "made"),
    ("new OUT/made --dry-run --defaults", 0, "pyproject.toml"),
    ("adopt OUT/old --dry-run", 0, "project_name: old"),
    ("fix DEMO --dry-run", 0, "retrospective"),
    ("plan DEMO", 0, "retrospective"),
    (f"target {TARGET}", 0, "edge"),
    ("memoire init -o OUT/memoire.md --lang fr", 0, ""),
    ("grade OUT/roster.csv --format csv", 0, "Read: 1 of 1"),
    ("completion bash", 0, "complete -o"),
    ("doctor", 0, FORGE),
    ("indicators --export OUT/tickets.csv --since 2026-01-01 --until 2026-03-31", 0, "Velocity"),
]
LACKING: list[tuple[str, str]] = [
    ("audit DEMO --forge", FORGE),
    ("collect DEMO --forge", FORGE),
    ("indicators DEMO ADDRESS", FORGE),
    ("forecast DEMO ADDRESS --items 3", FORGE),
    ("roadmap DEMO ADDRESS", FORGE),
    ("retrospective DEMO ADDRESS", FORGE),
    ("fix OUT/old --pull-request --yes ADDRESS", FORGE),
    ("labels diff DEMO ADDRESS", FORGE),
    ("bootstrap DEMO --dry-run ADDRESS", FORGE),
    ("fleet status", FLEET),
    ("fleet audit OUT", FLEET),
    ("memoire check OUT/any.pdf", MEMOIRE),
    ("grade OUT/roster.csv --format docx", 'pip install "aifactory[grade]"'),
]


def _words(line: str, built: Built, out: Path) -> list[str]:
    places = {"DEMO": [str(built.project)], "ADDRESS": list(ADDRESS)}
    named = (places.get(word, [word.replace("OUT", str(out))]) for word in line.split())
    return [word for words in named for word in words]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with what some commands read."""
    (tmp_path / "roster.csv").write_text("candidate,repository\nAda,old\n", "utf-8")
    tickets = "id,title,created,closed\n1,a,2026-01-05,2026-01-09\n2,b,2026-02-02,2026-02-12\n"
    (tmp_path / "tickets.csv").write_text(tickets, "utf-8")
    old = tmp_path / "old"
    old.mkdir()
    (old / "README.md").write_text("# Old\n\nA project.\n", "utf-8")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        subprocess.run(["git", *identity, *words], cwd=old, env=surroundings(tmp_path), check=True)
    return tmp_path


@pytest.mark.parametrize(("line", "code", "told"), WORKING, ids=[line for line, *_ in WORKING])
def test_a_command_works_without_extras(
    line: str, code: int, told: str, built: Built, out: Path
) -> None:
    done = built.run(*_words(line, built, out))
    assert done.returncode == code, done.stdout + done.stderr
    assert told in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("line", "command"), LACKING, ids=[line for line, _ in LACKING])
def test_a_command_that_needs_an_extra_says_which(
    line: str, command: str, built: Built, out: Path
) -> None:
    done = built.run(*_words(line, built, out))
    assert done.returncode == 2, done.stdout + done.stderr
    assert command in done.stderr
    assert not done.stdout


def test_every_command_is_tried() -> None:
    tried = {line.split()[0] for line, *_ in (*WORKING, *LACKING)}
    assert tried >= set(commands())


def test_the_version_is_that_of_the_wheel(built: Built) -> None:
    version = built.wheel("first").name.split("-")[1]
    assert built.run("--version").stdout == f"aifactory {version}\n"


def test_nothing_is_loaded_from_a_checkout(built: Built) -> None:
    program = (
        "import sys, aifactory.cli; from aifactory.scaffold.source import template_source;"
        "from aifactory.policy import data_path;"
        "print(aifactory.__file__, template_source(), data_path('bloc4.yml'), *sys.path, sep='\\n')"
    )
    python = str(built.environment / "bin" / "python")
    home = built.folder / "home"
    command = [python, "-P", "-c", program]
    shown = subprocess.check_output(command, cwd=home, env=surroundings(home), text=True)
    places = shown.splitlines()
    assert all(place.startswith(str(built.environment)) for place in places[:3])
    assert not any(place.startswith(str(CHECKOUT / "src")) for place in places)


def test_a_project_from_the_wheel_is_that_of_the_checkout(built: Built, tmp_path: Path) -> None:
    here = create(tmp_path / "demo", {}, defaults=True)
    found, expected = _files(built.project), _files(here)
    assert found.keys() == expected.keys()
    for name, one in expected.items():
        if name == ".copier-answers.yml":  # where the template lies, and its commit
            continue
        assert (found[name].read_bytes(), found[name].stat().st_mode) == (
            one.read_bytes(),
            one.stat().st_mode,
        ), name


def test_what_the_installer_compiled_stays_out_of_projects(built: Built) -> None:
    """The wheel's templates in .py are compiled beside themselves, as all of an installation."""
    assert [*(built.environment).rglob("data/template/**/__pycache__")]
    assert not [*built.project.rglob("*.pyc")]


def test_the_doctor_of_the_base_finds_it_sound(built: Built) -> None:
    done = built.run("doctor", "--format", "json")
    told = json.loads(done.stdout)
    states = {(one["part"], one["name"]): one["state"] for one in told["remarks"]}
    assert told["healthy"]
    assert {state for (part, _), state in states.items() if part == "base"} == {"fine"}
    assert {state for (part, _), state in states.items() if part == "extras"} == {"absent"}


def test_the_types_of_the_public_functions_are_seen(built: Built, tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(
        "from aifactory import audit, collect, score\n"
        "reveal_type(score(collect('.')).score.proven)\n"
        "reveal_type(audit('.', 'bloc4').criteria[0].title)\n"
        "audit(3)\n",
        "utf-8",
    )
    python = str(built.environment / "bin" / "python")
    words = ["--strict", "--no-incremental", "--python-executable", python, "use.py"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words], cwd=tmp_path, capture_output=True, text=True
    )
    assert 'Revealed type is "float"' in done.stdout or '"builtins.float"' in done.stdout
    assert 'Revealed type is "str"' in done.stdout or '"builtins.str"' in done.stdout
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 1
    assert "[arg-type]" in errors[0]


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and ".git/" not in f"{path.relative_to(folder).as_posix()}"
    }
