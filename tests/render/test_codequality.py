import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from aifactory.render import View, render
from tests.render.cards import card, hostile
from tests.render.strategies import scorecards

# What GitLab documents as required, and its five severities.
TEXT = {"type": "string", "minLength": 1}
FORMAT = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)(?!/).+$"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
VALIDATOR = Draft202012Validator(FORMAT)


def findings(*cards, lang="en"):
    return json.loads(render(cards, "codequality", View(lang)))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_list(make, lang, snapshot):
    assert render([make()], "codequality", View(lang)) == snapshot


def test_what_does_not_pass_is_listed_most_points_first():
    found = findings(card())
    VALIDATOR.validate(found)
    assert [(one["check_name"], one["severity"]) for one in found] == [
        ("delivery-cadence", "info"),
        ("dataset-documented", "major"),
        ("results-presented", "minor"),
    ]
    assert found[2]["location"] == {"path": "MODEL_CARD.md", "lines": {"begin": 30}}
    assert found[0]["location"] == {"path": "README.md", "lines": {"begin": 1}}


def test_fingerprints_tell_checks_and_packs_apart_in_any_language():
    other = replace(card(), policy=replace(card().policy, id="devops"))
    marks = [one["fingerprint"] for pack in (card(), other) for one in findings(pack)]
    assert len(set(marks)) == len(marks) == 6
    french = [one["fingerprint"] for pack in (card(), other) for one in findings(pack, lang="fr")]
    assert marks == french
    assert findings(card(), other) == findings(card())  # the same answers, borrowed


def test_nothing_is_an_empty_list():
    assert findings() == []


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_gives_a_valid_list_of_safe_bytes(one):
    text = render([one], "codequality", View("fr"))
    assert all(char == "\n" or char >= " " for char in text)
    VALIDATOR.validate(json.loads(text.encode()))
