"""One pass over the product's code and configuration: what it uses and how it is written."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from aifactory.facts.code import definitions, notebooks, python
from aifactory.facts.code.bounds import bounded
from aifactory.facts.code.lines import of_patterns, of_sql, without_comments
from aifactory.facts.code.model import Definitions, Role, Use
from aifactory.facts.code.rules import Rules, TextRule, fits_path
from aifactory.facts.testcode import asserting
from aifactory.facts.testing import IN_FOLDER, NAMED
from aifactory.snapshot.tree import Tree, Unreadable

LARGEST = 256 * 1024  # bytes of a file of code or configuration
LARGEST_NOTEBOOK = 4 << 20
MOST_READ = 24 << 20  # bytes that are scanned
MOST_PARSED = 1 << 19  # bytes of Python that are parsed
MOST_CONFIGURED_BYTES = 8 << 20
MOST_CONFIGURED = 2000  # files that line rules look into
QUOTED = 160
SQL_WORDS = [
    word
    for one in ("SELECT", "INSERT INTO", "CREATE TABLE", "MERGE INTO", "DELETE FROM")
    for word in (one, one.lower())
]
SQL_WITHIN = re.compile(
    r"[\"']\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|WITH|COPY)\s+\S", re.I
)
# What no person writes would take patterns a time that grows with its square.
LONG_LINE = re.compile(r"([^\n]{2000})[^\n]+")
LONG_STATEMENT = re.compile(r"([^;]{4000})[^;]+")
VOID = re.compile(r"\s{300,}")
IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)", re.M)
EXAMPLE = re.compile(
    r"(?:^|/)(?:examples?|tutorials?|demos?|samples?|benchmarks?|docs?|exemples?|\.?semgrep(?:[-_]rules)?|[\w-]*rendered[\w-]*)/",
    re.I,
)
TESTING = re.compile(r"(?:^|/)tests?[_-][\w-]+/", re.I)
RENDERED = (".ipynb", ".Rmd", ".qmd")
KEPT: dict[Role, int] = {"code": 6, "notebook": 4, "test": 4, "example": 2}  # uses of one name
ORDER: dict[Role, int] = {"code": 0, "notebook": 1, "test": 2, "example": 3}


@lru_cache(maxsize=1 << 16)
def role(path: str) -> Role:
    """What a file of code is there for."""
    if NAMED.search(path) or IN_FOLDER.search(path) or TESTING.search(path):
        return "test"
    if EXAMPLE.search(path):
        return "example"
    return "notebook" if path.endswith(RENDERED) else "code"


def read_code(
    tree: Tree, paths: Iterable[str], rules: Rules
) -> tuple[tuple[Use, ...], Definitions]:
    """Uses, sorted by name, role and place, and how the Python is written."""
    ordered = sorted(paths, key=lambda path: (ORDER[role(path)], path.count("/"), path))
    collected = _Collected(rules)
    for path in ordered:
        if tree.entries[path].size > 0:
            for name in rules.files.of(path):
                collected.add(Use(name, path, text="", role=role(path), call=path))
    _read_lines(tree, ordered, rules, collected)
    measured = _read_python(tree, ordered, rules, collected)
    return collected.uses(), measured


class _Collected:
    """Uses as they are found: a few of each name and role, from different files first."""

    def __init__(self, rules: Rules) -> None:
        self.unless = rules.unless
        self.found: dict[tuple[str, str], list[Use]] = {}
        self.spare: dict[tuple[str, str], list[Use]] = {}

    def add(self, use: Use) -> None:
        if (but := self.unless.get(use.name)) and fits_path(but, use.path):
            return
        key = (use.name, use.role)
        kept = self.found.setdefault(key, [])
        if len(kept) < KEPT[use.role]:
            spare = self.spare.setdefault(key, [])
            if all(one.path != use.path for one in kept):
                kept.append(use)
            elif len(spare) < KEPT[use.role] and not any(_same(one, use) for one in kept + spare):
                spare.append(use)

    def lacks(self, name: str, kind: Role) -> bool:
        """Whether a place in a further file would still be kept."""
        return len(self.found.get((name, kind), ())) < KEPT[kind]

    def uses(self) -> tuple[Use, ...]:
        every = [
            use
            for key, kept in self.found.items()
            for use in [*kept, *self.spare.get(key, ())][: KEPT[kept[0].role]]
        ]
        return tuple(
            sorted(every, key=lambda u: (u.name, ORDER[u.role], u.path, u.cell, u.line, u.call))
        )


def _same(one: Use, other: Use) -> bool:
    """Whether two uses stand in one line, as when several patterns fit one call.

    What a line shows and the call that is resolved there are two: only one tells the library.
    """
    places = [(use.path, use.line, use.cell, use.text, "." in use.call) for use in (one, other)]
    return places[0] == places[1]


def _read_python(tree: Tree, ordered: list[str], rules: Rules, into: _Collected) -> Definitions:
    """Every file is scanned; those are parsed that may show the rarest uses, until enough is known."""
    own = [path for path in ordered if path.endswith(".py") and role(path) == "code"]
    own = [path for path in own if not definitions.is_made(path)]
    sampled = set(definitions.sample(own))
    measured: dict[str, ast.Module] = {}
    hints: dict[tuple[str, Role], list[str]] = {}
    scanned, sampling = MOST_READ, definitions.SAMPLED
    for path in ordered:
        if not path.endswith((".py", ".ipynb")) or scanned <= 0:
            continue
        try:
            text, _cells = _python(tree, path)
        except Unreadable:
            continue
        scanned -= len(text)
        kind = role(path)
        for name in set(_hinted(text, kind, rules)):
            hints.setdefault((name, kind), []).append(path)
        if path in sampled and sampling > 0 and (parsed := python.parse(text)) is not None:
            sampling -= len(text)
            measured[path] = parsed
    _parse_hinted(tree, hints, measured, rules, into)
    return definitions.measure(list(measured.items()), len(own))


def _parse_hinted(
    tree: Tree,
    hints: dict[tuple[str, Role], list[str]],
    known: dict[str, ast.Module],
    rules: Rules,
    into: _Collected,
) -> None:
    """Parse the files that may show a use, rarest first: they show the common ones as well.

    `known` are syntax trees that are there already.
    """
    budget = MOST_PARSED
    done: set[str] = set()
    for (name, kind), paths in sorted(hints.items(), key=lambda pair: (len(pair[1]), pair[0])):
        for path in paths:
            if budget <= 0 or not into.lacks(name, kind):
                break
            if path in done:
                continue
            done.add(path)
            text, cells = _python(tree, path)
            budget -= len(text)
            if (parsed := known.get(path) or python.parse(text)) is not None:
                for use in of_module(python.read(parsed), path, text, cells, rules):
                    into.add(use)


def _hinted(text: str, kind: Role, rules: Rules) -> Iterator[str]:
    """Uses that parsing a text may find, by what it imports and the words in it."""
    modules = {one for found in set(IMPORT.findall(text)) for one in found.split(",")}
    for root in {module.strip().partition(".")[0] for module in modules}:
        yield from (name for name, needle in rules.needles.get(root, ()) if needle in text)
    if any(word in text for word in SQL_WORDS) and SQL_WITHIN.search(text):
        folded = text.lower()
        yield from (rule.name for rule in rules.sql if rule.may_fit(folded))
    if kind != "test" and rules.defined and rules.defined.search(text):
        yield from (name for name, _ in rules.defines)
    if _compares(text, kind, rules):
        yield from (name for name, _ in rules.bounds)
    if kind == "test" and "def test" in text:
        lower = text.lower()
        yield from (name for name, needle in rules.spoken if needle in lower)


def _compares(text: str, kind: Role, rules: Rules) -> bool:
    """Whether a line of a program or a test may hold a figure to a bound."""
    return (
        kind in ("code", "test")
        and rules.compared is not None
        and rules.compared.search(text) is not None
    )


def _python(tree: Tree, path: str) -> tuple[str, tuple[int, ...]]:
    """The Python of a file, and the cell of each line where it is a notebook."""
    if path.endswith(".ipynb"):
        return notebooks.joined(tree.read(path, LARGEST_NOTEBOOK))
    return tree.text(path, LARGEST), ()


def of_module(
    module: python.Module, path: str, text: str, cells: tuple[int, ...], rules: Rules
) -> Iterator[Use]:
    """What one file of Python uses, by its calls, the SQL in it, and its tests."""
    lines = text.split("\n")
    kind = role(path)

    def use(name: str, line: int, call: str, inside: str = "") -> Use:
        quoted = " ".join(lines[line - 1].split())[:QUOTED] if line <= len(lines) else ""
        cell = cells[line - 1] if cells and line <= len(cells) else 0
        return Use(name, path, 0 if cell else line, quoted, kind, call, inside, cell)

    wanted = rules.python.of(module.imports, text)
    for call in module.calls:
        for name in wanted.fitting(call):
            yield use(name, call.line, call.name or call.method, call.inside)
    for line, literal in module.texts:
        if of_sql(literal):
            folded = literal.lower()
            spoken = (rule for rule in rules.sql if rule.may_fit(folded))
            yield from (use(r.name, line, "SQL") for r in spoken if r.regex.search(literal))
    for line, defined in module.defined if kind != "test" else ():
        yield from (use(n, line, defined, defined) for n, p in rules.defines if p.match(defined))
    if _compares(text, kind, rules):
        for held in bounded(module.tree):
            named = (name for name, figure in rules.bounds if figure.match(held.name))
            yield from (use(name, held.line, held.name, held.inside) for name in named)
    if kind == "test" and rules.tests:
        for function in asserting(module.tree):
            said = f"{function.name} {ast.get_docstring(function) or ''}"
            fitting = {name: None for name, named in rules.tests if named.match(said)}
            for name in fitting:
                yield use(name, function.lineno, function.name, function.name)


def _read_lines(tree: Tree, ordered: list[str], rules: Rules, into: _Collected) -> None:
    """Uses that single lines of configuration, SQL and other languages show."""
    opened: Counter[str] = Counter()
    left = MOST_CONFIGURED_BYTES
    for path in ordered:
        entry, kind, ending = tree.entries[path], role(path), path.rpartition(".")[2]
        wanted = [rule for rule in rules.lines.of(path) if into.lacks(rule.name, kind)]
        spoken = [r for r in rules.sql if into.lacks(r.name, kind)] if ending == "sql" else []
        if not (wanted or spoken) or entry.kind not in ("file", "executable"):
            continue
        opened[ending] += 1
        if entry.size > LARGEST or opened[ending] > MOST_CONFIGURED:
            continue
        try:
            text = LONG_LINE.sub(r"\1", tree.text(path, LARGEST))
        except Unreadable:
            continue
        if (left := left - len(text)) < 0:
            break
        for use in _in_text(text, path, kind, wanted, spoken):
            into.add(use)


def _in_text(
    text: str, path: str, kind: Role, wanted: list[TextRule], spoken: list[TextRule]
) -> Iterator[Use]:
    """Uses by the lines of one file, and by its statements of SQL."""
    folded = text.lower()
    wanted = [rule for rule in wanted if rule.may_fit(folded)]
    spoken = [rule for rule in spoken if rule.may_fit(folded)]
    if not (wanted or spoken):
        return
    text = without_comments(text, path)
    if of_patterns(text, path):
        return
    look = single_lines if VOID.search(text) else fitting_lines
    for rule in wanted:
        for number, line, match in islice(look(rule, text), KEPT[kind]):
            shown = " ".join(line.split())[:QUOTED]
            yield Use(rule.name, path, number, shown, kind, match[0].strip()[:80])
    if spoken:
        text = LONG_STATEMENT.sub(r"\1", VOID.sub("\n", text))
    for rule in spoken:
        if said := rule.regex.search(text):
            number = text.count("\n", 0, said.start()) + 1
            yield Use(rule.name, path, number, " ".join(said[0].split())[:QUOTED], kind, "SQL")


def single_lines(rule: TextRule, text: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    """The same as `fitting_lines`, line by line: what may span lines is slow where nothing stands."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and (match := rule.regex.search(line)):
            yield number, line, match


def fitting_lines(rule: TextRule, text: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Number, text and match of each line that a rule fits.

    The whole text is searched, which takes a fraction of a search for every line; what is found may
    reach over several lines, so each of them is asked again.
    """
    search, number, counted, start = rule.across.search, 1, 0, 0
    while start <= len(text) and (found := search(text, start)):
        begin = text.rfind("\n", 0, found.start()) + 1
        number += text.count("\n", counted, begin)
        counted = begin
        until = text.find("\n", max(found.end() - 1, begin))
        start = (len(text) if until < 0 else until) + 1
        for offset, line in enumerate(text[begin : start - 1].split("\n")):
            if match := rule.regex.search(line):
                yield number + offset, line, match
