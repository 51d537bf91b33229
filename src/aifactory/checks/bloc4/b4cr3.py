"""B4Cr3: automated build, unit tests and deployment, at a daily or weekly cadence."""

from __future__ import annotations

from datetime import date, timedelta

from aifactory.checks.dates import median_gap
from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.pipelines import chain, deployments, doing, on, on_default_branch
from aifactory.checks.tracked import either
from aifactory.facts import Unread
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.pipelines.model import Capability
from aifactory.model import Evidence, Finding, Text


def unit_tests(facts: Facts, params: Params) -> Finding:
    """The project has tests of its own that assert something."""
    tests, least = facts.files.tests, int(number(params, "min-tests"))
    evidence = [Evidence(path=f.path, line=f.line) for f in tests.files]
    values: dict[str, str | int | float] = {"n": tests.functions, "least": least}
    if tests.functions >= least:
        return passed(Text("{n} test functions or cases read", values), evidence)
    return failed(Text("test functions with assertions: {n}; {least} are needed", values), evidence)


def ci_tests(facts: Facts, params: Params) -> Finding:
    """CI runs the tests on push or on a request."""
    found = doing(facts, "test")
    reached = [c for c in found if on(c, {"push", "pull_request"})]
    if reached:
        return passed(Text("CI runs the tests"), chain(_clearest(reached)))
    if found:
        text = Text("CI runs tests, but neither on push nor on a pull or merge request")
        return failed(text, chain(found[0]))
    return failed(Text("no CI step runs tests, directly or through a local script"))


def _clearest(found: list[Capability]) -> Capability:
    return min(found, key=lambda c: len(c.chain))


def ci_build(facts: Facts, params: Params) -> Finding:
    """CI builds what is delivered."""
    names = ["build-package", "build-image"]
    if facts.files.packaging.is_documentation:
        names += ["docs", "publish-docs"]
    if found := doing(facts, *names):
        return passed(Text("CI builds the product"), chain(found[0]))
    if found := doing(facts, "publish-package"):
        return passed(Text("CI builds the product as it publishes it"), chain(found[0]))
    return failed(Text("no CI step builds a package, an image or another artefact"))


def ci_deploy(facts: Facts, params: Params) -> Finding:
    """CI delivers the product without a person's command."""
    if found := deployments(facts):
        return passed(Text("CI delivers the product by itself"), chain(found[0]))
    manual = doing(facts, "deploy", "publish-package", "push-image")
    if manual:
        return failed(Text("CI can deliver, but only when a person starts it"), chain(manual[0]))
    return failed(Text("no CI step deploys or publishes the product"))


def delivery_cadence(facts: Facts, params: Params) -> Finding:
    """Deliveries follow one another within days or weeks."""
    return either(
        facts, lambda: _delivered(facts, params), lambda forge: _shipped(facts, forge, params)
    )


def _shipped(facts: Facts, forge: ForgeFacts, params: Params) -> Finding:
    """Deployments that did not fail, or releases where there are none."""
    start = _window(facts, params)
    done = [d for d in forge.deployments if d.outcome not in ("failure", "error", "failed")]
    if any(d.at[:10] >= start for d in done):
        told = [(d.at[:10], Evidence(url=d.url, text=f"{d.environment} {d.at[:10]}")) for d in done]
        what = Text("{n} deployments in {window} days, median gap {gap} days")
    else:
        told = [
            (r.published[:10], Evidence(url=r.url, text=f"{r.tag} {r.published[:10]}"))
            for r in forge.releases
        ]
        what = Text("{n} releases in {window} days, median gap {gap} days")
    recent = sorted((one for one in told if one[0] >= start), key=lambda one: one[0], reverse=True)
    days = [date.fromisoformat(day) for day, _ in recent]
    return _cadence(what, days, [evidence for _, evidence in recent], params)


def _window(facts: Facts, params: Params) -> str:
    """The day on which the window of the cadence begins; "" where nothing dates its end."""
    git = facts.history
    last = "" if isinstance(git, Unread) else git.last_commit
    if not (end := last or facts.subject.as_of):
        return ""
    days = int(number(params, "window-days"))
    return (date.fromisoformat(end) - timedelta(days=days)).isoformat()


def _delivered(facts: Facts, params: Params) -> Finding:
    git = facts.git
    if not git.last_commit:
        return failed(Text("no commit to date a delivery by"))
    end = date.fromisoformat(git.last_commit)
    start = end - timedelta(days=int(number(params, "window-days")))
    pushed = [c for c in deployments(facts) if on_default_branch(c, facts.default_branch)]
    if pushed:
        days = [d for d in map(date.fromisoformat, git.line_days) if d >= start]
        evidence = chain(pushed[0])
        what = Text("CI delivers on push: {n} commit-days in {window} days, median gap {gap} days")
    else:
        tags = [t for t in git.tags if t.version and date.fromisoformat(t.date) >= start]
        days = [date.fromisoformat(t.date) for t in tags]
        evidence = [Evidence(tag=t.name, commit=t.commit, text=t.date) for t in reversed(tags)]
        what = Text("{n} version tags in {window} days, median gap {gap} days")
    return _cadence(what, days, evidence, params)


def _cadence(what: Text, days: list[date], evidence: list[Evidence], params: Params) -> Finding:
    least = int(number(params, "at-least"))
    window = int(number(params, "window-days"))
    if len(days) < least:
        values: dict[str, str | int | float] = {"n": len(days), "least": least, "window": window}
        text = Text(
            "deliveries in the last {window} days of the history: {n}; {least} are needed", values
        )
        return failed(text, evidence)
    gap = median_gap(days)
    text = Text(what.msgid, {"n": len(days), "window": window, "gap": gap})
    if gap <= number(params, "full-days"):
        return passed(text, evidence)
    if gap <= number(params, "partial-days"):
        return partly(text, evidence)
    return failed(text, evidence)
