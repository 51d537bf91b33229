import pytest
from openpyxl import Workbook

from aifactory.errors import BadInput
from aifactory.grading.roster import located, read_roster, teams
from aifactory.grading.slugs import slugs
from aifactory.model import Candidate


def _roster(tmp_path, text, name="roster.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "candidate,repository,login\nAda,work/ada,ada-l\n",
        "CANDIDATE;REPOSITORY;Login\r\nAda;work/ada;@ada-l\r\n",
        "\ufeffCandidat\tDépôt\tIdentifiant\nAda\twork/ada\tada-l\n",
        "Étudiant·e,Adresse du dépôt,compte\nAda,work/ada,ada-l\n".replace("·e", "(e)"),
        'sep=;\nNom;Dépôt;GitHub\n\n" Ada ";"work/ada";ada-l\n;;\n',
        "Student,Repository_URL,Git-Hub,User name\nAda,work/ada,x,ada-l\n",
    ],
)
def test_a_table_is_read_however_it_was_saved(tmp_path, text):
    (ada,) = read_roster(_roster(tmp_path, text))
    assert (ada.name, ada.login) == ("Ada", "ada-l")
    assert ada.repository == str(tmp_path / "work/ada")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
def test_any_encoding_is_read(tmp_path, encoding):
    text = "Candidat;Dépôt\nZoé Élan;a\n".encode(encoding)
    assert read_roster(_roster(tmp_path, text))[0].name == "Zoé Élan"


def test_given_name_and_surname_are_joined_and_groups_kept(tmp_path):
    text = "Nom;Prénom;Dépôt;Courriel;Équipe\nLovelace;Ada;a;ada@example.org;G1\n"
    (ada,) = read_roster(_roster(tmp_path, text))
    assert (ada.name, ada.email, ada.group) == ("Ada Lovelace", "ada@example.org", "G1")


def test_a_workbook_is_read(tmp_path):
    book = Workbook()
    book.active.append([])
    book.active.append(["Candidat", "Dépôt", "Groupe"])
    book.active.append(["Ada", "https://github.com/a/b", 12.0])
    book.save(tmp_path / "roster.xlsx")
    (ada,) = read_roster(tmp_path / "roster.xlsx")
    assert (ada.name, ada.repository, ada.group) == ("Ada", "https://github.com/a/b", "12")


def test_a_missing_repository_is_no_fault_of_the_roster(tmp_path):
    assert read_roster(_roster(tmp_path, "name,repo\nAda,\n"))[0].repository == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,address\nAda,a\nBob,b\nada,c\n", "roster.csv:4: ada stands on line 2 already"),
        ("name,address\n,a\n", "roster.csv:2: no candidate is named"),
        ("\n\nname,mark\nAda,1\n", "roster.csv:3: no column for: repository"),
        ("name,address\n", "roster.csv names no candidate"),
        ("", "roster.csv:1: no column for: candidate, repository"),
        ('name,address\nAda,"a\nBob,b\n', "roster.csv:2: not CSV: "),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(BadInput, match=r"roster\.csv") as error:
        read_roster(_roster(tmp_path, text))
    assert str(error.value).startswith(told)
    assert error.value.hint


def test_every_fault_is_told_at_once(tmp_path):
    text = "name,address\nAda,a\nAda,b\n,c\n"
    with pytest.raises(BadInput) as error:
        read_roster(_roster(tmp_path, text))
    assert "roster.csv:4" in error.value.hint


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"PK\x03\x04none"), ("a.xls", b"x"), ("a.ods", b"x")]
)
def test_a_workbook_that_cannot_be_read_is_told(tmp_path, name, data):
    with pytest.raises(BadInput) as error:
        read_roster(_roster(tmp_path, data, name))
    assert "CSV" in error.value.hint


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("https://github.com/a/b/tree/main/src?tab=readme#x", "https://github.com/a/b"),
        ("github.com/a/b/", "https://github.com/a/b"),
        ("https://gitlab.com/group/sub/b/-/tree/main", "https://gitlab.com/group/sub/b"),
        ("https://github.com/a/b.git", "https://github.com/a/b.git"),
        ("git@github.com:a/b.git", "git@github.com:a/b.git"),
        ("/srv/a", "/srv/a"),
        ("../x", "/x"),
        ("./x", "/base/x"),
        ("../../x/../y", "/y"),
    ],
)
def test_pages_of_a_forge_become_addresses(place, address):
    from pathlib import Path

    assert located(place, Path("/base")) == address


def test_a_way_back_through_a_link_stays_as_it_is(tmp_path):
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere" / "deep")
    assert located("link/../x", tmp_path) == str(tmp_path.resolve() / "link/../x")


def test_names_of_files_are_safe_and_each_its_own():
    names = ["../x", "<script>", "=cmd()", "É. Dupont", "e dupont", "con", "李", "a" * 400, "..."]
    found = slugs(names)
    assert len(set(found.values())) == len(names)
    for slug in found.values():
        assert 0 < len(slug) <= 80
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert found["../x"] == "x"
    assert found["con"] == "candidate-con"
    assert found["e dupont"] == slugs(reversed(names))["e dupont"] != "e-dupont"


def test_a_group_too_large_to_share_work_is_no_team():
    small = [Candidate(str(n), "", group="G1") for n in range(3)]
    large = [Candidate(str(n), "", group="Class A") for n in range(3, 9)]
    found = teams([*small, *large, Candidate("x", "")], 5)
    assert [one.group for one in found] == ["G1"] * 3 + [""] * 7
