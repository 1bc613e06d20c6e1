"""How long the questions of a suite take to make: `python benchmarks/generation.py [PATTERN]`, one core.

The aim: 200 questions of each of the 30 generating SymBench tasks in less than 30 seconds in all. Beside the
seconds stands what they are in SHA-256 hashes of a kilobyte, so that machines can be compared.
"""

from __future__ import annotations

import hashlib
import sys
import time
from itertools import islice

from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.questions import questions
from r1ci_bench.run.selection import choose
from r1ci_bench.run.workbench import load_task

QUESTIONS = 200


def hash_seconds() -> float:
    """Seconds for one hash of a kilobyte."""
    block = b"x" * 1024
    started = time.perf_counter()
    for _ in range(100_000):
        hashlib.sha256(block).digest()
    return (time.perf_counter() - started) / 100_000


def main() -> None:
    """Print a table: seconds for 200 questions, task by task and level by level."""
    plugins = build_plugin_manager()
    names = choose([sys.argv[1] if len(sys.argv) > 1 else "symbench/*"], plugins).tasks
    totals: dict[int, float] = {}
    print(f"{'seconds for 200 questions':<46}" + "".join(f"  level {level}" for level in range(1, 6)))
    for name in names:
        task = load_task(name, plugins)
        cells = []
        for level in range(1, len(task.levels) + 1):
            started = time.process_time()
            for _ in islice(questions(task, level=level, seed=0, question_set="public"), QUESTIONS):
                pass
            seconds = time.process_time() - started
            totals[level] = totals.get(level, 0.0) + seconds
            cells.append(f"{seconds:9.2f}")
        print(f"{name:<46}" + "".join(cells), flush=True)
    print(f"{f'all {len(names)} tasks':<46}" + "".join(f"{seconds:9.2f}" for seconds in totals.values()))
    unit = hash_seconds()
    hashes = "".join(f"{seconds / unit / 1e6:9.1f}" for seconds in totals.values())
    print(f"{'the same, in million hashes of a kilobyte':<46}{hashes}")


if __name__ == "__main__":
    main()
