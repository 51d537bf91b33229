"""Edits keep all that is there, in the style in which it is written."""

from hypothesis import given
from hypothesis import strategies as st

from aifactory.remedy.edits import Overlay, append, insert
from aifactory.snapshot.tree import MemoryTree

LINES = st.lists(
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), max_size=8)
)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans(), st.integers(0, 30))
def test_every_line_that_was_there_stays(lines, newline, ended, marked, at):
    body = newline.join(lines) + (newline if ended and lines else "")
    data = (b"\xef\xbb\xbf" if marked else b"") + body.encode()
    after = insert(data, at, "new 1\nnew 2\n")
    assert after is not None
    assert after.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    there = after.removeprefix(b"\xef\xbb\xbf").decode()
    start = there.index("new 1")
    end = (
        there.index("new 2")
        + len("new 2")
        + len(there[there.index("new 1") + 5 :].split("new 2")[0])
    )
    rest = there[:start] + there[end:]
    plain = body.removeprefix("\ufeff") if marked else body
    assert rest == plain or rest == plain + newline or rest.rstrip("\r\n") == plain


def test_line_ends_follow_the_file():
    assert insert(b"a\r\nb\r\n", 1, "x\ny") == b"a\r\nx\r\ny\r\nb\r\n"
    assert append(b"a\r\nb", "x") == b"a\r\nb\r\nx\r\n"


def test_a_last_line_without_an_end_gets_one_only_where_lines_follow():
    assert append(b"a\nb", "x") == b"a\nb\nx\n"
    assert insert(b"a\nb", 1, "x") == b"a\nx\nb"


def test_a_file_that_is_not_utf_8_is_left_alone():
    assert insert(b"caf\xe9\n", 0, "x") is None
    assert append(b"\xff\xfea\x00", "x") is None


def test_an_overlay_shows_edits_and_the_rest():
    tree = Overlay(MemoryTree({"a": "1", "b": "2"}), {"b": b"3", "c": b"4"})
    assert [*tree.entries] == ["a", "b", "c"]
    assert [tree.text(path) for path in tree.entries] == ["1", "3", "4"]
