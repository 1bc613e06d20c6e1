"""What the sandbox's benchmarks share: alternating measurements, medians, goals, and one table."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tabulate import tabulate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence


@dataclass(frozen=True)
class Goal:
    """A figure and what it shall be.

    Attributes:
        name: What was compared.
        value: What was measured.
        bound: What was asked for.
        at_least: True where more is better.
        unit: What follows the number.
    """

    name: str
    value: float
    bound: float
    at_least: bool = True
    unit: str = " x"

    @property
    def met(self) -> bool:
        """Whether the figure is as asked."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass
class Goals:
    """All goals of one script, and its exit code."""

    check: bool
    found: list[Goal] = field(default_factory=list)

    def add(self, name: str, value: float, bound: float, *, at_least: bool = True, unit: str = " x") -> None:
        self.found.append(Goal(name, value, bound, at_least, unit))

    def report(self) -> None:
        """Print the table of goals; ends the process with 1 where one is missed and that was asked for."""
        rows = [
            [
                goal.name,
                f"{goal.value:.2f}{goal.unit}",
                f"at {'least' if goal.at_least else 'most'} {goal.bound:g}{goal.unit}",
                "met" if goal.met else "MISSED",
            ]
            for goal in self.found
        ]
        print()
        show(["figure", "measured", "goal", ""], rows)
        print(f"load at the end: {os.getloadavg()[0]:.1f}")
        if self.check and not all(goal.met for goal in self.found):
            raise SystemExit(1)


def arguments(description: str | None, **counts: int) -> argparse.Namespace:
    """Read the command line: a number for each name, and `--check`."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    for name, default in counts.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    parser.add_argument("--check", action="store_true", help="exit with 1 where a goal is missed")
    return parser.parse_args()


def show_machine() -> None:
    """Say on what, and under which load, the figures below were measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("r1ci-bench", "numpy", "sympy", "msgspec"))
    cores = len(os.sched_getaffinity(0))
    print(f"{_processor()}, {cores} cores, load {os.getloadavg()[0]:.1f}; Linux {platform.release()}")
    print(f"Python {sys.version.split()[0]}, {versions}\n")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")


async def alternate(
    rounds: int, things: Mapping[str, Callable[[], Awaitable[float]]]
) -> dict[str, list[float]]:
    """Measure things in turn, so that a slow moment of the machine hits all of them alike.

    Args:
        rounds: How often each is measured.
        things: By name, what to do; it says itself how many seconds it took.
    """
    times: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(rounds):
        for name, measure in things.items():
            times[name].append(await measure())
    return times


async def clocked(work: Awaitable[object]) -> float:
    """Seconds until something is done."""
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


def ratio(times: Mapping[str, Sequence[float]], name: str, base: str) -> float:
    """How many times as long as `base` one thing takes: the median over rounds of the ratio in a round.

    Both were measured next to each other in a round, which takes out most of what the machine did meanwhile.
    """
    return statistics.median(one / other for one, other in zip(times[name], times[base], strict=True))


def show_times(times: Mapping[str, Sequence[float]], base: str) -> None:
    """Print a table of what was measured, in milliseconds."""
    rows = [
        [
            name,
            str(len(found)),
            *(f"{1e3 * value:.2f}" for value in (statistics.median(found), min(found), _p95(found))),
            f"{statistics.median(found) / statistics.median(times[base]):.2f}",
            f"{min(found) / min(times[base]):.2f}",
        ]
        for name, found in times.items()
    ]
    show(["what", "n", "median ms", "best", "p95", "median ratio", "ratio of bests"], rows)


def _p95(found: Sequence[float]) -> float:
    return sorted(found)[int(0.95 * (len(found) - 1))]


def show(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table whose first column is text."""
    align = ["left"] + ["right"] * (len(headers) - 1)
    print(tabulate(rows, headers, tablefmt="simple", colalign=align, disable_numparse=True))
