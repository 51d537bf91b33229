"""Pages that show repositories beside their verdicts, which are computed as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import PurePosixPath

from aifactory.model import CheckResult, Evidence
from aifactory.policy import Check, Criterion, Policy
from aifactory.render.translate import Speech
from making.examples import PLAIN, Example, chapters, commits, examples, verdict
from making.writing import LANGUAGES, contents, page, prose, table, words

BOXES = {"pass": "tip", "partial": "warning", "fail": "danger", "unknown": "note"}
LEXERS = {".md": "markdown", ".yml": "yaml", ".yaml": "yaml", ".py": "python", ".toml": "toml"}


def pages() -> Iterator[tuple[str, str]]:
    """A page a criterion, and one that lists them, in each language."""
    for lang in LANGUAGES:
        yield f"verdicts/{lang}/index.md", _all(lang)
        for pack, criterion, checks in chapters():
            name = f"verdicts/{lang}/{criterion.id.lower()}.md"
            yield name, _criterion(pack, criterion, checks, lang)


def _all(lang: str) -> str:
    say = words(lang)
    rows = [
        (
            f"[{one.id}]({one.id.lower()}.md)",
            prose(one.title.in_(lang)),
            ", ".join(f"[`{check.id}`]({one.id.lower()}.md#{check.id})" for check in checks),
        )
        for _, one, checks in chapters()
    ]
    heads = (say["criterion"], say["title"], say["checks"])
    named = contents(one.id.lower() for _, one, _ in chapters())
    return page(say["verdicts"], [prose(say["verdicts-lead"]), table(heads, rows), named])


def _criterion(pack: Policy, criterion: Criterion, checks: tuple[Check, ...], lang: str) -> str:
    say = words(lang)
    parts: list[str] = []
    for check in checks:
        rule = f"../../reference/{lang}/packs/{pack.id}.md#{check.id}"
        parts.append(f"## {check.id}")
        parts.append(f"**{prose(check.title.in_(lang))}.** {prose(check.asks.in_(lang))}")
        parts.append(f"[{say['rule-link']}]({rule})")
        parts += [_example(check, one, lang) for one in examples()[check.id]]
    return page(f"{criterion.id} · {prose(criterion.title.in_(lang))}", parts)


@cache
def _verdict(check: str, number: int) -> CheckResult:
    """The result for one example; ValueError where it is not what the example states."""
    owner = next(one for one, _, checks in chapters() if check in {c.id for c in checks})
    example = examples()[check][number]
    found = verdict(check, owner, example)
    if found.verdict != example.verdict:
        said = f"{found.verdict}, not {example.verdict}: {found.message}"
        raise ValueError(f"{check}, “{example.en}”: {said}")
    return found


def _example(check: Check, example: Example, lang: str) -> str:
    say, speech = words(lang), Speech(lang)
    found = _verdict(check.id, examples()[check.id].index(example))
    points = f"{speech.number(found.earned)} {say['of-points']} {speech.number(found.points)}"
    marks = [say[example.verdict], points, *([say["misleads"]] if example.misleads else [])]
    title = " · ".join(marks)
    lines = [
        f"::::{{admonition}} {title[0].upper()}{title[1:]}",
        f":class: {BOXES[example.verdict]}",
    ]
    lines += ["", prose(getattr(example, lang)), "", *_files(example), *_history(example, say)]
    lines += [*_forge(example, say), f"> {prose(speech.text(found.message))}"]
    lines += [f"> {places}"] if (places := _places(found.evidence)) else []
    return "\n".join([*lines, "::::"])


def _files(example: Example) -> Iterator[str]:
    for name, text in example.files.items():
        yield from _block(name, text, LEXERS.get(PurePosixPath(name).suffix, "text"))


def _block(caption: str, text: str, lexer: str = "text") -> list[str]:
    fence = "`" * 6
    return [f"{fence}{{code-block}} {lexer}", f":caption: {caption}", "", text.rstrip(), fence, ""]


def _history(example: Example, say: dict[str, str]) -> list[str]:
    """The commits as `git log --reverse` would list them, those of a kind shortened."""
    if example.history == PLAIN:
        return []
    lines: list[str] = []
    for entry, found in groupby(commits(example), key=lambda pair: pair[0]):
        made = [commit for _, commit in found]
        first, last = made[0], made[-1]
        tag = f" ({first.tag})" if first.tag else ""
        subject, *body = first.message.splitlines()
        lines.append(f"{first.day:%Y-%m-%d}  {entry.by}  {subject}{tag}")
        lines += [f"            {line}".rstrip() for line in body]
        if len(made) > 1:
            gap = say["every-days"].format(n=f"{entry.every:g}") if entry.every >= 1 else ""
            how = gap or say["on-one-day"]
            until = f"{last.day:%Y-%m-%d}" + (f" ({last.tag})" if last.tag else "")
            lines.append(f"      …     {say['commits'].format(n=len(made))}, {how} → {until}")
        if entry.lines > 100:
            lines.append(f"            +{entry.lines} lines")
    return _block(say["history"], "\n".join(lines))


def _forge(example: Example, say: dict[str, str]) -> list[str]:
    lines = [f"{one.times} × “{one.say}” {' '.join(one.labels)}".rstrip() for one in example.forge]
    return _block(say["forge-knows"], "\n".join(lines)) if lines else []


def _places(evidence: tuple[Evidence, ...]) -> str:
    """Where the auditor looked: files with their lines, commits, tags."""
    shown = (
        (f"{one.path}:{one.line}" if one.line else one.path) or one.tag or one.commit[:7]
        for one in evidence
    )
    return ", ".join(f"`{place}`" for place in dict.fromkeys(shown) if place)
