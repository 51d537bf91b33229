"""What other programs may call: `from aifactory import collect, score, audit`. See docs/api.md.

Everything else may change from one version to the next. What goes wrong and can be mended by a
caller is raised as an `AifactoryError`, whose `hint` says how.
"""

from __future__ import annotations

from os import PathLike, fspath

from aifactory import engine, policy
from aifactory.engine import ForgeOptions
from aifactory.facts import Facts
from aifactory.facts.forge import PARTS
from aifactory.model import Scorecard

__all__ = ["audit", "collect", "score"]

BLOC4 = "bloc4"


def collect(
    path: str | PathLike[str],
    *,
    forge: bool | str = False,
    at: str | None = None,
    worktree: bool = False,
) -> Facts:
    """The facts of a repository: a path or a git URL, read once and never executed.

    `forge` reads its GitHub or GitLab too: that of the remote `origin`, or of the address given
    (it needs the extra `forge`). `at` is the ISO date of the audit, today by default. With
    `worktree`, files are read as they stand in the work tree, not at HEAD.
    """
    return engine.collect(fspath(path), worktree=worktree, as_of=at, forge=_options(forge, PARTS))


def score(facts: Facts, policy: str | PathLike[str] = BLOC4, *, lang: str = "en") -> Scorecard:
    """The scorecard of facts by a policy: the name of a pack that ships, or a file of one's own.

    The same facts and policy give the same scorecard; nothing is read but the policy.
    """
    return engine.evaluate(facts, _policy(policy), lang)


def audit(
    path: str | PathLike[str],
    policy: str | PathLike[str] = BLOC4,
    *,
    forge: bool | str = False,
    at: str | None = None,
    lang: str = "en",
) -> Scorecard:
    """The scorecard of a repository: `collect`, as far as the policy asks, then `score`."""
    chosen = _policy(policy)  # a wrong one is refused before a repository is read
    options = _options(forge, engine.parts_for([chosen]))
    code = engine.reads_code([chosen])
    facts = engine.collect(fspath(path), as_of=at, forge=options, code=code)
    return engine.evaluate(facts, chosen, lang)


def _options(forge: bool | str, parts: tuple[str, ...]) -> ForgeOptions | None:
    address = forge if isinstance(forge, str) else ""
    return ForgeOptions(repository=address, parts=parts) if forge else None


def _policy(name: str | PathLike[str]) -> policy.Policy:
    return policy.load(fspath(name))
