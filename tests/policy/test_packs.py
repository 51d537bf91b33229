"""Packs of one's own: what is accepted, and how a wrong one is refused."""

import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aifactory.errors import BadInput
from aifactory.policy import load

PACK = """\
schema: aifactory/policy/1
id: mine
version: "1.0"
title: My pack
threshold: 1
total: 2
criteria:
  - id: A
    points: 2
    title: {en: First, fr: Premier}
    checks:
      - {id: readme-purpose, points: 0.5}
      - id: signed-commits
        points: 1.5
        partial: 1
        sources: [git]
        params: {at-least: 3, keys: [ssh, gpg]}
        title: Signed commits
        asks: Are {at-least} commits signed with {keys}?
        remedy: {en: Sign them, fr: Les signer}
"""


def write(folder, text):
    path = folder / "mypack.yml"
    path.write_text(textwrap.dedent(text), "utf-8")
    return path


def refused(folder, text):
    """The sentences of the refusal, without the folder's name and the closing advice."""
    path = write(folder, text)
    with pytest.raises(BadInput) as caught:
        load(path)
    lines = f"{caught.value}\n{caught.value.hint}".splitlines()
    return [line.replace(f"{path}:", "mypack.yml:") for line in lines]


def test_a_complete_pack(tmp_path):
    pack = load(write(tmp_path, PACK))
    known, own = pack.checks()
    assert (pack.id, pack.version, pack.threshold, pack.total) == ("mine", "1.0", 1, 2)
    assert pack.title.en == pack.title.fr == "My pack"
    assert (own.points, own.partial, own.sources) == (1.5, 1, ("git",))
    assert own.asks.fr == "Are 3 commits signed with ssh, gpg?"
    assert own.remedy.in_("fr") == "Les signer"
    assert known.remedy == load("bloc4").checks()[0].remedy


def test_a_shipped_check_is_taken_with_other_numbers_and_its_texts_follow(tmp_path):
    text = PACK.replace("points: 0.5}", "points: 0.5, params: {min-words: 55}}")
    known = load(write(tmp_path, text)).checks()[0]
    assert known.params == {"min-words": 55, "before-heading": 3}
    assert "55" in known.remedy.en


def test_a_pack_is_loaded_by_path_or_by_its_spelling(tmp_path, monkeypatch):
    path = write(tmp_path, PACK)
    monkeypatch.chdir(tmp_path)
    assert load(path) == load(str(path)) == load("mypack.yml")


def test_a_shipped_name_wins_over_a_file_of_the_same_name(tmp_path, monkeypatch):
    write(tmp_path, PACK).rename(tmp_path / "bloc4")
    monkeypatch.chdir(tmp_path)
    assert load("bloc4").id == "bloc4"
    assert load("./bloc4").id == "mine"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "points: 1.5",
            "points: half",
            "14: criteria[0].checks[1].points: expected a number, found 'half'",
        ),
        (
            "points: 1.5",
            "points: true",
            "14: criteria[0].checks[1].points: expected a number, found true",
        ),
        (
            "points: 1.5",
            "points: 0",
            "14: criteria[0].checks[1].points: expected a number above 0, found 0",
        ),
        (
            "points: 1.5",
            "points: .inf",
            "14: criteria[0].checks[1].points: expected a number, found '.inf'",
        ),
        (
            "points: 1.5",
            "points: 9999",
            "14: criteria[0].checks[1].points: expected a number of at most 1000, found 9999",
        ),
        ("        points: 1.5\n", "", "13: criteria[0].checks[1]: the key points is missing"),
        (
            "    points: 2\n",
            "    points: 3\n",
            "9: criteria[0].points: expected 2, the sum of its checks, found 3",
        ),
        ("total: 2", "total: 4", "6: total: expected 2, the sum of the criteria, found 4"),
        ("threshold: 1", "threshold: 5", "5: threshold: expected at most the total, 2, found 5"),
        ('"1.0"', "1.0", "3: version: expected a text, found 1.0"),
        (
            '"1.0"',
            "one",
            "3: version: expected a version in quotes, such as \"1.0.0\", found 'one'",
        ),
        (
            "id: mine",
            "id: My Pack",
            "2: id: expected lower-case letters, digits and dashes, such as bloc4, found 'My Pack'",
        ),
        (
            "aifactory/policy/1",
            "aifactory/policy/2",
            "1: schema: expected aifactory/policy/1, found 'aifactory/policy/2'",
        ),
        (
            "title: My pack",
            "titel: My pack",
            "4: titel: unknown key; expected one of title, total, found 'titel'",
        ),
        ("title: My pack", "title: {en: My pack}", "4: title: the key fr is missing"),
        ("title: My pack", "title: ''", "4: title: expected something, not nothing, found ''"),
        ("title: My pack", "title: [a]", "4: title: expected a text or a mapping, found a list"),
        (
            "[git]",
            "[svn]",
            "16: criteria[0].checks[1].sources[0]: "
            "expected one of files, git, forge, jury, found 'svn'",
        ),
        (
            "[git]",
            "[]",
            "16: criteria[0].checks[1].sources: expected something, not nothing, found a list",
        ),
        (
            "[git]",
            "[git, git]",
            "16: criteria[0].checks[1].sources: expected entries that differ, found a list",
        ),
        (
            "partial: 1",
            "partial: 1.5",
            "15: criteria[0].checks[1].partial: expected less than the check's points, found 1.5",
        ),
        (
            "at-least: 3",
            "at-least: {a: 1}",
            "17: criteria[0].checks[1].params.at-least: expected a "
            "number or a text or a list, found a mapping",
        ),
        ("[ssh, gpg]", "[1]", "17: criteria[0].checks[1].params.keys[0]: expected a text, found 1"),
        (
            "points: 0.5}",
            "points: 0.5, params: {words: 9}}",
            "12: criteria[0].checks[0].params.words:"
            " readme-purpose has no such param; it has: min-words, before-heading",
        ),
        (
            "points: 0.5}",
            "points: 0.5, params: {min-words: many}}",
            "12: criteria[0].checks[0].params.min-words: expected a number, found 'many'",
        ),
        (
            "id: signed-commits",
            "id: readme-purpose",
            "13: criteria[0].checks[1].id: the id readme-purpose is already taken",
        ),
        (
            "        remedy: {en: Sign them, fr: Les signer}\n",
            "",
            "13: criteria[0].checks[1]: no "
            "shipped check is called signed-commits, so a check of your own needs remedy",
        ),
        (
            "    title: {en: First",
            "    aliases: [A]\n    title: {en: First",
            "10: criteria[0].aliases[0]: the id A is already taken",
        ),
        ("[git]", "[git", "17: not YAML: did not find expected ',' or ']'"),
        (
            "title: My pack",
            "title: !!python/name:os.system x",
            "4: expected a plain value, found the tag tag:yaml.org,2002:python/name:os.system",
        ),
        ("title: My pack", "title: &a My pack\nid: *a", "5: the key 'id' stands twice"),
        (
            "threshold: 1",
            "threshold: *total",
            "5: expected the text itself, found the alias *total",
        ),
        ("threshold: 1", "? [a]\n: 1", "5: expected a name as key, found a collection or an alias"),
        ("threshold: 1", "threshold: " + "[" * 30, "5: nested deeper than 20 levels"),
    ],
)
def test_a_wrong_pack_is_refused_with_its_line(tmp_path, old, new, sentence):
    assert old in PACK
    assert f"mypack.yml:{sentence}" in refused(tmp_path, PACK.replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "# nothing", "- a\n- b\n", "just words", "3"])
def test_what_is_no_mapping_is_refused(tmp_path, text):
    assert refused(tmp_path, text)[0].startswith("mypack.yml:1: expected a mapping, found ")


def test_the_first_five_faults_are_told_in_the_order_of_the_file(tmp_path):
    text = PACK.replace("id: mine", "id: 1\na: 1\nb: 1\nc: 1\nd: 1\ne: 1")
    lines = refused(tmp_path, text)
    assert [line.split(":")[1] for line in lines[:5]] == ["2", "3", "4", "5", "6"]
    assert lines[5] == "and 1 more"
    assert "aifactory policies --schema" in lines[6]


def test_an_absent_pack_is_refused_with_the_names_to_choose_from():
    with pytest.raises(BadInput, match="no policy is called bloc9") as caught:
        load("bloc9")
    assert "bloc4" in str(caught.value.hint)
    with pytest.raises(BadInput, match="cannot read absent/pack"):
        load("absent/pack.yml")


def test_a_folder_a_large_file_and_a_binary_file_are_refused(tmp_path):
    with pytest.raises(BadInput, match="cannot read"):
        load(tmp_path)
    large = tmp_path / "large.yml"
    large.write_text("#" * (1 << 20) + "\n", "utf-8")
    with pytest.raises(BadInput, match="larger than 1024 KiB"):
        load(large)
    binary = tmp_path / "binary.yml"
    binary.write_bytes(b"id: \xff\xfe")
    with pytest.raises(BadInput, match="expected a text in UTF-8"):
        load(binary)


def test_an_alias_bomb_is_refused_at_once(tmp_path):
    lines = ["a: &a [x, x]"]
    lines += [f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert refused(tmp_path, "\n".join(lines))[0] == (
        "mypack.yml:2: expected the text itself, found the alias *a"
    )


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(key=st.sampled_from(["title", "total", "criteria", "extends", "version"]), value=_values)
def test_any_value_anywhere_is_loaded_or_refused(tmp_path, key, value):
    import yaml

    data = {**yaml.safe_load(PACK), key: value}
    path = tmp_path / "mypack.yml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    try:
        load(path)
        said = f"{path}: loaded"
    except BadInput as error:
        said = str(error)
    assert said.startswith(f"{path}:")


def test_where_checks_are_explained(tmp_path):
    address = "https://docs.example/checks#{check}"
    pack = load(write(tmp_path, PACK.replace("threshold:", f'help-uri: "{address}"\nthreshold:')))
    assert pack.help_uri == address
    extension = 'schema: aifactory/policy/1\nextends: bloc4\nid: ours\nversion: "1"\n'
    assert load(write(tmp_path, extension)).help_uri == load("bloc4").help_uri == ""
    assert load(write(tmp_path, extension + f'help-uri: "{address}"\n')).help_uri == address
    for wrong in ("http://docs.example", "javascript:alert(1)", "https://a b/"):
        assert refused(tmp_path, extension + f'help-uri: "{wrong}"\n')
