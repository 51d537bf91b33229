"""Jenkinsfile: one tolerant scan for stages, shell steps, conditions and Docker calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.facts.pipelines.model import Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source
from aifactory.facts.pipelines.steps import (
    MANUAL,
    PUSH,
    REQUEST,
    TAG,
    Triggers,
    definitions,
    job,
    pipeline,
)
from aifactory.snapshot.tree import Problem, Tree

PATH = re.compile(r"(?:^|/)Jenkinsfile(?:[._-][\w.-]+)?$|(?:^|/)[\w-]+\.jenkinsfile$")
TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<long>'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z))"
    r"|(?P<string>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<open>\{)|(?P<close>\})"
    r"|(?P<word>[A-Za-z_][\w.]*)",
    re.S,
)
SHELLS = {"sh": "sh", "bat": "cmd", "powershell": "pwsh", "pwsh": "pwsh"}
CALLS = re.compile(r"^(?:docker\.build|\w+\.push|docker\.withRegistry|withDockerRegistry)$")
DEFAULT: Triggers = (PUSH, REQUEST)
MAX_STEPS = 2000


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipelines of a tree."""
    return definitions(tree, [p for p in tree.entries if PATH.search(p)][:50], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    steps = list(_Scan(source, text).steps())
    triggers = tuple(dict.fromkeys(t for s in steps for t in s.triggers)) or DEFAULT
    yield pipeline("jenkins", source, [job(source.at(1), "pipeline", steps, triggers)])


class _Scan:
    """Braces are counted to know which stage a step stands in, and what its `when` asks."""

    def __init__(self, source: Source, text: str) -> None:
        self.source, self.text = source, text
        self.scopes: list[Triggers] = [DEFAULT]
        self.opened: list[str] = [""]
        self.word = self.before = ""
        self.line = 1
        self.at = 0

    def steps(self) -> Iterator[Step]:
        count = 0
        for token in TOKEN.finditer(self.text):
            self.line += self.text.count("\n", self.at, token.start())
            self.at = token.start()
            kind = token.lastgroup
            if kind == "open":
                self.scopes.append(self.scopes[-1])
                self.opened.append(self.word)
            elif kind == "close" and len(self.scopes) > 1:
                self.scopes.pop()
                self.opened.pop()
            elif kind == "word":
                self.note(token[0])
            elif kind in ("string", "long") and count < MAX_STEPS:
                for step in self.take(token[0]):
                    count += 1
                    yield step

    def note(self, word: str) -> None:
        self.before, self.word = self.word, word
        if word in ("buildingTag", "tag") and "when" in self.opened[-3:]:
            self.narrow((TAG,))
        elif word == "input" and "when" not in self.opened:
            self.scopes[-1] = MANUAL

    def narrow(self, triggers: Triggers) -> None:
        """A `when` speaks for the stage around it."""
        for depth in range(len(self.opened) - 1, -1, -1):
            if self.opened[depth] == "when":
                self.scopes[depth - 1 :] = [triggers] * (len(self.scopes) - depth + 1)
                return

    def take(self, literal: str) -> Iterator[Step]:
        quotes = 3 if literal[:3] in ("'''", '"""') else 1
        body = literal[quotes:-quotes] if len(literal) >= 2 * quotes else ""
        if "when" in self.opened[-3:] and self.word in ("branch", "pattern"):
            self.narrow((Trigger("push", (body.replace("*", "**") or "**",)),))
            return
        shell = SHELLS.get(self.word) or (self.word == "script" and SHELLS.get(self.before))
        if shell:
            lead = len(body) - len(body.lstrip("\n"))
            line = self.line + lead
            where = self.source.at(line)
            yield Step(where, run=body[lead:], run_line=line, shell=shell, triggers=self.scopes[-1])
        elif CALLS.match(self.word):
            name = "docker.build" if self.word == "docker.build" else self.word.split(".")[-1]
            uses = "jenkins:docker.push" if name == "push" else f"jenkins:{name}"
            where = self.source.at(self.line)
            yield Step(where, uses=uses, inputs={"image": body}, triggers=self.scopes[-1])
        self.word = ""
