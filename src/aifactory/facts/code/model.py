"""What the packs beyond bloc 4 ask of a tree: uses, definitions, and further documents."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aifactory.facts.documents.model import Document

Role = Literal["code", "notebook", "test", "example"]


class Use(Struct, frozen=True, omit_defaults=True):
    """A place where the project does something that a rule of `policies/uses/` names.

    `call` is the dotted name, the SQL, the image or the file that the rule recognised; `inside`
    is the function around it. `line` is 1-based, 0 in a notebook, whose `cell` is 1-based.
    """

    name: str
    path: str
    line: int = 0
    text: str = ""
    role: Role = "code"
    call: str = ""
    inside: str = ""
    cell: int = 0


class Place(Struct, frozen=True, omit_defaults=True):
    """A definition or a statement worth showing: where it stands and what it is called."""

    path: str
    line: int
    text: str = ""


class Definitions(Struct, frozen=True, omit_defaults=True):
    """How the product's Python is written, over the sampled `modules`.

    Counts: `public` functions, methods and classes, of which `documented` have a docstring;
    `functions`, of which `annotated` say the types of all they take and give, and `long` are
    longer than `rules.LONG` lines; `misnamed` do not follow PEP 8; `swallowed` are handlers that
    catch everything and do nothing. Tuples show the first of each.
    """

    modules: int = 0
    of: int = 0
    introduced: int = 0
    public: int = 0
    documented: int = 0
    functions: int = 0
    annotated: int = 0
    long: int = 0
    misnamed: int = 0
    swallowed: int = 0
    sampled: tuple[str, ...] = ()
    undocumented: tuple[Place, ...] = ()
    faults: tuple[Place, ...] = ()


class Further(Struct, frozen=True, omit_defaults=True, tag="further"):
    """Uses in the order of their names and places, definitions, documents that bloc 4 leaves."""

    uses: tuple[Use, ...] = ()
    definitions: Definitions = Definitions()
    documents: tuple[Document, ...] = ()
