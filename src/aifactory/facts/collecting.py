"""From a snapshot to facts: one pass over the tree, one over the history."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from aifactory.errors import NothingToAudit
from aifactory.facts import NOT_WANTED, Facts, FileFacts, PipelineRef, Unread
from aifactory.facts.cleanliness import read_cleanliness
from aifactory.facts.code.model import Further
from aifactory.facts.containers import read_containers
from aifactory.facts.documents.model import Document
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


def read_files(
    tree: Tree, *, beyond: bool
) -> tuple[FileFacts, Further | Unread, tuple[Problem, ...]]:
    """What the tree means, what its code does where `beyond` asks, and the files passed over."""
    paths = product_paths(tree)
    more: list[Document] = []
    documents, problems = read_documents(tree, paths, more if beyond else None)
    pipelines, unclear = read_pipelines(tree)
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
    further = read_further(tree, paths, more) if beyond else NOT_WANTED
    return facts, further, problems + unclear + badly_built + malformed


def read_further(tree: Tree, paths: tuple[str, ...], documents: list[Document]) -> Further:
    """What packs beyond bloc 4 ask of a tree."""
    from aifactory.facts.code import elsewhere
    from aifactory.facts.code.reading import read_code, role
    from aifactory.facts.code.rules import load_rules as load_uses

    uses, definitions = read_code(tree, paths, load_uses())
    others = elsewhere.measure(tree, (path for path in paths if role(path) == "code"))
    return Further(uses, definitions, tuple(documents), others)


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


def read_facts(
    subject: Subject,
    default_branch: str,
    tree: Tree,
    history: History | None,
    *,
    beyond: bool = True,
    beside: bool = True,
) -> Facts:
    """All the facts of a repository; those of its code where `beyond` asks for them.

    Git works on the history while the files are read, or with `beside` false after that.
    """
    with ThreadPoolExecutor(1) as thread:
        gathered = thread.submit(read_git, history) if beside else None
        files, further, problems = read_files(tree, beyond=beyond)
        waivers, faults = read_exceptions(tree)
        past = gathered.result() if gathered else read_git(history)
    return Facts(
        subject=subject,
        default_branch=default_branch,
        files=files,
        history=past,
        beyond=further,
        forge=NO_FORGE,  # the engine asks it afterwards: it needs the history
        waivers=waivers,
        problems=problems + faults,
    )
