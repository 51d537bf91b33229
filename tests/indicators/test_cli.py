"""`aifactory indicators` and `forecast` on real input: a forge, saved facts, an export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from aifactory.cli import main
from aifactory.indicators.report import compute
from aifactory.indicators.sources import from_export
from aifactory.policy import data_path
from aifactory.render.indicators import render
from tests.forge.conftest import alone, server, world  # noqa: F401
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import bare_project, living
from tests.repos import Repo, plain_git

UNTIL = "2026-06-30"
EXPORT = "id,created,closed,started,points\n" + "".join(
    f"{n},2026-01-{1 + n % 28:02d},2026-02-{1 + n % 28:02d},2026-01-{2 + n % 28:02d},3\n"
    for n in range(40)
)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANGUAGE", "C")  # what a command sets is taken back

    def command(*words: str) -> tuple[int, str]:
        code = main([*words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


@pytest.mark.usefixtures("alone")
def test_a_forge(world: World, server: GitHubServer, repo: Repo, run: Run, tmp_path: Path) -> None:
    living(world)
    bare_project(repo)
    asked = (str(repo.path), "--repository", server.url, "--until", UNTIL)
    code, said = run("indicators", *asked)
    assert code == 0
    assert "Lead time                              3 days" in said
    assert "no failed deployment in this period" in said
    figures = {
        f["id"]: f for f in json.loads(run("indicators", *asked, "--format", "json")[1])["figures"]
    }
    assert (figures["cycle-time"]["n"], figures["cycle-time"]["left_out"]) == (12, 6)
    assert figures["deployment-frequency"]["source"] == "deployments"
    assert (figures["satisfaction"]["value"], figures["satisfaction"]["n"]) == (0.8, 1)
    saved = tmp_path / "facts.json"
    assert (
        run("collect", str(repo.path), "--forge", "--repository", server.url, "-o", str(saved))[0]
        == 0
    )
    assert run("indicators", "--facts", str(saved), "--until", UNTIL)[1] == said.replace("", "")


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_record_is_what_the_rubric_accepts(
    world: World, server: GitHubServer, repo: Repo, run: Run, lang: str
) -> None:
    living(world)
    bare_project(repo)
    plain_git("reset", "-q", "--hard", cwd=repo.path)
    folder = repo.path / "docs" / "indicators"
    asked = ("--format", "markdown", "--lang", lang, "-o", str(folder))
    code, said = run(
        "indicators", str(repo.path), "--repository", server.url, "--until", UNTIL, *asked
    )
    assert (code, Path(said.strip())) == (0, folder / f"{UNTIL}.md")
    code, said = run("audit", str(repo.path), "--worktree", "--format", "json")
    checks = {c["id"]: c for one in json.loads(said)["criteria"] for c in one["checks"]}
    assert checks["indicators-extracted"]["verdict"] == "pass"
    assert checks["indicators-extracted"]["evidence"][0]["path"] == f"docs/indicators/{UNTIL}.md"


@pytest.mark.usefixtures("alone", "world")
def test_a_record_of_nothing_is_not_written(
    server: GitHubServer, repo: Repo, run: Run, tmp_path: Path
) -> None:
    bare_project(repo)
    asked = ("indicators", str(repo.path), "--repository", server.url, "--until", UNTIL)
    assert run(*asked)[0] == 0
    code, said = run(*asked, "--format", "markdown", "-o", str(tmp_path / "records"))
    assert (code, "nothing was done in this period" in said) == (3, True)
    assert not (tmp_path / "records").exists()


def test_an_export(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(EXPORT)
    code, said = run(
        "indicators", "--export", str(path), "--until", "2026-03-01", "--format", "csv"
    )
    rows = [*csv.DictReader(io.StringIO(said))]
    assert code == 0
    throughput = [
        float(row["value"])
        for row in rows
        if (row["indicator"], row["row"]) == ("throughput", "done")
    ]
    assert sum(throughput) == 40
    assert {row["unit"] for row in rows if row["indicator"] == "velocity"} == {"points"}
    code, said = run(
        "indicators", "--export", str(path), "--until", "2026-03-01", "--business-days"
    )
    assert "no deployment, release, version tag or deploying run is known" in said


def test_a_forecast(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(EXPORT)
    asked = ("forecast", "--export", str(path), "--until", "2026-03-01")
    code, said = run(*asked, "--items", "10", "--backtest")
    assert code == 0
    assert "When 10 tickets will be done:" in said
    assert run(*asked, "--items", "10", "--backtest")[1] == said
    assert "at least" in run(*asked, "--by", "2026-04-01")[1]
    assert run(*asked, "--by", "2026-03-02")[0] == 2
    code, said = run(*asked, "--milestone", "none")
    assert (code, "no open ticket is in the milestone none" in said) == (2, True)
    code, said = run(*asked[:-1], "2026-01-20", "--items", "3")
    assert (code, "are too few to forecast from" in said) == (3, True)


def test_nothing_open_is_nothing_to_forecast(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(EXPORT)
    asked = ("forecast", "--export", str(path), "--until", "2026-03-01")
    code, said = run(*asked)
    assert (code, "no ticket is open" in said) == (2, True)
    assert run(*asked, "--by", "2026-04-01")[0] == 0


def test_a_record_is_markdown_unless_another_form_is_asked(tmp_path: Path, run: Run) -> None:
    path, folder = tmp_path / "tickets.csv", tmp_path / "records"
    path.write_text(EXPORT + "40,2026-02-20,,2026-02-21,\n")
    asked = ("indicators", "--export", str(path), "--until", "2026-03-01", "-o", str(folder))
    assert run(*asked)[1].strip() == str(folder / "2026-03-01.md")
    text = (folder / "2026-03-01.md").read_text()
    assert text.startswith("---\ndate: 2026-03-01\n---\n")
    assert "## Under way, oldest first\n" in text
    assert "| 40  | under way | 8.5 days |" in text
    assert run(*asked, "--format", "csv")[1].strip() == str(folder / "2026-03-01.csv")


def test_what_a_figure_rests_on_goes_with_it(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(EXPORT)
    asked = ("indicators", "--export", str(path), "--until", "2026-03-01")
    rows = [*csv.DictReader(io.StringIO(run(*asked, "--format", "csv")[1]))]
    lead = [row for row in rows if row["indicator"] == "lead-time"]
    assert [(row["row"], row["value"], row["n"], row["unit"]) for row in lead] == [
        ("", "31.0", "40", "days"), ("p85", "31.0", "40", "days"), ("p95", "31.0", "40", "days"),
    ]  # fmt: skip
    missing = {row["indicator"]: row["missing"] for row in rows if row["missing"]}
    assert "export tells nothing of requests" in missing["first-review"]
    assert sum(row["indicator"] == "scatter" for row in rows) == 40
    told = json.loads(run(*asked, "--format", "json", "--lang", "fr")[1])
    figure = next(one for one in told["figures"] if one["id"] == "lead-time")
    assert figure["means"].startswith("de l'ouverture à la clôture")
    assert {one["title"] for one in told["series"]} >= {"Burnup", "Flux cumulé"}


def test_days_are_those_of_the_zone(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text("id,created,closed\n1,2026-01-05T09:00:00Z,2026-01-11T20:00:00Z\n")
    asked = ("indicators", "--export", str(path), "--until", "2026-01-18", "--format", "csv")

    def done(*more: str) -> dict[str, str]:
        rows = csv.DictReader(io.StringIO(run(*asked, *more)[1]))
        return {row["from"]: row["value"] for row in rows if (row["indicator"], row["row"]) == ("throughput", "done")}  # fmt: skip

    assert (done()["2026-01-05"], done()["2026-01-12"]) == ("1.0", "0.0")
    there = done("--timezone", "Pacific/Auckland")
    assert (there["2026-01-05"], there["2026-01-12"]) == ("0.0", "1.0")
    code, said = run(*asked, "--timezone", "Nowhere/At-All")
    assert (code, "not a time zone: Nowhere/At-All" in said) == (2, True)


def test_bad_input_is_said(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "x.csv"
    assert run("indicators", "--export", str(path))[0] == 2
    path.write_text("id,created\n1,soon\n")
    code, said = run("indicators", "--export", str(path))
    assert (code, "x.csv, line 2: not a date: soon" in said) == (2, True)
    path.write_text(EXPORT)
    assert (
        run("indicators", "--export", str(path), "--since", "2026-02-01", "--until", "2026-01-01")[
            0
        ]
        == 2
    )
    assert run("indicators", "--export", str(path), "--iteration", "soon")[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("indicators", "--since", "0001-01-01"),
        ("indicators", "--until", "9999-12-31"),
        ("forecast", "--by", "9999-12-31"),
        ("forecast", "--items", "1000000"),
        ("roadmap", "--until", "9999-12-31"),
        ("retrospective", "--since", "0001-01-01"),
    ],
)
def test_what_no_one_can_mean_is_refused(tmp_path: Path, run: Run, words: tuple[str, ...]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(EXPORT)
    until = () if "--until" in words else ("--until", "2026-03-01")
    assert run(*words, *until, "--export", str(path))[0] == 2


@pytest.mark.usefixtures("alone")
def test_what_the_data_lack_is_said(
    world: World, server: GitHubServer, repo: Repo, run: Run
) -> None:
    living(world)
    bare_project(repo)
    world.denied = {"/releases": "contents=read"}
    asked = ("indicators", str(repo.path), "--repository", server.url, "--until", UNTIL)
    assert (
        "! releases are not whole\n! the token lacks a permission: contents=read" in run(*asked)[1]
    )
    notes = json.loads(run(*asked, "--format", "json")[1])["notes"]
    assert notes == ["releases are not whole", "the token lacks a permission: contents=read"]


def test_an_unread_forge_is_said(repo: Repo, run: Run, tmp_path: Path) -> None:
    bare_project(repo)
    saved = tmp_path / "facts.json"
    assert run("collect", str(repo.path), "-o", str(saved))[0] == 0
    code, said = run("indicators", "--facts", str(saved))
    assert (code, "the forge was not consulted" in said) == (3, True)
    repo.tag("v1.0.0")
    assert run("collect", str(repo.path), "-o", str(saved))[0] == 0
    code, said = run("indicators", "--facts", str(saved), "--until", "2026-02-01")
    assert code == 0
    assert "no ticket was finished" not in said
    assert said.count("the forge was not consulted") == 9
    assert "from 1, by version tags" in said
    for command in ("forecast", "roadmap", "retrospective"):
        code, said = run(command, "--facts", str(saved), "--until", "2026-02-01")
        assert (code, "the forge was not consulted" in said, "--export" in said) == (3, True, True)


HEAD = "id,created,closed,points\n"
ROW = "1,2026-01-05,2026-01-09,3\n"


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + ROW).encode("utf-8-sig"),
        (HEAD + ROW).encode("utf-16"),
        (HEAD + ROW).encode("utf-16-le"),
        (HEAD + ROW).encode("utf-16-be"),
        (HEAD + ROW).replace("\n", "\r\n").encode(),
        (HEAD + ROW).replace("\n", "\r").encode(),
        (HEAD + ROW).replace(",", ";").encode(),
        ("sep=;\n" + HEAD + ROW).replace(",", ";").encode(),
        (HEAD + ROW).replace(",", "\t").encode(),
        ("\n\n" + HEAD + ROW).encode(),
        "Clé;Créé;Résolu;Taille\n1;05/01/2026;09/01/2026;3,0\n".encode("cp1252"),
        b"Issue key,Created,Resolved,Story Points,Sprint,Sprint,Fix Version/s,Fix Version/s,Text\n"
        b'1,05/Jan/26 9:00 AM,09/Jan/26 9:00 AM,3,a,b,,v1,"several\nlines, ""quoted"""\n',
        (HEAD.replace("\n", ",title\n") + ROW.strip() + "," + "x" * 200_000 + "\n").encode(),
        b'\xef\xbb\xbf[{"id": 1, "created": "2026-01-05", "closed": "2026-01-09", "points": 3}]',
    ],
)
def test_an_export_is_read_however_it_was_saved(tmp_path: Path, run: Run, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    asked = ("--until", "2026-02-01", "--since", "2026-01-01", "--format", "json")
    code, said = run("indicators", "--export", str(path), *asked)
    assert code == 0, said
    series = {one["id"]: one for one in json.loads(said)["series"]}
    assert (series["velocity"]["unit"], sum(series["velocity"]["rows"]["done"])) == ("points", 3)
    assert run("roadmap", "--export", str(path), "--until", "2026-02-01")[0] == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "has no column for"),
        (b"\n\n", "has no column for"),
        (bytes(range(256)) * 8, "is no text"),
        ((HEAD + "1,0001-01-01,,\n").encode(), "line 2: no ticket is of that day"),
        ((HEAD + "1,0001-01-01T00:00:00+14:00,,\n").encode(), "no ticket is of that day"),
        ((HEAD + "1,2026-01-01,9999-12-31T23:59:59-12:00,\n").encode(), "no ticket is of that day"),
        ((HEAD + "1,2026-01-05,2026-01-09,nan\n").encode(), "line 2: not a number of points: nan"),
        ((HEAD + "1,2026-01-05,2026-01-09,inf\n").encode(), "not a number of points: inf"),
        ((HEAD + "1,2026-01-05,2026-01-09,1e308\n").encode(), "not a number of points: 1e308"),
        ((HEAD + ROW + '2,"2026\n').encode(), "line 3: not a date"),
        (b"[" * 100_000, "is no JSON"),
        (b'[{"id": ' + b"9" * 9000 + b', "created": "2026-01-05"}]', "is no JSON"),
        (b'[{"id": ' + b"[" * 500 + b"]" * 500 + b', "created": "2026-01-05"}]', "item 1 lacks"),
        (b'[{"id": 1, "created": "2026-01-05", "points": NaN}]', "not a number of points: nan"),
        (b'[{"id": 1, "created": true}]', "item 1: not a date: True"),
    ],
)
@pytest.mark.parametrize("command", ["indicators", "forecast", "roadmap", "retrospective"])
def test_a_broken_export_is_one_message_and_a_next_step(
    tmp_path: Path, run: Run, command: str, data: bytes, said: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    code, told = run(command, "--export", str(path), "--until", "2026-02-01")
    assert (code, said in told) == (2, True), told
    assert told.startswith("aifactory: error: ")
    assert len(told.splitlines()) == 2


def test_french_spaces_do_not_break(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "x.csv"
    path.write_text(EXPORT)
    asked = ("indicators", "--export", str(path), "--until", "2026-03-01", "--lang", "fr")
    for form in ("terminal", "markdown", "html"):
        said = run(*asked, "--format", form)[1]
        assert "85\u202f% en" in said
        assert " %" not in said.replace("\u202f%", "")
        assert "01/03/2026" in said


def test_faults_are_said_in_french_too(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + "1,2026-01-05,2026-01-09,inf\n")
    asked = ("indicators", "--export", str(path), "--lang", "fr")
    assert "x.csv, ligne 2\u00a0: ce n'est pas un nombre de points" in run(*asked)[1]
    assert "une durée" in run(*asked, "--iteration", "0w")[1]


@pytest.mark.parametrize("length", ["0w", "2m", "w", "1e9w", "1000w", "2.5w", ""])
def test_an_odd_iteration_is_refused(tmp_path: Path, run: Run, length: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + ROW)
    code, said = run("indicators", "--export", str(path), f"--iteration={length}")
    assert (code, "not a length of time" in said) == (2, True)


def test_an_endless_file_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aifactory.cli.indicators.LARGEST", 1 << 20)
    code, said = run("indicators", "--export", "/dev/zero")
    assert (code, "/dev/zero is larger than 1 MB" in said) == (2, True)


HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "\x1b[31mred\x07",
    "\u202egnp.exe",
    "</text></svg><script>x</script>",
    "![x](javascript:alert(1))",
    "\ud800half",
    "section {{title}}",
    "-->",
)
FORMS = {
    "indicators": ("terminal", "markdown", "html", "json", "csv"),
    "roadmap": ("mermaid", "svg", "html"),
    "retrospective": ("",),
}


@pytest.mark.parametrize(
    ("command", "form"), [(name, form) for name, forms in FORMS.items() for form in forms]
)
def test_hostile_titles_do_no_harm(tmp_path: Path, run: Run, command: str, form: str) -> None:
    path = tmp_path / "x.json"
    tickets = [
        {"id": bad, "title": bad, "epic": bad, "type": "incident", "created": "2026-01-05",
         "started": "2026-01-06", "closed": closed}
        for bad in HOSTILE for closed in ("", "2026-01-09")
    ]  # fmt: skip
    path.write_text(json.dumps(tickets))
    words = ("--format", form) if form else ()
    asked = (command, "--export", str(path), "--until", "2026-01-31", *words)
    code, said = run(*asked)
    assert code == 0, said
    assert not {"\x1b", "\x07"} & {*said}
    if form == "json":
        assert json.loads(said)["aging"]
        return
    assert "\u202e" not in said
    if form == "terminal":
        return
    assert "<script>alert" not in said
    assert "<script>x" not in said
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(said)) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]
    if form == "mermaid":
        assert "\n  · section title :" in said
    if form == "svg":
        ElementTree.fromstring(said)


@pytest.mark.parametrize("form", ["markdown", "html", "json", "csv", "terminal"])
def test_a_record_of_the_same_day(tmp_path: Path, run: Run, form: str) -> None:
    """It is written again where nobody changed it, and left alone where somebody did."""
    path, folder = tmp_path / "x.csv", tmp_path / "out"
    path.write_text(EXPORT)
    asked = ("indicators", "--export", str(path), "--until", "2026-03-01", "--format", form)
    code, said = run(*asked, "-o", str(folder))
    assert code == 0
    record = Path(said.strip())
    first = {one.name: one.read_text() for one in folder.iterdir()}
    assert run(*asked, "-o", str(folder))[0] == 0
    assert {one.name: one.read_text() for one in folder.iterdir()} == first
    path.write_text(EXPORT + "new,2026-02-01,2026-02-27,2026-02-02,5\n")
    code, said = run(*asked, "-o", str(folder))
    assert code == (0 if form in ("markdown", "html") else 2)  # others cannot tell who changed them
    for edited in (record, *folder.glob("*-burnup.svg")):
        kept = edited.read_text()
        edited.write_text(kept.replace("\n", "\nedited by hand\n", 1))
        before = {one.name: one.read_text() for one in folder.iterdir()}
        code, said = run(*asked, "-o", str(folder))
        assert (code, f"{edited} is there already" in said, "--replace" in said) == (2, True, True)
        assert {one.name: one.read_text() for one in folder.iterdir()} == before
        edited.write_text(kept)
    record.write_text("ours")
    assert run(*asked, "-o", str(folder), "--replace")[0] == 0
    assert record.read_text() != "ours"


def test_a_record_with_other_line_ends_is_still_ours(tmp_path: Path, run: Run) -> None:
    path, record = tmp_path / "x.csv", tmp_path / "roadmap.md"
    path.write_text(EXPORT)
    asked = ("roadmap", "--export", str(path), "-o", str(record), "--until")
    assert run(*asked, "2026-03-01")[0] == 0
    record.write_bytes(record.read_bytes().replace(b"\n", b"\r\n"))
    assert run(*asked, "2026-03-02")[0] == 0
    assert "2026-03-02" in record.read_text()
    record.write_text("# Our own roadmap\n")
    assert run(*asked, "2026-03-02")[0] == 2
    assert record.read_text() == "# Our own roadmap\n"


@pytest.mark.parametrize("place", ["file", "file/below", "locked/below"])
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, run: Run, place: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(EXPORT)
    (tmp_path / "file").write_text("here")
    (tmp_path / "locked").symlink_to("/proc/self/none")
    for command in ("indicators", "retrospective"):
        asked = (command, "--export", str(path), "--until", "2026-03-01")
        code, said = run(*asked, "-o", str(tmp_path / place))
        assert (code, "cannot write" in said, "--output" in said) == (2, True, True)
    assert (tmp_path / "file").read_text() == "here"


def test_lines_fit_a_terminal(tmp_path: Path) -> None:
    data = from_export(EXPORT.encode(), "x.csv")
    report = compute(data, date(2021, 3, 1), date(2026, 3, 1))
    words = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
    for lang in ("en", "fr"):
        whole = render(report, "terminal", lang, words).splitlines()
        narrow = render(report, "terminal", lang, words, 80).splitlines()
        assert max(map(len, narrow)) <= 80 < max(map(len, whole))
        blocks = [line for line in narrow if "▁" in line]
        assert len(blocks) >= 5
