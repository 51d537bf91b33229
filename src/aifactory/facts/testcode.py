"""Counting test functions and cases that assert something; code is parsed as text, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

ASSERTING = re.compile(
    r"^(?:assert|raises|warns|expect|should|verify|check|fail|deprecated_call)|_equal|_close"
)
COMPUTED = 3  # cases taken for a list that only running the code would tell
DEPTH_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)

JS_CASE = re.compile(r"^[ \t]*(?:it|test|specify|Deno\.test)(?:\.\w+)*\s*\(", re.M)
JS_ASSERT = re.compile(r"\b(?:expect|assert|should|cy)\b\s*[.(]")
OTHER: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "go": (re.compile(r"^func (?:Test|Example|Fuzz)\w*\(", re.M), re.compile(r"\bt\.\w+\(|assert\.|require\.|// Output")),
    "rs": (re.compile(r"^[ \t]*#\[(?:\w+::)*(?:test|rstest)\b", re.M), re.compile(r"\b(?:debug_)?assert\w*!|panic|\?;")),
    "java": (re.compile(r"@(?:Parameterized)?Test\b"), re.compile(r"\bassert|verify\(|expect", re.I)),
    "cs": (re.compile(r"\[(?:Fact|Theory|Test|TestMethod|TestCase)\b"), re.compile(r"Assert\.|Should")),
    "rb": (re.compile(r"^[ \t]*(?:it|test|specify)\s+['\"]|^[ \t]*def test_", re.M), re.compile(r"\bexpect|\bassert|should")),
    "php": (re.compile(r"function test\w*|@test\b|#\[Test\]|^(?:it|test)\(", re.M | re.I), re.compile(r"assert|expect", re.I)),
    "cpp": (re.compile(r"^[ \t]*(?:TEST\w*|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE)\s*\(", re.M), re.compile(r"EXPECT_|ASSERT_|REQUIRE|CHECK|BOOST_")),
    "swift": (re.compile(r"^[ \t]*func test\w*\(|@Test\b", re.M), re.compile(r"XCTAssert|#expect")),
    "jl": (re.compile(r"@testset\b|@test\b"), re.compile(r"@test\b")),
    "r": (re.compile(r"\btest_that\s*\("), re.compile(r"\bexpect_")),
    "ex": (re.compile(r"^[ \t]*test\s+\"", re.M), re.compile(r"\bassert|\brefute")),
    "bats": (re.compile(r"^@test ", re.M), re.compile(r"\[|assert|run ")),
    "dart": (re.compile(r"\b(?:test|testWidgets)\s*\("), re.compile(r"\bexpect\(")),
    "clj": (re.compile(r"\(deftest\b"), re.compile(r"\(is\b")),
    "hs": (re.compile(r"\bit \"|\bprop \"|testCase"), re.compile(r"shouldBe|@\?=|==")),
}  # fmt: skip
ALIASES = {
    "kt": "java",
    "kts": "java",
    "scala": "java",
    "exs": "ex",
    "R": "r",
    "cc": "cpp",
    "cxx": "cpp",
    "c": "cpp",
}
JS = {"js", "jsx", "ts", "tsx", "mjs", "cjs", "mts"}


def python(text: str) -> tuple[int, int] | None:
    """Test functions and methods with assertions; each literal parametrised case counts."""
    if "def test" not in text and "TestCase" not in text:
        return None
    try:
        module = ast.parse(text)
    except DEPTH_ERRORS:
        return None
    found = [(f.lineno, _cases(f)) for f in asserting(module)]
    return (found[0][0], sum(n for _, n in found)) if found else None


def asserting(module: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The test functions and methods of a module that assert something."""
    helpers = {f.name for f in module.body if isinstance(f, ast.FunctionDef) and _asserts(f, set())}
    return [function for function in _tests(module) if _asserts(function, helpers)]


def _tests(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in module.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for item in inside:
            function = isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
            if function and item.name.startswith("test"):  # type: ignore[attr-defined]
                yield item  # type: ignore[misc]


def _asserts(function: ast.AST, helpers: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if ASSERTING.search(name) or name in helpers:
                return True
    return False


def _cases(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    cases = 1
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and "parametrize" in ast.unparse(decorator.func):
            values = decorator.args[1] if len(decorator.args) > 1 else None
            if isinstance(values, (ast.List, ast.Tuple, ast.Set)):
                cases *= max(1, len(values.elts))
            else:
                cases *= COMPUTED
    return cases


def dbt(text: str) -> tuple[int, int] | None:
    """A dbt singular test is a query that must return nothing."""
    return (1, 1) if re.search(r"\bselect\b", text, re.I) and "ref(" in text + "source(" else None


def other(ending: str, text: str) -> tuple[int, int] | None:
    """Cases in the test frameworks of other languages, where the file asserts anything at all."""
    cases, asserts = (
        (JS_CASE, JS_ASSERT)
        if ending in JS
        else OTHER.get(ALIASES.get(ending, ending), (None, None))
    )
    if cases is None or asserts is None or not asserts.search(text):
        return None
    found = list(cases.finditer(text))
    return (text.count("\n", 0, found[0].start()) + 1, len(found)) if found else None
