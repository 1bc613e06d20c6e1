"""Prints the content hash of one generated question for each task and level; `golden.json` pins them.

A changed hash means changed questions, so the task's version must change with it. Then:
`python tests/tasks/symbench/golden.py > tests/tasks/symbench/golden.json`
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from r1ci_bench.rng import Rng
from r1ci_symbench.plugin import register_tasks

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor


def hashes() -> dict[str, list[str]]:
    """The hashes by task id, from level 1 on."""
    found: list[TaskDescriptor] = []
    register_tasks(found.append)
    result = {}
    for descriptor in (descriptor for descriptor in found if descriptor.source == "generator"):
        task = descriptor.load()()
        parts = (descriptor.id, descriptor.version, "public")
        result[descriptor.id] = [
            task.generate(Rng(*parts, level, 0, 0), knobs).content_hash()
            for level, knobs in enumerate(task.levels, 1)
        ]
    return result


if __name__ == "__main__":
    print(json.dumps(hashes(), indent=1))
