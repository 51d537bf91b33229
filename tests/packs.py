"""Small packs for tests: one asks a jury, one borrows and takes its least criterion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aifactory.policy import loading, places

JURY = """\
# yaml-language-server: $schema=schema/policy-1.json
schema: aifactory/policy/1
id: bloc1
version: "1.0"
title: {en: "Bloc 1: data for a project", fr: "Bloc 1 : les données d'un projet"}
threshold: 3
total: 6
criteria:
  - id: B1Cr1
    points: 4
    title: {en: Presenting the need, fr: Présenter le besoin}
    checks:
      - id: pitch-heard
        points: 2
        sources: [jury]
        title: {en: The need is presented, fr: Le besoin est présenté}
        asks: {en: Whose need is it?, fr: De qui est-ce le besoin ?}
        remedy: {en: Be ready to say it., fr: Se préparer à le dire.}
      - id: sample-shown
        points: 2
        sources: [jury]
        title: {en: The data are shown, fr: Les données sont montrées}
        asks: {en: "Which data, and from where?", fr: "Quelles données, et d'où ?"}
        remedy: {en: Be ready to show them., fr: Se préparer à les montrer.}
  - id: B1Cr2
    points: 2
    title: {en: Tests, fr: Tests}
    checks:
      - id: suite-kept
        points: 2
        sources: [files]
        title: {en: A suite, fr: Une suite}
        asks: {en: Is there a suite?, fr: Y a-t-il une suite ?}
        remedy: {en: Write one., fr: En écrire une.}
"""
LEAST = """\
# yaml-language-server: $schema=schema/policy-1.json
schema: aifactory/policy/1
id: mltest
version: "1.0"
title: {en: Readiness of the tests, fr: Maturité des tests}
borrows: [bloc4]
score: minimum
levels:
  - {from: 0, title: {en: a research project, fr: un projet de recherche}}
  - {from: 1, title: {en: reasonably tested, fr: raisonnablement testé}}
threshold: 1
total: 1.5
criteria:
  - id: T1
    points: 3
    title: {en: Code, fr: Code}
    checks:
      - {id: unit-tests, points: 1}
      - {id: readme-usage, points: 2}
  - id: T2
    points: 1.5
    title: {en: Data, fr: Données}
    checks:
      - {id: tree-clean, points: 0.5}
      - {id: readme-purpose, points: 1, params: {min-words: 5}}
"""


def write(folder: Path, text: str, name: str = "pack.yml") -> Path:
    """The pack as a file of one's own."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@contextmanager
def shipped(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """As if bloc4 and the packs of a folder were all that ships."""
    caches = (places.available, loading._values, loading._shipped, loading.shipped_checks)
    others = {f"{name}.yml" for name in places.available() if name != "bloc4"}
    real = places.data_path("bloc4.yml").parent
    for path in real.iterdir():
        if path.name not in others:
            (folder / path.name).symlink_to(path)
    with monkeypatch.context() as patch:
        patch.setattr(places, "_FOLDERS", (folder,))
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()
