"""Remedies of B4Cr6 and B4Cr7: forms, security policy, owners, review."""

from __future__ import annotations

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit
from aifactory.remedy.planning import Remedy


def bug_form(context: Context) -> list[Edit]:
    """A form beside those that are there."""
    if context.answers.forge == "gitlab":
        return context.add(".gitlab/issue_templates/bug.md", context.piece("gitlab/bug.md"))
    path = ".github/ISSUE_TEMPLATE/bug_report.yml"
    return context.add(path, context.piece("github/bug_report.yml"))


TABLE = (Remedy(("bug-form", "bug-form-complete", "bug-form-triaged"), bug_form, ("forge",)),)
