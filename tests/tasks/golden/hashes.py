"""Prints the content hash of one generated question for each task and level of a suite.

`<suite>.json` beside it pins them: a changed hash means changed questions, so the task's version must change
with it. Then: `python tests/tasks/golden/hashes.py SUITE > tests/tasks/golden/SUITE.json`
"""

from __future__ import annotations

import json
import sys

from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.rng import Rng


def hashes(suite: str) -> dict[str, list[str]]:
    """The hashes by task id, from level 1 on."""
    result = {}
    for descriptor in (item.descriptor for item in build_plugin_manager(third_party=False).tasks):
        if descriptor.suite != suite or descriptor.source != "generator":
            continue
        task = descriptor.load()()
        parts = (descriptor.id, descriptor.version, "public")
        result[descriptor.id] = [
            task.generate(Rng(*parts, level, 0, 0), knobs).content_hash()
            for level, knobs in enumerate(task.levels, 1)
        ]
    return result


if __name__ == "__main__":
    print(json.dumps(hashes(sys.argv[1]), indent=1))
