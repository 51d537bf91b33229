import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.render.escape import flowed, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("README.md", "README.md"),
        ("déjà vu, “œuvre” 日本 🎉", "déjà vu, “œuvre” 日本 🎉"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m", "\\x9b31m"),
        ("a\r\nb\tc", "a\\r\\nb c"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("soft\xadhyphen\x7f", "soft\\xadhyphen\\x7f"),
    ],
)
def test_what_acts_is_spelled_out_and_what_reads_is_kept(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_nothing_unsafe_is_left(text):
    shown = visible(text)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Zl", "Zp", "Cs"}
    shown.encode()


def test_a_policy_s_paragraph_flows():
    assert flowed("one\n  two\x1b\n") == "one two\\x1b"
