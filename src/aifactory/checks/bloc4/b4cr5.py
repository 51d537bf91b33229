"""B4Cr5: source control and versioning mastered."""

from __future__ import annotations

import re

from aifactory.checks.dates import find_date
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.reading import is_unfilled
from aifactory.checks.tracked import either
from aifactory.facts.documents.model import Document
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.history import Change
from aifactory.model import Evidence, Finding, Text, plural

CHANGELOG = re.compile(
    r"(?:^|/)(?:change[-_]?log|changes|history|news|release[-_]?(?:notes?|history)|releases?|what'?s[-_]?new"
    r"|journal[-_]des[-_]modifications|changements|versions)(?:[-_./][^/]*)*\.(?:md|rst|txt|adoc|markdown)$"
    r"|(?:^|/)(?:change[-_]?log|changes|history|news|release[-_]?notes)$"
    r"|(?:^|/)(?:change[-_]?logs?|release[-_]?notes?|releases?|whats[-_]?new|changes|news)/[^/]+\.(?:md|rst|txt)$",
    re.I,
)
VERSION = re.compile(r"(?:^|[\s\[(v-])v?\d+\.\d+(?:\.\d+)*", re.I)
IN_NAME = re.compile(r"(?:^|[-_/v.])v?\d+[._-]\d+|v[-_]?\d{2,}", re.I)
PREFIX = re.compile(r"^(\w+)(?:\([^)]*\))?!?:\s+")
URL = re.compile(r"https?://\S+")


def history_incremental(facts: Facts, params: Params) -> Finding:
    """The history grew in steps, over days, by people."""
    git = facts.git
    least, days = int(number(params, "commits")), int(number(params, "days"))
    values: dict[str, str | int | float] = {"n": git.commits, "days": git.days}
    if git.commits < least or git.days < days:
        return failed(
            plural(
                "non-merge commits by people: {commits} on {n} day; {least} on {least_days} are needed",
                "non-merge commits by people: {commits} on {n} days; {least} on {least_days} are needed",
                git.days,
                commits=git.commits,
                least=least,
                least_days=days,
            )
        )
    largest = git.largest
    if git.commits >= number(params, "passes-at") or largest is None:
        return passed(Text("{n} or more commits by people on {days} days or more", values))
    values |= {"share": f"{100 * largest.share:.0f}%"}
    text = Text(
        "{n} commits by people on {days} days; the largest adds {share} of the lines", values
    )
    evidence = [Evidence(commit=largest.commit, text=f"+{largest.added}")]
    if largest.share > number(params, "max-share"):
        return failed(text, evidence)
    return passed(text, evidence)


def versions_tagged(facts: Facts, params: Params) -> Finding:
    """Versions are tagged."""
    tags = [t for t in facts.git.tags if t.version]
    values: dict[str, str | int | float] = {
        "n": len(tags),
        "least": int(number(params, "at-least")),
    }
    evidence = [Evidence(tag=t.name, commit=t.commit, text=t.date) for t in reversed(tags)]
    if len(tags) >= number(params, "at-least"):
        return passed(Text("{n} version tags", values), evidence)
    return failed(Text("version tags: {n}; {least} are needed", values), evidence)


def changelog(facts: Facts, params: Params) -> Finding:
    """What changed is told version by version."""
    return either(facts, lambda: _changelog(facts, params), lambda forge: _noted(forge, params))


def _noted(forge: ForgeFacts, params: Params) -> Finding:
    least = int(number(params, "min-words"))
    told = [r for r in forge.releases if r.words >= least]
    evidence = [Evidence(url=r.url, text=f"{r.tag} {r.published[:10]}") for r in told]
    if len(told) >= number(params, "at-least"):
        return passed(Text("releases with notes"), evidence)
    return failed(Text("no release with notes"), evidence)


def _changelog(facts: Facts, params: Params) -> Finding:
    for document in sorted(facts.files.documents, key=lambda d: (d.path.count("/"), d.path)):
        if not CHANGELOG.search(document.path) or is_unfilled(document):
            continue
        entries = _entries(document)
        if len(entries) >= number(params, "at-least"):
            return passed(Text("a changelog with entries"), entries[:1])
    return failed(Text("no changelog with a version entry"))


def _entries(document: Document) -> list[Evidence]:
    found = []
    for block in document.blocks:
        titled = block.kind == "heading" and (VERSION.search(block.text) or find_date(block.text))
        listed = block.kind in ("item", "prose") and re.match(r"v?\d+\.\d+", block.text)
        if titled or listed:
            found.append(at(document, block))
    body = sum(count_words(b.text) for b in document.blocks)
    if not found and IN_NAME.search(document.path.rsplit("/", 1)[-1]) and body >= 5:
        return [at(document, document.blocks[0])]
    return found


def tree_clean(facts: Facts, params: Params) -> Finding:
    """An ignore file, and nothing tracked that should not be."""
    clean = facts.files.cleanliness
    most = number(params, "max-mebibytes") * 1024 * 1024
    heavy = [file for file in clean.large if file.size > most]
    if clean.unwanted or heavy:
        evidence = [Evidence(path=u.path, line=u.line, text=u.what) for u in clean.unwanted]
        evidence += [Evidence(path=f.path, text=f"{f.size / 1024 / 1024:.0f} MiB") for f in heavy]
        count = clean.count + len(heavy)
        return failed(Text("{n} tracked files that should not be", {"n": count}), evidence)
    if not clean.gitignore:
        return failed(Text("no .gitignore"))
    return passed(Text("nothing unwanted is tracked"), [Evidence(path=clean.gitignore, line=1)])


def messages_informative(facts: Facts, params: Params) -> Finding:
    """Commit subjects say what was done."""
    recent = facts.git.subjects[: int(number(params, "window"))]
    if not recent:
        return failed(Text("no commit by a person"))
    least, most = number(params, "words"), number(params, "chars")
    poor = [c for c in recent if subject_words(c.subject) < least or len(c.subject) > most]
    good = len(recent) - len(poor)
    text = Text(
        "{n} of the last {window} subjects say what was done", {"n": good, "window": len(recent)}
    )
    if good / len(recent) >= number(params, "share"):
        return passed(text, _shown([c for c in recent if c not in poor][:2]))
    return failed(text, _shown(poor))


def _shown(changes: list[Change]) -> list[Evidence]:
    return [Evidence(commit=c.commit, text=c.subject) for c in changes]


def subject_words(subject: str) -> int:
    """Visible words of a subject; a Conventional Commits prefix is one, an address none."""
    subject = URL.sub("", PREFIX.sub(r"\1: ", subject))
    return sum(1 for word in subject.split() if any(c.isalnum() for c in word))
