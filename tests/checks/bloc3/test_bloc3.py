"""Bloc 3: the pack as a whole, and where its checks could be misled."""

from __future__ import annotations

import json

import pytest

from aifactory.checks import bloc3
from tests.checks.bloc3 import cases
from tests.checks.bloc3.cases import python
from tests.checks.bloc3.test_cases import PACK, POINTS, README, points
from tests.checks.harness import facts, run


def notebook(*code: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": c, "outputs": []} for c in code]})


def test_calls_to_one_s_own_service_are_not_told_from_those_of_others() -> None:
    files = {"ui.py": "import requests\nrequests.post('http://localhost:8000/predict')\n"}
    assert points("web-api-called", files) == POINTS["web-api-called"][1]


def test_a_download_of_a_file_is_no_interface() -> None:
    url = "https://raw.githubusercontent.com/o/r/main/names.txt"
    files = {"a.py": f"import requests\ntext = requests.get('{url}').text\n"}
    assert points("web-api-called", files) == POINTS["web-api-called"][1]


def test_an_address_that_is_the_default_of_a_key_is_no_call() -> None:
    files = {"a.py": "import requests\nu = raw.get('source', 'https://a.example')\n"}
    assert points("web-api-called", files) == 0


def test_the_title_of_a_readme_is_no_subject() -> None:
    body = cases.FLOW.replace("# Data flow", "# Water data pipeline")
    assert points("data-flow-told", {README: body, "load.py": cases.LOAD}) == 0
    below = body.replace("# Water", "# Water\n\n## Water")
    assert points("data-flow-told", {README: below, "load.py": cases.LOAD}) > 0


def test_four_words_in_one_line_tell_no_four_stages() -> None:
    line = "Extraction, scheduling, cleaning and storage in PostgreSQL are planned for the data. "
    text = "# Data flow\n\n" + line.rstrip(". ") + ", " + "as everyone in the team knows well " * 12
    assert points("data-flow-told", {"docs/data-flow.md": text, "load.py": cases.LOAD}) == 0


@pytest.mark.parametrize("check", [check.id for check in PACK.checks() if check.by_jury], ids=str)
def test_a_jury_is_shown_what_there_is(check: str) -> None:
    files = {
        "docs/database.md": cases.STUDY,
        "docs/architecture.md": cases.DRAWING,
        "compose.yaml": cases.COMPOSE,
        "clean.py": cases.CLEAN,
        "dags/water.py": cases.DAG,
    }
    result = run(check, facts(files), "bloc3")
    assert (result.verdict, result.earned, result.source) == ("unknown", 0, "jury")
    assert result.evidence


def test_notebooks_count_as_the_project_s_own_work() -> None:
    files = {"explore.ipynb": notebook("import pandas as pd", cases.CLEAN)}
    result = run("cleaning-kinds", facts(files), "bloc3")
    assert result.earned == POINTS["cleaning-kinds"][0]
    assert result.evidence[0].text.startswith("In [2]:")


def test_the_pack_is_the_document_s() -> None:
    assert [c.id for c in PACK.criteria] == [f"B3Cr{n}" for n in range(1, 11)]
    assert {c.points for c in PACK.criteria} == {2}
    assert (PACK.total, PACK.threshold) == (20, 10)
    assert {check.id for check in PACK.checks()} == set(bloc3.TABLE)
    for criterion in PACK.criteria:
        judged = sum(check.points for check in criterion.checks if check.by_jury)
        assert 2 <= len(criterion.checks) <= 5
        assert judged <= 1


def test_every_text_is_there_in_both_languages() -> None:
    for check in PACK.checks():
        for name in ("title", "asks", "why", "how", "remedy"):
            text = getattr(check, name)
            assert text.en != text.fr
            assert "{" not in text.en + text.fr
            assert max(len(text.en), len(text.fr)) <= 700
        assert max(len(check.title.en), len(check.title.fr)) <= 60
        assert check.asks.en.endswith("?")
        assert check.asks.fr.endswith("\N{NO-BREAK SPACE}?")
        assert check.effort >= 5


def test_a_system_has_words_and_a_rule() -> None:
    from aifactory.checks.bloc3.systems import known
    from aifactory.facts.words import load_words

    named = next(check for check in PACK.checks() if check.id == "dbms-compared").params
    kinds = [*named["relational"], *named["distributed"]]  # type: ignore[misc]
    assert set(known()) <= set(load_words().families)
    assert {f"dbms-{kind}" for kind in kinds} <= set(known())


def test_python_that_is_dedented_parses() -> None:
    assert compile(python(cases.MODEL), "m.py", "exec")
