"""Remedies of B4Cr6 and B4Cr7: forms, tracker, security policy, owners, review."""

from __future__ import annotations

import re

from aifactory.checks.bloc4.b4cr6 import ASKS, BUG
from aifactory.facts.tracker import Form
from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened
from aifactory.remedy.growing import add_section
from aifactory.remedy.growing import headings as marked
from aifactory.remedy.planning import Remedy

CONTRIBUTING = tuple(
    f"{folder}CONTRIBUTING.{ending}"
    for ending in ("md", "rst")
    for folder in ("", ".github/", "docs/")
)
OTHER = re.compile(
    r"feature|enhancement|request|question|idea|support|task|évolution|fonctionnalit", re.I
)
GUIDES = re.compile(r"(?:(?:\.github|docs)/)?(?:readme|contributing|support)(?:\.\w+)?$", re.I)
TRACKERS = re.compile(
    r"^https?://(?:[^/]*\b(?:bugs?|jira|bugzilla|youtrack|redmine|tracker|issues)\b[^/]*/"
    r"|[^/]+/projects/[^/]+(?:/wiki|/issues)|bugs\.launchpad)",
    re.I,
)
BODY = re.compile(r"^body:[ \t]*$", re.M)
ITEM = re.compile(r"^([ ]*)- ", re.M)


def bug_form(context: Context) -> list[Edit]:
    """A form for bugs, beside those of other purposes."""
    if forms(context):
        return []
    if context.answers.forge == "gitlab":
        return context.add(".gitlab/issue_templates/bug.md", context.piece("gitlab/bug.md"))
    path = ".github/ISSUE_TEMPLATE/bug_report.yml"
    return context.add(path, context.piece("github/bug_report.yml"))


def forms(context: Context) -> list[Form]:
    """The forms for bugs that are there."""
    known = context.facts.files.tracker.forms
    return [form for form in known if BUG.search(form.name.replace("_", " "))]


def completed(context: Context) -> list[Edit]:
    """The questions that the forms for bugs lack, in the one that lacks fewest."""
    lacking = [
        ([name for name, words in ASKS.items() if not re.search(words, form.text, re.I)], form)
        for form in forms(context)
    ]
    missing, form = min(lacking, key=lambda one: len(one[0]), default=([], None))
    text = None if form is None else opened(context.bytes_of(form.path) or b"")
    if not missing or form is None or text is None:
        return []
    grow = fields if structured(form.path) else headings
    return grow(context, form.path, text, missing)


def structured(path: str) -> bool:
    """Whether a form is one of fields."""
    return path.lower().endswith((".yml", ".yaml"))


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
    used = [hashes for _, hashes, _ in marked(text.replace("\r\n", "\n").split("\n"))]
    mark = max(used, key=used.count, default="##")
    piece = context.piece("form-headings.md", missing=missing, mark=mark)
    lines = text.split("\n")
    action = next((n for n, line in enumerate(lines) if re.match(r"/\w+ ", line)), None)
    if action is not None:
        return context.grow(path, action, piece + "\n")
    return context.end(path, ("" if text.endswith("\n\n") else "\n") + piece)


def labelled(context: Context) -> list[Edit]:
    """The label that a form for bugs, and for nothing else, sets by itself."""
    found = [form for form in forms(context) if not OTHER.search(form.name)]
    return label(context, found[0].path) if found else []


def label(context: Context, path: str) -> list[Edit]:
    """A form with its label; nothing where it has an empty list: whoever wrote it wanted none."""
    text = opened(context.bytes_of(path) or b"")
    if not text or re.search(r"^labels?:", text, re.M):
        return []
    lines = text.replace("\r\n", "\n").split("\n")
    if structured(path):
        at = next((n for n, line in enumerate(lines) if BODY.match(line)), 0)
        while at and not lines[at - 1].strip():
            at -= 1
        return context.grow(path, at, 'labels: ["bug"]') if at else []
    if lines[0] == "---" and "---" in lines[1:]:
        at = lines.index("---", 1)
        while not lines[at - 1].strip():
            at -= 1
        return context.grow(path, at, "labels: bug")
    return context.end(path, "\n/label ~bug") if path.startswith(".gitlab/") else []


def tracker_link(context: Context) -> list[Edit]:
    """A passage of CONTRIBUTING that leads to the tracker."""
    answers = context.answers
    if elsewhere(context):
        return []
    issues = answers.url + ("/-/issues" if answers.forge == "gitlab" else "/issues")
    named = {"en": "Report a bug", "fr": "Signaler un bug"}  # in the project's language
    return in_contributing(context, "tracker-section", named[answers.language], issues=issues)


def elsewhere(context: Context) -> bool:
    """Whether documents lead to a tracker on another site: the forge's is not the one then."""
    own = context.answers.url.lower()
    return any(
        TRACKERS.search(link.target) and not link.target.lower().startswith(own)
        for document in context.facts.files.documents
        if GUIDES.match(document.path)
        for block in document.blocks
        for link in block.links
    )


def review_rules(context: Context) -> list[Edit]:
    """The rule that changes are reviewed before they are merged."""
    named = {"en": "Review", "fr": "Relecture"}
    return in_contributing(context, "review-section", named[context.answers.language])


def in_contributing(context: Context, piece: str, title: str, **values: str) -> list[Edit]:
    """A section of the contribution guide, which is begun where there is none."""
    if path := context.find(*CONTRIBUTING):
        return add_section(context, path, piece, title, **values)
    if context.matching(r"(?i)^(?:\.github/|docs/)?contributing(?:\.\w+)?$"):
        return []  # in another mark-up
    text = context.piece("contributing.md") + "\n"
    return context.add(
        "CONTRIBUTING.md", text + context.piece(f"{piece}.md", mark="##", title=title, **values)
    )


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
    Remedy(("bug-form-complete",), completed),
    Remedy(("bug-form-triaged",), labelled),
    Remedy(("tracker-linked",), tracker_link, ("forge", "url")),
    Remedy(("security-report",), security_policy, ("forge", "url")),
    Remedy(("review-guided",), review_template, ("forge",)),
    Remedy(("review-owners",), owners, ("forge", "owners")),
    Remedy(("review-rules",), review_rules),
)
