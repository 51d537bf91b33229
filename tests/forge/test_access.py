"""Which repository an address names, and whose token it gets."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.errors import BadInput
from aifactory.forge.access import token_for
from aifactory.forge.remote import Remote, parse, provider_of
from aifactory.forge.transport import Manners, PlainSession


@pytest.mark.parametrize(
    ("address", "origin", "path"),
    [
        ("https://github.com/octo/app", "https://github.com", "octo/app"),
        ("https://github.com/octo/app.git/", "https://github.com", "octo/app"),
        ("git@github.com:octo/app.git", "https://github.com", "octo/app"),
        ("ssh://git@ssh.github.com:443/octo/app.git", "https://github.com", "octo/app"),
        ("ssh://git@git.ville.fr:2222/a/b/c", "https://git.ville.fr", "a/b/c"),
        ("https://me:secret@GitLab.ville.fr:8443/a/b", "https://gitlab.ville.fr:8443", "a/b"),
        ("http://localhost:3000/a/b", "http://localhost:3000", "a/b"),
    ],
)
def test_addresses(address: str, origin: str, path: str) -> None:
    assert parse(address) == Remote(origin, path)


@pytest.mark.parametrize(
    "address",
    [
        "", "/home/me/app", "../app", "file:///tmp/app", "https://github.com/octo", "C:\\app", "ext::sh -c x",
        "https://github.com/octo/../app", "https://github.com/octo/a%2Fb%20c", "https:///a/b", "https://h:x/a/b",
        "git@github.com:/octo/app", "https://github.com/octo/app?x=1/../..",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(address: str) -> None:
    if address.endswith("?x=1/../.."):
        assert parse(address).path == "octo/app"
        return
    with pytest.raises(BadInput, match="not the address"):
        parse(address)


@given(st.text(max_size=60))
def test_no_address_breaks_the_parser(address: str) -> None:
    with suppress(BadInput):
        assert parse(address).path.count("/") >= 1


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(BadInput) as error:
        parse("https://me:hunter2@github.com/octo")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("host", "environ", "kind"),
    [
        ("github.com", {}, "github"),
        ("gitlab.com", {}, "gitlab"),
        ("gitlab.inria.fr", {}, "gitlab"),
        ("github.ville.fr", {}, "github"),
        ("code.ville.fr", {"GITLAB_HOST": "https://code.ville.fr"}, "gitlab"),
        ("code.ville.fr", {"GH_HOST": "code.ville.fr"}, "github"),
        ("gitlab-github.ville.fr", {"CI_SERVER_URL": "https://gitlab-github.ville.fr"}, "gitlab"),
    ],
)
def test_which_forge_a_host_runs(host: str, environ: dict[str, str], kind: str) -> None:
    assert provider_of(Remote(f"https://{host}", "a/b"), environ) == kind


def test_an_unknown_host_is_asked_about() -> None:
    with pytest.raises(BadInput, match=r"code\.ville\.fr is not known"):
        provider_of(Remote("https://code.ville.fr", "a/b"), {})


@pytest.mark.parametrize(
    ("provider", "host", "environ", "token"),
    [
        ("github", "github.com", {"GITHUB_TOKEN": "aaaa"}, "aaaa"),
        ("github", "github.com", {"GITHUB_TOKEN": "aaaa", "GH_TOKEN": "bbbb"}, "bbbb"),
        ("github", "evil.example", {"GITHUB_TOKEN": "aaaa", "GH_TOKEN": "bbbb"}, ""),
        ("github", "evil.example", {"GH_ENTERPRISE_TOKEN": "aaaa", "GH_HOST": "ghe.ville.fr"}, ""),
        ("github", "ghe.ville.fr", {"GH_ENTERPRISE_TOKEN": "aaaa", "GH_HOST": "ghe.ville.fr"}, "aaaa"),
        ("github", "ghe.ville.fr", {"GITHUB_TOKEN": "aaaa", "GITHUB_SERVER_URL": "https://ghe.ville.fr"}, "aaaa"),
        ("github", "github.com", {"GITHUB_TOKEN": "aaaa", "GITHUB_SERVER_URL": "https://ghe.ville.fr"}, ""),
        ("gitlab", "gitlab.com", {"GITLAB_TOKEN": "aaaa"}, "aaaa"),
        ("gitlab", "gitlab.evil.example", {"GITLAB_TOKEN": "aaaa"}, ""),
        ("gitlab", "gitlab.com", {"GITLAB_TOKEN": "aaaa", "GITLAB_HOST": "git.ville.fr"}, ""),
        ("gitlab", "git.ville.fr", {"GITLAB_TOKEN": "aaaa", "GITLAB_HOST": "git.ville.fr"}, "aaaa"),
        ("github", "github.com", {"GITHUB_TOKEN": "a\nInjected: header"}, ""),
    ],
)  # fmt: skip
def test_a_token_is_for_its_own_host(
    provider: str, host: str, environ: dict[str, str], token: str
) -> None:
    assert token_for(provider, host, {**environ, "PATH": ""}) == token  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("client", "provider", "words"),
    [("gh", "github", "auth token --hostname"), ("glab", "gitlab", "config get token --host")],
)
def test_a_login_of_the_forge_s_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: str, provider: str, words: str
) -> None:
    program = tmp_path / "bin" / client
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n[ "$*" = "{words} git.ville.fr" ] && echo from-a-login\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    environ = {"PATH": f"{program.parent}:/usr/bin:/bin", "XDG_CONFIG_HOME": str(tmp_path)}
    monkeypatch.setenv("HOME", str(tmp_path))
    assert token_for(provider, "git.ville.fr", environ) == ""  # type: ignore[arg-type]
    (tmp_path / client).mkdir()  # it has settings: somebody has logged in
    assert token_for(provider, "git.ville.fr", environ) == "from-a-login"  # type: ignore[arg-type]
    assert token_for(provider, "other.fr", environ) == ""  # type: ignore[arg-type]


def test_a_token_never_travels_in_the_clear() -> None:
    with pytest.raises(BadInput, match="in the clear"):
        PlainSession("http://git.ville.fr", "token")
    PlainSession("http://git.ville.fr", "").close()


def test_caches_are_apart_and_their_names_tell_nothing(tmp_path: Path) -> None:
    for token in ("token-a", "token-b", ""):
        PlainSession("https://git.ville.fr:8443", token, Manners(cache=tmp_path / "c")).close()
    names = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert len(names) == 3
    assert not any("token" in name for name in names)
    assert (tmp_path / "c").stat().st_mode & 0o777 == 0o700
