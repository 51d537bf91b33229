from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.facts.pipelines.shell import commands, inside, plain_commands


def argvs(script: str, **options: dict[str, str]) -> list[tuple[str, ...]]:
    return [command.argv for command in commands(script, **options)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a && b || c; d | e", ["a", "b", "c", "d", "e"]),
        ("if [ -f x ]; then a; elif b; then c; else d; fi", ["a", "b", "c", "d"]),
        ("for i in 1 2; do a; done; while b; do c; done", ["a", "b", "c"]),
        ("case $x in a) one;; *) two;; esac", ["one", "two"]),
        ("f() { a; }\nf", ["a", "f"]),
        ("(a; b)\n{ c; }", ["a", "b", "c"]),
        ('echo "$(a)" `b`', ["echo", "a", "b"]),
        ("! a 2>&1 > out", ["a"]),
        ("X=1 Y=2 a", ["a"]),
        ("a \\\n  --long", ["a"]),
        ("diff <(a) b", ["diff", "a"]),
    ],
)
def test_every_command_that_can_run_is_found(script: str, expected: list[str]) -> None:
    assert [argv[0] for argv in argvs(script)] == expected


@pytest.mark.parametrize(
    "script",
    [
        'echo "docker push x"',
        "echo docker push x",
        "# docker push x",
        ": docker push x",
        "false && docker push x",
        "a && false && docker push x",
        "true || docker push x",
        "if false; then docker push x; fi",
        "while false; do docker push x; done",
        "exit 0\ndocker push x",
        "cat <<EOF\ndocker push x\nEOF",
        "MESSAGE='docker push x'",
        'git commit -m "run docker push x"',
    ],
)
def test_words_that_do_not_run_are_no_command(script: str) -> None:
    assert "docker" not in [argv[0] for argv in argvs(script)]


def test_only_what_surely_cannot_run_is_left_out() -> None:
    assert ("docker", "push") in argvs("(a || false) && docker push")
    assert ("docker", "push") in argvs("a || false && docker push")
    assert ("b",) in argvs("if false; then a; else b; fi")
    assert ("a",) in argvs("if b; then exit 1; fi\na")


def test_quotes_and_variables_become_words() -> None:
    script = 'IMAGE=web\ndocker build -t "$REGISTRY/$IMAGE"\':\'${TAG:-dev}x "a b"'
    env = {"REGISTRY": "ghcr.io/me"}
    assert argvs(script, env=env) == [("docker", "build", "-t", "ghcr.io/me/web:devx", "a b")]
    assert argvs('docker push "$UNKNOWN"') == [("docker", "push", "$UNKNOWN")]


def test_a_bare_variable_is_split_and_a_quoted_one_is_not() -> None:
    assert argvs('RUN="uv run pytest"\n$RUN -q') == [("uv", "run", "pytest", "-q")]
    assert argvs('ARGS="a b"\ncmd "$ARGS"') == [("cmd", "a b")]


def test_characters_beyond_ascii_stay_as_written() -> None:
    (command,) = commands("docker build -t équipe/\U0001f600:1 \"données é\" '日本'")
    assert command.argv == ("docker", "build", "-t", "équipe/\U0001f600:1", "données é", "日本")


def test_a_text_that_breaks_the_scanner_of_the_grammar() -> None:
    hostile = "\x19\x06\U000f6be5H\u1d10\u265d\U000c02a8{\U000fef46\u2cb6\u257a\U000977b7"
    assert all(command.line == 1 for command in commands(hostile))


def test_what_only_a_run_would_tell_stays_unknown() -> None:
    assert argvs("TAG=$(date)\ndocker push x:$TAG")[-1] == ("docker", "push", "x:$TAG")


def test_an_expression_is_one_word() -> None:
    script = "docker push ${{ env.IMAGE }}:${{ github.sha || 'a b' }} \"${{ matrix.x }}\""
    assert argvs(script, env={"IMAGE": "web"}) == [
        ("docker", "push", "web:${{ github.sha || 'a b' }}", "${{ matrix.x }}")
    ]


def test_folders_are_followed_within_their_subshell() -> None:
    found = commands("cd web\na\n(cd api && b)\nc\ncd ..\nd\npushd x\ne\npopd\nf")
    folders = {command.argv[0]: command.folder for command in found if len(command.argv) == 1}
    assert folders == {
        "a": "web",
        "b": "web/api",
        "c": "web",
        "d": "",
        "e": "x",
        "popd": "x",
        "f": "",
    }


def test_environment_of_one_command_does_not_leak() -> None:
    first, second = commands("X=1 a\nb")
    assert first.env == {"X": "1"}
    assert second.env == {}


def test_lines_count_from_the_first_one() -> None:
    script = "a\n\nif x; then\n  b \\\n    --c\nfi\ncat <<E\nz\nE\nd"
    lines = {command.argv[0]: command.line for command in commands(script, 10)}
    assert lines == {"a": 10, "x": 12, "b": 13, "cat": 16, "d": 19}


def test_a_here_document_is_the_input_of_its_reader() -> None:
    (command,) = commands("ssh host <<'EOF'\ndocker compose up\nEOF")
    assert command.argv == ("ssh", "host")
    assert command.stdin == "docker compose up\n"


def test_other_shells_are_read_line_by_line() -> None:
    script = "# docker push a\n$x = 1\ncd web; & dotnet test\nrem docker push b"
    found = plain_commands(script, 3)
    assert ("dotnet", "test") in [command.argv for command in found]
    assert "docker" not in [command.argv[0] for command in found]
    assert found[-1].folder == "web"
    assert found[-1].line == 5


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        ("a", "b", "a/b"),
        ("a", "../b", "b"),
        ("a", "$GITHUB_WORKSPACE/b", "b"),
        ("a", "${{ github.workspace }}", ""),
        ("", ".", ""),
        ("a", "..", ""),
    ],
)
def test_paths_are_seen_from_the_root(folder: str, path: str, expected: str) -> None:
    assert inside(folder, path) == expected


@pytest.mark.parametrize(
    "script",
    [
        "a|" * 30_000,
        "a=(" * 20_000,
        "$(" * 30_000,
        "(" * 60_000,
        "a=$a$a$a\n" * 5_000,
        "<<A " * 16_000,
        "x" * 3_000_000,
        "\0\ud800" * 1_000,
        '"${a:-' * 5_000,
    ],
)
def test_hostile_scripts_end_soon(script: str) -> None:
    start = time.process_time()
    commands(script)
    assert time.process_time() - start < 5


@given(st.text())
def test_any_text_gives_commands_within_its_lines(script: str) -> None:
    last = script.count("\n") + 1
    assert all(1 <= command.line <= last and command.argv for command in commands(script))


FRAGMENTS = [
    "if ",
    "then ",
    "fi",
    "\n",
    ";",
    "$(",
    ")",
    '"',
    "'",
    "a ",
    "<<E\n",
    "E\n",
    "${{",
    "}}",
]


@given(st.lists(st.sampled_from(FRAGMENTS)))
def test_broken_shell_never_raises(parts: list[str]) -> None:
    script = "".join(parts)
    assert all(1 <= c.line <= script.count("\n") + 1 for c in commands(script))
    assert all(1 <= c.line <= script.count("\n") + 1 for c in plain_commands(script))
