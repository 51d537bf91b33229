"""The step that comments: one comment on the pull request, written anew at each run.

A token that may not write there, as those for forks, costs a notice and fails nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aifactory.action import workflow
from aifactory.render.annotations import command
from aifactory.render.comparison import MARK

LONGEST = 65_536  # characters that GitHub takes


def run(environ: Mapping[str, str]) -> int:
    """Write the comparison where it belongs; always 0."""
    request = workflow.event(environ).get("pull_request")
    if not isinstance(request, dict) or not isinstance(request.get("number"), int):
        _say("notice", _("no comment: this run is not for a pull request"))
        return 0
    compared = environ.get("INPUT_COMPARISON", "")
    if not compared:
        _say("warning", _("no comment: nothing was compared"))
        return 0
    mark = marked(environ.get("INPUT_POLICIES", ""), environ.get("INPUT_PATH", "."))
    text = Path(compared).read_text("utf-8").replace(MARK, mark, 1)
    _put(environ, request, mark, fitted(text, _footer(environ)))
    return 0


def marked(policies: str, path: str) -> str:
    """The hidden first line: two audits of one workflow have a comment each."""
    digest = hashlib.sha256(f"{policies}\n{path}".encode("utf-8", "replace")).hexdigest()
    return f"{MARK.removesuffix(' -->')} {digest[:12]} -->"


def fitted(text: str, footer: str) -> str:
    """A text and its last line, cut at the end of a line where GitHub would refuse it."""
    room = LONGEST - len(footer) - 10
    if len(text) > room:
        text = text[: text.rfind("\n", 0, room)] + "\n\n…\n"
    return f"{text}\n{footer}\n"


def _footer(environ: Mapping[str, str]) -> str:
    parts = (environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    server, repository, number = parts
    address = f"{server}/{repository}/actions/runs/{number}"
    return "[{words}]({address})".format(words=_("The whole report"), address=address)


def _put(environ: Mapping[str, str], request: dict[str, Any], mark: str, body: str) -> None:
    from aifactory.forge.errors import Denied, ForgeError
    from aifactory.forge.github_comments import Comments
    from aifactory.forge.transport import Manners, PlainSession
    from aifactory.render.translate import Speech

    url = environ.get("GITHUB_GRAPHQL_URL", "")
    parts = urlsplit(url)
    token = environ.get("INPUT_TOKEN", "")
    if not token:
        _say("warning", _("no comment: the input token is empty"))
        return
    session = PlainSession(f"{parts.scheme}://{parts.netloc}", token, Manners())
    comments = Comments(session, url, environ.get("GITHUB_REPOSITORY", ""))
    try:
        done = comments.put(request["number"], mark, body)
    except ForgeError as error:
        fork = _is_fork(request, environ)
        said = Speech(environ.get("INPUT_LANG", "en")).text(error.reason)
        if isinstance(error, Denied) and fork:
            said = _("no comment: pull requests from forks get a token that only reads")
            _say("notice", said)
        elif isinstance(error, Denied):
            line = "`permissions: {pull-requests: write}`"
            why = _("no comment: {reason}. The job needs {line}").format(reason=said, line=line)
            _say("warning", why)
        else:
            _say("warning", _("no comment: {reason}").format(reason=said))
        return
    finally:
        session.close()  # type: ignore[no-untyped-call]
    print({"added": _("comment added"), "updated": _("comment updated")}.get(done, ""))


def _is_fork(request: dict[str, Any], environ: Mapping[str, str]) -> bool:
    head = request.get("head")
    origin = head.get("repo") if isinstance(head, dict) else None
    name = origin.get("full_name") if isinstance(origin, dict) else None
    return name != environ.get("GITHUB_REPOSITORY")


def _say(kind: str, message: str) -> None:
    print(command(kind, {"title": "aifactory"}, message))
