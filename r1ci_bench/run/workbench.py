"""Everything that a run needs, made from its spec: tasks, model, agent, sandbox, judge, manifest."""

from __future__ import annotations

import platform
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from r1ci_bench._version import __version__
from r1ci_bench.agents import Agent, Prompts
from r1ci_bench.errors import R1ciError, SetupError, UsageError
from r1ci_bench.judge import Judge
from r1ci_bench.model import Model, ModelOptions
from r1ci_bench.plugins import describe
from r1ci_bench.protocol import PROTOCOL_VERSION
from r1ci_bench.records import Manifest, SelectedSplit
from r1ci_bench.run.data import (
    GENERATED_ONLY,
    OFFICIAL_ONLY,
    DataRequest,
    refuse_contradictions,
    resolve_quirks,
)
from r1ci_bench.run.guards import GuardedModel, GuardedSandbox
from r1ci_bench.run.plan import Planner
from r1ci_bench.run.selection import choose
from r1ci_bench.run.sources import find_sources
from r1ci_bench.sandbox.policy import Sandbox, SandboxOptions
from r1ci_bench.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from r1ci_bench.descriptors import ModelDescriptor
    from r1ci_bench.plugins import Plugins, Registered
    from r1ci_bench.records import RunSpec
    from r1ci_bench.run.selection import Selection

_PACKAGES = ("numpy", "sympy", "reasoning-gym", "msgspec", "jinja2", "openai")


@dataclass(slots=True)
class Workbench:
    """The live objects of one run; close it when the run is over.

    Attributes:
        spec: The resolved request.
        planner: The plan.
        manifest: What the run is.
        model: The model.
        guide: The model that steers, for agents that need one.
        agent: The agent.
        prompts: The prompt templates.
        sandbox: Where code runs.
        judge: Where verifiers run.
    """

    spec: RunSpec
    planner: Planner
    manifest: Manifest
    model: Model
    guide: Model | None
    agent: Agent
    prompts: Prompts
    sandbox: Sandbox
    judge: Judge

    async def aclose(self) -> None:
        """End every process and connection of the run."""
        async with AsyncExitStack() as stack:
            # Each is closed even where another one fails to close.
            for part in {id(part): part for part in (self.guide, self.model) if part is not None}.values():
                stack.push_async_callback(part.aclose)
            stack.push_async_callback(self.sandbox.aclose)
            stack.push_async_callback(self.judge.aclose)


class Resolved(NamedTuple):
    """A request, expanded.

    Attributes:
        spec: The request, its tasks and quirks spelt out.
        planner: The plan.
        selection: What its expression stood for, tasks that were left out included.
    """

    spec: RunSpec
    planner: Planner
    selection: Selection


def resolve(
    spec: RunSpec,
    plugins: Plugins,
    note: Callable[[str], None],
    *,
    given: Collection[str] = (),
    recorded: Collection[str] | None = None,
) -> Resolved:
    """Expand a request: its expression to ids, tasks loaded and planned, official data read.

    Args:
        spec: The request.
        plugins: Everything that is registered.
        note: Told of tasks that are left out, and what must be said of the splits that are named.
        given: Fields that were given, beside those that are not at their defaults.
        recorded: The tasks that are asked official items, where a run has settled it.

    Raises:
        UsageError: for an unknown task, level, quirk, model adapter, agent or sandbox, for missing data, and
            for fields that contradict each other.
        SetupError: if a task cannot be imported, or lacks what is to be installed.
        TaskFault: if official data is broken.
    """
    import msgspec

    plugins.agents.get(spec.agent)
    plugins.sandboxes.get(spec.sandbox)
    for model in filter(None, (spec.model, spec.guide_model)):
        split_model(model, plugins)
    selection = choose(spec.tasks, plugins)
    for split in selection.splits:
        if split.note:
            note(str(split))
    sources = find_sources(selection, plugins, data_dir=spec.data_dir, note=note, recorded=recorded)
    refuse_contradictions(
        {*given, *_not_default(spec)},
        data_dir=spec.data_dir,
        official=bool(sources.official),
        generated=sources.generates,
        dialect=spec.dialect,
    )
    tasks = {name: load_task(name, plugins) for name in sources.tasks}
    request = DataRequest(sources.official, spec.data_dir, dialect=spec.dialect, quirks=spec.quirks)
    items = request.load(tasks, seed=spec.seed, named=selection.named, note=note)
    tasks = {name: task for name, task in tasks.items() if name in items or name not in sources.official}
    # Of the tasks that are left: a resume, which knows no others, must come to the same names.
    quirks = resolve_quirks(spec.quirks, (tasks[name] for name in items))
    resolved = msgspec.structs.replace(spec, tasks=tuple(tasks), quirks=quirks)
    registered = {name: plugins.tasks.get(name) for name in tasks}
    planner = Planner(
        resolved,
        tasks,
        {name: f"{item.origin.distribution} {item.origin.version}" for name, item in registered.items()},
        {name: item.descriptor.entry for name, item in registered.items()},
        items,
    )
    return Resolved(resolved, planner, selection)


def _not_default(spec: RunSpec) -> list[str]:
    """The fields that are not at their defaults, as far as one can contradict another."""
    import msgspec

    defaults = {field.name: field.default for field in msgspec.structs.fields(spec)}
    return [name for name in (*GENERATED_ONLY, *OFFICIAL_ONLY) if getattr(spec, name) != defaults[name]]


def load_task(name: str, plugins: Plugins) -> Task[Any]:
    """Import and make a task.

    Raises:
        UsageError: if there is no such task.
        SetupError: if it cannot be imported or made, or is another task than its descriptor says.
    """
    item = plugins.tasks.get(name)
    descriptor = item.descriptor
    kind = plugins.tasks.load(name)
    try:
        task: Task[Any] = kind()
    except Exception as error:
        raise SetupError(
            f"task {name!r} of {item.origin} cannot be made: {describe(error)}",
            hint="report this to the plugin's author",
        ) from error
    if not isinstance(task, Task):
        raise SetupError(
            f"{descriptor.entry} makes a {type(task).__name__}, not a Task",
            hint="report this to the plugin's author",
        )
    if (task.id, task.version) != (descriptor.id, descriptor.version):
        raise SetupError(
            f"{descriptor.entry} is {task.id} version {task.version}, registered as "
            f"{descriptor.id} version {descriptor.version}",
            hint="report this to the plugin's author",
        )
    return task


def split_model(text: str, plugins: Plugins) -> tuple[Registered[ModelDescriptor], str]:
    """Take `adapter/name` apart.

    Raises:
        UsageError: if it has no name, or there is no such adapter.
    """
    adapter, _, name = text.partition("/")
    if not name:
        known = [item.descriptor.example for item in plugins.models]
        raise UsageError(f"model {text!r} must be adapter/name", hint=f"for example: {', '.join(known)}")
    return plugins.models.get(adapter), name


def build(
    spec: RunSpec,
    plugins: Plugins,
    note: Callable[[str], None],
    *,
    given: Collection[str] = (),
    recorded: Collection[str] | None = None,
) -> Workbench:
    """Make everything that a run needs. Nothing is asked of a model yet.

    Args:
        spec: The request.
        plugins: Everything that is registered.
        note: Told of tasks that are left out, and what must be said of the splits that are named.
        given: Fields that were given, beside those that are not at their defaults.
        recorded: The tasks that are asked official items, where a run has settled it.

    Raises:
        UsageError: if the request makes no sense.
        SetupError: if this machine cannot serve it.
    """
    written = ",".join(spec.tasks)
    spec, planner, selection = resolve(spec, plugins, note, given=given, recorded=recorded)
    item, name = split_model(spec.model, plugins)
    agent_item = plugins.agents.get(spec.agent)
    agent: Agent = plugins.agents.load(spec.agent)()
    prompts = Prompts(Path(spec.prompt_dir) if spec.prompt_dir else None)
    model = _make_model(item, name, spec, plugins)
    guide: Model | None = None
    if agent.needs_guide:
        guide = model
        if spec.guide_model is not None and spec.guide_model != spec.model:
            guide = _make_model(*split_model(spec.guide_model, plugins), spec, plugins)
    elif spec.guide_model is not None:
        raise UsageError(
            f"agent {spec.agent!r} takes no guide model", hint="leave out --guide-model, or --agent codesteer"
        )
    sandbox_item = plugins.sandboxes.get(spec.sandbox)
    sandbox = GuardedSandbox(plugins.sandboxes.load(spec.sandbox)(SandboxOptions()))
    manifest = Manifest(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        spec=spec,
        selection=written,
        splits=tuple(
            SelectedSplit(name=split.name, version=split.version, tasks_hash=split.digest, note=split.note)
            for split in selection.splits
        ),
        plan=planner.plan,
        model_kind=item.descriptor.kind,
        model_details=model.details,
        agent_version=agent_item.descriptor.version,
        protocol=PROTOCOL_VERSION,
        prompts_hash=prompts.hash(agent.templates),
        layers=sandbox.layers(),
        isolated=sandbox_item.descriptor.isolated,
        versions=_versions(plugins),
    )
    return Workbench(
        spec=spec,
        planner=planner,
        manifest=manifest,
        model=model,
        guide=guide,
        agent=agent,
        prompts=prompts,
        sandbox=sandbox,
        judge=Judge(),
    )


def _make_model(item: Registered[ModelDescriptor], name: str, spec: RunSpec, plugins: Plugins) -> Model:
    factory = plugins.models.load(item.descriptor.id)
    options = ModelOptions(
        base_url=spec.base_url,
        key_variable=spec.key_variable,
        timeout_seconds=spec.request_timeout,
        max_retries=spec.max_retries,
        seed=spec.seed,
        arguments=spec.model_arg,
    )
    whose = f"model adapter {item.descriptor.id!r} of {item.origin}"
    author = "report this to the plugin's author"
    try:
        model = factory(name, options)
    except R1ciError:
        raise
    except Exception as error:
        raise SetupError(f"{whose} cannot be set up: {describe(error)}", hint=author) from error
    if not isinstance(model, Model):
        raise SetupError(f"{whose} made a {type(model).__name__}, not a Model", hint=author)
    return GuardedModel(model)


def _versions(plugins: Plugins) -> dict[str, str]:
    from importlib import metadata

    versions = {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "r1ci-bench": __version__,
    }
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    versions.update(
        {f"plugin {origin.distribution}:{origin.name}": origin.version for origin in plugins.loaded}
    )
    return dict(sorted(versions.items()))
