"""B1Cr5: phases of test and acceptance that are considered, planned and carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.dated import held
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.pipelines import chain, deployments, doing
from aifactory.checks.practice import is_handbook, is_manual, is_news, is_pattern
from aifactory.checks.reading import about, is_promise, is_unfilled, mentions
from aifactory.checks.tracked import closed, either, of_issue
from aifactory.checks.using import spread, uses, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.words import fold, load_words
from aifactory.model import Evidence, Finding, Text

VERDICT = re.compile(
    r"\b(?:pass(?:ed)?|fail(?:ed)?|accepted|rejected|approved|go|no-?go|ok|ko|conforme|validee?s?"
    r"|refusee?s?|accepte(?:e|s|es)?|reussi|echec|with reserves|avec reserves?)\b"
)
RECORDS = ("test-plan", "user-test", "acceptance-record")  # words that name a record of acceptance
EMPTY, TICKED = re.compile(r"[□☐]|\[ \]"), re.compile(r"[☑☒✅❌✔✓✗]|\[[xX]\]")
BOXES = 3
BEGUN = 60  # characters by which a row, an item or a line says what it is about


def test_phases_planned(facts: Facts, params: Params) -> Finding:
    """A page plans the phases: which tests, in which order, against which criteria."""
    least, phases = int(number(params, "min-words")), int(number(params, "phases"))
    told: list[Evidence] = []
    near: list[Evidence] = []
    for document in () if is_handbook(facts) else widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or is_news(document):
            continue
        for start, below, planned in _plans(document):
            if count_words(below.text) < least or is_promise(below.text):
                continue
            named = len(_phases(below))
            if planned and named >= phases:
                place = at(document, start)
                return passed(Text("phases of test and acceptance are planned"), [place])
            if named >= phases:
                told.append(at(document, start))
            elif planned:
                near.append(at(document, start))
    values: dict[str, str | int | float] = {"n": phases, "least": least}
    if told:
        return partly(Text("kinds of tests are told apart, not when and by whom they decide"), told)
    text = Text("no plan of {least} words that lists {n} phases of test or acceptance", values)
    return failed(text, near)


def _plans(document: Document) -> Iterator[tuple[Block, Section, bool]]:
    """The page where its name says so, else its sections; with whether they plan or only describe."""
    if not document.blocks or _titled(document):
        return
    if about(document, "test-plan"):
        yield document.blocks[0], Section(document.blocks), True
        return
    for index in headings(document):
        if named := mentions(document.blocks[index].text, "test-plan", "testing"):
            yield document.blocks[index], section(document, index), "test-plan" in named


def _phases(below: Section) -> set[str]:
    """The different phases that headings, items, rows and labels begin with."""
    pattern = load_words().any_of("test-phase")
    begun: list[str] = []
    for block in below.blocks:
        if block.kind == "table":
            begun += [row.split(" | ")[0] for row in block.text.split("\n")[1:]]
        elif block.kind in ("heading", "item"):
            begun.append(block.text[:BEGUN])
        elif block.kind == "prose":
            begun += [line.split(":")[0] for line in block.text.split("\n") if ":" in line[:BEGUN]]
    return {match[0] for text in begun if (match := pattern.search(fold(text[:BEGUN])))}


def integration_tests(facts: Facts, params: Params) -> Finding:
    """Tests put parts together: an interface called, a base or a service started."""
    found = uses(facts, "integration-tested", roles=("test",))
    if found:
        return passed(Text("tests put parts together"), spread(found))
    return failed(
        Text("no test calls an interface, starts a service or lies among integration tests")
    )


def deployment_verified(facts: Facts, params: Params) -> Finding:
    """What was deployed is checked where it runs: a smoke test, its health, a rollout awaited."""
    found = uses(facts, "smoke-run")
    written = uses(facts, "smoke-tested", roles=("code", "test"))
    delivered = deployments(facts) or doing(facts, "deploy")
    if not delivered:
        text = Text("a smoke test stands there, but nothing in CI deploys")
        near = [*spread(found), *spread(written)]
        return failed(text if near else Text("nothing checks a delivery once it runs"), near)
    ways = {place.path for one in delivered for place in one.chain}
    if after := [use for use in found if use.path in ways]:
        text = Text("a delivery is checked where it runs")
        checked = {use.path for use in after}
        way = next(one for one in delivered if checked & {place.path for place in one.chain})
        return passed(text, [*spread(after)[:3], *chain(way)])
    if found or written:
        text = Text("a smoke test stands there, but no pipeline that deploys runs it")
        return partly(text, [*spread(found), *spread(written)])
    return failed(Text("nothing checks a delivery once it runs"))


def acceptance_recorded(facts: Facts, params: Params) -> Finding:
    """Acceptance took place: dated records with a verdict."""
    return either(facts, lambda: _recorded(facts, params), lambda f: _accepted(f, params))


def _recorded(facts: Facts, params: Params) -> Finding:
    found: list[Evidence] = []
    near: list[Evidence] = []
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_manual(document) or is_news(document):
            continue
        if not (about(document, *RECORDS) or _filed(document.path) or _titled(document)):
            continue
        text = "\n".join(b.text for b in document.blocks if b.kind != "code")
        if not document.blocks or count_words(text) < number(params, "min-words"):
            continue
        ruled = held(document) and VERDICT.search(fold(text)) and not _is_blank(text)
        (found if ruled else near).append(at(document, document.blocks[0]))
    if len(found) >= number(params, "at-least"):
        return passed(Text("dated records of acceptance with a verdict"), found)
    return failed(Text("no dated record of acceptance with a verdict"), [*found, *near])


def _titled(document: Document) -> bool:
    """Whether the title calls a page a record of acceptance."""
    first = document.blocks[0] if document.blocks else None
    return (
        first is not None
        and first.kind == "heading"
        and bool(mentions(first.text, "acceptance-record"))
    )


def _is_blank(text: str) -> bool:
    """Whether a form has boxes to tick, and none that is."""
    return len(EMPTY.findall(text)) >= BOXES and TICKED.search(text) is None


def _filed(path: str) -> bool:
    """Whether a page lies in a folder of acceptance records."""
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return bool(folder and mentions(folder, *RECORDS))


def _accepted(forge: ForgeFacts, params: Params) -> Finding:
    found: list[Evidence] = [of_issue(issue) for issue in closed(forge, *RECORDS)]
    if len(found) >= number(params, "at-least"):
        return passed(Text("closed tickets of acceptance"), found)
    return failed(Text("no closed ticket of acceptance"), found)
