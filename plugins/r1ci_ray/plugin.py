"""Registers the sandbox and the executor. Ray itself is imported when one of them is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import ExecutorDescriptor, SandboxDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable


@hookimpl
def register_sandboxes(register: Callable[[SandboxDescriptor], None]) -> None:
    """Register `ray`."""
    register(
        SandboxDescriptor(
            id="ray",
            version="1",
            entry="r1ci_ray.sandbox:RaySandbox",
            summary="jails on every node of a Ray cluster; attempts are made here",
            extras=("ray",),
            packages=("ray",),
        )
    )


@hookimpl
def register_executors(register: Callable[[ExecutorDescriptor], None]) -> None:
    """Register `ray`."""
    register(
        ExecutorDescriptor(
            id="ray",
            version="1",
            entry="r1ci_ray.executor:RayExecutor",
            summary="attempts are made on every node of a Ray cluster",
            extras=("ray",),
            packages=("ray",),
        )
    )
