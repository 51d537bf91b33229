"""Remedies of B4Cr2 and B4Cr3: an image recipe, and CI that tests, builds and scans."""

from __future__ import annotations

import re
from posixpath import dirname, normpath

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened
from aifactory.remedy.planning import Remedy

COPIED = re.compile(r"^[ \t]*(?:COPY|ADD)[ \t]+(?!--from)(?:--\S+[ \t]+)*([^\[\n]+)$", re.M | re.I)
STAGES = re.compile(r"^stages:[ \t]*(?:\[([^\]]*)\]|((?:\n[ \t]*-[^\n]*)+))", re.M)
PIPELINE = ".gitlab-ci.yml"


def recipe(context: Context) -> list[Edit]:
    """A recipe that installs the project and starts it as a user without rights."""
    answers = context.answers
    if context.facts.files.containers or answers.code not in ("python", "node"):
        return []
    edits = context.add(context.place("Dockerfile"), context.piece(f"{answers.code}.Dockerfile"))
    if edits and not context.find(context.place(".dockerignore")):
        edits += context.add(context.place(".dockerignore"), context.piece("dockerignore"))
    return edits


def image_in_ci(context: Context) -> list[Edit]:
    """A job that builds the image of the recipe and scans it."""
    path = recipe_path(context)
    if not path:
        return []
    values = {"recipe": path, "folder_of_image": build_folder(context, path)}
    return jobs(context, "image", **values)


def tests_in_ci(context: Context) -> list[Edit]:
    """A job that runs the tests on every push and request."""
    return jobs(context, "tests")


def build_in_ci(context: Context) -> list[Edit]:
    """A job that builds the package and keeps it; an image counts as the product too."""
    return jobs(context, "build") if context.answers.build else []


def jobs(context: Context, name: str, **values: str) -> list[Edit]:
    """A workflow of its own on GitHub, a job at the end of the pipeline on GitLab."""
    if context.answers.forge == "github":
        path = next(
            (
                path
                for path in (
                    f".github/workflows/{word}.yml" for word in (name, f"aifactory-{name}")
                )
                if context.free(path)
            ),
            "",
        )
        return context.add(path, context.piece(f"github/{name}.yml", **values)) if path else []
    if not context.find(PIPELINE):
        return context.add(PIPELINE, context.piece(f"gitlab/{name}.yml", **values, stage="test"))
    text = opened(context.bytes_of(PIPELINE) or b"")
    if text is None:
        return []
    piece = context.piece(f"gitlab/{name}.yml", **values, stage=stage_of(text))
    taken = re.search(rf"^{re.escape(piece.split(':', 1)[0])}:", text, re.M)
    return [] if taken else context.end(PIPELINE, "\n" + piece)


def stage_of(text: str) -> str:
    """The stage for a check: "test" where there is one, else the first that is listed."""
    match = STAGES.search(text)
    if match is None:
        return "test"
    names = re.findall(r"[\w.][\w .-]*[\w]|\w", match[1] or match[2].replace("-", " ", 1))
    listed = [name.strip(" -\"'") for name in names]
    return "test" if "test" in listed else listed[0] if listed else "test"


def recipe_path(context: Context) -> str:
    """The recipe to build: one of the project's, or the one that a remedy adds."""
    known = [one.path for one in context.facts.files.containers if one.kind == "dockerfile"]
    added = [path for path in context.edits if path.endswith("Dockerfile")]
    return next(iter([*known, *added]), "")


def build_folder(context: Context, path: str) -> str:
    """The folder that the recipe's COPY lines are meant from: its own, or the root."""
    text = opened(context.bytes_of(path) or b"") or ""
    sources = [word for line in COPIED.findall(text) for word in line.split()[:-1]]
    own = dirname(path) or "."
    named = [word for word in sources if not word.startswith("http") and word not in (".", "./")]

    def found(folder: str) -> int:
        places = (normpath(f"{folder}/{word}").rstrip("/*") for word in named)
        return sum(
            any(p == q or p.startswith(f"{q}/") for p in context.tree.entries) for q in places
        )

    return "." if found(".") > found(own) else own


def usage(context: Context) -> list[Edit]:
    """How to install, test and start the project, at the end of the README."""
    from aifactory.remedy.growing import add_section

    answers = context.answers
    commands = [*answers.install, *answers.test, *([answers.runs] if answers.runs else [])]
    path = context.find(context.place("README.md"), context.place("README.rst"))
    if not answers.install or not path or len(commands) < 2:
        return []
    title = "Démarrer" if answers.language == "fr" else "Getting started"
    return add_section(context, path, "usage-section", title)


TABLE = (
    Remedy(("readme-usage",), usage),
    Remedy(("container-recipe", "container-hardened"), recipe, ("runs",)),
    Remedy(("container-built-in-ci", "container-shipped-by-ci"), image_in_ci, ("forge",)),
    Remedy(("ci-tests",), tests_in_ci, ("forge", "test")),
    Remedy(("ci-build",), build_in_ci, ("forge",)),
)
