"""Answers that cover the questions of the template two by two."""

from __future__ import annotations

from typing import Any

from covertable import make

LONG = "Prévision de la consommation des bâtiments publics du Rhône"
VALUES: dict[str, list[Any]] = {
    "language": ["en", "fr"],
    "kind": ["ml", "rag", "batch"],
    "project_name": ["Cell Sorter", LONG, "X1"],
    "package_name": ["abx", "abcdefghij_abcdefghij_abcdefg1", "prevision_2"],
    "description": [
        "Sorts what comes in, for those who read it",
        "L’outil « trie » : 100 % d'essais, #1 & <b>, {ok} $HOME `x` | y: z " + "é" * 220,
    ],
    "author_name": ["The team", "Éloïse d'Arc, née Dupont: «l'équipe» # 1"],
    "licence": ["MIT", "Apache-2.0", "EUPL-1.2"],
    "forge": ["github", "gitlab"],
    "organisation": ["my-team", "A1"],
    "registry": ["ghcr.io", "registry.example.org:5000/team/images"],
    "deployment_target": ["edge", "department-server", "managed-cloud"],
    "bug_tracker": ["forge", "https://bugs.example.org/projects/ABC?view=all&x=%20"],
    "technicians": ["@my-team/technicians", "@ada @grace"],
    "academics": ["@my-team/academics", "@emmy"],
    "reviewers": ["@my-team/reviewers", "@ada @grace @my-team/reviewers"],
    "iteration_weeks": [1, 2, 4],
    "first_release": ["2027-03-31", "2028-12-31"],
}
ROWS: list[dict[str, Any]] = [
    {name: row[name] for name in VALUES} for row in make({k: list(v) for k, v in VALUES.items()})
]


def name(row: dict[str, Any]) -> str:
    """A row in a few words."""
    return "-".join(str(row[key]) for key in ("kind", "language", "forge", "deployment_target"))
