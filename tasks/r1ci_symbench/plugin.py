"""Registers the tasks of the SymBench suite; imports none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import Capability, TaskDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable


def _task(name: str, attribute: str, summary: str, *capabilities: Capability) -> TaskDescriptor:
    return TaskDescriptor(
        id=f"symbench/{name}",
        version="1",
        entry=f"r1ci_symbench.{name}:{attribute}",
        summary=summary,
        capabilities=capabilities,
    )


# The paper names the capabilities of its tasks only in a table that is not public in machine-readable form.
# These are ours: execution where a known procedure only has to be carried out without a slip, planning where
# steps or places must be chosen ahead, reasoning where rules have to be weighed against each other.
_TASKS = (
    _task(
        "blocksworld",
        "Blocksworld",
        "Move blocks between stacks, one at a time, until the goal holds.",
        "planning",
        "reasoning",
    ),
    _task(
        "eight_queens",
        "EightQueens",
        "Complete a chess board to n queens that do not attack each other.",
        "planning",
        "reasoning",
    ),
    _task(
        "game24",
        "Game24",
        "Combine numbers with + - * / so that they make a target, 24 in the original game.",
        "planning",
        "reasoning",
    ),
    _task("letters", "Letters", "Count a letter in a word and give its positions.", "execution"),
    _task("number_multiply", "NumberMultiply", "Multiply signed integers exactly.", "execution"),
    _task(
        "path_plan",
        "PathPlan",
        "Find a polyline through required boxes, past forbidden boxes and walls.",
        "planning",
        "reasoning",
    ),
)


@hookimpl
def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
    """Register every task of the suite."""
    for descriptor in _TASKS:
        register(descriptor)
