"""B4Cr6: a bug-report system connected to a bug database, designed and practised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.reading import README, is_promise, is_unfilled, mentions, sections
from aifactory.checks.tracked import closed, either, of_issue
from aifactory.facts.documents.model import Block, Document, Link
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.tracker import Form
from aifactory.model import Evidence, Finding, Text

BUG = re.compile(r"\bbugs?\b|bug[-_ ]?report|\bdefect|\bbogue|anomalie|\bproblem report", re.I)
TRACKER = re.compile(
    r"^https?://[^/\s]+/[^\s]*?(?:/-)?/issues(?:/new(?:/choose)?(?:\?\S*)?|/?(?:[?#]\S*)?)$"
    r"|^(?:\.\./){1,4}(?:-/)?issues(?:/new\S*)?$"
    r"|^https?://[^/\s]+/(?:jira/(?:\S+/)?(?:projects|browse)/(?-i:[A-Z][A-Z0-9]+)\S*|browse/(?-i:[A-Z][A-Z0-9]+)/?)$"
    r"|^https?://[\w-]+\.atlassian\.net/\S*$"
    r"|^https?://(?:bugs?|jira|bugzilla|issues|tracker|redmine|trac)\.[^/\s]+/?\S*$"
    r"|^https?://[^/\s]+/(?:bugzilla|trac/newticket|enter_bug\.cgi|projects/[\w-]+/issues)\S*$",
    re.I,
)
REMOTE = ("https://", "http://", "ssh://", "git@")
EXAMPLE = re.compile(
    r"\{\{|\{%|<[a-z_-]+>|/(?:example|your[-_]|owner/repo|org/repo|user/repo)"
    r"|/(?-i:OWNER|ORG|ORGANI[SZ]ATION|COMPANY|GROUP|USER|USERNAME)/",
    re.I,
)
INDEX = re.compile(
    r"^(?:docs?|documentation)/(?:[^/]+/){0,2}(?:index|readme|intro|introduction)\.\w+$", re.I
)
PUBLIC = re.compile(
    r"(?:^|/)contributing|^(?:\.github/)?support\.|^(?:\.github/)?contribute|contribuer", re.I
)
ASKS = {
    "steps": r"reproduc|repro\b|steps|[ée]tapes|reproduire|minimal (?:example|code)",
    "expected": r"expect|attendu|should have happened|supposed to|aurait d[ûu]",
    "actual": r"actual|current behaviou?r|describe (?:the|your) (?:bug|issue|problem)|what happened|happens"
    r"|observ|traceback|error (?:message|output|log)|stack ?trace|log output|constat|d[ée]cri\w+ (?:le|du|l[’']) ?(?:bug|bogue|probl)"
    r"|description (?:of the|du) (?:bug|issue|probl)|description of what|what the (?:bug|issue|problem) is|bug description|problematic behaviou?r|description of the behaviou?r|what went wrong|comportement (?:r[ée]el|actuel|obtenu)",
    "environment": r"version|environment|environnement|operating system|\bOS\b|platform|plateforme|browser|navigateur|device|system info",
}
SECURITY = re.compile(
    r"^(?:\.github/|\.gitlab/|docs?/)?s[ée]curit[yé](?:[-_.]policy)?(?:\.(?:md|rst|txt|adoc))?$",
    re.I,
)
MAIL = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\)| at )\s?[\w-]+(?:\.|\s?\[dot\]\s?| dot )\w+")
CHANNEL = re.compile(
    r"security/advisories|report[- ]a[- ]vulnerability|vulnerabilit|hackerone|bugcrowd|tidelift|huntr|security\.txt|vuln[ée]rabilit",
    re.I,
)


def bug_form(facts: Facts, params: Params) -> Finding:
    """There is a form for bugs, or a passage that leads to the tracker."""
    if form := _bug_form(facts):
        return passed(Text("a form for bug reports"), [_of(form)])
    for document, block, _ in _passages(facts):
        return passed(Text("a passage on bug reports leads to the tracker"), [at(document, block)])
    return failed(
        Text("no issue form for bugs, no passage on bug reports that links to the tracker")
    )


def _bug_form(facts: Facts) -> Form | None:
    forms = [f for f in facts.files.tracker.forms if not basename(f.path).startswith("config.")]
    for form in forms:
        if BUG.search(form.name.replace("_", " ")):
            return form
    return next((f for f in forms if len(forms) == 1 and len(_asked(f.text)) >= 2), None)


def _of(form: Form) -> Evidence:
    return Evidence(path=form.path, line=1, text=form.name)


def _passages(facts: Facts) -> Iterator[tuple[Document, Block, str]]:
    """Passages that name bug reports and link to the tracker, with their whole text."""
    for document in facts.files.documents:
        for index in headings(document):
            block = document.blocks[index]
            if mentions(block.text, "bug-report"):
                below = section(document, index)
                if any(is_tracker(link, facts) for link in below.links):
                    yield document, block, below.text
        for block in document.blocks:
            if block.kind in ("prose", "item") and mentions(block.text, "bug-report"):
                if any(is_tracker(link, facts) for link in block.links):
                    yield document, block, block.text


def bug_form_complete(facts: Facts, params: Params) -> Finding:
    """The form asks what is needed to reproduce a bug."""
    forms = [f for f in facts.files.tracker.forms if BUG.search(f.name.replace("_", " "))]
    if not forms and (one := _bug_form(facts)):
        forms = [one]
    asked = [(_asked(f.text), _of(f)) for f in forms]
    asked += [(_asked(text), at(d, b)) for d, b, text in _passages(facts)]
    if not asked:
        return failed(Text("no form for bug reports"))
    best, evidence = max(asked, key=lambda pair: len(pair[0]))
    missing = [name for name in ASKS if name not in best]
    if not missing:
        return passed(
            Text("it asks for steps, expected and actual behaviour, environment"), [evidence]
        )
    return failed(
        Text("it does not ask for: {missing}", {"missing": ", ".join(missing)}), [evidence]
    )


def _asked(text: str) -> set[str]:
    return {name for name, pattern in ASKS.items() if re.search(pattern, text, re.I)}


def bug_form_triaged(facts: Facts, params: Params) -> Finding:
    """The form sets a label, a type or an assignee by itself."""
    form = _bug_form(facts)
    if form is None:
        return failed(Text("no form for bug reports"))
    forms = [f for f in facts.files.tracker.forms if BUG.search(f.name.replace("_", " "))] or [form]
    for one in forms:
        if one.triage:
            text = Text("the form sets: {what}", {"what": ", ".join(one.triage)})
            return passed(text, [_of(one)])
    return failed(Text("the form sets neither label, type nor assignee"), [_of(form)])


def tracker_linked(facts: Facts, params: Params) -> Finding:
    """A reader finds the tracker from where he looks first."""
    for document in facts.files.documents:
        if not (
            README.match(document.path)
            or PUBLIC.search(document.path)
            or INDEX.match(document.path)
        ):
            continue
        for block in document.blocks:
            for link in block.links:
                if is_tracker(link, facts):
                    evidence = Evidence(
                        path=document.path, line=link.line or block.line, text=link.target
                    )
                    return passed(Text("a link to the tracker"), [evidence])
    for one in facts.files.packaging.links:
        if is_tracker(Link(one.url), facts):
            evidence = Evidence(path=one.path, line=one.line, text=one.url)
            return passed(Text("the metadata link to the tracker"), [evidence])
    for form in facts.files.tracker.forms:
        if any(is_tracker(Link(url), facts) for url in form.links):
            return passed(Text("the issue templates link to the tracker"), [_of(form)])
    return failed(Text("no link to the tracker in README, CONTRIBUTING, docs index or metadata"))


def is_tracker(link: Link, facts: Facts) -> bool:
    """Whether a link leads to a tracker as a whole, this project's where that can be told."""
    target = link.target.strip()
    if not TRACKER.match(target) or EXAMPLE.search(target):
        return False
    own = facts.subject.url.lower().rstrip("/").removesuffix(".git")
    if "/issues" not in target or "://" not in target or not own.startswith(REMOTE):
        return True
    owner, _, name = own.rpartition("/")
    parts = target.lower().split("/")
    return name in parts or owner.rsplit("/", 1)[-1] in parts


def security_report(facts: Facts, params: Params) -> Finding:
    """A security policy says where to report a vulnerability."""
    for document in facts.files.documents:
        if not SECURITY.match(document.path) or is_unfilled(document):
            continue
        for block in document.blocks:
            if block.kind != "heading" and _channel(block):
                return passed(Text("a security policy with a channel"), [at(document, block)])
    for document in facts.files.documents:
        if README.match(document.path) or PUBLIC.search(document.path):
            for heading, below in sections(document, "security-report"):
                if any(_channel(b) for b in below.blocks) and not is_promise(below.text):
                    return passed(
                        Text("a passage says how to report a vulnerability"),
                        [at(document, heading)],
                    )
    return failed(Text("no security policy that gives a channel to report a vulnerability"))


def _channel(block: Block) -> bool:
    if MAIL.search(block.text) or any(k.target.startswith("mailto:") for k in block.links):
        return True
    return any(CHANNEL.search(k.target) or CHANNEL.search(block.text) for k in block.links) or bool(
        re.search(r"privat|confidential|advisor|confidentiel", block.text, re.I)
        and CHANNEL.search(block.text)
    )


def bugs_fixed_by_commit(facts: Facts, params: Params) -> Finding:
    """Commits name the tickets that they fix, or the tracker holds bugs that were closed."""
    return either(facts, lambda: _closings(facts, params), lambda forge: _bugs(forge, params))


def _bugs(forge: ForgeFacts, params: Params) -> Finding:
    found, least = closed(forge, "bug"), int(number(params, "at-least"))
    values: dict[str, str | int | float] = {"n": len(found), "least": least}
    evidence = [of_issue(issue) for issue in found]
    if len(found) >= least:
        return passed(Text("{n} closed issues are marked as bugs", values), evidence)
    return failed(Text("{n} closed issues marked as bugs; {least} are needed", values), evidence)


def _closings(facts: Facts, params: Params) -> Finding:
    found, least = facts.git.closings, int(number(params, "at-least"))
    evidence = [Evidence(commit=c.commit, text=f"{c.via}: {c.subject}") for c in found]
    if len(found) >= least:
        return passed(Text("{n} or more commits name the ticket they fix", {"n": least}), evidence)
    values: dict[str, str | int | float] = {"n": len(found), "least": least}
    return failed(Text("{n} commits name a ticket as fixed; {least} are needed", values), evidence)
