"""GitLab definitions: includes, extends, references and rules worked out to jobs that start."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.facts.pipelines.gitlab import parse
from aifactory.facts.pipelines.model import Job, Location, Pipeline, Trigger
from aifactory.snapshot.tree import Entry, MemoryTree, Problem

ROOT = ".gitlab-ci.yml"


def found(text: str, others: dict[str, str] | None = None) -> list[Pipeline | Problem]:
    files = {path: dedent(other) for path, other in (others or {}).items()}
    return list(parse(MemoryTree({ROOT: dedent(text), **files})))


def jobs(text: str, others: dict[str, str] | None = None) -> dict[str, Job]:
    pipeline, *problems = found(text, others)
    assert isinstance(pipeline, Pipeline)
    assert problems == []
    return {job.id: job for job in pipeline.jobs}


def runs(job: Job) -> list[str]:
    return [line for step in job.steps for line in step.run.splitlines() if line]


def starts(body: str, before: str = "") -> str:
    """The triggers of a job with these keys, "" where it cannot start."""
    indented = "".join(f"  {line}\n" for line in dedent(body).strip().splitlines())
    job = jobs(f"{dedent(before)}\na:\n  script: [make]\n{indented}").get("a")
    return " ".join(_written(trigger) for trigger in job.triggers) if job else ""


def _written(trigger: Trigger) -> str:
    parts = (",".join(trigger.branches), ",".join("!" + pattern for pattern in trigger.ignored))
    return trigger.kind + "".join(f"({part})" for part in parts if part)


def test_only_the_file_at_the_root_counts() -> None:
    text = "a: {script: make}"
    assert list(parse(MemoryTree({"sub/" + ROOT: text, "gitlab-ci.yml": text}))) == []
    tree = MemoryTree({ROOT: text})
    tree.entries = {ROOT: Entry(ROOT, 10, "link")}
    assert list(parse(tree)) == []


def test_hidden_and_commented_jobs_are_absent() -> None:
    read = jobs("""
        stages: [test]
        .hidden: {script: deploy}
        # off: {script: deploy}
        variables: {A: b}
        test: {script: pytest}
    """)
    assert list(read) == ["test"]


def test_scripts_keep_the_lines_of_the_file() -> None:
    (job,) = jobs("""\
        test:
          image: {name: python:3.12}
          services: [postgres:16, {name: redis:7}]
          variables: {TOX: py, N: {value: "1"}}
          environment: {name: production}
          before_script:
            - pip install tox
          script:
            # the tests
            - cd back
            - |
              tox -e py
              tox -e lint
            - tox -e docs
          after_script: echo done
    """).values()
    main, after = job.steps
    assert job.where == Location(ROOT, 1, "test:")
    assert (job.image, job.services) == ("python:3.12", ("postgres:16", "redis:7"))
    assert job.environment == "production"
    assert main.where == Location(ROOT, 7, "- pip install tox")
    assert main.env == {"TOX": "py", "N": "1"}
    text = main.run.splitlines()
    assert [(main.run_line + at, line) for at, line in enumerate(text) if line] == [
        (7, "pip install tox"),
        (10, "cd back"),
        (12, "tox -e py"),
        (13, "tox -e lint"),
        (14, "tox -e docs"),
    ]
    assert (after.run, after.run_line) == ("echo done\n", 15)


def test_a_script_from_elsewhere_is_a_step_of_its_own() -> None:
    (job,) = jobs("""\
        test:
          script: [pytest]
        default:
          before_script: [pip install .]
    """).values()
    assert [(step.run, step.run_line) for step in job.steps] == [
        ("pip install .\n", 4),
        ("pytest\n", 2),
    ]


def test_defaults_and_globals_are_inherited_unless_refused() -> None:
    read = jobs("""
        image: alpine
        default: {services: [docker:dind], before_script: [login]}
        variables: {A: global, B: global}
        one: {script: [x], variables: {B: job}}
        two: {script: [x], before_script: [own], image: debian}
        three: {script: [x], inherit: {default: false, variables: false}}
        four: {script: [x], inherit: {default: [image]}}
    """)
    assert (read["one"].image, read["one"].services) == ("alpine", ("docker:dind",))
    assert runs(read["one"]) == ["login", "x"]
    assert read["one"].steps[0].env == {"A": "global", "B": "job"}
    assert (read["two"].image, runs(read["two"])) == ("debian", ["own", "x"])
    assert (read["three"].image, runs(read["three"])) == ("", ["x"])
    assert read["three"].steps[0].env == {}
    assert (read["four"].image, runs(read["four"])) == ("alpine", ["x"])


def test_extends_merges_mappings_and_replaces_lists() -> None:
    (job,) = jobs("""
        .base: {script: [base], variables: {A: base, B: base}, when: manual}
        .image: {image: python, script: [image], when: on_success}
        .both: {extends: [.base, .image], variables: {B: both}}
        job: {extends: .both, variables: {C: job}}
    """).values()
    assert runs(job) == ["image"]
    assert job.steps[0].env == {"A": "base", "B": "both", "C": "job"}
    assert (job.image, job.triggers) == ("python", (Trigger("push"), Trigger("tag")))


def test_circles_of_extends_and_references_end() -> None:
    read = jobs("""
        a: {extends: b, script: [a]}
        b: {extends: a, script: [b]}
        c: {script: [!reference [d, script], c]}
        d: {script: [!reference [c, script], d]}
        e: {script: !reference [e, script]}
    """)
    assert runs(read["a"]) == ["a"]
    assert runs(read["c"])[-1] == "c"
    assert runs(read["e"]) == []


def test_references_are_put_in_place() -> None:
    (job,) = jobs("""
        .setup: {script: [one, [two, three]]}
        .more: {script: [!reference [.setup, script], four], variables: {A: x}}
        .rules: {rules: [{if: $CI_COMMIT_TAG}]}
        job:
          variables: !reference [.more, variables]
          script:
            - !reference [.more, script]
            - !reference [.none, script]
            - five
          rules:
            - !reference [.rules, rules]
    """).values()
    assert runs(job) == ["one", "two", "three", "four", "five"]
    assert job.steps[0].env == {"A": "x"}
    assert job.triggers == (Trigger("tag"),)


def test_local_includes_are_merged_below_the_file_that_names_them() -> None:
    others = {
        "ci/base.yml": "include: /ci/deep/more.yml\n.base:\n  script:\n    - base\nx: {script: x}",
        "ci/deep/more.yml": "more: {script: [more]}\ninclude: [{local: ci/base.yml}]",
        "ci/deep/er/last.yml": "last: {script: [last]}",
    }
    text = """
        include:
          - local: ci/base.yml
          - 'ci/**/last.yml'
        job: {extends: .base}
        x: {image: mine}
    """
    read = jobs(text, others)
    assert sorted(read) == ["job", "last", "more", "x"]
    assert read["job"].where.path == ROOT
    assert read["job"].steps[0].where == Location("ci/base.yml", 4, "- base")
    assert (read["x"].image, runs(read["x"])) == ("mine", ["x"])


def test_an_include_that_cannot_be_read_is_a_problem_and_no_more() -> None:
    pipeline, *problems = found(
        "include: [ci/none.yml, ci/bad.yml, ../out.yml]\na: {script: [x]}", {"ci/bad.yml": "a: [\n"}
    )
    assert isinstance(pipeline, Pipeline)
    assert [job.id for job in pipeline.jobs] == ["a"]
    assert [problem.path for problem in problems] == [ROOT, "ci/bad.yml", ROOT]


def test_includes_from_elsewhere_are_steps_that_use_them() -> None:
    read = jobs("""\
        include:
          - template: Security/SAST.gitlab-ci.yml
          - component: gitlab.com/o/c@1
            inputs: {stage: test}
          - {project: o/p, file: [/a.yml, b.yml], rules: [{if: $CI_COMMIT_TAG}]}
          - https://example.org/x.yml
          - {template: Off.yml, rules: [{when: never}]}
    """)
    steps = [step for job in read.values() for step in job.steps]
    assert [step.uses for step in steps] == [
        "template:Security/SAST.gitlab-ci.yml",
        "component:gitlab.com/o/c@1",
        "project:o/p:a.yml",
        "project:o/p:b.yml",
        "remote:https://example.org/x.yml",
    ]
    assert steps[0].where == Location(ROOT, 2, "- template: Security/SAST.gitlab-ci.yml")
    assert steps[1].inputs == {"stage": "test"}
    assert steps[2].triggers == (Trigger("tag"),)


def test_keywords_that_deliver_are_steps() -> None:
    read = jobs("""
        pages: {script: [mkdocs build]}
        site: {script: [x], pages: {publish: out}}
        pages-not: {script: [x], pages: false}
        release: {script: [x], release: {tag_name: v1}}
        down: {trigger: {project: o/deploy}}
        plain: {trigger: o/other}
    """)
    used = {job.id: [step.uses for step in job.steps if step.uses] for job in read.values()}
    assert used == {
        "pages": ["keyword:pages"],
        "site": ["keyword:pages"],
        "pages-not": [],
        "release": ["keyword:release"],
        "down": ["trigger:o/deploy"],
        "plain": ["trigger:o/other"],
    }


def test_stopping_an_environment_is_no_deployment() -> None:
    read = jobs("""
        stop: {script: [x], environment: {name: review, action: stop}}
        go: {script: [x], environment: staging}
    """)
    assert (read["stop"].environment, read["go"].environment) == ("", "staging")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("stage: test", "push tag"),
        ("when: manual", "manual"),
        ("only: [tags]", "tag"),
        ("only: [main, merge_requests]", "push(main) pull_request"),
        ("only: [main@group/project]", "push(main)"),
        ("only: [branches, schedules]", "push schedule"),
        ("only: ['/^release/']", "push(release**)"),
        ("only: ['/^v[0-9]/']\nexcept: [branches]", "tag"),
        ("only: {refs: [main]}\nwhen: manual", "manual(main)"),
        ("only: {variables: [$CI_COMMIT_TAG, '$CI_COMMIT_BRANCH == \"dev\"']}", "tag push(dev)"),
        ("only: {changes: [src/*]}", "push tag"),
        ("only: [external_pull_requests]", "pull_request"),
        ("except: [tags]", "push"),
        ("except: [main, tags]", "push(!main)"),
        ("except: {variables: [$CI_COMMIT_TAG]}", "push"),
        ("except: {refs: [main], variables: [$X]}", "push tag"),
        ("only: [tags]\nexcept: [tags]", ""),
        ("rules: [{if: $CI_COMMIT_TAG}]", "tag"),
        ("rules: [{if: $CI_COMMIT_TAG, when: manual}]", "manual"),
        ("rules: [{if: $CI_COMMIT_TAG}]\nwhen: manual", "manual"),
        ("rules: [{when: never}]", ""),
        ("rules: []", ""),
        ("rules: [{if: $CI_COMMIT_TAG, when: never}, {when: always}]", "push pull_request"),
        ("rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]", "push($default)"),
        (
            "rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}, "
            "{if: '$CI_PIPELINE_SOURCE == \"merge_request_event\"'}]",
            "push(main) pull_request",
        ),
        (
            "rules: [{if: '$CI_COMMIT_BRANCH == \"main\"', changes: [a]}, {when: manual}]",
            "push(main) manual",
        ),
        ("rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]", "schedule"),
        ("rules: [{if: '$CI_PIPELINE_SOURCE == \"web\"'}]", "manual"),
        ("rules: [{exists: [Dockerfile]}]", "push tag pull_request"),
        ("rules: [{if: $DEPLOY}]", "push tag pull_request"),
    ],
)
def test_rules_and_refs_become_triggers(body: str, expected: str) -> None:
    assert starts(body) == expected


def test_workflow_rules_bound_every_job() -> None:
    workflow = """
        workflow:
          rules:
            - if: $CI_PIPELINE_SOURCE == "merge_request_event"
            - if: $CI_COMMIT_BRANCH == "main"
            - when: never
    """
    assert starts("stage: x", workflow) == "pull_request push(main)"
    assert starts("rules: [{if: $CI_COMMIT_TAG}]", workflow) == ""
    assert starts("rules: [{if: $CI_COMMIT_BRANCH}]", workflow) == "push(main)"


def test_a_job_waits_for_the_hand_that_starts_what_it_needs() -> None:
    read = jobs("""
        gate: {script: [x], when: manual}
        deploy: {script: [x], needs: [{job: gate}]}
        test: {script: [x], needs: []}
    """)
    assert read["deploy"].triggers == (Trigger("manual"),)
    assert read["test"].triggers == (Trigger("push"), Trigger("tag"))


def test_child_pipelines_start_with_the_job_that_starts_them() -> None:
    root = """
        one: {trigger: {include: ci/child.yml}, rules: [{if: $CI_COMMIT_TAG}]}
        two: {trigger: {include: [{local: ci/child.yml}]}, only: [main]}
        off: {trigger: {include: ci/off.yml}, rules: [{when: never}]}
    """
    child = """
        include: ci/more.yml
        deploy: {script: [deploy]}
        tagged: {script: [x], rules: [{if: $CI_COMMIT_TAG}]}
        again: {trigger: {include: ci/child.yml}}
    """
    others = {"ci/child.yml": child, "ci/more.yml": "m: {script: [m]}", "ci/off.yml": "a: {}"}
    main, below = found(root, others)
    assert isinstance(main, Pipeline)
    assert isinstance(below, Pipeline)
    assert (main.path, below.path) == (ROOT, "ci/child.yml")
    read = {job.id: job.triggers for job in below.jobs}
    assert read["deploy"] == read["m"] == (Trigger("tag"), Trigger("push", ("main",)))
    assert read["tagged"] == (Trigger("tag"),)


def test_the_definition_after_a_header_is_read() -> None:
    assert list(jobs("spec: {inputs: {x: {}}}\n---\na: {script: [x]}")) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "a: [",
        "a: &a [*a]",
        "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
        "".join(
            f"a{n}: {{script: [{', '.join([f'!reference [a{n + 1}, script]'] * 40)}]}}\n"
            for n in range(20)
        ),
        "b: {variables: {"
        + ", ".join(f"v{n}: x" for n in range(2000))
        + "}}\n"
        + "".join(f"j{n}: {{extends: b, script: [x]}}\n" for n in range(1000)),
    ],
)
def test_what_is_malformed_or_explodes_is_a_problem(text: str) -> None:
    (problem,) = found(text)
    assert isinstance(problem, Problem)


WORDS = (
    "include local extends script rules if when only except default .a a b trigger needs "
    "!reference never manual $CI_COMMIT_TAG main [ ] { } : - , | & * # =="
)


@given(st.text() | st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=60).map(" ".join))
def test_any_text_is_a_pipeline_or_a_problem(text: str) -> None:
    assert found(text)[0].path == ROOT


KEYS = (
    "a b .c default include local template script before_script extends rules if when only except "
    "refs variables needs job trigger workflow environment name image services pages"
)
TREES = st.recursive(
    st.sampled_from(["a", "b", ".c", "main", "tags", "manual", "never", "$CI_COMMIT_TAG", ""]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=5)
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(KEYS.split()), TREES, max_size=5))
def test_any_definition_gives_jobs_that_something_starts(root: dict[str, object]) -> None:
    pipeline = found(json.dumps(root))[0]
    assert isinstance(pipeline, Pipeline)
    for job in pipeline.jobs:
        assert job.triggers
        assert not job.id.startswith(".")
        assert all(step.triggers == job.triggers for step in job.steps)
