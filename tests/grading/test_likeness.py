import pytest

from aifactory.grading import authorship
from aifactory.grading.settings import settings
from aifactory.grading.similarity import Comparison, Entrant, address
from aifactory.grading.template import Template, read_answers, rendered_files
from aifactory.grading.traces import Traces, object_name, read_traces
from aifactory.model import Candidate
from aifactory.scaffold.new import create
from aifactory.snapshot import open_snapshot
from aifactory.snapshot.tree import MemoryTree
from tests.grading.cohort import ADA, BOB, EVE, copied, good, module
from tests.repos import build_repo

RULE = settings().similarity


def _traces(repo):
    with open_snapshot(getattr(repo, "path", repo)) as snapshot:
        return read_traces(snapshot)


def _entrant(name, repo, *, group="", email="", url="", given=()):
    candidate = Candidate(name, f"/srv/{name}", email=email, group=group)
    return Entrant(candidate, _traces(repo), url, frozenset(given))


def _hints(*entrants, template=None):
    found = Comparison(entrants, template or Template(), RULE)
    return {one.candidate.name: list(found.hints(one.candidate.name)) for one in entrants}


def _kinds(hints):
    return {name: [hint.kind for hint in found] for name, found in hints.items()}


def test_traces_are_what_git_says(tmp_path):
    repo = good(tmp_path)
    traces = _traces(repo)
    assert [one.oid for one in traces.commits] == repo.git("rev-list", "HEAD").split()
    assert traces.tree == repo.head("HEAD^{tree}")
    assert traces.commits[0].email == ADA[1]
    path = "src/step3.py"
    assert traces.files[repo.head(f"HEAD:{path}")] == path
    assert traces.files[object_name(module(3).encode())] == path
    assert traces.whole
    assert traces.held == 7


def test_a_mailmap_changes_no_author(tmp_path):
    repo = build_repo(tmp_path).file(".mailmap", "Bob Kahn <bob@example.org> <ada@example.org>\n")
    assert _traces(repo.commit(author=ADA)).commits[0].email == ADA[1]


def test_commits_copied_under_another_name_are_seen(tmp_path):
    hints = _hints(_entrant("Ada", good(tmp_path)), _entrant("Bob", copied(tmp_path)))
    assert _kinds(hints) == {"Ada": ["tree"], "Bob": ["tree"]}
    (hint,) = hints["Bob"]
    assert hint.other == "Ada"
    assert hint.message.msgid == "all files are those of {other}"


def test_a_copied_history_that_went_on_is_seen(tmp_path):
    copy = copied(tmp_path).file("src/own.py", module(99)).commit("Add my own", author=BOB)
    hints = _hints(_entrant("Ada", good(tmp_path)), _entrant("Bob", copy))
    assert _kinds(hints)["Bob"] == ["rewritten", "files"]
    rewritten = hints["Bob"][0]
    assert rewritten.message.values["n"] == 7
    pair = rewritten.evidence[0]
    assert pair.commit == copy.head("HEAD~1")
    assert "Ada Lovelace" in pair.text


def test_files_in_a_folder_without_git_are_seen(tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    for number in range(6):
        (folder / f"renamed{number}.py").write_text(module(number))
    hints = _hints(_entrant("Ada", good(tmp_path)), _entrant("Bob", folder))
    assert _kinds(hints)["Bob"] == ["files"]
    assert hints["Bob"][0].message.values == {"n": 6, "whole": 6, "other": "Ada"}
    assert hints["Bob"][0].evidence[0].text.startswith("= src/step")


def test_a_fork_is_seen_by_its_history(tmp_path):
    first = good(tmp_path)
    first.git("clone", "-q", str(first.path), str(tmp_path / "fork"))
    hints = _hints(_entrant("Ada", first), _entrant("Bob", tmp_path / "fork", url="/srv/Ada"))
    assert _kinds(hints)["Bob"] == ["repository", "history", "tree"]
    assert hints["Bob"][1].message.values["n"] == 7


def test_people_of_one_group_may_share(tmp_path):
    hints = _hints(
        _entrant("Ada", good(tmp_path), group="G1"), _entrant("Bob", copied(tmp_path), group="g1")
    )
    assert _kinds(hints) == {"Ada": [], "Bob": []}


def test_what_the_template_gave_is_shared_by_nobody(tmp_path):
    template = good(tmp_path)
    for name in ("ada", "bob"):
        template.git("clone", "-q", str(template.path), str(tmp_path / name))
    entrants = [_entrant("Ada", tmp_path / "ada"), _entrant("Bob", tmp_path / "bob")]
    assert _kinds(_hints(*entrants))["Ada"] == ["history", "tree"]
    hints = _hints(*entrants, template=Template(_traces(template)))
    assert _kinds(hints) == {"Ada": ["template"], "Bob": ["template"]}
    assert hints["Ada"][0].message.values == {"n": 7, "whole": 7}


def test_what_most_of_a_cohort_holds_is_course_material(tmp_path):
    entrants = []
    for number in range(6):
        repo = build_repo(tmp_path, str(number)).file("own.py", module(100 + number))
        for handout in range(4):
            repo.file(f"lab{handout}.py", module(handout))
        entrants.append(_entrant(str(number), repo.commit()))
    assert _kinds(_hints(*entrants)) == {str(number): [] for number in range(6)}
    (note,) = Comparison(entrants, Template(), RULE).notes
    assert note.values["n"] == 4
    assert _kinds(_hints(*entrants[:4]))["0"] == ["files"] * 3  # too few to be the course's


def test_licences_data_and_small_files_say_nothing(tmp_path):
    entrants = []
    for name in ("Ada", "Bob"):
        repo = build_repo(tmp_path, name).file("LICENSE", "MIT " * 200).file("a.py", "x = 1\n")
        repo.file("data/train.csv", "1,2\n" * 200).file("vendor/lib.js", "y" * 500)
        entrants.append(_entrant(name, repo.file("own.py", module(len(entrants))).commit()))
    assert _kinds(_hints(*entrants)) == {"Ada": [], "Bob": []}


def test_an_untouched_render_of_our_template_is_seen(tmp_path):
    project = tmp_path / "project"
    create(project, {"project_name": "Tide tables"}, defaults=True)
    with open_snapshot(project) as snapshot:
        traces = read_traces(snapshot)
        given = rendered_files(snapshot.tree)
    kept = given.intersection(traces.files)
    assert len(kept) >= 0.98 * len(traces.files)
    entrant = Entrant(Candidate("Tim", "/srv/tim"), traces, given=kept)
    (hint,) = Comparison([entrant], Template(), RULE).hints("Tim")
    assert hint.kind == "template"


@pytest.mark.parametrize(
    "text",
    [
        "kind: 12\nlanguage: xx\nproject_name: x\n",
        "kind: ml\nproject_name: '{{ 1/0 }}'\nlanguage: en\n",
        "kind: ml\nlanguage: en\nproject_name: x\npackage_name: ../../../../tmp/x\n",
        "- a\n",
        "a: &x [1]\nb: *x\n",
        "x: " + "y" * 20_000,
        "one: 1\ntwo: 2\nthree: 3\n",
        "kind: [ml]\nlanguage: {en: 1}\nproject_name: " + "y" * 400,
    ],
)
def test_answers_that_are_none_render_nothing(text):
    assert rendered_files(MemoryTree({".copier-answers.yml": text})) == frozenset()


def test_answers_are_plain_and_short():
    tree = MemoryTree({".copier-answers.yml": "a: x\nb: 1\nc: [1]\n_commit: v1\n"})
    assert read_answers(tree) == {"a": "x", "b": 1, "_commit": "v1"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/A/b.git", "git@github.com:a/B"),
        ("https://me:secret@gitlab.com/a/b/", "https://gitlab.com/a/b"),
        ("ssh://git@github.com/a/b", "https://github.com/a/b"),
    ],
)
def test_addresses_are_compared_whatever_their_spelling(one, other):
    assert address(one) == address(other)
    assert address("/srv/a") != address("/srv/b")


# Authors and dates


def _authors(repo, own, cohort=(), *, start="", given=()):
    entrant = Entrant(own, _traces(repo))
    return list(authorship.hints(entrant, [own, *cohort], frozenset(given), start))


@pytest.mark.parametrize(
    "own",
    [
        Candidate("LOVELACE Ada", ""),
        Candidate("A. L.", "", email="Ada@Example.org"),
        Candidate("A. L.", "", login="ada"),
    ],
)
def test_the_candidate_is_known_by_name_address_or_login(tmp_path, own):
    assert _authors(good(tmp_path), own) == []


def test_aliases_of_the_candidate_and_bots_are_no_strangers(tmp_path):
    repo = good(tmp_path).file("a", "1").commit(author=("ada", "ada@example.org"))
    repo.file("a", "2").commit(author=("dependabot[bot]", "x@users.noreply.github.com"))
    assert _authors(repo, Candidate("Ada Lovelace", "")) == []


def test_commits_by_others_are_told_with_their_names(tmp_path):
    repo = good(tmp_path).file("a", "1").commit(author=EVE)
    (hint,) = _authors(repo, Candidate("Ada Lovelace", ""))
    assert hint.kind == "author"
    assert hint.message.values == {"n": 1, "whole": 8, "names": "Eve Moreau (1)"}
    assert hint.evidence[0].commit == repo.head()


def test_a_history_without_the_candidate_is_told(tmp_path):
    (hint,) = _authors(good(tmp_path), Candidate("Zed Zuse", ""))
    assert "no commit carries" in hint.message.msgid


def test_another_candidate_s_commits_are_told_unless_of_the_group(tmp_path):
    repo = good(tmp_path).file("a", "1").commit(author=BOB)
    ada, bob = Candidate("Ada Lovelace", ""), Candidate("Bob Kahn", "")
    (hint,) = _authors(repo, ada, [bob])
    assert (hint.kind, hint.other) == ("candidate", "Bob Kahn")
    mates = [Candidate("Ada Lovelace", "", group="1"), Candidate("Bob Kahn", "", group="1")]
    assert _authors(repo, mates[0], mates[1:]) == []


def test_commits_before_the_course_are_told_but_for_the_template_s(tmp_path):
    repo = build_repo(tmp_path).file("a", "1").commit(date="2025-09-01T10:00:00+00:00", author=ADA)
    first = repo.head()
    repo.file("a", "2").commit(date="2026-01-10T23:59:00+00:00", author=ADA)
    repo.file("a", "3").commit(date="2026-01-11T00:00:00+00:00", author=ADA)
    own = Candidate("Ada Lovelace", "")
    (hint,) = _authors(repo, own, start="2026-01-11")
    assert hint.message.values == {"n": 2, "whole": 3, "date": "2025-09-01"}
    assert [one.commit for one in hint.evidence] == [first, repo.head("HEAD~1")]
    (hint,) = _authors(repo, own, start="2026-01-11", given=[first])
    assert hint.message.values["n"] == 1


def test_nothing_read_is_like_nothing():
    entrants = [Entrant(Candidate(name, "/srv/" + name), Traces()) for name in ("a", "b")]
    assert _kinds(_hints(*entrants)) == {"a": [], "b": []}
