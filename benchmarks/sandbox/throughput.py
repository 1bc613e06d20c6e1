"""Programs a second with 64 waiting, strictly jailed, against a subprocess for each on the same cores.

    python -m benchmarks.sandbox.throughput [--waiting 64] [--rounds 5] [--check]

Both have as many running at a time as there are cores. A round is one batch through each of them, so that a
slow moment of the machine hits both; batches of a subprocess are as long as patience allows.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.sandbox import timing
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox

POLICY = Policy()
CORES = len(os.sched_getaffinity(0))
# Program, its output, how many a batch of subprocesses has, the least ratio.
PROGRAMS = {
    "print(1)": ("print(1)", "1\n", 64, 1.0),
    "import numpy": ("import numpy\nprint(numpy.arange(10).sum())", "45\n", 16, None),
    "import sympy": ("import sympy\nprint(sympy.Integer(45))", "45\n", 8, 30.0),
}


async def jailed(sandbox: JailSandbox, code: str, expected: str, waiting: int) -> float:
    """Seconds a program, with so many waiting from the first to the last."""
    left = iter(range(4 * waiting))

    async def caller() -> None:
        for _ in left:
            execution = await sandbox.execute(code, POLICY)
            assert execution.stdout == expected, execution

    return await timing.clocked(asyncio.gather(*(caller() for _ in range(waiting)))) / (4 * waiting)


async def in_subprocesses(file: Path, expected: str, count: int) -> float:
    """Seconds a program, as many at a time as there are cores."""

    def once(_: int) -> None:
        done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
        assert done.stdout == expected

    def batch() -> float:
        with ThreadPoolExecutor(CORES) as pool:
            start = time.perf_counter()
            list(pool.map(once, range(count)))
            return (time.perf_counter() - start) / count

    return await asyncio.to_thread(batch)


def written(folder: str, code: str) -> Path:
    file = Path(folder, "program.py")
    file.write_text(code, "utf-8")
    return file


async def measure(waiting: int, rounds: int, goals: timing.Goals) -> None:
    sandbox = JailSandbox(SandboxOptions(concurrency=CORES))
    rows = []
    try:
        await sandbox.execute("pass", POLICY)
        with tempfile.TemporaryDirectory() as folder:
            for name, (code, expected, count, least) in PROGRAMS.items():
                file = written(folder, code)
                times = await timing.alternate(
                    rounds,
                    {
                        "subprocess": partial(in_subprocesses, file, expected, count),
                        "jail": partial(jailed, sandbox, code, expected, waiting),
                    },
                )
                ratio = timing.ratio(times, "subprocess", "jail")
                rates = [f"{1 / statistics.median(found):.1f}" for found in times.values()]
                rows.append([name, *rates, f"{ratio:.2f}"])
                if least is not None:
                    goals.add(f"jail against subprocesses, {name}", ratio, least)
    finally:
        await sandbox.aclose()
    timing.show([f"{waiting} waiting", "subprocess, programs/s", "jail, programs/s", "ratio"], rows)


def main() -> None:
    options = timing.arguments(__doc__, waiting=64, rounds=5)
    goals = timing.Goals(options.check)
    timing.show_machine()
    asyncio.run(measure(options.waiting, options.rounds, goals))
    goals.report()


if __name__ == "__main__":
    main()
