"""What the forge's records say, for the checks that accept its word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import reduce

from aifactory.checks.finding import Facts, failed
from aifactory.checks.reading import mentions
from aifactory.facts import NotRead
from aifactory.facts.documents.model import Document
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.people import bot_rules
from aifactory.forge.records import Issue, Milestone, Request
from aifactory.model import Evidence, Finding

ORDER = ("none", "partial", "full")

Ask = Callable[[ForgeFacts], Finding]


def either(facts: Facts, first: Callable[[], Finding], ask: Ask) -> Finding:
    """The better of what one source tells and what the forge tells, where it was consulted.

    NotRead where the first was not read and the forge alone proves nothing.
    """
    forge = facts.consulted
    try:
        found = first()
    except NotRead:
        if forge is None or (told := told_by_forge(ask(forge))).level == "none":
            raise
        return told
    if found.level == "full" or forge is None:
        return found
    told = told_by_forge(ask(forge))
    if ORDER.index(told.level) > ORDER.index(found.level):
        return told
    if told.level == found.level == "none" and told.evidence:
        return failed(found.message, (*found.evidence[:3], *told.evidence))
    return found


def told_by_forge(finding: Finding) -> Finding:
    """The finding, marked as the forge's."""
    return Finding(finding.level, finding.message, finding.evidence, "forge")


def documents(facts: Facts) -> tuple[Document, ...]:
    """The documents of the tree, then the texts of issues that record how the team works."""
    forge = facts.consulted
    return facts.files.documents + (forge.documents if forge else ())


def closed(forge: ForgeFacts, *families: str) -> list[Issue]:
    """Closed issues with a label or a type of these word families, the last closed first."""
    found = [
        issue
        for issue in forge.issues
        if issue.closed and any(mentions(name, *families) for name in (*issue.labels, issue.kind))
    ]
    return sorted(found, key=lambda issue: issue.closed, reverse=True)


def closed_since(forge: ForgeFacts, last: str, days: int) -> list[Issue]:
    """Issues closed in the last `days` days of activity, which ends on the day `last`."""
    start = (date.fromisoformat(last) - timedelta(days=days)).isoformat()
    return [i for i in forge.issues if i.closed and i.closed[:10] >= start]


def reviewed(request: Request) -> str:
    """The login of a person, not its author, who reviewed a request; "" for none."""
    for review in request.reviews or ():
        if review.by and review.by != request.author and not is_bot(review.by):
            return review.by
    return ""


def is_bot(login: str) -> bool:
    """Whether a login is a machine's."""
    return bot_rules().is_bot(login, "")


def of_issue(issue: Issue) -> Evidence:
    """An issue as evidence."""
    return Evidence(url=issue.url, text=f"#{issue.number} {issue.title}")


def of_milestone(milestone: Milestone) -> Evidence:
    """A milestone as evidence."""
    return Evidence(
        url=milestone.url, text=" · ".join(filter(None, (milestone.title, milestone.due)))
    )


def newest(days: Iterable[str]) -> str:
    """The latest of some days; "" for none."""
    return reduce(max, days, "")
