"""The rules of a SARIF run: what a pack says of each check, for whoever looks at a finding."""

from __future__ import annotations

import re
from typing import Any

from aifactory.model import CheckResult, CriterionResult, Scorecard
from aifactory.render.escape import flowed, visible
from aifactory.render.json import points
from aifactory.render.markdown import prose
from aifactory.render.shortfalls import title
from aifactory.render.translate import Speech

LONGEST = 1024  # characters of a description that code scanning takes


def plain(text: str) -> str:
    """`text` as a message without links or placeholders of its own (SARIF 2.1.0, §3.11)."""
    if "](" in text:
        text = re.sub(r"[\\\[\]]", r"\\\g<0>", text)
    return re.sub(r"\{(\d+)\}", r"{{\1}}", text)


def rule(
    card: Scorecard, criterion: CriterionResult, check: CheckResult, _: Speech
) -> dict[str, Any]:
    """The rule of a check; nothing in it depends on what was found."""
    told = check.help
    heads = (_("What it asks"), _("Why"), _("How it is read"), _("How to pass it"))
    texts = map(flowed, (told.asks, told.why, told.how, told.remedy))
    sections = [(head, text) for head, text in zip(heads, texts, strict=True) if text]
    sections = sections or [(_("What it asks"), title(check))]
    tags = dict.fromkeys(map(visible, (card.policy.id, criterion.id, *criterion.aliases)))
    return {
        "id": visible(check.id),
        "shortDescription": {"text": _short(title(check))},
        "fullDescription": {"text": _short(flowed(told.asks) or title(check))},
        "help": {
            "text": plain("\n\n".join(f"{head}\n{text}" for head, text in sections)),
            "markdown": "\n\n".join(
                f"**{prose(head)}**\n\n{prose(text)}" for head, text in sections
            ),
        },
        **({"helpUri": told.uri} if told.uri else {}),
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": [tag for tag in tags if tag], "points": points(check.points)},
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
