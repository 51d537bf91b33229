import json
import sys
import types

import pytest
from msgspec.structs import replace

from aifactory import certification, render
from aifactory.cli import main
from aifactory.errors import BadInput, NothingToAudit
from tests.render.cards import card


class Engine(types.ModuleType):
    """Stands for the engine: remembers what it was asked, answers with a made scorecard."""

    def __init__(self):
        super().__init__("aifactory.engine")
        self.collected, self.evaluated = [], []
        self.error = None

    def parts_for(self, policies):
        return tuple(policies)

    def reads_code(self, policies):
        return False

    def collect(self, target, *, worktree=False, as_of=None, forge=None, code=True, progress=None):
        if self.error:
            raise self.error
        progress("reading")
        self.collected.append((target, worktree, as_of))
        return "facts"

    def save_facts(self, facts):
        return b'{"facts": 1}\n'

    def load_facts(self, data, path):
        return f"{data.decode()} of {path}"

    def evaluate(self, facts, policy, lang, *, marks, beside):
        assert marks == {}
        assert policy in beside
        self.evaluated.append((facts, policy, lang))
        return replace(card(), policy=replace(card().policy, id=policy))


@pytest.fixture
def engine(monkeypatch):
    found = Engine()
    policy = types.ModuleType("aifactory.policy")
    policy.load = lambda name: name
    monkeypatch.setattr(certification, "chosen", lambda names: [*dict.fromkeys(names)])
    for module in (found, policy):
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(f"{module.__name__}", module, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")
    monkeypatch.setenv("COLUMNS", "80")
    return found


def test_the_current_folder_against_bloc4_in_the_terminal(engine, capsys):
    assert main(["audit"]) == 0
    assert engine.collected == [(".", False, None)]
    assert engine.evaluated == [("facts", "bloc4", "en")]
    captured = capsys.readouterr()
    assert captured.out == render.render([card()], "terminal", render.View())
    assert captured.err == ""


def test_what_to_read_is_handed_to_the_engine(engine):
    assert main(["audit", "repo", "--worktree", "--as-of", "2026-01-31"]) == 0
    assert engine.collected == [("repo", True, "2026-01-31")]


def test_several_policies_give_a_list_read_once(engine, capsys):
    words = ["audit", "--format", "json", "--policy", "a", "--policy", "b", "--policy", "a"]
    assert main(words) == 0
    assert [one["policy"]["id"] for one in json.loads(capsys.readouterr().out)] == ["a", "b"]
    assert len(engine.collected) == 1


@pytest.mark.parametrize(
    ("points", "code"), [("1.5", 0), ("1,5", 0), ("1.51", 1), ("20", 1), ("0", 0)]
)
def test_fail_under_compares_with_the_points_proven(engine, capsys, points, code):
    assert main(["audit", "--fail-under", points]) == code
    assert "1.5/4 proven" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--fail-under", "ten"],
        ["--fail-under", "nan"],
        ["--fail-under=-1"],
        ["--as-of", "yesterday"],
        ["--as-of", "2026-02-30"],
        ["--lang", "de"],
        ["one", "two"],
    ],
)
def test_wrong_arguments_exit_with_2_before_anything_is_read(engine, capsys, words):
    assert main(["audit", *words]) == 2
    assert engine.collected == []
    assert "error: " in capsys.readouterr().err


def test_errors_of_the_engine_decide_the_exit_code(engine, capsys):
    engine.error = NothingToAudit("no commit", "commit something")
    assert main(["audit"]) == 3
    assert capsys.readouterr().out == ""


def test_a_wrong_policy_is_refused_before_anything_is_read(engine, monkeypatch):
    def load(name):
        raise BadInput(f"{name}:3: expected points")

    monkeypatch.setattr(sys.modules["aifactory.policy"], "load", load)
    assert main(["audit", "--policy", "mine.yml"]) == 2
    assert engine.collected == []


def test_saved_facts_are_scored_without_reading(engine, tmp_path):
    path = tmp_path / "facts.json"
    path.write_bytes(b"{}")
    assert main(["audit", "--facts", str(path)]) == 0
    assert engine.collected == []
    assert engine.evaluated == [(f"{{}} of {path}", "bloc4", "en")]


@pytest.mark.parametrize("more", [["repo"], ["--worktree"], ["--as-of", "2026-01-31"]])
def test_saved_facts_replace_what_to_read(engine, tmp_path, capsys, more):
    path = tmp_path / "facts.json"
    path.write_bytes(b"{}")
    assert main(["audit", "--facts", str(path), *more]) == 2
    assert "--facts replaces" in capsys.readouterr().err


def test_missing_facts_are_an_error_with_the_next_step(engine, tmp_path, capsys):
    assert main(["audit", "--facts", str(tmp_path / "none.json")]) == 2
    assert "aifactory collect PATH -o FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "words", "lang"),
    [
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_FR.UTF-8"}, [], "fr"),
        ({"LC_ALL": "en_GB", "LANG": "fr_FR.UTF-8"}, [], "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "fr_CA", "LANG": "en_US"}, [], "fr"),
        ({"LC_ALL": "de_DE.UTF-8"}, [], "en"),
        ({"LC_ALL": "C"}, ["--lang", "fr"], "fr"),
        ({"LC_ALL": "fr_FR"}, ["--lang=en"], "en"),
    ],
)
def test_the_language_is_the_option_s_else_the_environment_s(
    engine, monkeypatch, capsys, environ, words, lang
):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["audit", *words]) == 0
    assert engine.evaluated[0][2] == lang
    assert ("prouvés" in capsys.readouterr().out) == (lang == "fr")


def test_a_report_in_a_file_has_no_colour_and_the_default_width(engine, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "200")
    path = tmp_path / "report.txt"
    path.write_text("an older and much longer report\n" * 999)
    path.chmod(0o640)
    assert main(["audit", "--output", str(path)]) == 0
    assert path.read_text() == render.render([card()], "terminal", render.View())
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_linked_report_stays_a_link(engine, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "report.json")
    assert main(["audit", "--format", "json", "-o", str(tmp_path / "link")]) == 0
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "report.json").read_text())["schema"] == "aifactory/report/1"


def test_a_place_that_cannot_be_written_is_an_error(engine, tmp_path, capsys):
    for place in (tmp_path, tmp_path / "none" / "report"):
        assert main(["audit", "--output", str(place)]) == 2
        assert "cannot write" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_not_replaced(engine, capsys):
    assert main(["audit", "--output", "/dev/null"]) == 0
    assert capsys.readouterr().out == ""


def test_colour_on_request_only(engine, monkeypatch, capsys):
    main(["audit"])
    assert "\x1b[" not in capsys.readouterr().out  # not a terminal
    main(["audit", "--color", "always"])
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    main(["audit"])
    assert "\x1b[" in capsys.readouterr().out
    main(["audit", "--color", "never"])
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["audit"])
    assert "\x1b[" not in capsys.readouterr().out


def test_collect_writes_the_facts(engine, tmp_path, capsys):
    path = tmp_path / "facts.json"
    assert main(["collect", "repo", "-o", str(path)]) == 0
    assert path.read_bytes() == b'{"facts": 1}\n'
    assert main(["collect", "repo"]) == 0
    assert capsys.readouterr().out == '{"facts": 1}\n'
    assert main(["collect"]) == 2


def test_further_reports_of_one_audit(engine, tmp_path, capsys):
    sarif, junit = tmp_path / "out.sarif", tmp_path / "out=1.xml"
    words = ["--also", f"sarif={sarif}", "--also", f"junit={junit}", "--also=terminal=/dev/null"]
    assert main(["audit", "--format", "json", "--color", "always", *words]) == 0
    assert len(engine.collected) == len(engine.evaluated) == 1
    assert json.loads(capsys.readouterr().out)["schema"] == "aifactory/report/1"
    for path, form in ((sarif, "sarif"), (junit, "junit")):
        assert path.read_text("utf-8") == render.render([card()], form, render.View())


def test_further_reports_speak_the_language(engine, tmp_path):
    path = tmp_path / "out.md"
    assert main(["audit", "--lang", "fr", "--also", f"summary={path}"]) == 0
    assert "prouvés" in path.read_text("utf-8")


@pytest.mark.parametrize("also", ["sarif", "sarif=", "=x", "pdf=x"])
def test_a_further_report_names_its_form_and_its_file(engine, capsys, also):
    assert main(["audit", "--also", also]) == 2
    assert "is not FORMAT=FILE" in capsys.readouterr().err
    assert engine.collected == []


def test_two_reports_into_one_file_are_refused(engine, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["audit", "-o", "out", "--also", f"sarif={tmp_path / 'out'}"]) == 2
    assert "two reports would be written to" in capsys.readouterr().err
    assert engine.collected == []


@pytest.mark.parametrize("words", [["--format", "badge"], ["--also", "shields=x"]])
def test_a_badge_of_two_policies_is_refused_before_anything_is_read(engine, capsys, words):
    assert main(["audit", "--policy", "a", "--policy", "b", *words]) == 2
    assert "shows one policy, 2 were given" in capsys.readouterr().err
    assert engine.collected == []
    assert main(["audit", "--policy", "a", "--policy", "a", "--format", "badge"]) == 0


def test_a_report_that_cannot_be_written_is_an_error(engine, tmp_path, capsys):
    place = tmp_path / "none" / "out"
    assert main(["audit", "--also", f"sarif={place}"]) == 2
    assert "cannot write" in capsys.readouterr().err
