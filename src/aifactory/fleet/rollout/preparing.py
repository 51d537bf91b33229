"""A change prepared in a process of its own: read, planned, committed, and proven by an audit.

Nothing is written but objects in the folder that the job names.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from aifactory.comparison import compare
from aifactory.engine import evaluate, gather
from aifactory.errors import AifactoryError
from aifactory.facts import Facts
from aifactory.fleet.clones import Clones
from aifactory.fleet.rollout.jobs import Job, Ready
from aifactory.fleet.rollout.work import begun, pushed_to, standing_at
from aifactory.model import Scorecard, Text
from aifactory.policy import Policy, load
from aifactory.remedy.context import Context
from aifactory.remedy.handing import request_body
from aifactory.remedy.inferring import answered, infer
from aifactory.remedy.planning import Plan, plan
from aifactory.remedy.proving import broken
from aifactory.remedy.table import TABLE
from aifactory.remedy.wording import message
from aifactory.render import View
from aifactory.render.comparison import MARK, render
from aifactory.render.translate import Speech
from aifactory.snapshot import Snapshot, open_snapshot
from aifactory.snapshot.clone import is_url
from aifactory.workers import Done

PACK = "bloc4"  # whose checks remedies know
NOTHING = Text("nothing that a remedy of ours adds is missing")


def prepare(job: Job) -> Ready:
    """What a change came to; whatever is wrong with the repository is told, not raised."""
    try:
        return prepared(job)
    except AifactoryError as error:
        return Ready(repository=job.repository, came="failed", reason=error.said)
    except Exception as error:
        reason = Text("this is a bug in aifactory: {error}", {"error": repr(error)[:500]})
        return Ready(repository=job.repository, came="failed", reason=reason)


def prepared(job: Job) -> Ready:
    """The change of a repository that is opened as an audit opens it."""
    far, cache = is_url(job.address), Path(job.cache)
    held = {"cache": cache, "room": job.room} if far else {}
    with open_snapshot(job.address, **held) as snapshot:  # type: ignore[arg-type]
        if far:
            Clones(cache).note(job.address)
        facts = gather(snapshot, job.today, code=False)
        policy = load(PACK)
        before = evaluate(facts, policy, job.lang)
        ready = Ready(
            repository=job.repository,
            came="nothing",
            base=snapshot.commit,
            target=snapshot.branch or snapshot.default_branch,
            forge=job.address if far else facts.subject.url,
            push=pushed_to(job.address, snapshot),
        )
        if not ready.target:
            reason = Text("no branch is checked out, and none is the default one")
            return replace(ready, came="failed", reason=reason)
        if job.campaign.kind == "fix":
            return mended(job, ready, snapshot, facts, before, policy)
        from aifactory.fleet.rollout.updating import updated

        return updated(job, ready, snapshot, facts, before, policy)


def mended(
    job: Job, ready: Ready, snapshot: Snapshot, facts: Facts, before: Scorecard, policy: Policy
) -> Ready:
    """Remedies as commits; those that do not gain what they promise are left out."""
    answers = answered(infer(facts, snapshot.tree), job.answers)
    wanted = set(job.campaign.criteria)
    only = [c.id for one in before.criteria if one.id in wanted for c in one.checks]
    table, repository = list(TABLE), None
    while True:
        found = plan(Context(facts, snapshot.tree, answers), before, table, only=only)
        if not found.steps:
            return replace(ready, reason=missing(found))
        if repository is None:
            repository = begun(Path(job.folder), snapshot, files=False)
        criteria = dict.fromkeys(step.criterion for step in found.steps)
        messages = {one: message(one, found, before, job.lang) for one in criteria}
        tip = repository.commits(ready.base, found.steps, messages)
        standing_at(repository, job.campaign.branch, tip)
        after = audited(repository.root, facts, policy, job.lang)
        faults = {step.remedy for step in broken(found, before, after)}
        if not faults:
            break
        table = [remedy for remedy in table if remedy not in faults]
    _ = Speech(job.lang)
    return replace(
        ready,
        came="ready",
        tip=tip,
        title=_("Add what an audit found lacking"),
        body=request_body(found, before, after, answers.forge, job.lang),
        what=tuple(dict.fromkeys(name for step in found.steps for name in step.promised)),
        gain=round(after.score.proven - before.score.proven, 2),
    )


def missing(found: Plan) -> Text:
    """Why there is nothing to do."""
    if not found.waiting:
        return NOTHING
    names = ", ".join(sorted({name for one in found.waiting for name in one.needs}))
    return Text("what is missing waits for answers: {names}", {"names": names})


def audited(folder: Path, like: Facts, policy: Policy, lang: str) -> Scorecard:
    """The score of what was committed, with the history as it was: commits of ours are neither
    reviewed nor delivered yet.
    """
    with open_snapshot(folder) as snapshot:
        found = gather(snapshot, like.subject.as_of, code=False)
    kept = {"history": like.history, "subject": like.subject, "forge": like.forge}
    return evaluate(replace(found, default_branch=like.default_branch, **kept), policy, lang)


def compared(before: Scorecard, after: Scorecard, lang: str) -> str:
    """The scores before and after, as a request shows them."""
    shown = render([compare(before, after)], "markdown", View(lang=lang))
    return shown.removeprefix(MARK).strip() + "\n"


def concluded(done: Done, seconds: float) -> Ready:
    """The answer of a process that came to its end, whichever that was."""
    job: Job = done.piece
    if isinstance(done.value, Ready):
        return done.value
    reason = Text("the process that read it crashed (exit code {code})", {"code": done.code})
    if done.late:
        within = {"seconds": f"{seconds:g}"}
        reason = Text("it was not read within {seconds} s and was stopped", within)
    return Ready(repository=job.repository, came="failed", reason=reason)
