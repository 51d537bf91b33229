"""The pieces that remedies are made of: texts in `policies/remedies/`, filled with answers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from aifactory.policy import data_path

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

    from aifactory.remedy.context import Answers

INDEX = "remedies/index.yml"


def render(name: str, answers: Answers, values: dict[str, Any]) -> str:
    """A piece by its name below `policies/remedies/`, without its `.jinja`."""
    given = msgspec.structs.asdict(answers) | {"fr": answers.language == "fr"} | values
    return environment().get_template(f"{name}.jinja").render(given)


@cache
def environment() -> SandboxedEnvironment:
    """Jinja without access to what a template should not reach; an unknown name is an error."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    found = SandboxedEnvironment(  # what is rendered is no HTML
        loader=FileSystemLoader(data_path(INDEX).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["quoted"] = quoted
    return found


def quoted(text: str) -> str:
    """A YAML or TOML scalar that says the text."""
    import json

    return json.dumps(text, ensure_ascii=False)
