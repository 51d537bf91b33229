"""A forge that means harm: whatever it answers, a reading ends, and says what it could not use."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aifactory.facts import forge_reading
from aifactory.facts.forge_reading import read_forge
from aifactory.forge import transport
from aifactory.forge.errors import ForgeError
from aifactory.forge.github import GitHub, Session
from aifactory.forge.gitlab import GitLab
from aifactory.forge.transport import Manners, PlainSession

NAMES = (
    *("id", "number", "title", "name", "color", "state", "user", "login", "labels", "type"),
    *("created_at", "html_url", "owner", "full_name", "default_branch", "due_on", "protected"),
    *("open_issues", "closed_issues", "has_issues", "path_with_namespace", "web_url", "iid"),
    *("author", "username", "statistics", "counts"),
)
KEYS = st.sampled_from(NAMES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=20,
)


class Answering(http.server.ThreadingHTTPServer):
    """Answers every path with what `say` gives: bytes, after the headers."""

    daemon_threads = True
    say: Callable[[str], bytes]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        data = self.server.say(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        origin = f"http://127.0.0.1:{self.server.server_address[1]}"  # type: ignore[attr-defined]
        if "endless" in self.path or self.path.endswith("labels?per_page=100"):
            page = int(self.path.rpartition("=")[2]) + 1
            self.send_header("Link", f'<{origin}/endless?page={page}>; rel="next"')
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture(scope="module")
def server() -> Iterator[Answering]:
    running = Answering(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def github(server: Answering) -> Iterator[GitHub]:
    """A reader without a token."""
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    with Session(origin, "", Manners(sleep=lambda s: None)) as session:
        yield GitHub(session, origin, "a/b")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(JSON, JSON)
def test_any_json_ends_in_facts_or_a_message(server: Answering, about: Any, rows: Any) -> None:
    server.say = lambda path: json.dumps(about if path.count("/") < 4 else rows).encode()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    manners = Manners(sleep=lambda s: None)
    hub, lab = Session(origin, "", manners), PlainSession(origin, "", manners)
    for reader in (GitHub(hub, origin, "a/b"), GitLab(lab, origin, "a/b")):
        try:
            facts = read_forge(reader, None, today="2026-06-30")
        except ForgeError:
            continue
        assert msgspec.json.decode(msgspec.json.encode(facts), type=type(facts)) == facts
    hub.close()
    lab.close()


ABOUT = {
    "full_name": "a/b",
    "html_url": "https://forge.test/a/b",
    "default_branch": "main",
    "owner": {"login": "a"},
}


def saying(rows: bytes) -> Callable[[str], bytes]:
    return lambda path: json.dumps(ABOUT).encode() if path == "/repos/a/b" else rows


def test_a_repository_of_nothing_is_an_unknown_shape(server: Answering, github: GitHub) -> None:
    about = dict.fromkeys(("id", "number", "full_name", "html_url"))
    server.say = lambda path: json.dumps(about).encode()
    with pytest.raises(ForgeError):
        read_forge(github, None, today="2026-06-30")


def test_a_list_without_end_ends(
    server: Answering, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forge_reading, "MOST", 950)
    server.say = saying(json.dumps([{"name": "x", "color": "ffffff"}] * 100).encode())
    facts = read_forge(github, None, today="2026-06-30", wanted=("labels",))
    assert len(facts.labels) == 950
    assert facts.parts["labels"].state == "partial"


@pytest.mark.parametrize(
    "rows",
    [b"[" * 200_000, b'[{"name":' * 5000, b'{"a":1}', b"null", b"3", b'"' + b"x" * 1000 + b'"'],
    ids=["deep", "deeper", "an object", "null", "a number", "a text"],
)
def test_odd_json_is_marked(server: Answering, github: GitHub, rows: bytes) -> None:
    server.say = saying(rows)
    facts = read_forge(github, None, today="2026-06-30", wanted=("labels", "milestones"))
    assert facts.labels == ()
    assert not (facts.parts["labels"].enough and rows[:1] == b"[")


def test_half_a_character_is_replaced(server: Answering, github: GitHub) -> None:
    server.say = saying(b'[{"name": "\\ud800 x", "color": "ffffff"}]')
    assert next(github.labels()).name == "? x"


def test_an_answer_without_end_is_cut(
    server: Answering, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST", 10_000)
    server.say = saying(b"[" + b" " * 50_000 + b"]")
    facts = read_forge(github, None, today="2026-06-30", wanted=("labels",))
    assert facts.parts["labels"].state == "partial"
