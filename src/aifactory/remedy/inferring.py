"""What facts already tell, so that nobody is asked: language, name, forge, branch, toolchain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from gettext import gettext as _
from typing import Any

from msgspec.structs import asdict, replace

from aifactory.errors import BadInput
from aifactory.facts import Facts
from aifactory.forge.remote import parse, provider_of
from aifactory.remedy.context import Answers
from aifactory.remedy.known_tools import read_toolchain
from aifactory.remedy.questions import fault, small_words
from aifactory.snapshot.tree import Tree

SAFE = re.compile(r"[\w@+-][\w.@+-]*(?:/[\w@+-][\w.@+-]*)*")  # needs quotes in no file and no shell


def infer(facts: Facts, tree: Tree, folder: str = "") -> Answers:
    """The answers that facts give; what they do not tell stays empty."""
    forge, url = forge_of(facts, tree)
    tools = read_toolchain(facts, tree, folder)
    if folder and not (SAFE.fullmatch(folder) and tree_holds(tree, folder)):
        message = _("no such folder of a project: {folder}").format(folder=folder)
        raise BadInput(message, _("name it from the root, as apps/web"))
    return Answers(
        language=language(facts),
        name=plain(url.rpartition("/")[2] or facts.subject.name),
        forge=forge,
        url=url,
        branch=facts.default_branch or "main",
        folder=folder,
        **asdict(tools),
    )


def tree_holds(tree: Tree, folder: str) -> bool:
    """Whether there is such a folder."""
    return any(path.startswith(f"{folder}/") for path in tree.entries)


def plain(name: str) -> str:
    """A name on one line, without what would be mark-up."""
    return " ".join(re.sub(r"[^\w.+ -]", " ", name).split())


def language(facts: Facts) -> str:
    """The language of the README's prose: French where its small words are more often French."""
    counted = Counter[str]()
    for document in facts.files.documents:
        if re.fullmatch(r"readme(?:\.\w+)?", document.path, re.I):
            for block in document.blocks:
                counted.update(re.findall(r"[a-zà-ÿ]+", block.text.lower()))
    french, english = (sum(counted[word] for word in small_words(lang)) for lang in ("fr", "en"))
    return "fr" if french > english else "en"


def forge_of(facts: Facts, tree: Tree) -> tuple[str, str]:
    """Which forge the repository lives on and its page there; "" where nothing tells."""
    url = kind = ""
    if facts.subject.url:
        try:
            remote = parse(facts.subject.url)
            url = f"{remote.origin}/{remote.path}"
            kind = provider_of(remote)
        except BadInput:
            url = ""
    if not kind:
        kind = next(iter(_by_files(tree)), "")
    return kind, url


def _by_files(tree: Tree) -> Iterable[str]:
    """The forges whose files are there, if only one forge's are."""
    found = {
        "gitlab" if path.startswith(".gitlab") else "github"
        for path in tree.entries
        if path.startswith((".github/", ".gitlab/", ".gitlab-ci"))
    }
    return found if len(found) == 1 else ()


def answered(answers: Answers, given: dict[str, str]) -> Answers:
    """Answers with those that people gave; BadInput for one that no remedy asks."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in Answers.__struct_fields__:
            message = _("no such question: {names}").format(names=name)
            known = ", ".join(Answers.__struct_fields__)
            raise BadInput(message, _("questions are: {names}").format(names=known))
        if reason := value and fault(name, value):
            hint = _("answer anew, with -a {name}=…").format(name=name)
            raise BadInput(f"{name}: {reason}", hint)
        many = isinstance(getattr(answers, name), tuple)
        separate = value.split() if name == "owners" else [value]
        values[name] = tuple(separate) if many else value
    return replace(answers, **values)
