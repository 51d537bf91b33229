"""The page that shows what the template renders is the one its generator writes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "template"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tree", FOLDER / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_follows_the_template(make: ModuleType) -> None:
    told = (FOLDER / "README.md").read_text("utf-8")
    assert make.page() == told, "run python docs/template/make.py"


def test_a_file_without_a_purpose_is_an_error(make: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"no purpose for new\.txt"):
        make.purpose("new.txt", "", {"old.txt": "x"}, set())
    assert make.purpose("src/x.py", '"""It does this.\n\nMore."""', {}, set()) == "It does this"
