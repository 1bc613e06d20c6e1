"""What a run is, made from its spec: its tasks, its plan, its manifest, and who makes its attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.executor import Job, installed_versions
from r1ci_bench.plugins import OUR_DISTRIBUTION, describe
from r1ci_bench.protocol import PROTOCOL_VERSION
from r1ci_bench.records import Manifest, SelectedSplit
from r1ci_bench.run.data import (
    GENERATED_ONLY,
    OFFICIAL_ONLY,
    DataRequest,
    refuse_contradictions,
    resolve_quirks,
)
from r1ci_bench.run.plan import Planner
from r1ci_bench.run.sandboxes import find_sandbox
from r1ci_bench.run.selection import choose
from r1ci_bench.run.sources import find_sources
from r1ci_bench.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from r1ci_bench.descriptors import ModelDescriptor
    from r1ci_bench.executor import Executor
    from r1ci_bench.plugins import Plugins, Registered
    from r1ci_bench.records import RunSpec
    from r1ci_bench.run.selection import Selection


@dataclass(slots=True)
class Workbench:
    """What one run is, and who makes its attempts; close it when the run is over.

    Attributes:
        spec: The resolved request.
        planner: The plan.
        manifest: What the run is.
        executor: Makes its attempts.
    """

    spec: RunSpec
    planner: Planner
    manifest: Manifest
    executor: Executor

    async def aclose(self) -> None:
        """End every process and connection of the run."""
        await self.executor.aclose()


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
        UsageError: for an unknown task, level, quirk, model adapter, agent, sandbox or executor, for missing
            data, and for fields that contradict each other.
        SetupError: if a task cannot be imported, or lacks what is to be installed.
        TaskFault: if official data is broken.
    """
    import msgspec

    plugins.agents.get(spec.agent)
    find_sandbox(spec.sandbox, plugins)
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


async def build(
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
        SetupError: if this machine, or one that works for it, cannot serve it.
    """
    written = ",".join(spec.tasks)
    spec, planner, selection = resolve(spec, plugins, note, given=given, recorded=recorded)
    model, _ = split_model(spec.model, plugins)
    agent, sandbox = plugins.agents.get(spec.agent), find_sandbox(spec.sandbox, plugins)
    used = _used(spec, plugins)
    origins = {item.origin for item in used}
    packages = sorted({name for item in used for name in item.descriptor.packages})
    executor: Executor = plugins.executors.load(spec.executor)(
        Job(
            spec=spec,
            tasks=planner.plan.tasks,
            plugins=tuple(
                sorted({origin.name for origin in origins if origin.distribution != OUR_DISTRIBUTION})
            ),
            versions=installed_versions(origins, packages),
        ),
        plugins,
    )
    try:
        equipment = await executor.start()
    except BaseException:
        await executor.aclose()
        raise
    manifest = Manifest(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        spec=spec,
        selection=written,
        splits=tuple(
            SelectedSplit(name=split.name, version=split.version, tasks_hash=split.digest, note=split.note)
            for split in selection.splits
        ),
        plan=planner.plan,
        model_kind=model.descriptor.kind,
        model_details=equipment.model_details,
        agent_version=agent.descriptor.version,
        protocol=PROTOCOL_VERSION,
        prompts_hash=equipment.prompts_hash,
        layers=equipment.layers,
        isolated=sandbox.descriptor.isolated and equipment.isolated,
        versions=installed_versions(plugins.loaded, packages),
    )
    return Workbench(spec=spec, planner=planner, manifest=manifest, executor=executor)


def _used(spec: RunSpec, plugins: Plugins) -> list[Registered[Any]]:
    """What is registered and takes part in a run."""
    models = [split_model(name, plugins)[0] for name in (spec.model, spec.guide_model) if name]
    return [
        *models,
        plugins.agents.get(spec.agent),
        find_sandbox(spec.sandbox, plugins),
        plugins.executors.get(spec.executor),
        *map(plugins.tasks.get, spec.tasks),
    ]
