"""What several packs say together, in every form; and scorecards that a jury has a part in."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from aifactory.comparison import is_report, read_reports
from aifactory.model import Overview
from aifactory.render import View, overview, render
from aifactory.render.translate import Speech
from tests.render.cards import card, hostile, jury, together
from tests.render.planted import planted
from tests.render.test_html import Page

VALIDATOR = Draft202012Validator(
    json.loads(files("aifactory").joinpath("schemas/report-1.json").read_text("utf-8"))
)
_ = Speech("en")


def page(form: str, lang: str = "en", width: int = 80) -> str:
    cards, view = together()
    return render(cards, form, View(lang, width, overview=view))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_the_overview_comes_first(form, lang, snapshot):
    text = page(form, lang)
    top = text.split("═" * 80 if form == "terminal" else "\n---\n")[0]
    assert top == snapshot
    if form == "terminal":
        assert max(map(len, top.split("\n"))) <= 80
        assert len(top.strip().split("\n")) <= 22  # at a glance


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_a_jury_s_part_and_the_least_criterion(form, lang, snapshot):
    assert render([jury()], form, View(lang)) == snapshot


@pytest.mark.parametrize("width", [40, 50, 60, 80, 100])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_fits_any_terminal(lang, width):
    lines = page("terminal", lang, width).split("\n")
    assert max(map(len, lines)) <= width
    starts = ("✓ bloc1 ", "– bloc2 ", "◐ bloc4 ", "✗ devops ")
    assert sum(line.startswith(starts) for line in lines) == 4


def test_the_details_of_each_pack_stand_below_as_alone():
    cards, _view = together()
    text = page("terminal")
    for one in cards:
        assert render([one], "terminal", View()).strip() in text
    for one in cards:
        assert render([one], "markdown", View()).strip() in page("markdown")


def test_a_step_s_summary_begins_with_it():
    text = page("summary")
    assert text.startswith("# Certification: 1 bloc of 4 validated\n")
    assert text.index("| devops |") < text.index("<details>")


def test_all_blocs_validated_is_said_and_an_absent_one_is_none():
    cards, view = together()
    assert overview.headline(view, cards, _) == "Certification: 1 bloc of 4 validated"
    parts = tuple(replace(part, card=0) for part in view.parts)
    whole = replace(view, parts=parts)
    assert overview.headline(whole, cards, _) == "Certification: validated, all 4 blocs"
    missing = replace(view, parts=(*parts[:3], replace(parts[3], card=None)))
    assert overview.headline(missing, cards, _) == "Certification: 3 blocs of 4 validated"


def test_packs_of_no_certification_are_counted():
    cards, _view = together()
    alone = Overview(title="Certification", further=(2, 3))
    assert overview.headline(alone, cards[2:], _) == "0 packs of 2 validated"
    text = render(cards[2:], "terminal", View(overview=replace(alone, further=(0, 1))))
    assert "Further packs" not in text
    assert "Certification" not in text


def test_in_json_the_reports_of_all_packs_stand_below_it():
    cards, view = together()
    data = json.loads(page("json"))
    VALIDATOR.validate(data)
    assert data["overview"]["validated"] is False
    assert [part["audited"] for part in data["overview"]["parts"]] == [True, False, False, True]
    least = data["overview"]["further"][0]
    assert least == {
        "policy": "mltest",
        "audited": True,
        "proven": 0.25,
        "reach": 0.5,
        "waived": 0.25,
        "validated": False,
        "level": "a research project",
        "missing": 0.25,
        "jury": {"questions": 1, "points": 0.5},
    }
    assert data["reports"] == [json.loads(render([one], "json", View())) for one in cards]
    # Several that were named are a list, as before.
    named = render(cards, "json", View(overview=replace(view, whole=False)))
    assert json.loads(named) == data["reports"]


def test_what_only_some_packs_have_is_said_of_them_alone():
    told, plain = (json.loads(render([one], "json", View())) for one in (jury(), card()))
    VALIDATOR.validate(told)
    assert told["policy"]["scoring"] == "minimum"
    assert told["criteria"][0]["checks"][0]["asks"].startswith("Whose need is it")
    assert not {"scoring"} & set(plain["policy"])
    assert not {"level"} & set(plain["score"])
    assert not [c for one in plain["criteria"] for c in one["checks"] if "asks" in c]


def test_such_reports_are_read_again_to_compare_with():
    data = page("json").encode()
    assert is_report(data)
    cards = read_reports(data, "report.json")
    assert set(cards) == {"bloc1", "bloc4", "mltest", "devops"}
    assert cards["mltest"].policy.scoring == "minimum"
    assert cards["mltest"].score == jury().score


def test_the_page_begins_with_it_and_leads_to_each_pack():
    cards, view = together()
    shown = Page(render(cards, "html", View(overview=view)))
    assert "Certification: 1 bloc of 4 validated" in shown.text
    assert shown.links[1] == "#overview"
    inner = [link.removeprefix("#") for link in shown.links if link.startswith("#")]
    assert set(inner) <= set(shown.ids)
    assert len(shown.ids) == len(set(shown.ids))
    assert "Question to the jury" in shown.text
    assert "? for the jury" in shown.text
    assert "The jury has still to answer 1 question, worth 0.5 points." in shown.text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_string_planted_anywhere_marks_up_nothing(lang):
    cards, view = together()
    plain = Page(render(cards, "html", View(lang, overview=view)))
    shown = Page(render(planted(tuple(cards)), "html", View(lang, overview=planted(view))))
    assert set(shown.tags) <= set(plain.tags)
    assert shown.names <= plain.names


@pytest.mark.parametrize("form", ["terminal", "markdown", "summary", "json"])
def test_nothing_hostile_acts(form):
    view = Overview(title="Certification", further=(0, 1))
    hurt = replace(hostile(), policy=planted(card().policy))
    text = render([hurt, card()], form, View(overview=view))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", text)
