import pytest

from aifactory.model import Text, plural
from aifactory.render.translate import Speech, translate

NB = "\N{NO-BREAK SPACE}"


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


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [
        (9999, "9999", "9999"),
        (12345.5, "12,345.5", "12\u202f345,5"),
        (1e6, "1,000,000", "1\u202f000\u202f000"),
        (1e308, "1e+308", "1e+308"),
        (float("nan"), "nan", "nan"),
    ],
)
def test_great_numbers(value, en, fr):
    assert (Speech("en").number(value), Speech("fr").number(value)) == (en, fr)


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [(1, "1 day", "1 jour"), (1.5, "1.5 days", "1,5 jour"), (0.0, "0 days", "0 jour"),
     (2.0, "2 days", "2 jours")],
)  # fmt: skip
def test_a_measured_amount_has_its_language_s_form(value, en, fr):
    for lang, told in (("en", en), ("fr", fr)):
        assert Speech(lang).plural("{n} day", "{n} days", float(value)) == told


def test_days_shares_and_spaces_are_each_language_s():
    en, fr = Speech("en"), Speech("fr")
    assert (en.date("2026-01-31"), fr.date("2026-01-31"), fr.date("")) == (
        "2026-01-31",
        "31/01/2026",
        "",
    )
    assert (en.percent(0.85), fr.percent(0.85)) == ("85%", "85\xa0%")
    text = "a : b ; c ! d ? 5 %; http://x?y=1;z"
    assert en.typeset(text) == text
    assert fr.typeset(text) == ("a\u00a0: b\u202f; c\u202f! d\u202f? 5\u202f%; http://x?y=1;z")


def test_a_fraction_in_a_message_has_the_language_s_comma():
    assert translate(Text("{x}", {"x": 2.5}), "fr") == "2,5"


@pytest.mark.parametrize(
    ("share", "en", "fr"),
    [(0.5, "50%", f"50{NB}%"), (0.125, "12.5%", f"12,5{NB}%"), (1, "100%", f"100{NB}%")],
)
def test_a_share_in_percent(share: float, en: str, fr: str) -> None:
    assert (Speech("en").percent(share), Speech("fr").percent(share)) == (en, fr)


@pytest.mark.parametrize(
    ("day", "fr"),
    [("2026-01-31", "31/01/2026"), ("", ""), ("v2026-01-31", "v2026-01-31"), ("soon", "soon")],
)
def test_a_date(day: str, fr: str) -> None:
    assert (Speech("en").date(day), Speech("fr").date(day)) == (day, fr)


def test_dates_in_sentences_are_known_by_the_names_of_their_holes() -> None:
    text = Text(
        "waiver of {check} expired on {date}", {"check": "2026-01-31", "date": "2026-01-31"}
    )
    assert "2026-01-31" in (said := Speech("fr").text(text))
    assert "31/01/2026" in said
    assert str(text) == Speech("en").text(text)


@pytest.mark.parametrize(
    ("n", "en", "fr"),
    [
        (0, "0 days", "0 jour"),
        (1, "1 day", "1 jour"),
        (0.5, "0.5 days", "0,5 jour"),
        (1.5, "1.5 days", "1,5 jour"),
        (2.0, "2 days", "2 jours"),
        (2.25, "2.25 days", "2,25 jours"),
    ],
)
def test_plural_forms_of_whole_and_broken_numbers(n: float, en: str, fr: str) -> None:
    assert Speech("en").plural("{n} day", "{n} days", n) == en
    assert Speech("fr").plural("{n} day", "{n} days", n) == fr


@pytest.mark.parametrize(
    ("n", "en", "fr"),
    [
        (9999, "9999", "9999"),
        (10_000, "10,000", f"10{NB}000"),
        (1_000_000, "1,000,000", f"1{NB}000{NB}000"),
    ],
)
def test_large_numbers_of_things_are_grouped(n: int, en: str, fr: str) -> None:
    text = plural("{n} ticket", "{n} tickets", n)
    assert (Speech("en").text(text), Speech("fr").text(text)) == (f"{en} tickets", f"{fr} tickets")
