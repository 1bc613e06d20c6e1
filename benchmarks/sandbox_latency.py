"""What a call of the jail costs, against starting an interpreter for it.

    python benchmarks/sandbox_latency.py [--calls 200]

Prints milliseconds a call and calls a second at concurrency 1 and 8, the processor time of a call (which does
not depend on what else the machine does), and the ratios to `python -c` with the same imports.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox, UnsafeSandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox import Sandbox

    Kind = Callable[[SandboxOptions], Sandbox]

CODE = "import numpy\nprint(numpy.arange(10).sum())"
OUTPUT = "45\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200)
    calls = parser.parse_args().calls
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    base = measure_subprocess(max(10, calls // 10))
    for name, kind in (("jail", JailSandbox), ("unsafe", UnsafeSandbox)):
        for concurrency in (1, 8):
            asyncio.run(measure(name, kind, calls, concurrency, base))


def measure_subprocess(calls: int) -> float:
    """Milliseconds of a plain `python -c`, one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
        times.append((time.perf_counter() - start) * 1e3)
        assert done.stdout == OUTPUT
    report("python -c", 1, times, sum(times) / 1e3, cpu_since(before) / calls, None)
    return statistics.median(times)


async def measure(name: str, kind: Kind, calls: int, concurrency: int, base: float) -> None:
    """Time calls at a concurrency, after the warm interpreter is warm."""
    policy = Policy()
    times: list[float] = []
    sandbox = kind(SandboxOptions(concurrency=concurrency))

    async def work(count: int) -> None:
        for _ in range(count):
            start = time.perf_counter()
            execution = await sandbox.execute(CODE, policy)
            times.append((time.perf_counter() - start) * 1e3)
            assert execution.stdout == OUTPUT

    # Helpers are reaped, and so counted, only at the end: the cost of a start is measured apart.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    warm = kind(SandboxOptions(concurrency=concurrency))
    await warm.execute(CODE, policy)
    await warm.aclose()
    start_cost = cpu_since(before)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        await sandbox.execute(CODE, policy)
        start = time.perf_counter()
        await asyncio.gather(*(work(calls // concurrency) for _ in range(concurrency)))
        seconds = time.perf_counter() - start
    finally:
        await sandbox.aclose()
    report(name, concurrency, times, seconds, (cpu_since(before) - start_cost) / len(times), base)


def cpu_since(before: resource.struct_rusage) -> float:
    """Processor milliseconds of ended children since then."""
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime) * 1e3


def report(
    name: str, concurrency: int, times: list[float], seconds: float, cpu: float, base: float | None
) -> None:
    median = statistics.median(times)
    ratio = "" if base is None else f"  {base * len(times) / seconds / 1e3:6.1f} x the calls of python -c"
    print(
        f"{name:>9}, {concurrency} at a time: {median:7.2f} ms a call (best {min(times):6.2f}), "
        f"{len(times) / seconds:6.1f} calls/s, {cpu:6.2f} ms of processor a call{ratio}"
    )


if __name__ == "__main__":
    main()
