import pytest

from aifactory.model import Text, plural
from aifactory.render.translate import Speech, translate


def test_a_message_is_translated_and_its_holes_are_filled():
    text = Text("{commit} on {branch}", {"commit": "ab12", "branch": "{commit}"})
    assert translate(text, "en") == "ab12 on {commit}"
    assert translate(text, "fr") == "ab12 sur {commit}"


def test_an_unknown_message_and_an_unknown_language_stay_english():
    assert translate(Text("not in the catalogue"), "fr") == "not in the catalogue"
    assert translate(Text("nothing"), "xx") == "nothing"


def test_the_empty_message_is_not_the_catalogue_s_header():
    assert translate(Text(""), "fr") == ""
    assert Speech("fr")("") == ""


def test_a_hole_reaches_values_only():
    text = Text("{missing} {0.__class__} {what!r} {} ${{ x }}", {"what": 1})
    assert translate(text, "en") == "{missing} {0.__class__} {what!r} {} ${{ x }}"


@pytest.mark.parametrize(
    ("n", "en", "fr"),
    [
        (0, "0 days before D", "0 jour avant le D"),
        (1, "1 day before D", "1 jour avant le D"),
        (2, "2 days before D", "2 jours avant le D"),
    ],
)
def test_each_language_has_its_own_plural(n, en, fr):
    text = plural("{n} day before {date}", "{n} days before {date}", n, date="D")
    assert (translate(text, "en"), translate(text, "fr")) == (en, fr)


@pytest.mark.parametrize(
    ("value", "number", "points", "aligned"),
    [
        (10, "10", "10.0", "10.00"),
        (0, "0", "0.0", "0.00"),
        (0.5, "0.5", "0.5", "0.50"),
        (11.25, "11.25", "11.25", "11.25"),
        (0.1 + 0.2, "0.3", "0.3", "0.30"),
        (100.0, "100", "100.0", "100.00"),
    ],
)
def test_numbers(value, number, points, aligned):
    en, fr = Speech("en"), Speech("fr")
    assert (en.number(value), en.points(value), en.aligned(value)) == (number, points, aligned)
    assert fr.points(value) == points.replace(".", ",")


def test_a_fraction_in_a_message_has_the_language_s_comma():
    assert translate(Text("{x}", {"x": 2.5}), "fr") == "2,5"
