"""A project that lives on the forge: what its tracker knows proves what its files do not say."""

from __future__ import annotations

from tests.forge.github.world import World, at, sha
from tests.repos import Repo

LAST = "2026-05-04"
RETROSPECTIVE = (
    "What went well: the second release went out on a Tuesday without a call at night. What we "
    "change: the tests with users are planned a fortnight ahead, the review of a change begins on "
    "the day it is opened, and the alerts that nobody reads are removed. What we learned: a label "
    "that nobody moves says nothing, and a board with nine columns is a list.\n\n"
    "## Actions\n\n- [x] plan the next test with users\n- [x] remove the alerts, see #3\n"
)


def living(world: World) -> World:
    """Twelve weeks of a team of two, with everything in the tracker."""
    for name, meaning in (
        ("state:to-do", "Ready to be started by anybody"),
        ("state:doing", "Somebody is at work on it"),
        ("state:review", "Waits for another person's eyes"),
        ("state:done", "Merged, delivered and checked"),
    ):
        world.label(name, "ededed", meaning)
    world.milestone("v1.0", "2026-03-01", open_=False)
    world.milestone("v2.0", "2026-06-01")
    for n in range(12):
        world.issue(
            f"Bug {n}",
            opened=n * 7,
            closed=n * 7 + 3,
            labels=("type:bug", "state:done"),
            milestone="v1.0" if n < 6 else "v2.0",
            events=((n * 7 + 1, "labeled", "state:doing"), (n * 7 + 3, "closed", "")),
        )
    for n in range(4):
        world.issue(f"Session {n}", opened=n * 14, closed=n * 14 + 1, labels=("type:user-test",))
    world.issue("Retrospective of March", opened=60, closed=61, body=RETROSPECTIVE)
    world.issue(
        "Satisfaction of April",
        opened=90,
        closed=91,
        body="| who | score |\n|---|---|\n| pilot users | 4/5 |\n",
    )
    for n in range(10):
        reviews = (("ben", "APPROVED"),) if n % 2 else ()
        world.request(opened=n * 7, merged=n * 7 + 1, reviews=reviews)
    for n in range(10):
        world.deployments.append(
            {
                "id": n,
                "commit": sha(n),
                "environment": "production",
                "at": at(50 + 7 * n),
                "state": "SUCCESS",
            }
        )
    world.releases.append(
        {"tag": "v1.0", "published": at(50), "body": "Faster starts, and a page of help in French."}
    )
    world.boards.append({"title": "Flow", "columns": [("To do", ""), ("Doing", ""), ("Done", "")]})
    world.rules.append(
        {
            "type": "pull_request",
            "ruleset_id": 1,
            "parameters": {
                "required_approving_review_count": 1,
                "dismiss_stale_reviews_on_push": False,
                "require_code_owner_review": False,
                "require_last_push_approval": False,
                "required_review_thread_resolution": False,
            },
        }
    )
    return world


def bare_project(repo: Repo) -> Repo:
    """A repository whose files and messages say almost nothing."""
    repo.file("README.md", "# App\n")
    return repo.commit("begin").file("a.py", "a = 1\n").commit("more")
