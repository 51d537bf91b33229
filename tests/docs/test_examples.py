"""What our documents tell readers to type works, and prints what they say it prints."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from aifactory.cli import commands, main
from tests.docs.examples import ROOT, Example, examples, loose, missing, run, run_each
from tests.docs.template import ADDRESS, publish
from tests.docs.workshop import furnish

DOCS = ROOT / "docs"
TUTORIALS = {
    "en": {"team", "ci", "lead", "trainer"},
    "fr": {"equipe", "ci", "pilote", "formateur"},
}
PAGES = sorted(path for lang in TUTORIALS for path in (DOCS / "tutorials" / lang).glob("*.md"))
REFERENCE = (
    *("fleet", "forge", "grading", "indicators", "memoire", "packs", "remedy", "report-html"),
    *("reports", "target", "updating"),
)
FAILS = re.compile(r"--strict|--fail-|fleet gate")  # may end with 1, as they say
NOT_RUN = {  # how many blocks of the tutorials no test runs, and why
    "takes four minutes and installs 200 packages; tests/template does it for every kind of "
    "project": 2,
    "asks the forge of each repository for its default branch and open requests": 2,
}
REASONS = {
    *("asks the network", "asks a forge", "asks on a terminal", "an abridged command"),
    "run by tests/template/test_update.py",
}


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("published") / "template")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A furnished repository and the home of who works on it."""
    home = tmp_path_factory.mktemp("home")
    return furnish(tmp_path_factory.mktemp("workshop"), home), home


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_tutorial_works_from_an_empty_folder(page: Path, tmp_path: Path, template: Path) -> None:
    folder, home = tmp_path / "empty", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    blocks = examples(page.read_text("utf-8"))
    printed = run(blocks, folder, home, {ADDRESS: template})
    for block, lines in zip(blocks, printed, strict=True):
        if not block.not_run:
            assert missing(block.shown, lines) == [], f"line {block.line}, of:\n" + "\n".join(lines)


def test_tutorials_in_both_languages_show_the_same_steps() -> None:
    assert {
        lang: {p.stem for p in (DOCS / "tutorials" / lang).glob("*.md")} for lang in TUTORIALS
    } == (TUTORIALS)
    for english, french in (
        ("team", "equipe"),
        ("ci", "ci"),
        ("lead", "pilote"),
        ("trainer", "formateur"),
    ):
        pages = [
            examples((DOCS / "tutorials" / lang / f"{stem}.md").read_text("utf-8"))
            for lang, stem in (("en", english), ("fr", french))
        ]
        verbs = [[_verbs(block) for block in page] for page in pages]
        assert verbs[0] == verbs[1]
        assert sum(bool(block.shown) for block in pages[1]) > 4


def test_little_of_the_tutorials_is_not_run() -> None:
    blocks = [block for page in PAGES for block in examples(page.read_text("utf-8"))]
    assert Counter(block.not_run for block in blocks if block.not_run) == NOT_RUN
    assert len(blocks) > 10 * sum(NOT_RUN.values())


@pytest.mark.parametrize("page", REFERENCE)
def test_commands_of_a_reference_page(
    page: str, tmp_path: Path, workshop: tuple[Path, Path]
) -> None:
    repository, home = workshop
    folder = tmp_path / "leaks"
    shutil.copytree(repository, folder)
    lines = loose((DOCS / f"{page}.md").read_text("utf-8"))
    assert lines
    done = run_each(lines, folder, home)
    for one in lines:
        if not one.not_run:
            code, printed = done[one.line]
            fine = {0, 1} if FAILS.search(one.commands) else {0}
            assert code in fine, f"{page}.md:{one.line}: {one.commands}\n{printed}"


def test_commands_of_reference_pages_that_are_not_run_have_a_reason() -> None:
    lines = [one for page in REFERENCE for one in loose((DOCS / f"{page}.md").read_text("utf-8"))]
    reasons = Counter(one.not_run for one in lines)
    assert reasons.pop("") > 25
    assert set(reasons) == REASONS


def test_the_readme_begins_with_commands_that_work(tmp_path: Path) -> None:
    folder, home = tmp_path / "empty", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    text = (ROOT / "README.md").read_text("utf-8")
    steps = [
        step.strip().removeprefix(".venv/bin/")
        for block in examples(text)
        for step in re.split(r"&&|\n", block.commands)
    ]
    ours = [step for step in steps if re.match(r"aifactory (?!.*https?:)", step)]
    assert {"aifactory new demo --defaults", "aifactory audit demo"} <= set(ours)
    (printed,) = run([Example(1, "\n".join(ours))], folder, home)
    assert missing(["13.0/20 proven · …", "…  VALIDATED"], printed) == []


def test_every_option_that_documents_name_exists(capsys: pytest.CaptureFixture[str]) -> None:
    helps: dict[tuple[str, ...], str] = {}
    unknown = []
    pages = [ROOT / "README.md", *DOCS.glob("*.md"), *PAGES]
    for page in pages:
        for command, action, options in _named(page.read_text("utf-8")):
            words = (command, action) if action else (command,)
            if options and words not in helps:
                main([*words, "--help"])
                helps[words] = capsys.readouterr().out
            known = set(re.findall(r"--[a-z][a-z-]*", helps.get(words, "")))
            unknown += [(page.name, *words, one) for one in options if one not in known]
    assert unknown == []
    assert len(helps) > 15


def _named(text: str) -> list[tuple[str, str, list[str]]]:
    """Commands that a page names, with their action and options: `aifactory fleet gate --x`."""
    found = []
    shape = rf"aifactory (?:--lang \w+ )?({'|'.join(commands())})\b(?: (\w+)\b)?([^`\n#|&]*)"
    for command, action, rest in re.findall(shape, text.replace("\\\n", " ")):
        of_two = command in ("fleet", "labels", "memoire") and action not in ("", "en", "fr")
        found.append((command, action if of_two else "", re.findall(r"--[a-z][a-z-]*", rest)))
    return found


def _verbs(block: Example) -> list[str]:
    """The commands of ours in a block, without what differs between languages."""
    return re.findall(r"^(?:aifactory|copier) [a-z]+", block.commands, re.MULTILINE)
