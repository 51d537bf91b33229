"""The notation of rules about Python: `[module>]name[(argument)]`.

`sklearn.svm.*` is a call of anything below sklearn.svm; `pandas>.to_sql` a method of that name in
a file that imports pandas; `torch.device(cuda*)` a call with such a literal argument, and
`pandas.read_csv(chunksize=*)` one with such a keyword. A decorator and a base class are calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate

from msgspec import Struct

NOTATION = re.compile(
    r"(?:(?P<module>[\w.]+)>)?(?P<name>\.?[\w.*?\[\]]+)(?:\((?:(?P<key>\w+)=)?(?P<value>[^()]*)\))?"
)


class Call(Struct, frozen=True):
    """A call as the reader met it: `name` is dotted and resolved through imports where it could
    be, `method` its last part; `values` are literal positional arguments, `keys` keyword ones.
    """

    name: str
    method: str
    line: int
    values: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    inside: str = ""


class Pattern(Struct, frozen=True):
    """One notation, compiled. `root` is the module that a file must import, "" for none; a file
    without the text `needle` need not be parsed for it.
    """

    root: str
    name: re.Pattern[str]
    method: bool
    key: str = ""
    value: re.Pattern[str] | None = None
    needle: str = ""

    def fits(self, call: Call) -> bool:
        """Whether a call is what the notation means, imports aside."""
        if not self.name.match(call.method if self.method else call.name):
            return False
        if self.value is None:
            return True
        if self.key:
            return any(k == self.key and self.value.match(v) for k, v in call.keys)
        given = (*call.values, *(v for _, v in call.keys))
        return any(self.value.match(value) for value in given)


def pattern(notation: str) -> Pattern:
    """A compiled notation; ValueError where it is none."""
    match = NOTATION.fullmatch(notation)
    if match is None:
        raise ValueError(f"not a pattern of a call: {notation}")
    name, module = match["name"], match["module"] or ""
    method = name.startswith(".")
    value = match["value"]
    return Pattern(
        root=module or ("" if method else name.split(".")[0]),
        name=_glob(name[1:] if method else name),
        method=method,
        key=match["key"] or "",
        value=None if value is None else _glob(value),
        needle=literal(name.rpartition(".")[2]) or literal(name),
    )


def literal(glob: str) -> str:
    """The longest run of a glob that is no wild card; of a dotted name, one part at most."""
    return max(re.split(r"\[[^\]]*\]|[*?.]", glob), key=len)


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

    def of(self, modules: Iterable[str]) -> list[tuple[str, Pattern]]:
        """The patterns that these imported modules, and those around them, bring into play."""
        wanted = {"", *(part for module in modules for part in _around(module))}
        return [pair for root in sorted(wanted) for pair in self.by_root.get(root, ())]


def _around(module: str) -> Iterator[str]:
    """`a.b.c`, then `a.b`, then `a`."""
    while module:
        yield module
        module = module.rpartition(".")[0]
