"""The public functions: small, typed, loaded when they are asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import aifactory
from aifactory import audit, collect, score
from aifactory.errors import AifactoryError
from tests.repos import Repo

DOCUMENT = Path(__file__).parents[1] / "docs" / "api.md"
README = "# Water\n\nTells clean water from dirty water by its picture.\n\n## Usage\n\n    make\n"


@pytest.fixture
def water(repo: Repo) -> Path:
    return repo.file("README.md", README).commit("first").path


def test_they_are_what_the_package_offers() -> None:
    assert set(aifactory.__all__) == {"__version__", "audit", "collect", "score"}
    assert {*aifactory.__all__} <= {*dir(aifactory)}
    with pytest.raises(AttributeError, match="no attribute 'grade_everything'"):
        aifactory.grade_everything  # noqa: B018


def test_an_audit_is_a_collection_scored(water: Path) -> None:
    facts = collect(water, at="2026-03-01")
    assert facts.subject.as_of == "2026-03-01"
    card = audit(water, at="2026-03-01")
    assert card == score(facts)
    assert card.policy.id == "bloc4"
    assert 0 < card.score.proven < card.score.reach
    assert score(facts, lang="fr").criteria[0].title != card.criteria[0].title
    assert score(facts, "devops") == audit(water, "devops", at="2026-03-01")


def test_a_policy_of_ones_own(water: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("schema: aifactory/policy/1\nextends: bloc4\nid: own\nversion: '2'\n", "utf-8")
    facts = collect(str(water))
    assert score(facts, own).policy.id == score(facts, str(own)).policy.id == "own"
    assert score(facts, own).score == score(facts).score
    own.write_text("schema: aifactory/policy/1\nextends: bloc5\nid: own\n", "utf-8")
    with pytest.raises(AifactoryError) as caught:
        score(facts, own)
    assert "own.yml:" in str(caught.value)


def test_the_work_tree_is_read_on_demand(water: Path) -> None:
    (water / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0\n\n- First.\n", "utf-8")
    assert collect(water, worktree=True) != collect(water)


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AifactoryError) as caught:
        collect(tmp_path / "absent")
    assert str(caught.value.hint)
    with pytest.raises(AifactoryError):
        audit(tmp_path / "absent", "no-such-policy")
    with pytest.raises(AifactoryError):
        collect(tmp_path, at="tomorrow")


def test_the_forge_of_an_address_is_asked_for(water: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def opened(address: str, **options: object) -> None:
        asked.append(address)
        raise AifactoryError("no network here")

    monkeypatch.setattr("aifactory.forge.opening.open_forge", opened)
    with pytest.raises(AifactoryError, match="no network here"):
        collect(water, forge="https://github.com/owner/name")
    assert asked == ["https://github.com/owner/name"]
    collect(water)
    assert len(asked) == 1


def test_the_version_is_told_without_loading_them() -> None:
    program = (
        "import sys; from aifactory.cli import main; main(['--version']);"
        "print(sorted(one for one in ('aifactory.api', 'aifactory.engine', 'msgspec', 'typing',"
        " 'shtab', 'packaging') if one in sys.modules))"
    )
    done = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert done.splitlines()[-1] == "[]"


def test_the_example_of_the_documentation(water: Path, tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S)
    program = tmp_path / "example.py"
    program.write_text(example.replace('"path/to/project"', repr(str(water))), "utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+(\.\d+)? of 20 points are proven$", done.stdout, re.M)
    assert "readme-purpose" in done.stdout
    assert msgspec.json.decode((tmp_path / "facts.json").read_bytes())["schema"]
