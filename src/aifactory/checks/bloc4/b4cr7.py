"""B4Cr7: pair programming, live or deferred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.reading import is_promise, mentions, sections
from aifactory.checks.tracked import either, is_bot, reviewed
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.words import fold
from aifactory.model import Evidence, Finding, Text

MAINTAINERS = re.compile(
    r"^(?:maintainers|owners|reviewers|codeowners|mainteneurs)(?:\.\w+)?$", re.I
)
HANDLE = re.compile(r"(?<![\w/.`])@[A-Za-z0-9][\w-]{1,38}(?:/[\w.-]+)?(?![\w.]*\.\w{2,}\()")
PROFILE = re.compile(
    r"^https?://(?:www\.)?(?:github\.com|gitlab\.com|linkedin\.com/in|codeberg\.org|orcid\.org)/[\w.-]+/?$|^mailto:"
)
NAME = re.compile(
    r"\b[A-ZÀ-Þ][a-zà-ÿ'’-]+(?: [A-ZÀ-Þ]\.?)?(?: (?:de|von|van|du|la|le|di|el))* [A-ZÀ-Þ][\wÀ-ÿ'’-]+"
)
GOVERNING = re.compile(
    r"govern|about|team|author|community|equipe|maintain|contribut|readme|people|credits", re.I
)
TEMPLATE = re.compile(r"pull_request_template|merge_request_templates|issue_template", re.I)
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n")
REVIEWED = re.compile(
    r"\breview(?:s|ed|er|ers|ing)?\b|\bapprov(?:e|es|ed|al|als|er|ers|ing)\b|\brelecture|\brelu(?:e|s|es)?\b"
    r"|\brelecteur|\brevues? de code|\bapprobation|\bapprouve|\bvalide(?:e|s|es)? par"
)
MERGED = re.compile(
    r"\bmerg(?:e|es|ed|ing)\b|\bpull[- ]requests?\b|\bmerge[- ]requests?\b|\bprs?\b|\bmrs?\b|\bfusion|\bchanges?\b"
    r"|\bcontributions?\b|\bpatch(?:es)?\b|\bcode reviews?\b|\bintegr|\bmodifications?\b|\bdemandes? de (?:fusion|tirage)"
)
BINDING = re.compile(
    r"(?:review|approv|relu|relecture|approuv)[^.]*?\b(?:before|prior to|avant)\b"
    r"|\b(?:must|need|needs|require|requires|required|should|will|shall|to|has to|have to|is|are|gets?|been|doit|doivent|est|sont|sera|seront)\b[^.]{0,40}?\b(?:reviewed|approved|relue?s?|approuvee?s?|validee?s?)\b"
    r"|\b(?:requires?|needs?|without|sans|exige)\b[^.]{0,40}?\b(?:review|approval|approbation|relecture)"
    r"|\bat least (?:one|two|\d)\b[^.]{0,60}?(?:review|approv)|(?:review|approv)\w*[^.]{0,40}?\bat least (?:one|two|\d)\b"
    r"|\bmerg\w*\b[^.]{0,60}?\b(?:after|once|until|when|only|unless)\b[^.]{0,60}?(?:review|approv)"
    r"|\b(?:after|once|until|when|apres|une fois)\b[^.]{0,80}?(?:review|approv|relu|approuv)[^.]{0,80}?(?:merg|fusion|accept)"
    r"|\bcode reviews? (?:must|should|are|is)\b|\bau moins (?:une?|deux|\d)\b[^.]{0,60}?(?:relec|approb|relu|revue)"
    r"|\b(?:maintainers?|reviewers?|core \w+|team|equipe|mainteneurs?) (?:will )?(?:reviews?|approves?|reli(?:t|sent))\b"
)
NOT_OURS = re.compile(
    r"\bdocs?/(?:guides?|patterns?|tutorials?)/|\bexamples?/"
    r"|^(?!docs?/|doc/|\.git)(?:[^/]+/)+readme[^/]*$",  # of a part, not of the project
    re.I,
)
ASIDE = re.compile(r"\?[\"'»)\s]*$|\bthank|\bmerci\b|\bremerci")  # a question, or thanks
RULE_PLACE = re.compile(
    r"contribut|readme|govern|develop|maintain|constitution|workflow|process|hacking|review|pull_request_template"
    r"|agents\.md|claude\.md|policy|guidelines|pratiques|equipe|\.github/|methode|d[ée]veloppement",
    re.I,
)


def review_guided(facts: Facts, params: Params) -> Finding:
    """A template guides who opens a pull or merge request."""
    found = facts.files.tracker.request_templates
    if found:
        return passed(Text("a request template"), [Evidence(path=p, line=1) for p in found])
    return failed(Text("no pull or merge request template"))


def review_owners(facts: Facts, params: Params) -> Finding:
    """It is written who reviews or maintains."""
    owners = facts.files.tracker.owners
    if len({name for rule in owners for name in rule.owners}) >= number(params, "at-least"):
        rule = owners[0]
        text = " ".join(rule.owners)
        return passed(
            Text("owners of the code"), [Evidence(path=rule.path, line=rule.line, text=text)]
        )
    for document, block in _naming(facts):
        return passed(Text("a document names who reviews or maintains"), [at(document, block)])
    return failed(Text("no CODEOWNERS, no document that names who reviews or maintains"))


def _naming(facts: Facts) -> Iterator[tuple[Document, Block]]:
    for document in facts.files.documents:
        if TEMPLATE.search(document.path) or NOT_OURS.search(document.path):
            continue
        if MAINTAINERS.match(basename(document.path)):
            yield from ((document, b) for b in document.blocks if _persons(b, names=True))
        if not GOVERNING.search(document.path):
            continue
        for _, below in sections(document, "reviewers"):
            yield from ((document, b) for b in below.blocks if _persons(b, names=True))
        for block in document.blocks:
            if block.kind in ("prose", "item") and mentions(block.text, "review", "reviewers"):
                if _persons(block, names=False):
                    yield document, block


def _persons(block: Block, *, names: bool) -> bool:
    if block.kind == "code" or is_promise(block.text):
        return False
    if HANDLE.search(block.text) or any(PROFILE.match(k.target) for k in block.links):
        return True
    short = block.kind == "table" or count_words(block.text) <= 6  # a name, not a sentence
    return names and short and block.kind != "image" and NAME.search(block.text) is not None


def review_rules(facts: Facts, params: Params) -> Finding:
    """It is written, or enforced, that changes are reviewed before they are merged."""
    return either(facts, lambda: _written_rules(facts, params), lambda f: _enforced(f, params))


def _enforced(forge: ForgeFacts, params: Params) -> Finding:
    least = number(params, "approvals")
    evidence = [Evidence(url=rule.url, text=rule.name) for rule in forge.protections]
    strict = [rule for rule in forge.protections if rule.approvals >= least]
    if strict:
        text = Text("{n} approvals required", {"n": strict[0].approvals})
        return passed(text, [Evidence(url=strict[0].url, text=strict[0].name)])
    return failed(Text("no rule of the forge requires an approval"), evidence)


def _written_rules(facts: Facts, params: Params) -> Finding:
    least = number(params, "approvals")
    for rule in facts.files.tracker.rules:
        if rule.approvals >= least:
            text = Text("{n} approvals required", {"n": rule.approvals})
            return passed(text, [Evidence(path=rule.path, line=rule.line)])
    for document in facts.files.documents:
        if not RULE_PLACE.search(document.path) or NOT_OURS.search(document.path):
            continue
        for block in document.blocks:
            if block.kind in ("prose", "item") and (said := rule_in(block.text)):
                return passed(
                    Text("changes are reviewed before merge"), [at(document, block, said)]
                )
    return failed(Text("no document says that changes are reviewed before merge"))


def rule_in(text: str) -> str:
    """The sentence of a text that makes review a condition of merging; "" if none does."""
    for sentence in SENTENCE.split(text[:5000]):
        folded = fold(sentence)
        if ASIDE.search(folded):
            continue
        if REVIEWED.search(folded) and MERGED.search(folded) and BINDING.search(folded):
            return sentence.strip()
    return ""


def review_practised(facts: Facts, params: Params) -> Finding:
    """Changes come in through pull or merge requests, by their messages or the forge's word."""
    changes = facts.git.changes[: int(number(params, "window"))]
    if not changes:
        return failed(Text("no change by a person on the default branch"))
    known = brought(facts.consulted)
    via = [c for c in changes if c.via or c.commit in known]
    share = len(via) / len(changes)
    evidence = [Evidence(commit=c.commit, text=c.subject) for c in via]
    text = Text(
        "{n} of the last {window} changes by people came through a request",
        {"n": len(via), "window": len(changes)},
    )
    if share >= number(params, "full-share"):
        return passed(text, evidence)
    if share >= number(params, "partial-share"):
        return partly(text, evidence)
    return failed(text, evidence)


def brought(forge: ForgeFacts | None) -> dict[str, int]:
    """Commits of the default branch that a request brought, where somebody else reviewed it."""
    if forge is None:
        return {}
    seen = {r.number for r in forge.requests if r.merged and reviewed(r)}
    return {commit: number_ for commit, number_ in forge.line.items() if number_ in seen}


def pairing_practised(facts: Facts, params: Params) -> Finding:
    """Two people stand behind changes."""
    return either(facts, lambda: _paired(facts, params), lambda forge: _reviewed(forge, params))


def _reviewed(forge: ForgeFacts, params: Params) -> Finding:
    found = [(r, reviewed(r)) for r in forge.requests if r.merged and not is_bot(r.author)]
    pairs = [(r, by) for r, by in found if by]
    least = int(number(params, "reviews"))
    values: dict[str, str | int | float] = {"n": len(pairs), "least": least}
    evidence = [Evidence(url=r.url, text=f"{r.author} + {by}") for r, by in pairs]
    if len(pairs) >= least:
        text = Text("{n} merged requests were reviewed by somebody else", values)
        return passed(text, evidence)
    text = Text("{n} merged requests reviewed by somebody else; {least} are needed", values)
    return failed(text, evidence)


def _paired(facts: Facts, params: Params) -> Finding:
    git = facts.git
    evidence = [Evidence(commit=p.commit, text=f"{p.author} + {p.other}") for p in git.pairings]
    values: dict[str, str | int | float] = {"n": len(git.pairings), "authors": git.authors}
    enough = git.authors >= number(params, "authors")
    if enough and len(git.pairings) >= number(params, "trailers"):
        return passed(Text("{n} or more commits name a second person", values), evidence)
    return failed(
        Text("authors: {authors}; commits that name a second person: {n}", values), evidence
    )
