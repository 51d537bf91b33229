"""Checks that read the history: each has cases that pass, fail and mislead."""

from __future__ import annotations

import pytest

from tests.checks.harness import commit, earned, facts, run, tag


def days(n: int, step: float = 1, **more: object) -> list:  # type: ignore[type-arg]
    return [commit(f"Add small step {i}", day=i * step, **more) for i in range(n)]  # type: ignore[arg-type]


def test_history_incremental() -> None:
    assert earned("history-incremental", commits=days(10)) == 0.5
    assert earned("history-incremental", commits=days(9)) == 0
    assert earned("history-incremental", commits=days(12, step=0.01)) == 0
    dump = [*days(12), commit("Import everything", day=13, added=5000)]
    assert earned("history-incremental", commits=dump) == 0


@pytest.mark.parametrize(("step", "told"), [(0.01, "3 on 1 day;"), (1, "3 on 3 days;")])
def test_days_are_counted_as_people_count_them(step: float, told: str) -> None:
    assert told in str(run("history-incremental", facts({}, days(3, step=step))).message)


def test_bots_make_no_history() -> None:
    bots = days(20, author="dependabot[bot]")
    assert earned("history-incremental", commits=bots) == 0
    assert earned("history-incremental", commits=days(20, author="Pedevineau")) == 0.5


@pytest.mark.parametrize(
    ("names", "points"),
    [
        (("v1.0.0", "v1.1.0"), 0.5),
        (("2026.01", "2026.02"), 0.5),
        (("pkg@1.2.3", "pkg@1.2.4"), 0.5),
        (("v1.0.0",), 0.0),
        (("week-1", "week-2", "stable", "demo"), 0.0),
    ],
)
def test_versions_tagged(names: tuple[str, ...], points: float) -> None:
    assert earned("versions-tagged", commits=days(2), tags=[tag(n, 0) for n in names]) == points


def test_messages_informative() -> None:
    good = [commit(f"feat(api): serve the model {i}", day=i) for i in range(7)]
    poor = [commit(m, day=9) for m in ("fix", "update readme", "feat: add")]
    assert earned("messages-informative", commits=good + poor) == 0.25
    assert earned("messages-informative", commits=good + poor + [commit("wip", day=10)]) == 0
    assert earned("messages-informative", commits=[commit("x " * 60, day=i) for i in range(5)]) == 0


@pytest.mark.parametrize(
    ("message", "counts"),
    [
        ("Fixes #12", True),
        ("Fix: GH-12", True),
        ("x\n\ncloses org/repo#3", True),
        ("Resolves ABC-123", True),
        ("corrige #4", True),
        ("bpo-123: do it", True),
        ("fix: crash\n\nIssue-84: https://x.org/84", True),
        ("Fix the typo (#12)", False),
        ("fix (#12)", False),
        ("Support UTF-8", False),
        ("fixes UTF-8 handling", False),
        ("prefix #12", False),
        ("See #12", False),
    ],
)
def test_bugs_fixed_by_commit(message: str, counts: bool) -> None:
    commits = [commit(message, day=n) for n in range(5)]
    assert earned("bugs-fixed-by-commit", commits=commits) == (0.5 if counts else 0)


@pytest.mark.parametrize(
    ("message", "counts"),
    [
        ("Merge pull request #4 from ada/x", True),
        ("Serve the model (#12)", True),
        ("Merge branch 'x' into 'main'\n\nSee merge request g/p!3", True),
        ("Merge branch 'main' of example.org", False),
        ("Merge branch 'main' into feature", False),
        ("See #12", False),
    ],
)
def test_review_practised(message: str, counts: bool) -> None:
    commits = [commit(message, day=n, parents=2) for n in range(4)]
    assert earned("review-practised", commits=commits) == (0.75 if counts else 0)


def test_review_practised_in_part() -> None:
    commits = [commit("Serve (#1)", day=1), *days(3)]
    assert earned("review-practised", commits=commits) == 0.5


def test_pairing_practised() -> None:
    trailer = "Serve\n\nCo-authored-by: Grace <grace@example.org>"
    pairs = [commit(trailer, day=n) for n in range(3)]
    grace = commit("Train the model", author="Grace", day=4)
    assert earned("pairing-practised", commits=[*pairs, grace]) == 0.5
    assert earned("pairing-practised", commits=[*pairs[:2], grace]) == 0
    assert earned("pairing-practised", commits=pairs) == 0  # one author only


@pytest.mark.parametrize(
    "trailer",
    [
        "Co-authored-by: Ada <ada@example.org>",
        "Co-authored-by: Ada <ada@other.example>",
        "Co-authored-by: Claude <noreply@anthropic.com>",
        "Co-authored-by: dependabot[bot] <x@users.noreply.github.com>",
    ],
)
def test_oneself_and_machines_are_no_pair(trailer: str) -> None:
    commits = [commit(f"Serve\n\n{trailer}", day=n) for n in range(3)]
    commits.append(commit("Train", author="Grace", day=4))
    assert earned("pairing-practised", commits=commits) == 0


def test_claude_may_be_a_person() -> None:
    trailer = "Serve\n\nCo-authored-by: Claude Dupont <claude.dupont@example.org>"
    commits = [commit(trailer, day=n) for n in range(3)]
    commits.append(commit("Train", author="Claude Dupont", day=4))
    assert earned("pairing-practised", commits=commits) == 0.5


@pytest.mark.parametrize(("gap", "points"), [(5, 0.5), (7, 0.5), (20, 0.25), (31, 0.25), (40, 0.0)])
def test_delivery_cadence_of_tags(gap: int, points: float) -> None:
    tags = [tag(f"v1.{n}", n * gap) for n in range(4)]
    assert earned("delivery-cadence", commits=days(2, step=3 * gap), tags=tags) == points


def test_delivery_cadence_of_pushes() -> None:
    deploy = "on: {push: {branches: [main]}}\njobs: {d: {steps: [{run: kubectl apply -f k8s}]}}\n"
    files = {".github/workflows/d.yml": deploy}
    assert earned("delivery-cadence", files, days(5, step=2)) == 0.5
    other = {".github/workflows/d.yml": deploy.replace("[main]", "[release]")}
    assert earned("delivery-cadence", other, days(5, step=2)) == 0


def test_a_missing_forge_leaves_points_within_reach() -> None:
    result = run("bugs-fixed-by-commit", facts({}, days(3)))
    assert (result.verdict, result.earned, result.source) == ("unknown", 0, "forge")
