"""What the site makes of pages before Sphinx reads them; what its own words look like in French."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from making import examples, links, menu, verdicts

from tests.docs.pages import ROOT

ALONE = re.compile(r" [;:?!»%](?:\W|$)|« ")


@pytest.mark.parametrize(
    ("text", "written", "shown", "expected"),
    [
        ("[a](../README.md#x)", "docs", "", "[a](project/readme.md#x)"),
        ("[a](fleet.md#x) [b](https://a.org)", "docs", "", "[a](fleet.md#x) [b](https://a.org)"),
        ("[a](docs/fleet.md)", "", "project", "[a](../fleet.md)"),
        ("[a](CHANGELOG.md)", "", "project", "[a](changelog.md)"),
        ("![a](docs/images/a.svg)", "", "project", "![a](../images/a.svg)"),
        ("[a](LICENSE)", "", "project", "[a](../../LICENSE)"),
        ("[a](../src/a.md)", "docs", "", "[a](path:../src/a.md)"),
        ("[a](../../README.md)", "docs/extending", "extending", "[a](../project/readme.md)"),
    ],
)  # fmt: skip
def test_links_lead_to_the_site(text: str, written: str, shown: str, expected: str) -> None:
    assert links.moved(text, written, shown) == expected


def test_the_landing_page_lists_what_is_there() -> None:
    tree = "```{toctree}\n:glob:\n\nci*\nfleet\ntutorials/en/*\n```\n"
    text = f"[one](tutorials/en/one.md) [two](tutorials/en/two.md)\n\n{tree}"
    shown = menu.kept(text, ["index", "fleet", "tutorials/en/two"])
    assert shown == (
        "one [two](tutorials/en/two.md)\n\n```{toctree}\n:glob:\n\nfleet\ntutorials/en/*\n```\n"
    )
    assert "toctree" not in menu.kept(tree, ["index"])


def test_an_example_with_another_verdict_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    told = examples.Example("fail", "It has a purpose.", "…", files={"README.md": "# D\n"})
    wrong = examples.Example("pass", "It has a purpose.", "…", files={"README.md": "# D\n"})
    for one in (told, wrong):
        monkeypatch.setattr(verdicts, "examples", lambda one=one: {"readme-purpose": (one,)})
        verdicts._verdict.cache_clear()
        if one is told:
            assert verdicts._verdict("readme-purpose", 0).verdict == "fail"
        else:
            with pytest.raises(ValueError, match="fail, not pass"):
                verdicts._verdict("readme-purpose", 0)
    verdicts._verdict.cache_clear()


def test_french_keeps_its_spaces() -> None:
    names = ("making/words.yml", "making/commands.yml")
    paths = [*(ROOT / "docs" / "verdicts").glob("*.yml"), *(ROOT / "docs" / one for one in names)]
    texts = [text for path in paths for text in french(yaml.safe_load(path.read_text("utf-8")))]
    assert len(texts) > 150
    assert [text for text in texts if ALONE.search(re.sub(r"`[^`]*`", "", text))] == []


def french(data: Any) -> list[str]:
    """Every French text of a data file."""
    if isinstance(data, list):
        return [text for one in data for text in french(one)]
    if isinstance(data, dict):
        own = [data["fr"]] if isinstance(data.get("fr"), str) else []
        return own + [text for key, one in data.items() if key != "files" for text in french(one)]
    return []
