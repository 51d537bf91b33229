"""Which repositories a folder, a list or an address stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.errors import BadInput
from aifactory.fleet import lists
from aifactory.fleet.entries import Entry
from aifactory.fleet.inventory import read_inventory
from tests.fleet.conftest import audit, counted, rows
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.gitlab.server import GitLabServer
from tests.repos import build_repo


def found(place: Path | str, **words):
    return [(e.address, e.team, e.policy) for e in read_inventory(str(place), **words).entries]


def test_a_list(tmp_path):
    listed = tmp_path / "list.txt"
    listed.write_text(
        "# our fleet\n\nhttps://example.org/a/b.git  Team  One # the first\n"
        '"with space/c"\tTwo\n../d\ngit@example.org:e/f.git\nhttps://github.com/o/r/tree/main\n'
    )
    assert found(listed) == [
        ("https://example.org/a/b.git", "Team One", ""),
        (str(tmp_path / "with space/c"), "Two", ""),
        (str(tmp_path.parent / "d"), "", ""),
        ("git@example.org:e/f.git", "", ""),
        ("https://github.com/o/r", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("f.csv", "url,team,policy\n/a,One,\n/b,,pack.yml\n"),
        ("f.csv", "équipe;dépôt;politique\nOne;/a;\n;/b;pack.yml\n"),
        ("f.tsv", "team\turl\tpolicy\nOne\t/a\t\n\t/b\tpack.yml\n"),
        ("f.yml", "- {url: /a, team: One}\n- {url: /b, policy: pack.yml}\n"),
        ("f.yaml", "repositories:\n  - url: /a\n    team: One\n  - {url: /b, policy: pack.yml}\n"),
    ],
)
def test_tables(tmp_path, name, text):
    (tmp_path / "pack.yml").touch()
    (tmp_path / name).write_text(text, "utf-8")
    assert found(tmp_path / name) == [("/a", "One", ""), ("/b", "", str(tmp_path / "pack.yml"))]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("l.txt", "# nothing\n", "l.txt names no repository"),
        ("l.txt", "/a One\n/b\n/a Two\n", "l.txt:3: /a stands on line 1 otherwise"),
        ("l.txt", "/a One\n/x/../a Two\n", "l.txt:2: /a stands on line 1 otherwise"),
        ("l.txt", f"/b\n/{'é' * 1000}\n", "l.txt:2: an address of more than 2000 bytes"),
        ("l.txt", "me:s3cret@host:a/b\n", "l.txt:1: a password stands in it"),
        ("f.csv", "name,team\nx,y\n", "f.csv:1: no column is called url"),
        ("f.csv", "url,team\n/a,x\n,y\n", "f.csv:3: no repository is named"),
        ("f.csv", 'url\n"a\n', "f.csv:2: not CSV"),
        ("f.yml", "a: [\n", "not YAML"),
        ("f.yml", "{a: b}\n", "f.yml:1: expected a list of repositories"),
        ("f.yml", "- /a\n- 7\n", "f.yml:2: expected a path, a URL"),
        ("f.yml", "- {url: /a, colour: red}\n", "f.yml:1: unknown key 'colour'"),
        ("f.yml", "- {team: x}\n", "f.yml:1: url is missing"),
    ],
)
def test_faults_of_lists_are_told_by_line(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match=said.replace("(", r"\(")):
        read_inventory(str(tmp_path / name))


def test_one_repository_by_two_spellings_stands_once(tmp_path):
    listed = tmp_path / "list.txt"
    listed.write_text("https://me:s3cret@example.org/a/b.git\nhttps://example.org/a/b/\n")
    (entry,) = read_inventory(str(listed)).entries
    assert entry.address == "https://me:s3cret@example.org/a/b.git"  # git is given what was written
    assert entry.name == "https://example.org/a/b"


@pytest.mark.parametrize("key", ["access_token", "private-token", "X-Auth", "sig"])
def test_a_secret_in_an_address_is_not_kept(key):
    entry = Entry(f"https://example.org/a.git?depth=1&{key}=s3cret&x=y")
    assert entry.name == f"https://example.org/a.git?depth=1&{key}=***&x=y"


def test_a_path_through_a_link_is_another(tmp_path):
    (tmp_path / "far" / "in").mkdir(parents=True)
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "link").symlink_to(tmp_path / "far" / "in")
    (tmp_path / "list.txt").write_text("near/link/../a\nnear/b/../a\n")
    assert [address for address, *_ in found(tmp_path / "list.txt")] == [
        f"{tmp_path}/near/link/../a",
        f"{tmp_path}/near/a",
    ]


def test_a_folder_of_clones(tmp_path):
    one = build_repo(tmp_path / "fleet", "one").file("a").commit().path
    two = build_repo(tmp_path / "fleet/team/sub", "two.git", bare=True).path
    build_repo(one, "vendored").path  # noqa: B018 - a repository within another is its own affair
    (tmp_path / "fleet/notes").mkdir()
    (tmp_path / "fleet/link").symlink_to(tmp_path / "fleet/one")
    broken = tmp_path / "fleet/broken"
    broken.mkdir()
    (broken / ".git").write_text("gitdir: /nowhere\n")
    assert found(tmp_path / "fleet") == [
        (str(broken), "", ""),
        (str(one), "", ""),
        (str(two), "team", ""),
    ]


def test_a_folder_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    build_repo(tmp_path / "fleet" / "a", "one").file("x").commit().path  # noqa: B018
    build_repo(tmp_path / "fleet" / "b", "two").file("x").commit().path  # noqa: B018
    real = Path.iterdir

    def closed(path: Path):
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", closed)
    inventory = read_inventory(str(tmp_path / "fleet"))
    assert [entry.team for entry in inventory.entries] == ["a"]
    assert [str(note) for note in inventory.notes] == [
        f"cannot read {tmp_path}/fleet/b: Permission denied"
    ]


def test_a_list_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(lists, "LARGEST", 1 << 20)
    with pytest.raises(BadInput, match="zero is larger than any list"):
        read_inventory("/dev/zero")


def test_nothing_is_an_error(tmp_path):
    with pytest.raises(BadInput, match="holds no git repository"):
        read_inventory(str(tmp_path))
    with pytest.raises(BadInput, match="no such folder or list"):
        read_inventory(str(tmp_path / "none"))


@pytest.fixture
def github(monkeypatch):
    with GitHubServer(World()) as server:
        monkeypatch.setenv("GH_HOST", server.origin.removeprefix("http://"))
        monkeypatch.setenv("GH_ENTERPRISE_TOKEN", server.world.token)
        yield server
    assert not server.faults_found


def names(count: int) -> list[str]:
    return [f"r{n:03}" for n in range(count)]


@pytest.mark.parametrize("organisation", [True, False])
def test_an_organisation_or_a_user_on_github(github, organisation):
    github.world.organisation = organisation
    github.world.owned = {name: name == "r001" for name in names(250)}
    inventory = read_inventory(f"{github.origin}/octo")
    assert len(inventory.entries) == 249
    assert inventory.entries[0].address == f"{github.origin}/octo/r000.git"
    assert [str(note) for note in inventory.notes] == ["1 archived repository left out"]
    assert len(found(f"{github.origin}/octo", archived=True)) == 250
    asked = [one.path for one in github.log]
    assert sum("repos?" in path and "/orgs/" in path for path in asked) == (
        6 if organisation else 2
    )


def teams_on(github, **teams):
    github.world.organisation = True
    github.world.owned = dict.fromkeys(("app", "site", "tool", "old"), False)
    github.world.teams = {name.replace("_", " "): roles for name, roles in teams.items()}
    return read_inventory(f"{github.origin}/octo")


EVERYBODY = dict.fromkeys(("app", "site", "tool"), "pull")


def test_teams_on_github_are_those_that_answer_for_a_repository(github):
    inventory = teams_on(
        github,
        Everybody=EVERYBODY,
        Data_Science={"app": "push", "site": "push"},
        Owners={"site": "admin"},
        All_of_data={"app": "push", "site": "push", "tool": "pull"},
    )
    found = {entry.name.rpartition("/")[2]: entry.team for entry in inventory.entries}
    assert found == {"app": "Data Science", "site": "Owners", "tool": "All of data", "old": ""}
    assert inventory.notes == ()
    asked = [one.path for one in github.log if "/teams" in one.path]
    assert len(asked) == 5


@pytest.mark.parametrize("trouble", ["denied", "hidden"])
def test_teams_that_cannot_be_read_stay_as_they_were(github, store, tmp_path, capsys, trouble):
    github.world.organisation, github.world.owned = True, {"app": False}
    github.world.teams = {"Owners": {"app": "admin"}}
    words = ("--time-limit", "20s", "--cache", str(tmp_path / "kept"))
    assert audit(f"{github.origin}/octo", store, *words) == 3  # nothing can be cloned from there
    assert rows(store, "SELECT name, team FROM repositories") == [("app", "Owners")]
    if trouble == "denied":
        github.world.denied = {"/teams": "members=read"}
    else:
        github.world.teams = None
    capsys.readouterr()
    assert audit(f"{github.origin}/octo", store, *words) == 3
    said = capsys.readouterr().err
    assert "teams could not be read, those known stay: " in said
    assert trouble == "hidden" or "members=read" in said
    assert rows(store, "SELECT name, team FROM repositories") == [("app", "Owners")]


def test_who_is_not_on_github(github):
    with pytest.raises(BadInput, match="knows no such thing") as caught:
        read_inventory(f"{github.origin}/nobody")
    assert "a single repository goes into a list" in str(caught.value.hint)
    with pytest.raises(BadInput, match="lists no repository"):
        read_inventory(f"{github.origin}/octo")


def test_a_group_on_gitlab(monkeypatch):
    with GitLabServer() as server:
        monkeypatch.setenv("GITLAB_HOST", server.origin.removeprefix("http://"))
        monkeypatch.setenv("GITLAB_TOKEN", server.token)
        server.projects = [
            {
                **server.about,
                "path_with_namespace": f"ville/{path}",
                "web_url": f"https://gitlab.test/ville/{path}",
                "archived": path == "old",
            }
            for path in ("app", "eau/qualite", "eau/nord/pompe", "old", *names(120))
        ]
        assert found(f"{server.origin}/groups/ville")[:3] == [
            ("https://gitlab.test/ville/app.git", "", ""),
            ("https://gitlab.test/ville/eau/qualite.git", "eau", ""),
            ("https://gitlab.test/ville/eau/nord/pompe.git", "eau/nord", ""),
        ]
        asked = [path for _, path, _, _ in server.log if "/groups/ville/projects" in path]
        assert len(asked) == 2
        assert all("include_subgroups=true" in path for path in asked)
        assert len(found(f"{server.origin}/ville", archived=True)) == 124
        with pytest.raises(BadInput, match="knows no such thing"):
            read_inventory(f"{server.origin}/nobody")


@pytest.mark.parametrize(
    "address", ["https://github.com", "ssh://github.com/o", "https://example.org/o", "https://:x/o"]
)
def test_addresses_that_are_no_organisation_s(address):
    with pytest.raises(BadInput):
        read_inventory(address)


def test_odd_names_are_kept_as_text_and_read(tmp_path, store):
    folder = tmp_path / "fleet" / b"team\xff".decode("utf-8", "surrogateescape")
    repo = build_repo(folder, b"r\xe9po".decode("utf-8", "surrogateescape"))
    assert repo.file("README.md", "# A\n").commit().path.exists()
    assert audit(tmp_path / "fleet", store) == 0
    assert counted(store) == {"read": 1}
    ((address, team),) = rows(store, "SELECT address, team FROM repositories")
    assert address.endswith(r"/team\udcff/r\udce9po")
    assert team == r"team\udcff"
