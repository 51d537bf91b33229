import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.policy import Waiver, read_waivers

GOOD = """\
waivers:
  - check: container-recipe
    reason: "A library: nothing to run"
    expires: 2026-12-31
  - {check: board-practised, reason: Starts in May, expires: "2027-05-01"}
"""


def test_waivers_are_read_with_their_lines():
    assert read_waivers(GOOD) == (
        (
            Waiver("container-recipe", "A library: nothing to run", "2026-12-31", 2),
            Waiver("board-practised", "Starts in May", "2027-05-01", 5),
        ),
        (),
    )


@pytest.mark.parametrize("text", ["", "# none yet\n", "waivers:\n", "waivers: []\n", "---\n...\n"])
def test_no_waiver_is_no_problem(text):
    assert read_waivers(text) == ((), ())


def test_an_expired_waiver_is_still_read_for_the_engine_to_report():
    waivers, problems = read_waivers(GOOD.replace("2026-12-31", "1999-01-01"))
    assert waivers[0].expires == "1999-01-01"
    assert problems == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    expires: 2026-12-31\n", "", "2: expires is missing or not a text"),
        (
            "    expires: 2026-12-31\n",
            "    expires: soon\n",
            "2: expires: expected a date as YYYY-MM-DD, found 'soon'",
        ),
        (
            "2026-12-31",
            "2026-02-30",
            "2: expires: expected a date as YYYY-MM-DD, found '2026-02-30'",
        ),
        (
            "2026-12-31",
            "31/12/2026",
            "2: expires: expected a date as YYYY-MM-DD, found '31/12/2026'",
        ),
        (
            "2026-12-31",
            "never " + "x" * 90,
            "2: expires: expected a date as YYYY-MM-DD, found 'never " + "x" * 34 + "…'",
        ),
        ('"A library: nothing to run"', '"  "', "2: reason is missing or not a text"),
        ('"A library: nothing to run"', "12", "2: reason is missing or not a text"),
        ('"A library: nothing to run"', "[a, b]", "2: reason is missing or not a text"),
        ("check: container-recipe", "check: null", "2: check is missing or not a text"),
        ("    reason:", "    until: x\n    reason:", "2: unknown key 'until'"),
    ],
)
def test_a_waiver_that_cannot_be_used_is_told_and_the_others_stand(old, new, problem):
    waivers, problems = read_waivers(GOOD.replace(old, new, 1))
    assert [waiver.check for waiver in waivers] == ["board-practised"]
    assert [str(one) for one in problems] == [f"line {problem}"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- check: a\n", "1: expected a mapping with the key waivers"),
        ("waivers: yes\n", "1: waivers: expected a list"),
        ("waivers: {check: a}\n", "1: waivers: expected a list"),
        ("waivers:\n  - just words\n", "2: expected check, reason and expires"),
        ("a: 1\nwaver: []\n", "1: unknown key 'a'"),
        ("waivers: [\n", "2: not YAML: did not find expected node content"),
        ("waivers: &a [*a]\n", "1: expected the text itself, found the alias *a"),
        (
            "waivers: !!python/object/apply:os.system [ls]\n",
            "1: expected a plain value, found the "
            "tag tag:yaml.org,2002:python/object/apply:os.system",
        ),
        ("waivers: " + "[" * 30, "1: nested deeper than 20 levels"),
        ("waivers: " + "[" * 5000, "1: "),  # the parser's own bound, or ours
        ("a: 1\na: 2\n", "2: the key 'a' stands twice"),
        ("\x00", "1: not YAML: "),
        ("a\tb: [\x1b]", "1: not YAML: "),
        ("\ud800", "1: not YAML: "),
    ],
)
def test_a_hostile_file_gives_problems_not_errors(text, problem):
    waivers, problems = read_waivers(text)
    assert waivers == ()
    assert str(problems[0]).startswith(f"line {problem}")


def test_size_and_number_are_bounded():
    waivers, problems = read_waivers("#" * 70_000)
    assert (waivers, [str(one) for one in problems]) == ((), ["larger than 64 KiB, not read"])
    many = "waivers:\n" + "- {check: a, reason: b, expires: 2026-12-31}\n" * 101
    waivers, problems = read_waivers(many)
    assert len(waivers) == 100
    assert [str(one) for one in problems] == ["only the first 100 waivers are read"]
    keys = "".join(f"k{n}: 1\n" for n in range(5000))
    assert len(read_waivers(keys)[1]) == 5


@pytest.mark.parametrize("piece", ["[", "{", "- ", "? ", "a: ", "&a ", "!!a ", "'", '"', "|\n "])
def test_repeated_syntax_is_read_in_bounded_time(piece):
    start = time.perf_counter()
    read_waivers("waivers: " + piece * (60_000 // len(piece)))
    assert time.perf_counter() - start < 5


@given(
    st.text(st.sampled_from(list("waivers:check reason expires\n -[]{},&*!|>'\"#2026%\t@é\\")))
    | st.text()
)
def test_no_text_raises(text):
    for body in (text, f"waivers:\n{text}", f"waivers:\n  - {text}"):
        waivers, problems = read_waivers(body)
        assert all(waiver.check and waiver.reason and waiver.expires for waiver in waivers)
        assert all(str(problem) for problem in problems)
