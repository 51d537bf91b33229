"""Which documents are worth reading in full: decided by one scan of each."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from aifactory.facts.words import fold, load_words
from aifactory.policy import data_path

DOCUMENT = re.compile(r"\.(?:md|markdown|mdx|rst|txt|adoc)$", re.I)
BARE = re.compile(
    r"(?:^|/)(?:readme|changelog|changes|news|history|contributing|security|roadmap|authors|maintainers|owners|todo|releases?)$",
    re.I,
)
NOT_DOCUMENT = re.compile(
    r"(?:^|/)(?:requirements?[^/]*|constraints[^/]*|cmakelists|license[^/]*|licence[^/]*|copying[^/]*|robots|humans|llms[^/]*|vocab[^/]*|top_level|sources|dependency_links|entry_points)\.txt$"
    r"|(?:^|/)requirements/[^/]+\.txt$|(?:^|/)licen[cs]es?\b[^/]*$|\.dist-info/|\.egg-info/",
    re.I,
)
ALWAYS = re.compile(
    r"^[^/]+$|^\.(?:github|gitlab|gitea|azuredevops)/|(?:^|/)(?:readme|contribut|changelog|changes\b|history|news\b|security|roadmap|govern|maintainers|owners"
    r"|model[-_]?card|data[-_]?card|datasheet|code_review)[^/]*$|^docs?/(?:[^/]+/)?index\.\w+$",
    re.I,
)
NEWS = re.compile(
    r"(?:^|/)(?:changelogs?|changes|history|news|releas[^/]*|what.?s[-_]?new|versions)(?:[-_./][^/]*)*(?:/[^/]+)?$",
    re.I,
)
LONGEST_TEXT = 100 * 1024
TOPICS = (
    "data", "results", "user-test", "board", "kanban-states", "velocity", "burnup", "burndown", "throughput",
    "lead-time", "cycle-time", "satisfaction", "roadmap", "forecast", "retrospective", "reviewers", "bug-report",
    "security-report",
)  # fmt: skip
IN_PATH = tuple(
    t for t in TOPICS if t not in ("data", "results", "bug-report", "reviewers", "security-report")
)
STRONG = re.compile(
    r"/projects/\d|trello\.com/b/|/-/boards|RapidBoard|taiga\.io|zenhub|/issues/new"
    r"|review(?:ed|s|er|ers)?\b[^\n]{0,120}\b(?:merge|approv)|(?:merge|approv)\w*\b[^\n]{0,120}\breview"
    r"|relecture|relu\b|approuv[^\n]{0,80}fusion",
    re.I,
)
INDICATOR = re.compile(
    r"\b(velocity|v[ée]locit[ée]|burn-?up|burn-?down|throughput|d[ée]bit|lead[ -]times?|cycle[ -]times?|csat|nps|wip)\b"
)
HINTS = (  # what a strong phrase cannot do without
    *("/projects/", "trello", "/-/boards", "rapidboard", "taiga.io", "zenhub", "/issues/new"),
    *("review", "relecture", "relu", "approuv"),
)
MARKED = re.compile(r"^#{1,6}[ \t]+(.{1,200})$|<h[1-6][^>]*>([^<]{1,200})", re.M)
UNDERLINE = re.compile(r"\n([=\-~^\"'*+#.:_`])\1{2,}[ \t]*(?=\n|\Z)")


def is_document(path: str, size: int) -> bool:
    """Whether a path names a document."""
    if NOT_DOCUMENT.search(path):
        return False
    if path.lower().endswith(".txt") and size > LONGEST_TEXT:
        return False
    return DOCUMENT.search(path) is not None or BARE.search(path) is not None


def always(path: str) -> bool:
    """Whether a document is read whatever it says: where people look first."""
    return path.count("/") <= 3 and ALWAYS.search(path) is not None


@cache
def _topic_pattern() -> re.Pattern[str]:
    return load_words().any_of(*TOPICS)


def path_topics(path: str) -> list[str]:
    """The topics that the path names."""
    lexicon = load_words()
    news = ["changelog"] if NEWS.search(path) else []
    text = path.rsplit(".", 1)[0].replace("/", " / ")
    return news + [topic for topic in IN_PATH if lexicon.has(topic, text)]


def titles(text: str) -> str:
    """The lines that look like headings, one a line."""
    found = [m[1] or m[2] for m in MARKED.finditer(text)]
    for match in UNDERLINE.finditer(text):
        found.append(text[text.rfind("\n", 0, match.start()) + 1 : match.start()][:200])
    return "\n".join(found)


def topics(text: str) -> list[str]:
    """The topics that the headings of a text name, and "strong" for a telling phrase."""
    found: list[str] = []
    named = titles(text)
    if _topic_pattern().search(fold(named)):
        lexicon = load_words()
        found = [t for t in TOPICS if lexicon.has(t, named)]
    lower = text.lower()
    if any(hint in lower for hint in HINTS) and STRONG.search(text):
        found.append("strong")
    if len(set(INDICATOR.findall(lower))) >= 2:
        found.append("indicators")
    return found


@cache
def further_topics() -> tuple[str, ...]:
    """The word families that packs beyond bloc 4 look for in headings and paths."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(data_path("topics.yml").read_text("utf-8"), Loader=loader)  # noqa: S506
    return tuple(dict.fromkeys(chain.from_iterable(data.values())))


@cache
def _further_pattern() -> re.Pattern[str]:
    return load_words().any_of(*further_topics())


def topics_beyond(path: str, text: str) -> list[str]:
    """The further topics that the path or the headings of a text name."""
    named = f"{path.rsplit('.', 1)[0].replace('/', ' / ')}\n{titles(text)}"
    if not _further_pattern().search(fold(named)):
        return []
    lexicon = load_words()
    return [topic for topic in further_topics() if lexicon.has(topic, named)]
