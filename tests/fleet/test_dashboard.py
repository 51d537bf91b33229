"""The site's files and the gate, from stores of both kinds, through the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from junitparser import JUnitXml
from openpyxl import load_workbook

from aifactory.cli import main
from aifactory.fleet.dashboard import exports, gathering, page, site
from aifactory.fleet.dashboard.content import content
from aifactory.fleet.entries import Entry
from aifactory.fleet.orders import Failure
from aifactory.fleet.packing import policy_digest
from aifactory.fleet.store import writing
from aifactory.fleet.store.opening import open_store
from aifactory.model import Text
from aifactory.policy import load
from aifactory.render.translate import Speech
from tests.fleet.conftest import audit
from tests.fleet.made import always, outcome, scored

POLICY = load("bloc4")
NOW = writing.now()
EVIL = [
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "\"'><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "=HYPERLINK(\"http://e.example\")",
    "@SUM(1)",
    "\u202eevil\u2028\x1b[31m{name}",
    "https://e.example/\"onmouseover=\"window.pwned=1",
    "x" * 5000,
]  # fmt: skip


def night(opened, verdicts: dict[Entry, str], days_ago: int = 0, failing=()) -> None:
    """A run that read these repositories, all of whose checks have this verdict."""
    at = NOW - timedelta(days=days_ago)
    run = opened.write(writing.begin_run, f"{at:%j%H%M}", "made", "p", at)
    numbers = opened.write(writing.register, [*verdicts, *failing], at)
    packs = {policy_digest(POLICY): opened.write(writing.keep_policy, POLICY)}
    for entry, verdict in verdicts.items():
        found = outcome(numbers[entry.name], scored(POLICY, always(verdict)), days_ago)
        opened.write(writing.keep, found, run, packs, at)
    for entry in failing:
        reason = Failure("read", Text("{path} is no repository", {"path": entry.address}))
        opened.write(writing.fail, numbers[entry.name], reason, run, at)
    opened.write(writing.end_run, run, "done", at, {})


@pytest.fixture
def opened(store):
    one = open_store(store)
    yield one
    one.close()


GOOD, BAD, OPEN = (
    Entry("https://git.example/a/good", "alpha"),
    Entry("https://git.example/a/bad", "alpha"),
    Entry("/srv/open", "beta"),
)
NEVER = Entry("/srv/never", "beta")


def test_what_is_gathered(opened):
    night(opened, {GOOD: "fail", BAD: "fail", OPEN: "unknown"}, 2)
    night(opened, {GOOD: "pass"}, failing=[NEVER])
    found = gathering.gather(opened, NOW)
    (told,) = found.policies
    assert [line.kept.address for line in told.lines] == sorted(
        entry.name for entry in (GOOD, BAD, OPEN, NEVER)
    )
    whole, alpha, beta = told.groups
    assert (whole.team, alpha.team, beta.team) == (None, "alpha", "beta")
    assert (whole.sums.repositories, whole.sums.scored, whole.sums.validated) == (4, 3, 1)
    assert (alpha.sums.mean, beta.sums.mean) == (10, 0)
    assert len(told.days) == 3
    assert alpha.course.points == (0, 0, 500)
    assert whole.course.counts == (3, 3, 3)
    assert {gain.repositories for gain in whole.gains} == {1}
    assert beta.gains == ()
    assert [str(one.reason) for one in found.failures] == ["/srv/never is no repository"]


def test_a_repository_of_another_policy_is_left_out(opened, store, tmp_path, capsys):
    night(opened, {GOOD: "pass"})
    pack = tmp_path / "mine.yml"
    pack.write_text("schema: aifactory/policy/1\nid: mine\nextends: bloc4\nversion: 1.0.0\n")
    number = opened.write(writing.keep_policy, load(str(pack)))
    assert number
    words = ("--store", store, "--lang", "en")
    assert (
        main(["fleet", "dashboard", "-o", str(tmp_path / "out"), "--policy", "mine", *words]) == 2
    )
    assert "no score in the store is by the policy mine" in capsys.readouterr().err
    assert main(["fleet", "gate", "--policy", "mine", *words]) == 2


def test_a_store_without_scores_says_so(store, tmp_path, capsys):
    words = ("--store", store, "--lang", "en")
    open_store(store).close()
    assert main(["fleet", "dashboard", "-o", str(tmp_path / "out"), *words]) == 3
    assert main(["fleet", "gate", *words]) == 3
    assert "fleet audit INVENTORY" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_real_fleet_becomes_a_site(fleet, store, tmp_path):
    assert audit(fleet("a", "b"), store) == 0
    out = tmp_path / "site"
    assert main(["fleet", "dashboard", "-o", str(out), "--store", store, "--lang", "fr"]) == 0
    names = ["bloc4.en.csv", "bloc4.fr.csv", "fleet.en.xlsx", "fleet.fr.xlsx", "fleet.json"]
    assert sorted(path.name for path in out.iterdir()) == [site.INDEX, *names, "index.html"]
    assert '<html lang="fr">' in (out / "index.html").read_text("utf-8")
    found = json.loads((out / "fleet.json").read_text("utf-8"))
    (policy,) = found["policies"]
    assert [one["name"] for one in policy["repositories"]] == ["a", "b"]
    for one in policy["repositories"]:
        assert sum(one["criteria"].values()) == pytest.approx(one["proven"])
        assert set(one["checks"]) == {check.id for check in POLICY.checks()}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_tables_hold_the_same_figures(opened, lang):
    night(opened, {GOOD: "partial", BAD: "fail"}, failing=[NEVER])
    found = gathering.gather(opened, NOW)
    (told,) = found.policies
    _ = Speech(lang)
    text = exports.table(told, found.failures, _).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if lang == "fr" else ","))
    book = load_workbook(io.BytesIO(exports.workbook(found, _)))
    cells = [[*row] for row in book["bloc4"].iter_rows(values_only=True)]
    assert len(lines) == len(cells) == 4
    for line, row in zip(lines, cells, strict=True):
        shown = [_.number(v) if isinstance(v, int | float) else v or "" for v in row]
        assert line == shown
    assert lines[0][6:16] == [one.id for one in POLICY.criteria]
    assert len(book.sheetnames) == 4


def test_no_cell_is_a_formula(opened):
    entries = [Entry(f"/{n}/{evil}", evil) for n, evil in enumerate(EVIL)]
    night(opened, dict.fromkeys(entries[::2], "fail"), failing=entries[1::2])
    found = gathering.gather(opened, NOW)
    text = exports.table(found.policies[0], found.failures, Speech("en")).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text)):
        assert not [cell for cell in line if re.match(r"\s*[=+@\t\r-]", cell)]
    book = load_workbook(io.BytesIO(exports.workbook(found, Speech("en"))))
    teams = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
            teams |= {cell.value for cell in row if cell.quotePrefix}
    assert EVIL[4] in teams


def test_quoted_text_cannot_leave_its_tag(opened):
    entries = [Entry(f"/{n}/{evil}", evil) for n, evil in enumerate(EVIL)]
    night(opened, dict.fromkeys(entries[::2], "fail"), failing=entries[1::2])
    data = content(gathering.gather(opened, NOW))
    text = page.render(data, "en", [])
    assert text.count("</script>") == 3
    inner = re.search(r'id="data">(.*?)</script>', text, re.S)
    assert inner
    assert not set("<>&\u2028\x1b\u202e") & set(inner[1])
    assert json.loads(inner[1]) == json.loads(json.dumps(data))
    assert {repository[2] for repository in data["repositories"]} == {""}
    assert max(len(team) for team in data["teams"]) <= 300


def test_only_addresses_of_the_web_are_links(opened):
    entries = [
        Entry(evil) for evil in ("javascript:alert(1)", 'https://e.example/a"b', "ssh://h/x")
    ]
    night(opened, dict.fromkeys([*entries, GOOD], "fail"))
    data = content(gathering.gather(opened, NOW))
    links = [repository[2] for repository in data["repositories"] if repository[2]]
    assert links == [GOOD.name]


def test_nothing_of_a_user_is_overwritten(tmp_path):
    files = {"index.html": b"one", "old.csv": b"old"}
    site.write(tmp_path, files)
    site.write(tmp_path, {"index.html": b"two"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [site.INDEX, "index.html"]
    (tmp_path / "fleet.json").write_bytes(b"mine")
    with pytest.raises(Exception, match="was not written by this command"):
        site.write(tmp_path, {"index.html": b"three", "fleet.json": b"theirs"})
    assert (tmp_path / "index.html").read_bytes() == b"two"
    assert (tmp_path / "fleet.json").read_bytes() == b"mine"
    (tmp_path / "fleet.json").unlink()
    (tmp_path / "index.html").write_bytes(b"edited")
    with pytest.raises(Exception, match="was not written by this command"):
        site.write(tmp_path, {"index.html": b"three"})


def test_a_run_that_is_killed_can_be_done_again(tmp_path, monkeypatch):
    site.write(tmp_path, {"a": b"1", "b": b"1"})
    real, calls = site.replace_file, []

    def stop(path: Path, data: bytes) -> None:
        calls.append(path.name)
        if path.name == "b":
            raise KeyboardInterrupt
        real(path, data)

    monkeypatch.setattr(site, "replace_file", stop)
    with pytest.raises(KeyboardInterrupt):
        site.write(tmp_path, {"a": b"2", "b": b"2"})
    monkeypatch.undo()
    assert calls == [site.INDEX, "a", "b"]
    site.write(tmp_path, {"a": b"3", "b": b"3"})
    assert (tmp_path / "b").read_bytes() == b"3"


def gate(store: str, *words: str, lang: str = "en") -> int:
    return main(["fleet", "gate", "--store", store, "--lang", lang, *words])


def test_the_gate_without_a_file(opened, store, capsys):
    night(opened, {GOOD: "pass", OPEN: "pass"}, 1)
    assert gate(store) == 0
    assert "teams that pass: 2 of 2" in capsys.readouterr().out
    night(opened, {OPEN: "unknown"})
    assert gate(store) == 1
    shown = capsys.readouterr().out
    assert "✗ beta: median 0, below 10; dropped from 20 to 0 in the same repositories (1)" in shown
    assert "✓ alpha: median 20, at least 10; from 20 to 20" in shown
    assert gate(store, lang="fr") == 1
    assert "✗ beta\u00a0: médiane 0, sous 10" in capsys.readouterr().out


def test_the_gate_with_thresholds(opened, store, tmp_path, capsys):
    night(opened, {GOOD: "pass", BAD: "pass", OPEN: "fail"}, 9)
    night(opened, {BAD: "fail"}, 3)
    night(opened, {OPEN: "fail"}, failing=[NEVER])
    file = tmp_path / "teams.yml"
    head = "schema: aifactory/thresholds/1\npolicy: bloc4\n"
    rules = "teams:\n  alpha: {figure: validated, at-least: 50, most-drop: 20}\n"
    file.write_text(head + rules)
    words = ("--thresholds", str(file))
    assert gate(store, *words) == 0  # it fell before the last run
    assert "– beta: no threshold" in capsys.readouterr().out
    file.write_text(f"{head}since: 7d\n{rules}")
    assert gate(store, *words) == 1
    assert "dropped from 100% to 50% in the same repositories (2)" in capsys.readouterr().out
    assert gate(store, *words, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["team"], one["passes"], one["dropped"]) for one in found["teams"]] == [
        ("alpha", False, True),
        ("beta", True, False),
    ]
    assert gate(store, *words, "--format", "annotations") == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("::error title=alpha::validated 50%25, at least 50%25; dropped")
    assert gate(store, *words, "--format", "junit", "-o", str(tmp_path / "out.xml")) == 1
    (suite,) = JUnitXml.fromfile(str(tmp_path / "out.xml"))
    assert (suite.tests, suite.failures, suite.skipped) == (2, 1, 1)
    file.write_text(head + "teams:\n  gamma: {at-least: 1}\n")
    assert gate(store, *words) == 2
    assert "teams.yml:4: teams.gamma: expected one of alpha, beta" in capsys.readouterr().err


def test_a_hostile_team_reaches_no_terminal_and_no_runner(opened, store, capsys):
    evil = "x\n::warning::\x1b[2Jpwned\u202e"
    night(opened, {Entry("/srv/x", evil): "fail"})
    for form in ("terminal", "annotations", "junit"):
        assert gate(store, "--format", form) == 1
        shown = capsys.readouterr().out
        assert not set("\x1b\u202e") & set(shown)
        assert not [line for line in shown.splitlines() if line.startswith("::warning")]
