"""One model for every CI provider: pipeline → job → step, and the triggers that start them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

TriggerKind = Literal[
    "push",  # a push to a branch; `branches` narrows it
    "tag",  # a push of a tag
    "pull_request",  # also GitLab's merge request
    "release",  # a release is published on the forge
    "schedule",
    "manual",  # only a person's click or command
    "call",  # only by another pipeline (workflow_call, workflow_run's caller, include)
    "other",  # any other event of the forge
]


class Trigger(Struct, frozen=True, omit_defaults=True):
    """What starts a job. `branches`: glob patterns as written; empty means every branch.

    `ignored` holds patterns that are excluded (`branches-ignore`, `!pattern`).
    """

    kind: TriggerKind
    branches: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Location(Struct, frozen=True, omit_defaults=True):
    """A line of a file, and the text that stands there (one line, at most 200 characters)."""

    path: str
    line: int
    text: str = ""


class Step(Struct, frozen=True, omit_defaults=True):
    """One step: `uses` names an action, orb, plugin, task or template; `run` is a shell script.

    `run_line` is the line of the first line of `run`. `inputs` are the action's inputs, flattened
    (`with.push` is "push"). `triggers` are those that can reach the step; empty: none can.
    `folder` is the working directory, relative to the root, "" for the root. `shell` is "sh" by
    default, else the interpreter's name (python, pwsh, groovy, …).
    """

    where: Location
    name: str = ""
    uses: str = ""
    run: str = ""
    run_line: int = 0
    shell: str = "sh"
    folder: str = ""
    inputs: dict[str, str] = {}
    env: dict[str, str] = {}
    triggers: tuple[Trigger, ...] = ()


class Job(Struct, frozen=True, omit_defaults=True):
    """A job that can start. `image` is the container it runs in, `services` those beside it.

    `calls` is the path of a local reusable workflow that the job is. `environment` names the
    deployment environment it declares.
    """

    id: str
    where: Location
    triggers: tuple[Trigger, ...] = ()
    steps: tuple[Step, ...] = ()
    image: str = ""
    services: tuple[str, ...] = ()
    calls: str = ""
    environment: str = ""


class Pipeline(Struct, frozen=True, omit_defaults=True):
    """A CI definition. Jobs that cannot start (`if: false`, hidden, commented out) are absent."""

    provider: str
    path: str
    name: str = ""
    triggers: tuple[Trigger, ...] = ()
    jobs: tuple[Job, ...] = ()


class Capability(Struct, frozen=True, omit_defaults=True):
    """Something CI does, by whatever indirection.

    `name` is one of the capabilities of `policies/capabilities.yml`. `chain` leads from the
    workflow's line to the command that does it. `detail` is what it acts on, where known (the image
    name, the Dockerfile, the registry, the package index, the site). `triggers` are those that can
    really reach it.
    """

    name: str
    pipeline: str
    job: str
    chain: tuple[Location, ...]
    triggers: tuple[Trigger, ...] = ()
    detail: dict[str, str] = {}
