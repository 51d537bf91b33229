"""The notation of rules about Python: `[module>]name[(argument)]`.

`sklearn.svm.*` is a call of anything below sklearn.svm; `pandas>.to_sql` a method of that name in
a file that imports pandas, `pandas>.str.strip` one of what such an attribute holds;
`torch.device(cuda*)` a call with such a literal argument, `pandas.read_csv(chunksize=*)` one with
such a keyword. A decorator, a base class and a caught exception are calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate
from functools import cache

from msgspec import Struct

WILD = re.compile(r"[*?\[]")
NOTATION = re.compile(
    r"(?:(?P<module>[\w.]+)>)?(?P<name>\.?[\w.*?\[\]]+)(?:\((?:(?P<key>\w+)=)?(?P<value>[^()]*)\))?"
)


class Call(Struct, frozen=True):
    """A call as the reader met it: `name` is dotted and resolved through imports where it could
    be, `method` its last part and `tail` its last two; `values` are literal positional arguments,
    `keys` keyword ones; `owner` is the first part of the module whose function is called.
    """

    name: str
    method: str
    line: int
    values: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    inside: str = ""
    tail: str = ""
    owner: str = ""


class Pattern(Struct, frozen=True):
    """One notation, taken apart. `root` is the module that a file must import, "" for none; `subject`
    the field of a call that the wild cards of `name` describe; a file without the text `needle` need
    not be parsed for it. Wild cards are compiled when they are first needed: most never are.
    """

    root: str
    name: str
    subject: str
    key: str = ""
    value: str | None = None
    needle: str = ""

    def fits(self, call: Call) -> bool:
        """Whether a call is what the notation means, imports aside."""
        subject: str = getattr(call, self.subject)
        if not _glob(self.name).match(subject):
            return False
        if self.subject != "name" and self.root and call.owner not in ("", self.root.split(".")[0]):
            return False  # a function of another module is no method of what this one makes
        if self.value is None:
            return True
        wanted = _glob(self.value)
        if self.key:
            return any(k == self.key and wanted.match(v) for k, v in call.keys)
        given = (*call.values, *(v for _, v in call.keys))
        return any(wanted.match(value) for value in given)


def pattern(notation: str) -> Pattern:
    """A notation taken apart; ValueError where it is none."""
    match = NOTATION.fullmatch(notation)
    if match is None:
        raise ValueError(f"not a pattern of a call: {notation}")
    name, module = match["name"], match["module"] or ""
    method = name.startswith(".")
    value = match["value"]
    return Pattern(
        root=module or ("" if method else name.split(".")[0]),
        name=name[1:] if method else name,
        subject=("tail" if "." in name[1:] else "method") if method else "name",
        key=match["key"] or "",
        value=value,
        needle=_needle(name, match["key"] or "", value or ""),
    )


def _needle(name: str, key: str, value: str) -> str:
    """What stands in every text that holds such a call, as far as its notation tells."""
    return literal(name.rpartition(".")[2]) or key or literal(value) or literal(name)


def literal(glob: str) -> str:
    """The longest run of a glob that is no wild card; of a dotted name, one part at most."""
    return max(re.split(r"\[[^\]]*\]|[*?.]", glob), key=len)


@cache
def _glob(text: str) -> re.Pattern[str]:
    return re.compile(translate(text))


class Patterns:
    """Notations of many uses, looked up by the modules that a file imports."""

    def __init__(self, rules: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.by_root: dict[str, list[tuple[str, Pattern]]] = {}
        for name, notations in rules:
            for notation in notations:
                compiled = pattern(notation)
                self.by_root.setdefault(compiled.root, []).append((name, compiled))

    @property
    def roots(self) -> tuple[str, ...]:
        """First parts of the modules that any rule needs, sorted."""
        return tuple(sorted({root.split(".")[0] for root in self.by_root if root}))

    def needles(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each first part, the uses that an import of it may show, each with a needle."""
        found: dict[str, dict[tuple[str, str], None]] = {root: {} for root in self.roots}
        for root, pairs in self.by_root.items():
            for name, one in pairs if root else ():
                found[root.split(".")[0]][name, one.needle] = None
        return {root: tuple(pairs) for root, pairs in found.items()}

    def of(self, modules: Iterable[str], text: str) -> InPlay:
        """The patterns that imported modules, and those around them, bring into play in a text."""
        wanted = {"", *(part for module in modules for part in _around(module))}
        pairs = (pair for root in sorted(wanted) for pair in self.by_root.get(root, ()))
        return InPlay(pair for pair in pairs if pair[1].needle in text)


class InPlay:
    """The patterns that a text may fit: most tell the last part of a call, and are found by it."""

    def __init__(self, pairs: Iterable[tuple[str, Pattern]]) -> None:
        self.told: dict[str, list[tuple[str, Pattern]]] = {}
        self.open: list[tuple[str, Pattern]] = []
        for pair in pairs:
            last = pair[1].name.rpartition(".")[2]
            if WILD.search(last):
                self.open.append(pair)
            else:
                self.told.setdefault(last, []).append(pair)

    def fitting(self, call: Call) -> Iterator[str]:
        """The uses that a call is."""
        for name, one in self.told.get(call.method or call.name.rpartition(".")[2], ()):
            if one.fits(call):
                yield name
        for name, one in self.open:
            if one.fits(call):
                yield name


def _around(module: str) -> Iterator[str]:
    """`a.b.c`, then `a.b`, then `a`."""
    while module:
        yield module
        module = module.rpartition(".")[0]
