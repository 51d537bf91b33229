"""Figures that a program or a test holds to a bound."""

from __future__ import annotations

import ast

import pytest

from aifactory.facts.code.bounds import bounded


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("assert f1 >= 0.8", ["f1"]),
        ("assert 0.8 <= metrics['auc']", ["auc"]),
        ("if accuracy_score(y, p) < floor.minimum:\n    raise SystemExit(1)", ["accuracy_score"]),
        ("if ready and not new.rmse < champion.rmse_prod:\n    pass", ["rmse"]),
        ("def test_a(self):\n    self.assertGreater(float(r['f1']), 0.7)", ["f1"]),
        ("def ok(recall, threshold):\n    return recall >= threshold", ["recall"]),
        ("passed = metrics.get('mae') <= limit", ["mae"]),
        ("assert 0 <= share <= 1", []),
        ("if f1 > best:\n    best = f1", []),
        ("if a == 0.5:\n    pass", []),
        ("for f1 in rows:\n    print(f1 > 0.5)", []),
        ("while loss > 0.5:\n    step()", []),
    ],
)
def test_what_is_held_to_a_bound(text: str, names: list[str]) -> None:
    assert [held.name for held in bounded(ast.parse(text))] == names


def test_where_it_is_held() -> None:
    (held,) = bounded(ast.parse("class A:\n    def check(self):\n        assert self.auc > 0.9\n"))
    assert (held.line, held.inside) == (3, "check")
