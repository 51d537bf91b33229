"""GitHub workflows: what can start, by what, and what it does."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.facts.pipelines.github import parse
from aifactory.facts.pipelines.model import Job, Location, Pipeline, Step, Trigger
from aifactory.snapshot.tree import Entry, MemoryTree, Problem

CI = ".github/workflows/ci.yml"


def found(text: str, **others: str) -> list[Pipeline | Problem]:
    files = {f".github/workflows/{name}.yml": dedent(other) for name, other in others.items()}
    return list(parse(MemoryTree({CI: dedent(text), **files})))


def pipeline(text: str) -> Pipeline:
    (only,) = found(text)
    assert isinstance(only, Pipeline)
    return only


def jobs(body: str, on: str = "[push, pull_request]") -> dict[str, Job]:
    text = f"on: {on}\njobs:\n" + "".join(f"  {line}\n" for line in dedent(body).splitlines())
    return {job.id: job for job in pipeline(text).jobs}


def steps(body: str, on: str = "push", job: str = "") -> list[Step]:
    indented = "".join(f"    {line}\n" for line in dedent(body).strip().splitlines())
    return list(jobs(f"a:\n{job}  steps:\n{indented}", on)["a"].steps)


def kinds(triggers: tuple[Trigger, ...]) -> str:
    return " ".join(trigger.kind for trigger in triggers)


@pytest.mark.parametrize(
    ("on", "triggers"),
    [
        ("push", (Trigger("push"), Trigger("tag"))),
        ("[push, pull_request]", (Trigger("push"), Trigger("tag"), Trigger("pull_request"))),
        ("{push: }", (Trigger("push"), Trigger("tag"))),
        ("{push: {paths: [src/**]}}", (Trigger("push"), Trigger("tag"))),
        ("{push: {branches: [main, 'r/**']}}", (Trigger("push", ("main", "r/**")),)),
        ("{push: {branches: main}}", (Trigger("push", ("main",)),)),
        ("{push: {branches: ['**', '!gh-pages']}}", (Trigger("push", (), ("gh-pages",)),)),
        ("{push: {branches-ignore: [dev]}}", (Trigger("push", (), ("dev",)),)),
        ("{push: {tags: ['v*']}}", (Trigger("tag"),)),
        ("{push: {branches: [main], tags: [v*]}}", (Trigger("push", ("main",)), Trigger("tag"))),
        ("{pull_request_target: {branches: [main]}}", (Trigger("pull_request", ("main",)),)),
        ("{release: {types: [published]}}", (Trigger("release"),)),
        ("{release: {types: [deleted]}}", (Trigger("other"),)),
        ("{schedule: [{cron: 0 0 * * 0}]}", (Trigger("schedule"),)),
        ("workflow_dispatch", (Trigger("manual"),)),
        ("{workflow_call: {inputs: {}}}", (Trigger("call"),)),
        ("[issues, issue_comment]", (Trigger("other"),)),
        ("{workflow_run: {workflows: [elsewhere]}}", (Trigger("other"),)),
    ],
)
def test_events_become_triggers(on: str, triggers: tuple[Trigger, ...]) -> None:
    read = pipeline(f"on: {on}\njobs: {{a: {{steps: [{{run: make}}]}}}}")
    assert read.triggers == read.jobs[0].triggers == read.jobs[0].steps[0].triggers == triggers


def test_a_trigger_that_is_commented_out_does_not_start_anything() -> None:
    read = pipeline("""
        on:
          # push:
          #   branches: [main]
          workflow_dispatch:
        jobs: {a: {steps: [{run: make}]}}
    """)
    assert kinds(read.triggers) == "manual"


def test_only_files_directly_in_the_folder_are_workflows() -> None:
    text = "on: push\njobs: {a: {steps: [{run: make}]}}"
    paths = [".github/workflow/ci.yml", ".github/workflows/x/ci.yml", "a/" + CI, CI + ".disabled"]
    assert list(parse(MemoryTree(dict.fromkeys(paths, text)))) == []
    assert len(list(parse(MemoryTree({".github/workflows/a.yaml": text})))) == 1


def test_a_link_is_passed_over() -> None:
    tree = MemoryTree({CI: "on: push\njobs: {a: {steps: [{run: make}]}}"})
    tree.entries = {CI: Entry(CI, 10, "link")}
    assert list(parse(tree)) == []


def test_a_malformed_workflow_does_not_stop_the_others() -> None:
    good = "on: push\njobs: {a: {steps: [{run: make}]}}"
    read = found(good, bad="on: [push\n", empty="# nothing", off="jobs: {a: {}}")
    assert [item.path for item in read if isinstance(item, Problem)] == [
        ".github/workflows/bad.yml",
        ".github/workflows/empty.yml",
        ".github/workflows/off.yml",
    ]
    assert [item.path for item in read if isinstance(item, Pipeline)] == [CI]


def test_what_cannot_start_is_absent_with_what_needs_it() -> None:
    read = jobs("""
        off: {if: false, steps: [{run: a}]}
        off-too: {if: "${{ false }}", steps: [{run: a}]}
        after: {needs: off, steps: [{run: b}]}
        after-that: {needs: [on, after], steps: [{run: b}]}
        anyway: {needs: off, if: always(), steps: [{run: c}]}
        on: {steps: [{run: d, if: false}, {run: e, if: "${{ false }}"}, {run: f}]}
    """)
    assert list(read) == ["anyway", "on"]
    assert [step.run for step in read["on"].steps] == ["f"]


def test_conditions_narrow_jobs_and_steps_and_are_handed_down() -> None:
    read = jobs("""
        test: {steps: [{run: pytest}]}
        release:
          needs: test
          if: github.ref == 'refs/heads/main'
          steps:
          - run: build
          - {run: publish, if: github.event_name != 'push'}
        announce: {needs: release, steps: [{run: tell}]}
        never: {if: github.event_name == 'release', steps: [{run: x}]}
    """)
    assert list(read) == ["test", "release", "announce"]
    assert read["release"].triggers == (Trigger("push", ("main",)),)
    assert [step.run for step in read["release"].steps] == ["build"]
    assert read["announce"].triggers == (Trigger("push", ("main",)),)


def test_jobs_that_need_one_another_are_a_problem() -> None:
    (problem,) = found("on: push\njobs: {a: {needs: b}, b: {needs: a}}")
    assert isinstance(problem, Problem)
    assert "circle" in str(problem.reason)


def test_a_workflow_run_starts_by_what_starts_the_workflow_it_follows() -> None:
    tests = """
        name: Tests
        on: {push: {branches: [main, dev]}, pull_request: }
        jobs: {a: {steps: [{run: pytest}]}}
    """
    deploy = """
        on: {workflow_run: {workflows: [Tests], branches: [main]}}
        jobs:
          push: {if: github.event.workflow_run.event == 'push', steps: [{run: deploy}]}
          push-event: {if: github.event_name == 'push', steps: [{run: deploy}]}
    """
    read = found(deploy, tests=tests)[0]
    assert isinstance(read, Pipeline)
    assert read.triggers == (Trigger("push", ("main",)), Trigger("pull_request", ("main",)))
    assert [(job.id, job.triggers) for job in read.jobs] == [
        ("push", (Trigger("push", ("main",)),))
    ]


def test_workflows_that_follow_each_other_end() -> None:
    text = "name: {}\non: {{workflow_run: {{workflows: [{}]}}}}\njobs: {{a: {{}}}}"
    read = found(text.format("A", "B"), other=text.format("B", "A"))
    assert [kinds(item.triggers) for item in read if isinstance(item, Pipeline)] == ["other"] * 2


def test_a_step_is_read_with_its_place_and_settings() -> None:
    read = pipeline("""\
        name: CI
        on: push
        env: {A: top, B: top}
        defaults: {run: {shell: bash, working-directory: src}}
        jobs:
          build:
            env: {B: job}
            container: {image: python:3.12}
            services: {db: {image: postgres:16}}
            environment: {name: production, url: x}
            steps:
            - name: Say it
              run: |
                echo one
                echo two
              env: {C: step}
            - uses: actions/checkout@v4
              with: {fetch-depth: 0, nested: {not: kept}}
            - {run: print(), shell: python, working-directory: ./lib/}
    """)
    (job,) = read.jobs
    assert (read.name, job.where) == ("CI", Location(CI, 6, "build:"))
    assert (job.image, job.services, job.environment) == (
        "python:3.12",
        ("postgres:16",),
        "production",
    )
    say, checkout, script = job.steps
    assert say == Step(
        where=Location(CI, 13, "run: |"),
        name="Say it",
        run="echo one\necho two\n",
        run_line=14,
        folder="src",
        env={"A": "top", "B": "job", "C": "step"},
        triggers=read.triggers,
    )
    assert checkout.where == Location(CI, 17, "- uses: actions/checkout@v4")
    assert checkout.inputs == {"fetch-depth": "0"}
    assert (script.shell, script.folder) == ("python", "lib")


@pytest.mark.parametrize(
    ("shell", "name"),
    [
        ("bash -l {0}", "sh"),
        ("/bin/sh", "sh"),
        ("conda run -n x bash {0}", "sh"),
        ("pwsh", "pwsh"),
        ("python3 {0}", "python"),
        ("   ", "sh"),
    ],
)
def test_a_shell_is_named_by_its_interpreter(shell: str, name: str) -> None:
    assert steps(f"- {{run: x, shell: {shell!r}}}")[0].shell == name


def test_a_called_workflow_is_followed_by_its_path() -> None:
    read = jobs("""
        local: {uses: ./.github/workflows/build.yml, with: {push: true}}
        remote: {uses: o/r/.github/workflows/build.yml@v1, with: {push: true}}
    """)
    assert read["local"].calls == ".github/workflows/build.yml"
    assert read["remote"].calls == ""
    for job in read.values():
        (step,) = job.steps
        assert step.inputs == {"push": "true"}
    assert read["remote"].steps[0].uses == "o/r/.github/workflows/build.yml@v1"


def matrix(text: str, *runs: str) -> list[str]:
    job = f"  strategy: {{matrix: {text}}}\n"
    return [step.run for step in steps("\n".join(f"- run: {run}" for run in runs), job=job)]


def test_a_matrix_gives_each_text_once() -> None:
    both = "{session: [tests, lint], os: [ubuntu, macos]}"
    assert matrix(both, "nox -s ${{ matrix.session }}") == ["nox -s tests", "nox -s lint"]
    assert matrix(both, "make") == ["make"]
    assert matrix("{n: ['1', '2'], exclude: [{n: '1'}]}", "x ${{matrix.n}}") == ["x 2"]
    assert matrix("{include: [{n: a}, {n: b}]}", "x ${{ matrix.n }}") == ["x a", "x b"]
    assert matrix("{n: [1, 2], include: [{n: 2, x: y}]}", "x ${{matrix.x}}") == ["x ", "x y"]
    assert matrix("{c: [{env: lint}, {env: py}]}", "tox -e ${{ matrix.c.env }}") == [
        "tox -e lint",
        "tox -e py",
    ]


def test_a_matrix_that_is_computed_stays_as_written() -> None:
    run = "nox -s ${{ matrix.session }}"
    assert matrix('{session: "${{ fromJSON(needs.x.outputs.y) }}"}', run) == [run]


def test_a_large_matrix_is_bounded() -> None:
    wide = ", ".join(f"{key}: [{', '.join(map(str, range(60)))}]" for key in "abcdef")
    assert len(matrix(f"{{{wide}}}", "x ${{ matrix.f }}")) == 20


def test_a_matrix_fills_inputs_and_variables() -> None:
    body = "- {uses: o/a@v1, with: {target: '${{ matrix.t }}'}, env: {TOXENV: '${{ matrix.t }}'}}"
    read = steps(body, job="  strategy: {matrix: {t: [docs, lint]}}\n")
    assert [step.inputs["target"] for step in read] == ["docs", "lint"]
    assert [step.env["TOXENV"] for step in read] == ["docs", "lint"]


def test_steps_that_aliases_multiply_are_a_problem() -> None:
    copies = ", ".join(["*s"] * 200)
    many = "".join(f"  j{n}: {{steps: *l}}\n" for n in range(150))
    bomb = f"on: push\nx: [&s {{run: make}}, &l [{copies}]]\njobs:\n{many}"
    (problem,) = found(bomb)
    assert isinstance(problem, Problem)


def test_an_alias_bomb_is_a_problem() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (problem,) = found(f"on: push\na0: &a0 [x]\n{levels}jobs: {{a: {{steps: *a29}}}}")
    assert isinstance(problem, Problem)


def test_nodes_of_the_wrong_kind_are_not_there() -> None:
    read = jobs("""
        a: text
        b: {steps: text, needs: {x: y}, strategy: [1], container: [a], environment: [b]}
        c: {steps: [text, [], {}, {run: [a]}, {uses: !x y}, {run: ok, with: [a], env: text}]}
    """)
    assert [(job.id, [step.run for step in job.steps]) for job in read.values()] == [
        ("b", []),
        ("c", ["ok"]),
    ]


WORDS = (
    "on jobs push steps run uses if needs a b false with env matrix strategy include branches "
    "[ ] { } : - , | > & * ! # ' \" ${{ }} github.ref =="
)
KEYS = "a b push steps run uses if needs with env matrix strategy"


@given(st.text() | st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=60).map(" ".join))
def test_any_text_is_a_pipeline_or_a_problem(text: str) -> None:
    (read,) = list(parse(MemoryTree({CI: text})))
    assert read.path == CI


TREES = st.recursive(
    st.sampled_from(["push", "a", "false", "${{ matrix.a }}", "./x", "", "1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS.split()),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(TREES, st.dictionaries(st.sampled_from("ab"), TREES, max_size=2))
def test_any_workflow_gives_jobs_that_something_starts(on: object, body: object) -> None:
    (read,) = list(parse(MemoryTree({CI: json.dumps({"on": on, "jobs": body})})))
    if isinstance(read, Pipeline):
        kinds = {trigger.kind for trigger in read.triggers}
        assert all(job.triggers for job in read.jobs)
        for item in (item for job in read.jobs for item in (job, *job.steps)):
            assert kinds.issuperset(trigger.kind for trigger in item.triggers)
