import re
import unicodedata

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from msgspec.structs import replace

from aifactory.model import Subject
from aifactory.render import View, render
from aifactory.render.markdown import code, prose
from tests.render.cards import HOSTILE, OID, card, hostile
from tests.render.strategies import scorecards, texts

OWN = re.compile(
    r"</?(h[12]|p|ul|li|strong|code|table|thead|tbody|tr|t[dh]( style=\"[^\"<>]*\")?)>|<hr />"
)


def _tags(page: str) -> list[str]:
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(page)
    return re.findall(r"<[^>]*>", html)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_page(make, lang, snapshot):
    assert render([make()], "markdown", View(lang)) == snapshot


def test_evidence_links_to_the_forge_at_the_commit():
    page = render([card()], "markdown", View())
    base = "https://github.com/acme/features"
    assert f"[`Makefile:8`](<{base}/blob/{OID}/Makefile#L8>) `pytest -q --cov=src tests`" in page
    assert f"[`{base}/issues/7`](<{base}/issues/7>)" in page


def test_a_hostile_repository_adds_no_mark_up():
    assert [
        tag for tag in _tags(render([hostile()], "markdown", View())) if not OWN.match(tag)
    ] == []


def test_a_table_keeps_its_columns():
    one = card()
    odd = replace(one.criteria[0], id="a|b", title="x | y `p|q` \\| z")
    tags = _tags(render([replace(one, criteria=(odd, one.criteria[1]))], "markdown", View()))
    assert sum(tag.startswith("<td") for tag in tags) == 2 * 6


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 1.5/4 (ok)", "plain words, 1.5/4 (ok)"),
        ("snake_case and _this_", "snake_case and \\_this\\_"),
        ("add `LICENSE` now", "add `LICENSE` now"),
        ("ask @someone about #12", "ask `@someone` about `#12`"),
        ("see https://e.example", "see `https://e.example`"),
        ("scan (trivy app:$SHA).", "scan (trivy `app:$SHA`)."),
        ("two (@name, #5): « #6 »", "two (`@name`, `#5`): « `#6` »"),
        ("<b> & [l](x) ![i](y)", "&lt;b&gt; &amp; \\[l\\](x) \\!\\[i\\](y)"),
        ("one ` alone", "one \\` alone"),
        ("a\nb", "a\\\\nb"),
    ],
)
def test_prose(text, shown):
    assert prose(text) == shown


@given(texts)
def test_code_is_one_code_span_that_says_the_text(text):
    inline = MarkdownIt("commonmark").parseInline(f"x {code(text)} y")[0].children
    kinds = [token.type for token in inline]
    assert kinds == (["text", "code_inline", "text"] if text else ["text"])


@given(texts)
@settings(max_examples=300)
def test_prose_is_words_and_code_only(text):
    for around in ("- {} end", "- **{}** (`id`)", "| {} |"):
        tokens = MarkdownIt("commonmark", {"html": True}).parseInline(around.format(prose(text)))
        kinds = {token.type for token in tokens[0].children}
        assert kinds <= {"text", "text_special", "code_inline", "strong_open", "strong_close"}


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_is_marked_up_by_us_alone(one):
    page = render([replace(one, subject=Subject(HOSTILE))], "markdown", View("fr"))
    found = {unicodedata.category(char) for char in page.replace("\n", "")}
    assert not found & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert [tag for tag in _tags(page) if not OWN.match(tag)] == []
