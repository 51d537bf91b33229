"""B1Cr5: phases of test and acceptance that are considered, planned and carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.dated import held
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.pipelines import chain, deployments, doing
from aifactory.checks.practice import is_manual, is_news
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
LONGEST = 20_000  # characters of a plan that are looked through


def test_phases_planned(facts: Facts, params: Params) -> Finding:
    """A page plans the phases: which tests, in which order, against which criteria."""
    least, phases = int(number(params, "min-words")), int(number(params, "phases"))
    near = []
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_news(document) or not document.blocks:
            continue
        for start, below in _plans(document):
            if count_words(below.text) < least or is_promise(below.text):
                continue
            listed = below.tables or len(below.items) >= phases
            if listed and len(_phases(below.text)) >= phases:
                place = at(document, start)
                return passed(Text("phases of test and acceptance are planned"), [place])
            near.append(at(document, start))
    values: dict[str, str | int | float] = {"n": phases, "least": least}
    text = Text("no plan of {least} words that lists {n} phases of test or acceptance", values)
    return failed(text, near)


def _plans(document: Document) -> Iterator[tuple[Block, Section]]:
    """The page where its name says so, else its sections on tests to come."""
    if about(document, "test-plan"):
        yield document.blocks[0], Section(document.blocks)
        return
    for index in headings(document):
        if mentions(document.blocks[index].text, "test-plan"):
            yield document.blocks[index], section(document, index)


def _phases(text: str) -> set[str]:
    """The different phases that a text names."""
    pattern = load_words().any_of("test-phase")
    return {match[0] for match in pattern.finditer(fold(text[:LONGEST]))}


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
    found = uses(facts, "smoke-tested", roles=("code", "test"))
    delivered = deployments(facts) or doing(facts, "deploy")
    if found and delivered:
        text = Text("a delivery is checked where it runs")
        return passed(text, [*spread(found), *chain(delivered[0])])
    if found:
        text = Text("a smoke test stands there, but nothing in CI deploys")
        return failed(text, spread(found))
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
        if not (about(document, "test-plan", "user-test") or _filed(document.path)):
            continue
        text = "\n".join(b.text for b in document.blocks if b.kind != "code")
        if not document.blocks or count_words(text) < number(params, "min-words"):
            continue
        ruled = held(document) and VERDICT.search(fold(text))
        (found if ruled else near).append(at(document, document.blocks[0]))
    if len(found) >= number(params, "at-least"):
        return passed(Text("dated records of acceptance with a verdict"), found)
    return failed(Text("no dated record of acceptance with a verdict"), [*found, *near])


def _filed(path: str) -> bool:
    """Whether a page lies in a folder of acceptance records."""
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return bool(folder and mentions(folder, "test-plan", "user-test"))


def _accepted(forge: ForgeFacts, params: Params) -> Finding:
    found: list[Evidence] = [of_issue(issue) for issue in closed(forge, "user-test", "test-plan")]
    if len(found) >= number(params, "at-least"):
        return passed(Text("closed tickets of acceptance"), found)
    return failed(Text("no closed ticket of acceptance"), found)
