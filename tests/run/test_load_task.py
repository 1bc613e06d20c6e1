"""A task that cannot be made is the fault of its plugin, and said to be."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.descriptors import TaskDescriptor
from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import SetupError
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import Plugins, build_plugin_manager
from r1ci_bench.run.workbench import load_task
from support.unsound import Sum

if TYPE_CHECKING:
    from collections.abc import Callable


class Unmade(Sum):
    """It cannot be made."""

    def __init__(self) -> None:
        raise RuntimeError("no configuration")


class NoTask:
    """It is another thing."""


def plugins_with(name: str, version: str = "1") -> Plugins:
    """Our own plugins, and one of the classes above as `test/sum`."""

    @hookimpl
    def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
        register(
            TaskDescriptor(
                id="test/sum",
                version=version,
                entry=f"{__name__}:{name}",
                summary="Add.",
                capabilities=("execution",),
            )
        )

    plugin = ModuleType("sums")
    vars(plugin).update(register_tasks=register_tasks)
    plugins = build_plugin_manager(select="")
    assert plugins.add(FoundPlugin("sums", "sums", "acme", "1"), plugin) is None
    return plugins


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [
        ("Unmade", "1", "task 'test/sum' of sums (acme 1) cannot be made: RuntimeError: no configuration"),
        ("NoTask", "1", "makes a NoTask, not a Task"),
        ("Sum", "2", "is test/sum version 1, registered as test/sum version 2"),
        ("Missing", "1", "cannot be loaded"),
    ],
)
def test_what_is_no_such_task_is_said_in_words(name: str, version: str, message: str) -> None:
    with pytest.raises(SetupError) as caught:
        load_task("test/sum", plugins_with(name, version))
    assert message in caught.value.message


def test_a_task_that_is_as_registered_is_made() -> None:
    assert isinstance(load_task("test/sum", plugins_with("Sum")), Sum)
