"""B2Cr7 to B2Cr9, the jury's part, and the pack as a whole."""

from __future__ import annotations

import pytest

from aifactory import policy
from aifactory.checks.bloc2 import READS, TABLE
from aifactory.checks.finding import CheckFunction
from tests.checks.bloc2 import test_machines, test_models
from tests.checks.bloc2.cases import COMPOSE, DUMMY, K6, LOAD, LOCUST, RECIPES, ci
from tests.checks.harness import earned, facts, run

BUILD_TWO = "docker build -f api/Dockerfile api && docker build -f web/Dockerfile web"
PROMISE = "# Load test\n\nDate: 2026-03-06\n\nTo be done: 50 users, 100 rps, p95 of 300 ms.\n"
AIRFLOW = "from airflow import DAG\nwith DAG('d') as dag:\n    pass\na >> b\n"
CASES: list[tuple[str, dict[str, str], float]] = [
    ("service-split", {"compose.yaml": COMPOSE, **RECIPES}, 0.5),
    ("service-split", RECIPES, 0.25),
    ("service-split", {"Dockerfile": "FROM a:1\n", "Dockerfile.gpu": "FROM a:1\n", "Dockerfile-cuda-all": "FROM a:1\n", "compose.yaml": "services:\n  d:\n    image: postgres\n"}, 0),
    ("service-split", {"Dockerfile": "FROM a:1\n", "examples/x/Dockerfile": "FROM a:1\n", ".cursor/Dockerfile": "FROM a:1\n"}, 0),
    ("service-ci", {**RECIPES, **ci(BUILD_TWO)}, 0.5),
    ("service-ci", {"compose.yaml": COMPOSE, **RECIPES, **ci("docker compose build")}, 0.5),
    ("service-ci", {**RECIPES, **ci("docker build -f api/Dockerfile api")}, 0.25),
    ("service-ci", {"Dockerfile": "FROM a:1\n", "Dockerfile.gpu": "FROM a:1\n", **ci("docker build -f Dockerfile . && docker build -f Dockerfile.gpu .")}, 0.25),
    ("service-ci", {**RECIPES, **ci(BUILD_TWO, "workflow_dispatch")}, 0),
    ("service-contract", {"tests/test_api.py": "from fastapi.testclient import TestClient\nc = TestClient(app)\n"}, 0.5),
    ("service-contract", {"Makefile": "contract:\n\tschemathesis run openapi.json\n"}, 0.5),
    ("service-contract", {"src/ApiTest.java": "class ApiTest { @Autowired MockMvc mvc; }\n"}, 0.5),
    ("service-contract", {"tests/test_api.py": "from app.api import predict\n\n\ndef test_a():\n    assert predict(1)\n"}, 0),
    ("service-contract", {"app/a.py": "import httpx\nhttpx.AsyncClient()\n"}, 0),
    ("ci-tests", ci("pytest"), 0.5),
    ("load-scripted", {"tests/load/locustfile.py": LOCUST}, 0.5),
    ("load-scripted", {"load/predict.js": K6}, 0.5),
    ("load-scripted", {"Makefile": "load:\n\twrk -t4 -c50 http://svc/\n"}, 0.5),
    ("load-scripted", {"benchmarks/plan.jmx": "<jmeterTestPlan/>\n"}, 0.5),
    ("load-scripted", {"requirements.txt": "locust\n", "a.py": "import locust\n"}, 0),
    ("load-scripted", {"examples/locustfile.py": LOCUST}, 0),
    ("load-scripted", {"README.md": "# A\n\n```sh\nk6 run load.js\n```\n"}, 0),
    ("load-bounded", {"load/predict.js": K6}, 0.5),
    ("load-bounded", {"locustfile.py": LOCUST + "environment.process_exit_code = 1\n"}, 0.5),
    ("load-bounded", {"locustfile.py": LOCUST, "locust.conf": "users = 50\nspawn-rate = 5\n"}, 0.25),
    ("load-bounded", {"locustfile.py": LOCUST}, 0),
    ("load-bounded", {"jest.config.js": "coverage: { thresholds: { lines: 80 } }\n"}, 0),
    ("load-realised", {"docs/load-tests/2026-03-06.md": LOAD}, 1),
    ("load-realised", {"docs/charge.md": LOAD.replace("Load test", "Test de montée en charge")}, 1),
    ("load-realised", ci("k6 run load/predict.js"), 1),
    ("load-realised", {"docs/load.md": LOAD.replace("Date: 2026-03-06", "")}, 0.5),
    ("load-realised", {"results/2026-03-06_stats.csv": "Type,Name,Request Count,Failure Count\nGET,/,900,1\n"}, 1),
    ("load-realised", {"docs/load.md": PROMISE}, 0),
    ("load-realised", {"docs/templates/load-test.md": LOAD}, 0),
    ("load-realised", ci("k6 run load/predict.js", "workflow_dispatch"), 0),
    ("load-realised", ci("echo k6 run load/predict.js"), 0),
    ("load-realised", {"CHANGELOG.md": "# Changes\n\n## 1.0 - 2026-03-06\n\n### Load tests\n\n- p95 240 ms with 50 users at 410 rps\n"}, 0),
    ("stages-orchestrated", {"dags/flow.py": AIRFLOW}, 0.5),
    ("stages-orchestrated", {"dvc.yaml": "stages:\n  a:\n    cmd: x\n"}, 0.5),
    ("stages-orchestrated", {"a.py": "from prefect import flow\n@flow\ndef f(): ...\n"}, 0.5),
    ("stages-orchestrated", {"a.py": "from sklearn.pipeline import Pipeline\nPipeline([])\n"}, 0),
    ("stages-orchestrated", {"requirements.txt": "apache-airflow\n", "a.py": "import airflow\n"}, 0),
    ("stages-chained", {"dags/flow.py": AIRFLOW}, 0.5),
    ("stages-chained", {"dvc.yaml": "stages:\n  a:\n    cmd: x\n    deps:\n      - data/raw\n"}, 0.5),
    ("stages-chained", {"models/a.sql": "select * from {{ ref('b') }}\n"}, 0.5),
    ("stages-chained", {"dvc.yaml": "stages:\n  a:\n    cmd: x\n"}, 0),
    ("stages-chained", {"dags/flow.py": AIRFLOW.replace("a >> b", "# a >> b")}, 0),
    ("sanctuary-access", {"db/roles.sql": "GRANT SELECT ON ALL TABLES IN SCHEMA raw TO reader;\n"}, 0.5),
    ("sanctuary-access", {"infra/main.tf": 'resource "google_storage_bucket_iam_member" "raw_reader" {\n}\n'}, 0.5),
    ("sanctuary-access", {"compose.yaml": "services:\n  a:\n    volumes:\n      - ./data/raw:/data:ro\n"}, 0.25),
    ("sanctuary-access", {"init.sh": "psql -c 'GRANT ALL PRIVILEGES ON DATABASE a TO b;'\n"}, 0),
    ("sanctuary-access", {"infra/main.tf": 'resource "google_storage_bucket_iam_member" "public_read" {\n}\n'}, 0),
    ("sanctuary-access", {"compose.yaml": "services:\n  a:\n    volumes:\n      - ./init-crawl-db.sh:/init.sh:ro\n"}, 0),
    ("sanctuary-access", {"db/roles.sql": "-- GRANT SELECT ON a TO b;\nSELECT 1;\n"}, 0),
    ("sanctuary-kept", {"data/raw.csv.dvc": "outs:\n- md5: a\n"}, 0.5),
    ("sanctuary-kept", {"ops/backup.sh": 'pg_dump --format=custom "$URL" > raw.dump\n'}, 0.5),
    ("sanctuary-kept", {"infra/main.tf": 'resource "aws_s3_bucket_versioning" "raw" {\n}\n'}, 0.5),
    ("sanctuary-kept", {"db/a.sql": "CREATE SCHEMA IF NOT EXISTS raw;\n"}, 0.25),
    ("sanctuary-kept", {"copy.sh": 'pg_dump -x "$A" | psql "$B"\n'}, 0),
    ("sanctuary-kept", {"Makefile": ".PHONY: pg_dump\npg_dump:\n\techo dumped\n"}, 0),
    ("sanctuary-kept", {"data/raw/a.csv": "a,b\n1,2\n"}, 0),
]  # fmt: skip
JURY = ("learning-fit", "poc-kept", "latency-strategy")


@pytest.mark.parametrize(("check", "files", "points"), CASES)
def test_case(check: str, files: dict[str, str], points: float) -> None:
    assert earned(check, files, pack="bloc2") == points


@pytest.mark.parametrize("check", JURY)
def test_a_jury_is_asked_and_shown_what_there_is(check: str) -> None:
    shown = run(check, facts({"src/a.py": DUMMY, "k8s/i.yaml": "kind: Ingress\n"}), "bloc2")
    empty = run(check, facts({}), "bloc2")
    assert (shown.verdict, empty.verdict) == ("unknown", "unknown")
    assert shown.earned == 0
    assert shown.evidence
    assert not empty.evidence


def test_every_check_has_a_case_that_passes_and_one_that_does_not() -> None:
    cases = [*test_models.CASES, *test_machines.CASES, *CASES]
    proven = {check for check, _, points in cases if points}
    refused = {check for check, _, points in cases if not points}
    assert proven == set(TABLE) - set(JURY) | {"ci-tests"}
    assert refused == set(TABLE) - set(JURY)


def test_the_pack_gives_the_points_of_the_referential() -> None:
    pack = policy.load("bloc2")
    points = {c.id: c.points for c in pack.criteria}
    assert points == {f"B2Cr{n}": 4 if n == 6 else 2 for n in range(1, 10)}
    assert (pack.total, pack.threshold) == (20, 10)
    assert {c.id for c in pack.checks()} == set(TABLE) | {"ci-tests"}
    assert set(READS) == set(TABLE)


@pytest.mark.parametrize("criterion", policy.load("bloc2").criteria, ids=lambda c: c.id)
def test_at_least_half_of_each_criterion_is_proven_by_the_repository(criterion) -> None:
    left = sum(check.points for check in criterion.checks if check.by_jury)
    assert left <= criterion.points / 2


@pytest.mark.parametrize("function", TABLE.values(), ids=TABLE)
def test_an_empty_repository_proves_nothing(function: CheckFunction) -> None:
    params = {check.id: check.params for check in policy.load("bloc2").checks()}
    name = next(id for id, one in TABLE.items() if one is function)
    finding = function(facts({}), params[name])
    assert (finding.level, finding.evidence) == ("none", ())
