"""Git commands that speak to another machine, with the user's own access."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

from aifactory import tally
from aifactory.model import Text
from aifactory.snapshot.git import GitFailed, Process, executable

PATIENCE = 120.0  # seconds of silence
LAST = 1 << 16  # bytes of git's words that are kept
KEPT = (
    *("HOME", "LOGNAME", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USER", "USERPROFILE"),
    *("APPDATA", "SSH_AGENT_PID", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"),
    *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "SSL_CERT_DIR", "SSL_CERT_FILE"),
    *("ALL_PROXY", "HTTPS_PROXY", "NO_PROXY", "all_proxy", "https_proxy", "no_proxy"),
)
SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "gc.auto=0",
    "http.lowSpeedLimit=1",  # a transfer that stands still ends, whoever started it
    "http.lowSpeedTime=120",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
)
CREDENTIALS = re.compile(r"(?<=://)[^/\s]*@")
SECRET = re.compile(r"([?&][\w.-]*(?:token|secret|passw|key|auth|sig)[\w.-]*=)[^&#\s'\"]+", re.I)


def say(
    url: str,
    cwd: Path,
    progress: Callable[[str], None],
    *args: str,
    stdin: IO[bytes] | None = None,
    patience: float | None = None,
) -> str:
    """Run a git command that reaches `url`; what it said. GitFailed with its reason."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    spoken = "file" if url.startswith("file:") else "https:ssh"
    env = kept | {"GIT_ALLOW_PROTOCOL": spoken, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    command = [executable(), *settings, *args]
    source = stdin or subprocess.DEVNULL
    tally.requests.made += 1
    longest = PATIENCE if patience is None else patience
    process = Process(command, cwd, env, stdin=source, merge=True, patience=longest)
    said = b""
    try:
        while chunk := process.read():
            said = (said + chunk)[-LAST:]
            progress(last_line(said))
        process.finish()
    except GitFailed as error:
        raise GitFailed(error.said if process.stuck else reason(said)) from None
    finally:
        process.close()
    return said.decode("utf-8", "replace")


def last_line(said: bytes) -> str:
    """The newest thing that git said, without credentials."""
    lines = re.split(r"[\r\n]+", said[-1000:].decode("utf-8", "replace").strip())
    return without_credentials(lines[-1])


def reason(said: bytes) -> Text | str:
    """Why git failed, in its own words, without credentials."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", said.decode("utf-8", "replace"))]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    words = (fatal or lines or [""])[0].partition(": ")[2]
    return without_credentials(words) if words else Text("git gave no reason")


def without_credentials(text: str) -> str:
    """A URL, or words that hold one, without user and password; "git@host:path" stays."""
    return SECRET.sub(r"\1***", CREDENTIALS.sub("", text))
