"""Labels kept as code: what a project wants, and the changes that bring a tracker there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.forge.protocol import Reader, Writer
from aifactory.forge.records import Label, Provider
from aifactory.model import Text
from aifactory.policy import data_path
from aifactory.scaffold.steps import Plan, Sign, Step
from aifactory.snapshot.tree import Tree, Unreadable
from aifactory.snapshot.yamltree import Map, Seq, load

FILES = tuple(
    f"{folder}labels.{kind}"
    for folder in (".github/", ".gitlab/", "", ".config/", "config/")
    for kind in ("yml", "yaml", "json")
)
COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
LONGEST: dict[Provider, tuple[int, int]] = {"github": (50, 100), "gitlab": (255, 500)}
FORM = Text("write each label as name, color (six hexadecimal digits), description and aliases")


class Wanted(Struct, frozen=True):
    """A label that a project wants, other names that it may have on the forge, and where a file
    says so.
    """

    label: Label
    aliases: tuple[str, ...] = ()
    place: Text | None = None


class Create(Struct, frozen=True):
    """A new label."""

    label: Label
    sign: Sign = "+"

    @property
    def text(self) -> Text:
        """See Step."""
        return Text("label {name}", {"name": self.label.name})

    def make(self, writer: Writer) -> None:
        """See Step."""
        writer.create_label(self.label)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return self.label.name in names(reader)


class Change(Struct, frozen=True):
    """Another name or look for a label; issues keep it."""

    name: str
    label: Label
    sign: Sign = "~"

    @property
    def text(self) -> Text:
        """See Step."""
        if self.name == self.label.name:
            return Text("label {name}: colour or description", {"name": self.name})
        return Text("label {old} becomes {name}", {"old": self.name, "name": self.label.name})

    def make(self, writer: Writer) -> None:
        """See Step."""
        writer.change_label(self.name, self.label)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return any(label == self.label for label in reader.labels())


class Delete(Struct, frozen=True):
    """A label taken away, from issues too."""

    name: str
    sign: Sign = "-"

    @property
    def text(self) -> Text:
        """See Step."""
        return Text("label {name}, from every issue too", {"name": self.name})

    def make(self, writer: Writer) -> None:
        """See Step."""
        writer.delete_label(self.name)

    def stands(self, reader: Reader) -> bool:
        """See Step."""
        return self.name not in names(reader)


def names(reader: Reader) -> set[str]:
    """The names of the labels that a forge has."""
    return {label.name for label in reader.labels()}


def plan(
    wanted: Sequence[Wanted],
    present: Iterable[Label],
    *,
    prune: bool = False,
    same: Callable[[str], str] = str.casefold,
) -> Plan:
    """The changes from the labels present to those wanted.

    `same` makes equal the names that the forge takes for one; an alias has any case. A label under
    an alias is renamed where the wanted name is free, and else left for people to merge: to remove
    it would take it from its issues. Other labels are left alone, or removed with `prune`.
    """
    have = {same(label.name): label for label in present}
    spelt: dict[str, list[str]] = {}
    for key in have:
        spelt.setdefault(key.casefold(), []).append(key)
    reserved = {same(one.label.name) for one in wanted}
    taken: set[str] = set()
    steps: list[Step] = []
    remarks: list[Text] = []
    for one in wanted:
        name = same(one.label.name)
        found = have.get(name)
        aliases = [key for alias in one.aliases for key in _spellings(alias, spelt, same)]
        others = [key for key in dict.fromkeys(aliases) if key not in reserved | taken]
        if found is None and others:
            found = have[others.pop(0)]
        if found is None:
            steps.append(Create(one.label))
            continue
        taken.add(same(found.name))
        if found != one.label:
            steps.append(Change(found.name, one.label))
        remarks += [_two_names(have[other], one.label) for other in others]
        taken.update(others)
    extra = [label for key, label in have.items() if key not in taken]
    if prune:
        steps += [Delete(label.name) for label in extra]
    elif extra:
        said = ", ".join(label.name for label in extra)
        remarks.append(Text("left alone: {names}", {"names": said}))
    return Plan(tuple(steps), tuple(remarks))


def _spellings(
    alias: str, spelt: dict[str, list[str]], same: Callable[[str], str]
) -> Sequence[str]:
    """The keys of the labels that an alias names, the one written like it first."""
    return sorted(spelt.get(alias.casefold(), ()), key=lambda key: key != same(alias))


def _two_names(old: Label, new: Label) -> Text:
    return Text(
        "{old} and {name} both exist: put {name} on the issues of {old}, then remove it",
        {"old": old.name, "name": new.name},
    )


def sameness(provider: Provider) -> Callable[[str], str]:
    """How a forge compares names: GitHub without case, GitLab with it."""
    return str.casefold if provider == "github" else str


def shipped(lang: str) -> tuple[Wanted, ...]:
    """The labels that come with this program, described in a language."""
    import yaml

    raw = yaml.safe_load(data_path("labels.yml").read_text("utf-8"))
    return tuple(
        Wanted(
            Label(f"{group['name']}:{one['name']}", one["colour"], one[lang]),
            tuple(one.get("aliases", ())),
        )
        for group in raw["groups"]
        for one in group["labels"]
    )


def of_project(tree: Tree, lang: str) -> tuple[str, tuple[Wanted, ...]]:
    """Where a project keeps its labels, and these; "" and those that ship where it keeps none."""
    path = next((path for path in FILES if path in tree.entries), "")
    if not path:
        return "", shipped(lang)
    try:
        return path, read(tree.text(path), path)
    except Unreadable as error:
        raise BadInput(
            Text("{path}: {reason}", {"path": path, "reason": error.said}), FORM
        ) from None


def read(text: str, path: str) -> tuple[Wanted, ...]:
    """The labels of a project's own file: a list, at the top or under `labels`. BadInput."""
    return tuple(parse(row, path, line) for row, line in rows(text, path))


def rows(text: str, path: str) -> tuple[tuple[Any, int], ...]:
    """What such a file lists, each with a line where it is to be looked for. BadInput."""
    try:
        data = load(text)
    except Unreadable as error:
        raise BadInput(
            Text("{path}: {reason}", {"path": path, "reason": error.said}), FORM
        ) from None
    found = data.get("labels") if isinstance(data, Map) else data
    if not isinstance(found, Seq) or not found:
        raise BadInput(Text("{path} holds no list of labels", {"path": path}), FORM)
    return tuple((row, getattr(row, "line", getattr(found, "line", 1))) for row in found)


def parse(row: Any, path: str, line: int) -> Wanted:
    """A label as a file describes it. BadInput."""
    name = row.get("name") if isinstance(row, Map) else None
    if not isinstance(name, str) or not name.strip():
        raise BadInput(at(_place(path, line), Text("a label without a name")), FORM)
    where = _place(path, getattr(name, "line", line))
    colour = COLOUR.fullmatch(str(row.get("color") or row.get("colour") or "ededed").strip())
    if colour is None:
        said = Text("the colour of {name} is not six hexadecimal digits", {"name": name})
        raise BadInput(at(where, said), FORM)
    aliases = row.get("aliases") or Seq()
    if not isinstance(aliases, Seq) or not all(isinstance(alias, str) for alias in aliases):
        said = Text("the aliases of {name} are not a list of names", {"name": name})
        raise BadInput(at(where, said), FORM)
    described = row.get("description")
    text = " ".join(described.split()) if isinstance(described, str) else ""
    label = Label(str(name).strip(), colour[1].lower(), text)
    return Wanted(label, tuple(str(alias) for alias in aliases), where)


def checked(wanted: Sequence[Wanted], provider: Provider) -> None:
    """BadInput where a forge cannot hold these labels."""
    for fault in refusals(wanted, provider):
        raise fault


def refusals(wanted: Sequence[Wanted], provider: Provider) -> Iterator[BadInput]:
    """Why a forge cannot hold these labels."""
    longest, described = LONGEST[provider]
    same, seen = sameness(provider), set[str]()
    for one in wanted:
        label, name = one.label, {"name": one.label.name[:60]}
        if provider == "gitlab" and "," in label.name:
            said = Text("the label {name} holds a comma, which GitLab splits at", name)
            yield BadInput(at(one.place, said), Text("name it without one"))
        if len(label.name) > longest or len(label.description) > described:
            said = Text("the label {name} is too long for its forge", name)
            hint = Text(
                "use at most {longest} characters for a name, {described} for a description",
                {"longest": longest, "described": described},
            )
            yield BadInput(at(one.place, said), hint)
        if same(label.name) in seen:
            said = Text("the label {name} stands twice", name)
            yield BadInput(at(one.place, said), Text("keep one of them"))
        seen.add(same(label.name))


def _place(path: str, line: int) -> Text:
    return Text("{path}, line {line}", {"path": path, "line": line})


def at(where: Text | None, said: Text) -> Text:
    """What is said of a place."""
    return Text("{where}: {reason}", {"where": where, "reason": said}) if where else said
