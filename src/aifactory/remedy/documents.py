"""Remedies of B4Cr4, B4Cr5, B4Cr8 and B4Cr9 that are documents: protocols, boards, a changelog."""

from __future__ import annotations

from aifactory.checks.practice import product_is
from aifactory.facts import Unread
from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit
from aifactory.remedy.planning import Remedy

NEWEST = 20  # versions that a first changelog lists


def user_test_protocol(context: Context) -> list[Edit]:
    """How sessions with users are held."""
    return context.add("docs/user-tests/README.md", context.piece("user-tests.md"))


def changelog(context: Context) -> list[Edit]:
    """The versions that are tagged, with what leads to their changes; none without a tag."""
    history = context.facts.history
    if isinstance(history, Unread) or context.find("CHANGELOG.md", "CHANGES.md", "NEWS.md"):
        return []
    tags = sorted((tag for tag in history.tags if tag.version), key=lambda tag: tag.date)
    if not tags:
        return []
    before = ["", *(tag.name for tag in tags)]
    told = [(tag.name, tag.date[:10], was) for tag, was in zip(tags, before, strict=False)]
    return context.add("CHANGELOG.md", context.piece("changelog.md", versions=told[::-1][:NEWEST]))


def ignore_file(context: Context) -> list[Edit]:
    """An ignore file, where nothing unwanted is tracked: taking files away is for people."""
    clean = context.facts.files.cleanliness
    if clean.gitignore or clean.unwanted:
        return []
    kind = context.answers.code if context.answers.code in ("python", "node") else "other"
    return context.add(".gitignore", context.piece(f"ignore/{kind}"))


def board(context: Context) -> list[Edit]:
    """The columns of a board, what they mean and how much they hold; none where the product is a
    board itself: the audit would take the page for one on the product, and so would its readers.
    """
    if product_is(context.facts, "planning-product"):
        return []
    return context.add("docs/kanban.md", context.piece("kanban.md"))


TABLE = (
    Remedy(("user-test-protocol",), user_test_protocol),
    Remedy(("changelog",), changelog),
    Remedy(("tree-clean",), ignore_file),
    Remedy(("kanban-states", "board-designed"), board),
)
