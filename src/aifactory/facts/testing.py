"""The project's own tests: functions with assertions, and what tests from the user's side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from aifactory.snapshot.tree import Tree, Unreadable

ENOUGH = 50  # test functions after which no further file is opened
MOST = 300  # files of tests that are opened
SHOWN = 5
GENERATED = 3  # cases taken for each function where a conftest generates them
CODE = r"\.(?:py|ipynb|js|jsx|ts|tsx|mjs|cjs|mts|java|kt|kts|scala|go|rs|rb|php|cs|cpp|cc|cxx|c|swift|jl|r|R|ex|exs|bats|clj|dart|lua|hs)$"
NAMED = re.compile(
    r"(?:^|/)(?:test_[^/]*|[^/]*[._-](?:test|tests|spec|cy|e2e)|[^/]*(?:Test|Tests|Spec|IT)|tests?|conftest)"
    + CODE
)
IN_FOLDER = re.compile(r"(?:^|/)(?:tests?|testing|__tests__|spec|specs|t)/(?:.*/)?[^/]*" + CODE)
INLINE = re.compile(r"(?:^|/)src/(?:.*/)?[^/]+\.rs$")
DBT = re.compile(r"(?:^|/)tests/(?:.*/)?[^/]+\.sql$")
USER_SIDE_FOLDER = re.compile(
    r"(?:^|/)(?:acceptance|acceptance[-_]tests?|e2e|e2e[-_]tests?|tests?[-_]e2e|end[-_]?to[-_]?end|end2end"
    r"|functional[-_]?tests?|tests?[-_]functional|ui[-_]tests?|tests?[-_]ui|uat|cypress|playwright"
    r"|acceptation|recette|fonctionnels?|tests?[-_]fonctionnels?)/(?:.*/)?[^/]+$",
    re.I,
)
FUNCTIONAL = re.compile(
    r"(?:^|(?:^|/)(?:tests?|__tests__|specs?)/)functional/(?:.*/)?[^/]+"
    + CODE
    + r"|(?:^|/)(?:test_)?functional(?:[._-](?:tests?|spec))?\.\w+$|[._-]functional[._-](?:test|spec)\.\w+$",
    re.I,
)  # deeper, or in a longer name, the word is that of a module under test
UI_BELOW_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?)/(?:.*/)?ui/(?:.*/)?[^/]+" + CODE, re.I
)
USER_SIDE_FILE = re.compile(
    r"(?:^|/)(?:test_)?[^/]*(?:acceptance|e2e|end[-_]?to[-_]?end)[^/]*" + CODE, re.I
)
BROWSER = re.compile(
    r"^[ \t]*(?:from|import|using|const|let|var)\b[^\n]{0,120}?(?<!\w)(?:playwright|cypress|selenium"
    r"|seleniumbase|selenide|capybara|puppeteer|webdriverio|splinter|testcafe|appium)(?!\w)|^[ \t]*cy\.(?:visit|get)\(",
    re.I | re.M,
)
MARKER = re.compile(
    r"@pytest\.mark\.(?:acceptance|e2e|end_to_end|functional|ui|uat)\b|@(?:e2e|acceptance)\b"
)


class TestFile(Struct, frozen=True):
    """A file of tests: `functions` counts test functions or cases with assertions."""

    path: str
    line: int
    functions: int


class TestFacts(Struct, frozen=True):
    """`functions` may stop counting at `ENOUGH`; `user_side` are (path, line, why) triples."""

    functions: int
    files: tuple[TestFile, ...]
    user_side: tuple[tuple[str, int, str], ...]


def read_tests(tree: Tree, paths: Iterable[str]) -> TestFacts:
    """Tests among the project's own paths."""
    paths = tuple(paths)
    files: list[TestFile] = []
    user_side = list(_user_side_by_path(paths))
    generated = False
    for path in islice(_candidates(paths), MOST):
        try:
            text = tree.text(path)
        except Unreadable:
            continue
        if "def pytest_generate_tests" in text:
            generated = True
        enough = sum(f.functions for f in files) >= ENOUGH
        if not enough and (found := count_tests(path, text)):
            files.append(TestFile(path, *found))
        if why := _user_side_by_text(text):
            user_side.append((path, *why))
        if enough and user_side:
            break
    functions = sum(f.functions for f in files) * (GENERATED if generated else 1)
    return TestFacts(functions, tuple(files[:SHOWN]), tuple(user_side[:SHOWN]))


def _candidates(paths: tuple[str, ...]) -> Iterator[str]:
    named = [p for p in paths if NAMED.search(p)]
    yield from named
    seen = set(named)
    yield from (p for p in paths if p not in seen and (IN_FOLDER.search(p) or DBT.search(p)))
    yield from (p for p in paths if INLINE.search(p) and p not in seen)


def count_tests(path: str, text: str) -> tuple[int, int] | None:
    """(line of the first, number) of test functions or cases with assertions; None without any."""
    from aifactory.facts import testcode

    if path.endswith(".py"):
        return testcode.python(text)
    if path.endswith(".ipynb"):
        return None
    if path.endswith(".sql"):
        return testcode.dbt(text)
    return testcode.other(path.rsplit(".", 1)[-1], text)


def _user_side_by_path(paths: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    for path in paths:
        if path.endswith(".feature"):
            yield path, 1, "Gherkin"
        elif re.search(CODE, path) and _is_test_place(path) and "/unit/" not in path:
            if any(p.search(path) for p in (USER_SIDE_FOLDER, UI_BELOW_TESTS, FUNCTIONAL)):
                yield path, 1, "folder"
            elif USER_SIDE_FILE.search(path) and NAMED.search(path):
                yield path, 1, "file name"


def _is_test_place(path: str) -> bool:
    folder = path.lower()
    return (
        NAMED.search(path) is not None
        or "test" in folder
        or "cypress/" in folder
        or "e2e" in folder
    )


def _user_side_by_text(text: str) -> tuple[int, str] | None:
    for pattern in (BROWSER, MARKER):
        if match := pattern.search(text):
            return text.count("\n", 0, match.start()) + 1, match[0].strip()[:80]
    return None
