"""What an answer of a forge says: fine, wait, try again, or no."""

from __future__ import annotations

import re
import time
from typing import Any

from requests import Response

from aifactory.errors import Spoken
from aifactory.forge.errors import Already, Denied, ForgeError, Missing, Refused
from aifactory.model import Text

LIMIT = re.compile(r"rate limit|abuse detection|retry later|too many requests", re.I)
EXISTS = re.compile(r"already[_ ](?:exists|been taken)|must be unique", re.I)
SCOPES = re.compile(r"requires one of[^\[]*\[([^\]]*)\]")
QUOTED = re.compile(r"'([\w:]+)'")
SECONDARY = 60.0  # seconds to wait where a limit does not say how long
SAID = 200  # characters of a forge's words that are quoted


class Shaky(Spoken):
    """The network or the forge stumbled: the same question may be asked again."""


class Limited(Exception):
    """The forge asks to wait, in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"{wait:.0f} s")
        self.wait = wait


def is_sound(response: Any) -> bool:
    """Whether an answer is worth keeping: whole JSON, and no error within."""
    if response.status_code != 200 or not response.content:
        return False
    try:
        data = response.json()
    except (ValueError, RecursionError):
        return False
    return not (isinstance(data, dict) and "errors" in data)


def judge(response: Response) -> None:
    """Nothing for an answer that can be used; Shaky, Limited or a ForgeError for another."""
    status = response.status_code
    if status < 400:
        _read(response)
        return
    if status in (403, 429) and (wait := limit(response)) is not None:
        raise Limited(wait)
    if status >= 500 or status == 408:
        raise Shaky(f"HTTP {status}")
    raise refusal(response)


def _read(response: Response) -> None:
    kind = response.headers.get("Content-Type", "")
    if response.status_code == 200 and "json" in kind:
        try:
            data = response.json()
        except (ValueError, RecursionError):
            raise Shaky(Text("malformed JSON")) from None
        if isinstance(data, dict) and data.get("errors"):
            _query_errors(data["errors"], response)
    elif response.status_code == 200 and response.request.method == "GET":
        raise Shaky(Text("no JSON but {kind}", {"kind": kind}) if kind else Text("no JSON"))


def limit(response: Response) -> float | None:
    """Seconds to wait where an answer is a limit; None where it is a refusal."""
    headers = response.headers
    if (after := _number(headers.get("Retry-After"))) is not None:
        return after + 1
    for prefix in ("x-ratelimit", "ratelimit"):
        if headers.get(f"{prefix}-remaining") == "0":
            reset = _number(headers.get(f"{prefix}-reset")) or time.time() + SECONDARY
            return max(1.0, reset - time.time() + 1)
    if response.status_code == 429 or LIMIT.search(response.text[:2000]):
        return SECONDARY
    return None


def _number(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None


def refusal(response: Response) -> ForgeError:
    """Why a forge said no, without what could be a secret."""
    status, said = response.status_code, words(response)
    values: dict[str, str | int | float] = {"status": status, "said": said}
    if status in (401, 403):
        return denied(response, said)
    if status in (404, 410, 451):
        return Missing(
            Text("the forge knows no such thing, or may not show it ({said})", values),
            Text("check the address, and that the token may see the repository"),
        )
    kind = Already if status in (409, 422, 400) and EXISTS.search(response.text[:5000]) else Refused
    return kind(
        Text("the forge refused: {said} (HTTP {status})", values),
        Text("see what it says, then run the same command again"),
    )


def denied(response: Response, said: str) -> Denied:
    """A missing permission, by the name that the forge gives it."""
    headers = response.headers
    scope = headers.get("X-Accepted-GitHub-Permissions") or headers.get("X-Accepted-OAuth-Scopes")
    scope = scope or _scope_told(response)
    if response.status_code == 401:
        return Denied(
            Text("the forge does not know this token ({said})", {"said": said}),
            Text("give a token that is still valid"),
        )
    if scope:
        return scope_lacks(scope)
    return Denied(
        Text("this access does not allow it ({said})", {"said": said}),
        Text("give a token that may do it"),
    )


def _scope_told(response: Response) -> str:
    """The scopes that GitLab asks for, in the body of its answer."""
    try:
        data = response.json()
    except (ValueError, RecursionError):
        return ""
    told = data.get("scope") if isinstance(data, dict) else None
    return " / ".join(told.split()) if isinstance(told, str) else ""


def scope_lacks(scope: str) -> Denied:
    """Denied, for a scope or permission by name."""
    values: dict[str, str | int | float] = {"scope": " ".join(scope.split())[:SAID]}
    return Denied(
        Text("the token lacks a permission: {scope}", values),
        Text("give a token with the permission {scope}", values),
    )


def words(response: Response) -> str:
    """What the forge says in its own words, in one short line."""
    try:
        data = response.json()
    except (ValueError, RecursionError):
        return f"HTTP {response.status_code}"
    said: Any = ""
    if isinstance(data, dict):
        said = data.get("message") or data.get("error_description") or data.get("error") or ""
        details = data.get("errors")
        if isinstance(details, list):
            more = (d.get("message") or d.get("code") for d in details if isinstance(d, dict))
            said = "; ".join(str(m) for m in (said, *more) if m)
    return " ".join(str(said).split())[:SAID] or f"HTTP {response.status_code}"


def _query_errors(errors: Any, response: Response) -> None:
    """The refusals of GraphQL, which come with status 200."""
    found = [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
    kinds = {str(e.get("type", "")).upper() for e in found}
    said = "; ".join(" ".join(str(e.get("message", "")).split()) for e in found)[:SAID]
    values: dict[str, str | int | float] = {"said": said}
    if "RATE_LIMITED" in kinds:
        wait = limit(response)
        raise Limited(SECONDARY if wait is None else wait)
    if "INSUFFICIENT_SCOPES" in kinds:
        whole = " ".join(str(error.get("message", "")) for error in found)
        named = [scope for asked in SCOPES.findall(whole) for scope in QUOTED.findall(asked)]
        raise scope_lacks(" / ".join(dict.fromkeys(named)) or said)
    if kinds & {"FORBIDDEN", "UNAUTHORIZED"}:
        raise Denied(
            Text("this access does not allow it ({said})", values),
            Text("give a token that may do it"),
        )
    if "NOT_FOUND" in kinds:
        raise Missing(
            Text("the forge knows no such thing, or may not show it ({said})", values),
            Text("check the address, and that the token may see the repository"),
        )
    if EXISTS.search(said):
        raise Already(Text("the forge refused: {said}", values), Text("it exists already"))
    if not kinds - {""}:  # "Something went wrong while executing your query"
        raise Shaky(said or Text("an error without a reason"))
    raise Refused(
        Text("the forge refused: {said}", values),
        Text("see what it says, then run the same command again"),
    )
