"""Each deployment kit before its own tools: promtool, kubectl, checkov, Terraform, systemd."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml
from kubernetes_validate import latest_version, validate

from aifactory.scaffold.new import create
from tests.template.provider import Provider
from tests.template.tools import (
    BINDINGS,
    SHELLCHECK,
    checkov,
    installed,
    kubectl,
    prometheus,
    terraform,
    wheel,
)

KINDS = ("ml", "rag", "batch")
CLOUD, SERVER = "managed-cloud", "department-server"
APPLIED = "registry.example.org/a@sha256:" + "0" * 64
WATCHED = [  # every kind and target, both languages and forges
    ("ml", "edge", "en", "github"),
    ("rag", SERVER, "fr", "gitlab"),
    ("batch", CLOUD, "fr", "github"),
    ("batch", "edge", "fr", "gitlab"),
    ("batch", SERVER, "en", "github"),
]
UNITS = {"m": 1e-3, "": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


@pytest.fixture(scope="session")
def renderings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kits")


def project(renderings: Path, *told: str) -> Path:
    """A rendering for a kind, target, language and forge, made the first time it is asked for."""
    kind, target, language, forge = (*told, *("en", "github")[len(told) - 2 :])
    place = renderings / "-".join((kind, target, language, forge))
    answers = {"kind": kind, "deployment_target": target, "language": language, "forge": forge}
    if not place.exists():
        create(place, answers, defaults=True, repository=False)
    return place


def called(*command: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def output(*command: str, cwd: Path, **env: str) -> str:
    """What a command says on standard output; its errors are the message where it fails."""
    done = called(*command, cwd=cwd, **env)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


# Promises and budget


@pytest.mark.parametrize("told", WATCHED, ids="-".join)
def test_rules_say_what_their_own_tests_expect(told: tuple[str, ...], renderings: Path) -> None:
    folder = project(renderings, *told) / "deploy" / "monitoring"
    promtool = str(prometheus() / "promtool")
    names = sorted(path.name for path in folder.iterdir())
    rules = [name for name in names if not re.search(r"_test\.yml$|^prometheus\.yml$", name)]
    assert {"alerts.yml", "budget.yml"} <= set(rules)
    output(promtool, "check", "rules", *rules, cwd=folder)
    tests = [name for name in names if name.endswith("_test.yml")]
    assert {name.replace("_test", "") for name in tests} == set(rules)
    output(promtool, "test", "rules", *tests, cwd=folder)
    if "prometheus.yml" in names:
        output(promtool, "check", "config", "prometheus.yml", cwd=folder)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("alerts.yml", "burn6h > 6 and", "burn6h > 60 and"),
        ("alerts.yml", ',route!~"/health|/ready|/metrics"', ""),
        ("alerts.yml", "vector(0.005)", "vector(0.05)"),
        ("budget.yml", "cost:pace > ", "cost:pace > 100 * "),
    ],
)
def test_a_rule_that_is_wrong_is_told(
    name: str, before: str, after: str, renderings: Path, tmp_path: Path
) -> None:
    source = project(renderings, "ml", "edge", "en", "github") / "deploy" / "monitoring"
    folder = tmp_path / "monitoring"
    shutil.copytree(source, folder)
    text = (folder / name).read_text()
    assert before in text
    (folder / name).write_text(text.replace(before, after))
    test = name.replace(".yml", "_test.yml")
    done = called(str(prometheus() / "promtool"), "test", "rules", test, cwd=folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED" in done.stdout + done.stderr


def promises(place: Path) -> subprocess.CompletedProcess[str]:
    """The project's own test of its promises, in our environment."""
    words = (
        "-m",
        "pytest",
        "-q",
        "-c",
        os.devnull,
        "--rootdir",
        str(place),
        "--noconftest",
        "-p",
        "no:cacheprovider",
    )
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return called(sys.executable, *words, "tests/unit/test_promises.py", cwd=place, **alone)


@pytest.mark.parametrize("told", WATCHED, ids="-".join)
def test_alerts_follow_from_promises_and_budget(told: tuple[str, ...], renderings: Path) -> None:
    done = promises(project(renderings, *told))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("slo.yaml", "target: 0.995", "target: 0.999"),
        ("slo.yaml", "threshold_seconds: 0.5", "threshold_seconds: 0.25"),
        ("slo.yaml", "window: 30d", "window: 7d"),
        ("slo.yaml", "budget_share: 0.05", "budget_share: 0.1"),
        ("budget.yaml", "monthly: 100", "monthly: 200"),
        ("budget.yaml", "alert_at: [0.5", "alert_at: [0.6"),
        ("budget.yaml", "gpu_hours: 50", "gpu_hours: 5"),
        ("../docs/runbook.md", "| BudgetPace |", "| BudgetOther |"),
    ],
)
def test_a_promise_that_its_alerts_forget_is_told(
    file: str, before: str, after: str, renderings: Path, tmp_path: Path
) -> None:
    place = tmp_path / "demo"
    shutil.copytree(project(renderings, "ml", "edge", "en", "github"), place)
    path = place / "deploy" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    assert promises(place).returncode == 1


# Department server


@cache
def manifests(place: Path, variant: str) -> list[dict[str, Any]]:
    """What the cluster's keeper and CI apply together."""
    env = {"PATH": f"{Path(kubectl()).parent}:{os.environ['PATH']}", "VARIANT": variant}
    rails = output(kubectl(), "kustomize", "deploy/kubernetes/guardrails", cwd=place)
    (place / "reports").mkdir(exist_ok=True)
    applied = place / "reports" / f"{variant}.yaml"
    applied.write_text(f"{rails}---\n" + output("deploy/render", APPLIED, cwd=place, **env))
    return list(yaml.safe_load_all(applied.read_text()))


def pods(found: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each thing that makes pods, and the pod that it makes."""
    for one in found:
        if one["kind"] == "Deployment":
            yield one, one["spec"]["template"]["spec"]
        elif one["kind"] == "CronJob":
            yield one, one["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def amount(told: Any) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w*)", str(told)).groups()  # type: ignore[union-attr]
    return float(number) * UNITS[unit]


@pytest.mark.parametrize("variant", ["base", "gpu"])
@pytest.mark.parametrize("kind", KINDS)
def test_manifests_hold_to_the_schemas_of_kubernetes(
    kind: str, variant: str, renderings: Path
) -> None:
    place = project(renderings, kind, SERVER)
    for folder in ("base", "guardrails"):
        listed = yaml.safe_load(
            (place / "deploy/kubernetes" / folder / "kustomization.yaml").read_text()
        )["resources"]
        names = {path.name for path in (place / "deploy/kubernetes" / folder).iterdir()}
        assert {*listed, "kustomization.yaml"} == names
    found = manifests(place, variant)
    for manifest in found:
        validate(manifest, latest_version(), strict=True)
        namespaced = manifest["kind"] != "Namespace"
        assert manifest["metadata"].get("namespace") == (place_name(kind) if namespaced else None)
    images = {box["image"] for _, pod in pods(found) for box in pod["containers"]}
    assert images == {APPLIED}


def place_name(kind: str) -> str:
    return {"ml": "cell-sorter", "rag": "handbook-answers", "batch": "nightly-scores"}[kind]


@pytest.mark.parametrize("variant", ["base", "gpu"])
@pytest.mark.parametrize("kind", KINDS)
def test_all_of_it_fits_the_quota_even_while_it_rolls_out(
    kind: str, variant: str, renderings: Path
) -> None:
    found = manifests(project(renderings, kind, SERVER), variant)
    kinds = {one["kind"]: one for one in found}
    hard = {key: amount(value) for key, value in kinds["ResourceQuota"]["spec"]["hard"].items()}
    most = {
        key: amount(value) for key, value in kinds["LimitRange"]["spec"]["limits"][0]["max"].items()
    }
    used = dict.fromkeys(hard, 0.0)
    for one, pod in pods(found):
        count = one["spec"].get("replicas", 1)
        if "HorizontalPodAutoscaler" in kinds and one["kind"] == "Deployment":
            count = kinds["HorizontalPodAutoscaler"]["spec"]["maxReplicas"]
        rolling = one["spec"].get("strategy", {}).get("rollingUpdate", {})
        count += rolling.get("maxSurge", 0)
        assert rolling.get("maxSurge", 1) + rolling.get("maxUnavailable", 1) > 0
        for box in pod["containers"]:
            used["pods"] += count
            for side in ("requests", "limits"):
                for name, told in box["resources"][side].items():
                    used[f"{side}.{name}"] = used.get(f"{side}.{name}", 0) + count * amount(told)
                    assert amount(told) <= most.get(name, 9e9)
    claims = [one["spec"] for one in found if one["kind"] == "PersistentVolumeClaim"]
    used["persistentvolumeclaims"] = len(claims)
    used["requests.storage"] = sum(
        amount(one["resources"]["requests"]["storage"]) for one in claims
    )
    assert {key for key in hard if used[key] > hard[key]} == set()
    assert used["requests.memory"] > hard["requests.memory"] / 10  # a bound that says something
    cards = used["requests.nvidia.com/gpu"]
    assert cards == (0 if variant == "base" else 1 if kind == "batch" else 2)
    assert used.get("limits.nvidia.com/gpu", 0) == cards


@pytest.mark.parametrize("kind", KINDS)
def test_ci_may_do_what_it_applies_and_nothing_to_its_own_bounds(
    kind: str, renderings: Path
) -> None:
    place = project(renderings, kind, SERVER)
    found = manifests(place, "base")
    (role,) = (one for one in found if one["kind"] == "Role")
    rights = {
        (group, name): set(rule["verbs"])
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for name in rule["resources"]
    }
    assert "*" not in str(role)
    applied = yaml.safe_load_all(
        output(kubectl(), "kustomize", "deploy/kubernetes/base", cwd=place)
    )
    for one in applied:
        group = one["apiVersion"].rpartition("/")[0]
        name = (
            one["kind"].lower() + "s"
            if one["kind"][-1] != "y"
            else one["kind"][:-1].lower() + "ies"
        )
        assert {"get", "create", "patch"} <= rights[group, name], name
    forbidden = {"secrets", "resourcequotas", "limitranges", "networkpolicies", "namespaces"}
    forbidden |= {"roles", "rolebindings", "serviceaccounts", "pods/exec"}
    assert not forbidden & {name for _, name in rights}
    assert not any("delete" in verbs for verbs in rights.values())


@pytest.mark.parametrize(("kind", "variant"), [("rag", "base"), ("ml", "gpu"), ("batch", "gpu")])
def test_checkov_has_nothing_to_say_of_manifests(kind: str, variant: str, renderings: Path) -> None:
    place = project(renderings, kind, SERVER)
    manifests(place, variant)
    assert checkov(place / "reports" / f"{variant}.yaml", "kubernetes") == ""


def test_checkov_tells_a_manifest_that_lets_go(renderings: Path, tmp_path: Path) -> None:
    found = manifests(project(renderings, "ml", SERVER), "base")
    path = tmp_path / "loose.yaml"
    text = yaml.safe_dump_all(found).replace("readOnlyRootFilesystem: true", "privileged: true")
    path.write_text(text)
    assert "CKV_K8S_16" in checkov(path, "kubernetes")


# Managed cloud


@pytest.fixture(scope="session")
def provider() -> Provider:
    return Provider(wheel(BINDINGS))


@pytest.mark.parametrize(
    ("kind", "forge"), [("ml", "github"), ("rag", "gitlab"), ("batch", "github")]
)
def test_the_provider_knows_all_that_is_asked_of_it(
    kind: str, forge: str, provider: Provider, renderings: Path
) -> None:
    folder = project(renderings, kind, CLOUD, "en", forge) / "deploy" / "terraform"
    files = sorted(folder.rglob("*.tf"))
    assert len(files) == 11
    told = [one for path in files for one in provider.complaints(hcl2.loads(path.read_text()))]
    assert told == []


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("account_id", "account_ids", "no argument account_ids"),
        ('role_id = "', 'title = "', "role_id is missing"),
        ("google_project_service", "google_project_servant", "no such resource"),
        ("deployer.member", "deployer.handle", "has no attribute handle"),
        ("  oidc {", "  oidc = {", "oidc is a block"),
        ("    issuer_uri", "    issuer", "no argument issuer"),
    ],
)
def test_what_the_provider_does_not_know_is_told(
    before: str, after: str, reason: str, provider: Provider, renderings: Path
) -> None:
    path = project(renderings, "ml", CLOUD) / "deploy/terraform/guardrails/identity.tf"
    text = path.read_text()
    assert before in text
    told = "\n".join(provider.complaints(hcl2.loads(text.replace(before, after, 1))))
    assert reason in told


@pytest.mark.parametrize(
    "told", [("batch", CLOUD, "fr"), ("rag", CLOUD), ("ml", CLOUD)], ids="-".join
)
def test_terraform_and_checkov_have_nothing_to_say(told: tuple[str, ...], renderings: Path) -> None:
    folder = project(renderings, *told) / "deploy" / "terraform"
    output(terraform(), "fmt", "-check", "-recursive", "-diff", ".", cwd=folder)
    assert checkov(folder, "terraform") == ""


def test_checkov_tells_a_bucket_that_anybody_may_read(renderings: Path, tmp_path: Path) -> None:
    source = project(renderings, "batch", CLOUD) / "deploy/terraform/guardrails/storage.tf"
    text = source.read_text().replace('public_access_prevention    = "enforced"', "")
    (tmp_path / "storage.tf").write_text(text)
    assert "CKV_GCP_114" in checkov(tmp_path, "terraform")


def evaluated(folder: Path, place: Path, answer: str) -> Any:
    """What an expression of a file's `locals` comes to, by Terraform itself, without a provider."""
    place.mkdir(parents=True)
    block = re.search(r"^locals \{\n.*?^\}\n", folder.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert block
    (place / "main.tf").write_text(f'{block[0]}\noutput "told" {{\n  value = {answer}\n}}\n')
    env = {"TF_IN_AUTOMATION": "1"}
    output(terraform(), "init", "-input=false", cwd=place, **env)
    output(terraform(), "apply", "-input=false", "-auto-approve", cwd=place, **env)
    return json.loads(output(terraform(), "output", "-json", "told", cwd=place, **env))


def test_alerts_of_the_cloud_are_those_of_prometheus(renderings: Path, tmp_path: Path) -> None:
    deploy = project(renderings, "ml", CLOUD) / "deploy"
    shutil.copy(deploy / "slo.yaml", tmp_path / "slo.yaml")
    rails = deploy / "terraform" / "guardrails" / "promises.tf"
    (rate,) = re.findall(r"threshold_value = (.+)", rails.read_text())
    answer = f"{{ for key, one in local.alerts : key => {rate.replace('each.value', 'one')} }}"
    told = evaluated(rails, tmp_path / "terraform" / "guardrails", answer)
    rules = yaml.safe_load((deploy / "monitoring" / "alerts.yml").read_text())["groups"]
    wanted = {
        f"{one['labels']['objective']}-{one['labels']['window']}": float(
            re.findall(r" > ([\d.]+)", one["expr"])[0]
        )
        for group in rules
        for one in group["rules"]
        if "objective" in one.get("labels", {})
    }
    assert len(told) == 8
    assert told == pytest.approx(wanted)


def test_the_cloud_is_told_the_same_budget(renderings: Path, tmp_path: Path) -> None:
    deploy = project(renderings, "rag", CLOUD) / "deploy"
    shutil.copy(deploy / "budget.yaml", tmp_path / "budget.yaml")
    rails = deploy / "terraform" / "guardrails" / "budget.tf"
    told = evaluated(rails, tmp_path / "terraform" / "guardrails", "local.budget")
    assert told == yaml.safe_load((deploy / "budget.yaml").read_text())
    (budget,) = (
        body
        for block in hcl2.loads(rails.read_text())["resource"]
        for kind, named in block.items()
        for body in named.values()
        if "google_billing_budget" in kind
    )
    assert budget["all_updates_rule"][0]["monitoring_notification_channels"]
    assert "FORECASTED_SPEND" in str(budget["threshold_rules"])


ROLES = {  # all that anybody is granted, resource by resource; nobody holds a basic role
    "google_artifact_registry_repository_iam_member": {"roles/artifactregistry.reader"},
    "google_kms_crypto_key_iam_member": {"roles/cloudkms.cryptoKeyEncrypterDecrypter"},
    "google_project_iam_member": {"${google_project_iam_custom_role.deployer.id}"},
    "google_secret_manager_secret_iam_member": {"roles/secretmanager.secretAccessor"},
    "google_service_account_iam_member": {
        "roles/iam.serviceAccountUser",
        "roles/iam.workloadIdentityUser",
    },
    "google_storage_bucket_iam_member": {"roles/storage.objectUser"},
    "google_cloud_run_v2_job_iam_member": {"roles/run.invoker"},
    "google_cloud_run_v2_service_iam_member": {"roles/run.invoker"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_rights_in_the_cloud_are_the_least(kind: str, renderings: Path) -> None:
    folder = project(renderings, kind, CLOUD) / "deploy" / "terraform"
    for path in folder.rglob("*.tf"):
        for block in hcl2.loads(path.read_text()).get("resource", []):
            for resource, named in block.items():
                for body in named.values():
                    if "role" in body:
                        name = resource.strip('"')
                        assert body["role"].strip('"') in ROLES[name], name
                        assert path.parent.name == "guardrails" or "cloud_run" in name
                    for one in body.get("permissions", []):
                        assert re.fullmatch(r'"run\.[a-zA-Z]+\.[a-zA-Z]+"', one)
                        assert not one.endswith('.delete"')
    told = "".join(path.read_text() for path in folder.rglob("*.tf"))
    assert "google_service_account_key" not in told


# Machines near their users


@pytest.mark.parametrize("kind", ["ml", "batch"])
def test_systemd_reads_the_timers(kind: str, renderings: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here: it is a part of systemd")
    units = tmp_path / "units"
    shutil.copytree(project(renderings, kind, "edge") / "deploy/edge/systemd", units)
    timers = sorted(path.name for path in units.glob("*.timer"))
    assert len(timers) == (4 if kind == "batch" else 2)
    for timer in timers:
        service = (units / timer).with_suffix(".service")
        (program,) = re.findall(r"^ExecStart=(\S+)", service.read_text(), flags=re.MULTILINE)
        named = program.removeprefix("/opt/app/")
        if named != program:
            assert os.access(project(renderings, kind, "edge") / named, os.X_OK), named
    done = called("systemd-analyze", "verify", *timers, cwd=units)
    assert (done.returncode, done.stderr) == (0, "")
    broken = units / timers[0]
    broken.write_text(re.sub(r"=\d\w+|=\*.+", "=whenever", broken.read_text()))
    assert called("systemd-analyze", "verify", timers[0], cwd=units).returncode != 0


@pytest.mark.parametrize("target", ["edge", SERVER, CLOUD])
@pytest.mark.parametrize("kind", ["ml", "batch"])
def test_shellcheck_has_nothing_to_say(kind: str, target: str, renderings: Path) -> None:
    place = project(renderings, kind, target)
    found = [path for part in ("deploy", "tools") for path in (place / part).rglob("*")]
    scripts = [str(p) for p in found if p.is_file() and p.read_text().startswith("#!/bin/sh")]
    assert len(scripts) >= 4
    output(str(installed(SHELLCHECK) / "shellcheck"), *scripts, cwd=place)
