"""A request to merge a branch, as a step like any other change of a forge."""

from __future__ import annotations

from msgspec import Struct

from aifactory.forge.protocol import Reader, Writer
from aifactory.model import Text
from aifactory.scaffold.steps import Sign


class AddRequest(Struct, frozen=True):
    """A request to merge branch `head`, which the forge has, into `base`."""

    title: str
    body: str
    head: str
    base: str
    sign: Sign = "+"

    @property
    def text(self) -> Text:
        """See Step."""
        values: dict[str, str | int | float] = {"head": self.head, "base": self.base}
        return Text("request to merge {head} into {base}", values)

    def make(self, writer: Writer) -> None:
        """See Step."""
        writer.create_request(self.title, self.body, self.head, self.base)

    def stands(self, reader: Reader) -> bool:
        """See Step. An open request from the branch, whatever people made of its title."""
        found = reader.requests_from(self.head)
        return any((one.target, one.closed) == (self.base, "") for one in found)
