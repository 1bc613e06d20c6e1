"""How long the command line takes to say something, against a Python that imports click and pluggy.

Usage: python benchmarks/startup.py [repeats]
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

BOUND = 1.5


def once(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    script = shutil.which("r1ci-bench")
    if script is None:
        raise SystemExit("r1ci-bench is not installed in this environment")
    commands = {
        "import click, pluggy": [sys.executable, "-c", "import click, pluggy"],
        "r1ci-bench --help": [sys.executable, script, "--help"],
        "r1ci-bench tasks list": [sys.executable, script, "tasks", "list"],
        "r1ci-bench run --help": [sys.executable, script, "run", "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats):
        # Interleaved, so that a slow moment of the machine hits all of them alike.
        for name, command in commands.items():
            times[name].append(once(command))
    base = statistics.median(times["import click, pluggy"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:24} {1000 * median:7.1f} ms   ratio {median / base:.2f}   (bound {BOUND})")


if __name__ == "__main__":
    main()
