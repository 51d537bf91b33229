"""What GitHub really answered, as two other projects recorded it.

Their recordings come in their source distributions: they are fetched when the tests run, kept
between runs, and read from there; none is copied here. github3.py's hold the whole tracker of
betamaxpy/betamax on 2017-12-22, whose figures are known; PyGithub's hold answers of many years.
"""

from __future__ import annotations

import base64
import gzip
import http.server
import json
import re
import tarfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest

from aifactory.forge import github_records as to
from aifactory.forge.github import GitHub, Session
from aifactory.forge.transport import Manners
from aifactory.indicators import flow, forecasting
from aifactory.indicators.periods import Calendar, Period, weeks
from aifactory.indicators.tickets import Ticket, of_issue

ENDPOINTS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("labels", to.label),
    ("milestones", to.milestone),
    ("issues", to.issue),
    (r"issues(?:/\d+)?/events", to.event),
    ("pulls", to.request),
    (r"pulls/\d+/reviews", to.review),
    ("releases", to.release),
    ("deployments", to.deployment),
    ("actions/runs", to.run),
)
# PyGithub cuts what its tests do not look at: an item that lacks these was cut.
KEYS: dict[Any, set[str]] = {
    to.issue: {"number", "user", "created_at"},
    to.request: {"number", "base"},
    to.run: {"head_sha", "updated_at"},
}


def test_what_github_answered_over_the_years(distribution: Callable[[str, str], Path]) -> None:
    read: Counter[str] = Counter()
    with tarfile.open(distribution("pygithub", "2.10.0")) as archive:
        for member in archive:
            if "/ReplayData/" in member.name and (file := archive.extractfile(member)):
                for path, rows in answers(file.read().decode("utf-8", "replace").split("\n")):
                    for pattern, function in ENDPOINTS:
                        if re.fullmatch(rf"{pattern}(?:\?.*)?", path):
                            for row in rows:
                                if row and KEYS.get(function, set()) <= row.keys():
                                    function(row)
                                    read[function.__name__] += 1
    assert all(read[function.__name__] for _, function in ENDPOINTS), read
    assert sum(read.values()) > 600


def answers(lines: list[str]) -> Iterator[tuple[str, list[Any]]]:
    """The lists that a recording holds: the path below the repository, the items."""
    for start in range(0, len(lines) - 9, 11):
        verb, path, status, body = (lines[start + n] for n in (1, 4, 7, 9))
        match = re.match(r"(?:/api/v3)?/repos/[^/]+/[^/]+/(.*)", path)
        if verb == "GET" and status == "200" and match:
            try:
                data = json.loads(body)
            except ValueError:
                continue
            yield match[1], data if isinstance(data, list) else data.get("workflow_runs", [])


def test_a_whole_tracker_with_known_figures(
    distribution: Callable[[str, str], Path], tmp_path: Path
) -> None:
    with tarfile.open(distribution("github3.py", "4.0.1")) as archive:
        name = "github3.py-4.0.1/tests/cassettes/Repository_issues_state_all.json"
        file = archive.extractfile(name)
        assert file
        exchanges = json.load(file)["http_interactions"]
    with Replay(exchanges) as server:
        session = Session(server.origin, "", Manners(cache=tmp_path))
        issues = [*GitHub(session, server.origin, "betamaxpy/betamax").issues()]
        session.close()
    closed = [one for one in issues if one.closed]
    assert (len(issues), len(closed)) == (83, 70)
    lead = (days(one.created, one.closed) for one in closed)
    assert median(lead) == pytest.approx(6.740, abs=0.0005)
    whole = Period(date(2000, 1, 1), date(2018, 1, 1))
    tickets = [of_issue(one) for one in issues]
    found = flow.lead_time(tickets, whole, Calendar())
    assert (found.n, round(found.p85, 3), round(found.p95, 3)) == (70, 251.943, 582.929)
    assert server.asked == 4  # the repository after its move, and two pages


def days(begun: str, ended: str) -> float:
    """Days between two times."""
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds() / 86400


def test_a_forecast_with_known_figures(distribution: Callable[[str, str], Path]) -> None:
    with tarfile.open(distribution("github3.py", "4.0.1")) as archive:
        name = "github3.py-4.0.1/tests/cassettes/Repository_issues_state_all.json"
        file = archive.extractfile(name)
        assert file
        exchanges = json.load(file)["http_interactions"]
    with Replay(exchanges) as server:
        pages = [data for path, (_, _, data) in server.known.items() if "/issues" in path]
    rows = [row for page in pages for row in json.loads(page)]
    tickets = [
        Ticket(str(row["number"]), "", row["created_at"], row["closed_at"] or "") for row in rows
    ]
    requests = [row for row in rows if "pull_request" in row]
    assert (len(tickets), len(requests), sum(not t.closed for t in tickets)) == (150, 67, 16)
    closed = Counter(ticket.closed[:4] for ticket in tickets if ticket.closed)
    assert [closed[str(year)] for year in range(2013, 2018)] == [13, 26, 41, 37, 17]
    samples = flow.throughput(tickets, weeks(date(2017, 6, 26), date(2017, 12, 24)))
    assert (len(samples), sum(samples)) == (26, 11)
    took = forecasting.weeks_for(samples, 16)
    assert (took[0.5], took[0.85], took[0.95]) == (39, 56, 68)
    brings = forecasting.items_in(samples, 12)
    assert (brings[0.5], brings[0.85], brings[0.95]) == (4, 2, 1)


class Replay(http.server.ThreadingHTTPServer):
    """A server that gives recorded answers again, by path; links lead back to it."""

    daemon_threads = True

    def __init__(self, exchanges: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Player)
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked = 0
        self.known: dict[str, tuple[int, dict[str, str], bytes]] = {}
        for one in exchanges:
            answer = one["response"]
            body = answer["body"]
            data = body.get("string", "").encode()
            if packed := body.get("base64_string"):
                data = base64.b64decode(packed)
                data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            headers = {k: v[0] if isinstance(v, list) else v for k, v in answer["headers"].items()}
            kept = {
                k: v
                for k, v in headers.items()
                if k in ("Link", "Location", "Content-Type", "ETag")
            }
            parts = urlsplit(one["request"]["uri"])
            page = re.search(r"[?&]page=\d+", one["request"]["uri"])
            key = parts.path + (page[0][1:] if page else "")
            self.known[key] = (answer["status"]["code"], kept, data)

    def __enter__(self) -> Replay:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Player(http.server.BaseHTTPRequestHandler):
    """One exchange."""

    protocol_version = "HTTP/1.1"
    server: Replay

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        page = re.search(r"[?&]page=\d+", self.path)
        path = urlsplit(self.path).path.replace(
            "/repos/betamaxpy/betamax", "/repos/sigmavirus24/betamax"
        )
        known = self.server.known
        key = path + (page[0][1:] if page else "")
        found = known.get(key) or known.get(key.replace("sigmavirus24", "betamaxpy"))
        status, headers, data = found or (404, {"Content-Type": "application/json"}, b"{}")
        self.server.asked += 1
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.replace("https://api.github.com", self.server.origin))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
