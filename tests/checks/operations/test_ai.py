"""Op6 to Op8: what AI costs, the model in service, its security."""

from __future__ import annotations

import pytest

from tests.checks.harness import earned

API = (
    "from fastapi import FastAPI\nimport joblib\napp = FastAPI()\nmodel = joblib.load('m.joblib')\n"
)
IMAGE = "FROM python:3.12\nCOPY . .\n"
TARGET = "kind: Deployment\n"
COST = "# Cost\n\n| what | a month |\n|---|---|\n| machine | 80 € |\n| tokens | 20 € |\n"
THREATS = (
    "# Threats\n\n| threat | held off by |\n|---|---|\n| prompt injection | filter |\n"
    "| poisoned data | checksums |\n| a model file that executes code | digest |\n"
)
GUARD = "from llm_guard import scan_prompt\nscan_prompt(guards, text)\n"


def points(check: str, files: dict[str, str | bytes]) -> float:
    return earned(check, files, pack="operations")


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        (
            "cost-per-request",
            {"src/cost.py": "def euros(tokens, price):\n    return tokens * price / 1000\n"},
            0.75,
        ),
        (
            "cost-per-request",
            {"src/a.py": "from prometheus_client import Counter\nC = Counter('cost_euros', '')\n"},
            0.75,
        ),
        ("cost-per-request", {"docs/cost.md": "# Cost\n\n- 0.02 € per request\n"}, 0.25),
        (
            "cost-per-request",
            {"src/cost.py": "def cost(theta, x):\n    return (x - theta) ** 2\n"},
            0,
        ),
        ("cost-per-request", {"src/a.py": "import tiktoken\nn = len(tiktoken.encode(t))\n"}, 0),
        (
            "consumption-bounded",
            {
                "src/a.py": "from openai import OpenAI\nc = OpenAI()\nc.chat.completions.create(max_tokens=9)\n",
                "k/a.yaml": "          limits:\n            memory: 1Gi\n",
            },
            0.75,
        ),
        (
            "consumption-bounded",
            {
                "src/a.py": "from openai import OpenAI\nc = OpenAI()\nc.chat.completions.create(model='m')\n"
            },
            0,
        ),
        ("consumption-bounded", {"main.tf": "  max_instance_count = 4\n"}, 0.25),
        ("cost-alert", {"main.tf": 'resource "aws_budgets_budget" "b" {\n'}, 0.5),
        ("cost-alert", {"alerts.yml": "      - alert: BudgetSpent\n"}, 0.5),
        ("cost-alert", {"alerts.yml": "      - alert: ErrorBudgetBurns\n"}, 0),
        ("cost-recorded", {"docs/cost.md": COST}, 0.5),
        ("cost-recorded", {"docs/cost.md": COST.replace("80 €", "…").replace("20 €", "…")}, 0),
        (
            "cost-recorded",
            {"README.md": "# Shop\n\n## Cost function\n\nA price of 3 € and 5 €.\n"},
            0,
        ),
        ("cost-recorded", {"deploy/budget.yaml": "monthly_budget_euros: 100\n"}, 0.5),
    ],
)
def test_costs(check: str, files: dict[str, str | bytes], wanted: float) -> None:
    assert points(check, files) == wanted


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        ("inference-deployed", {"compose.yaml": "    image: vllm/vllm-openai:v0.6\n"}, 1),
        ("inference-deployed", {"src/a.py": API, "Dockerfile": IMAGE, "k/a.yaml": TARGET}, 1),
        ("inference-deployed", {"src/a.py": API, "Dockerfile": IMAGE}, 0.5),
        ("inference-deployed", {"src/a.py": API}, 0),
        ("inference-deployed", {"compose.yaml": "    image: elasticsearch:8.1.0\n"}, 0),
        ("inference-deployed", {"examples/compose.yaml": "    image: vllm/vllm-openai:v0.6\n"}, 0),
        ("inference-deployed", {"go.sh": 'echo "ollama serve"\n'}, 0),
        (
            "inference-probed",
            {"src/a.py": API, "Dockerfile": IMAGE + "HEALTHCHECK CMD curl -f localhost/ready\n"},
            0.75,
        ),
        (
            "inference-probed",
            {"src/a.py": API + "@app.get('/ready')\ndef ready(): ...\n", "Dockerfile": IMAGE},
            0.25,
        ),
        ("inference-probed", {"k/a.yaml": TARGET + "  readinessProbe:\n"}, 0),
        (
            "inference-probed",
            {"src/a.py": API, "Dockerfile": IMAGE, "compose.yaml": "      test: pg_isready\n"},
            0,
        ),
        (
            "model-pinned",
            {"src/a.py": "import mlflow\nm = mlflow.pyfunc.load_model('models:/churn/3')\n"},
            0.75,
        ),
        ("model-pinned", {"deploy/app.yaml": 'MODEL_VERSION: "3"\n'}, 0.75),
        ("model-pinned", {"compose.yaml": "    image: vllm/vllm-openai:v0.6.1\n"}, 0.25),
        ("model-pinned", {"compose.yaml": "    image: vllm/vllm-openai:latest\n"}, 0),
        (
            "model-pinned",
            {"iam.tf": '  version = "2012-10-17"\n', "deploy/a.yaml": "MODEL: big\n"},
            0,
        ),
    ],
)
def test_models_in_service(check: str, files: dict[str, str | bytes], wanted: float) -> None:
    assert points(check, files) == wanted


MENACES = """# Menaces

| menace | ce qui la tient à distance | ce qui reste |
|---|---|---|
| données empoisonnées ou remplacées | empreintes à la collecte | une source qui ment |
| des entrées faites pour tromper | plages | des valeurs plausibles |
| un modèle reconstruit à force de questions | requêtes comptées | pas de quota |
"""
INJECTED = "def test_prompt_injection_is_refused():\n    assert refuse('ignore all')\n"


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        ("ai-threats", {"docs/threats.md": THREATS}, 0.75),
        (
            "ai-threats",
            {
                "docs/threats.md": THREATS.replace("poisoned data", "a thief").replace(
                    "a model file", "a file"
                )
            },
            0.25,
        ),
        ("ai-threats", {"docs/threats.md": MENACES}, 0.75),
        ("ai-threats", {"SECURITY.md": "# Security policy\n\n- mail us\n- wait\n- thanks\n"}, 0),
        ("adversarial-tests", {"src/a.py": API, "tests/test_a.py": INJECTED}, 0.5),
        ("adversarial-tests", {"tests/test_a.py": INJECTED}, 0),
        (
            "adversarial-tests",
            {"src/a.py": API, "tests/test_a.py": "def test_sql_injection():\n    assert safe()\n"},
            0,
        ),
        (
            "adversarial-tests",
            {"src/a.py": API, "tests/test_a.py": "def test_prompt_injection():\n    pass\n"},
            0,
        ),
        ("model-guarded", {"src/a.py": GUARD}, 0.5),
        (
            "model-guarded",
            {"src/a.py": API + "from pydantic import Field\nage = Field(ge=0, le=120)\n"},
            0.25,
        ),
        ("model-guarded", {"src/a.py": "import llm_guard\n", "policies/semgrep/g.py": GUARD}, 0),
        (
            "model-provenance",
            {
                "src/a.py": "import hashlib\nimport joblib\nd = hashlib.sha256(b)\nm = joblib.load(p)\n"
            },
            0.5,
        ),
        (
            "model-provenance",
            {
                "src/a.py": API,
                ".github/workflows/a.yml": "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps:\n"
                "      - uses: actions/attest-build-provenance@v2\n",
            },
            0.5,
        ),
        (
            "model-provenance",
            {"src/licence.py": "from sigstore.verify import Verifier\nVerifier.production()\n"},
            0,
        ),
        (
            "model-provenance",
            {"src/a.py": "import torch\ntorch.load(p, weights_only=True)\n"},
            0.25,
        ),
        ("model-provenance", {"src/a.py": API}, 0),
        (
            "human-oversight",
            {
                "docs/card.md": "# Card\n\n## Human oversight\n\n"
                + "A doctor reads each answer. " * 6
            },
            0.25,
        ),
        ("human-oversight", {"docs/card.md": "# Card\n\n## Human oversight\n\nYes.\n"}, 0),
    ],
)
def test_security(check: str, files: dict[str, str | bytes], wanted: float) -> None:
    assert points(check, files) == wanted
