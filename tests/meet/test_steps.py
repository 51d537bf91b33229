"""The steps of the action by themselves, with the files and variables that a runner gives them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from aifactory.action import auditing, commenting, workflow
from aifactory.action.__main__ import main
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.meet.projects import FORM, build
from tests.repos import plain_git


class Job:
    """What a runner keeps for a job; `run` does a step in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.patch = monkeypatch
        self.variables = {
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_REPOSITORY": "octo/app",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "17",
            "RUNNER_TEMP": str(folder),
            "INPUT_COMPARE": "auto",
        }

    def run(self, step: str, **variables: str) -> int:
        """The exit code of a step."""
        for name, value in {**self.variables, **variables}.items():
            self.patch.setenv(name, value)
        return main(step)

    def event(self, number: int, repository: str = "octo/app") -> None:
        """An event of a pull request, from a branch of `repository`."""
        request = {"number": number, "head": {"repo": {"full_name": repository}}}
        (self.folder / "event.json").write_text(json.dumps({"pull_request": request}))

    @property
    def outputs(self) -> dict[str, str]:
        """What the steps gave out."""
        text = (self.folder / "output").read_text("utf-8")
        return {name: value for name, _, value in re.findall(OUTPUT, text)}

    @property
    def summary(self) -> str:
        """The page of the run."""
        return (self.folder / "summary.md").read_text("utf-8")


OUTPUT = re.compile(r"(?m)^([\w-]+)<<(\w+)\n(.*)\n\2$")


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job in the checkout of a pull request."""
    monkeypatch.chdir(build(tmp_path).path)
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    return Job(tmp_path, monkeypatch)


def test_pages_and_figures(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    """Outputs are those of the report; the run's page has the score, then what changed."""
    assert job.run("audit", GITHUB_BASE_REF="main", INPUT_LANG="fr") == 0
    found = job.outputs
    card = json.loads(Path(found["report"]).read_text("utf-8"))
    checks = [check["verdict"] for one in card["criteria"] for check in one["checks"]]
    assert found["passed"] == str(checks.count("pass")) != "0"
    assert float(found["score"]) == card["score"]["proven"]
    assert found["exit-code"] == "0"
    assert found["root"] == str(Path.cwd())
    score, change = job.summary.index("Bloc 4"), job.summary.index("### Gagné")
    assert score < change
    assert "<!--" not in job.summary
    log = capsys.readouterr().out
    fence = re.search(r"(?s)^::stop-commands::(\w+)\n(.*)\n::\1::\n(.*)", log)
    assert fence
    assert "::warning" in fence[3]
    assert "review-guided" in fence[2]


def test_hostile_words_are_no_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a repository holds is printed behind the fence, outputs cannot be forged."""
    evil = "\n::add-mask::audit\n::set-output name=score::20\nscore=20\n"
    repo = build(tmp_path, {"docs/ROADMAP.md": evil, f"a{evil}b.md": evil})
    monkeypatch.chdir(repo.path)
    job = Job(tmp_path, monkeypatch)
    assert job.run("audit", GITHUB_BASE_REF="main") == 0
    assert float(job.outputs["score"]) < 20
    log = capsys.readouterr().out
    fence = re.search(r"(?s)^::stop-commands::(\w+)\n.*\n::\1::\n(.*)", log)
    assert fence
    assert not re.search(r"(?m)^\s*::(?!warning |notice )", fence[2])


@pytest.mark.parametrize(
    ("inputs", "code", "why"),
    [
        ({"INPUT_FAIL_UNDER": "0.25"}, "0", ""),
        ({"INPUT_FAIL_UNDER": "20"}, "1", "fewer than the 20 asked for"),
        ({"INPUT_POLICY": "bloc4\ndevops", "INPUT_FAIL_UNDER": "20"}, "1", "devops:"),
        ({"INPUT_FAIL_ON_DROP": "true"}, "0", ""),
    ],
)
def test_thresholds(
    job: Job, inputs: dict[str, str], code: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The audit's own step never fails for one: what comes after must still run."""
    assert job.run("audit", GITHUB_BASE_REF="main", **inputs) == 0
    assert job.outputs["exit-code"] == code
    errors = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::error")]
    assert bool(errors) == bool(why)
    assert why in "".join(errors)


def test_a_drop(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    """A change that loses points fails, where that is asked for."""
    plain_git("update-ref", "refs/remotes/origin/main", "form", cwd=Path.cwd())
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    plain_git("rm", "-q", FORM, cwd=Path.cwd())
    plain_git(*who, "commit", "-qm", "Ask nothing", cwd=Path.cwd())
    assert job.run("audit", GITHUB_BASE_REF="main", INPUT_FAIL_ON_DROP="true") == 0
    assert job.outputs["exit-code"] == "1"
    assert "::error title=aifactory::fewer points are proven than before" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("inputs", "code", "said"),
    [
        ({"INPUT_FORGE": "yes"}, 2, "forge is neither true nor false"),
        ({"INPUT_PATH": "--version"}, 2, "--version"),
        ({"INPUT_POLICY": "--format=json"}, 2, "--format=json"),
        ({"INPUT_COMPARE": "no-such"}, 2, ""),
        ({"INPUT_FAIL_UNDER": "10; echo"}, 2, ""),
        ({"INPUT_LANG": "de"}, 2, ""),
    ],
)
def test_bad_inputs(
    job: Job, inputs: dict[str, str], code: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """They fail at once, and nothing is given out."""
    assert job.run("audit", **inputs) == code
    assert not (job.folder / "output").exists()
    told = capfd.readouterr()
    assert said in told.out + told.err


def test_a_shallow_checkout(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said with the line that mends it; what depends on the history is not guessed."""
    source = Path.cwd().as_uri()
    plain_git("clone", "-q", "--depth=1", source, "shallow", cwd=tmp_path)
    monkeypatch.chdir(tmp_path / "shallow")
    assert job.run("audit", GITHUB_BASE_REF="main") == 0
    assert "fetch-depth: 0" in capsys.readouterr().out
    assert job.outputs["comparison"] == ""
    assert int(job.outputs["unknown"]) > 0
    assert job.run("audit", GITHUB_BASE_REF="main", INPUT_FAIL_ON_DROP="true") == 2
    assert "::error" in capsys.readouterr().out


def test_one_comment_is_written_anew(job: Job, world: World, server: GitHubServer) -> None:
    """The second run finds its own comment behind a hundred others; the third changes nothing."""
    number = world.request()["number"]
    job.event(number)
    for count in range(120):
        world.comment(number, f"<!-- aifactory -->\n{count}", ours=False)
    token = {"INPUT_TOKEN": world.token, "GITHUB_GRAPHQL_URL": f"{server.origin}/api/graphql"}
    (job.folder / "c.md").write_text("<!-- aifactory -->\nfirst\n")
    asked = {**token, "INPUT_COMPARISON": str(job.folder / "c.md"), "INPUT_POLICIES": "bloc4"}
    assert job.run("comment", **asked) == 0
    (job.folder / "c.md").write_text("<!-- aifactory -->\nsecond\n")
    for _ in range(2):
        assert job.run("comment", **asked) == 0
    assert job.run("comment", **{**asked, "INPUT_POLICIES": "devops"}) == 0
    ours = [one["body"] for one in world.comments if one["viewerDidAuthor"]]
    assert len(ours) == 2
    assert "second" in ours[0]
    assert "/octo/app/actions/runs/17" in ours[0]
    assert world.writes == [f"comment on {number}", "comment IC_120 anew", f"comment on {number}"]


@pytest.mark.parametrize(
    ("repository", "said"),
    [
        ("fork/app", "::notice title=aifactory::no comment: pull requests from forks"),
        ("octo/app", "::warning title=aifactory::no comment: "),
    ],
)
def test_a_token_that_only_reads(
    job: Job,
    world: World,
    server: GitHubServer,
    repository: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It costs the comment, says why, and fails nothing."""
    world.denied = {"addComment": "pull_requests=write"}
    number = world.request()["number"]
    job.event(number, repository)
    (job.folder / "c.md").write_text("<!-- aifactory -->\nfirst\n")
    asked = {"INPUT_COMPARISON": str(job.folder / "c.md"), "INPUT_TOKEN": world.token}
    graph = f"{server.origin}/api/graphql"
    assert job.run("comment", GITHUB_GRAPHQL_URL=graph, **asked) == 0
    assert said in capsys.readouterr().out
    assert not world.writes


def test_nothing_to_comment_on(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    """A push has no request, an audit by itself no comparison."""
    assert job.run("comment") == 0
    assert "::notice" in capsys.readouterr().out
    job.event(1)
    assert job.run("comment", INPUT_COMPARISON="") == 0
    assert "::warning" in capsys.readouterr().out


def test_findings_that_were_not_sent(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    """The warning names the permission and the switch, in the language of the reports."""
    assert job.run("unsent", INPUT_LANG="fr") == 0
    said = capsys.readouterr().out
    assert said.startswith("::warning title=aifactory::les constats")
    assert "security-events: write" in said
    assert "upload-sarif: false" in said


def test_a_long_comment_is_cut() -> None:
    """GitHub would refuse it whole."""
    text = commenting.fitted("é line\n" * 20_000, "end")
    assert len(text) <= commenting.LONGEST
    assert text.endswith("é line\n\n…\n\nend\n")


def test_a_full_page_keeps_the_score(job: Job) -> None:
    """What does not fit is left out, not what comes first."""
    job.variables["GITHUB_STEP_SUMMARY"] = str(job.folder / "summary.md")
    workflow.show(job.variables, "score", "x" * workflow.LIMIT)
    assert job.summary == "score\n"


def test_figures_are_plain() -> None:
    """As a workflow's expressions compare them."""
    check = {"verdict": "pass"}
    score = {"proven": 11.5, "reach": 14.0, "validated": True}
    card = {"score": score, "policy": {"total": 20}, "criteria": [{"checks": [check, check]}]}
    found = auditing.outputs(card)
    assert (found["score"], found["reach"]) == ("11.5", "14")
    assert (found["validated"], found["passed"], found["failed"]) == ("true", "2", "0")
