"""A GitLab of our own on this machine: tables in memory, answered page by page.

GitLab publishes no description of its interface that could judge these answers here; their shapes
follow its documentation, which is weaker evidence than GitHub's OpenAPI description.
"""

from __future__ import annotations

import hashlib
import http.server
import json
import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

PROJECT = "ville/eau/qualite"
URL = f"https://gitlab.test/{PROJECT}"
Row = dict[str, Any]


def user(name: str) -> Row:
    """A user."""
    return {"id": 1, "username": name, "name": name.title(), "state": "active", "web_url": ""}


class GitLabServer(http.server.ThreadingHTTPServer):
    """The server: `tables` by path below the project; `log` and `writes` tell what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.token = "glpat-of-the-tests"
        self.about: Row = {
            "id": 7,
            "path_with_namespace": PROJECT,
            "web_url": URL,
            "default_branch": "main",
            "visibility": "public",
            "archived": False,
            "created_at": "2026-01-05T09:00:00.000+01:00",
            "issues_access_level": "enabled",
        }
        self.tables: dict[str, list[Row]] = {}
        self.projects: list[Row] = []  # of the group "ville"
        self.denied: dict[str, tuple[int, Row]] = {}
        self.lose: Callable[[str, str], bool] = lambda method, path: False
        self.log: list[tuple[str, str, bool, int]] = []
        self.writes: list[str] = []

    def __enter__(self) -> GitLabServer:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def rows(self, path: str) -> list[Row]:
        """A table."""
        return self.tables.setdefault(path, [])


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: GitLabServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        parts = urlsplit(self.path)
        headers: dict[str, str] = {}
        status, found = self._reply(method, parts.path, dict(parse_qsl(parts.query)), body, headers)
        data = b"" if found is None else json.dumps(found).encode()
        etag = f'W/"{hashlib.sha256(data).hexdigest()[:32]}"'
        asked = self.headers.get("If-None-Match")
        if method == "GET" and status == 200 and asked == etag:
            status, data = 304, b""
        self.server.log.append((method, self.path, bool(asked), status))
        if self.server.lose(method, parts.path):
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "ETag": etag, **headers}.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _reply(
        self, method: str, path: str, params: Row, body: Row, headers: dict[str, str]
    ) -> tuple[int, Any]:
        server = self.server
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token and token != server.token:
            return 401, {"message": "401 Unauthorized"}
        if path == "/api/v4/groups/ville/projects":
            return 200, self._page(server.projects, params, headers)
        project, _, below = path.removeprefix("/api/v4/projects/").partition("/")
        if unquote(project) != PROJECT:
            return 404, {"message": "404 Project Not Found"}
        if method != "GET" and not token:
            return 401, {"message": "401 Unauthorized"}
        for part, answer in server.denied.items():
            if re.match(part, below):
                return answer
        if method == "GET":
            return self._get(below, params, headers)
        return self._write(method, below, body)

    def _get(self, below: str, params: Row, headers: dict[str, str]) -> tuple[int, Any]:
        server = self.server
        if not below:
            return 200, server.about
        if below == "issues_statistics":
            held = [
                i
                for i in server.rows("issues")
                if (i["milestone"] or {}).get("title") == params["milestone"]
            ]
            closed = sum(i["closed_at"] is not None for i in held)
            counts = {"all": len(held), "closed": closed, "opened": len(held) - closed}
            return 200, {"statistics": {"counts": counts}}
        rows = server.rows(below)
        if below == "issues" and "labels" in params:
            rows = [row for row in rows if params["labels"] in row["labels"]]
        if below == "milestones" and "title" in params:
            rows = [row for row in rows if row["title"] == params["title"]]
        if params.get("order_by") == "updated_at":
            rows = sorted(rows, key=lambda row: row["updated_at"], reverse=True)
        return 200, self._page(rows, params, headers)

    def _page(self, rows: list[Row], params: Row, headers: dict[str, str]) -> list[Row]:
        size, page = int(params.get("per_page", 20)), int(params.get("page", 1))
        if page * size < len(rows):
            there = urlencode({**params, "page": page + 1})
            where = f"{self.server.origin}{urlsplit(self.path).path}"
            headers["Link"] = f'<{where}?{there}>; rel="next"'
        return rows[(page - 1) * size : page * size]

    def _write(self, method: str, below: str, body: Row) -> tuple[int, Any]:
        server = self.server
        table, _, name = below.partition("/")
        rows = server.rows(table)
        if method == "POST" and name:  # a list of a board
            board = next(row for row in rows if str(row["id"]) == name.split("/")[0])
            label = next(row for row in server.rows("labels") if row["id"] == body["label_id"])
            board["lists"].append(
                {"label": label, "position": len(board["lists"]), "max_issue_count": 0}
            )
            server.writes.append(f"list {label['name']}")
            return 201, board["lists"][-1]
        if method == "POST":
            key = "title" if "title" in body and table == "milestones" else "name"
            if table == "merge_requests":
                taken = [row for row in rows if row.get("source_branch") == body["source_branch"]]
                if taken:
                    said = "Another open merge request already exists for this source branch: !1"
                    return 409, {"message": [said]}
            elif table != "issues" and any(row.get(key) == body.get(key) for row in rows):
                return (409 if table == "labels" else 400), {
                    "message": {key: ["has already been taken"]}
                }
            made = {"id": len(rows) + 1, "iid": len(rows) + 1, **DEFAULTS.get(table, {}), **body}
            rows.append(made)
            server.writes.append(f"{table} {body.get(key) or body.get('title')}")
            return 201, made
        row = next((row for row in rows if row["name"] == unquote(name)), None)
        if row is None:
            return 404, {"message": "404 Label Not Found"}
        if method == "DELETE":
            rows.remove(row)
            server.writes.append(f"delete {unquote(name)}")
            return 204, None
        new = body.pop("new_name", row["name"])
        server.writes.append(f"rename {row['name']} {new}")
        row |= {**body, "name": new}
        return 200, row


DEFAULTS: dict[str, Row] = {
    "labels": {"description": ""},
    "boards": {"lists": []},
    "merge_requests": {
        "web_url": "",
        "author": user("ana"),
        "created_at": "2026-01-05T09:00:00.000Z",
        "updated_at": "2026-01-05T09:00:00.000Z",
        "labels": [],
    },
    "protected_branches": {"push_access_levels": [{"access_level": 0}]},
}
