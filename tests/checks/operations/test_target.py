"""Op1 and Op2: the target that files show, its people, its kit."""

from __future__ import annotations

import pytest

from aifactory.facts import Facts
from tests.checks.harness import earned, facts, run

WORKLOAD = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n"
BOUNDED = "kind: Deployment\nspec:\n          resources:\n            limits:\n              memory: 1Gi\n"
QUOTA = "kind: ResourceQuota\nspec:\n  hard:\n    requests.nvidia.com/gpu: 1\n"
SERVICE = 'resource "google_cloud_run_v2_service" "app" {\n  name = "app"\n}\n'
ACCOUNT = 'resource "google_service_account" "app" {\n}\n'
COMPOSE = "services:\n  app:\n    image: app:1\n    restart: unless-stopped\n"
SCRIPT = "#!/bin/sh\nkubectl apply -k deploy/base\n"
PEOPLE = (
    "# Capabilities\n\n| what | who | share |\n|---|---|---|\n"
    "| infrastructure | Ada | 0.5 FTE |\n| MLOps | Grace | 0.4 FTE |\n"
)
WHO = (
    "# Capabilities\n\n| what | who |\n|---|---|\n| infrastructure | Ada |\n| MLOps | Grace |\n"
    "| support | Emmy |\n"
)
PLAN = "# Recovery\n\n" + "Suspend the job, unpack the archive of the day, start it again. " * 4


def points(check: str, files: dict[str, str | bytes]) -> float:
    return earned(check, files, pack="operations")


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"k8s/app.yaml": WORKLOAD, "scripts/deploy.sh": SCRIPT}, 0.75),
        ({"k8s/app.yaml": WORKLOAD}, 0.25),
        ({"infra/main.tf": SERVICE, "Makefile": "ship:\n\tterraform apply\n"}, 0.75),
        ({"compose.yaml": COMPOSE, "deploy/deploy": "docker compose up -d\n"}, 0.75),
        ({"compose.yaml": COMPOSE, "Makefile": "up:\n\tdocker compose up -d\n"}, 0.25),
        ({"compose.dev.yaml": COMPOSE, "tests/compose.yaml": COMPOSE}, 0),
        ({"examples/k8s/app.yaml": WORKLOAD, "Dockerfile": "FROM a:1\n"}, 0),
        ({"k8s/app.yaml": "# kind: Deployment\n"}, 0),
        ({"k8s/app.yaml": WORKLOAD, "a.sh": "echo 'then run kubectl apply -f k8s'\n"}, 0.25),
        ({"README.md": "# App\n\nWe deploy on Kubernetes with kubectl apply.\n"}, 0),
    ],
)
def test_a_target_is_what_files_show_and_something_puts_there(
    files: dict[str, str | bytes], wanted: float
) -> None:
    assert points("target-recognised", files) == wanted


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (PEOPLE, 1),
        (WHO, 0.5),
        (PEOPLE.replace("Capabilities", "Moyens humains").replace("FTE", "ETP"), 1),
        (PEOPLE.replace("0.5 FTE", "*to be completed*").replace("0.4 FTE", "*à compléter*"), 0),
        ("# Capabilities\n\nThe model reads 40% of the letters and 3 FTE would be needed.\n", 0),
        (PEOPLE.replace("Capabilities", "What each target needs"), 0),
    ],
)
def test_people_are_counted_not_wished_for(page: str, wanted: float) -> None:
    assert points("target-people", {"docs/people.md": page}) == wanted


def test_the_reasons_of_a_target_are_for_a_jury_and_shown_to_it() -> None:
    page = "# Deployment\n\n" + "Sovereignty and latency rule the cloud out for these data. " * 5
    result = run("target-defended", facts({"docs/deployment.md": page}), "operations")
    assert (result.verdict, result.source) == ("unknown", "jury")
    assert [one.path for one in result.evidence] == ["docs/deployment.md"]
    assert not run("target-defended", facts({}), "operations").evidence


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        ("kit-sized", {"k/a.yaml": BOUNDED, "k/q.yaml": QUOTA}, 0.5),
        ("kit-sized", {"k/a.yaml": BOUNDED}, 0.25),
        ("kit-sized", {"k/a.yaml": WORKLOAD}, 0),
        ("kit-sized", {"m.tf": SERVICE + '  memory = "1Gi"\n  max_instance_count = 4\n'}, 0.5),
        ("kit-sized", {"m.tf": SERVICE + "  maximum_retry_attempts = 0\n"}, 0),
        ("kit-sized", {"compose.yaml": COMPOSE + "    mem_limit: 2g\n"}, 0.25),
        ("kit-sized", {"k/q.yaml": QUOTA}, 0),
        ("kit-guarded", {"m.tf": SERVICE + ACCOUNT}, 0.75),
        ("kit-guarded", {"m.tf": SERVICE + ACCOUNT + '  role = "roles/editor"\n'}, 0.25),
        ("kit-guarded", {"m.tf": SERVICE}, 0),
        ("kit-guarded", {"compose.yaml": COMPOSE, "deploy/take": "sha256sum --check SUMS\n"}, 0.25),
        (
            "kit-guarded",
            {"compose.yaml": COMPOSE, "deploy/take": "ssh-keygen -Y verify -f k -s s.sig\n"},
            0.75,
        ),
        (
            "kit-guarded",
            {"compose.yaml": COMPOSE, "deploy/README.md": "Run cosign verify first.\n"},
            0,
        ),
        (
            "kit-guarded",
            {"k/a.yaml": WORKLOAD + "  runAsNonRoot: true\n", "k/n.yaml": "kind: NetworkPolicy\n"},
            0.75,
        ),
        (
            "kit-recovered",
            {"k/a.yaml": WORKLOAD, "docs/recovery.md": PLAN + "Within 4 hours."},
            0.25,
        ),
        (
            "kit-recovered",
            {
                "k/a.yaml": WORKLOAD,
                "deploy/rollback": "kubectl rollout undo\n",
                "docs/recovery.md": PLAN + "Back within 4 hours.",
            },
            0.75,
        ),
        ("kit-recovered", {"k/a.yaml": WORKLOAD, "docs/recovery.md": "# Recovery\n\nTo do.\n"}, 0),
        (
            "kit-followed",
            {
                "k/a.yaml": WORKLOAD + "  readinessProbe:\n",
                "k/b.yaml": "kind: PodDisruptionBudget\n",
            },
            0.5,
        ),
        (
            "kit-followed",
            {"compose.yaml": COMPOSE, "deploy/app-update.timer": "[Timer]\nOnCalendar=daily\n"},
            0.25,
        ),
        (
            "kit-followed",
            {
                "compose.yaml": COMPOSE,
                "deploy/app-update.timer": "[Timer]\nOnCalendar=daily\n",
                "deploy/beat": 'curl --data @- "$HEARTBEAT_URL"\n',
            },
            0.5,
        ),
    ],
)
def test_a_kit_is_that_of_its_own_target(
    check: str, files: dict[str, str | bytes], wanted: float
) -> None:
    assert points(check, files) == wanted


def test_a_repository_with_two_targets_is_held_to_the_one_it_carried_furthest() -> None:
    server = {"k/a.yaml": BOUNDED, "k/q.yaml": QUOTA, "k/n.yaml": "kind: NetworkPolicy\n"}
    assert points("kit-sized", {**server, "compose.yaml": COMPOSE}) == 0.5


def test_facts_that_were_read_for_bloc_4_alone_say_nothing_here() -> None:
    from msgspec.structs import replace

    from aifactory.facts import NOT_WANTED

    gathered: Facts = replace(facts({"k8s/app.yaml": WORKLOAD}), beyond=NOT_WANTED)
    assert run("target-recognised", gathered, "operations").verdict == "unknown"
