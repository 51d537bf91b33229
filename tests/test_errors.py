import json
from pathlib import Path

import msgspec
import pytest

from aifactory.cli import main
from aifactory.engine import evaluate, load_facts, save_facts
from aifactory.errors import BadInput
from aifactory.facts import SCHEMA
from aifactory.model import Text, joined, plural
from aifactory.policy import load
from aifactory.render.translate import Speech
from tests.repos import Repo


def test_an_error_is_english_for_logs_and_a_text_for_readers() -> None:
    error = BadInput(Text("no such folder: {path}", {"path": "{path}"}), Text("use https"))
    assert (str(error), str(error.hint)) == ("no such folder: {path}", "use https")
    assert Speech("fr").text(error.said) == "ce dossier n'existe pas\N{NO-BREAK SPACE}: {path}"


def test_a_sentence_within_a_sentence_is_said_in_the_same_language() -> None:
    inner = Text("more than {n} files are tracked", {"n": 200_000})
    outer = joined("\n", Text("{path}: {reason}", {"path": "a", "reason": inner}), "quoted: as is")
    assert str(outer) == "a: more than 200,000 files are tracked\nquoted: as is"
    french = Speech("fr").text(outer).replace("\N{NO-BREAK SPACE}", "~")
    assert french == "a~: plus de 200~000 fichiers sont suivis\nquoted: as is"


@pytest.mark.parametrize(("n", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_the_english_plural(n: int, said: str) -> None:
    assert str(plural("{n} day before {date}", "{n} days before {date}", n, date="x")) == (
        f"{said} before x"
    )


def test_every_value_of_a_text_survives_the_wire() -> None:
    text = Text("{a} {b} {c} {d}", {"a": "x", "b": 1, "c": 0.5, "d": plural("{n}", "{n}s", 2)})
    assert msgspec.json.decode(msgspec.json.encode(text), type=Text) == text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["audit", "absent"], ["ce dossier n'existe pas : absent", "donner un dossier"]),
        (["audit", "ftp://x/y"], ["ce n'est pas une URL git à cloner", "utiliser https://"]),
        (["audit", ".", "--policy", "bloc9"], ["bloc9", "choisir parmi"]),
        (["collect", "absent"], ["ce dossier n'existe pas : absent"]),
        (["forecast", "--export", "absent.csv", "--items", "3"], ["absent.csv"]),
    ],
)
def test_an_error_speaks_the_language_of_the_reader(
    words: list[str],
    said: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "erreur" in told
    assert all(part in told.replace("\N{NO-BREAK SPACE}", " ") for part in said)


def test_reasons_kept_in_facts_speak_any_language(repo: Repo) -> None:
    from aifactory.engine import collect

    repo.file("README.md", "\0").file(".aifactory.yml", "waivers: 3").commit()
    saved = save_facts(collect(str(repo.path), as_of="2026-01-31"))
    card = evaluate(load_facts(saved), load("bloc4"))
    english = [str(note) for note in card.notes]
    french = [Speech("fr").text(note) for note in card.notes]
    assert "passed over README.md: binary, not a document" in english
    assert "passed over .aifactory.yml: line 1: waivers: expected a list" in english
    assert any("du binaire, pas un document" in note for note in french)


def test_facts_of_the_first_version_are_still_read(repo: Repo) -> None:
    from aifactory.engine import collect

    repo.file("README.md", "\0").commit()
    saved = json.loads(save_facts(collect(str(repo.path), as_of="2026-01-31")))
    assert saved["schema"] == SCHEMA == "aifactory/facts/2"
    saved["schema"] = "aifactory/facts/1"
    saved["problems"] = [{"path": "README.md", "reason": "binary, not a document"}]
    facts = load_facts(json.dumps(saved).encode())
    assert facts.schema == SCHEMA
    notes = [str(note) for note in evaluate(facts, load("bloc4")).notes]
    assert "passed over README.md: binary, not a document" in notes
    saved["schema"] = "aifactory/facts/3"
    with pytest.raises(BadInput, match="found aifactory/facts/3"):
        load_facts(json.dumps(saved).encode())
