"""Definitions in languages other than Python."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aifactory.facts.code.elsewhere import measure
from aifactory.snapshot.tree import MemoryTree

CASES: list[tuple[Mapping[str, str], tuple[int, int, int, int]]] = [
    ({"A.java": "/** A. */\npublic class A {\n  public int bad_name(int x) {}\n}\n"}, (2, 1, 1, 0)),
    (
        {"a.ts": "/** A. */\nexport const load = async (x: A) => 1\nexport class b {}\n"},
        (2, 1, 1, 0),
    ),
    ({"a.js": "exports.load = function (a) {\n  try { f() } catch (e) {}\n}\n"}, (1, 0, 0, 1)),
    ({"a.go": "// Load reads.\nfunc Load(a int) int {\n}\n\nfunc hidden() {}\n"}, (1, 1, 0, 0)),
    ({"a.rs": "/// A.\n#[derive(Debug)]\npub struct A;\n\npub fn Load() {}\n"}, (2, 1, 1, 0)),
    ({"R/a.R": "#' Load\nload <- function(x) x\nother = function(x) x\n"}, (2, 1, 0, 0)),
    ({"A.scala": "/** A. */\nobject A {\n  def load(x: Int) = x\n}\n"}, (2, 1, 0, 0)),
    (
        {"A.cs": "/// <summary>A</summary>\npublic class A {\n  public int Load(int x) {}\n}\n"},
        (2, 1, 0, 0),
    ),
    ({"a.rb": "# A.\nclass A\n  def load?\n  end\nend\n"}, (2, 1, 0, 0)),
    ({"a.php": "/** A. */\nclass A {\n  public function load($x) {}\n}\n"}, (2, 1, 0, 0)),
    ({"A.kt": "/** A. */\ndata class A(val x: Int)\n\nfun load(x: Int) = x\n"}, (2, 1, 0, 0)),
]


@pytest.mark.parametrize(("files", "wanted"), CASES)
def test_what_a_language_holds(files: Mapping[str, str], wanted: tuple[int, ...]) -> None:
    found = measure(MemoryTree(files), files)
    assert (found.public, found.documented, found.misnamed, found.swallowed) == wanted


def test_the_language_used_most_is_judged() -> None:
    files = {
        "a.go": "func Load() {\n}\n",
        "b.ts": "export class A {}\n",
        "c.ts": "export class B {}\n",
    }
    assert measure(MemoryTree(files), files).sampled == ("b.ts", "c.ts")


@pytest.mark.parametrize(
    "path", ["dist/a.js", "a.min.js", "a.d.ts", "src/a_pb.js", ".config/a.js", "ATest.java"]
)
def test_what_was_made_or_tests_is_left(path: str) -> None:
    files = {path: "export class A {}\npublic class A {}\n"}
    assert measure(MemoryTree(files), files).of == 0


def test_a_line_too_wide_was_made() -> None:
    files = {"a.js": "export class A {}\n" + "x" * 2000}
    assert measure(MemoryTree(files), files).modules == 0
