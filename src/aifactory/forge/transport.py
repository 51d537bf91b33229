"""One polite HTTP session for every forge: cached, patient, and careful with what it repeats.

A read is asked again where the network or the forge stumbles, and is conditional wherever its
answer was seen before: the disk keeps answers with their validators, a folder entry a host and
token. A write is sent once: where its answer is lost, `Uncertain` is raised. What comes back is
an answer below 400; everything else is a `ForgeError`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from msgspec import Struct
from requests_cache import DO_NOT_CACHE, CacheMixin
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential_jitter
from urllib3.exceptions import NewConnectionError, ProtocolError

from aifactory import tally
from aifactory.errors import BadInput
from aifactory.forge.answers import Limited, Shaky, is_sound, judge
from aifactory.forge.errors import Interrupted, Refused, Uncertain
from aifactory.model import Text

ATTEMPTS = 5
TIMEOUT = (10.0, 30.0)  # seconds to connect, seconds of silence
LARGEST, LONGEST = 64 << 20, 120.0  # bytes and seconds of one answer
PATIENCE = 120.0  # seconds that a limit may cost in all
KEPT = 30 * 86400  # seconds that an answer to a query stays on the disk
READS = {"GET", "HEAD"}
BACKOFF = wait_exponential_jitter(initial=1, max=20)
NETWORK = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)

Tell = Callable[[str], None]


def rest(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


class Manners(Struct, frozen=True, kw_only=True):
    """How a session behaves: `cache` is a folder (None: memory), `patience` the seconds that
    limits may cost in all, `pace` the least seconds between two writes, `tell` hears of waits.
    """

    cache: Path | None = None
    patience: float = PATIENCE
    pace: float = 0.0
    tell: Tell | None = None
    sleep: Callable[[float], None] = rest


class Bearer(requests.auth.AuthBase):
    """The token as both forges take it; dropped by requests where another host takes over.

    Without a token nothing is sent, not even what `.netrc` holds.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __bool__(self) -> bool:
        return True


class OwnAnswers(requests.adapters.HTTPAdapter):
    """Answers that vary with nothing: each token has a cache of its own, the rest stays the same.

    The cache would otherwise take every answer that varies with the token for another one.
    """

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """The answer without its `Vary`, and not without end."""
        response = super().build_response(req, resp)
        response.headers.pop("Vary", None)
        resp.stream = partial(bounded, resp.stream, resp.close)
        return response


class Polite(CacheMixin):
    """The manners of a session; mixed into a class of `requests.Session`."""

    def __init__(self, origin: str, token: str = "", manners: Manners | None = None) -> None:
        """`origin` is "https://host[:port]", the only place this session speaks to."""
        manners = manners or Manners()
        self.origin = checked(origin, token)
        self.authorised = bool(token)
        self.patience = manners.patience
        self.pace = manners.pace
        self.tell = manners.tell or silent
        self.sleep = manners.sleep
        self.written_at = 0.0
        self.seen: set[str] = set()
        file = cache_file(manners.cache, origin, token)
        super().__init__(
            cache_name=str(file or "forge"),
            backend="sqlite" if file else "memory",
            allowable_methods=("GET", "HEAD", "POST"),
            expire_after=KEPT,
            filter_fn=is_sound,
            serializer="json" if file else None,
        )
        self.auth = Bearer(token)
        self.mount(f"{self.origin}/", OwnAnswers())

    def request(  # type: ignore[override]
        self, method: str, url: str, *args: Any, **kwargs: Any
    ) -> Any:
        """An answer below 400; `query=True` says that a POST only reads."""
        if not str(url).startswith(f"{self.origin}/"):
            reason = Text("the forge points at another host: {host}", {"host": _host(url)})
            raise Refused(reason, Text("nothing was asked there"))
        query = kwargs.pop("query", False)
        reading = method.upper() in READS or query
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT
        page = ""
        if method.upper() in READS:
            page = f"{url} {sorted((kwargs.get('params') or {}).items())}"
            kwargs.setdefault("refresh", page not in self.seen)  # one look at a page a session
        elif not query:
            kwargs["expire_after"] = DO_NOT_CACHE
            self.seen.clear()
            self._keep_pace()
        retrying = Retrying(
            retry=retry_if_exception_type((Shaky, Limited)),
            stop=self._stop,
            wait=self._wait,
            before_sleep=self._announce,
            sleep=self.sleep,
            reraise=True,
        )
        try:
            answer = retrying(self._ask, reading, method, url, *args, **kwargs)
        except Limited as limit:
            raise self._out_of_patience(limit) from None
        except Shaky as fault:
            values: dict[str, str | int | float | Text] = {"host": _host(url), "why": fault.said}
            raise Interrupted(
                Text("{host} gave no whole answer: {why}", values),
                Text("try again later: what was read is kept, and reading goes on from there"),
            ) from None
        self.seen.add(page)
        return answer

    def _ask(self, reading: bool, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """One exchange. Shaky or Limited where it may be repeated."""
        tally.requests.made += 1
        try:
            answer = super().request(method, url, *args, **kwargs)
            judge(answer)
        except NETWORK as error:
            fault = Shaky(_why(error))
            if reading or _unsent(error):
                raise fault from None
            raise _uncertain(url, fault) from None
        except Shaky as fault:
            if reading:
                raise
            raise _uncertain(url, fault) from None
        return answer

    def _handle_error(self, cached_response: Any, actions: Any) -> Any:  # noqa: ARG002
        """No stale answer in the place of one that did not come: the cache would give it."""
        raise  # the cache calls this while it handles the error

    def _keep_pace(self) -> None:
        since = time.monotonic() - self.written_at
        if self.written_at and since < self.pace:
            self.sleep(self.pace - since)
        self.written_at = time.monotonic()

    def _stop(self, state: RetryCallState) -> bool:
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, Limited):
            return fault.wait > self.patience
        return state.attempt_number >= ATTEMPTS

    def _wait(self, state: RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, Limited):
            self.patience -= fault.wait
            return fault.wait
        return float(BACKOFF(state))

    def _announce(self, state: RetryCallState) -> None:
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, Limited):
            until = datetime.fromtimestamp(time.time() + fault.wait, UTC).strftime("%H:%M:%S UTC")
            said = _("{host} asks to wait {seconds} s, until {until}")
            host, seconds = _host(self.origin), f"{fault.wait:.0f}"
            self.tell(said.format(host=host, seconds=seconds, until=until))

    def _out_of_patience(self, limit: Limited) -> Interrupted:
        until = datetime.fromtimestamp(time.time() + limit.wait, UTC).strftime("%H:%M UTC")
        values: dict[str, str | int | float] = {
            "host": _host(self.origin),
            "until": until,
            "minutes": max(1, round(limit.wait / 60)),
        }
        reason = Text("the limit of {host} is used up until {until} ({minutes} min)", values)
        if self.authorised:
            return Interrupted(reason, Text("run it again then: what was read is kept"))
        return Interrupted(reason, Text("give a token: it raises the limit"))


class PlainSession(Polite, requests.Session):
    """For a forge whose client brings no session of its own."""


def silent(message: str) -> None:
    """Waiting that nobody is told of."""


def bounded(
    stream: Callable[..., Iterator[bytes]], close: Callable[[], None], *args: Any, **kwargs: Any
) -> Iterator[bytes]:
    """The pieces of a body, as long as they are not too much for too long."""
    size, begun = 0, time.monotonic()
    for piece in stream(*args, **kwargs):
        size += len(piece)
        if size > LARGEST or time.monotonic() - begun > LONGEST:
            close()
            raise ProtocolError("an answer without end")
        yield piece


def checked(origin: str, token: str) -> str:
    """An origin that a token may be sent to: no plain http, save to this machine."""
    parts = urlsplit(origin)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise BadInput(
            Text("not the address of a forge: {origin}", {"origin": origin}),
            Text("write it as https://host"),
        )
    if token and parts.scheme == "http" and not local:
        raise BadInput(
            Text("a token would travel in the clear to {host}", {"host": parts.hostname}),
            Text("use https"),
        )
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def cache_file(folder: Path | None, origin: str, token: str) -> Path | None:
    """Where answers are kept: apart for every host and token, which the name does not tell."""
    if folder is None:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = urlsplit(origin).netloc.replace(":", "-")
    mark = hashlib.sha256(f"aifactory forge {origin} {token}".encode()).hexdigest()[:16]
    return folder / f"{name}-{mark if token else 'public'}.sqlite"


def _host(url: str) -> str:
    return urlsplit(str(url)).netloc.rpartition("@")[2]


def _uncertain(url: str, fault: Shaky) -> Uncertain:
    values: dict[str, str | int | float | Text] = {"host": _host(url), "why": fault.said}
    return Uncertain(
        Text("{host} was asked for a change and its answer was lost: {why}", values),
        Text("run the same command again: it reads what stands before it goes on"),
    )


def _unsent(error: Exception) -> bool:
    """Whether a connection failed before anything could be sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _why(error: Exception) -> Text:
    if isinstance(error, requests.Timeout):
        return Text("time-out")
    if _unsent(error):
        return Text("no connection")
    return Text("the connection was cut")
