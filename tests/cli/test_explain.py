import pytest

from aifactory.cli import main
from aifactory.cli.explain import check_page as page_of
from aifactory.cli.explain import find, terminal
from aifactory.policy import load
from aifactory.render.translate import Speech

EXTENSION = """\
schema: aifactory/policy/1
extends: bloc4
id: mine
version: "1"
add:
  - id: NEW
    title: A *new* one
    checks:
      - id: my-own
        points: 1
        sources: [git, forge]
        title: Mine \\x
        asks: Is <b>it</b>?
        remedy: "Do `it` on @all"
        params: {names: [a, b], word: plain}
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")
    monkeypatch.setenv("COLUMNS", "80")


def page(capsys, *words):
    assert main(["explain", *words]) == 0
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_a_check_in_english(capsys):
    text = page(capsys, "delivery-cadence")
    lines = text.splitlines()
    assert lines[0] == "delivery-cadence · Weekly to monthly deliveries"
    assert lines[1].startswith(
        "criterion B4Cr3 · points: 0.5 (0.25 for a partial pass) · read from"
    )
    headings = [line for line in lines[3:] if line and not line.startswith(" ")]
    assert headings == ["What it asks", "Why", "How it is read", "How to pass it", "Params"]
    assert "  window-days: 180" in lines
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in text


def test_a_check_in_french(capsys):
    lines = page(capsys, "delivery-cadence", "--lang", "fr").splitlines()
    assert lines[0] == "delivery-cadence · Livraisons hebdomadaires à mensuelles"
    assert "0,5" in lines[1]
    headings = [line for line in lines[3:] if line and not line.startswith(" ")]
    assert headings == [
        "Ce qui est demandé",
        "Pourquoi",
        "Comment c'est lu",
        "Comment y parvenir",
        "Paramètres",
    ]


@pytest.mark.parametrize("name", ["B4Cr9", "B5Cr9", "b5cr9"])
def test_a_criterion_is_found_by_id_and_alias_in_any_case(capsys, name):
    lines = page(capsys, name).splitlines()
    assert lines[0] == "B4Cr9 (B5Cr9) · Roadmap and Kanban, two levels told apart"
    assert lines[1] == "points: 2"
    assert "What a jury may ask" in lines
    assert "  roadmap-dated: 0.5 · Horizons on the roadmap" in lines


def test_a_criterion_in_french(capsys):
    lines = page(capsys, "B4Cr1", "--lang=fr").splitlines()
    assert "Ce qu'un jury peut demander" in lines
    assert "  readme-purpose : 0,5 · README qui dit à quoi sert le projet" in lines


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("readme-porpuse", "readme-purpose"),
        ("tree-claen", "tree-clean"),
        ("B4Cr99", "B4Cr9"),
        ("zzz", "B4Cr1, B4Cr2"),
        ("", "B4Cr1, B4Cr2"),
    ],
)
def test_an_unknown_name_is_refused_with_close_ones(capsys, name, close):
    assert main(["explain", name, "--policy", "bloc4"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"bloc4 has no check or criterion called {name}" in captured.err
    assert f"did you mean: {close}" in captured.err


def test_markdown(capsys):
    text = page(capsys, "tree-clean", "--format", "markdown")
    assert text.startswith("# tree-clean · Clean tree\n\ncriterion B4Cr5 · ")
    assert "\n## How to pass it\n\n" in text
    assert "\n- `max-mebibytes`: 10\n" in text


def test_a_pack_of_one_s_own_is_explained_and_escaped(capsys, tmp_path):
    path = tmp_path / "pack.yml"
    path.write_text(EXTENSION, "utf-8")
    text = page(capsys, "my-own", "--policy", str(path), "--format", "markdown")
    assert text.startswith(
        "# my-own · Mine \\\\x\n\ncriterion NEW · points: 1 · read from history or f"
    )
    assert "Is &lt;b&gt;it&lt;/b&gt;?" in text
    assert "`@all`" in text
    assert "- `names`: a, b\n- `word`: plain\n" in text
    assert "## Why" not in text
    assert "minutes" not in text
    assert main(["explain", "my-own", "--policy", "bloc4"]) == 2


def test_every_check_and_criterion_has_a_page_in_both_languages():
    policy = load("bloc4")
    for check in policy.checks():
        criterion, found = find(policy, check.id)
        assert found == check
        for lang in ("en", "fr"):
            lines = [line for _, line in terminal(page_of(check, criterion, Speech(lang)), 60)]
            assert len(lines) > 12
            assert max(map(len, lines)) <= 60, check.id


def test_french_punctuation_stays_with_its_word(capsys):
    assert main(["explain", "tree-clean", "--lang", "fr"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.strip()[:1] in set(";:?!»")]
    assert any("\N{NO-BREAK SPACE};" in line for line in lines)


def test_colour_on_a_terminal_only(capsys, monkeypatch):
    monkeypatch.setattr("aifactory.cli.output.wants_colour", lambda environ: True)
    text = page(capsys, "roadmap")
    assert text.startswith("\x1b[1mroadmap · Roadmap\x1b[0m\n")


def test_a_narrow_console_that_speaks_no_unicode_gets_an_answer():
    import subprocess
    import sys

    words = [sys.executable, "-m", "aifactory", "explain", "B4Cr1", "--lang", "fr"]
    env = {"PYTHONIOENCODING": "ascii", "COLUMNS": "10"}
    done = subprocess.run(words, capture_output=True, env=env, timeout=60)
    assert done.returncode == 0
    assert b"Pr?sentation" in done.stdout
