"""CircleCI: orbs by name, reusable commands, workflows with filters and approvals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, Table, keys, mapping, named, pairs, string
from aifactory.facts.pipelines.steps import (
    MANUAL,
    MAX_DEPTH,
    PUSH,
    Triggers,
    definitions,
    documents,
    is_off,
    job,
    pipeline,
    run_step,
    texts,
    use_step,
)
from aifactory.facts.pipelines.triggers import from_regex
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Seq, Str

PATHS = (".circleci/config.yml", ".circleci/config.yaml")
BUILT_IN = {"checkout", "save_cache", "restore_cache", "store_artifacts", "store_test_results"}
BUILT_IN |= {"persist_to_workspace", "attach_workspace", "setup_remote_docker", "add_ssh_keys"}


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipeline of a tree, if it has one."""
    return definitions(tree, [p for p in PATHS if p in tree.entries], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    for root in documents(text)[:1]:
        yield pipeline("circleci", source, _Config(source, root).jobs())


class _Config:
    def __init__(self, source: Source, root: Table) -> None:
        self.source, self.root = source, root
        self.orbs = {str(k): str(v).split("@")[0] for k, v in pairs(root.get("orbs")).items()}

    def jobs(self) -> Iterator[Job]:
        flows = [(k, v) for k, v in keys(self.root.get("workflows")) if isinstance(v, dict)]
        if not flows:
            for key, node in keys(self.root.get("jobs")):
                yield self.job(key, str(key), mapping(node), (PUSH,))
        for _, flow in flows:
            if not (is_off(flow.get("when")) or string(flow.get("unless")) == "true"):
                yield from self.flow(flow)

    def flow(self, flow: Table) -> Iterator[Job]:
        start = _scheduled(flow.get("triggers")) or (PUSH,)
        entries = flow.get("jobs")
        gated: set[str] = set()
        for entry in entries if isinstance(entries, Seq) else []:
            key, settings = _entry(entry)
            name = string(settings.get("name")) or key
            gate = gated.intersection(texts(settings.get("requires")))
            if key is None or settings.get("type") == "approval" or gate:
                gated.add(str(name))
            if key is None or settings.get("type") == "approval":
                continue
            triggers = MANUAL if gate else _filtered(settings.get("filters"), start)
            if triggers:
                yield self.named_job(key, str(name), settings, triggers)

    def named_job(self, key: Str, name: str, settings: Table, triggers: Triggers) -> Job:
        node = mapping(self.root.get("jobs")).get(key)
        if isinstance(node, dict):
            return self.job(key, name, node, triggers, settings)
        step = use_step(self.source, key.line, self.orb(key), settings, triggers)
        return job(self.source.at(key.line), name, [step], triggers)

    def job(
        self, key: Str, name: str, node: Table, triggers: Triggers, settings: Table | None = None
    ) -> Job:
        around = settings or {}
        lists = (around.get("pre-steps"), node.get("steps"), around.get("post-steps"))
        env = pairs(node.get("environment"))
        steps = [s for one in lists for s in self.steps(one, triggers, env, 0)]
        docker = node.get("docker")
        image = named(docker[0], "image") if isinstance(docker, Seq) and docker else ""
        where = self.source.at(key.line)
        return job(where, name, _in_folder(steps, node), triggers, image=str(image))

    def steps(
        self, node: Any, triggers: Triggers, env: dict[str, str], depth: int
    ) -> Iterator[Step]:
        for item in node if isinstance(node, Seq) and depth < MAX_DEPTH else []:
            key, settings = _entry(item)
            if key is None or key in BUILT_IN:
                continue
            if key == "run":
                yield from self.run(item, triggers, env)
            elif key in ("when", "unless"):
                if not is_off(mapping(settings).get("condition")):
                    yield from self.steps(settings.get("steps"), triggers, env, depth + 1)
            elif isinstance(command := mapping(self.root.get("commands")).get(key), dict):
                yield from self.steps(command.get("steps"), triggers, env, depth + 1)
            else:
                yield use_step(self.source, key.line, self.orb(key), settings, triggers, env=env)

    def run(self, item: Any, triggers: Triggers, env: dict[str, str]) -> Iterator[Step]:
        body = item.get("run") if isinstance(item, dict) else None
        script = body if isinstance(body, Str) else mapping(body).get("command")
        if isinstance(script, Str):
            folder = string(mapping(body).get("working_directory")).strip("./~")
            name = str(string(mapping(body).get("name")))
            own = env | pairs(mapping(body).get("environment"))
            yield run_step(self.source, script, triggers, name=name, folder=str(folder), env=own)

    def orb(self, key: str) -> str:
        alias, slash, rest = key.partition("/")
        return f"orb:{self.orbs.get(alias, alias)}{slash}{rest}"


def _in_folder(steps: list[Step], node: Table) -> list[Step]:
    import msgspec

    folder = string(node.get("working_directory")).strip()
    if not folder or folder.startswith(("~", "/")):
        return steps
    return [msgspec.structs.replace(s, folder=s.folder or str(folder).strip("./")) for s in steps]


def _entry(item: Any) -> tuple[Any, Table]:
    """A list entry that is a name, or a name with settings."""
    if isinstance(item, Str):
        return item, {}
    for key, settings in keys(item):
        return key, mapping(settings)
    return None, {}


def _scheduled(node: Any) -> Triggers:
    items = node if isinstance(node, Seq) else []
    return (Trigger("schedule"),) if any("schedule" in mapping(i) for i in items) else ()


def _filtered(node: Any, start: Triggers) -> Triggers:
    """Filters on branches and tags; tags run only where a filter names them."""
    filters = mapping(node)
    branches, tags = mapping(filters.get("branches")), mapping(filters.get("tags"))
    found: list[Trigger] = []
    ignored = _patterns(branches.get("ignore"))
    only = _patterns(branches.get("only"))
    for trigger in start:
        if not any(p in ("**", "*", "/.*/") for p in ignored):
            found.append(
                Trigger(trigger.kind, only, ignored) if trigger.kind == "push" else trigger
            )
    if tags.get("only") is not None or tags.get("ignore") is not None:
        found.append(Trigger("tag"))
    return tuple(found)


def _patterns(node: Any) -> tuple[str, ...]:
    return tuple(
        "**" if text == "/.*/" else pattern
        for text in texts(node)
        for pattern in (from_regex(text) if text.startswith("/") else (text,))
    )
