"""The template of a repository brought to a version by Copier, without trust in either.

The answers file is the audited repository's: it may name any source. It is followed only where it
names the template that the user trusts, and nothing that either would have executed is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from aifactory.errors import BadInput
from aifactory.facts import Facts
from aifactory.fleet.rollout.campaign import VERSION, same_template, same_version
from aifactory.fleet.rollout.jobs import Job, Ready
from aifactory.fleet.rollout.preparing import audited, compared
from aifactory.fleet.rollout.work import SPOKEN, begun, standing_at
from aifactory.model import Scorecard, Text
from aifactory.policy import Policy
from aifactory.remedy.adopting import ANSWERS
from aifactory.remedy.applying import Repository
from aifactory.render.translate import Speech
from aifactory.snapshot import Snapshot
from aifactory.snapshot.tree import Unreadable

LARGEST = 1 << 18  # bytes of an answers file
SHOWN = 8


def updated(
    job: Job, ready: Ready, snapshot: Snapshot, facts: Facts, before: Scorecard, policy: Policy
) -> Ready:
    """The update as one commit; or which files are in conflict; or why there is none."""
    campaign = job.campaign
    try:
        version = version_of(snapshot, campaign.template)
    except BadInput as error:
        return replace(ready, reason=error.said)
    if same_version(version, campaign.version):
        return replace(ready, reason=Text("it is at {version} already", {"version": version}))
    repository = begun(Path(job.folder), snapshot, files=True)
    render(repository.root, campaign.template, campaign.version)
    if clashing := conflicts(repository):
        named = ", ".join([*clashing[:SHOWN], *(["…"] if len(clashing) > SHOWN else [])])
        reason = Text("in conflict with changes of the team: {names}", {"names": named})
        return replace(ready, came="conflict", reason=reason)
    repository.git("add", "--all")
    changed = repository.git("diff", "--cached", "--name-only", "-z", ready.base).split("\0")
    what = tuple(filter(None, changed))
    if not what:
        return replace(ready, reason=Text("the new version changes nothing here"))
    _ = Speech(job.lang)
    versions = {"old": version, "new": campaign.version}
    subject = _("chore: bring the template from {old} to {new}", **versions)
    words = ("commit-tree", repository.git("write-tree"), "-p", ready.base, "-F", "-")
    tip = repository.git(*words, data=f"{subject}\n".encode())
    standing_at(repository, campaign.branch, tip)
    after = audited(repository.root, facts, policy, job.lang)
    return replace(
        ready,
        came="ready",
        tip=tip,
        title=_("Bring the template from {old} to {new}", **versions),
        body=compared(before, after, job.lang),
        what=what,
        gain=round(after.score.proven - before.score.proven, 2),
    )


def version_of(snapshot: Snapshot, template: str) -> str:
    """The version that a repository has of the template; BadInput where it is none of its."""
    import yaml

    other = Text("look at {path}", {"path": ANSWERS})
    entry = snapshot.tree.entries.get(ANSWERS)
    if entry is None or entry.kind != "file":
        raise BadInput(Text("it has no answers of a template"), other)
    try:
        found: Any = yaml.safe_load(snapshot.tree.read(ANSWERS, LARGEST))
    except (Unreadable, yaml.YAMLError, ValueError, RecursionError):
        found = None
    source = found.get("_src_path") if isinstance(found, dict) else None
    if not isinstance(source, str):
        raise BadInput(Text("its answers name no template"), other)
    if not same_template(source, template):
        raise BadInput(Text("it was made from another template"), other)
    version = found.get("_commit")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise BadInput(Text("its answers name no version of the template"), other)
    return version


def render(folder: Path, template: str, version: str) -> None:
    """Have Copier update a work tree. The source is the one we were told, spelt as we were."""
    import copier
    from copier.errors import CopierError

    _spelt(folder / ANSWERS, template)
    try:
        with unfiltered(Repository(folder)):
            copier.run_update(
                folder,
                answers_file=ANSWERS,
                vcs_ref=version,
                settings=copier.Settings(),  # a trust that the user gave elsewhere does not count
                defaults=True,
                overwrite=True,
                quiet=True,
                conflict="inline",
                unsafe=False,
                skip_tasks=True,
            )
    except KeyboardInterrupt:  # Copier's own is a CopierError too
        raise
    except (CopierError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:500]
        raise BadInput(
            Text("the template was not brought up to date: {reason}", {"reason": reason}),
            Text("try it there with `copier update`"),
        ) from None


@contextmanager
def unfiltered(repository: Repository) -> Iterator[None]:
    """Have the git of others run no filter, which attributes of the audited files would choose."""
    before = dict(os.environ)
    os.environ.update(repository.unfiltered | SPOKEN)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _spelt(answers: Path, template: str) -> None:
    """Let an answers file spell its source as the user does, so that nothing else is fetched."""
    import yaml

    found = yaml.safe_load(answers.read_text("utf-8"))
    if found["_src_path"] == template:
        return
    lines = answers.read_text("utf-8").splitlines(keepends=True)
    rest = [line for line in lines if not line.startswith("_src_path:")]
    quoted = template.replace("'", "''")
    answers.write_text("".join(rest) + f"_src_path: '{quoted}'\n", "utf-8")
    if yaml.safe_load(answers.read_text("utf-8"))["_src_path"] != template:
        raise BadInput(Text("its answers name no template"), Text("look at its answers file"))
    Repository(answers.parent).git("commit", "--quiet", "--no-verify", "-am", "Spell the source")


def conflicts(repository: Repository) -> list[str]:
    """The files that the team and the template both changed."""
    told = repository.git("ls-files", "--unmerged", "-z")
    return sorted({line.partition("\t")[2] for line in told.split("\0") if line})
