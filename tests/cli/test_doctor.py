"""`aifactory doctor` in sound and in broken surroundings; whatever it says, never a token."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aifactory.cli import main
from aifactory.doctor import installation

TOKEN = "ghp_veryveryverysecret0123456789"
HOSTILE = "glpat-\x1b[2Jclear me\nnow"
TOLD = "waivers:\n- {check: readme-purpose, reason: a reason, expires: '%s'}\n"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user without tokens, logins or settings, in a folder of his own."""
    for name in list(os.environ):
        if name.startswith(("GH_", "GITHUB_", "GITLAB_", "GL_", "CI_", "AIFACTORY_", "XDG_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(home)
    return home


def _doctor(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the remarks by their names."""
    code = main(["doctor", "--format", "json", *words])
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "aifactory/doctor/1"
    assert told["healthy"] == (code == 0)
    found: dict[str, Any] = {}
    for one in told["remarks"]:
        found.setdefault(f"{one['part']} {one['name']}", one)
    return code, found


class Forge(http.server.BaseHTTPRequestHandler):
    """A forge that tells the scopes of a token, and the token itself among them."""

    asked: list[str]
    private = False

    def do_GET(self) -> None:
        self.asked.append(self.path)
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        found = "personal_access_tokens" in self.path or "rate_limit" in self.path
        scopes = ["repo", "read:org", given, f"x{given[4:]}", "\x07bell"]
        body = json.dumps({"scopes": scopes, "message": f"no, {given}"}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-OAuth-Scopes", ", ".join(scopes[:4]))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def forge() -> Iterator[str]:
    """Its host and port; what it was asked is in `Forge.asked`."""
    Forge.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forge) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_sound_surroundings(capsys: pytest.CaptureFixture[str], alone: Path) -> None:
    code, found = _doctor(capsys)
    assert code == 0
    base = {name: one["state"] for name, one in found.items() if one["part"] == "base"}
    assert base == {
        f"base {name}": "fine" for name in ("aifactory", "Python", "git", "libraries", "data")
    }
    extras = {one["name"]: one["state"] for one in found.values() if one["part"] == "extras"}
    assert extras == dict.fromkeys(installation.EXTRAS, "fine")  # as developers have them
    assert found["access cache"]["state"] == "fine"
    assert found["access github.com"]["state"] == "absent"
    assert "gh auth login" in found["access github.com"]["hint"]
    assert found["configuration .aifactory.yml"]["state"] == "absent"
    assert not any(one["part"] == "forges" for one in found.values())  # nobody was asked
    assert not [*alone.iterdir()]  # and nothing was written


def test_a_page_in_each_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    english = capsys.readouterr().out
    assert "Tokens and folders" in english
    assert "Nothing that is needed is broken." in english
    assert main(["doctor", "--lang", "fr"]) == 0
    french = capsys.readouterr().out
    assert "Jetons et dossiers" in french
    assert len(french.splitlines()) == len(english.splitlines())


def test_no_git(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable) + "-absent")  # noqa: PTH120
    code, found = _doctor(capsys)
    assert code == 1
    assert found["base git"]["state"] == "broken"
    assert "install git" in found["base git"]["hint"]
    assert found["base libraries"]["state"] == "fine"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("echo git version 2.20.1", "broken"),
        ("echo git version 2.29.0.windows.1", "fine"),
        ("echo git version 3.0.0", "fine"),
        ("echo nonsense", "broken"),
        ("exit 3", "broken"),
    ],
)
def test_another_git(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answer: str,
    state: str,
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{answer}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/nowhere")
    code, found = _doctor(capsys)
    assert found["base git"]["state"] == state
    assert code == (state == "broken")


def test_a_cache_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    code, found = _doctor(capsys)
    assert code == 1
    assert found["access cache"]["state"] == "broken"
    assert "XDG_CACHE_HOME" in found["access cache"]["hint"]


def test_libraries_that_lack_or_are_too_old(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["no-such-library>=1", "msgspec>=9999", 'no-such-too; extra == "forge"']
    monkeypatch.setattr("importlib.metadata.requires", lambda name: lines)
    code, found = _doctor(capsys)
    assert code == 1
    said = found["base libraries"]["said"]
    assert "no-such-library is not installed" in said
    assert "msgspec is" in said
    assert not any(one["part"] == "extras" for one in found.values())
    lines[:2] = []
    code, found = _doctor(capsys)
    assert code == 0
    assert found["extras forge"]["state"] == "absent"
    assert 'pip install "aifactory[forge]"' in found["extras forge"]["hint"]
    assert found["extras grade"]["state"] == "fine"


def test_tokens_are_told_of_and_never_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setenv("GITLAB_TOKEN", HOSTILE)
    monkeypatch.setenv("AIFACTORY_FLEET_STORE", "postgresql://user:password@host/fleet")
    code, found = _doctor(capsys)
    assert code == 0
    assert found["access github.com"]["state"] == "fine"
    assert "GH_TOKEN" in found["access github.com"]["said"]
    assert found["access gitlab.com"]["state"] == "doubtful"
    assert "GITLAB_TOKEN" in found["access gitlab.com"]["said"]
    assert found["configuration AIFACTORY_FLEET_STORE"]["state"] == "fine"
    for form in ("json", "terminal"):
        main(["doctor", "--format", form])
        out = "".join(capsys.readouterr())
        assert not any(piece in out for piece in (TOKEN, "clear me", "\x1b", "password"))


@pytest.mark.parametrize(
    ("kind", "host", "token"),
    [
        ("github", "GH_HOST", "GH_ENTERPRISE_TOKEN"),
        ("gitlab", "GITLAB_HOST", "GITLAB_TOKEN"),
    ],
)
def test_a_forge_that_is_asked(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    forge: str,
    kind: str,
    host: str,
    token: str,
) -> None:
    monkeypatch.setenv(host, forge)
    monkeypatch.setenv(token, TOKEN)
    address = f"http://{forge}/owner/name"
    code, found = _doctor(capsys, "--repository", address, "--forge-kind", kind)
    assert code == 1
    assert found[f"access {forge}"]["said"].endswith(token)
    assert found[f"forges {forge}"]["said"].endswith("its scopes: repo, read:org")
    assert found[f"forges {forge}/owner/name"]["state"] == "broken"  # it is not there
    assert len(Forge.asked) >= 2
    main(["doctor", "--repository", address, "--forge-kind", kind])
    out = "".join(capsys.readouterr())
    assert not any(TOKEN[at : at + 8] in out for at in range(len(TOKEN) - 7))


def test_a_forge_that_does_not_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aifactory.forge.transport.rest", lambda seconds: None)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    address = "http://127.0.0.1:9/owner/name"
    code, found = _doctor(capsys, "--repository", address, "--forge-kind", "github")
    assert code == 1
    assert found["forges 127.0.0.1:9"]["state"] == "broken"
    assert "access github.com" not in found  # the address alone is looked at


def test_nobody_is_asked_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], forge: str
) -> None:
    monkeypatch.setenv("GH_HOST", forge)
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", TOKEN)
    _code, found = _doctor(capsys)
    assert found[f"access {forge}"]["state"] == "fine"
    assert not Forge.asked


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        (TOLD % (date.today() + timedelta(days=9)), "fine", "1 waiver"),
        (TOLD % "2024-01-31", "doubtful", "expired"),
        (TOLD.replace("readme-purpose", "readme-porpoise") % "2999-01-31", "doubtful", "porpoise"),
        ("waivers: [", "broken", "line "),
        ("waived: []\n", "broken", "unknown key"),
        ("\x1b]0;title\x07: 1\n", "broken", "line 1"),
    ],
)
def test_the_configuration(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, state: str, said: str
) -> None:
    (tmp_path / ".aifactory.yml").write_text(text, "utf-8")
    code, found = _doctor(capsys, str(tmp_path))
    assert code == (state == "broken")
    assert found["configuration .aifactory.yml"]["state"] == state
    assert said in found["configuration .aifactory.yml"]["said"]
    main(["doctor", str(tmp_path)])
    assert "\x1b" not in capsys.readouterr().out


def test_a_configuration_that_is_a_link_is_not_followed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".aifactory.yml").symlink_to("/etc/passwd")
    code, found = _doctor(capsys, str(tmp_path))
    assert code == 1
    assert "no plain file" in found["configuration .aifactory.yml"]["said"]


def test_a_folder_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "absent"]) == 2
    assert "no such folder: absent" in capsys.readouterr().err


def test_a_login_of_the_client(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, alone: Path
) -> None:
    (alone / ".config" / "gh").mkdir(parents=True)
    program = alone / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho {TOKEN}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    code, found = _doctor(capsys)
    assert code == 0
    assert found["access github.com"]["said"].endswith("from gh")
    assert found["programs gh"]["state"] == "fine"


def test_it_runs_as_a_program(alone: Path) -> None:
    words = [sys.executable, "-m", "aifactory", "doctor"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=alone)
    assert done.returncode == 0
    assert not done.stderr
