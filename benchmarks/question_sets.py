"""How long 200 questions of every offline task take, made anew and from the cache.

`python benchmarks/question_sets.py [EXPRESSION] [--level N] [--processes N]` prints the seconds of both, the
ratio, and the most memory that all processes together held. The aims, for all 134 tasks on two cores: five
minutes cold, ten seconds from the cache, 500 MB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

QUESTIONS = 200
_POLL_SECONDS = 0.1

# A part of the tasks, dealt out in turn, so that slow neighbours do not meet in one process.
_PART = """
import sys
from itertools import islice
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.questions import questions
from r1ci_bench.run.selection import choose
from r1ci_bench.run.workbench import load_task
expression, level, part, parts, count = sys.argv[1], *map(int, sys.argv[2:])
plugins = build_plugin_manager()
kinds = {item.descriptor.id: item.descriptor.source for item in plugins.tasks}
names = [name for name in choose([expression], plugins).tasks if kinds[name] == "generator"]
for name in names[part::parts]:
    for _ in islice(questions(load_task(name, plugins), level=level, seed=0, question_set="public"), count):
        pass
print(len(names[part::parts]))
"""


class Memory:
    """Watches how much memory a process and its descendants hold together (proportional set size)."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            self.peak = max(self.peak, sum(map(_proportional, _descendants(os.getpid()))))


def _descendants(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            found += [child, *_descendants(child)]
    return found


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def measure(expression: str, level: int, processes: int, cache: str) -> tuple[float, int, int]:
    """Make all question sets once.

    Returns:
        Seconds, the number of tasks, and the peak memory in bytes.
    """
    environment = {**os.environ, "R1CI_CACHE_DIR": cache}
    started = time.perf_counter()
    with Memory() as memory:
        running = [
            subprocess.Popen(
                [sys.executable, "-c", _PART, expression, *map(str, (level, part, processes, QUESTIONS))],
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
            for part in range(processes)
        ]
        tasks = sum(int(process.communicate()[0]) for process in running)
    if any(process.returncode for process in running):
        sys.exit("a process failed; its message stands above")
    return time.perf_counter() - started, tasks, memory.peak


def main() -> None:
    """Measure cold, then warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("expression", nargs="?", default="@all144")
    parser.add_argument("--level", type=int, default=3)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        cold, tasks, peak = measure(given.expression, given.level, given.processes, cache)
        warm, _, _ = measure(given.expression, given.level, given.processes, cache)
        size = sum(file.stat().st_size for file in Path(cache).rglob("*") if file.is_file())
    print(f"{tasks} tasks x {QUESTIONS} questions, level {given.level}, {given.processes} processes")
    print(f"cold        {cold:8.1f} s")
    print(f"from cache  {warm:8.1f} s  ({cold / warm:.1f} times as fast, {size / 1e6:.0f} MB on disk)")
    print(f"memory      {peak / 1e6:8.0f} MB at the most, all processes together")


if __name__ == "__main__":
    main()
