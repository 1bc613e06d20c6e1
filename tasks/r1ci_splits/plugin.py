"""Registers the splits of our own suites; reads none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import SplitDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_DRAW = "drawn by our own rule; not the paper's list, which is not published"
OWN_CAPABILITIES = "by the capabilities that our tasks state of themselves"


def _split(name: str, summary: str, note: str = "") -> SplitDescriptor:
    entry = f"r1ci_splits.loader:{name.replace('-', '_')}"
    return SplitDescriptor(id=name, version="1", entry=entry, summary=summary, note=note)


SPLITS = (
    _split("all144", "All tasks of our three suites."),
    _split("train107", "What test37 leaves.", OWN_DRAW),
    _split("test37", "37 tasks, drawn from every suite and every set of capabilities.", OWN_DRAW),
    _split("symbench", "SymBench; the test of without-symbench."),
    _split("bbh", "BIG-Bench-Hard; the test of without-bbh."),
    _split("reasoning-gym", "Reasoning-Gym; the test of without-reasoning-gym."),
    _split("without-symbench", "All suites but SymBench, to train on."),
    _split("without-bbh", "All suites but BIG-Bench-Hard, to train on."),
    _split("without-reasoning-gym", "All suites but Reasoning-Gym, to train on."),
    _split("execution", "Every task that asks for execution.", OWN_CAPABILITIES),
    _split("planning", "Every task that asks for planning.", OWN_CAPABILITIES),
    _split("reasoning", "Every task that asks for reasoning.", OWN_CAPABILITIES),
)


@hookimpl
def register_splits(register: Callable[[SplitDescriptor], None]) -> None:
    """Register every split."""
    for descriptor in SPLITS:
        register(descriptor)
