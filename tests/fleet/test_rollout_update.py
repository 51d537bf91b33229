"""Template updates across the fleet: our template alone, nothing of anybody's executed."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.errors import BadInput
from aifactory.fleet.rollout.campaign import fixing, same_template, updating
from aifactory.fleet.rollout.jobs import Job, Ready
from aifactory.fleet.rollout.preparing import prepare
from tests.repos import Repo, build_repo

COPIER = (
    "_answers_file: .copier-answers.yml\n_templates_suffix: .jinja\n_subdirectory: t\n"
    "name: {type: str, default: app}\n"
)
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"
FILES = {
    "copier.yml": COPIER,
    f"t/{ANSWERS}": "{{ _copier_answers|to_nice_yaml -}}\n",
    "t/README.md.jinja": "# {{ name }}\n\nFirst.\n",
    "t/docs/guide.md": "One\n",
}
PACK = "_commit: v1.0.0\n_src_path: {source}\nname: app\n"
PROJECT = {"README.md": "# app\n\nFirst.\n", "docs/guide.md": "One\n"}


@pytest.fixture(autouse=True)
def _somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "gitconfig"
    config.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))


@pytest.fixture
def template(tmp_path: Path) -> Repo:
    """A template of two versions; the second changes a line and adds a file."""
    made = build_repo(tmp_path, "template").files(FILES).commit("One")
    made.git("tag", "v1.0.0")
    made.file("t/README.md.jinja", "# {{ name }}\n\nSecond.\n").file("t/docs/new.md", "New\n")
    made.commit("Two").git("tag", "v2.0.0")
    return made


def project(folder: Path, source: object, files: dict[str, str] | None = None) -> Repo:
    made = build_repo(folder, "project").files(PROJECT | (files or {}))
    made.file(".copier-answers.yml", PACK.format(source=source))
    return made.config('[remote "origin"]\n\turl = https://github.com/octo/app\n').commit("Begin")


def update(repo: Repo, template: Repo | str, folder: Path, version: str = "v2.0.0") -> Ready:
    address = template if isinstance(template, str) else str(template.path)
    job = Job(
        repository=1,
        address=str(repo.path),
        campaign=updating(address, version),
        today="2026-06-30",
        lang="en",
        folder=str(folder / "work"),
    )
    return prepare(job)


def test_one_commit_brings_the_new_version_and_keeps_the_teams_work(template, tmp_path):
    repo = project(tmp_path, template.path, {"docs/guide.md": "One\nOurs\n", "ours.py": "A = 1\n"})
    found = update(repo, template, tmp_path)
    assert (found.came, found.title) == ("ready", "Bring the template from v1.0.0 to v2.0.0"), found
    assert set(found.what) == {".copier-answers.yml", "README.md", "docs/new.md"}
    work = ["--git-dir", str(tmp_path / "work" / ".git")]
    assert repo.git(*work, "rev-list", "--count", f"{found.base}..{found.tip}") == "1\n"
    assert repo.git(*work, "show", f"{found.tip}:README.md") == "# app\n\nSecond.\n"
    assert repo.git(*work, "show", f"{found.tip}:docs/guide.md") == "One\nOurs\n"
    assert "v2.0.0" in repo.git(*work, "show", f"{found.tip}:.copier-answers.yml")
    assert " → " in found.body
    assert repo.git("for-each-ref", "--format=%(refname)") == "refs/heads/main\n"


def test_a_conflict_is_named_and_nothing_is_asked(template, tmp_path):
    repo = project(tmp_path, template.path, {"README.md": "# app\n\nOur own words.\n"})
    found = update(repo, template, tmp_path)
    assert (found.came, found.tip) == ("conflict", "")
    assert "in conflict with changes of the team: README.md" in str(found.reason)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("https://github.com/evil/template", "made from another template"),
        ("'--upload-pack=touch owned'", "made from another template"),
        ("[1, 2]", "name no template"),
    ],
)
def test_only_the_trusted_template_is_followed(template, tmp_path, source, said):
    found = update(project(tmp_path, source), template, tmp_path)
    assert (found.came, said in str(found.reason)) == ("nothing", True), found


@pytest.mark.parametrize("version", ["--upload-pack=x", "v1 --x", "''"])
def test_a_version_that_is_none_is_not_asked_of_git(template, tmp_path, version):
    repo = project(tmp_path, template.path)
    repo.file(".copier-answers.yml", f"_commit: {version}\n_src_path: {template.path}\n")
    found = update(repo.commit("Change"), template, tmp_path)
    assert (found.came, "name no version" in str(found.reason)) == ("nothing", True), found


def test_tasks_are_not_run_whoever_asks(template, tmp_path):
    tasks = f'_tasks: ["touch {tmp_path}/owned"]\n'
    template.file("copier.yml", COPIER + tasks).commit("Three").git("tag", "v3.0.0")
    repo = project(tmp_path, template.path, {"copier.yml": tasks})
    trust = tmp_path / "config" / "copier" / "settings.yml"
    trust.parent.mkdir(parents=True)
    trust.write_text(f"trust: ['{tmp_path}/']\n")
    found = update(repo, template, tmp_path, "v3.0.0")
    assert not (tmp_path / "owned").exists()
    assert found.came in ("failed", "ready"), found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of Copier's
def test_nothing_is_written_through_a_link(template, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    repo = build_repo(tmp_path, "project").file("README.md", "# app\n\nFirst.\n")
    repo.link("docs", str(outside)).file(
        ".copier-answers.yml", PACK.format(source=template.path)
    ).commit("Begin")
    found = update(repo, template, tmp_path)
    assert found.came in ("failed", "conflict"), found
    assert [*outside.iterdir()] == []


def test_no_filter_of_the_users_runs(template, tmp_path):
    with (tmp_path / "gitconfig").open("a") as file:
        for part in ("clean", "smudge"):
            file.write(f'[filter "mine"]\n\t{part} = touch {tmp_path}/ran && cat\n')
    repo = project(tmp_path, template.path, {".gitattributes": "* filter=mine\n"})
    found = update(repo, template, tmp_path)
    assert (found.came, (tmp_path / "ran").exists()) == ("ready", False), found


def test_what_is_up_to_date_is_asked_nothing(template, tmp_path):
    repo = project(tmp_path, template.path)
    found = update(repo, template, tmp_path, "1.0.0")
    assert (found.came, str(found.reason)) == ("nothing", "it is at v1.0.0 already")


def test_an_address_is_known_by_all_its_spellings():
    spelt = ("gh:Octo/ai", "https://github.com/Octo/ai.git", "git@github.com:Octo/ai")
    assert all(same_template(one, other) for one in spelt for other in spelt)
    assert not same_template("gh:octo/ai", "gl:octo/ai")
    assert not same_template("https://github.com.evil.org/Octo/ai", spelt[0])


@pytest.mark.parametrize("name", ["-x", "a..b", "a b", "x.lock", "a/../b", "é", "a."])
def test_a_campaign_is_called_as_a_branch_can_be(name):
    with pytest.raises(BadInput, match="cannot be called"):
        fixing((), name)
