"""Uses: what code does is recognised by the names that imports give, never by a word."""

from __future__ import annotations

import json

import pytest

from aifactory.facts.code import definitions, python
from aifactory.facts.code.model import Further, Use
from aifactory.facts.code.patterns import pattern
from aifactory.facts.code.reading import read_code, role
from aifactory.facts.code.rules import build, load_rules
from aifactory.snapshot.tree import MemoryTree

RULES = build(
    {
        "trains": {"python": ["sklearn>.fit", "xgboost.train"]},
        "distributed": {"python": ["ray.remote", "dask.distributed.*"]},
        "accelerated": {"python": ["torch>.to(cuda*)", "torch>.cuda", "torch.device(cuda*)"]},
        "chunked": {"python": ["pandas.read_csv(chunksize=*)"]},
        "upserts": {"sql": [r"\bON\s+CONFLICT\b"]},
        "queue": {"images": ["kafka*", "redis"]},
        "balanced": {"kinds": ["Ingress"], "lines": {"nginx*.conf": [r"^\s*upstream\s+\w+"]}},
        "bucket": {"resources": ["aws_s3_*"]},
        "contract": {"files": ["openapi.y*ml"]},
        "starvation": {"tests": ["*starv*", "*famine*"]},
        "hides": {"defines": ["anonymi[sz]e_*"]},
        "apart": {"python": ["csv.reader"], "except": ["legacy/*|*/legacy/*"]},
        "outside": {"python": ["httpx>.get(https://*)", "httpx.AsyncClient(base_url=https://*)"]},
        "mapped": {"python": ["httpx>builtins.map(lambda)", "httpx>.sort(key=lambda)"]},
        "streamed": {"python": ["httpx>builtins.yield"]},
        "caught": {"python": ["httpx.*Error"]},
        "trimmed": {"python": ["pandas>.str.strip"]},
    }
)


def used(files: dict[str, str | bytes]) -> list[Use]:
    tree = MemoryTree(files)
    return list(read_code(tree, tuple(tree.entries), RULES)[0])


def names(source: str, path: str = "src/app.py") -> list[str]:
    return [use.name for use in used({path: source})]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from sklearn.svm import SVC\nSVC().fit(x, y)\n", "trains"),
        ("import xgboost as xgb\nmodel = xgb.train(p, d)\n", "trains"),
        ("import ray\n@ray.remote\ndef f():\n    return 1\n", "distributed"),
        (
            "from dask.distributed import Client\nwith Client() as c:\n    c.map(f, xs)\n",
            "distributed",
        ),
        ("import torch\nmodel.to('cuda:0')\n", "accelerated"),
        ("import torch\nd = torch.device('cuda' if ok else 'cpu')\n", "accelerated"),
        (
            "import torch\nclass Net:\n    def go(self):\n        return self.net.cuda()\n",
            "accelerated",
        ),
        ("import pandas as pd\nfor c in pd.read_csv(p, chunksize=1000):\n    use(c)\n", "chunked"),
        (
            "q = '''INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING'''\nimport csv\ncsv.reader(f)",
            "upserts",
        ),
        ("import pandas\ndf['town'].str.strip()\n", "trimmed"),
    ],
)
def test_a_call_is_a_use(source: str, name: str) -> None:
    assert name in names(source)


@pytest.mark.parametrize(
    "source",
    [
        "import xgboost\n",  # imported and never called
        "# import ray\n# ray.remote(f)\n",
        "'''We use ray.remote and xgboost.train here.'''\n",
        "from .ray import remote\n@remote\ndef f(): ...\n",  # a module of the project's own
        "class P:\n    def fit(self): ...\nP().fit()\n",  # nothing of sklearn is imported
        "import torch\nmodel.to('cpu')\n",
        "import pandas as pd\npd.read_csv(p)\n",
        "import csv\nmessage = 'on conflict we stop and tell'\ncsv.writer(f)\n",
        "import pandas\n'a '.strip()\n",
        "def broken(:\n",
    ],
)
def test_a_word_is_no_use(source: str) -> None:
    assert names(source) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("URL = 'https://a.example'\nhttpx.get(URL)\n", "outside"),
        ("URL = 'https://a.example'\nhttpx.get(f'{URL}/v1/{town}')\n", "outside"),
        ("URL = 'https://a.example'\nhttpx.get(URL + '/v1')\n", "outside"),
        ("httpx.get('https://a.example/{}'.format(town))\n", "outside"),
        ("URL = 'https://a.example/%s'\nhttpx.get(URL % town)\n", "outside"),
        ("U = os.getenv('API', 'https://a.example')\nhttpx.get(U, timeout=5)\n", "outside"),
        (
            "class C:\n    def __init__(self):\n        self.base = 'https://a.example'\n"
            "        self.http = httpx.AsyncClient(base_url=self.base)\n",
            "outside",
        ),
        ("list(map(lambda r: r * 2, rows))\n", "mapped"),
        ("rows.sort(key=lambda r: r.date)\n", "mapped"),
        ("try:\n    go()\nexcept (OSError, httpx.HTTPError) as e:\n    raise\n", "caught"),
        ("def pages():\n    while True:\n        yield httpx.get(x)\n", "streamed"),
        (
            "async def rows():\n    async for r in s:\n        if r:\n            yield r\n",
            "streamed",
        ),
    ],
)
def test_texts_that_names_are_set_to_and_the_language_s_own_functions(
    source: str, name: str
) -> None:
    assert names(f"import httpx\n{source}") == [name]


@pytest.mark.parametrize(
    "source",
    [
        "URL = 'http://localhost:8000'\nhttpx.get(URL)\n",
        "URL = 'https://a.example'\nURL = 'http://b'\nhttpx.get(URL)\n",
        "httpx.get(f'{settings.url}/v1')\n",
        "list(map(str, rows))\n",
        "@fixture\ndef db():\n    with session() as s:\n        yield s\n",
        "for x in xs:\n    def db():\n        yield x\n",
        "import os\nos.path.map(lambda r: r)\n",
        "self.model = httpx.AsyncClient\nmodel(base_url='https://a.example')\n",
    ],
)
def test_what_is_set_elsewhere_or_yielded_once_is_no_use(source: str) -> None:
    assert names(f"import httpx\n{source}") == []


def test_a_notebook_is_read_by_cell_whatever_its_magics() -> None:
    cells = ["%pip install xgboost\nimport xgboost as xgb", "not python at all", "xgb.train({}, d)"]
    notebook = {"cells": [{"cell_type": "code", "source": c, "outputs": []} for c in cells]}
    (use,) = used({"explore.ipynb": json.dumps(notebook)})
    assert (use.name, use.role, use.cell, use.line, use.text) == (
        *("trains", "notebook", 3, 0),
        "xgb.train({}, d)",
    )
    assert used({"explore.ipynb": b"\x00{"}) == []


def test_configuration_counts_without_its_comments() -> None:
    found = used(
        {
            "compose.yaml": "a:\n    image: docker.io/bitnami/kafka:3.7\n  #  image: redis\n",
            "k8s/ingress.yaml": "kind: Ingress\n",
            "deploy/nginx.conf": "  upstream api {\n}\n# upstream old {\n",
            "infra/main.tf": 'resource "aws_s3_bucket" "b" {\n}\n# resource "aws_s3_x" "c" {\n',
            "openapi.yaml": "openapi: 3.1.0\n",
            "q.sql": "-- ON CONFLICT\nINSERT INTO t\nVALUES (1) ON CONFLICT DO NOTHING;\n",
            "openapi.yml": "",
        }
    )
    assert [(u.name, u.path, u.line) for u in found] == [
        ("balanced", "deploy/nginx.conf", 1),
        ("balanced", "k8s/ingress.yaml", 1),
        ("bucket", "infra/main.tf", 1),
        ("contract", "openapi.yaml", 0),
        ("queue", "compose.yaml", 2),
        ("upserts", "q.sql", 3),
    ]


RULE = '- image: "redis*"\n- (?:\\bredis\\b|kafka)\n- redis-cli|valkey-cli\n'


@pytest.mark.parametrize(("rules", "counted"), [(0, True), (6, True), (7, False)])
def test_a_list_of_patterns_uses_nothing(rules: int, counted: bool) -> None:
    text = "    image: docker.io/bitnami/kafka:3.7\n" + RULE * rules
    assert [use.name for use in used({"compose.yaml": text})] == ["queue"] * counted


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/a.py", "code"),
        ("policies/semgrep/data.py", "example"),  # cases of rules, which do what rules refuse
        ("ansible/cilium-rendered/app.yaml", "example"),  # another's manifests, rendered
        ("runtimes/sklearn/tests_sklearn/model.py", "test"),
        ("analysis/report.qmd", "notebook"),
        ("src/latest_data/a.py", "code"),
    ],
)
def test_the_place_of_a_file_tells_what_it_is_for(path: str, kind: str) -> None:
    assert role(path) == kind


def test_a_test_counts_by_its_name_and_only_with_an_assertion() -> None:
    empty = "def test_starvation():\n    pass\n"
    full = "def test_no_worker_starves():\n    '''Famine of workers.'''\n    assert run() == 3\n"
    assert used({"tests/test_a.py": empty}) == []
    (use,) = used({"tests/test_a.py": full})
    assert (use.name, use.role, use.inside) == ("starvation", "test", "test_no_worker_starves")
    assert used({"src/a.py": full}) == []


def test_a_definition_counts_by_its_name() -> None:
    source = "def anonymise_people(rows):\n    return rows\n"
    assert names(source) == ["hides"]
    assert names(source, "tests/test_app.py") == []
    assert names("anonymise_people(rows)\n") == []


def test_paths_that_a_rule_excepts_do_not_count() -> None:
    source = "import csv\ncsv.reader(f)\n"
    assert names(source) == ["apart"]
    assert names(source, "src/legacy/app.py") == []


def test_places_are_bounded_and_come_from_different_files_first() -> None:
    source = "import xgboost\n" + "xgboost.train(p, d)\n" * 50
    found = used({f"src/m{i}.py": source for i in range(20)})
    assert len(found) == 6
    assert len({use.path for use in found}) == 6


def test_deep_nesting_ends_no_audit() -> None:
    deep = "import xgboost\nx = " + "(" * 5000 + ")" * 5000
    wide = "import xgboost\nx = " + "-" * 3000 + "1\nxgboost.train(p, d)\n"
    assert names(deep) == []
    assert names(wide) in ([], ["trains"])


def test_a_name_that_is_two_things_is_neither() -> None:
    parsed = python.parse("import ray, csv\nx = ray.init()\nx = csv.reader(f)\nx.go()\n")
    assert parsed is not None
    module = python.read(parsed)
    assert "go" in [call.method for call in module.calls]
    assert all(not call.name for call in module.calls if call.method == "go")


def test_definitions_count_what_is_public() -> None:
    source = '''"""A module."""


class Model:
    """A model."""

    def fit(self, x: int) -> None:
        """Fit it."""

    def badName(self, x):
        try:
            x()
        except Exception:
            pass

    def _hidden(self):
        def inner():
            ...
'''
    module = python.parse(source)
    assert module is not None
    found = definitions.measure([("m.py", module)], 1)
    assert (found.introduced, found.public, found.documented) == (1, 3, 2)
    assert (found.functions, found.annotated, found.misnamed, found.swallowed) == (3, 1, 1, 1)
    assert [p.text for p in found.undocumented] == ["badName"]


def test_shipped_rules_are_in_the_notation_and_named_once() -> None:
    rules = load_rules()
    assert len(rules.names) == len(set(rules.names)) >= 20
    for name in rules.names:
        assert name == name.lower()
        assert " " not in name


def test_a_rule_in_another_notation_is_refused() -> None:
    with pytest.raises(ValueError, match="not a pattern"):
        pattern("from x import y")
    with pytest.raises(ValueError, match="unknown keys"):
        build({"x": {"phyton": []}})


def test_nothing_to_read_is_nothing_used() -> None:
    tree = MemoryTree({})
    assert Further(*read_code(tree, (), RULES)) == Further()


@pytest.mark.parametrize(
    "token", ["/* ", "- ", "${", "\n", " ", "DELETE FROM a WHERE ", "kind: ", "("]
)
@pytest.mark.parametrize("ending", ["yml", "sql", "js", "tf"])
def test_what_no_person_writes_is_read_in_bounded_time(token: str, ending: str) -> None:
    hostile = token * (240_000 // len(token))
    tree = MemoryTree({f"a.{ending}": hostile, "b.yaml": "kind: Ingress\n"})
    found = read_code(tree, tuple(tree.entries), load_rules())[0]  # squares would take hours
    assert {use.path for use in found} <= {f"a.{ending}", "b.yaml"}


def test_a_void_in_a_file_hides_nothing_after_it() -> None:
    (use,) = used({"a.yaml": "\n" * 5000 + "kind: Ingress\n"})
    assert (use.line, use.name) == (5001, "balanced")
