"""`aifactory target` as people call it: options, a real terminal, files."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys

import pytest

from aifactory.cli import main
from tests.targets.made import written

OPTIONS = {
    "--infra": "0,3",
    "--mlops": "0.3",
    "--support": "0.1",
    "--endpoints": "20",
    "--sovereignty": "eu",
    "--latency-ms": "500",
    "--requests-per-day": "2000",
    "--spend": "500",
}


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")


def _words(**changed):
    options = OPTIONS | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return ["target", *(word for pair in options.items() if pair[1] for word in pair)]


def test_the_page_for_a_terminal(capsys):
    assert main(_words()) == 0
    out = capsys.readouterr().out
    first, second = out.splitlines()[:2]
    assert first == "Managed cloud first, 95 of 100 points"
    assert second.startswith("The smallest change that gives another answer: Endpoints 20 → 16")
    for said in (
        "1. Managed cloud",
        "2. Edge",
        "3. Department server",
        "Support people: takes 0.31 FTE, 0.1 given: 0.21 missing",
        "[1] “Capacités internes de gestion et support technique”",
        "≈ orders of magnitude in euros a month",
    ):
        assert said in out
    assert max(map(len, out.splitlines())) <= 80


def test_it_speaks_french(capsys):
    assert main([*_words(), "--lang", "fr"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Nuage géré en tête, 95 points sur 100\n")
    assert "0,31 ETP pour 0,1 donnés : il en manque 0,21" in " ".join(out.split())


def test_the_change_that_is_told_gives_another_answer_when_it_is_run(capsys):
    names = {"latency": "latency_ms", "requests": "requests_per_day"}
    assert main([*_words(), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "aifactory/target/1"
    assert told["leaders"] == ["managed-cloud"]
    assert told["given"]["sovereignty"] == "eu"
    assert len(told["flips"]) == 6
    assert [one["size"] for one in told["flips"]] == sorted(one["size"] for one in told["flips"])
    for flip in told["flips"]:
        changed = {names.get(flip["input"], flip["input"]): str(flip["after"])}
        assert main([*_words(**changed), "--format", "json"]) == 0
        again = json.loads(capsys.readouterr().out)
        assert again["leaders"] == flip["leaders"] != told["leaders"]


def test_requests_a_second_are_those_of_a_day(capsys):
    words = [*_words(requests_per_day=""), "--requests-per-second", "0,5", "--format", "json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["given"]["requests"] == 43_200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"infra": "nan"}, "--infra: not a number: 'nan'"),
        ({"infra": "-1"}, "--infra: not a number: '-1'"),
        ({"infra": "1001"}, "--infra: '1001' is out of range"),
        ({"spend": "12,000"}, "--spend: 12,000 may be thousands or decimals"),
        ({"endpoints": "0"}, "--endpoints: '0' is out of range"),
        ({"sovereignty": "moon"}, "--sovereignty: expected one of"),
        ({"latency_ms": "\x1b[31m"}, "--latency-ms: not a number: '\\\\x1b[31m'"),
        ({"support": ""}, "not given: --support"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_next_step(capfd, monkeypatch, changed, said):
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody to be asked
    assert main(_words(**changed)) == 2
    error = capfd.readouterr().err
    assert said.replace("\\\\", "\\") in error
    assert "\x1b" not in error


@pytest.mark.parametrize("given", ["1e999", "9" * 500])
def test_a_rate_that_is_no_rate(capsys, given):
    assert main([*_words(requests_per_day=""), "--requests-per-second", given]) == 2
    assert "--requests-per-second" in capsys.readouterr().err


def test_a_table_of_ones_own_and_a_wrong_one(tmp_path, capsys):
    def free_server(value):
        value["targets"][1]["capabilities"] = []
        value["targets"][1]["cost"]["fixed"] = 0

    path = written(tmp_path, free_server)
    assert main([*_words(), "--table", str(path)]) == 0
    assert capsys.readouterr().out.startswith("Department server first, 100 of 100 points")
    path.write_text("schema: aifactory/targets/1\n", "utf-8")
    assert main([*_words(), "--table", str(path)]) == 2
    assert f"{path}:1: the key " in capsys.readouterr().err


def test_the_shipped_table_is_printed_and_can_be_given_back(tmp_path, capsysbinary):
    assert main(["target", "--print-table"]) == 0
    path = tmp_path / "own.yml"
    path.write_bytes(capsysbinary.readouterr().out)
    assert main(_words()) == 0
    shipped = capsysbinary.readouterr().out
    assert main([*_words(), "--table", str(path)]) == 0
    assert capsysbinary.readouterr().out == shipped


def test_hostile_words_of_a_table_act_on_no_terminal(tmp_path, capsys):
    def planted(value):
        value["targets"][2]["title"]["en"] = "\x1b[2J\x07cloud\u202e"

    assert main([*_words(), "--table", str(written(tmp_path, planted))]) == 0
    out = capsys.readouterr().out
    assert "\\x1b[2J\\x07cloud\\u202e first" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_the_page_is_a_file(tmp_path, capsys):
    path = tmp_path / "target.html"
    assert main([*_words(), "--html", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_a_terminal_is_asked_until_it_answers():
    words = _words(infra="", sovereignty="", spend="")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "aifactory", *words, "--format", "json"]
    with subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(slave)
        os.write(master, b"many\n0,3\nmars\nEU\n500\n")
        out, err = process.communicate(timeout=60)
        os.close(master)
    assert process.returncode == 0
    assert json.loads(out)["leaders"] == ["managed-cloud"]  # the questions are not in it
    assert err.count("infrastructure [FTE]?") == 2
    assert "--infra: not a number: 'many'" in err
    assert err.count("[none, eu, national, on-premise, on-device]?") == 2
    assert err.count("[€ a month]?") == 1
    assert "support of users" not in err  # what was given is not asked


def test_a_terminal_that_is_left_is_told_what_lacks():
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "aifactory", *_words(spend="")]
    with subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(slave)
        os.write(master, b"\x04")
        _out, err = process.communicate(timeout=60)
        os.close(master)
    assert process.returncode == 2
    assert "not given: --spend" in err
