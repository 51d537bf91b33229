"""A GitHub of our own on this machine: real HTTP, state in memory, faults on demand.

`GitHubServer` answers as an enterprise server does, below `/api/v3` and at `/api/graphql`. Every
REST answer is held to GitHub's OpenAPI description before it is sent; what does not fit is kept in
`faults_found`, which the fixture fails on. `log` holds every exchange. `trouble` is asked before
each: it may name a fault instead of the answer.
"""

from __future__ import annotations

import hashlib
import http.server
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.forge.github import graph, rest
from tests.forge.github.described import judge
from tests.forge.github.world import World

API = "/api/v3"
FAULTS = ("refused", "slow", "cut", "cut-chunk", "500", "502", "malformed", "empty", "limit", "403")
LOST = "lost"  # for a write: done, but its answer never arrives


@dataclass(frozen=True)
class Exchange:
    """One request and how it was answered; `query` is a GraphQL one."""

    method: str
    path: str
    conditional: bool
    status: int
    query: str
    headers: dict[str, str]


class GitHubServer(http.server.ThreadingHTTPServer):
    """The server; use it in a `with`."""

    daemon_threads = True

    def __init__(self, world: World) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.world = world
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        world.base = f"{self.origin}{API}"
        self.others: list[World] = []  # more repositories, with the same token
        self.log: list[Exchange] = []
        self.faults_found: list[str] = []
        self.trouble: Callable[[int, str, str], str] = lambda index, method, path: ""
        self.patience = 0.5  # seconds that a slow answer takes
        self.asked = 0

    @property
    def url(self) -> str:
        """The repository's address, as people write it."""
        return f"{self.origin}/{self.world.path}"

    def add(self, world: World) -> World:
        """Serve one more repository."""
        world.base = self.world.base
        self.others.append(world)
        return world

    def world_of(self, path: str) -> World:
        """The repository that a path is below; the first one's where it is of none."""
        below = path.removeprefix(f"{API}/repos/")
        return next(
            (one for one in self.others if f"{below}/".startswith(f"{one.path}/")), self.world
        )

    def __enter__(self) -> GitHubServer:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; a mistake of the stand-in is."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            self.faults_found.append(repr(error))


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: GitHubServer

    def log_message(self, *_: object) -> None:
        """Say nothing: the log is the server's."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PATCH(self) -> None:
        self._answer("PATCH")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        parts = urlsplit(self.path)
        index, self.server.asked = self.server.asked, self.server.asked + 1
        trouble = self.server.trouble(index, method, parts.path)
        if trouble and trouble != LOST and self._fail(trouble, method, body):
            return
        status, headers, data = self._reply(method, parts.path, dict(parse_qsl(parts.query)), body)
        if trouble == LOST:
            self._log(method, 0, body)
            self._hang_up()
            return
        etag = f'W/"{hashlib.sha256(data).hexdigest()}"'
        fresh = method == "GET" and self.headers.get("If-None-Match") == etag
        if fresh:
            status, data = 304, b""
        self._log(method, status, body)
        if trouble in ("cut", "cut-chunk", "malformed", "empty") and not fresh:
            self._spoil(trouble, status, headers, data)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _reply(
        self, method: str, path: str, params: dict[str, str], body: Any
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, as GitHub would send them."""
        world = self.server.world_of(path)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "private, max-age=60, s-maxage=60",
            "Vary": "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept",
            "X-RateLimit-Limit": "5000",
            "X-RateLimit-Remaining": "4999",
            "X-RateLimit-Reset": str(int(time.time()) + 3600),
            "X-GitHub-Request-Id": "0000:1111",
        }
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token and token != world.token:
            return self._plain(401, headers, {"message": "Bad credentials", "status": "401"})
        if path == "/api/graphql":
            if not token:
                return self._plain(
                    401, headers, {"message": "This endpoint requires you to be authenticated."}
                )
            return self._plain(200, headers, self._graph(body))
        path = path.removeprefix(API)
        if world.private and not token:
            status, found = rest.missing()
            return self._plain(status, headers, found)
        if method != "GET" and not token:
            return self._plain(
                401, headers, {"message": "Requires authentication", "status": "401"}
            )
        if world.renamed_from and path.startswith(f"/repos/{world.renamed_from}"):
            rest_of_it = path.removeprefix(f"/repos/{world.renamed_from}")
            query = f"?{urlencode(params)}" if params else ""
            headers["Location"] = f"{world.url()}{rest_of_it}{query}"
            return self._plain(301, headers, {"message": "Moved Permanently"})
        for part, scope in world.denied.items():
            if part in path:
                headers["X-Accepted-GitHub-Permissions"] = scope
                said = {
                    "message": "Resource not accessible by personal access token",
                    "status": "403",
                }
                return self._plain(403, headers, said)
        status, found = rest.answer(world, method, path, params, body)
        self._judge(method, path, status, found)
        if isinstance(found, list):
            found = self._page(path, params, found, headers)
        elif isinstance(found, dict) and "workflow_runs" in found:
            found["workflow_runs"] = self._page(path, params, found["workflow_runs"], headers)
        return self._plain(status, headers, found)

    def _judge(self, method: str, path: str, status: int, found: Any) -> None:
        if isinstance(found, list):
            found = found[:3] + found[-3:]  # the rest are made alike
        try:
            judge(method, path, status, found)
        except AssertionError as error:
            self.server.faults_found.append(str(error))

    def _graph(self, body: Any) -> Any:
        world = self.server.world
        for part, scope in world.denied.items():
            if part in body["query"]:
                said = (
                    "Your token has not been granted the required scopes to execute this query. "
                    f"The '{part}' field requires one of the following scopes: ['{scope}'], but "
                    "your token has only been granted the: ['repo'] scopes."
                )
                return {"errors": [{"type": "INSUFFICIENT_SCOPES", "message": said}]}
        return graph.execute(world, body["query"], body.get("variables") or {})

    def _plain(
        self, status: int, headers: dict[str, str], found: Any
    ) -> tuple[int, dict[str, str], bytes]:
        return status, headers, b"" if found is None else json.dumps(found).encode()

    def _page(
        self, path: str, params: dict[str, str], found: list[Any], headers: dict[str, str]
    ) -> list[Any]:
        size = min(100, int(params.get("per_page", 30)))
        page = int(params.get("page", 1))
        last = max(1, -(-len(found) // size))
        if page < last:
            there = {**params, "page": str(page + 1)}
            end = {**params, "page": str(last)}
            base = f"{self.server.origin}{API}{path}"
            headers["Link"] = (
                f'<{base}?{urlencode(there)}>; rel="next", <{base}?{urlencode(end)}>; rel="last"'
            )
        return found[(page - 1) * size : page * size]

    def _fail(self, trouble: str, method: str, body: Any) -> bool:
        """Answer with a fault; False for those that spoil a real answer instead."""
        if trouble == "refused":
            self._log(method, 0, body)
            self._hang_up()
        elif trouble == "slow":
            self._log(method, 0, body)
            time.sleep(self.server.patience)
            self._hang_up()
        elif trouble in ("500", "502"):
            self._log(method, int(trouble), body)
            self._send(int(trouble), b"<html>a unicorn</html>", {"Content-Type": "text/html"})
        elif trouble == "403":
            self._log(method, 403, body)
            said = b'{"message": "Resource not accessible by integration"}'
            self._send(403, said, {"X-Accepted-GitHub-Permissions": "everything=read"})
        elif trouble == "limit":
            self._log(method, 403, body)
            said = b'{"message": "You have exceeded a secondary rate limit."}'
            self._send(403, said, {"Retry-After": "3"})
        elif trouble == "used-up":
            self._log(method, 403, body)
            reset = str(int(time.time()) + 2400)
            said = b'{"message": "API rate limit exceeded"}'
            self._send(403, said, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})
        else:
            return False
        return True

    def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _spoil(self, trouble: str, status: int, headers: dict[str, str], data: bytes) -> None:
        """A real answer that goes wrong on its way."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if trouble == "cut":
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
        elif trouble == "cut-chunk":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n" % len(data) + data[: len(data) // 2])
        else:
            half = data[: len(data) // 2] if trouble == "malformed" else b""
            self.send_header("Content-Length", str(len(half)))
            self.end_headers()
            self.wfile.write(half)
            return
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _log(self, method: str, status: int, body: Any) -> None:
        query = body.get("query", "") if isinstance(body, dict) else ""
        conditional = bool(self.headers.get("If-None-Match"))
        self.server.log.append(
            Exchange(method, self.path, conditional, status, query, dict(self.headers))
        )
