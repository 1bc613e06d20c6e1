"""The plugin contract: eight hooks that register, three that observe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.descriptors import (
        AgentDescriptor,
        CommandDescriptor,
        DataDescriptor,
        ExecutorDescriptor,
        ModelDescriptor,
        SandboxDescriptor,
        SplitDescriptor,
        TaskDescriptor,
    )
    from r1ci_bench.events import RunFinished, RunStarted, SampleFinished

PROJECT = "r1ci_bench"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
    """Register tasks: call `register` once for each."""


@hookspec
def register_models(register: Callable[[ModelDescriptor], None]) -> None:
    """Register model adapters: call `register` once for each."""


@hookspec
def register_agents(register: Callable[[AgentDescriptor], None]) -> None:
    """Register agents: call `register` once for each."""


@hookspec
def register_sandboxes(register: Callable[[SandboxDescriptor], None]) -> None:
    """Register sandboxes: call `register` once for each."""


@hookspec
def register_executors(register: Callable[[ExecutorDescriptor], None]) -> None:
    """Register executors, which make the attempts of a run: call `register` once for each."""


@hookspec
def register_commands(register: Callable[[CommandDescriptor], None]) -> None:
    """Register subcommands of `r1ci-bench`: call `register` once for each."""


@hookspec
def register_splits(register: Callable[[SplitDescriptor], None]) -> None:
    """Register splits, named lists of tasks: call `register` once for each."""


@hookspec
def register_data(register: Callable[[DataDescriptor], None]) -> None:
    """Register data sets, which tasks load their official items from: call `register` once for each."""


@hookspec
def run_started(event: RunStarted) -> None:
    """Observe that a run has begun, or goes on after a resume."""


@hookspec
def sample_finished(event: SampleFinished) -> None:
    """Observe one finished attempt, after its record is on disk."""


@hookspec
def run_finished(event: RunFinished) -> None:
    """Observe that a run has ended, whether complete or not."""
