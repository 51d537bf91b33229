"""What the project is and where it says it lives: manifests, their links, data descriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from msgspec import Struct

from aifactory.snapshot.tree import Tree, Unreadable

URL = re.compile(r"https?://[^\s\"'<>`)\]}]{4,300}")
METADATA = re.compile(
    r"^(?:pyproject\.toml|setup\.(?:cfg|py)|package\.json|Cargo\.toml|composer\.json|pom\.xml|DESCRIPTION"
    r"|[^/]+\.gemspec|codemeta\.json|CITATION\.cff|mkdocs\.ya?ml|galaxy\.yml|publiccode\.ya?ml"
    r"|docs/(?:conf\.py|docusaurus\.config\.[jt]s|mkdocs\.ya?ml|_config\.yml)"
    r"|(?:docs|website|site)/(?:[^/]+/)?(?:docusaurus|vitepress|config)[^/]*\.[mc]?[jt]s)$"
)
PACKAGES = re.compile(
    r"(?:^|/)(?:pyproject\.toml|setup\.py|setup\.cfg|package\.json|Cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?"
    r"|composer\.json|DESCRIPTION|[^/]+\.csproj|[^/]+\.gemspec|requirements[^/]*\.txt|environment\.ya?ml|Pipfile)$"
)
CODE = re.compile(
    r"\.(?:py|ipynb|js|jsx|ts|tsx|java|kt|scala|go|rs|rb|php|cs|cpp|cc|c|h|hpp|swift|jl|r|R|sql|sh|vue|svelte)$"
)
PROSE = re.compile(r"\.(?:md|rst|mdx|qmd|adoc|tex)$")
DATA_DESCRIPTION = re.compile(
    r"(?:^|/)(?:datapackage\.(?:json|ya?ml)|[^/]*croissant[^/]*\.json(?:ld)?|dataset[-_]metadata\.json)$",
    re.I,
)
TEMPLATE_ROOT = ("copier.yml", "copier.yaml", "cookiecutter.json")
LINKS = 200


class MetadataLink(Struct, frozen=True):
    """A URL in a manifest or a documentation site's configuration."""

    path: str
    line: int
    url: str


class PackagingFacts(Struct, frozen=True):
    """`template`: path of the root template definition, "" if none. `manifests` are package
    manifests, nearest to the root first; `code` and `prose` count files; `data` are (path, kind)
    of machine-readable data descriptions."""

    template: str
    manifests: tuple[str, ...]
    links: tuple[MetadataLink, ...]
    code: int
    prose: int
    data: tuple[tuple[str, str], ...]

    @property
    def is_documentation(self) -> bool:
        """Whether the product is a text: no manifest of a package and hardly any code."""
        return not self.template and self.prose > 5 * max(self.code, 1)


def read_packaging(tree: Tree, paths: Iterable[str]) -> PackagingFacts:
    """Facts from manifests among the project's own paths."""
    paths = tuple(paths)
    links: list[MetadataLink] = []
    data: list[tuple[str, str]] = []
    for path in paths:
        if METADATA.search(path):
            links += _links(tree, path)
        elif DATA_DESCRIPTION.search(path) and (kind := _data_kind(tree, path)):
            data.append((path, kind))
    manifests = sorted((p for p in paths if PACKAGES.search(p)), key=lambda p: (p.count("/"), p))
    return PackagingFacts(
        template=next((t for t in TEMPLATE_ROOT if t in tree.entries), ""),
        manifests=tuple(manifests[:20]),
        links=tuple(links[:LINKS]),
        code=sum(1 for p in paths if CODE.search(p)),
        prose=sum(1 for p in paths if PROSE.search(p)),
        data=tuple(data[:20]),
    )


def _links(tree: Tree, path: str) -> list[MetadataLink]:
    try:
        text = tree.text(path)
    except Unreadable:
        return []
    return [
        MetadataLink(path, number, url.rstrip(".,;"))
        for number, line in enumerate(text.split("\n"), 1)
        if "://" in line and len(line) < 2000
        for url in URL.findall(line)
    ]


def _data_kind(tree: Tree, path: str) -> str:
    try:
        text = tree.text(path)
    except Unreadable:
        return ""
    if "mlcommons.org/croissant" in text or '"cr:' in text:
        return "Croissant"
    if path.endswith("json"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return ""
        return "Frictionless" if isinstance(found, dict) and found.get("resources") else ""
    return "Frictionless" if re.search(r"^resources:\s*(?:\n\s*-|\[)", text, re.M) else ""
