import importlib
import json
import os
import re
import subprocess
import sys
import threading
import urllib.parse
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    """A script of tools/, imported as it is when it runs."""
    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    return importlib.import_module(name)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_TOKEN", "GITLAB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    git("init", "-q", "-b", "main")
    return tmp_path


def git(*words: str, when: str = "2027-01-04T09:00:00+00:00") -> None:
    """Run git as a person, at a time."""
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *words], check=True, env=os.environ | dates, capture_output=True)


def test_indicators_are_counted_from_commits_and_tags(repository: Path) -> None:
    for day in ("04", "05", "12"):
        git("commit", "--allow-empty", "-qm", "feat: step", when=f"2027-01-{day}T09:00:00+00:00")
    git("tag", "-a", "v0.1.0", "-m", "one", when="2027-01-14T09:00:00+00:00")
    found = tool("flow_metrics").measure(date(2027, 1, 15))
    assert sum(found["throughput"]) == 3
    assert found["throughput"][found["weeks"].index("2027-W01")] == 2
    assert found["deliveries"][-2:] == [0, 1]
    assert found["change_lead_time_days"] == {"p50": 9, "p85": 10, "n": 3}
    assert "tickets_closed" not in found


def test_nothing_done_is_nothing_recorded(repository: Path) -> None:
    git("commit", "--allow-empty", "-qm", "feat: long ago", when="2020-01-04T09:00:00+00:00")
    assert tool("flow_metrics").main("records") == 0
    assert not Path("records").exists()


def test_a_record_holds_the_table_and_the_figures(repository: Path) -> None:
    indicators = tool("flow_metrics")
    git("commit", "--allow-empty", "-qm", "feat: step", when="2027-01-04T09:00:00+00:00")
    found = indicators.measure(date(2027, 1, 5))
    page = indicators.page(found)
    assert "2027-W01 |" in page
    assert page.count("\n|") == 6
    assert page.count(indicators.UNKNOWN) == 3
    assert json.loads(json.dumps(found)) == found


def ticket(opened: str, closed: str | None, *labels: str) -> object:
    """A ticket as tools/tickets.py reads it."""
    item = {"created_at": opened, "closed_at": closed, "labels": [{"name": n} for n in labels]}
    return tool("tickets").parse(item)


def test_tickets_give_velocity_lead_time_and_work_in_progress() -> None:
    known = [
        ticket("2027-01-04T00:00:00Z", "2027-01-06T00:00:00Z", "size:M", "state:done"),
        ticket("2027-01-04T00:00:00Z", "2027-01-14T00:00:00Z", "size:S"),
        ticket("2027-01-04T00:00:00Z", None, "state:doing"),
        ticket("2027-01-04T00:00:00Z", None, "state:to-do"),
    ]
    found = tool("flow_metrics").of_tickets(["2027-W01", "2027-W02"], known)
    assert found == {
        "tickets_closed": [1, 1],
        "velocity_points": [3, 2],
        "ticket_lead_time_days": {"p50": 2, "p85": 10, "n": 2},
        "work_in_progress": 1,
    }


def test_tickets_without_size_or_state_give_no_velocity_and_no_work_in_progress() -> None:
    known = [ticket("2027-01-04T00:00:00Z", "2027-01-06T00:00:00Z", "bug")]
    found = tool("flow_metrics").of_tickets(["2027-W01"], known)
    assert (found["velocity_points"], found["work_in_progress"]) == (None, None)


class Forge(BaseHTTPRequestHandler):
    """Two pages of open tickets, one closed long ago, one of late, and a pull request."""

    def do_GET(self) -> None:
        open_ = {"created_at": "2027-01-04T00:00:00Z", "closed_at": None, "labels": ["state:doing"]}
        closed = open_ | {"closed_at": "2027-01-06T00:00:00Z"}
        answers = {
            "state=open&page=1": [open_] * 100,
            "state=open&page=2": [open_],
            "state=closed&page=1": [closed, closed | {"closed_at": "2020-01-06T00:00:00Z"}],
        }
        query = urllib.parse.urlparse(self.path).query.replace("opened", "open")
        key = re.sub(r"^per_page=100&|&(since|updated_after)=[^&]+", "", query)
        items = answers[key]
        if "/repos/" in self.path:
            items = [*items[:-1], items[-1] | {"labels": [{"name": "state:doing"}]}]
            items += [open_ | {"pull_request": {}}] if key == "state=open&page=2" else []
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(items).encode())

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


def test_tickets_are_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("GITHUB_API_URL", "CI_API_V4_URL"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    for name in ("GITHUB_TOKEN", "GITLAB_TOKEN", "GITHUB_REPOSITORY", "CI_PROJECT_ID"):
        monkeypatch.setenv(name, "abc")
    found = tool("tickets").read(1_790_000_000)
    server.shutdown()
    assert len(found) == 102
    assert sum(one.closed is None for one in found) == 101


def test_tickets_are_not_read_without_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_TOKEN", "GITLAB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert tool("tickets").read(0) is None


RECORD = """# Post-mortem of 2027-01-04

## Incident (ticket, severity, who led)

#12, 1, @ada

## Actions

| action | owner | ticket | by | done |
|---|---|---|---|---|
| a probe | @ada | #13 | 2027-01-20 | 2027-01-18 |
| a second replica | @bob | #14 | 2027-01-20 |  |
| a page | @ada | #15 | soon |  |
|  |  |  |  |  |

## Later

| not | an | action | 2020-01-01 |  |
"""


def test_open_actions_are_those_without_a_day_on_which_they_were_done() -> None:
    found = [one for one in tool("incidents").actions("a.md", RECORD) if not one.done]
    assert [one.ticket for one in found] == ["#14", "#15"]
    assert [one.late(date(2027, 1, 20)) for one in found] == [False, False]
    assert [one.late(date(2027, 1, 21)) for one in found] == [True, False]
    assert tool("incidents").actions("b.md", "# No table") == []


def test_a_closed_incident_wants_its_post_mortem_within_a_week() -> None:
    ticket = tool("tickets").Ticket
    labels = frozenset({"type:incident"})
    day = 86400
    known = [
        ticket(0, 10 * day, labels, 12),
        ticket(0, 10 * day, labels, 21),
        ticket(0, 18 * day, labels, 22),
        ticket(0, None, labels, 23),
        ticket(0, 10 * day, frozenset(), 24),
    ]
    assert tool("incidents").missing(known, RECORD, 20 * day) == [21]


@pytest.mark.parametrize(("day", "code"), [("2027-01-19", 0), ("2027-02-19", 1)])
def test_what_incidents_owe_is_told(
    day: str, code: int, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    incidents = tool("incidents")
    now = tool("tickets").seconds(f"{day}T00:00:00Z")
    assert incidents.main(".", now) == 0
    assert incidents.NOTHING in capsys.readouterr().out
    Path("2027-01-04.md").write_text(RECORD)
    Path("form.md").write_text(RECORD)
    assert incidents.main(".", now) == code
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" · ")[4] for line in lines] == ["#14", "#15"]


def made_from(place: str, version: str) -> str:
    """Copier's answers, as far as they tell of the template."""
    return f"# a comment\n_commit: {version}\n_src_path: {place}\nkind: ml\n"


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("gh:o/n", "https://github.com/o/n"),
        ("gh:o/n.git", "https://github.com/o/n.git"),
        ("gl:group/o/n", "https://gitlab.com/group/o/n"),
        ("https://git.example.org:8443/o/n.git", "https://git.example.org:8443/o/n.git"),
        ("'git+https://example.org/o/n'", "https://example.org/o/n"),
    ],
)
def test_aifactory_is_installed_as_the_template_had_it(place: str, address: str) -> None:
    wanted = tool("flow_indicators").requirement
    assert wanted(made_from(place, "v1.2.0")) == f"aifactory[indicators] @ git+{address}@v1.2.0"
    later = made_from(place, "v1.2.0-3-gabc1234")
    assert wanted(later) == f"aifactory[indicators] @ git+{address}@abc1234"


@pytest.mark.parametrize(
    ("place", "version"),
    [
        ("/home/ada/template", "v1.2.0"),
        ("git@github.com:o/n.git", "v1.2.0"),
        ("file:///srv/template", "v1.2.0"),
        ("http://example.org/o/n", "v1.2.0"),
        ("https://ada@example.org/o/n", "v1.2.0"),
        ("https://example.org/o/../n", "v1.2.0"),
        ("https://example.org/o/n#egg=other", "v1.2.0"),
        ("gh:o/n", "--upgrade"),
        ("gh:o/n", ""),
    ],
)
def test_a_template_that_is_not_public_installs_nothing(
    place: str, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indicators = tool("flow_indicators")
    (tmp_path / indicators.ANSWERS).write_text(made_from(place, version))
    monkeypatch.chdir(tmp_path)
    assert indicators.requirement(made_from(place, version)) == ""
    assert indicators.install() == 0


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command called aifactory, and a token."""
    folder.mkdir()
    command = folder / "aifactory"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv(tool("flow_indicators").TOKEN, "abc")


def test_aifactory_writes_the_record_where_it_can(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'for folder; do :; done; mkdir -p "$folder" && echo "$*" > "$folder/record.md"'
    stand_in(repository / "bin", script, monkeypatch)
    assert tool("flow_indicators").main("records") == 0
    (record,) = Path("records").iterdir()
    assert record.read_text().startswith("indicators --format markdown --lang ")
    assert record.read_text().endswith(" -o records\n")


@pytest.mark.parametrize("script", ["exit 3", "exit 2", "exit 70", "", "no token"])
def test_else_the_project_writes_its_own(
    script: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("commit", "--allow-empty", "-qm", "feat: step", when=f"{date.today()}T00:00:00+00:00")
    if script:
        stand_in(repository / "bin", script, monkeypatch)
    else:
        monkeypatch.setattr("shutil.which", lambda _: None)
    if script == "no token":
        monkeypatch.delenv(tool("flow_indicators").TOKEN)
    else:
        monkeypatch.setattr(tool("flow_metrics").tickets, "read", lambda _: None)
    assert tool("flow_indicators").main("records") == 0
    assert {file.suffix for file in Path("records").iterdir()} == {".md", ".json"}


def test_quantiles_are_nearest_rank() -> None:
    indicators = tool("flow_metrics")
    assert indicators.spread([]) is None
    quantiles = [indicators.quantile([3.0, 1.0, 2.0, 4.0], share) for share in (0.5, 0.85, 1)]
    assert quantiles == [2, 4, 4]


def test_a_licence_off_the_list_is_named() -> None:
    licences = tool("licences")
    accepted = licences.allowed("MIT # short\n\n# Apache-2.0\n")
    assert accepted == {"mit"}
    declared = [
        {"Name": "a", "Version": "1", "License": "MIT OR GPL-3.0"},
        {"Name": "b", "Version": "2", "License": "GPL-3.0"},
    ]
    assert licences.refused(declared, accepted) == ["b 2: GPL-3.0"]


def test_licences_that_hold_together_must_all_be_accepted() -> None:
    licences = tool("licences")
    declared = [
        {"Name": "a", "Version": "1", "License": "(MIT AND BSD-3-Clause) OR GPL-3.0"},
        {"Name": "b", "Version": "1", "License": "MIT AND GPL-3.0"},
        {"Name": "c", "Version": "1", "License": "GPL License; ISC License (ISCL)"},
    ]
    accepted = {"mit", "bsd-3-clause", "isc license (iscl)"}
    assert licences.refused(declared, accepted) == ["b 1: MIT AND GPL-3.0"]


def test_what_is_shipped_follows_requirements_and_leaves_tools_out() -> None:
    names = set(tool("shipped").shipped())
    assert {"fastapi", "starlette", "pydantic-core"} <= names
    assert not names & {"ruff", "pytest", "semgrep"}


def test_the_bill_of_materials_is_cut_to_what_is_shipped() -> None:
    document = {
        "metadata": {"component": {"bom-ref": "root", "name": "own"}},
        "components": [{"bom-ref": "a", "name": "Fast_API"}, {"bom-ref": "b", "name": "ruff"}],
        "dependencies": [
            {"ref": "root", "dependsOn": ["a"]},
            {"ref": "a", "dependsOn": ["b"]},
            {"ref": "b"},
        ],
    }
    found = tool("shipped").cut(document, {"fast-api"})
    assert [one["name"] for one in found["components"]] == ["Fast_API"]
    assert found["dependencies"] == [
        {"ref": "root", "dependsOn": ["a"]},
        {"ref": "a", "dependsOn": []},
    ]
