import importlib.util
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "smoke.py"
SPEC = importlib.util.spec_from_file_location("smoke", SCRIPT)
assert SPEC
assert SPEC.loader
smoke = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(smoke)


class Service(BaseHTTPRequestHandler):
    answers: dict[str, list[int]] = {}  # noqa: RUF012
    tokens: list[str | None] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.tokens.append(self.headers["Authorization"])
        left = self.answers[self.path]
        self.send_response(left.pop(0) if len(left) > 1 else left[0])
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_service_that_becomes_ready_passes(url: str) -> None:
    Service.answers = {"/health": [200], "/ready": [503, 503, 200]}
    assert smoke.wait(url, 5, pause=0.01) == ""


def test_one_that_does_not_is_told_with_the_reason(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Service.answers = {"/health": [200], "/ready": [503]}
    assert smoke.main([url, "0"]) == 1
    assert "/ready: 503" in capsys.readouterr().err


def test_nobody_there_is_a_failure_and_no_address_a_usage_error() -> None:
    assert "refused" in smoke.wait("http://127.0.0.1:9", 0)
    assert smoke.main([]) == 2
    assert smoke.main(["file:///etc/hostname"]) == 2


def test_a_token_is_sent_where_there_is_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Service.answers = {"/health": [200], "/ready": [200]}
    Service.tokens.clear()
    monkeypatch.delenv("SERVICE_TOKEN", raising=False)
    assert smoke.wait(url, 5) == ""
    monkeypatch.setenv("SERVICE_TOKEN", "abc")
    assert smoke.wait(url, 5) == ""
    assert Service.tokens == [None, None, "Bearer abc", "Bearer abc"]
