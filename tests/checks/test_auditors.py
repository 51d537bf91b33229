"""In a program that audits others, names say what it looks for, not what it does."""

from __future__ import annotations

import pytest

from tests.checks.harness import earned

NAMED = "def anonymise_people(facts):\n    return facts.found\n"
DONE = "from presidio_anonymizer import AnonymizerEngine\n\nAnonymizerEngine().anonymize(text)\n"
LINTER = "Demo is a linter for notebooks, told in one sentence."


@pytest.mark.parametrize(
    ("purpose", "source", "points"),
    [
        ("Demo tells the quality of rivers from what people report.", NAMED, 0.5),
        (LINTER, NAMED, 0),
        ("Demo est un outil d'analyse statique de carnets.", NAMED, 0),
        (LINTER, DONE + NAMED, 0.5),
    ],
)
def test_a_name_counts_where_the_product_does_what_it_says(
    purpose: str, source: str, points: float
) -> None:
    files = {"README.md": f"# Demo\n\n{purpose}\n", "src/rivers/privacy.py": source}
    assert earned("consent-enforced", files, pack="lifecycle") == points
