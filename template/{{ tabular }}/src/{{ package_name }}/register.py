"""The register of processing: where data come from, and what lets us use them."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

from pydantic import BaseModel

BASES = ("consent", "contract", "legal obligation", "public interest", "open licence")


class Source(BaseModel):
    """A line of the register."""

    name: str
    origin: str
    basis: str
    licence: str
    personal_data: bool
    reviewed: date
    review_again: date


def sources() -> list[Source]:
    """The lines of `register.toml`; pydantic's ValidationError where one is incomplete."""
    text = files(__package__).joinpath("register.toml").read_text("utf-8")
    return [Source.model_validate(entry) for entry in tomllib.loads(text)["source"]]


def objections(listed: list[Source], today: date) -> list[str]:
    """Why a source may not be used: no basis that is known, or a review that is overdue."""
    found = [f"{s.name}: no such basis: {s.basis}" for s in listed if s.basis not in BASES]
    late = [s for s in listed if s.review_again < today]
    found += [f"{s.name}: to be reviewed since {s.review_again}" for s in late]
    both = [s for s in listed if s.personal_data and s.basis == "open licence"]
    return found + [f"{s.name}: a licence is no basis for personal data" for s in both]
