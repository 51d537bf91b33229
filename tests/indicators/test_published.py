"""Other tools' published data and the answers that they give to them.

jira-agile-metrics comes from its wheel, fetched when the tests run and read, never run. Apache
DevLake's and a draft of the IRTF's histories come from the folder that AIFACTORY_PUBLISHED names
(CONTRIBUTING.md says how to fill it); without it, those tests are left out, and the examples
worked with the same facts in `test_agreed.py` stand for them.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from aifactory.facts.forge import ForgeFacts
from aifactory.forge.records import Deployment, Repository, Request, Review
from aifactory.indicators import flow, scope
from aifactory.indicators.dora import deliveries, keys, lead
from aifactory.indicators.periods import Calendar, Period, instant
from aifactory.indicators.report import looked_at
from aifactory.indicators.tickets import Ticket
from tests.indicators.test_agreed import days_of, of_columns

FOLDER = "AIFACTORY_PUBLISHED"
ALL = Calendar()
WHOLE = Period(date(2000, 1, 1), date(2100, 1, 1))


# jira-agile-metrics


def test_a_tool_for_jira_agrees(distribution: Callable[..., Path]) -> None:
    wheel = distribution("jira-agile-metrics", "0.24", "wheel")
    with zipfile.ZipFile(wheel) as archive:

        def read(name: str) -> ast.Module:
            return ast.parse(archive.read(f"jira_agile_metrics/{name}.py"))

        fixtures = read("conftest")
        small = [of_columns(*row) for row in rows(fixtures, "minimal_cycle_time_results")]
        large = [of_columns(*row) for row in rows(fixtures, "large_cycle_time_results")]
        quantiles = called(read("calculators/percentiles_test"), "Timedelta")
        through = records(read("calculators/throughput_test"), "test_calculate_throughput")
        burnup = records(read("calculators/burnup_test"), "test_calculate_burnup")
        states = records(read("calculators/cfd_test"), "test_calculate_cfd")
    assert (len(small), len(large), len(burnup)) == (4, 18, 6)

    burnt = scope.burn(small, days_of("2018-01-01", 6), flow.one_each)
    assert [*burnt.scope] == [row["Backlog"] for row in burnup]
    assert [*burnt.done] == [row["Done"] for row in burnup]
    assert flow.throughput(large, days_of("2018-01-07", 3)) == [row["count"] for row in through]

    # its states are counted from the left, so that a later one is part of an earlier; by day's end
    ours = flow.cumulative(small, days_of("2018-01-01", 6))
    piled = [ours["done"], ours["review"], ours["doing"], ours["todo"]]
    left = [list(map(sum, zip(*piled[:n], strict=True))) for n in (1, 2, 3, 4)]
    assert left[0] == [row["Done"] for row in states]
    assert left[3] == [row["Backlog"] for row in states]
    assert left[2] == [row["Committed"] for row in states]

    # it interpolates every quantile; ours does the median alone, the others are durations that were
    cycle = flow.cycle_time(large, WHOLE, ALL)
    tenth, middle, ninth = (float(text.split()[0]) + hours(text) / 24 for text in quantiles[:3])
    assert (cycle.n, cycle.median) == (6, middle)
    took = [value for _, value in cycle.values]
    assert flow.nearest_rank(took, 0.9) == ninth
    assert flow.nearest_rank(took, 0.1) == 4 < tenth < sorted(took)[1]


def hours(text: str) -> float:
    """The hours of "4 days 12:00:00"."""
    return float(text.split()[-1].split(":")[0])


def rows(module: ast.Module, function: str) -> Iterator[list[str]]:
    """The days of each ticket that a fixture holds, column by column; "" where it has none."""
    for call in ast.walk(defined(module, function)):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "dict"
        ):
            yield [day(one.value) for one in call.keywords if one.arg != "blocked_days"]


def day(node: ast.expr) -> str:
    """The day of `_ts("2018-01-01")`, "" of `NaT`."""
    return str(ast.literal_eval(node.args[0])) if isinstance(node, ast.Call) else ""


def defined(module: ast.Module, function: str) -> ast.FunctionDef:
    """A function of a module."""
    found = (node for node in module.body if isinstance(node, ast.FunctionDef))
    return next(node for node in found if node.name == function)


def called(module: ast.Module, name: str) -> list[str]:
    """The first argument of each call of a name."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    return [
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == name
    ]


def records(module: ast.Module, function: str) -> list[dict[str, float]]:
    """The list of records that the last assertion of a test compares with."""
    asserted = [node for node in defined(module, function).body if isinstance(node, ast.Assert)]
    compared = asserted[-1].test
    assert isinstance(compared, ast.Compare)
    found: list[dict[str, float]] = ast.literal_eval(compared.comparators[0])
    return found


# What is read from repositories


def published(repository: str, revision: str, path: str) -> str:
    """A file of a repository of the folder; the test is left out where it is not there."""
    return git(repository, "show", f"{revision}:{path}")


def git(repository: str, *words: str) -> str:
    """What git tells of a repository of the folder; the test is left out where it is not there."""
    folder = os.environ.get(FOLDER, "")
    place = Path(folder) / f"{repository}.git"
    if not folder or not place.exists():
        pytest.skip(f"{FOLDER} names no folder with {repository}.git: see CONTRIBUTING.md")
    done = subprocess.run(["git", "-C", place, *words], check=True, capture_output=True, text=True)
    return done.stdout


# Apache DevLake

DEVLAKE = "3e95592f7baab65f30f35c2ce745a427c9b1f128"
TABLES = "backend/plugins/dora/e2e/change_lead_time"


def table(name: str) -> list[dict[str, str]]:
    """A table of DevLake's test of its lead time."""
    return [*csv.DictReader(published("devlake", DEVLAKE, f"{TABLES}/{name}.csv").splitlines())]


def utc(text: str) -> str:
    """A time of theirs ("2023-4-11 4:51:47", "2023-04-10T06:51:47.000+00:00") as one of ours."""
    if not text:
        return ""
    if "T" in text:
        return f"{text[:19]}Z"
    then, clock = text.split()
    year, month, number = map(int, then.split("-"))
    return f"{date(year, month, number)}T{clock.zfill(8)}Z"


def minutes(days: float) -> int:
    """Days as DevLake tells them: minutes, begun ones counted."""
    return ceil(round(days * 24 * 60, 6))


def test_the_lead_time_of_devlake() -> None:
    expected = {row["id"]: row for row in table("project_pr_metrics")}
    requests = [*changes()]
    # A change is brought by a deployment whose commits hold it; ours goes by time, so it is given
    # the deployments that DevLake found to bring anything.
    bringing = {row["new_commit_sha"] for row in table("commits_diffs")}
    deployed = tuple(
        Deployment(
            row["environment"],
            row["commit_sha"],
            utc(row["finished_date"]),
            row["result"].lower(),
            "",
        )
        for row in table("cicd_deployment_commits")
        if row["commit_sha"] in bringing
    )
    about = Repository("apache/devlake", "", "main", False, False, "")
    facts = ForgeFacts(provider="github", repository=about, parts={}, deployments=deployed)
    source, delivered = deliveries(facts, None)
    april = Period(date(2023, 4, 11), date(2023, 5, 1))
    found = keys(source, delivered, requests, (), april, ALL)
    took = sorted(minutes(value) for _, value in found.lead.values)
    assert took == sorted(int(expected[name]["pr_cycle_time"]) for name in ("pr1", "pr2"))
    assert took == [1598, 4478]
    # its dashboards take the lower of two middle values, ours lies between them
    assert minutes(found.lead.median) == minutes((1597.45 + 4477.45) / 2 / 24 / 60)
    assert minutes(flow.nearest_rank([value for _, value in found.lead.values], 0.5)) == 1598
    # where DevLake knows no deployment it tells the time to the merge; ours tells none
    for name in ("pr0", "pr3", "pr4", "pr5"):
        request = next(one for one in requests if one.title == name)
        whole = flow.durations([(request.first_commit, request.merged)], ALL)
        assert minutes(whole.median) == int(expected[name]["pr_cycle_time"]), name
        assert request.merged not in [when for when, _ in found.lead.values]


def test_the_first_review_of_devlake() -> None:
    expected = {row["id"]: row["pr_pickup_time"] for row in table("project_pr_metrics")}
    seen, after = 0, 0
    for request in changes():
        if told := expected[request.title]:
            if not (moment := looked_at(request)):  # DevLake counts one given after the merge
                assert min(review.at for review in request.reviews or ()) > request.merged
                after += 1
                continue
            assert minutes(ALL.between(request.created, moment)) == int(told), request.title
            seen += 1
    assert (seen, after) == (2, 1)  # those of the others came before their request, or never


def changes() -> Iterator[Request]:
    """The merged requests of the table, with their first commits and comments."""
    commits, comments = table("pull_request_commits"), table("pull_request_comments")
    for row in table("pull_requests"):
        if not row["merged_date"]:
            continue
        own = sorted(
            utc(one["commit_authored_date"])
            for one in commits
            if one["pull_request_id"] == row["id"]
        )
        said = tuple(
            Review(one["account_id"], utc(one["created_date"]), "commented")
            for one in comments
            if one["pull_request_id"] == row["id"]
        )
        opened, merged = utc(row["created_date"]), utc(row["merged_date"])
        yield Request(
            0, row["id"], "", row["author_id"], opened, merged, "main",
            merged=merged, commit=row["merge_commit_sha"], first_commit=own[0], reviews=said,
        )  # fmt: skip


# A draft of the IRTF, with its tracker as an archive and its history

DRAFT = "draft-irtf-cfrg-hpke"
ARCHIVE = "4f8b7e7ccf8a2933a7655cc4a69f75a8dbaa2958"


def archive() -> dict[str, Any]:
    """Its tracker, as archived in July 2023."""
    found: dict[str, Any] = json.loads(published(DRAFT, ARCHIVE, "archive.json"))
    return found


def test_the_tracker_of_a_draft() -> None:
    kept = archive()
    tickets = [
        Ticket(str(row["number"]), "", row["createdAt"], row["closedAt"] or "")
        for row in kept["issues"]
    ]
    lead = flow.lead_time(tickets, WHOLE, ALL)
    assert (lead.n, round(lead.median, 3)) == (86, 8.232)
    merged = [(row["createdAt"], row["mergedAt"]) for row in kept["pulls"] if row["mergedAt"]]
    took = flow.durations(merged, ALL)
    assert (len(kept["pulls"]), took.n, round(took.median, 3)) == (166, 152, 0.902)
    assert sum(len(row["reviews"]) for row in kept["pulls"]) == 482


@pytest.mark.parametrize(("version", "n", "median"), [("05", 117, 41.89), ("06", 74, 2.43)])
def test_from_commit_to_tag(version: str, n: int, median: float) -> None:
    name = f"{DRAFT}-{version}"
    tagged = zulu(
        git(DRAFT, "for-each-ref", "--format=%(creatordate:iso-strict)", f"refs/tags/{name}")
    )
    before = f"{DRAFT}-{int(version) - 1:02}"
    lines = git(DRAFT, "log", "--no-merges", "--format=%cI", f"{before}..{name}").split()
    found = flow.durations(((zulu(line), tagged) for line in lines), ALL)
    assert (found.n, round(found.median, 2)) == (n, median)


def test_the_first_tag_after_a_merge_is_nearly_always_the_one_that_holds_it() -> None:
    form = "--format=%(refname:short) %(creatordate:iso-strict)"
    lines = git(DRAFT, "for-each-ref", form, "refs/tags").splitlines()
    tagged = {name: zulu(when) for name, when in (line.split() for line in lines)}
    moments = sorted(tagged.values())
    differ = []
    merged = [
        row for row in archive()["pulls"] if row["mergedAt"] and row["baseRefName"] == "master"
    ]
    for row in merged:
        times = (row["createdAt"], row["mergedAt"])
        request = Request(row["number"], "", "", "", *times, "master", merged=row["mergedAt"])
        by_time = [when for when, _ in lead([request], moments, WHOLE, ALL).values]
        holding = git(DRAFT, "tag", "--contains", row["mergeCommit"]["oid"]).split()
        by_git = sorted(tagged[name] for name in holding)[:1]
        if by_time != by_git:
            differ.append(row["number"])
    assert len(merged) == 151
    # Two were tagged a second before the forge wrote their merge down, one was merged 32 seconds
    # before a tag that had been made ready without it.
    assert differ == [3, 18, 169]


def zulu(text: str) -> str:
    """A time with its zone as one in UTC."""
    return f"{instant(text.strip()):%Y-%m-%dT%H:%M:%SZ}"
