"""Registers the executor that comes with the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import ExecutorDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable


@hookimpl
def register_executors(register: Callable[[ExecutorDescriptor], None]) -> None:
    """Register `local`."""
    register(
        ExecutorDescriptor(
            id="local",
            version="1",
            entry="r1ci_bench.run.executor:LocalExecutor",
            summary="attempts are made in this process",
        )
    )
