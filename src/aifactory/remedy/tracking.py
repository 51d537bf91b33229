"""Remedies of B4Cr6 and B4Cr7: forms, tracker, security policy, owners, review."""

from __future__ import annotations

import re

from aifactory.checks.b4cr6 import ASKS, BUG
from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened
from aifactory.remedy.growing import add_section
from aifactory.remedy.planning import Remedy

CONTRIBUTING = tuple(
    f"{folder}CONTRIBUTING.{ending}"
    for ending in ("md", "rst")
    for folder in ("", ".github/", "docs/")
)
BODY = re.compile(r"^body:[ \t]*$", re.M)
ITEM = re.compile(r"^([ ]*)- ", re.M)


def bug_form(context: Context) -> list[Edit]:
    """A form beside those that are there; one that is there gains what it does not ask yet."""
    forms = context.facts.files.tracker.forms
    bugs = [form.path for form in forms if BUG.search(form.name.replace("_", " "))]
    if bugs:
        return completed(context, bugs[0])
    if context.answers.forge == "gitlab":
        return context.add(".gitlab/issue_templates/bug.md", context.piece("gitlab/bug.md"))
    path = ".github/ISSUE_TEMPLATE/bug_report.yml"
    return context.add(path, context.piece("github/bug_report.yml"))


def completed(context: Context, path: str) -> list[Edit]:
    """The questions and the label that a form of bugs lacks."""
    before = context.bytes_of(path)
    text = None if before is None else opened(before)
    if before is None or text is None:
        return []
    form = next(one for one in context.facts.files.tracker.forms if one.path == path)
    missing = [name for name, pattern in ASKS.items() if not re.search(pattern, form.text, re.I)]
    structured = path.lower().endswith((".yml", ".yaml"))
    if structured:
        edits = fields(context, path, text, missing)
    else:
        edits = headings(context, path, text, missing)
    if not form.triage and (labelled := label(context, path, edits, structured=structured)):
        edits = labelled
    return [Edit(path, edits[-1].after, before)] if edits else []


def fields(context: Context, path: str, text: str, missing: list[str]) -> list[Edit]:
    """Fields at the end of a form's body, indented as its others; none where the body is not
    the last part of the form, for nobody knows then where it ends.
    """
    start = BODY.search(text)
    if not missing or not start or re.search(r"^[^\s#-]", text[start.end() :], re.M):
        return []
    indent = ITEM.search(text, start.end())
    if indent is None:
        return []
    piece = context.piece("github/fields.yml", missing=missing)
    return context.end(path, re.sub(r"^(?=.)", indent[1], piece, flags=re.M))


def headings(context: Context, path: str, text: str, missing: list[str]) -> list[Edit]:
    """Headings at the end of a template, before the quick actions of GitLab."""
    if not missing:
        return []
    piece = context.piece("form-headings.md", missing=missing)
    lines = text.split("\n")
    action = next((n for n, line in enumerate(lines) if re.match(r"/\w+ ", line)), None)
    if action is not None:
        return context.grow(path, action, piece + "\n")
    return context.end(path, ("" if text.endswith("\n\n") else "\n") + piece)


def label(context: Context, path: str, edits: list[Edit], *, structured: bool) -> list[Edit]:
    """The label that a form sets by itself, upon its other edits."""
    from aifactory.remedy.edits import append, insert

    data = edits[-1].after if edits else context.bytes_of(path)
    text = None if data is None else opened(data)
    if data is None or text is None:
        return []
    lines = text.replace("\r\n", "\n").split("\n")
    if re.search(r"^labels?:", text, re.M):
        return []  # an empty list of labels: whoever wrote it wanted none
    if structured:
        at = next((n for n, line in enumerate(lines) if BODY.match(line)), None)
        after = None if at is None else insert(data, at, 'labels: ["bug"]')
    elif lines[0] == "---" and "---" in lines[1:]:
        after = insert(data, lines.index("---", 1), "labels: bug")
    elif path.startswith(".gitlab/"):
        after = append(data, "\n/label ~bug")
    else:
        after = None
    return [] if after is None else [Edit(path, after)]


def tracker_link(context: Context) -> list[Edit]:
    """A passage of CONTRIBUTING that leads to the tracker."""
    answers = context.answers
    issues = answers.url + ("/-/issues" if answers.forge == "gitlab" else "/issues")
    title = "Signaler un bug" if answers.language == "fr" else "Report a bug"
    return in_contributing(context, "tracker-section", title, issues=issues)


def review_rules(context: Context) -> list[Edit]:
    """The rule that changes are reviewed before they are merged."""
    title = "Relecture" if context.answers.language == "fr" else "Review"
    return in_contributing(context, "review-section", title)


def in_contributing(context: Context, piece: str, title: str, **values: str) -> list[Edit]:
    """A section of the contribution guide, which is begun where there is none."""
    if path := context.find(*CONTRIBUTING):
        return add_section(context, path, piece, title, **values)
    text = context.piece("contributing.md") + "\n"
    return context.add("CONTRIBUTING.md", text + context.piece(f"{piece}.md", mark="##", **values))


def security_policy(context: Context) -> list[Edit]:
    """A security policy with a private channel."""
    if context.find("SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md", "SECURITY.rst"):
        return []
    return context.add("SECURITY.md", context.piece("security.md"))


def review_template(context: Context) -> list[Edit]:
    """What whoever opens a request is asked."""
    gitlab = context.answers.forge == "gitlab"
    path = (
        ".gitlab/merge_request_templates/Default.md"
        if gitlab
        else ".github/pull_request_template.md"
    )
    return context.add(path, context.piece("review.md"))


def owners(context: Context) -> list[Edit]:
    """Who reviews what nobody else is named for."""
    folder = ".gitlab" if context.answers.forge == "gitlab" else ".github"
    if context.find("CODEOWNERS", "docs/CODEOWNERS", f"{folder}/CODEOWNERS"):
        return []
    return context.add(f"{folder}/CODEOWNERS", f"* {' '.join(context.answers.owners)}\n")


TABLE = (
    Remedy(("bug-form", "bug-form-complete", "bug-form-triaged"), bug_form, ("forge",)),
    Remedy(("tracker-linked",), tracker_link, ("forge", "url")),
    Remedy(("security-report",), security_policy, ("forge", "url")),
    Remedy(("review-guided",), review_template, ("forge",)),
    Remedy(("review-owners",), owners, ("forge", "owners")),
    Remedy(("review-rules",), review_rules),
)
