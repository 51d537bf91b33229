"""Tokens: from the environment or from a login of `gh` or `glab`, and only for their own host."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from aifactory.forge.records import Provider

TOKEN = re.compile(r"[\x21-\x7e]{4,1000}")
PATIENCE = 10.0  # seconds for a client to answer
LOGINS = {
    "github": ("gh", "auth", "token", "--hostname"),
    "gitlab": ("glab", "config", "get", "token", "--host"),
}


def token_for(provider: Provider, host: str, environ: Mapping[str, str] = os.environ) -> str:
    """The token of the user for this host ("host[:port]"); "" where there is none.

    A token of the environment is for github.com or gitlab.com, or for the host that the
    environment names beside it: an audited repository's remote never chooses who gets it.
    """
    return sourced(provider, host, environ)[0]


def sourced(
    provider: Provider, host: str, environ: Mapping[str, str] = os.environ
) -> tuple[str, str]:
    """That token, and where it comes from: a variable's name, or the client's ("gh", "glab")."""
    for name in variables(provider, host, environ):
        if TOKEN.fullmatch(found := environ.get(name, "").strip()):
            return found, name
    found = _login(provider, host, environ)
    return found, LOGINS[provider][0] if found else ""


def variables(provider: Provider, host: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that may hold a token for this host, the first before the others."""
    if provider == "github":
        server = _host(environ.get("GITHUB_SERVER_URL", ""))
        if host == "github.com":
            own = ("GITHUB_TOKEN",) if server in ("", "github.com") else ()
            return ("GH_TOKEN", *own)
        if host == server:  # a job of Actions on an enterprise server
            return ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GITHUB_TOKEN")
        ours = host == _host(environ.get("GH_HOST", ""))
        return ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN") if ours else ()
    named = [environ.get(name, "") for name in ("GITLAB_HOST", "GL_HOST", "CI_SERVER_URL")]
    hosts = {_host(one) for one in named if one} or {"gitlab.com"}
    return ("GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN") if host in hosts else ()


def _host(text: str) -> str:
    return urlsplit(text if "://" in text else f"//{text}").netloc.rpartition("@")[2].lower()


def _login(provider: Provider, host: str, environ: Mapping[str, str]) -> str:
    """What the forge's own client has stored; it runs away from any repository."""
    command, *words = LOGINS[provider]
    program = which(command, path=environ.get("PATH"))
    if not program or host.startswith("-"):
        return ""
    if not any((folder / command).exists() for folder in _settings(environ)):
        return ""
    try:
        said = subprocess.run(
            [program, *words, host],
            cwd=Path.home(),
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return said if TOKEN.fullmatch(said) else ""


def _settings(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Where the clients keep their settings: without any, nobody has logged in."""
    from platformdirs import user_config_path

    return (
        Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"),
        user_config_path("gh", appauthor=False).parent,
        user_config_path("glab-cli", appauthor=False).parent,
    )
