"""The ML Test Score: a point by itself, half a one by hand, none for a word."""

from __future__ import annotations

import pytest

from aifactory import policy
from aifactory.engine import evaluate
from tests.checks.harness import commit, earned, facts

MODEL = {"src/train.py": "from sklearn.svm import SVC\nSVC().fit(x, y)\n"}
FLOW = "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {}\n"
CI = {".github/workflows/ci.yml": FLOW.format("pytest")}
NIGHTLY = {
    ".github/workflows/night.yml": FLOW.format("python src/train.py").replace(
        "[push]", "{schedule: [{cron: '0 2 * * *'}]}"
    )
}
SCHEMA = {"src/check.py": "import pandera as pa\nclass Rows(pa.DataFrameModel):\n    age: int\n"}
SEARCH = "from sklearn.model_selection import GridSearchCV\nGridSearchCV(m, {}).fit(x, y)\n"


def a_test(name: str) -> dict[str, str]:
    return {"tests/test_it.py": f"def {name}():\n    assert run()\n"}


def page(title: str, *rows: str) -> dict[str, str]:
    lines = "\n".join(f"- {row}" for row in rows)
    return {"docs/notes.md": f"# Notes\n\n## {title}\n\n{lines}\n"}


def points(check: str, *parts: dict[str, str]) -> float:
    files: dict[str, str | bytes] = {k: v for part in (MODEL, *parts) for k, v in part.items()}
    return earned(f"mlt-{check}", files, pack="mltest")


@pytest.mark.parametrize(
    ("check", "parts", "wanted"),
    [
        ("feature-schema", [SCHEMA], 1),
        ("feature-schema", [a_test("test_data_schema"), CI], 1),
        ("feature-schema", [a_test("test_data_schema")], 0.5),
        ("feature-schema", [page("Data dictionary", "age: 0.12", "size: 3.5 kg")], 0.5),
        ("feature-schema", [page("Data dictionary", "age", "size")], 0),
        ("feature-schema", [page("Environment variables", "a: 0.12", "b: 3.5 kg")], 0),
        ("feature-schema", [{"src/check.py": "import pandera\n# pandera.DataFrameModel\n"}], 0),
        ("feature-schema", [a_test("test_database_schema_migrates"), CI], 0),
        ("features-beneficial", [{"src/a.py": "import shap\nshap.Explainer(m)\n"}, NIGHTLY], 1),
        ("features-beneficial", [{"src/a.py": "import shap\nshap.Explainer(m)\n"}], 0.5),
        ("features-beneficial", [{"src/a.py": "import shap\n"}], 0),
        ("features-cost", [page("Feature cost", "age: 12 ms", "text: 230 ms")], 0.5),
        ("features-cost", [a_test("test_preprocess_timestamps"), CI], 0),
        ("features-governed", [{"data/register.toml": 'licence = "CC0"\n'}], 0.5),
        (
            "features-governed",
            [{"data/register.toml": 'licence = "CC0"\n'}, a_test("test_sources_have_consent"), CI],
            1,
        ),
        ("features-governed", [{"data/register.toml": "# licence\n"}], 0),
        (
            "pipeline-privacy",
            [{"src/a.py": "from presidio_analyzer import AnalyzerEngine\nAnalyzerEngine()\n"}],
            1,
        ),
        ("pipeline-privacy", [{"src/a.py": "def redactor(lang):\n    return lang\n"}], 0),
        (
            "features-quick",
            [
                {
                    "src/f.py": "from sklearn.compose import ColumnTransformer\nColumnTransformer([])\n"
                }
            ],
            0.5,
        ),
        (
            "features-quick",
            [
                {
                    "src/f.py": "from sklearn.compose import ColumnTransformer\nColumnTransformer([])\n"
                },
                NIGHTLY,
            ],
            1,
        ),
        ("features-quick", [{"mkdocs.yml": "features:\n  - search\n"}, NIGHTLY], 0),
        ("feature-code-tested", [a_test("test_preprocess_fills_gaps"), CI], 1),
        ("feature-code-tested", [a_test("test_preprocess_fills_gaps")], 0.5),
        ("feature-code-tested", [a_test("test_login"), CI], 0),
    ],
)
def test_features_and_data(check: str, parts: list[dict[str, str]], wanted: float) -> None:
    assert points(check, *parts) == wanted


@pytest.mark.parametrize(
    ("check", "parts", "wanted"),
    [
        ("offline-online-linked", [page("A/B test", "control 3.1 %", "new 3.9 %")], 0.5),
        ("offline-online-linked", [page("A/B test", "we will run one", "soon")], 0),
        ("hyper-parameters-tuned", [{"src/tune.py": SEARCH}], 0.5),
        ("hyper-parameters-tuned", [{"src/tune.py": SEARCH}, NIGHTLY], 1),
        ("hyper-parameters-tuned", [{"src/tune.py": "# GridSearchCV\n"}, NIGHTLY], 0),
        ("staleness-known", [page("Retraining", "age 0: 0.91", "age 30: 0.84")], 0.5),
        ("staleness-known", [a_test("test_pretrained_weights"), CI], 0),
        (
            "simpler-model-compared",
            [{"src/e.py": "from sklearn.dummy import DummyClassifier\nDummyClassifier()\n"}],
            0.5,
        ),
        ("simpler-model-compared", [a_test("test_better_than_baseline"), CI], 1),
        ("slices-tested", [a_test("test_quality_by_class"), CI], 1),
        ("slices-tested", [a_test("test_slice_of_a_list"), CI], 0),
        (
            "inclusion-tested",
            [{"src/f.py": "from fairlearn.metrics import MetricFrame\nMetricFrame()\n"}, NIGHTLY],
            1,
        ),
        ("inclusion-tested", [page("Bias", "The data may be biased.", "Take care.")], 0),
    ],
)
def test_development(check: str, parts: list[dict[str, str]], wanted: float) -> None:
    assert points(check, *parts) == wanted


def test_a_specification_is_checked_in_and_reviewed() -> None:
    alone = [commit(f"Add part {n}", day=n) for n in range(4)]
    reviewed = [commit(f"Add part {n} (#{n + 1})", day=n) for n in range(4)]
    assert earned("mlt-model-spec-reviewed", MODEL, alone, pack="mltest") == 0.5
    assert earned("mlt-model-spec-reviewed", MODEL, reviewed, pack="mltest") == 1


@pytest.mark.parametrize(
    ("check", "parts", "wanted"),
    [
        (
            "training-reproducible",
            [
                {
                    "src/a.py": "import numpy as np\nnp.random.seed(1)\n",
                    "uv.lock": "version = 1\n",
                    "data/rows.csv.dvc": "outs: []\n",
                }
            ],
            1,
        ),
        ("training-reproducible", [{"src/a.py": "import numpy as np\nnp.random.seed(1)\n"}], 0.5),
        ("training-reproducible", [{"uv.lock": "version = 1\n"}], 0),
        ("training-reproducible", [a_test("test_training_is_reproducible"), CI], 1),
        ("model-code-tested", [a_test("test_train_learns_ten_rows"), CI], 1),
        ("model-code-tested", [a_test("test_constrains_input"), CI], 0),
        ("pipeline-integration-tested", [a_test("test_full_pipeline"), CI], 1),
        ("pipeline-integration-tested", [{"dvc.yaml": "stages:\n  a:\n    cmd: b\n"}], 0.5),
        ("pipeline-integration-tested", [{"Makefile": "run:\n\tflask run\n"}], 0),
        ("model-gated", [a_test("test_refuses_a_model_that_is_poor"), CI], 1),
        (
            "model-gated",
            [
                {
                    "src/evaluate.py": "from sklearn.metrics import f1_score\nf1_score(y, p)\n",
                    "params.yaml": "minimum_f1: 0.8\n",
                }
            ],
            1,
        ),
        (
            "model-gated",
            [{"src/evaluate.py": "from sklearn.metrics import f1_score\nf1_score(y, p)\n"}],
            0.5,
        ),
        ("model-gated", [a_test("test_threshold_of_search"), CI], 0),
        ("model-debuggable", [{"src/a.py": "import lime\nlime.explain(x)\n"}], 1),
        ("model-debuggable", [a_test("test_migrates_citations"), CI], 0),
        ("model-canary", [{"k/i.yaml": "  canaryTrafficPercent: 10\n"}], 1),
        ("model-canary", [{"deploy/deploy": "python deploy/smoke.py $URL\n"}], 0.5),
        ("model-canary", [{"docs/a.md": "# Canary\n\nWe like canaries.\n"}], 0),
        ("model-rolled-back", [{"deploy/rollback": "kubectl rollout undo deploy/app\n"}], 0.5),
        ("model-rolled-back", [{"deploy/deploy": "if ! smoke; then rollback; fi\n"}], 1),
        ("model-rolled-back", [a_test("test_transaction_rollback"), CI], 0),
    ],
)
def test_infrastructure(check: str, parts: list[dict[str, str]], wanted: float) -> None:
    assert points(check, *parts) == wanted


UPDATES = {".github/dependabot.yml": "version: 2\n"}
BOUNDED = {"src/api.py": "from pydantic import Field\nage = Field(ge=0)\n"}
METRIC = {"src/m.py": "from prometheus_client import Histogram\nH = Histogram('seconds', '')\n"}
RULE = {"deploy/alerts.yml": "      - alert: SlowAnswers\n        expr: x > 2\n"}


@pytest.mark.parametrize(
    ("check", "parts", "wanted"),
    [
        ("dependencies-announced", [UPDATES, SCHEMA], 1),
        ("dependencies-announced", [UPDATES], 0.5),
        ("dependencies-announced", [{"docs/dependabot.yml": "version: 2\n"}], 0),
        ("data-invariants-watched", [SCHEMA, BOUNDED], 1),
        ("data-invariants-watched", [BOUNDED], 0.5),
        ("skew-watched", [{"src/d.py": "def drift(a, b):\n    return 0\n"}, NIGHTLY], 1),
        ("skew-watched", [{"src/d.py": "def drift(a, b):\n    return 0\n"}], 0.5),
        ("skew-watched", [{"src/d.py": "def change_drift_name(a):\n    return 0\n"}], 0),
        ("model-age-watched", [NIGHTLY], 1),
        (
            "model-age-watched",
            [
                {
                    "src/s.py": "from apscheduler.schedulers import Blocking\nBlocking().add_job(score)\n"
                }
            ],
            0,
        ),
        ("numbers-stable", [{"src/n.py": "import torch\nassert torch.isfinite(loss)\n"}], 1),
        ("numbers-stable", [{"src/n.py": "import numpy as np\nnp.isfinite(x)\n"}], 0.5),
        ("numbers-stable", [a_test("test_infinite_loops"), CI], 0),
        ("performance-watched", [METRIC, RULE], 1),
        ("performance-watched", [METRIC], 0.5),
        ("performance-watched", [page("Latency", "p50 20 ms", "p99 180 ms")], 0.5),
        (
            "quality-watched",
            [{"src/q.py": "def save_feedback(a):\n    return a\n"}],
            0.5,
        ),
        ("quality-watched", [{"README.md": "# A\n\nWe watch the quality in production.\n"}], 0),
    ],
)
def test_monitoring(check: str, parts: list[dict[str, str]], wanted: float) -> None:
    assert points(check, *parts) == wanted


def test_a_project_without_a_model_earns_nothing() -> None:
    files: dict[str, str | bytes] = {**CI, **UPDATES, **SCHEMA, **a_test("test_data_schema")}
    card = evaluate(facts(files), policy.load("mltest"))
    assert card.score.proven == 0
    assert {r.earned for c in card.criteria for r in c.checks} == {0.0}


def test_the_score_is_that_of_the_weakest_section_and_has_a_name() -> None:
    files: dict[str, str | bytes] = {**MODEL, **CI, **UPDATES, **SCHEMA, **BOUNDED}
    card = evaluate(facts(files), policy.load("mltest"))
    assert card.score.proven == min(one.proven for one in card.criteria)
    assert not card.score.validated
    assert card.score.level


def test_the_published_numbers_are_kept() -> None:
    pack = policy.load("mltest")
    assert [len(one.checks) for one in pack.criteria] == [7, 7, 7, 7]
    assert {(check.points, check.partial) for check in pack.checks()} == {(1.0, 0.5)}
    assert [level.points for level in pack.levels] == [0, 0.5, 1.5, 2.5, 3.5, 5.5]
