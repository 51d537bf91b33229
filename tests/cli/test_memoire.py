import json
import re

import pytest

from aifactory.cli import main
from aifactory.memoire.checks import check
from aifactory.memoire.outline import outline
from aifactory.memoire.rules import headings, load_rules
from aifactory.memoire.sniffing import read_bytes
from tests.memoire.documents import FILLER, docx, markdown, pdf, script


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")


def test_the_outline_is_written_once_and_never_over_a_file(tmp_path, capsys):
    path = tmp_path / "m.md"
    assert main(["memoire", "init", "-o", str(path), "--lang", "fr"]) == 0
    text = path.read_text("utf-8")
    assert "## 3. La mission et mon rôle" in text
    path.write_text("mine", "utf-8")
    assert main(["memoire", "init", "-o", str(path)]) == 2
    assert "left as it is" in capsys.readouterr().err
    assert path.read_text("utf-8") == "mine"
    assert main(["memoire", "init", "-o", str(tmp_path / "no" / "m.md")]) == 2
    assert main(["memoire", "init"]) == 0
    assert "## 3. The mission and my role" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_outline_holds_what_the_referential_names_and_nothing_is_filled_in(lang):
    rules = load_rules()
    text = outline(rules, lang)
    assert all(name in text for name in rules.criteria)
    assert len(rules.criteria) == 36
    assert all(question.in_(lang) in text for question in rules.jury)
    found = {
        f"{f.check}/{f.part}".strip("/"): f for f in check(read_bytes(text.encode()), "x").findings
    }
    for part in rules.parts:
        finding = found[f"parts/{part.id}"]
        assert (finding.verdict, finding.message.values["n"]) == ("fail", 0)
        assert part.title.in_(lang) in finding.evidence[0].text
    left = found["placeholders"].message.values["n"]
    assert left == len(re.findall(r"\[(?:À COMPLÉTER|TO FILL IN|GUIDE)", text))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_outline_that_was_filled_in_holds(lang):
    text = outline(load_rules(), lang)
    text = re.sub(r"> \[GUIDE.*\n", "", text)
    filled = " ".join([FILLER[lang]] * 12)
    text = re.sub(r"\[(?:À COMPLÉTER|TO FILL IN).*?\]", filled, text)
    report = check(read_bytes(text.encode()), "x")
    verdicts = {f"{f.check}/{f.part}".strip("/"): f.verdict for f in report.findings}
    assert all(verdicts[f"parts/{part.id}"] == "pass" for part in load_rules().parts)
    assert (verdicts["contents"], verdicts["placeholders"]) == ("pass", "pass")
    assert verdicts["role"] == "fail"  # filler says nothing of a role


def test_each_title_of_the_outline_is_known_as_its_part():
    for part in load_rules().parts:
        for lang in ("en", "fr"):
            assert headings().has(part.id, part.title.in_(lang))
        others = [o.id for o in load_rules().parts if o.id != part.id]
        for lang in ("en", "fr"):
            assert not any(headings().has(o, part.title.in_(lang)) for o in others), part.id


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "m.pdf"
    path.write_bytes(pdf(script(paragraphs=8), pages=40))
    return path


def test_strict_says_by_its_exit_code_what_fails(tmp_path, whole, capsys):
    assert main(["memoire", "check", str(whole), "--strict"]) == 0
    out = capsys.readouterr().out
    assert "40 pages" in out
    short = tmp_path / "s.docx"
    short.write_bytes(docx(script(paragraphs=1)))
    assert main(["memoire", "check", str(short)]) == 0
    assert main(["memoire", "check", str(short), "--strict"]) == 1
    assert main(["memoire", "check", str(tmp_path / "none")]) == 2
    assert "is no file" in capsys.readouterr().err


def test_json_and_markdown(whole, tmp_path, capsys):
    assert main(["memoire", "check", str(whole), "--format", "json"]) == 0
    raw = json.loads(capsys.readouterr().out)
    assert (raw["schema"], raw["format"], raw["pages"]) == ("aifactory/memoire/1", "pdf", 40)
    assert raw["failed"] is False
    (stakes,) = (f for f in raw["findings"] if f["id"] == "parts/stakes")
    assert stakes["title"] == "Part: Context and stakes"
    assert stakes["evidence"][0]["page"] > 1
    assert len(raw["jury"]) == 9
    target = tmp_path / "r.md"
    words = ["memoire", "check", str(whole), "--format", "markdown", "-o", str(target)]
    assert main([*words, "--lang", "fr"]) == 0
    assert "Le candidat maîtrise-t-il son sujet" in target.read_text("utf-8")
    assert main(["memoire", "check", str(whole), "-o", str(whole)]) == 2
    assert whole.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
def test_what_is_quoted_cannot_act_on_the_reader(form, tmp_path, capsys):
    evil = "Contexte \x1b[2J\u202e <script>alert(1)</script> [x](http://evil.example) @all"
    parts = [("heading", evil.replace("\x1b", "\x1b")), ("heading", "Développement"), *script()[1:]]
    path = tmp_path / "m.md"
    path.write_bytes(markdown([*parts, ("text", f"[À COMPLÉTER : {evil[8:20]}]")]))
    assert main(["memoire", "check", str(path), "--format", form]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    if form != "json":
        assert "\u202e" not in out
    if form == "markdown":
        assert "](http" not in out
        assert not re.search(r"(?<!`)<script", re.sub(r"`[^`]*`", "", out))


def test_the_command_loads_nothing_heavy():
    import subprocess
    import sys

    program = (
        "import sys; from aifactory.cli import main; main(['memoire', 'check', '--help']);"
        "print([m for m in ('pypdf', 'lxml', 'yaml', 'msgspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
