"""What facts already tell, so that nobody is asked: language, name, forge, branch, toolchain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from aifactory.errors import BadInput
from aifactory.facts import Facts
from aifactory.forge.remote import parse, provider_of
from aifactory.remedy.context import Answers
from aifactory.remedy.questions import small_words
from aifactory.remedy.toolchain import read_toolchain
from aifactory.snapshot.tree import Tree


def infer(facts: Facts, tree: Tree, folder: str = "") -> Answers:
    """The answers that facts give; what they do not tell stays empty."""
    forge, url = forge_of(facts, tree)
    tools = read_toolchain(facts, tree, folder)
    below = f"{folder}/" if folder else ""
    packaged = any(f"{below}{name}" in tree.entries for name in ("pyproject.toml", "setup.py"))
    return Answers(
        language=language(facts),
        name=facts.subject.name,
        forge=forge,
        url=url,
        branch=facts.default_branch or "main",
        folder=folder,
        code=tools.code,
        python=tools.python,
        manifest="." if packaged else "requirements.txt",
        install=tools.install,
        test=tools.test,
        build=tools.build,
        runs=tools.runs,
    )


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
            raise BadInput(f"no such question: {name}", "see `aifactory fix --help`")
        many = isinstance(getattr(answers, name), tuple)
        separate = value.split() if name == "owners" else [value]
        values[name] = tuple(separate) if many else value
    return replace(answers, **values)
