"""B2Cr1 to B2Cr3: learning, experiments, control groups; what passes and what misleads."""

from __future__ import annotations

import pytest

from tests.checks.bloc2.cases import BOUND, CLUSTERS, DUMMY, RESULTS, TEST, TRAIN, ci, notebook
from tests.checks.harness import earned

APP = {"src/app/train.py": TRAIN}
EXPERIMENTS = (
    "# Ablation study\n\n| run | F1 |\n|---|---|\n| a | 0.71 |\n| b | 0.74 |\n| c | 0.69 |\n"
)
R = "library(rsample)\nset.seed(7)\nparts <- initial_split(d)\nfit <- lm(y ~ x, data = training(parts))\nrmse(p, y, e)\n"
SCALA = 'val Array(a, b) = d.randomSplit(Array(0.8, 0.2))\nval m = lr.fit(train)\nval e = new RegressionEvaluator()\nval s = SparkSession.builder.appName("x")\n'
CASES: list[tuple[str, dict[str, str], float]] = [
    ("learning-by-training", APP, 0.5),
    ("learning-by-training", {"explore.ipynb": notebook("import xgboost", "xgboost.train({}, d)")}, 0.5),
    ("learning-by-training", {"analysis/fit.R": R}, 0.5),
    ("learning-by-training", {"src/main/scala/Fit.scala": SCALA}, 0.5),
    # prepared, imported, commented out, shown in a tutorial or a linter's sample, told in a README
    ("learning-by-training", {"a.py": "from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(x)\n"}, 0),
    ("learning-by-training", {"a.py": "from sklearn.feature_extraction.text import TfidfVectorizer\nv = TfidfVectorizer().fit_transform(x)\n"}, 0),
    ("learning-by-training", {"a.py": "from sklearn.dummy import DummyClassifier\nDummyClassifier().fit(x, y)\n"}, 0),
    ("learning-by-training", {"a.py": "import sklearn\n# model.fit(x, y)\n"}, 0),
    ("learning-by-training", {"tutorials/train.py": TRAIN}, 0),
    ("learning-by-training", {"policies/semgrep/seeds.py": TRAIN}, 0),
    ("learning-by-training", {"README.md": "# A\n\nWe call `model.fit(x, y)` of scikit-learn.\n"}, 0),
    ("learning-by-training", {"notes.Rmd": "We could fit it with `lm(y ~ x)` later.\n"}, 0),
    ("learning-held-out", APP, 0.5),
    ("learning-held-out", {"analysis/fit.R": R}, 0.5),
    ("learning-held-out", {"a.py": "import keras\nmodel.fit(x, y, validation_split=0.2)\n"}, 0.5),
    ("learning-held-out", {"a.py": "from sklearn.model_selection import train_test_split\ntrain_test_split(x)\n"}, 0),
    ("learning-held-out", {"a.py": "from sklearn.svm import SVC\nSVC().fit(x, y)\n"}, 0),
    ("learning-measured", APP, 0.5),
    ("learning-measured", {"a.py": "from sklearn.svm import SVC\nfrom sklearn.metrics import f1_score\nm = SVC().fit(x, y)\nf1_score(y, m.predict(x))\n"}, 0.25),
    ("learning-measured", {"a.py": "from sklearn.metrics import f1_score\nf1_score(y, p)\n"}, 0),
    ("experiment-grid", {"a.py": "from sklearn.model_selection import GridSearchCV, KFold\nGridSearchCV(m, grid, cv=KFold(5, random_state=1))\n"}, 0.5),
    ("experiment-grid", {"a.py": "import optuna\noptuna.create_study().optimize(f)\n"}, 0.25),
    ("experiment-grid", {"docs/ablation.md": EXPERIMENTS, **APP}, 0.5),
    ("experiment-grid", {"fit.R": "set.seed(3)\ng <- tune_grid(w, folds, grid = 9)\n"}, 0.5),
    ("experiment-grid", {"conf/sweep.yaml": "method: bayes\nparameters:\n  lr: {min: 0.1}\nseed: 4\n"}, 0.5),
    ("experiment-grid", {"a.py": "import random\nrandom.seed(7)\n"}, 0),
    ("experiment-grid", {"docs/plan.md": "# Experiment plan\n\nWe will vary the depth and the rate.\n"}, 0),
    ("experiment-grid", {"docs/templates/experiments.md": EXPERIMENTS}, 0),
    ("experiment-runs", {"a.py": "import mlflow\nwith mlflow.start_run():\n    mlflow.log_metric('f1', 1)\n"}, 0.5),
    ("experiment-runs", {"docs/ablation.md": EXPERIMENTS}, 0.25),
    ("experiment-runs", {"requirements.txt": "mlflow\nwandb\n", "a.py": "import mlflow\n"}, 0),
    ("experiment-tests", {**APP, "tests/test_train.py": TEST, **ci("pytest")}, 0.5),
    ("experiment-tests", {**APP, "tests/test_train.py": TEST}, 0.25),
    ("experiment-tests", {**APP, "tests/test_train.py": TEST.replace("assert ", "print(") + ")"}, 0),
    ("experiment-tests", {"tests/test_train.py": TEST, **ci("pytest")}, 0),
    ("experiment-tests", {**APP, "tests/test_a.py": "def test_constraints_hold():\n    assert 1\n"}, 0),
    ("experiment-tests", {**APP, "tests/test_train.py": TEST, **ci("k6 run load.js")}, 0.25),
    ("experiment-gate", {**APP, "tests/test_train.py": BOUND, **ci("pytest")}, 0.5),
    ("experiment-gate", {**APP, "tests/test_train.py": BOUND}, 0.25),
    ("experiment-gate", {"Makefile": "gate:\n\tpython evaluate.py --min-accuracy 0.9\n", "evaluate.py": TRAIN, **ci("make gate")}, 0.5),
    ("experiment-gate", {**APP, **ci("python src/app/evaluate.py"), "src/app/evaluate.py": TRAIN}, 0),
    ("experiment-gate", {**APP, **ci("coverage report --fail-under=90")}, 0),
    ("experiment-gate", {**APP, "tests/test_form.py": "def test_length_above_threshold():\n    assert 2 > 1\n", **ci("pytest")}, 0),
    ("experiment-gate", {**APP, "tests/test_train.py": TEST + "def test_nbeats_model():\n    assert 1\n", **ci("pytest")}, 0),
    ("experiment-gate", {**APP, "tests/test_train.py": TEST + "def test_missing_rate_above_threshold():\n    assert 1\n", **ci("pytest")}, 0),
    ("poc-supervised", APP, 0.5),
    ("poc-supervised", {"a.py": "from sklearn.svm import SVC\nSVC()\n"}, 0),
    ("poc-supervised", {"a.py": CLUSTERS}, 0),
    ("poc-control", {"a.py": DUMMY}, 0.5),
    ("poc-control", {"a.py": CLUSTERS}, 0.5),
    ("poc-control", {"a.py": "def seasonal_naive(y, season):\n    return y[-season]\n"}, 0.5),
    ("poc-control", {"a.py": "class NaiveBayesModel:\n    pass\n"}, 0),
    ("poc-control", {"fit.R": "spec <- null_model() |> set_mode('regression')\n"}, 0.5),
    ("poc-control", {"a.py": TRAIN + "from xgboost import XGBClassifier\nXGBClassifier().fit(x, y)\n"}, 0.25),
    ("poc-control", {"a.py": TRAIN + "accuracy_score(y_test, baseline_pred)\n"}, 0.25),
    ("poc-control", {"a.py": "from sklearn.naive_bayes import GaussianNB\nGaussianNB().fit(x, y)\n"}, 0),
    ("poc-control", {"README.md": "# A\n\nThe baseline is a dummy that predicts the majority class.\n"}, 0),
    ("poc-compared", {**APP, "README.md": RESULTS}, 0.5),
    ("poc-compared", {**APP, "docs/card.md": "# Card\n\n## Evaluation\n\n| measure | model | baseline |\n|---|---|---|\n| accuracy | 97 % | 63 % |\n"}, 0.5),
    ("poc-compared", {**APP, "docs/fiche.md": "# Fiche\n\n## Résultats\n\n| mesure | modèle | référence naïve |\n|---|---|---|\n| exactitude | 97 % | 63 % |\n"}, 0.5),
    ("poc-compared", {"a.py": DUMMY}, 0.5),
    ("poc-compared", {"a.py": CLUSTERS}, 0.5),
    ("poc-compared", {**APP, "reports/metrics.json": '{\n  "baseline": {"f1": 0.4},\n  "model": {"f1": 0.8}\n}\n'}, 0.5),
    ("poc-compared", {"a.py": TRAIN + "accuracy_score(y_test, baseline_pred)\n"}, 0.25),
    # speeds of a service, a table without figures, a project that learns nothing, a dummy left alone
    ("poc-compared", {**APP, "README.md": "# A\n\n| Metric | Baseline | Optimized |\n|---|---|---|\n| latency | 80 ms | 20 ms |\n"}, 0),
    ("poc-compared", {**APP, "README.md": "# A\n\n| model | accuracy |\n|---|---|\n| baseline | to come |\n| ours | to come |\n"}, 0),
    ("poc-compared", {"README.md": RESULTS}, 0),
    ("poc-compared", {"a.py": "from sklearn.dummy import DummyClassifier\nDummyClassifier().fit(x, y)\n"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("check", "files", "points"), CASES)
def test_case(check: str, files: dict[str, str], points: float) -> None:
    assert earned(check, files, pack="bloc2") == points
