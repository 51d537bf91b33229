"""B2Cr4 to B2Cr6: clusters, chips, load and latency; what passes and what misleads."""

from __future__ import annotations

import pytest

from tests.checks.bloc2.cases import CHIPS, K6, STARVED
from tests.checks.harness import earned

RAY = "import ray\n\n\n@ray.remote\ndef work(n):\n    return n\n"
POOL = "from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor() as p:\n    p.map(f, x)\n"
GO = "func TestNoDeadlock(t *testing.T) {\n\tgo func() { work() }()\n\tif n != 1 { t.Fatal() }\n}\n"
SLO = "# Service levels\n\n## Objective\n\n- p95 latency below 300 ms over 30 days\n"
HPA = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
CASES: list[tuple[str, dict[str, str], float]] = [
    ("cluster-computing", {"a.py": RAY}, 0.5),
    ("cluster-computing", {"a.py": "from celery import Celery\napp = Celery('a')\n"}, 0.5),
    ("cluster-computing", {"src/Main.scala": "val s = SparkSession.builder.getOrCreate()\n"}, 0.5),
    ("cluster-computing", {"a.py": POOL}, 0.25),
    ("cluster-computing", {"a.R": "cl <- makeCluster(4)\n"}, 0.25),
    ("cluster-computing", {"a.py": "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor(max_workers=1)\n"}, 0),
    ("cluster-computing", {"a.py": "from sklearn.ensemble import RandomForestClassifier\nRandomForestClassifier(n_jobs=-1)\n"}, 0),
    ("cluster-computing", {"requirements.txt": "ray\ndask\n", "a.py": "import ray\n"}, 0),
    ("cluster-configured", {"k8s/ray.yaml": "apiVersion: ray.io/v1\nkind: RayCluster\n"}, 0.5),
    ("cluster-configured", {"compose.yaml": "services:\n  s:\n    image: ghcr.io/dask/dask:2026.1\n    command: dask scheduler --port 8786\n"}, 0.5),
    ("cluster-configured", {"jobs/fit.slurm": "#!/bin/sh\n#SBATCH --nodes=4\nsrun -n 4 python fit.py\n"}, 0.5),
    ("cluster-configured", {"infra/main.tf": 'resource "google_dataproc_cluster" "c" {\n}\n'}, 0.5),
    ("cluster-configured", {"compose.yaml": "services:\n  w:\n    command: celery -A app worker\n"}, 0.25),
    ("cluster-configured", {"compose.yaml": "services:\n  # image: ghcr.io/dask/dask:2026.1\n  a:\n    image: redis\n"}, 0),
    ("cluster-configured", {"recipe/meta.yaml": "test:\n  - dask worker --help\n"}, 0),
    ("cluster-configured", {"examples/ray.yaml": "kind: RayCluster\n"}, 0),
    ("cluster-hazard-tests", {"tests/test_pool.py": STARVED}, 0.5),
    ("cluster-hazard-tests", {"pool_test.go": GO}, 0.5),
    ("cluster-hazard-tests", {"tests/test_pool.py": STARVED.replace("no_worker_starves", "concurrent_writes")}, 0.25),
    ("cluster-hazard-tests", {f"tests/test_{i}.py": STARVED.replace("starves", "starves" if i == 9 else "runs") for i in range(10)}, 0.5),
    ("cluster-hazard-tests", {"spec/pool.tla": "---- MODULE pool ----\n"}, 0.25),
    ("cluster-hazard-tests", {"tests/test_pool.py": "def test_no_deadlock():\n    assert True\n"}, 0),
    ("cluster-hazard-tests", {"tests/test_pool.py": STARVED.replace("assert done == 8", "pass")}, 0),
    ("cluster-hazard-tests", {"tests/test_pool.py": STARVED.replace("no_worker_starves", "block_is_rendered")}, 0),
    ("cluster-hang-guard", {"a.py": RAY, "pyproject.toml": "[tool.pytest.ini_options]\ntimeout = 60\n"}, 0.5),
    ("cluster-hang-guard", {"a.py": POOL, "pytest.ini": "[pytest]\nfaulthandler_timeout = 30\n"}, 0.5),
    ("cluster-hang-guard", {"a.py": "import asyncio\nasync def f():\n    await asyncio.wait_for(g(), 5)\n"}, 0.25),
    ("cluster-hang-guard", {"a.py": "print(1)\n", "pytest.ini": "[pytest]\ntimeout = 30\n"}, 0),
    ("cluster-hang-guard", {"a.py": RAY, ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    timeout-minutes: 10\n"}, 0),
    ("chip-used", {"a.py": "import torch\ndevice = 'cuda' if torch.cuda.is_available() else 'cpu'\n"}, 0.5),
    ("chip-used", {"a.py": "import onnxruntime as ort\nort.InferenceSession(p, providers=['CUDAExecutionProvider'])\n"}, 0.5),
    ("chip-used", {"k8s/a.yaml": "resources:\n  limits:\n    nvidia.com/gpu: 1\n"}, 0.5),
    ("chip-used", {"src/k.cu": "__global__ void k(float *x) {}\n"}, 0.5),
    ("chip-used", {"a.py": "import torch\nmodel.to('cpu')\n"}, 0),
    ("chip-used", {"a.py": "import onnxruntime as ort\nort.InferenceSession(p, providers=['CPUExecutionProvider'])\n"}, 0),
    ("chip-used", {"README.md": "# A\n\nRuns on CUDA, TensorRT and NPU.\n"}, 0),
    ("chip-optimised", {"a.py": "import torch\nwith torch.autocast('cuda'):\n    f()\n"}, 0.5),
    ("chip-optimised", {"a.py": "from onnxruntime.quantization import quantize_dynamic\nquantize_dynamic(a, b)\n"}, 0.5),
    ("chip-optimised", {"compose.yaml": "services:\n  m:\n    command: --model x --quantization awq\n"}, 0.5),
    ("chip-optimised", {"a.py": "import torch\n# torch.compile(model)\n"}, 0),
    ("chip-gain", {"docs/benchmarks.md": CHIPS}, 0.5),
    ("chip-gain", {"docs/gains.md": "# Gains et pertes\n\n| mesure | CPU | GPU |\n|---|---|---|\n| temps de calcul | 320 ms | 18 ms |\n"}, 0.5),
    ("chip-gain", {"README.md": "# A\n\n## Performance\n\nint8 quantisation makes inference 2.9x faster.\n"}, 0.25),
    ("chip-gain", {"bench.py": "import torch\ntorch.cuda.synchronize()\n"}, 0.25),
    ("chip-gain", {"README.md": "# A\n\n## Requirements\n\n| part | least |\n|---|---|\n| CPU | 4 cores |\n| GPU | 8 GB |\n"}, 0),
    ("chip-gain", {"docs/benchmarks.md": CHIPS.replace("ms", "to measure").replace("GB", "").replace("320", "").replace("110", "").replace("18", "").replace("1.2", "").replace("0.4", "").replace("0.8", "")}, 0),
    ("chip-gain", {"README.md": "# A\n\nFixed timings of the worker: 5000 ms heartbeat, 60000 ms of time to live.\n"}, 0),
    ("hardware-watched", {"a.py": "import pynvml\npynvml.nvmlInit()\n"}, 0.5),
    ("hardware-watched", {"compose.yaml": "services:\n  n:\n    image: prom/node-exporter:v1.9\n"}, 0.5),
    ("hardware-watched", {"alerts.yml": "      expr: DCGM_FI_DEV_GPU_TEMP > 85\n"}, 0.5),
    ("hardware-watched", {"run.sh": "nvidia-smi --query-gpu=temperature.gpu --format=csv\n"}, 0.25),
    ("hardware-watched", {"a.py": "from prometheus_client import Counter\nCounter('a', 'b')\n"}, 0),
    ("load-balanced", {"k8s/i.yaml": "kind: Ingress\n"}, 1),
    ("load-balanced", {"deploy/nginx.conf": "upstream api {\n  server a:80;\n  server b:80;\n}\n"}, 1),
    ("load-balanced", {"Dockerfile": 'FROM a:1\nCMD ["gunicorn", "--workers", "4", "app:app"]\n'}, 0.5),
    ("load-balanced", {"Dockerfile": 'FROM a:1\nCMD ["gunicorn", "--workers", "1", "app:app"]\n'}, 0),
    ("load-balanced", {"deploy/nginx.conf": "location / { proxy_pass http://app:80; }\n"}, 0),
    ("load-balanced", {"k8s/i.yaml": "# kind: Ingress\nkind: Service\n"}, 0),
    ("load-scaled", {"k8s/h.yaml": HPA}, 0.5),
    ("load-scaled", {"compose.yaml": "services:\n  a:\n    deploy:\n      replicas: 3\n"}, 0.5),
    ("load-scaled", {"compose.yaml": "services:\n  a:\n    deploy:\n      replicas: 1\n"}, 0),
    ("load-scaled", {"a.py": "from ray import serve\n@serve.deployment(num_replicas='1')\nclass A: ...\n"}, 0),
    ("latency-lessened", {"a.py": "import rq, cachetools\nrq.Queue()\ncachetools.TTLCache(9, 9)\n"}, 0.75),
    ("latency-lessened", {"compose.yaml": "services:\n  q:\n    image: rabbitmq:4\n"}, 0.25),
    ("latency-lessened", {"a.py": "from functools import lru_cache\n@lru_cache\ndef settings(): ...\n"}, 0),
    ("latency-objective", {"docs/slo.md": SLO}, 0.75),
    ("latency-objective", {"docs/niveaux-de-service.md": "# Niveaux de service\n\n| indicateur | objectif |\n|---|---|\n| temps de réponse p95 | 300 ms |\n"}, 0.75),
    ("latency-objective", {"load.js": K6}, 0.75),
    ("latency-objective", {"alerts.yml": "  expr: histogram_quantile(0.95, sum(rate(a_bucket[5m]))) > 0.3\n"}, 0.75),
    ("latency-objective", {"alerts.yml": "  expr: sum(rate(http_request_seconds_bucket{le=\"0.5\"}[5m])) / sum(rate(a[5m])) < 0.99\n"}, 0.75),
    ("latency-objective", {"deploy/slo.yaml": "objectives:\n  - name: latency\n    threshold_seconds: 0.5\n"}, 0.75),
    ("latency-objective", {"deploy/slo.yaml": "objectives:\n  - name: availability\n    target: 0.995\n"}, 0),
    ("latency-objective", {"docs/run.md": "# Latency\n\nThe p95 latency was 240 ms on Monday.\n"}, 0),
    ("latency-objective", {"README.md": "# A\n\nLow latency: a roundtrip completes in less than 10 ms.\n"}, 0),
    ("latency-objective", {"docs/guide/latency.md": SLO}, 0),
    ("latency-measured", {"a.py": "from prometheus_client import Histogram\nH = Histogram('a', 'b')\n"}, 0.5),
    ("latency-measured", {"main.go": 'var h = prometheus.NewHistogram(o)\n'}, 0.5),
    ("latency-measured", {"a.py": "from prometheus_client import Counter\nC = Counter('a', 'b')\n"}, 0),
    ("latency-measured", {"a.py": "import fastapi, time\nname = f'run-{time.time()}'\n"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("check", "files", "points"), CASES)
def test_case(check: str, files: dict[str, str], points: float) -> None:
    assert earned(check, files, pack="bloc2") == points
