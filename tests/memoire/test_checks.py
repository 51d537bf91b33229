"""Whole dissertations in each format; then one thing at a time, and what misleads."""

from __future__ import annotations

import pytest

from aifactory.memoire.checks import TABLE, check
from aifactory.memoire.rules import load_rules
from aifactory.memoire.sniffing import read_bytes
from tests.memoire.documents import FILLER, docx, markdown, odt, pdf, script

WRITERS = {"markdown": markdown, "docx": docx, "odt": odt, "pdf": pdf}


def judged(data: bytes):
    """The findings by check, or by check/part."""
    report = check(read_bytes(data), "x")
    return {f"{f.check}/{f.part}".strip("/"): f for f in report.findings}


def verdicts(data: bytes) -> dict[str, str]:
    return {name: finding.verdict for name, finding in judged(data).items()}


def changed(parts, *, without=(), instead=None, add=()):
    """A script without these texts, with others instead, with more before its bibliography."""
    instead = instead or {}
    kept = [(kind, instead.get(text, text)) for kind, text in parts if text not in without]
    return [*kept[:-5], *add, *kept[-5:]]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("form", WRITERS)
def test_a_whole_dissertation_holds_in_every_format(form, lang):
    found = judged(WRITERS[form](script(lang)))
    open_ = {name: f for name, f in found.items() if f.verdict != "pass"}
    assert {name for name in open_ if name != "length"} == set(), open_
    assert set(found) >= set(TABLE) - {"parts"}
    assert len([name for name in found if name.startswith("parts/")]) == len(load_rules().parts)


@pytest.mark.parametrize(
    ("pages", "verdict"), [(29, "fail"), (30, "pass"), (50, "pass"), (51, "fail")]
)
def test_the_pages_of_a_pdf_are_counted(pages, verdict):
    short = [part for part in script(paragraphs=4) if not part[1].startswith("Annexe A")]
    found = judged(pdf(short, pages=pages))["length"]
    assert (found.verdict, found.message.values) == (verdict, {"n": pages})


def test_annexes_that_decide_the_length_are_left_to_the_school():
    parts = script(paragraphs=4)
    found = judged(pdf(parts, pages=55))["length"]
    assert found.verdict == "fail"  # without them it would be too short
    long = [*parts[:-2], *[("heading", f"Essai {n}") for n in range(25)], *parts[-2:]]
    found = judged(pdf(long, pages=60))["length"]
    assert found.verdict == "unknown"
    assert found.message.values["body"] < 50 < found.message.values["n"]
    assert found.evidence[0].text.startswith("Annexe A")


@pytest.mark.parametrize("write", [docx, odt])
def test_stored_pages_are_believed_where_their_words_agree(write):
    words = check(read_bytes(write(script())), "x").words
    found = judged(write(script(), pages=40, words=words))["length"]
    assert (found.verdict, found.message.values) == ("pass", {"n": 40})
    assert "stored" in found.message.msgid
    stale = judged(write(script(), pages=40, words=300))["length"]
    assert "estimated" in stale.message.msgid
    half = judged(write(script(), pages=12, words=words))["length"]  # too many words a page
    assert "estimated" in half.message.msgid
    template = judged(write(script(), pages=1))["length"]  # what python-docx's own template says
    assert "estimated" in template.message.msgid


def test_an_estimate_decides_only_where_its_bounds_agree():
    assert judged(markdown(script(paragraphs=1)))["length"].verdict == "fail"
    assert judged(markdown(script(paragraphs=300)))["length"].verdict == "fail"
    between = judged(markdown(script(paragraphs=28)))["length"]
    assert between.verdict == "unknown"
    assert between.message.values["low"] < 30 < between.message.values["high"]


@pytest.mark.parametrize("form", WRITERS)
def test_a_heading_of_that_name_with_nothing_below_is_no_part(form):
    parts = script(paragraphs=4)
    at = next(i for i, (k, t) in enumerate(parts) if k == "heading" and "Développement" in t)
    parts[at + 1 : at + 5] = []
    found = judged(WRITERS[form](parts))["parts/development"]
    assert (found.verdict, found.message.values) == ("fail", {"n": 0})
    assert "Développement" in found.evidence[0].text


@pytest.mark.parametrize("form", WRITERS)
def test_a_name_of_a_part_in_the_text_is_no_heading(form):
    parts = [p for p in script(paragraphs=4) if "Optimisation" not in p[1]]
    parts.insert(-6, ("text", "Optimisation des processus"))
    assert verdicts(WRITERS[form](parts))["parts/optimisation"] == "fail"


@pytest.mark.parametrize("form", WRITERS)
def test_a_figure_that_is_only_in_the_text_is_missed(form):
    add = [("text", "Comme le montre la figure 3, tout va bien. Figure 3 montre les gains réels.")]
    found = judged(WRITERS[form](changed(script(paragraphs=3), add=add)))
    assert found["figures-numbered"].verdict == "pass"
    assert found["figures-referred"].verdict == "fail"
    assert found["figures-referred"].message.values == {"numbers": "3"}
    assert "figure 3" in found["figures-referred"].evidence[0].text


@pytest.mark.parametrize("form", WRITERS)
def test_a_figure_that_the_text_never_names(form):
    instead = {
        "La figure 1 montre les flux ; le tableau 1 compare les bases (voir annexe A).": "Rien."
    }
    found = verdicts(WRITERS[form](changed(script(paragraphs=3), instead=instead)))
    assert (found["figures-referred"], found["tables-referred"]) == ("fail", "fail")
    assert found["annexes"] == "fail"


@pytest.mark.parametrize("form", WRITERS)
def test_numbers_that_are_doubled_or_left_out(form):
    double = changed(script(paragraphs=3), add=[("caption", "Figure 1 : encore les flux")])
    assert verdicts(WRITERS[form](double))["figures-numbered"] == "fail"
    gap = changed(
        script(paragraphs=3), add=[("caption", "Figure 3 : gains"), ("text", "Voir fig. 3.")]
    )
    found = judged(WRITERS[form](gap))["figures-numbered"]
    assert (found.verdict, found.message.values) == ("fail", {"numbers": "2"})


@pytest.mark.parametrize("form", ["markdown", "docx", "odt"])
def test_a_picture_or_a_table_without_caption(form):
    add = [
        *[("text", FILLER["fr"])] * 3,
        ("image", ""),
        *[("text", FILLER["fr"])] * 3,
        ("table", "a|1\nb|2"),
    ]
    found = verdicts(WRITERS[form](changed(script(paragraphs=3), add=add)))
    assert (found["figures-numbered"], found["tables-numbered"]) == ("fail", "fail")


def test_a_pdf_does_not_tell_tables():
    parts = changed(script(paragraphs=3), without=["Tableau 1 : bases comparées"])
    parts = [(k, t.replace("le tableau 1 compare", "on compare")) for k, t in parts]
    assert verdicts(pdf(parts))["tables-numbered"] == "unknown"


@pytest.mark.parametrize("form", WRITERS)
def test_a_role_in_a_heading_or_of_somebody_else_is_none(form):
    role = (
        "Dans ce projet, mon rôle était celui d'acteur principal : j'ai conçu et livré le service."
    )
    for other in (
        "Le rôle du responsable de la donnée est décrit ici en quelques mots.",
        "Je n'étais pas l'acteur principal de ce projet, mené par une autre équipe.",
        "[À COMPLÉTER : mon rôle : j'étais responsable de ce projet de bout en bout]",
    ):
        parts = changed(script(paragraphs=3), instead={role: other})
        assert verdicts(WRITERS[form](parts))["role"] == "fail", other


@pytest.mark.parametrize("form", WRITERS)
def test_a_table_of_contents_that_was_never_filled(form):
    parts = [part for part in script(paragraphs=3) if part[0] != "contents"]
    assert verdicts(WRITERS[form](parts))["contents"] == "fail"
    listed = [*parts[:2], ("contents", "Figure 1 : flux"), ("contents", "Figure 2 : gains"),
              ("contents", "Figure 3 : pertes"), *parts[2:]]  # fmt: skip
    found = verdicts(WRITERS[form](listed))
    assert found["contents"] == "fail"
    assert found["figures-numbered"] == "pass"  # a list of figures captions nothing


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_left_to_fill_in(form):
    for text in ("[À COMPLÉTER : le gain]", "Erreur ! Signet non défini.", "{{insérer le logo}}"):
        found = judged(WRITERS[form](changed(script(paragraphs=3), add=[("text", text)])))[
            "placeholders"
        ]
        assert found.verdict == "fail", text
        assert text[:12] in found.evidence[0].text
    for text in ("Les champs à compléter sont rares [3].", "Nos [votrex] et todo, sans plus."):
        found = judged(WRITERS[form](changed(script(paragraphs=3), add=[("text", text)])))
        assert found["placeholders"].verdict == "pass", text


@pytest.mark.parametrize("form", WRITERS)
def test_a_bibliography_without_sources(form):
    parts = [(k, "À venir." if t.startswith("[") else t) for k, t in script(paragraphs=3)]
    assert verdicts(WRITERS[form](parts))["bibliography"] == "fail"


@pytest.mark.parametrize("form", WRITERS)
def test_an_annex_that_is_named_and_not_there(form):
    found = judged(WRITERS[form](changed(script(paragraphs=3), add=[("text", "Lire l'annexe B.")])))
    assert (found["annexes"].verdict, found["annexes"].message.values) == ("fail", {"names": "b"})


def test_lists_and_ranges_of_figures_name_each():
    more = [("caption", f"Figure {n} : essai {n}") for n in range(2, 7)]
    add = [*more, ("text", "Les figures 2 à 4 et 5, ainsi que la fig. 6, le montrent.")]
    found = judged(markdown(changed(script(paragraphs=3), add=add)))["figures-referred"]
    assert (found.verdict, found.message.values) == ("pass", {"n": 6})


def test_numbers_by_chapter_run_chapter_by_chapter():
    parts = [(k, t.replace("igure 1", "igure 2-1")) for k, t in script(paragraphs=3)]
    add = [
        ("caption", "Figure 3.1 : a"),
        ("caption", "Figure 3.2 : b"),
        ("text", "Voir figures 3.1 et 3.2."),
    ]
    found = verdicts(docx(changed(parts, add=add)))
    assert (found["figures-numbered"], found["figures-referred"]) == ("pass", "pass")


def test_the_title_of_the_whole_is_no_part():
    parts = [("title", "Développement d'un service"), *script(paragraphs=3)[1:]]
    parts = [p for p in parts if not (p[0] == "heading" and "5. Dév" in p[1])]
    assert verdicts(markdown(parts))["parts/development"] == "fail"


def test_bookmarks_are_not_needed_and_headers_are_no_captions():
    for header in (True, False):
        found = judged(pdf(script(paragraphs=6), header=header, bookmarks=False))
        bad = {n: f for n, f in found.items() if f.verdict != "pass" and n != "length"}
        assert bad == {}


def test_a_page_that_a_browser_printed(browser):
    tags = {"title": "h1", "heading": "h2", "caption": "figcaption", "contents": "li"}
    body = "".join(
        f"<{tags.get(kind, 'p')}>{text}</{tags.get(kind, 'p')}>"
        for kind, text in script(paragraphs=5)
        if kind not in ("image", "table")
    )
    page = browser.new_page()
    page.set_content(f"<html lang=fr><title>x</title><body>{body}")
    found = verdicts(page.pdf(format="A4", display_header_footer=True))
    bad = {name for name, verdict in found.items() if verdict != "pass"}
    assert bad == {"length"}


def test_a_scan_is_unknown_except_for_its_pages():
    blank = [("image", "")] * 3
    data = pdf([*blank, *[("heading", " ")] * 34], header=False, bookmarks=False)
    found = verdicts(data)
    assert found["length"] == "pass"
    assert {v for n, v in found.items() if n not in ("length", "annexes", "figures-numbered")} == {
        "unknown"
    }


def test_the_jury_is_shown_where_to_look():
    report = check(read_bytes(markdown(script(paragraphs=3))), "x")
    assert [q.id for q in report.questions] == [q.id for q in load_rules().jury]
    assert all(q.places for q in report.questions)
