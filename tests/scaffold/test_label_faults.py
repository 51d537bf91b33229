"""Faults of a file of labels: all of them at once, without a forge."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.cli import main
from aifactory.forge.records import Provider
from aifactory.scaffold.label_faults import faults

BOTH: tuple[Provider, ...] = ("github", "gitlab")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {name: a, color: d73a4a}\n", []),
        ("- {name: a, color: zz}\n- {name: a}\n- {color: ffffff}\n- {name: A}\n", [
            "l, line 1: the colour of a is not six hexadecimal digits",
            "l, line 3: a label without a name",
            "l, line 4: the label A stands twice",
        ]),
        ("- {name: 'a,b'}\n", ["l, line 1: the label a,b holds a comma, which GitLab splits at"]),
        ("- {name: bug}\n- {name: y, aliases: [Bug, no]}\n- {name: x, aliases: [NO]}\n", [
            "l, line 2: the alias Bug of y leads to bug as well",
            "l, line 3: the alias NO of x leads to y as well",
        ]),
        ("a: [", ["l: "]),
        ("labels: 3\n", ["l holds no list of labels"]),
        (f"- {{name: {'a' * 51}}}\n", [f"l, line 1: the label {'a' * 51} is too long"]),
    ],
)  # fmt: skip
def test_every_fault_is_said_once(text: str, said: list[str]) -> None:
    """Those of both forges together, in the order of the file's checks."""
    found = [str(fault) for fault in faults(text, "l", BOTH)]
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), found


def test_a_forge_may_allow_what_the_other_does_not() -> None:
    """GitLab takes names that differ in case."""
    text = "- {name: bug}\n- {name: Bug}\n"
    assert faults(text, "l", ("gitlab",)) == ()
    assert len(faults(text, "l", ("github",))) == 1


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It reads the work tree, needs no forge, and says which file it looked at."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("# Demo\n")
    assert main(["labels", "check"]) == 2
    assert "keeps no labels as code" in capsys.readouterr().err
    (tmp_path / ".gitlab").mkdir()
    kept = tmp_path / ".gitlab" / "labels.yml"
    kept.write_text("- {name: 'a,b'}\n")
    assert main(["labels", "check"]) == 1
    assert ".gitlab/labels.yml, line 1" in capsys.readouterr().out
    assert main(["labels", "check", "--forge-kind", "github", "--file", str(kept)]) == 0
    assert main(["labels", "check", "--lang", "fr"]) == 1
    assert "virgule" in capsys.readouterr().out
    kept.write_bytes(b"\xff\xfe")
    assert main(["labels", "check", "--file", str(kept)]) == 2
