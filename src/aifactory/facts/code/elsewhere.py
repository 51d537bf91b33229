"""How the product's code is written in the language that it uses most beside Python.

By lines, not by a parser: what is public by its language's own keyword, whether a comment of
documentation stands above it, and whether its name follows the language's custom.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from aifactory.facts.code.definitions import SAMPLED, SHOWN, sample
from aifactory.facts.code.model import Definitions, Place
from aifactory.snapshot.tree import Tree, Unreadable

LARGEST = 128 * 1024  # bytes of a file; more was made by a machine
WIDEST = 1000  # characters of a line; the same
ABOVE = 6  # lines of annotations between a comment and what it documents
MADE = re.compile(
    r"\.min\.|\.d\.ts$|\.(?:config|stories|generated|gen)\.|_pb\.|\.pb\.|_generated|(?:^|/)(?:\.|generated/|dist/|build/|public/|static/)",
    re.I,
)
TESTS = re.compile(r"(?:^|[/.])tests?/|(?:Test|Tests|Spec)\.\w+$", re.I)
UPPER, LOWER = re.compile(r"[A-Z]\w*"), re.compile(r"_*[a-z$][A-Za-z0-9$]*")
SNAKE, WORD = re.compile(r"[a-z_][a-z0-9_]*[?!=]?"), re.compile(r"[A-Za-z.][\w.]*")
JOINED = re.compile(r"[A-Za-z_$][A-Za-z0-9$]*")
EMPTY_CATCH = re.compile(r"\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}")


class Language(Struct, frozen=True):
    """Public definitions, the comment that documents one, and the custom of naming functions."""

    public: re.Pattern[str]
    told: re.Pattern[str]
    named: re.Pattern[str]


_STAR, _SLASHES, _HASH = re.compile(r"\*/\s*$"), re.compile(r"^\s*//"), re.compile(r"^\s*#")
_SCRIPT = Language(
    re.compile(
        r"^export\s+(?:default\s+)?(?:abstract\s+|async\s+)*(?:(?:class|interface|enum)\s+(?P<type>\w+)"
        r"|function\*?\s+(?P<function>\w+)|const\s+(?P<value>\w+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:\(|function\b|\w+\s*=>))"
        r"|^\s{2,4}public\s+(?:static\s+)?(?:async\s+)?(?P<method>\w+)\s*[(<]"
        r"|^(?:module\.)?exports\.(?P<exported>\w+)\s*=\s*(?:async\s*)?(?:\(|function\b)|^(?:async\s+)?function\s+(?P<plain>\w+)"
    ),
    _STAR,
    JOINED,
)
_JAVA = Language(
    re.compile(
        r"^\s*public\s+(?:(?:static|final|abstract|synchronized|sealed|async|virtual|override|partial)\s+)*"
        r"(?:(?:class|interface|enum|record|struct)\s+(?P<type>\w+)|(?:<[^>]+>\s+)?[\w<>\[\],.?]+\s+(?P<function>\w+)\s*\()"
    ),
    _STAR,
    LOWER,
)
LANGUAGES = {
    "java": _JAVA,
    "cs": Language(_JAVA.public, re.compile(r"^\s*///"), UPPER),
    "kt": Language(
        re.compile(
            r"^\s{0,4}(?:(?:public|open|abstract|data|sealed|suspend|inline|operator)\s+)*(?:(?:class|interface|object)\s+(?P<type>\w+)"
            r"|fun\s+(?:<[^>]+>\s*)?(?:\w+\.)?(?P<function>\w+)\s*\()"
        ),
        _STAR,
        LOWER,
    ),
    "scala": Language(
        re.compile(
            r"^\s{0,4}(?:(?:final|sealed|abstract|implicit|case)\s+)*(?:(?:class|trait|object)\s+(?P<type>\w+)|def\s+(?P<function>\w+))"
        ),
        _STAR,
        LOWER,
    ),
    "ts": _SCRIPT,
    "tsx": _SCRIPT,
    "js": _SCRIPT,
    "jsx": _SCRIPT,
    "mjs": _SCRIPT,
    "go": Language(
        re.compile(
            r"^func\s+(?:\([^)]*\)\s*)?(?P<function>[A-Z]\w*)\s*[\[(]|^type\s+(?P<type>[A-Z]\w*)\s"
        ),
        _SLASHES,
        JOINED,
    ),
    "rs": Language(
        re.compile(
            r"^\s{0,4}pub(?:\([^)]*\))?\s+(?:(?:async|unsafe|const)\s+)*(?:(?:struct|enum|trait)\s+(?P<type>\w+)|fn\s+(?P<function>\w+))"
        ),
        re.compile(r"^\s*///|\*/\s*$"),
        SNAKE,
    ),
    "r": Language(
        re.compile(r"^(?P<function>[A-Za-z.][\w.]*)\s*(?:<-|=)\s*function\s*\("), _HASH, WORD
    ),
    "php": Language(
        re.compile(
            r"^\s*(?:(?:abstract|final)\s+)*(?:class|interface|trait)\s+(?P<type>\w+)"
            r"|^\s*public\s+(?:static\s+)?function\s+(?P<function>\w+)"
        ),
        _STAR,
        LOWER,
    ),
    "rb": Language(
        re.compile(
            r"^\s*(?:class|module)\s+(?:\w+::)*(?P<type>\w+)|^\s*def\s+(?:self\.)?(?P<function>\w+[?!=]?)"
        ),
        _HASH,
        SNAKE,
    ),
}
FAMILY = {"tsx": "ts", "js": "ts", "jsx": "ts", "mjs": "ts"}
ANNOTATION = re.compile(r"^\s*(?:@|\[|#\[|template\b)")


def measure(tree: Tree, paths: Iterable[str]) -> Definitions:
    """Definitions over a sample of the files in one language; nothing where there are none."""
    files = [
        p for p in paths if _ending(p) in LANGUAGES and not (MADE.search(p) or TESTS.search(p))
    ]
    counted = Counter(FAMILY.get(_ending(p), _ending(p)) for p in files)
    if not counted:
        return Definitions()
    most = min(counted, key=lambda ending: (-counted[ending], ending))
    own = [p for p in files if FAMILY.get(_ending(p), _ending(p)) == most]
    found, read, left = _Counted(), list[str](), SAMPLED
    for path in sample(own):
        try:
            text = tree.text(path, LARGEST) if left > 0 else ""
        except Unreadable:
            continue
        lines = text.split("\n")
        if not text or max(map(len, lines)) > WIDEST:
            continue
        left -= len(text)
        read.append(path)
        found.add(path, text, lines, LANGUAGES[_ending(path)])
    return found.definitions(read, len(own))


class _Counted:
    def __init__(self) -> None:
        self.public = self.documented = self.functions = 0
        self.undocumented: list[Place] = []
        self.misnamed: list[Place] = []
        self.swallowed: list[Place] = []

    def add(self, path: str, text: str, lines: list[str], language: Language) -> None:
        for index, line in enumerate(lines):
            if not (match := language.public.match(line)):
                continue
            groups = match.groupdict()
            kind = groups.pop("type", "") or ""
            name = kind or next(filter(None, groups.values()), "")
            custom = UPPER if kind else language.named
            self.public += 1
            self.functions += not kind
            if _told(lines, index, language.told):
                self.documented += 1
            else:
                self.undocumented.append(Place(path, index + 1, name))
            if not custom.fullmatch(name):
                self.misnamed.append(Place(path, index + 1, name))
        for match in EMPTY_CATCH.finditer(text):
            line_number = text.count("\n", 0, match.start()) + 1
            self.swallowed.append(Place(path, line_number, "catch { }"))

    def definitions(self, read: list[str], of: int) -> Definitions:
        return Definitions(
            modules=len(read),
            of=of,
            public=self.public,
            documented=self.documented,
            functions=self.functions,
            misnamed=len(self.misnamed),
            swallowed=len(self.swallowed),
            sampled=tuple(read[:SHOWN]),
            undocumented=tuple(self.undocumented[:SHOWN]),
            faults=tuple((self.misnamed + self.swallowed)[:SHOWN]),
        )


def _told(lines: list[str], index: int, told: re.Pattern[str]) -> bool:
    """Whether a comment ends on the line above a definition, its annotations aside."""
    for above in _above(lines, index):
        if told.search(above):
            return True
        if not ANNOTATION.match(above):
            return False
    return False


def _above(lines: list[str], index: int) -> Iterator[str]:
    return iter(reversed(lines[max(0, index - ABOVE) : index]))


def _ending(path: str) -> str:
    return path.rpartition(".")[2].lower()
