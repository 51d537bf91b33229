"""From a snapshot to facts: one pass over the tree, one over the history."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from aifactory.errors import NothingToAudit
from aifactory.facts import Facts, FileFacts, PipelineRef, Unread
from aifactory.facts.cleanliness import read_cleanliness
from aifactory.facts.containers import read_containers
from aifactory.facts.documents.read import read_documents
from aifactory.facts.history import HistoryFacts, read_history
from aifactory.facts.packaging import read_packaging
from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
from aifactory.facts.pipelines.read import read_pipelines
from aifactory.facts.records import read_records
from aifactory.facts.scope import product_paths
from aifactory.facts.testing import read_tests
from aifactory.facts.tracker import read_tracker
from aifactory.facts.words import load_words
from aifactory.model import Subject, Text
from aifactory.policy import WAIVER_FILE, Waiver, read_waivers
from aifactory.snapshot.history import History
from aifactory.snapshot.tree import Problem, Tree, Unreadable

NO_FORGE = Unread(
    Text("the forge was not consulted"),
    Text("add --forge to read it"),
)
NO_HISTORY = Unread(
    Text("this folder is not a git repository"),
    Text("audit a clone of the repository"),
)
SHALLOW = Unread(
    Text("the clone is shallow: its history is cut off"),
    Text("run `git fetch --unshallow --tags` in it, then audit again"),
)


def read_files(tree: Tree) -> tuple[FileFacts, tuple[Problem, ...]]:
    """What the tree means, and the files that had to be passed over."""
    paths = product_paths(tree)
    documents, problems = read_documents(tree, paths)
    pipelines, more = read_pipelines(tree)
    containers, badly_built = read_containers(tree, paths)
    tracker, malformed = read_tracker(tree, paths)
    facts = FileFacts(
        documents=documents,
        pipelines=tuple(PipelineRef(p.provider, p.path) for p in pipelines),
        capabilities=find_capabilities(pipelines, tree, load_rules()),
        containers=containers,
        tests=read_tests(tree, paths),
        tracker=tracker,
        packaging=read_packaging(tree, paths),
        cleanliness=read_cleanliness(tree, paths),
        records=read_records(tree, paths, load_words()),
    )
    return facts, problems + more + badly_built + malformed


def read_git(history: History | None) -> HistoryFacts | Unread:
    """What the history means, or why it says nothing."""
    if history is None:
        return NO_HISTORY
    if history.shallow:
        return SHALLOW
    try:
        return read_history(history)
    except NothingToAudit as error:  # damaged objects: the files still speak
        reason = Text("the history cannot be read: {reason}", {"reason": error.said})
        return Unread(reason, Text("run `git fsck` in it, or audit a fresh clone"))


def read_exceptions(tree: Tree) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """The waivers that the repository declares."""
    if WAIVER_FILE not in tree.entries:
        return (), ()
    try:
        waivers, faults = read_waivers(tree.text(WAIVER_FILE))
    except Unreadable as error:
        return (), (Problem(WAIVER_FILE, error.said),)
    return waivers, tuple(Problem(WAIVER_FILE, fault) for fault in faults)


def read_facts(subject: Subject, default_branch: str, tree: Tree, history: History | None) -> Facts:
    """All the facts of a repository."""
    with ThreadPoolExecutor(1) as beside:  # git works on the history while the files are read
        gathered = beside.submit(read_git, history)
        files, problems = read_files(tree)
        waivers, faults = read_exceptions(tree)
        past = gathered.result()
    return Facts(
        subject=subject,
        default_branch=default_branch,
        files=files,
        history=past,
        forge=NO_FORGE,  # the engine asks it afterwards: it needs the history
        waivers=waivers,
        problems=problems + faults,
    )
