"""B2Cr2: plans of experiments within quality assurance and test-driven development."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.checks.bloc2.levels import trained
from aifactory.checks.bloc2.tables import Table, has_figures, tables
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.pipelines import AUTOMATIC, chain, doing, on
from aifactory.checks.reading import mentions
from aifactory.checks.using import MADE, spread, uses
from aifactory.facts.code.model import Use
from aifactory.facts.pipelines.model import Capability
from aifactory.model import Evidence, Finding, Text

FACTORS = ("searches-hyper-parameters", "declares-factors")
SEEDS = ("fixes-seed", "fixes-seed-elsewhere")
TRACKS = ("tracks-experiments", "tracks-elsewhere")
PUSHED = AUTOMATIC | {"pull_request"}


def experiment_grid(facts: Facts, params: Params) -> Finding:
    """The factors that experiments vary are declared, and their chance is fixed."""
    factors = spread(uses(facts, *FACTORS))
    if not factors:
        factors = [at(t.document, t.block) for t in _planned(facts, params)]
    seeds = spread(uses(facts, *SEEDS))
    if factors and seeds:
        return passed(
            Text("the factors of experiments are declared, and seeds fixed"),
            [*factors[:3], *seeds[:2]],
        )
    if factors:
        return partly(
            Text("the factors of experiments are declared, but no seed is fixed"), factors
        )
    return failed(
        Text("no grid, search space or table of factors says what experiments vary"), seeds
    )


def _planned(facts: Facts, params: Params) -> Iterator[Table]:
    """Tables of experiments in documents: rows enough, with figures."""
    least = number(params, "min-rows")
    for table in tables(facts):
        about = mentions(f"{table.document.path} {table.heading}", "bloc2-experiment")
        if about and sum(map(has_figures, table.rows)) >= least:
            yield table


def experiment_runs(facts: Facts, params: Params) -> Finding:
    """Runs leave a trace: parameters, metrics, versions."""
    if places := uses(facts, *TRACKS):
        return passed(Text("runs are tracked"), spread(places))
    if written := [at(t.document, t.block) for t in _planned(facts, params)]:
        return partly(Text("runs are written down by hand, in a table"), written)
    return failed(Text("no run is tracked: neither by a tool nor in a table of experiments"))


def experiment_tests(facts: Facts, params: Params) -> Finding:
    """The code that trains or evaluates has tests, which CI runs."""
    found = uses(facts, "tests-learning", roles=("test",))
    if not found or not trained(facts):
        return failed(Text("no test with an assertion exercises training or evaluation"))
    if ran := _run(facts, "test"):
        return passed(
            Text("training or evaluation is tested, and CI runs the tests"),
            [*spread(found)[:3], *chain(ran[0])],
        )
    return partly(
        Text("training or evaluation is tested, but CI does not run the tests"), spread(found)
    )


def experiment_gate(facts: Facts, params: Params) -> Finding:
    """A model that is not good enough stops the pipeline."""
    tested = _bounded_tests(facts)
    stops = uses(facts, "stops-on-score", roles=(*MADE, "test"))
    if tested and (ran := _run(facts, "test")):
        return passed(
            Text("a test that CI runs refuses a model below a bound"), _proof(tested, ran[0])
        )
    if stops and (ran := _run(facts, "evaluate-model")):
        return passed(Text("CI evaluates the model and stops below a bound"), _proof(stops, ran[0]))
    if found := (*tested, *stops):
        return partly(Text("a bound refuses a model, but no CI step applies it"), spread(found))
    evaluated = _run(facts, "evaluate-model")
    evidence = chain(evaluated[0]) if evaluated else []
    return failed(Text("nothing refuses a model whose metrics fall below a bound"), evidence)


def _bounded_tests(facts: Facts) -> tuple[Use, ...]:
    """Tests named for a bound, in files of tests that are about learning."""
    about = {u.path for u in uses(facts, "tests-learning", roles=("test",))}
    bounds = uses(facts, "tests-score-bound", roles=("test",))
    return tuple(u for u in bounds if u.path in about and trained(facts))


def _proof(found: tuple[Use, ...], ran: Capability) -> list[Evidence]:
    return [*spread(found)[:3], *chain(ran)]


def _run(facts: Facts, name: str) -> list[Capability]:
    """What CI does by itself, on a push, a request or a schedule; a load test tests no model."""
    loads = {c.chain for c in doing(facts, "load-test")}
    return [c for c in doing(facts, name) if on(c, PUSHED) and c.chain not in loads]
