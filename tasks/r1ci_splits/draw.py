"""Draws the splits from what is registered: `python -m r1ci_splits.draw` writes their files.

The rules stand in docs/splits.md; here they are as code. Nothing is drawn by chance: hashes of names decide,
so that anybody gets the same lists from the same tasks.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING

from r1ci_bench.errors import R1ciError, SetupError
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.splits import Split
from r1ci_splits.loader import LISTS
from r1ci_splits.plugin import SPLITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from r1ci_bench.descriptors import TaskDescriptor

SUITES = {"bbh": 27, "reasoning-gym": 84, "symbench": 33}
"""How many tasks each suite has; from any other number nothing is drawn."""

SEATS = 37
_TITLES = {"bbh": "BIG-Bench-Hard", "reasoning-gym": "Reasoning-Gym", "symbench": "SymBench"}
_TEST_RULE = (
    "37 tasks of all144, stratified by suite and set of capabilities: seats by largest remainder, in a "
    "stratum the smallest SHA-256 of 'r1ci-bench test37 1 <task id>'."
)
_CAPABILITIES = ("execution", "planning", "reasoning")


def order(name: str) -> str:
    """What decides between names that are alike to the rule: the smaller one comes first."""
    return hashlib.sha256(f"r1ci-bench test37 1 {name}".encode()).hexdigest()


def largest_remainder(seats: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """Share seats out by size: whole shares first, what is left by the largest remainder.

    Args:
        seats: How many there are.
        sizes: How large each party is, by name; equal remainders are served in the order of their hashes.
    """
    total = sum(sizes.values())
    shares = {name: divmod(seats * size, total) for name, size in sizes.items()}
    given = {name: whole for name, (whole, _) in shares.items()}
    served = sorted(shares, key=lambda name: (-shares[name][1], order(name)))
    for name in served[: seats - sum(given.values())]:
        given[name] += 1
    return given


def draw_test(descriptors: Iterable[TaskDescriptor], seats: int) -> list[str]:
    """Draw the tasks of a test, stratified by suite and set of capabilities.

    Args:
        descriptors: The tasks to draw from.
        seats: How many to draw.
    """
    suites: dict[str, dict[str, list[str]]] = {}
    for descriptor in descriptors:
        stratum = f"{descriptor.suite} {'+'.join(sorted(descriptor.capabilities))}"
        suites.setdefault(descriptor.suite, {}).setdefault(stratum, []).append(descriptor.id)
    of_suites = largest_remainder(
        seats, {suite: sum(map(len, strata.values())) for suite, strata in suites.items()}
    )
    drawn: list[str] = []
    for suite, strata in suites.items():
        of_strata = largest_remainder(of_suites[suite], {name: len(tasks) for name, tasks in strata.items()})
        for name, tasks in strata.items():
            drawn += sorted(tasks, key=order)[: of_strata[name]]
    return sorted(drawn)


def draw_all(descriptors: Iterable[TaskDescriptor]) -> dict[str, Split]:
    """Every split that is registered, by name.

    Args:
        descriptors: Whatever is registered; tasks of other suites are passed over.

    Raises:
        SetupError: if a suite has another number of tasks than it should.
    """
    tasks = {item.id: item for item in sorted(descriptors, key=lambda item: item.id) if item.suite in SUITES}
    of_suite = {suite: [name for name in tasks if tasks[name].suite == suite] for suite in SUITES}
    for suite, size in SUITES.items():
        if len(of_suite[suite]) != size:
            raise SetupError(f"suite {suite} has {len(of_suite[suite])} tasks, not {size}: nothing is drawn")
    test = draw_test(tasks.values(), SEATS)
    found: dict[str, tuple[list[str], str]] = {
        "all144": (list(tasks), "All tasks of SymBench, BIG-Bench-Hard and Reasoning-Gym."),
        "test37": (
            test,
            _TEST_RULE,
        ),
        "train107": (
            [name for name in tasks if name not in test],
            "Of all144, the tasks that are not in test37.",
        ),
    }
    for suite, names in of_suite.items():
        found[suite] = (names, f"All tasks of {_TITLES[suite]}.")
        found[f"without-{suite}"] = (
            [name for name in tasks if name not in names],
            f"Of all144, the tasks that are not in {suite}, which is the test that goes with it.",
        )
    for capability in _CAPABILITIES:
        found[capability] = (
            [name for name in tasks if capability in tasks[name].capabilities],
            f"Of all144, every task that states the capability {capability}.",
        )
    return {
        descriptor.id: Split(
            name=descriptor.id,
            version=descriptor.version,
            rule=found[descriptor.id][1],
            note=descriptor.note,
            tasks=tuple(found[descriptor.id][0]),
        )
        for descriptor in SPLITS
    }


def as_json(split: Split) -> str:
    """A split as its file holds it: the text fields first, a task a line."""
    fields = {name: getattr(split, name) for name in ("name", "version", "rule", "note", "tasks")}
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Draw all splits and write their files; `--check` writes none, and says which are not as drawn."""
    plugins = build_plugin_manager(third_party=False)
    others: list[str] = []
    for name, split in draw_all(item.descriptor for item in plugins.tasks).items():
        file, text = LISTS / f"{name}.json", as_json(split)
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        others.append(file.name)
        if "--check" not in sys.argv[1:]:
            file.write_text(text, encoding="utf-8")
    word = "not as drawn" if "--check" in sys.argv[1:] else "written"
    sys.stdout.write(f"{word}: {', '.join(others) or 'none'}\n")


if __name__ == "__main__":
    try:
        main()
    except R1ciError as error:
        sys.exit(f"error: {error.message}")
