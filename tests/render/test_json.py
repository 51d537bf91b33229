import json
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from aifactory.model import Evidence
from aifactory.render import View, render
from tests.render.cards import OID, card, hostile
from tests.render.strategies import scorecards

SCHEMA = json.loads(files("aifactory").joinpath("schemas/report-1.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def _report(*cards, lang="en"):
    return json.loads(render(cards, "json", View(lang)))


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("cards", [[card()], [hostile()], [card(), hostile()], []])
def test_a_report_keeps_the_contract(cards):
    report = _report(*cards)
    VALIDATOR.validate(report)
    assert isinstance(report, list) == (len(cards) != 1)


def test_the_order_of_keys_is_the_contract_s():
    report = _report(card())
    assert list(report) == [
        *("schema", "subject", "policy", "sources", "score", "criteria", "notes"),
    ]
    check = report["criteria"][1]["checks"][0]
    assert list(check) == [
        *("id", "title", "points", "earned", "verdict", "source"),
        *("evidence", "message", "remedy", "effort"),
    ]
    assert check["evidence"][3] == {
        "path": "",
        "line": 0,
        "commit": OID,
        "tag": "v1.2.0",
        "url": "",
        "text": "",
    }
    assert list(check["evidence"][3]) == list(Evidence.__struct_fields__)


def test_messages_speak_the_language_and_numbers_stay_numbers():
    english, french = _report(card()), _report(card(), lang="fr")
    assert english["score"] == french["score"]
    assert english["score"] == {"proven": 1.5, "reach": 2.5, "waived": 0.5, "validated": False}
    assert english["sources"]["forge"]["reason"] == "no token was given"
    assert english["policy"]["total"] == 4


def test_points_have_two_decimals_at_most():
    one = msgspec.structs.replace(card().score, proven=0.1 + 0.2, reach=1 / 3)
    score = _report(msgspec.structs.replace(card(), score=one))["score"]
    assert (score["proven"], score["reach"]) == (0.3, 0.33)


def test_what_was_quoted_comes_back_whole_save_lone_surrogates():
    name = "a\nb\x1b[2J\u202e\x9b\U000e0041 é 🎉"
    one = msgspec.structs.replace(card().subject, name=name, branch="caf\udce9")
    text = render([msgspec.structs.replace(card(), subject=one)], "json", View())
    subject = json.loads(text)["subject"]
    assert (subject["name"], subject["branch"]) == (name, "caf\\xe9")
    assert "é 🎉" in text
    assert not any(char in text for char in "\x1b\u202e\x9b\U000e0041")


def test_the_whole_report(snapshot):
    assert render([card()], "json", View()) == snapshot


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_gives_a_valid_report_of_safe_bytes(one):
    text = render([one], "json", View("fr"))
    report = msgspec.json.decode(text.encode())  # strict about UTF-8 and surrogates
    VALIDATOR.validate(report)
    assert text == render([one], "json", View("fr"))
    assert all(char == "\n" or char >= " " for char in text)
    assert not any("\x7f" <= char <= "\x9f" for char in text)
