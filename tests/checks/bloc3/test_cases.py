"""Bloc 3, one line a case: what passes, and the misleading cases that do not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aifactory import policy
from tests.checks.bloc3 import cases
from tests.checks.harness import earned

Files = Mapping[str, str | bytes]
PACK = policy.load("bloc3")
POINTS = {check.id: (check.points, check.partial) for check in PACK.checks()}
README = "README.md"


def points(check: str, files: Files) -> float:
    return earned(check, files, pack="bloc3")


PASS: list[tuple[str, Files]] = [
    ("dbms-compared", {"docs/decisions/database.md": cases.STUDY}),
    ("dbms-weighed", {"docs/decisions/database.md": cases.STUDY}),
    ("dbms-weighed", {"docs/adr/0003-use-duckdb.md": cases.PROSE_STUDY}),
    (
        "dbms-chosen-used",
        {"docs/database.md": cases.STUDY, "compose.yaml": cases.COMPOSE},
    ),
    ("dbms-chosen-used", {"docs/database.md": cases.STUDY, "load.py": cases.LOAD}),
    ("history-loaded", {"load.py": cases.LOAD}),
    ("history-loaded", {"models/towns.sql": "SELECT * FROM {{ ref('readings') }}\n"}),
    (
        "history-loaded",
        {"sql/load.sql": "INSERT INTO marts.towns SELECT town FROM raw.readings;\n"},
    ),
    ("history-loaded", {"load.R": "DBI::dbWriteTable(con, 'readings', frame)\n"}),
    ("history-loaded", {"src/Load.scala": 'frame.write.format("jdbc").save()\n'}),
    (
        "history-layered",
        {"models/staging/stg_towns.sql": "SELECT 1\n", "models/marts/towns.sql": "SELECT 1\n"},
    ),
    ("history-layered", {"db.sql": "CREATE SCHEMA raw;\nCREATE SCHEMA marts;\n"}),
    ("history-kept", {"load.py": cases.LOAD}),
    ("history-kept", {"models/t.sql": "{{ config(materialized='incremental') }}\nSELECT 1\n"}),
    ("history-kept", {"t.sql": "CREATE TABLE t (valid_from date, valid_to date);\n"}),
    ("etl-explained", {"docs/etl.md": cases.FLOW, "load.py": cases.LOAD}),
    ("data-flow-drawn", {"docs/architecture.md": cases.DRAWING}),
    ("data-flow-drawn", {README: "# D\n\n## Architecture\n\n![how data flow](docs/flow.png)\n"}),
    ("data-flow-drawn", {"docs/data-flow.drawio": "<mxfile></mxfile>"}),
    ("data-flow-told", {"docs/data-flow.md": cases.FLOW, "load.py": cases.LOAD}),
    (
        "data-flow-built",
        {"api.py": cases.API, "dag.py": cases.DAG, "clean.py": cases.CLEAN, "load.py": cases.LOAD},
    ),
    ("batch-processed", {"dags/water.py": cases.DAG}),
    ("batch-processed", {"k8s/job.yaml": "kind: CronJob\n"}),
    (
        "batch-processed",
        {".github/workflows/ingest.yml": "on:\n  schedule:\n    - cron: '0 3 * * *'\n"},
    ),
    ("stream-processed", {"consume.py": cases.CONSUMER}),
    ("stream-processed", {"compose.yaml": cases.COMPOSE}),
    ("stream-processed", {"src/A.java": '  @KafkaListener(topics = "readings")\n'}),
    (
        "batch-stream-weighed",
        {
            "docs/architecture.md": "# Data pipeline\n\nReadings come once a day, so a nightly batch by "
            "Airflow is enough; a stream would cost a broker, and nobody asks for a reading within the "
            "hour in which it was taken.\n",
            "dags/water.py": cases.DAG,
        },
    ),
    ("pipeline-staged", {"dags/water.py": cases.DAG}),
    ("pipeline-staged", {"dvc.yaml": "stages:\n  load:\n    cmd: python load.py\n"}),
    (
        "pipeline-resilient",
        {"dags/water.py": cases.DAG, "l.sql": "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING;\n"},
    ),
    ("input-cleaned", {"model.py": cases.MODEL}),
    ("output-predicted", {"model.py": cases.MODEL}),
    ("ends-chained", {"model.py": cases.MODEL}),
    ("stream-scripted", {"consume.py": cases.CONSUMER}),
    ("stream-scripted", {"clean.R": "readings |> filter(value > 0) |> mutate(day = ymd(day))\n"}),
    ("cleaning-kinds", {"clean.py": cases.CLEAN}),
    ("cleaning-kinds", {"c.sql": "SELECT DISTINCT TRIM(town), COALESCE(v, 0) FROM raw.t;\n"}),
    ("data-rules", {"models/schema.yml": "models:\n  - name: t\n    tests:\n      - not_null\n"}),
    ("data-rules", {"s.py": "import pandera as pa\nschema = pa.DataFrameSchema({})\n"}),
    ("data-rules", {"s.sql": "CREATE TABLE t (v int CHECK (v > 0));\n"}),
    ("data-enriched", {"clean.py": cases.CLEAN}),
    (
        "data-quality-figures",
        {
            "data/README.md": "# Data\n\n## Cleaning\n\n4.2 % of the rows had no day: they were removed.\n"
        },
    ),
    (
        "data-quality-figures",
        {
            README: "# D\n\n## Nettoyage\n\n| étape | lignes retirées |\n|---|---|\n| doublons | 1 204 |\n"
        },
    ),
    ("stores-by-use", {"api/db.py": cases.SERVING, "office.py": cases.OFFICE}),
    (
        "stores-apart",
        {
            ".env.example": "DATABASE_URL=postgresql://db/app\nWAREHOUSE_PATH=warehouse.duckdb\n",
            "office.py": cases.OFFICE,
        },
    ),
    ("stores-fed", {"compose.yaml": "services:\n  cdc:\n    image: debezium/connect:2.7\n"}),
    (
        "stores-fed",
        {"night.py": cases.OFFICE + "import pandas as pd\nnew = pd.read_sql(CHANGED, engine)\n"},
    ),
    (
        "stores-roles",
        {
            "docs/stores.md": cases.STORES.replace("# Stores", "# Databases"),
            "office.py": cases.OFFICE,
        },
    ),
    ("dataflow-engine", {"q.py": "import polars as pl\npl.scan_parquet('r').collect()\n"}),
    ("dataflow-engine", {"src/A.scala": "val spark = SparkSession.builder().getOrCreate()\n"}),
    ("workflow-orchestrated", {"dags/water.py": cases.DAG}),
    ("workflow-orchestrated", {"flow.py": "from prefect import flow\n@flow\ndef night(): ...\n"}),
    ("dataflow-launched", {"dags/water.py": cases.DAG}),
    (
        "dataflow-workflow-told",
        {
            "docs/pipeline.md": "# Pipeline\n\n- Transformations are written in dbt and run by the "
            "warehouse, which plans them over whole tables.\n- Airflow decides when each task starts, "
            "what waits for what, and who is told when one of them fails in the night.\n",
            "dags/water.py": cases.DAG,
        },
    ),
    ("loops-mapped", {"m.py": "import pandas\nf['a'].map(g)\nf.groupby('k').agg('sum')\n"}),
    ("loops-mapped", {"src/A.scala": "rows.map(f)\nrows.reduce(g)\n"}),
    ("lambdas-passed", {"clean.py": cases.CLEAN}),
    ("lambdas-passed", {"m.py": "import csv\nrows = sorted(rows, key=lambda r: r['day'])\n"}),
    ("lambdas-passed", {"m.js": "rows.filter((row) => row.value > 0)\n"}),
    ("rows-not-looped", {"clean.py": cases.CLEAN}),
    ("web-api-called", {"api.py": cases.API}),
    ("web-api-called", {"a.py": "from openai import OpenAI\nclient = OpenAI()\n"}),
    ("web-api-called", {"a.ts": "await fetch(`https://api.example.org/v1/${id}`)\n"}),
    (
        "web-api-careful",
        {"api.py": cases.API + "import tenacity\n@tenacity.retry\ndef again(): ...\n"},
    ),
    ("web-api-settings", {"api.py": cases.API, ".env.example": "HUBEAU_API_KEY=\n"}),
    (
        "web-api-settings",
        {"api.py": cases.API + "import os\nkey = os.environ.get('HUBEAU_API_KEY')\n"},
    ),
    (
        "web-api-tested",
        {
            "tests/test_api.py": "import responses\n@responses.activate\ndef test_a():\n    assert go()\n"
        },
    ),
]

PARTLY: list[tuple[str, Files]] = [
    ("dbms-compared", {"docs/adr/0003-use-duckdb.md": cases.PROSE_STUDY}),
    (
        "data-flow-built",
        {"api.py": cases.API, "dag.py": cases.DAG, "clean.py": cases.CLEAN},
    ),
    ("pipeline-resilient", {"dags/water.py": cases.DAG}),
    ("cleaning-kinds", {"c.py": "import pandas\nf.dropna().drop_duplicates()\n"}),
    ("data-enriched", {"c.py": "import pandas as pd\npd.merge(a, b)\n"}),
    ("loops-mapped", {"m.py": "import pandas\nf['a'].map(g)\n"}),
    ("rows-not-looped", {"c.py": cases.CLEAN + "for i, row in frame.iterrows():\n    show(row)\n"}),
    ("web-api-called", {"a.py": "import requests\nrequests.get(settings.url)\n"}),
    ("web-api-careful", {"api.py": cases.API}),
]

FAIL: list[tuple[str, Files]] = [
    ("dbms-compared", {"docs/storage.md": cases.STACK}),  # a list of the stack
    ("dbms-compared", {"docs/templates/database.md": cases.STUDY}),
    ("dbms-weighed", {"docs/storage.md": cases.STACK}),
    (
        "dbms-chosen-used",
        {"docs/database.md": cases.STUDY, "q.py": "import sqlite3\nsqlite3.connect('a')\n"},
    ),
    (
        "dbms-chosen-used",
        {
            "docs/database.md": cases.STUDY,
            "tests/test_q.py": "import psycopg2\npsycopg2.connect()\n",
        },
    ),
    ("history-loaded", {"a.py": "import pandas as pd\nrows = pd.read_csv('r.csv')\n"}),
    ("history-loaded", {"a.py": "import pandas\n# rows.to_sql('readings', engine)\n"}),
    ("history-loaded", {"examples/load.py": cases.LOAD}),
    ("history-loaded", {"a.sql": "INSERT INTO readings (v) VALUES (1);\n"}),
    (
        "history-layered",
        {"models/staging/stg_towns.sql": "SELECT 1\n"},
    ),  # one layer, nothing made of it
    ("history-kept", {"q.sql": "SELECT ROW_NUMBER() OVER (PARTITION BY candidate_id) FROM t;\n"}),
    ("history-kept", {"a.py": "import pandas\nf.to_sql('t', e, if_exists='replace')\n"}),
    ("etl-explained", {"docs/etl.md": "# ETL\n\nA data warehouse will be filled later.\n"}),
    (
        "data-flow-drawn",
        {README: "# D\n\n## Architecture\n\n![build](https://img.shields.io/b.svg)\n"},
    ),
    ("data-flow-drawn", {README: "# D\n\n## Usage\n\n![screen](docs/screen.png)\n"}),
    (
        "data-flow-drawn",
        {
            README: "# D\n\n## Architecture\n\n```\napp/\n├── extract/ --> collects\n├── clean/ --> cleans\n"
            "└── store/ --> database\n```\n"
        },
    ),
    ("data-flow-told", {"docs/data-flow.md": cases.FLOW}),  # nothing in it is the project's
    (
        "data-flow-told",
        {"docs/data-flow.md": cases.FLOW.split("- Routing")[0], "load.py": cases.LOAD},
    ),
    ("data-flow-told", {"docs/templates/data-flow.md": cases.FLOW, "load.py": cases.LOAD}),
    ("data-flow-built", {"api.py": cases.API, "load.py": cases.LOAD}),
    (
        "data-flow-built",
        {"tests/test_all.py": cases.API + cases.CLEAN + cases.LOAD + cases.CONSUMER},
    ),
    (
        "batch-processed",
        {".github/workflows/audit.yml": "on:\n  schedule:\n    - cron: '0 3 * * *'\n"},
    ),
    ("batch-processed", {"a.py": "from airflow import DAG\n"}),
    ("batch-processed", {README: "# D\n\nA nightly batch by Airflow.\n"}),
    ("stream-processed", {"a.py": "import kafka\n# kafka.KafkaConsumer('t')\n"}),
    ("stream-processed", {"compose.yaml": "services:\n  ui:\n    image: provectus/kafka-ui\n"}),
    (
        "batch-stream-weighed",
        {README: "# D\n\n## Pipeline\n\nBatch and stream.\n", "dags/w.py": cases.DAG},
    ),
    ("pipeline-staged", {"dags/w.py": '"""Tasks are chained with fetch >> build."""\n'}),
    (
        "pipeline-resilient",
        {"a.py": "import tenacity\n@tenacity.retry\ndef f(): ...\n"},
    ),  # no pipeline
    (
        "input-cleaned",
        {
            "core/config.py": "from pydantic import field_validator\n@field_validator('u')\ndef f(): ...\n"
        },
    ),
    ("input-cleaned", {"a.py": "from sklearn.impute import SimpleImputer\n"}),
    ("output-predicted", {"a.py": "from sklearn.svm import SVC\nSVC().fit(x, y)\n"}),
    ("output-predicted", {"tests/test_m.py": cases.MODEL}),
    (
        "ends-chained",
        {"a.py": "from sklearn.impute import SimpleImputer\nSimpleImputer().fit(x)\n"},
    ),
    ("stream-scripted", {"db.py": "import requests\ndef db():\n    yield requests.Session()\n"}),
    ("stream-scripted", {"run.sh": "git branch | sed 's/a//' | sort\n"}),
    ("cleaning-kinds", {"c.py": "import pandas\nf.dropna()\n"}),
    ("cleaning-kinds", {"c.py": "import pandas\nname.strip().lower()\n"}),
    (
        "data-rules",
        {
            "core/config.py": "from pydantic import field_validator\n@field_validator('u')\ndef f(): ...\n"
        },
    ),
    ("data-rules", {"a.py": "def f(x: int) -> int:\n    return x\n"}),
    (
        "data-enriched",
        {"a.py": "import os\nimport pandas\nos.path.join('a', 'b')\n', '.join(names)\n"},
    ),
    ("data-quality-figures", {README: "# D\n\n## Cleaning\n\nMissing values were removed.\n"}),
    (
        "data-quality-figures",
        {README: "# D\n\n## Results\n\nAccuracy is 92.5 %, nothing missing.\n"},
    ),
    ("stores-by-use", {"api/db.py": cases.SERVING}),
    ("stores-by-use", {"office.py": cases.OFFICE}),
    (
        "stores-by-use",
        {"api/db.py": cases.SERVING, "s.py": "import boto3\ns3.upload_file('photo.png', b, k)\n"},
    ),
    (
        "stores-apart",
        {".env.example": "DATABASE_URL=x\nDUCKDB_PATH=y\n"},  # settings of what nobody uses
    ),
    (
        "stores-apart",
        {
            "compose.yaml": "services:\n  a:\n    environment:\n      POSTGRES_DB: airflow\n",
            "office.py": cases.OFFICE,
        },
    ),
    ("stores-fed", {"a.py": "import pandas as pd\npd.read_sql('SELECT 1', engine)\n"}),
    (
        "stores-roles",
        {"docs/databases.md": cases.STORES.split("- DuckDB")[0], "office.py": cases.OFFICE},
    ),
    ("dataflow-engine", {"clean.py": cases.CLEAN}),  # pandas computes at once
    ("workflow-orchestrated", {".github/workflows/ci.yml": "on: [push]\njobs: {}\n"}),
    (
        "dataflow-launched",
        {"dags/w.py": cases.DAG.replace("dbt build --select water", "python build.py")},
    ),
    (
        "dataflow-workflow-told",
        {"docs/pipeline.md": "# Pipeline\n\nAirflow.\n", "dags/w.py": cases.DAG},
    ),
    ("loops-mapped", {"m.py": "for row in rows:\n    total += row\n"}),
    ("loops-mapped", {"web/App.tsx": "rows.map((row) => <Row row={row} />)\n"}),
    ("lambdas-passed", {"m.py": "import pandas\ndouble = lambda x: 2 * x\n"}),
    (
        "rows-not-looped",
        {"c.py": "import pandas\nfor i, r in f.iterrows():\n    f.apply(g, axis=1)\n"},
    ),
    ("rows-not-looped", {"a.py": "print('no tables here')\n"}),
    (
        "web-api-called",
        {
            "a.py": "import requests\nrequests.get('http://localhost:8000/predict')\n".replace(
                "requests.get", "print"
            )
        },
    ),
    ("web-api-called", {"tests/test_a.py": cases.API}),
    ("web-api-called", {"a.py": "import requests\n"}),
    ("web-api-careful", {"a.py": "import requests\nrequests.get('https://a.example')\n"}),
    ("web-api-settings", {"api.py": cases.API}),
    ("web-api-settings", {".env.example": "HUBEAU_API_KEY=\n"}),
    (
        "web-api-settings",
        {"api.py": cases.API, ".github/workflows/ci.yml": "a: ${{ secrets.GITHUB_TOKEN }}\n"},
    ),
    (
        "web-api-tested",
        {
            "tests/test_api.py": "import requests\ndef test_a():\n    assert requests.get('https://a.example')\n"
        },
    ),
]


@pytest.mark.parametrize(("check", "files"), PASS)
def test_what_passes(check: str, files: Files) -> None:
    assert points(check, files) == POINTS[check][0]


@pytest.mark.parametrize(("check", "files"), PARTLY)
def test_what_passes_in_part(check: str, files: Files) -> None:
    assert points(check, files) == POINTS[check][1] > 0


@pytest.mark.parametrize(("check", "files"), FAIL)
def test_what_misleads(check: str, files: Files) -> None:
    assert points(check, files) == 0


def test_every_check_has_a_case_of_each_sort() -> None:
    own = {check.id for check in PACK.checks() if not check.by_jury}
    assert {check for check, _ in PASS} == {check for check, _ in FAIL} == own
    assert {check for check, _ in PARTLY} == {id for id in own if POINTS[id][1]}
