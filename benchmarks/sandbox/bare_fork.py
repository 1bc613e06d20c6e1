"""A warm interpreter that forks for each piece of code, and nothing else: what the jail is measured against.

`python -m benchmarks.sandbox.bare_fork MODULE...` imports the modules and says `ready`. For each line that it
then reads it forks, lets the child run a string, waits for it, and prints how many seconds that took. A line
`settle` first does to its memory what a template of the jail does to its own.
"""

from __future__ import annotations

import importlib
import os
import sys
import time

CODE = "print(1)"


def main() -> None:
    for module in sys.argv[1:]:
        importlib.import_module(module)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "settle":
            settle()
            print("settled", flush=True)
        else:
            print(f"{once():.9f}", flush=True)


def once() -> float:
    """Fork, run, wait."""
    null = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(null, 1)
        exec(CODE, {"__name__": "__main__"})
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
    seconds = time.perf_counter() - start
    os.close(null)
    return seconds


def settle() -> None:
    from r1ci_bench.sandbox.jail import memory

    memory.settle(os.open("/proc", os.O_PATH | os.O_DIRECTORY))


if __name__ == "__main__":
    main()
