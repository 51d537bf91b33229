"""The life cycle, one line a case: what passes, what passes in part, and what misleads."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aifactory import policy
from tests.checks.harness import facts, run

Files = Mapping[str, str]

TRAIN = "from sklearn.svm import SVC\nmodel = SVC().fit(x, y)\n"
FIT: Files = {"src/train.py": TRAIN}
WORDS = "the team reads every row of the data before the model learns from it, and says why it was kept or left out "
LONG = WORDS * 3
CI = ".github/workflows/ci.yml"
TESTED = "on: [push, pull_request]\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"
UNIT = "def test_a():\n    assert f() == 1\n\n\ndef test_b():\n    assert 1\n\n\ndef test_c():\n    assert 1\n"
API = "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.post('/predict')\ndef predict(x: int) -> int:\n    return x\n"
DOCKER = "FROM python:3.12-slim\nCOPY . .\n"


def page(title: str, text: str) -> Files:
    return {"docs/notes.md": f"# Notes\n\n## {title}\n\n{text}\n"}


def table(*rows: str) -> str:
    head, *body = rows
    line = "|".join("---" for _ in head.split("|"))
    return "\n".join(f"| {row} |" for row in (head, line, *body))


PASS: list[tuple[str, Files]] = [
    ("environment-locked", {"uv.lock": "version = 1\n"}),
    ("environment-locked", {"requirements.txt": "a==1 \\\n    --hash=sha256:0123456789abcdef\n"}),
    ("environment-locked", {"renv.lock": "{}\n"}),
    ("environment-as-code", {"Dockerfile": DOCKER}),
    ("environment-as-code", {"infra/main.tf": 'resource "aws_instance" "gpu" {\n}\n'}),
    ("environment-as-code", {".devcontainer/devcontainer.json": "{}\n"}),
    ("infra-needs-figured", page("Hardware", "Training takes 2 GPUs and 64 GB of memory.")),
    ("infra-needs-figured", page("Prérequis", table("étape|mémoire", "entraînement|16 Go"))),
    ("resources-requested", {"deploy/app.yaml": "resources:\n  requests:\n    memory: 2Gi\n"}),
    ("resources-requested", {"main.tf": '  instance_type = "g5.xlarge"\n'}),
    ("collection-coded", {"src/collect.py": "import requests\n\n\ndef go():\n    requests.get(u)\n"}),
    ("collection-coded", {"src/a.py": "from sklearn.datasets import fetch_openml\nfetch_openml()\n"}),
    ("collection-coded", {"get_data.sh": "curl -L https://example.org/rows.csv -o rows.csv\n"}),
    ("collection-organised", {"dvc.yaml": "stages: {}\n"}),
    ("collection-organised", {"Makefile": "ingest:\n\tpython src/a.py\n"}),
    ("collection-stored", {".dvc/config": "['remote \"s3\"']\n    url = s3://bucket/data\n"}),
    ("collection-stored", {"src/a.py": "import duckdb\ncon = duckdb.connect('d.db')\n"}),
    ("data-sources-compared", page("Data sources", table("source|licence|period", "INSEE|ODbL|2020", "OSM|ODbL|2024"))),
    ("data-transformed", {"src/a.py": "import pandas as pd\npd.merge(a, b)\n"}),
    ("data-transformed", {"models/a.sql": "select a, count(*) from t group by a\n"}),
    ("data-transformed", {"R/a.R": "x <- df |> group_by(a)\n"}),
    ("data-cleaned", {"src/a.py": "import pandas as pd\ndf = pd.DataFrame(r)\ndf.dropna()\n"}),
    ("data-cleaned", {"R/a.R": "df <- drop_na(df)\n"}),
    ("transformation-chained", {"dvc.yaml": "stages: {}\n", "src/a.py": "import pandas as pd\npd.merge(a, b)\n"}),
    ("transformations-specified", page("Data preparation", f"{LONG} Missing values are filled, categories encoded.")),
    ("transformations-specified", page("Nettoyage", table("colonne|traitement", "âge|valeurs manquantes supprimées", "ville|normalisée", "date|doublons fusionnés"))),
    ("transformations-tested", {"tests/test_clean.py": "def test_clean_rows():\n    assert clean(rows) == []\n"}),
    ("quality-after-transformation", {"src/a.py": "import pandera as pa\nschema = pa.DataFrameSchema({})\n"}),
    ("quality-after-transformation", {"models/schema.yml": "models:\n  - name: a\n    columns:\n      - name: id\n        tests:\n          - not_null\n"}),
    ("data-profiled", {"notebooks/a.R": "summary(df)\n"}),
    ("data-profiled", {"src/explore.py": "import pandas as pd\ndf = pd.read_csv(p)\nprint(df.describe())\n"}),
    ("quality-by-dimension", {"src/quality.py": "import pandas as pd\ndf = pd.read_csv(p)\na = df.isna().mean()\nb = df.duplicated().sum()\n"}),
    ("data-labelled", {"src/a.py": "from label_studio_sdk import Client\nc = Client(u)\n"}),
    ("data-labelled", {"config/ui.xml": '<View><Choices name="c" toName="t"/></View>\n'}),
    ("official-metrics", page("Metrics", table("name|definition|target", "recall|found among all|0.9", "precision|right among found|0.8", "share of refusals|rows refused|5 %"))),
    ("consent-register", {"src/register.toml": '[[source]]\nbasis = "consent"\n'}),
    ("consent-register", page("Données personnelles", "Le registre des traitements dit la base légale et le consentement de chaque personne, la durée de conservation, et la personne qui répond. " * 3)),
    ("data-goals", {"README.md": f"# Demo\n\nA demo.\n\n## Objectives\n\n{LONG}\n"}),
    ("data-quality-criteria", {"src/govern.py": "MAXIMUM_MISSING = 0.02\n"}),
    ("labels-defined", page("Labels", "- spam: a message that nobody asked for\n- ham: any other message of the sample\n- doubt: a text that two annotators read apart\n")),
    ("consent-enforced", {"src/a.py": "from presidio_analyzer import AnalyzerEngine\ne = AnalyzerEngine()\n"}),
    ("consent-enforced", {"tests/test_a.py": "def test_data_without_consent_are_refused():\n    assert refused(x)\n"}),
    ("library-search", page("Alternatives considered", f"{LONG} We compared both and chose the first because it is faster.")),
    ("algorithms-applied", FIT),
    ("algorithms-applied", {"src/a.py": "from openai import OpenAI\nclient = OpenAI()\n"}),
    ("algorithms-applied", {"R/fit.R": "m <- glm(y ~ x, data = d)\n"}),
    ("evaluation-data", {"src/a.py": "from sklearn.model_selection import train_test_split\ntrain_test_split(x)\n"}),
    ("evaluation-data", {"data/golden_questions.jsonl": "{}\n"}),
    ("hyperparameters-searched", {"src/a.py": "import optuna\ns = optuna.create_study()\ns.optimize(f)\n"}),
    ("algorithm-chosen", {**FIT, **page("Model", f"{LONG} A random forest votes over many trees.")}),
    ("parameters-defined", {**FIT, "params.yaml": "max_depth: 3\n"}),
    ("performance-evaluated", {"src/a.py": "from sklearn.metrics import f1_score\nf1_score(a, b)\n"}),
    ("search-defined", {"src/a.py": "from sklearn.model_selection import GridSearchCV\nGridSearchCV(m, grid, cv=5)\n"}),
    ("adjustment-followed", {**FIT, "src/b.py": "import mlflow\nmlflow.log_metric('a', 1)\n"}),
    ("production-environment", {"deploy/app.yaml": "apiVersion: apps/v1\nkind: Deployment\n"}),
    ("production-environment", {"Procfile": "web: uvicorn app:app\n"}),
    ("solution-secured", {"Dockerfile": DOCKER + "USER 10001\n", "src/a.py": "import jwt\njwt.decode(t, k)\n"}),
    ("pipeline-robust", {"src/a.py": "from tenacity import retry\nfrom pydantic import BaseModel\n\n\nclass A(BaseModel):\n    b: int\n\n\n@retry()\ndef f():\n    return 1\n"}),
    ("api-contained", {"src/a.py": API, "Dockerfile": DOCKER}),
    ("production-environment", {"template.yaml": "Transform: AWS::Serverless-2016-10-31\nResources: {}\n"}),
    ("logs-and-tests", {"src/a.py": "import logging\nlog = logging.getLogger(__name__)\n", CI: TESTED}),
    ("learning-workflow", {"Makefile": "train:\n\tpython src/train.py\n"}),
    ("learning-workflow", {"dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n"}),
    ("production-needs", {"deploy/slo.yaml": "objectives:\n  - name: a\n    target: 0.99\n"}),
    ("production-needs", page("Service levels", "- at least 99.5 % of requests are answered\n- latency p95 under 300 ms\n")),
    ("interfaces-validated", {"src/a.py": API, "tests/test_a.py": "from fastapi.testclient import TestClient\n\n\ndef test_it():\n    assert TestClient(app).get('/')\n"}),
    ("robustness-tested", {"tests/test_a.py": "from hypothesis import given\n\n\n@given(x)\ndef test_it(v):\n    assert v\n"}),
    ("robustness-tested", {"tests/test_a.py": "def test_empty_rows():\n    assert f()\n\n\ndef test_invalid_column():\n    assert f()\n\n\ndef test_missing_file():\n    assert f()\n", "tests/test_b.py": "def test_timeout():\n    assert f()\n"}),
    ("workflow-bounded", {**FIT, "dags/a.py": "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\nPythonOperator(execution_timeout=t)\n"}),
    ("workflow-bounded", {**FIT, **page("Model training", "Training takes about 20 minutes on one machine.")}),
    ("model-versions-kept", {**FIT, "src/b.py": "import mlflow\nmlflow.register_model(u, 'm')\n"}),
    ("impact-measured", {**FIT, "src/b.py": "from prometheus_client import generate_latest\ngenerate_latest()\n"}),
    ("model-versions-compared", {**FIT, "docs/notes.md": "# Notes\n\n## Comparison\n\n" + table("model|accuracy", "v1|0.81", "v2|0.85") + "\n"}),
    ("model-versions-compared", {**FIT, "src/b.py": "import mlflow\nmlflow.search_runs()\n"}),
    ("model-update-criteria", {**FIT, "src/settings.py": "minimum_f1 = 0.8\n"}),
    ("model-update-criteria", {**FIT, **page("Drift", "The model is retrained when the index exceeds 0.25.")}),
    ("model-recommendations", {**FIT, "docs/2026-03-02.md": f"# Follow-up\n\n## Recommendations\n\n{LONG} We keep the model while its recall holds.\n"}),
]  # fmt: skip

PARTLY: list[tuple[str, Files]] = [
    ("environment-locked", {"requirements.txt": "a==1\nb==2\nc==3\n"}),
    ("data-sources-compared", page("Data sources", "- [INSEE](https://insee.fr), licence ODbL\n- [OSM](https://osm.org), licence ODbL\n")),
    ("data-cleaned", {"notebooks/a.Rmd": "df <- drop_na(df)\n"}),
    ("quality-after-transformation", {"src/quality.py": "import pandas as pd\ndf = pd.read_csv(p)\na = df.isna().mean()\nb = df.duplicated().sum()\n"}),
    ("data-quality-criteria", page("Data quality", "- missing values: at most 2 %\n- duplicates: below 1 %\n")),
    ("algorithm-chosen", {"src/a.py": "from sklearn.svm import SVC\nfrom sklearn.tree import DecisionTreeClassifier\nfrom sklearn.naive_bayes import GaussianNB\nSVC()\nDecisionTreeClassifier()\nGaussianNB()\n"}),
    ("parameters-defined", {"src/a.py": "from sklearn.svm import SVC\nSVC(C=10).fit(x, y)\n"}),
    ("search-defined", {"src/a.py": "from sklearn.model_selection import ParameterGrid\nParameterGrid(g)\n"}),
    ("solution-secured", {"Dockerfile": DOCKER + "USER 10001\n"}),
    ("pipeline-robust", {"src/a.py": "from tenacity import retry\n\n\n@retry()\ndef f():\n    return 1\n"}),
    ("api-contained", {"src/a.py": API}),
    ("logs-and-tests", {CI: TESTED}),
    ("interfaces-validated", {"openapi.yaml": "openapi: 3.1.0\n"}),
    ("model-recommendations", {**FIT, **page("Recommendations", f"{LONG} We keep the model while its recall holds.")}),
]  # fmt: skip

MISLEAD: list[tuple[str, Files]] = [
    ("environment-locked", {"requirements.txt": "a>=1\nb\nc~=3.0\n"}),
    ("environment-locked", {"node_modules/x/package-lock.json": "{}\n"}),
    ("environment-as-code", {"README.md": "# Demo\n\nRun `docker run python` first.\n"}),
    ("infra-needs-figured", page("Hardware", "A powerful machine is needed.")),
    ("infra-needs-figured", page("Requirements", "Download the dataset, 12 GB of rows.")),
    ("infra-needs-figured", page("Hardware", "TODO")),
    ("resources-requested", {"deploy/app.yaml": "resources:\n  # memory: 2Gi\n"}),
    ("collection-coded", {"src/client.py": "import requests\n\n\ndef notify():\n    requests.get(u)\n"}),
    ("collection-coded", {"setup.sh": "curl -L https://github.com/a/b/releases/download/v1/tool-data.tar.gz\n"}),
    ("collection-coded", {"src/a.py": "import kaggle\n"}),
    ("collection-coded", {"data/rows.csv": "a,b\n"}),
    ("collection-organised", {"Makefile": "collectstatic:\n\tdjango-admin collectstatic\n"}),
    ("collection-organised", {"notebooks/01.ipynb": "{}"}),
    ("collection-stored", {"src/a.py": "import pandas as pd\npd.DataFrame(r).to_csv('a.csv')\n"}),
    ("collection-stored", {"main.tf": 'resource "google_storage_bucket" "terraform_state" {\n}\n'}),
    ("data-sources-compared", page("Data sources", table("column|type|licence", "age|int|x", "name|text|y"))),
    ("data-transformed", {"src/a.py": "import pandas as pd\n# pd.merge(a, b)\npd.read_csv(p)\n"}),
    ("data-cleaned", {"src/transform.py": "def cleanup():\n    close()\n"}),
    ("data-cleaned", {"src/a.py": "import pandas as pd\ndf = pd.read_csv(p)\ndf.isna().sum()\n"}),
    ("transformation-chained", {"dvc.yaml": "stages: {}\n"}),
    ("transformations-specified", page("Environment variables", LONG)),
    ("transformations-specified", page("Data preparation", "To be completed.")),
    ("transformations-specified", page("Deployment pipeline", f"{LONG} filled, encoded")),
    ("transformations-tested", {"tests/test_ui.py": "def test_clean_label():\n    assert label() == 'a'\n"}),
    ("transformations-tested", {"tests/test_a.py": "def test_clean_rows():\n    clean(rows)\n"}),
    ("quality-after-transformation", {"src/a.py": "import pandera\nimport pandas as pd\npd.read_csv(p).head()\n"}),
    ("quality-by-dimension", {"src/loader.py": "import pandas as pd\ndf = pd.read_csv(p)\ndf[df.isna()]\n"}),
    ("data-profiled", {"src/plots.py": "import seaborn as sns\n\n\ndef confusion(cm):\n    sns.heatmap(cm)\n"}),
    ("data-profiled", {"src/a.py": "import ydata_profiling\n"}),
    ("data-labelled", {"src/a.py": "from sklearn.preprocessing import LabelEncoder\nLabelEncoder()\n"}),
    ("data-labelled", {".github/labels.yml": "- name: bug\n"}),
    ("official-metrics", page("Metrics", table("model|recall", "a|0.8", "b|0.7", "c|0.6"))),
    ("official-metrics", page("Metrics", table("name|description", "http_requests_total|counter", "latency_seconds|histogram", "error rate|gauge"))),
    ("consent-register", page("Privacy", "We respect your privacy.")),
    ("consent-register", {"src/components/consent.yml": "basis: cookies\n"}),
    ("data-goals", {"README.md": "# Demo\n\n## Features\n\n" + LONG}),
    ("data-goals", {"docs/api.md": f"# API\n\n## Purpose\n\n{LONG}\n"}),
    ("data-quality-criteria", page("Data quality", "- good quality\n- clean data\n")),
    ("data-quality-criteria", {"src/quality.py": "MAX_RETRIES = 3\n"}),
    ("labels-defined", page("Issue labels", "- bug: a fault of the model\n- task: some work on data\n- doc: a text to write\n")),
    ("labels-defined", page("Labels", "- spam\n- ham\n- doubt\n")),
    ("consent-enforced", page("GDPR", LONG)),
    ("consent-enforced", {"src/a.py": "import presidio_analyzer\n"}),
    ("library-search", page("Libraries", "- pandas\n- scikit-learn\n- fastapi\n")),
    ("algorithms-applied", {"src/a.py": "import sklearn\n"}),
    ("algorithms-applied", {"tests/test_a.py": TRAIN}),
    ("algorithms-applied", {"examples/a.py": TRAIN}),
    ("algorithms-applied", {"src/a.py": "class P:\n    def fit(self): ...\nP().fit()\n"}),
    ("evaluation-data", {"tests/fixtures/golden.json": "{}\n"}),
    ("hyperparameters-searched", {"src/a.py": "GRID = {'C': [1, 10]}\n"}),
    ("algorithm-chosen", {**FIT, **page("Data model", f"{LONG} random forest")}),
    ("algorithm-chosen", page("Model", f"{LONG} A random forest votes over many trees.")),
    ("parameters-defined", {"config.yaml": "batch_size: 3\n"}),
    ("performance-evaluated", {"src/train.py": "print('accuracy', 0.9)\n"}),
    ("search-defined", {"src/a.py": "import optuna\n"}),
    ("adjustment-followed", {"src/b.py": "import mlflow\nmlflow.log_metric('a', 1)\n"}),
    ("production-environment", {"Dockerfile": DOCKER}),
    ("production-environment", {"docs/compose.prod.yml": "services: {}\n"}),
    ("solution-secured", {"SECURITY.md": "# Security\n\nWrite to us.\n"}),
    ("pipeline-robust", {"src/a.py": "import tenacity\n\ntry:\n    f()\nexcept Exception:\n    pass\n"}),
    ("production-environment", {"templates/audit/template.yml": "spec:\n  inputs:\n    stage:\n      default: test\n"}),
    ("logs-and-tests", {"src/a.py": "print('done')\n", "tests/test_a.py": UNIT}),
    ("learning-workflow", {"notebooks/train.ipynb": "{}"}),
    ("learning-workflow", {"Makefile": 'help:\n\t@echo " train - train the model"\n'}),
    ("production-needs", page("Availability", "The service is fast and available.")),
    ("interfaces-validated", {"src/a.py": API, "src/views/test_page.py": "import requests\n\n\ndef show():\n    requests.get(u)\n"}),
    ("robustness-tested", {"tests/test_a.py": UNIT}),
    ("workflow-bounded", {**FIT, CI: TESTED.replace("    runs-on: x", "    runs-on: x\n    timeout-minutes: 5")}),
    ("workflow-bounded", {"dags/a.py": "from airflow.operators.python import PythonOperator\nPythonOperator(execution_timeout=t)\n"}),
    ("model-versions-kept", {**FIT, "src/task_registry.py": "def register_tasks():\n    return 1\n"}),
    ("model-versions-kept", {**FIT, "src/publish.py": "from huggingface_hub import HfApi\n\n\ndef send():\n    HfApi().upload_folder('data')\n"}),
    ("impact-measured", {"src/b.py": "from prometheus_client import generate_latest\ngenerate_latest()\n"}),
    ("model-versions-compared", {**FIT, **page("Comparison", table("model|accuracy", "v1|0.81"))}),
    ("model-versions-compared", page("Comparison", table("model|accuracy", "v1|0.81", "v2|0.85"))),
    ("model-update-criteria", {**FIT, **page("Monitoring", "Monitor the model.")}),
    ("model-update-criteria", {"src/settings.py": "minimum_f1 = 0.8\n"}),
    ("model-recommendations", {**FIT, "docs/install.md": f"# Install\n\n## Next steps\n\n{LONG} the model, its recall\n"}),
]  # fmt: skip


def level(check: str, files: Files) -> str:
    return run(check, facts(files), "lifecycle").verdict


@pytest.mark.parametrize(("check", "files"), PASS)
def test_passes(check: str, files: Files) -> None:
    assert level(check, files) == "pass"


@pytest.mark.parametrize(("check", "files"), PARTLY)
def test_passes_in_part(check: str, files: Files) -> None:
    assert level(check, files) == "partial"


@pytest.mark.parametrize(("check", "files"), MISLEAD)
def test_what_misleads_does_not_pass(check: str, files: Files) -> None:
    assert level(check, files) == "fail"


def test_each_check_of_its_own_has_cases_that_pass_and_mislead() -> None:
    own = {check.id for check in policy.load("lifecycle").checks() if check.id not in BORROWED}
    assert own <= {check for check, _ in PASS}
    lenient = {"api-contained"}  # half of it is a part of it, and nothing looks like it
    assert own - lenient <= {check for check, _ in MISLEAD}


BORROWED = {"dependency-updates", "dataset-documented", "ci-security-gates", "retraining-automated"}


def test_seven_phases_for_two_profiles_weigh_by_their_tasks() -> None:
    pack = policy.load("lifecycle")
    points = {criterion.id: criterion.points for criterion in pack.criteria}
    technician = [value for name, value in points.items() if name.endswith("T")]
    academic = [value for name, value in points.items() if name.endswith("A")]
    assert (len(technician), len(academic)) == (7, 7)
    assert (sum(technician), sum(academic)) == (11, 9)
    assert (pack.total, pack.threshold) == (20, 10)
    tasks = (2, 1, 3, 1, 3, 3, 6, 4, 4, 6, 7, 6, 3, 2)
    for value, count in zip(points.values(), tasks, strict=True):
        assert abs(value - count * 20 / sum(tasks)) < 0.15
