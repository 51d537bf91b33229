"""Remedies of B4Cr2 and B4Cr3: an image recipe, and CI that tests, builds and scans."""

from __future__ import annotations

import re
from posixpath import dirname, normpath

from yaml import MappingNode, Node, SequenceNode

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, Overlay, opened
from aifactory.remedy.inferring import SAFE
from aifactory.remedy.planning import Remedy

COPIED = re.compile(r"^[ \t]*(?:COPY|ADD)[ \t]+(?!--from)(?:--\S+[ \t]+)*([^\[\n]+)$", re.M | re.I)
ASIDE = re.compile(  # recipes of something else than the product
    r"(?:^|/)(?:experiments?|examples?|benchmarks?|docs?|tests?|samples?|demos?|notebooks?"
    r"|\.devcontainer|\.?ci|tools)/",
    re.I,
)
PIPELINE = ".gitlab-ci.yml"


def recipe(context: Context) -> list[Edit]:
    """A recipe that installs the project and starts it as a user without rights."""
    answers = context.answers
    known = answers.code in ("python", "node") and answers.image
    if context.facts.files.containers or not known:
        return []
    edits = context.add(context.place("Dockerfile"), context.piece(f"{answers.code}.Dockerfile"))
    if edits and not context.find(context.place(".dockerignore")):
        edits += context.add(context.place(".dockerignore"), context.piece("dockerignore"))
    return edits


def image_in_ci(context: Context) -> list[Edit]:
    """A job that builds the image of the recipe and scans it."""
    path = recipe_path(context)
    if not SAFE.fullmatch(path):
        return []
    values = {"recipe": path, "folder_of_image": build_folder(context, path)}
    return jobs(context, "image", "build-image", **values)


def tests_in_ci(context: Context) -> list[Edit]:
    """A job that runs the tests on every push and request, where there are any."""
    return jobs(context, "tests", "test") if context.facts.files.tests.functions else []


def build_in_ci(context: Context) -> list[Edit]:
    """A job that builds the package and keeps it."""
    return jobs(context, "build", "build-package") if context.answers.build else []


def jobs(context: Context, name: str, means: str, **values: str) -> list[Edit]:
    """A workflow of its own on GitHub, a job at the end of the pipeline on GitLab.

    Nothing where what it runs does not come to what it means, such as a script "test" that checks
    the style.
    """
    if context.answers.forge == "github":
        edits = workflow(context, name, **values)
    else:
        edits = gitlab_job(context, name, **values)
    return edits if edits and does(context, edits, means) else []


def workflow(context: Context, name: str, **values: str) -> list[Edit]:
    """A workflow under the first name that is free."""
    for called in (name, f"aifactory-{name}"):
        if context.free(path := f".github/workflows/{called}.yml"):
            text = context.piece(f"github/{name}.yml", **values, called=called)
            return context.add(path, text)
    return []


def gitlab_job(context: Context, name: str, **values: str) -> list[Edit]:
    """A job at the end of the pipeline, in a stage that it has."""
    piece = f"gitlab/{name}.yml"
    if not context.find(PIPELINE):
        return context.add(PIPELINE, context.piece(piece, **values, stage="test"))
    text = opened(context.bytes_of(PIPELINE) or b"")
    if text is None or not is_pipeline(text):
        return []
    job = context.piece(piece, **values, stage=stage_of(text))
    taken = re.search(rf"^{re.escape(job.split(':', 1)[0])}:", text, re.M)
    return [] if taken else context.end(PIPELINE, "\n" + job)


def is_pipeline(text: str) -> bool:
    """Whether a job can be written below: a mapping in block style that a parser takes."""
    node = composed(text)
    return isinstance(node, MappingNode) and not node.flow_style


def composed(text: str) -> Node | None:
    """The last document of a YAML file; None where it is none, or empty."""
    import yaml

    try:
        return next(reversed([*yaml.compose_all(text)]), None)
    except yaml.YAMLError:
        return None


def does(context: Context, edits: list[Edit], means: str) -> bool:
    """Whether CI does a thing by these edits, read as an audit reads it."""
    from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
    from aifactory.facts.pipelines.read import read_pipelines

    changed = {edit.path: edit.after for edit in edits}
    tree = Overlay(context.tree, changed)
    pipelines = [one for one in read_pipelines(tree)[0] if one.path in changed]
    return any(one.name == means for one in find_capabilities(pipelines, tree, load_rules()))


def stage_of(text: str) -> str:
    """The stage for a check: "test" where there is one, else the first that is listed."""
    node = composed(text)
    pairs = node.value if isinstance(node, MappingNode) else ()
    listed = next((value for key, value in pairs if key.value == "stages"), None)
    stages = listed.value if isinstance(listed, SequenceNode) else ()
    names = [str(one.value) for one in stages if isinstance(one.value, str)]
    return "test" if "test" in names or not names else names[0]


def recipe_path(context: Context) -> str:
    """The recipe to build: one of the project's, or the one that a remedy adds; "" for none."""
    recipes = (one.path for one in context.facts.files.containers if one.kind == "dockerfile")
    every = [path for path in recipes if not ASIDE.search(path)]
    known = sorted(every, key=lambda path: path.rpartition("/")[2].lower() != "dockerfile")
    added = [path for path in context.edits if path.endswith("Dockerfile")]
    below = context.place("")
    return next(iter([*(p for p in known if p.startswith(below)), *added, *known]), "")


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
    """How to install, test and start the project, in the README."""
    from aifactory.remedy.growing import add_section
    from aifactory.remedy.presenting import readme_path

    answers = context.answers
    install = answers.install if answers.test else ()  # what the tests need beside the project
    more = [*(one for one in install if one not in answers.setup), *answers.test]
    further = [*more, answers.runs] if answers.runs else more
    path = readme_path(context)
    if not path or not answers.setup or not (answers.test or answers.runs):
        return []
    title = "Démarrer" if answers.language == "fr" else "Getting started"
    return add_section(context, path, "usage-section", title, commands=[*answers.setup, *further])


TABLE = (
    Remedy(("readme-usage",), usage),
    Remedy(("container-recipe", "container-hardened"), recipe, ("runs",)),
    Remedy(
        ("container-built-in-ci", "container-shipped-by-ci", "ci-build"), image_in_ci, ("forge",)
    ),
    Remedy(("ci-tests",), tests_in_ci, ("forge", "test")),
    Remedy(("ci-build",), build_in_ci, ("forge",)),
)
