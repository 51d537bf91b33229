"""The engine: a repository into facts, facts and a policy into a scorecard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from aifactory.checks import beyond
from aifactory.errors import BadInput
from aifactory.facts import READABLE, SCHEMA, Facts, Unread
from aifactory.facts.forge import PARTS
from aifactory.model import Subject, Text
from aifactory.policy import Policy
from aifactory.scoring import evaluate, parts_for

if TYPE_CHECKING:
    from aifactory.snapshot import Snapshot

__all__ = [
    "ForgeOptions",
    "collect",
    "consult",
    "evaluate",
    "gather",
    "load_facts",
    "parts_for",
    "save_facts",
]
Values = dict[str, str | int | float | Text]
Progress = Callable[[str], None]


class ForgeOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How the forge is consulted. `repository` and `kind` replace what the git remote says;
    `parts` are those to read; `since` is an ISO date; `patience` is in seconds.
    """

    repository: str = ""
    kind: str = ""
    parts: tuple[str, ...] = PARTS
    since: str = ""
    patience: float = 120.0


def collect(
    target: str,
    *,
    worktree: bool = False,
    base: str = "",
    as_of: str | None = None,
    forge: ForgeOptions | None = None,
    code: bool = True,
    progress: Progress | None = None,
) -> Facts:
    """The facts of a path or git URL; `as_of` is an ISO date, today by default.

    With `base`, a revision, those of the commit at which HEAD left it. The forge is left alone
    without `forge`, and so is what only packs beyond bloc 4 ask of the code, without `code`.
    """
    from aifactory.snapshot import open_snapshot

    today = _date(as_of)
    with open_snapshot(target, worktree=worktree, base=base, progress=progress) as snapshot:
        if progress:
            progress(snapshot.name)
        facts = gather(snapshot, today, code=code)
    return consult(facts, forge, progress) if forge else facts


def gather(snapshot: Snapshot, today: str, *, code: bool = True, beside: bool = True) -> Facts:
    """The facts of an open snapshot, read for the ISO date `today`; the forge is left alone.

    Files are read beside the history, unless every processor has work enough of its own.
    """
    from aifactory.facts.collecting import read_facts

    subject = Subject(snapshot.name, snapshot.url, snapshot.commit, snapshot.branch, as_of=today)
    sources = (snapshot.default_branch, snapshot.tree, snapshot.history)
    facts = read_facts(subject, *sources, beyond=code, beside=beside)
    notes: tuple[Text, ...] = ()
    if snapshot.subfolder:
        folder: Values = {"folder": snapshot.subfolder}
        notes = (Text("{folder} lies in this repository, which is audited whole", folder),)
    last = "" if isinstance(facts.history, Unread) else facts.history.last_commit
    subject = msgspec.structs.replace(subject, last_commit=last)
    return msgspec.structs.replace(facts, subject=subject, notes=notes)


def consult(facts: Facts, options: ForgeOptions, progress: Progress | None = None) -> Facts:
    """The facts with what the forge of the repository knows, or why it could not be read."""
    from aifactory.facts.forge_reading import read_forge
    from aifactory.forge.errors import ForgeError
    from aifactory.forge.opening import open_forge

    address = options.repository or facts.subject.url
    if not address:
        reason = Text("the repository names no remote")
        supply = Text("say which repository of the forge it is, with --repository")
        return msgspec.structs.replace(facts, forge=Unread(reason, supply))
    waiting = getattr(progress, "say", progress)
    reader, _ = open_forge(address, kind=options.kind, patience=options.patience, tell=waiting)
    try:
        read = read_forge(
            reader,
            None if isinstance(facts.history, Unread) else facts.history,
            today=facts.subject.as_of,
            branch=facts.default_branch,
            wanted=options.parts,
            since=options.since,
            tell=progress,
        )
    except ForgeError as error:
        return msgspec.structs.replace(facts, forge=Unread(error.reason, error.supply))
    return msgspec.structs.replace(facts, forge=read)


def reads_code(policies: Iterable[Policy]) -> bool:
    """Whether a check of these policies asks what the code does."""
    return any(beyond(check.id) for policy in policies for check in policy.checks())


def _date(as_of: str | None) -> str:
    if as_of is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise BadInput(
            Text("not a date: {text}", {"text": as_of}), Text("write it as YYYY-MM-DD")
        ) from None


def save_facts(facts: Facts) -> bytes:
    """Facts as JSON, the same bytes for the same facts."""
    return msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"


def load_facts(data: bytes, path: str = "facts") -> Facts:
    """Facts from JSON; BadInput where they are none, or of a version that is not read."""
    hint = Text("save facts with `aifactory collect PATH -o FILE`")
    try:
        facts = msgspec.json.decode(data, type=Facts)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            Text(
                "{path}: not facts of this program: {reason}",
                {"path": path, "reason": str(error)},
            ),
            hint,
        ) from None
    if facts.schema not in READABLE:
        raise BadInput(
            Text(
                "{path}: expected {expected}, found {found}",
                {"path": path, "expected": SCHEMA, "found": facts.schema},
            ),
            hint,
        )
    return msgspec.structs.replace(facts, schema=SCHEMA)
