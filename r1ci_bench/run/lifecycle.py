"""Starting, resuming and interrupting a run."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.errors import ExitCode, SetupError, UsageError
from r1ci_bench.records import RunStore
from r1ci_bench.run.runner import Runner
from r1ci_bench.run.workbench import Workbench, build
from r1ci_bench.stats.summary import finished_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import Manifest, RunSpec, Summary
    from r1ci_bench.run.board import Board

    Show = Callable[[Board], AbstractContextManager[object]]
    Problem = Callable[[str], None]


_GOODBYE_SECONDS = 5.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Goodbye:
    """Leaves the process where a second interrupt alone does not end the run.

    A generator that never ends keeps its thread, and so the event loop, from ending. Every finished attempt
    is on disk, so that nothing is lost by leaving without it.
    """

    def __init__(self) -> None:
        self._timer = threading.Timer(_GOODBYE_SECONDS, os._exit, [int(ExitCode.INTERRUPTED)])
        self._timer.daemon = True

    def arm(self) -> None:
        """Leave in a few seconds, unless the run has ended by then."""
        if self._timer.ident is None:
            self._timer.start()

    def disarm(self) -> None:
        """The run has ended; whoever called it goes on."""
        self._timer.cancel()


def start(
    spec: RunSpec,
    plugins: Plugins,
    directory: Path,
    *,
    show: Show,
    problem: Problem,
    given: Collection[str] = (),
) -> tuple[Summary, bool]:
    """Begin a new run and carry it to its end.

    Args:
        spec: The request.
        plugins: Everything that is registered.
        directory: The new run directory.
        show: Makes a context that shows the board while the run is under way.
        problem: Told of anything odd that does not stop the run.
        given: Fields of the request that were given, even where they are at their defaults.

    Returns:
        The summary, and whether a person interrupted the run.

    Raises:
        R1ciError: if it cannot begin or cannot go on.
    """
    goodbye = _Goodbye()

    async def work() -> tuple[Summary, bool]:
        bench = await build(spec, plugins, problem, given=given)
        try:
            store = RunStore.create(directory, bench.manifest)
            try:
                return await _carry_out(bench, store, plugins, set(), show, problem, goodbye)
            finally:
                store.close()
        finally:
            await bench.aclose()

    try:
        return asyncio.run(work())
    finally:
        goodbye.disarm()


def resume(
    directory: Path, plugins: Plugins, *, show: Show, problem: Problem, data_dir: str | None = None
) -> tuple[Summary, bool]:
    """Continue a run: make the attempts that are missing or were spoiled by a fault.

    Args:
        directory: The run directory.
        plugins: Everything that is registered.
        show: Makes a context that shows the board while the run is under way.
        problem: Told of anything odd that does not stop the run.
        data_dir: Where the run's official data lies now; None where it always was.

    Returns:
        The summary, and whether a person interrupted the run.

    Raises:
        UsageError: if it is no run, its official data is not there or not the same, or what is installed now
            would not continue the same run.
        R1ciError: if it cannot begin or cannot go on.
    """
    store = RunStore.open(directory)
    manifest = store.manifest()

    goodbye = _Goodbye()

    async def work() -> tuple[Summary, bool]:
        store.lock()
        try:
            refuse_missing_tasks(manifest, plugins)
            spec = _with_data(manifest, data_dir, directory)
            bench = await build(spec, plugins, problem, recorded=manifest.official_tasks())
            try:
                refuse_another_run(manifest, bench.manifest, directory)
                for change in _changed_versions(manifest, bench.manifest):
                    problem(change)
                bench.manifest = manifest
                done = finished_keys(store, problem)
                store.begin_appending()
                store.remove_summary()
                return await _carry_out(bench, store, plugins, done, show, problem, goodbye)
            finally:
                await bench.aclose()
        finally:
            store.close()

    try:
        return asyncio.run(work())
    finally:
        goodbye.disarm()


def _with_data(manifest: Manifest, data_dir: str | None, directory: Path) -> RunSpec:
    """The request of a run, its official data where it lies now."""
    import msgspec

    spec = manifest.spec
    if data_dir is not None:
        if not manifest.official_tasks():
            raise UsageError(
                f"the run in {directory} asks generated questions, not official data",
                hint="leave out --data-dir",
            )
        # Which items were asked is part of the plan's hash, so that another place can do no harm.
        return msgspec.structs.replace(spec, data_dir=data_dir)
    if spec.data_dir is not None and not Path(spec.data_dir).exists():
        raise UsageError(
            f"the official data of the run in {directory} is not at {spec.data_dir}",
            hint=f"name another copy: r1ci-bench resume {directory} --data-dir DIR",
        )
    return spec


def refuse_missing_tasks(manifest: Manifest, plugins: Plugins) -> None:
    """Refuse to go on without the plugins that a run's tasks came from.

    Raises:
        SetupError: naming what to install.
    """
    missing = [task for task in manifest.plan.tasks if task.id not in plugins.tasks]
    if missing:
        raise SetupError(
            f"the run needs task {missing[0].id}, which is not installed", hint=f"install {missing[0].origin}"
        )


def refuse_another_run(recorded: Manifest, present: Manifest, directory: Path) -> None:
    """Refuse to add attempts to a run that they would not belong to.

    Raises:
        UsageError: naming each difference that can change a score.
    """
    then = {task.id: task.version for task in recorded.plan.tasks}
    differences = [
        f"{task.id} is version {task.version}, was {then.get(task.id)}"
        for task in present.plan.tasks
        if then.get(task.id) != task.version
    ]
    for name in ("protocol", "agent_version", "prompts_hash", "isolated"):
        was, now = getattr(recorded, name), getattr(present, name)
        if was != now:
            differences.append(f"{name.replace('_', ' ')} is {str(now)[:16]}, was {str(was)[:16]}")
    if recorded.plan.hash != present.plan.hash and not differences:
        if recorded.official_tasks():
            place = present.spec.data_dir or "the cache"
            raise UsageError(
                f"the official data in {place} would not continue the run in {directory}: "
                "it holds other items than were asked",
                hint="restore the data as it was, or start a new run",
            )
        differences.append("the plan asks other questions")
    if differences:
        raise UsageError(
            f"what is installed would not continue the run in {directory}: {'; '.join(differences)}",
            hint="install what the manifest names, or start a new run",
        )


def _changed_versions(recorded: Manifest, present: Manifest) -> list[str]:
    names = sorted(recorded.versions.keys() | present.versions.keys())
    pairs = [(name, recorded.versions.get(name), present.versions.get(name)) for name in names]
    return [f"{name} was {was or 'absent'}, is {now or 'absent'}" for name, was, now in pairs if was != now]


async def _carry_out(
    bench: Workbench,
    store: RunStore,
    plugins: Plugins,
    done: set[str],
    show: Show,
    problem: Problem,
    goodbye: _Goodbye,
) -> tuple[Summary, bool]:
    runner = Runner(bench, store, plugins, problem)
    loop = asyncio.get_running_loop()

    def interrupt() -> None:
        if runner.interrupted:
            runner.stop_now()
            goodbye.arm()
        else:
            runner.stop()
            problem("stopping: what is under way is finished and recorded; interrupt again to stop at once")

    for number in _STOP_SIGNALS:
        # Only the main thread may set handlers; elsewhere the caller stops the run itself.
        with suppress(ValueError, RuntimeError):
            loop.add_signal_handler(number, interrupt)
    try:
        with show(runner.board):
            summary = await runner.run(done)
    finally:
        for number in _STOP_SIGNALS:
            with suppress(ValueError, RuntimeError):
                loop.remove_signal_handler(number)
    return summary, runner.interrupted
