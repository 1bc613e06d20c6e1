"""What one call of the strict jail costs, against a bare fork of the same warm interpreter and a fresh one.

    python -m benchmarks.sandbox.latency [--calls 300] [--fresh 20] [--check]

The bare fork isolates nothing, passes no output on and limits nothing: it is what cannot be beaten by a
design that gives each call a process of its own. It is measured twice: in an interpreter that has imported
the modules, and in one that has settled its memory besides, as the jail's own template does. What a sandbox
makes ready between two calls shows in the difference to a call right after another.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Self

from benchmarks.sandbox import timing
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox, UnsafeSandbox
from r1ci_bench.sandbox.jail.helpers import environment
from r1ci_bench.sandbox.jail.layout import current_layout

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from r1ci_bench.sandbox import Sandbox

POLICY = Policy()
PROGRAMS = {
    "print(1)": ("print(1)", "1\n"),
    "import numpy": ("import numpy\nprint(numpy.arange(10).sum())", "45\n"),
    "import sympy": ("import sympy\nprint(sympy.Integer(45))", "45\n"),
}
JAIL, AFTER, UNSAFE = "strict jail", "strict jail, right after another", "no isolation"
BARE, SETTLED = "bare fork", "bare fork, settled"


class BareFork:
    """The interpreter of `bare_fork.py`."""

    def __init__(self, *, settled: bool) -> None:
        self._settled = settled

    def __enter__(self) -> Self:
        layout = current_layout()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sandbox.bare_fork", *POLICY.preload],
            # The jail's own environment: one thread, the same hash seed. The path adds this checkout.
            env=environment(layout) | {"PYTHONPATH": ":".join(("", *sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._expect("ready")
        if self._settled:
            self._ask("settle")
            self._expect("settled")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    async def once(self) -> float:
        """Seconds of one fork, as the interpreter itself has measured them."""
        self._ask("fork")
        return float(self._line())

    def _ask(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _expect(self, word: str) -> None:
        if self._line() != word:
            raise SystemExit("the interpreter that forks did not start")


async def call(sandbox: Sandbox, program: str) -> float:
    code, expected = PROGRAMS[program]
    start = time.perf_counter()
    execution = await sandbox.execute(code, POLICY)
    seconds = time.perf_counter() - start
    assert execution.stdout == expected, execution
    return seconds


async def right_after(sandbox: Sandbox, program: str) -> float:
    """Seconds of a call that is asked for as soon as another was answered."""
    await call(sandbox, program)
    return await call(sandbox, program)


async def fresh(program: str) -> float:
    return _fresh(program)  # nothing else runs in this loop meanwhile


def _fresh(program: str) -> float:
    code, expected = PROGRAMS[program]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    assert done.stdout == expected
    return seconds


async def measure(calls: int, fresh_starts: int, goals: timing.Goals) -> None:
    jail, unsafe = JailSandbox(SandboxOptions(concurrency=1)), UnsafeSandbox(SandboxOptions(concurrency=1))
    try:
        first = await call(jail, "print(1)"), await call(unsafe, "print(1)")
        print(f"first call, probing and warming up: jail {first[0]:.2f} s, no isolation {first[1]:.2f} s\n")
        with BareFork(settled=False) as bare, BareFork(settled=True) as settled:
            things: dict[str, Callable[[], Awaitable[float]]] = {
                BARE: bare.once,
                JAIL: partial(call, jail, "print(1)"),
                SETTLED: settled.once,
                AFTER: partial(right_after, jail, "print(1)"),
                UNSAFE: partial(call, unsafe, "print(1)"),
            }
            await timing.alternate(10, things)
            times = await timing.alternate(calls, things)
        print("print(1), one call after the other:")
        timing.show_times(times, BARE)
        goals.add("jail against a bare fork, print(1)", timing.ratio(times, JAIL, BARE), 2, at_least=False)
        for program, least in (("import numpy", 12), ("import sympy", 50)):
            times = await timing.alternate(
                fresh_starts,
                {"fresh interpreter": partial(fresh, program), JAIL: partial(call, jail, program)},
            )
            print(f"\n{program}:")
            timing.show_times(times, JAIL)
            goals.add(
                f"a fresh interpreter against the jail, {program}",
                timing.ratio(times, "fresh interpreter", JAIL),
                least,
            )
    finally:
        await jail.aclose()
        await unsafe.aclose()


def main() -> None:
    options = timing.arguments(__doc__, calls=300, fresh=20)
    goals = timing.Goals(options.check)
    timing.show_machine()
    asyncio.run(measure(options.calls, options.fresh, goals))
    goals.report()


if __name__ == "__main__":
    main()
