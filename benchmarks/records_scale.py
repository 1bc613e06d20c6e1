"""Memory and time of run, resume and summary as the number of attempts grows.

The model is a scripted one that answers at once, so that what is measured is the harness. Each step runs in
a process of its own, whose peak memory the kernel reports.

Usage: python benchmarks/records_scale.py [attempts ...]     (default: 25000 50000 100000)
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BOUND_MB = 300
COMMON = ["--quiet", "--json"]


def measure(arguments: list[str]) -> tuple[float, float]:
    """Run r1ci-bench in a child; returns its seconds and its own peak memory in MB."""
    program = (
        "import resource, sys\n"
        "from r1ci_bench.cli.app import run_app\n"
        "code = run_app(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return time.perf_counter() - started, int(done.stderr.split()[-1]) / 1024


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [25_000, 50_000, 100_000]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        script.write_text(json.dumps({"*": ["<<<1>>>"]}))
        previous = 0.0
        for size in sizes:
            run = str(Path(folder) / f"run-{size}")
            tasks = ["--tasks", "symbench/number_multiply", "--level", "3", "--samples", str(size)]
            command = [
                "run",
                "--model",
                f"scripted/{script}",
                "--agent",
                "all-text",
                *tasks,
                *COMMON,
                "--output",
                run,
            ]
            rows = {
                "run": measure(command),
                "resume": measure(["resume", run, *COMMON]),
                "summary": measure(["show", run, "--json"]),
                "verify": measure(["verify", run, "--json"]),
            }
            for name, (seconds, memory) in rows.items():
                verdict = "ok" if memory < BOUND_MB else "TOO MUCH"
                print(f"{size:>8} attempts  {name:8} {seconds:8.1f} s  {memory:6.0f} MB  {verdict}")
            seconds = rows["run"][0]
            if previous:
                print(f"{'':>8} run time grew by {seconds / previous:.2f}")
            previous = seconds
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
