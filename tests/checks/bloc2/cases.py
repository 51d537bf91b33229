"""Small files that the cases of bloc 2 put together."""

from __future__ import annotations

import json

TRAIN = """from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=7)
model = LogisticRegression().fit(x_train, y_train)
score = accuracy_score(y_test, model.predict(x_test))
"""
DUMMY = TRAIN + (
    "from sklearn.dummy import DummyClassifier\n"
    "dummy = DummyClassifier().fit(x_train, y_train)\n"
    "print(accuracy_score(y_test, dummy.predict(x_test)))\n"
)
CLUSTERS = (
    "from sklearn.cluster import KMeans\nfrom sklearn.metrics import adjusted_rand_score\n"
    "found = KMeans(3).fit(x)\nprint(adjusted_rand_score(labels, found.labels_))\n"
)
TEST = "from app.train import train\n\n\ndef test_train_lowers_the_loss():\n    assert train(rows)[-1] < 1\n"
BOUND = TEST + "\n\ndef test_score_above_threshold():\n    assert train(rows)[0] > 0.8\n"
STARVED = (
    "import threading\n\n\ndef test_no_worker_starves():\n"
    "    workers = [threading.Thread(target=work) for _ in range(8)]\n"
    "    [w.start() for w in workers]\n    [w.join(5) for w in workers]\n    assert done == 8\n"
)
K6 = """import http from 'k6/http';
export const options = { stages: [{ duration: '1m', target: 50 }],
  thresholds: {
    http_req_duration: ['p(95)<500'],
  },
};
export default function () { http.get('http://svc/predict'); }
"""
LOCUST = "from locust import HttpUser, task\n\n\nclass Visitor(HttpUser):\n    @task\n    def ask(self):\n        self.client.get('/')\n"
LOAD = """# Load test

Date: 2026-03-06

| users | rps | p95 | failures |
|---|---|---|---|
| 10 | 120 | 80 ms | 0% |
| 50 | 410 | 240 ms | 0.2% |
"""
CHIPS = """# Benchmarks

| way | p95 latency | memory |
|---|---|---|
| cpu fp32 | 320 ms | 1.2 GB |
| cpu int8 | 110 ms | 0.4 GB |
| gpu fp16 | 18 ms | 0.8 GB |
"""
RESULTS = "# Results\n\n| model | accuracy |\n|---|---|\n| majority class | 62.9 % |\n| logistic regression | 97.2 % |\n"
COMPOSE = "services:\n  api:\n    build: ./api\n    image: o/api\n  web:\n    build:\n      context: ./web\n"
RECIPES = {"api/Dockerfile": "FROM python:3.12\n", "web/Dockerfile": "FROM node:24\n"}


def ci(step: str, on: str = "push") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  j:\n    runs-on: x\n    steps:\n      - run: {step}\n"
    return {".github/workflows/ci.yml": text}


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": c, "outputs": []} for c in cells]})
