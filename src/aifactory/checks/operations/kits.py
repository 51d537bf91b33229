"""Which deployment target a repository has chosen, by its files, and which parts of its kit are there."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.checks.finding import Facts
from aifactory.checks.operations.sited import sited
from aifactory.checks.using import spread
from aifactory.facts.code.model import Use
from aifactory.model import Evidence, Text

SHOWN_BY = {
    "server": "op-workload-on-cluster",
    "cloud": "op-service-of-cloud",
    "edge": "op-service-on-machine",
}
Halves = tuple[tuple[str, ...], tuple[str, ...]]
# A part of a kit has two halves; each is shown by any of some uses.
SIZED: dict[str, Halves] = {
    "server": (("op-bounds-on-cluster",), ("op-card-on-cluster",)),
    "cloud": (("op-size-on-cloud",), ("op-bounds-on-cloud",)),
    "edge": (("op-bounds-on-machine",), ("op-card-on-machine",)),
}
GUARDED: dict[str, Halves] = {
    "server": (("op-walls-on-cluster",), ("op-rights-on-cluster",)),
    "cloud": (("op-identity-on-cloud",), ()),
    "edge": (("op-checksum-checked", "op-signature-checked"), ("op-signature-checked",)),
}
SAVED: dict[str, tuple[str, ...]] = {
    "server": ("op-saved-on-cluster", "op-goes-back"),
    "cloud": ("op-saved-on-cloud", "op-goes-back"),
    "edge": ("op-goes-back",),
}
FOLLOWED: dict[str, Halves] = {
    "server": (("op-probes-on-cluster",), ("op-steady-on-cluster",)),
    "cloud": (("op-probes-on-cloud",), ("op-told-by-cloud",)),
    "edge": (("op-updates-on-machine",), ("op-fleet-heard",)),
}
PUTS_ON: dict[str, tuple[str, ...]] = {
    "server": ("op-puts-on-cluster",),
    "cloud": ("op-puts-on-cloud", "op-puts-on-cluster"),
    "edge": ("op-puts-on-machine", "op-updates-on-machine"),
}
TITLES = {
    "server": Text("a server under an orchestrator"),
    "cloud": Text("a managed cloud"),
    "edge": Text("machines near their users"),
}


def recognised(facts: Facts) -> dict[str, tuple[Use, ...]]:
    """The targets that files show, with the places that show them."""
    found = {target: sited(facts, name) for target, name in SHOWN_BY.items()}
    return {target: places for target, places in found.items() if places}


def chosen(facts: Facts) -> str:
    """The target whose kit has most parts; "" where files show none.

    A repository may show several (a compose file beside manifests): it is held to the one that
    it has carried furthest, and never to all.
    """
    shown = recognised(facts)
    return max(shown, key=lambda target: (_parts(facts, target), len(shown[target])), default="")


def _parts(facts: Facts, target: str) -> int:
    halves = [half for part in (SIZED, GUARDED, FOLLOWED) for half in part[target]]
    return sum(bool(sited(facts, *half)) for half in (*halves, SAVED[target]) if half)


def halves(facts: Facts, part: Halves) -> tuple[int, list[Evidence]]:
    """How many halves of a part are there, and evidence of each."""
    found = [sited(facts, *half) for half in part if half]
    return sum(map(bool, found)), [one for places in found for one in spread(places)[:2]]


def delivers(facts: Facts, target: str) -> Iterator[Evidence]:
    """What puts a version on a target: a script, a machine that fetches it, a job of CI."""
    yield from spread(sited(facts, *PUTS_ON[target]))
    for one in facts.files.capabilities:
        if one.name == "deploy":
            last = one.chain[-1]
            yield Evidence(path=last.path, line=last.line, text=last.text)
