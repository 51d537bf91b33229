"""Reports in which every string that can be planted is: what a page makes of it is told apart."""

from __future__ import annotations

from typing import Any

import msgspec

from aifactory.model import Aging, Figure, Report, Scorecard, Series, Text
from tests.render.cards import HOSTILE, card

RUN = "window.pwned=1"
PLANTED = (
    f"{HOSTILE}</style></title></summary></details><style>*{{display:none}}</style>"
    f"<script>{RUN}</script><img src=x onerror={RUN}><svg onload={RUN}>"
    f'<a href="javascript:{RUN}">a</a>" onmouseover="{RUN}" \' onfocus=\'{RUN}\' autofocus '
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe><base href=https://e.example/>'
    "<meta http-equiv=refresh content='0;url=https://e.example/'><link rel=stylesheet "
    "href=https://e.example/x.css><form action=https://e.example/><input autofocus>"
    "}@import url(https://e.example/i.css);*{background:url(https://e.example/b.png)}"
)
FIXED = {"verdict", "level", "status"}  # one of a few words
ADDRESSES = (
    f"javascript:{RUN}",
    f"https://github.com/acme/features/issues/1\" onclick='{RUN}'",
    "https://github.com.e.example/acme/features/issues/1",
    "data:text/html,<script>parent.pwned=1</script>",
)


def planted(value: Any, text: str = PLANTED) -> Any:
    """The same structure with `text` for each of its strings."""
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{n: v if n in FIXED else planted(v, text) for n, v in fields.items()})
    if isinstance(value, dict):
        return {key: planted(one, text) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(planted(one, text) for one in value)
    return text if isinstance(value, str) else value


def on_the_forge() -> Scorecard:
    """Planted evidence on a forge that is linked to: paths, tags and addresses become links."""
    one = card()
    odd = [planted(one.criteria[1].checks[0].evidence[0])]
    odd += [msgspec.structs.replace(odd[0], path="", commit="", tag="", url=u) for u in ADDRESSES]
    odd += [msgspec.structs.replace(odd[0], path="", commit="")]
    checks = (msgspec.structs.replace(one.criteria[1].checks[0], evidence=tuple(odd)),)
    criterion = msgspec.structs.replace(one.criteria[1], checks=checks)
    return msgspec.structs.replace(one, criteria=(criterion,))


def flow(name: str = "features") -> Report:
    """Indicators with every kind of picture; of the project `name`."""
    starts = ("2026-04-06", "2026-04-13", "2026-04-20")
    units = dict.fromkeys(("velocity", "burnup", "burndown"), "points")
    rows = {
        "velocity": {"done": (3.0, 5.0, 8.0)},
        "burnup": {"scope": (20.0, 22.0, 22.0), "done": (3.0, 8.0, 16.0)},
        "burndown": {"left": (17.0, 14.0, 6.0)},
        "wip": {"wip": (0.0, 0.0, 0.0)},
        "cumulative": {"todo": (9.0, 7.0, 3.0), "doing": (2.0, 3.0, 1.0), "done": (1.0, 4.0, 9.0)},
        "bugs": {"opened": (1.0, 2.0, 0.0), "closed": (0.0, 1.0, 2.0)},
    }
    return Report(
        name=name,
        since="2026-04-06",
        until="2026-04-26",
        iteration=7,
        figures=(
            Figure("lead-time", "days", 3.5, 6.0, 8.25, 9),
            Figure("cycle-time", "days", missing=Text("no ticket was finished in this period")),
            Figure("change-fail-rate", "share", 0.125, n=8, source="releases"),
        ),
        series=tuple(Series(k, units.get(k, "tickets"), starts, v) for k, v in rows.items()),
        aging=(Aging("#1", name, "", "doing", 4.0),),
        scatter=(("2026-04-08T10:00:00Z", 3.5), ("2026-04-20T10:00:00Z", 8.25)),
        notes=(Text("{part} are not whole", {"part": name}),),
    )
