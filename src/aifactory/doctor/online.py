"""Whether forges answer, and what their tokens may do there: one question each, on demand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.doctor.access import Forge
from aifactory.errors import AifactoryError
from aifactory.extras import MODULES, needed
from aifactory.forge.access import token_for
from aifactory.model import Text
from aifactory.model.remarks import Remark

SCOPE = re.compile(r"[a-z][a-z0-9_:.-]{0,40}")
SOME = 30  # scopes that are told
HIDDEN = "…"
PIECE = 8  # characters of a token that are not told
SCOPES = "X-OAuth-Scopes"  # GitHub tells those of classic tokens with every answer


def reachable(forges: list[Forge]) -> Iterator[Remark]:
    """A remark for each forge: whether it answers, and the scopes of the token."""
    try:
        needed(MODULES["forge"], "forge")
    except AifactoryError as error:
        for forge in forges:
            yield failed(forge, forge.remote.host, error)
        return
    for forge in forges:
        yield asked(forge)
        if forge.path:
            yield readable(forge)


def asked(forge: Forge) -> Remark:
    """What the forge says of itself and of the token."""
    from aifactory.forge.opening import github_api
    from aifactory.forge.transport import Manners, PlainSession

    host = forge.remote.host
    token = token_for(forge.provider, host)
    github = forge.provider == "github"
    origin, api = github_api(forge.remote) if github else (forge.origin, f"{forge.origin}/api/v4")
    own = f"{api}/personal_access_tokens/self" if token else f"{api}/projects"
    params = None if github or token else {"per_page": "1"}
    try:
        session = PlainSession(origin, token, Manners(patience=0))
        answer = session.request("GET", f"{api}/rate_limit" if github else own, params=params)
    except AifactoryError as error:
        return failed(forge, host, error)
    if not token:
        return Remark("forges", host, "fine", Text("answers; no token was sent"))
    scopes = told(answer.headers.get(SCOPES, "") if github else body(answer), token)
    if scopes:
        said = Text("answers, takes the token; its scopes: {scopes}", {"scopes": ", ".join(scopes)})
    else:
        said = Text("answers and takes the token; it does not tell its scopes")
    return Remark("forges", host, "fine", said)


def readable(forge: Forge) -> Remark:
    """Whether the repository can be read."""
    from aifactory.forge.opening import open_forge

    name = f"{forge.remote.host}/{forge.path}"
    try:
        address = f"{forge.origin}/{forge.path}"
        open_forge(address, kind=forge.provider, patience=0)[0].repository()
    except AifactoryError as error:
        return failed(forge, name, error)
    return Remark("forges", name, "fine", Text("can be read"))


def body(answer: object) -> str:
    """The scopes in GitLab's answer about a token."""
    try:
        found = answer.json()  # type: ignore[attr-defined]
    except ValueError:
        return ""
    scopes = found.get("scopes") if isinstance(found, dict) else None
    return ",".join(map(str, scopes)) if isinstance(scopes, list) else ""


def told(text: str, token: str) -> list[str]:
    """The scopes in a forge's own words: only what looks like one, and never the token."""
    words = [word.strip() for word in text.split(",")][:SOME]
    return [word for word in words if SCOPE.fullmatch(word) and not shared(word, token)]


def shared(word: str, token: str) -> bool:
    """Whether a word gives away a piece of the token."""
    return any(token[i : i + PIECE] in word for i in range(max(1, len(token) - PIECE + 1)))


def failed(forge: Forge, name: str, error: AifactoryError) -> Remark:
    """A forge that was asked for and could not be used; it may have quoted the token."""
    token = token_for(forge.provider, forge.remote.host)
    said, hint = (without(one, token) for one in (error.said, error.hint))
    return Remark("forges", name, "broken", said, hint if str(hint) else None)


def without(told: Text | str, token: str) -> Text:
    """What was said, less what gives the token away."""
    if isinstance(told, str):
        return Text(HIDDEN if token and shared(told, token) else told)
    values = {
        name: without(value, token) if isinstance(value, Text | str) else value
        for name, value in told.values.items()
    }
    return Text(told.msgid, values, told.plural)
