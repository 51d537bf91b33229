"""What `aifactory doctor` found, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aifactory.model import Text
from aifactory.model.remarks import PARTS, Part, Remark, State, healthy
from aifactory.render.escape import visible
from aifactory.render.translate import Speech

SCHEMA = "aifactory/doctor/1"
TITLES: dict[Part, Text] = {
    "base": Text("What `audit` and `new` need"),
    "extras": Text("Extras"),
    "programs": Text("Programs that some commands use"),
    "access": Text("Tokens and folders"),
    "configuration": Text("Configuration"),
    "forges": Text("Forges"),
}
MARKS: dict[State, str] = {"fine": "✓", "absent": "·", "doubtful": "?", "broken": "✗"}


def page(remarks: Sequence[Remark], lang: str) -> str:
    """Lines for a terminal, part by part, with the next step below what is wrong."""
    _ = Speech(lang)
    width = max(len(visible(one.name)) for one in remarks)
    lines = []
    for part in PARTS:
        found = [one for one in remarks if one.part == part]
        if found:
            lines += ["", _.text(TITLES[part])]
        for one in found:
            name = visible(one.name)
            lines.append(f"  {MARKS[one.state]} {name:{width}}  {visible(_.text(one.said))}")
            if one.hint and one.state != "fine":
                lines.append(f"    {'':{width}}  → {visible(_.text(one.hint))}")
    broken = sum(one.state == "broken" for one in remarks)
    if broken:
        lines += ["", _.plural("{n} thing is broken.", "{n} things are broken.", broken)]
    else:
        lines += ["", _("Nothing that is needed is broken.")]
    return "\n".join(lines[1:]) + "\n"


def document(remarks: Sequence[Remark], lang: str) -> str:
    """The same as JSON."""
    _ = Speech(lang)
    rows = [
        {
            "part": one.part,
            "name": visible(one.name),
            "state": one.state,
            "said": visible(_.text(one.said)),
            "hint": visible(_.text(one.hint)) if one.hint else "",
        }
        for one in remarks
    ]
    found = {"schema": SCHEMA, "healthy": healthy(remarks), "remarks": rows}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
