"""Likenesses between candidates, found by the names of what they share; each name is looked up
once, so that the work grows with what there is, not with the number of pairs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from aifactory.grading.settings import Likeness
from aifactory.grading.template import Template
from aifactory.grading.traces import Trace, Traces
from aifactory.model import Candidate, Evidence, Hint, Text, plural

SHOWN = 5  # pieces of evidence a hint


class Entrant(Struct, frozen=True):
    """A candidate as the comparison sees him. `url` is where his repository comes from; `given`
    are files as our template rendered them.
    """

    candidate: Candidate
    traces: Traces
    url: str = ""
    given: frozenset[str] = frozenset()


class Index:
    """Who holds each name of a kind, without what the template gave or nearly everybody has."""

    def __init__(self, held: Mapping[str, Iterable[str]], given: frozenset[str], rule: Likeness):
        self.holders: dict[str, list[str]] = defaultdict(list)
        for candidate, names in held.items():
            for name in set(names) - given:
                self.holders[name].append(candidate)
        most = max(rule.common_candidates, int(rule.common_share * len(held)) + 1)
        common = [name for name, holders in self.holders.items() if len(holders) >= most]
        self.common = frozenset(common)
        for name in common:
            del self.holders[name]

    def shared(self, names: Iterable[str], own: str) -> dict[str, list[str]]:
        """What others hold too of these names, in their order, by who holds it."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(names):
            for other in self.holders.get(name, ()):
                if other != own:
                    found[other].append(name)
        return found


class Comparison:
    """All the likenesses of a cohort."""

    def __init__(self, entrants: Iterable[Entrant], template: Template, rule: Likeness) -> None:
        self.rule = rule
        self.template = template
        self.entrants = {one.candidate.name: one for one in entrants}
        given = template.files.union(*(one.given for one in self.entrants.values()))
        held = self.entrants.items()
        self.commits = Index(
            {n: [c.oid for c in e.traces.commits] for n, e in held}, template.commits, rule
        )
        self.trees = Index(
            {n: [c.tree for c in e.traces.commits] for n, e in held}, template.trees, rule
        )
        self.files = Index({n: e.traces.files for n, e in held}, given, rule)
        self.given = given

    @property
    def notes(self) -> tuple[Text, ...]:
        """What was left out because too many share it for one to have it from another."""
        n = len(self.files.common)
        note = plural(
            "{n} file that most candidates share was taken for course material",
            "{n} files that most candidates share were taken for course material",
            n,
        )
        return (note,) if n else ()

    def hints(self, name: str) -> Iterator[Hint]:
        """What a candidate has in common with others, and with the template."""
        own = self.entrants[name]
        yield from self.origins(own)
        commits = self.shared(self.commits, (one.oid for one in own.traces.commits), own)
        trees = self.shared(self.trees, (one.tree for one in own.traces.commits), own)
        files = self.shared(self.files, own.traces.files, own)
        for other in dict.fromkeys([*commits, *trees, *files]):
            if other in commits:
                yield self.history(own, other, commits[other])
            same = self.same_files(own, other, trees.get(other, []))
            if same:
                yield same
            elif other not in commits and (
                hint := self.rewritten(own, other, trees.get(other, []))
            ):
                yield hint
            if not same and (hint := self.shared_files(own, other, files.get(other, []))):
                yield hint
        if hint := self.unmodified(own):
            yield hint

    def shared(self, index: Index, names: Iterable[str], own: Entrant) -> dict[str, list[str]]:
        """What candidates outside the own group hold too."""
        found = index.shared(names, own.candidate.name)
        return {
            other: found[other]
            for other in self.entrants
            if other in found and self.apart(own, other)
        }

    def apart(self, own: Entrant, other: str) -> bool:
        """Whether two candidates are meant to have worked apart."""
        group = own.candidate.group.casefold()
        return not group or group != self.entrants[other].candidate.group.casefold()

    def origins(self, own: Entrant) -> Iterator[Hint]:
        """The same repository on the roster, or a clone of another's."""
        for name, other in self.entrants.items():
            if name == own.candidate.name or not self.apart(own, name):
                continue
            if address(own.candidate.repository) == address(other.candidate.repository):
                yield Hint(
                    "repository",
                    Text("{other} has the same repository on the roster", {"other": name}),
                    name,
                )
            elif own.url and address(own.url) == address(other.candidate.repository):
                message = Text("the remote origin is the repository of {other}", {"other": name})
                yield Hint("repository", message, name)

    def history(self, own: Entrant, other: str, oids: list[str]) -> Hint:
        """Commits that are the same, bit for bit: a fork, a clone or a common start."""
        known = {one.oid: one for one in own.traces.commits}
        message = plural(
            "{n} commit of {whole} is also in the history of {other}, the newest of {date}",
            "{n} commits of {whole} are also in the history of {other}, the newest of {date}",
            len(oids),
            whole=len(known),
            other=other,
            date=day(known[oids[0]].date),
        )
        shown = (Evidence(commit=oid, text=signed(known[oid])) for oid in oids[:SHOWN])
        return Hint("history", message, other, tuple(shown))

    def same_files(self, own: Entrant, other: str, trees: list[str]) -> Hint | None:
        """All the files at HEAD stand, byte for byte, at HEAD or an older commit of the other."""
        if own.traces.tree not in trees:
            return None
        theirs = find(self.entrants[other].traces, own.traces.tree)
        values: dict[str, str | int | float] = {
            "other": other,
            "commit": theirs.oid[:10],
            "date": day(theirs.date),
        }
        if theirs.tree == self.entrants[other].traces.tree:
            message = Text("all files are those of {other}", values)
        else:
            message = Text("all files are those of {other} at commit {commit} of {date}", values)
        return Hint("tree", message, other, (Evidence(commit=own.traces.commits[0].oid),))

    def rewritten(self, own: Entrant, other: str, trees: list[str]) -> Hint | None:
        """Commits with the same files under other names: authors, dates or messages differ."""
        if len(trees) < self.rule.rewritten:
            return None
        message = plural(
            "{n} commit of {whole} leaves the very files that a commit of {other} left",
            "{n} commits of {whole} leave the very files that commits of {other} left",
            len(trees),
            whole=len(own.traces.commits),
            other=other,
        )
        return Hint("rewritten", message, other, tuple(self.pairs(own, other, trees[:SHOWN])))

    def pairs(self, own: Entrant, other: str, trees: list[str]) -> Iterator[Evidence]:
        """A commit beside the other's with the same files, each with its author and date."""
        for tree in trees:
            ours, theirs = find(own.traces, tree), find(self.entrants[other].traces, tree)
            text = f"{signed(ours)} = {theirs.oid[:10]} {signed(theirs)}"
            yield Evidence(commit=ours.oid, text=text)

    def shared_files(self, own: Entrant, other: str, oids: list[str]) -> Hint | None:
        """Files that are the same byte for byte, whatever they are called."""
        mine = len(set(own.traces.files) - self.given - self.files.common)
        if len(oids) < self.rule.shared_files or len(oids) < self.rule.shared_share * mine:
            return None
        message = Text(
            "{n} of {whole} files of its own are also with {other}, byte for byte",
            {"n": len(oids), "whole": mine, "other": other},
        )
        theirs = self.entrants[other].traces.files
        evidence = tuple(
            Evidence(own.traces.files[oid], text=f"= {theirs[oid]}") for oid in oids[:SHOWN]
        )
        return Hint("files", message, other, evidence)

    def unmodified(self, own: Entrant) -> Hint | None:
        """Hardly anything was changed or added since the template."""
        held = set(own.traces.files)
        kept = held & (self.template.files | own.given)
        if len(kept) < max(self.rule.template_files, self.rule.template_share * len(held)):
            return None
        message = Text(
            "{n} of {whole} files are as the template gave them",
            {"n": len(kept), "whole": len(held)},
        )
        own_paths = sorted(own.traces.files[oid] for oid in held - kept)
        evidence = tuple(Evidence(path) for path in own_paths[:SHOWN])
        return Hint("template", message, evidence=evidence)


def find(traces: Traces, tree: str) -> Trace:
    """The oldest commit with these files."""
    return next(one for one in reversed(traces.commits) if one.tree == tree)


def signed(commit: Trace) -> str:
    """Who wrote a commit, and on which day."""
    return f"{commit.name} {day(commit.date)}"


def day(seconds: int) -> str:
    """The UTC calendar date of a time in seconds."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def address(place: str) -> str:
    """An address or a path in one spelling: the same for its https and ssh forms."""
    found = re.fullmatch(r"(?:[\w+.-]+://)?(?:[^@/\s]*@)?([\w.-]+)[:/]+(.+?)(?:\.git)?/*", place)
    return f"{found[1]}/{found[2]}".casefold() if found and not place.startswith("/") else place
