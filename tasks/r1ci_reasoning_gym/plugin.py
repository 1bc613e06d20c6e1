"""Registers the tasks of the Reasoning-Gym suite; imports none of them, nor Reasoning-Gym.

Which of its tasks are ours, and why the others are not, stands in `selection.json`. The capabilities there
are our own judgement, as for SymBench.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from r1ci_bench.descriptors import TaskDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable

# Every start of the command line comes by here, and would import pathlib for this alone.
SELECTION = os.path.join(os.path.dirname(__file__), "selection.json")  # noqa: PTH118, PTH120


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@hookimpl
def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
    """Register every task of the selection."""
    with open(SELECTION, encoding="utf-8") as file:  # noqa: PTH123
        included = json.load(file)["included"]
    for name, about in included.items():
        register(
            TaskDescriptor(
                id=f"reasoning-gym/{name}",
                version="1",
                entry=f"r1ci_reasoning_gym.{name}:{_class_name(name)}",
                summary=about["summary"],
                capabilities=tuple(about["capabilities"]),
                extras=("reasoning-gym",),
                modules=("reasoning_gym",),
            )
        )
