"""How fast a sandbox is: the same few programs through any backend, one at a time and many at once."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING

from msgspec import Struct

from r1ci_bench.errors import SetupError
from r1ci_bench.sandbox.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox.policy import Execution, Sandbox

_MOST_SHOWN = 300


class Program(Struct, frozen=True):
    """A program to be timed.

    Attributes:
        name: What stands in tables.
        code: The program.
        stdout_bytes: How much it prints: an answer with another amount was not the program's.
    """

    name: str
    code: str
    stdout_bytes: int


PROGRAMS = (
    Program("print(1)", "print(1)", 2),
    Program("numpy", "import numpy\nprint(numpy.arange(10).sum())", 3),
    Program("sympy", "import sympy\nprint(sympy.Integer(45))", 3),
    Program("2 MB of output", "print(('x' * 79 + chr(10)) * 25_000)", 2_000_001),
)


class Timing(Struct, frozen=True, kw_only=True):
    """What calls of one program took, in seconds from the request to the answer.

    Attributes:
        program: Its name.
        calls: How many were timed one after the other, and then again `concurrency` at a time.
        median: Half of the calls took less, one at a time.
        p95: 95 in 100 took less, one at a time.
        best: The shortest, one at a time.
        calls_per_second: With `concurrency` calls at a time.
    """

    program: str
    calls: int
    median: float
    p95: float
    best: float
    calls_per_second: float


class Measured(Struct, frozen=True, kw_only=True):
    """What one sandbox did.

    Attributes:
        first_seconds: The first call: starting the sandbox, probing its layers and warming up included.
        concurrency: How many calls were made at a time for `calls_per_second`.
        layers: The isolation layers under which all calls ran.
        programs: What each program took.
    """

    first_seconds: float
    concurrency: int
    layers: tuple[str, ...]
    programs: tuple[Timing, ...]


async def measure(
    sandbox: Sandbox,
    *,
    calls: int,
    concurrency: int,
    policy: Policy | None = None,
    programs: tuple[Program, ...] = PROGRAMS,
    begun: Callable[[str], None] | None = None,
) -> Measured:
    """Time programs in a sandbox that has not run anything yet.

    Args:
        sandbox: Where they run; it stays open.
        calls: How often each is run one at a time, and how often again for the throughput.
        concurrency: How many calls are made at a time for the throughput.
        policy: Under which policy; None for the default one.
        programs: Which programs.
        begun: Told the name of each program before it is run.

    Raises:
        SetupError: if a program did not do what it does in a sandbox that works.
        SandboxFault: if the sandbox broke.
    """
    limits = policy or Policy()
    start = time.perf_counter()
    first = await _run(sandbox, programs[0], limits)
    first_seconds = time.perf_counter() - start
    timings = []
    for program in programs:
        if begun is not None:
            begun(program.name)
        timings.append(await _time(sandbox, program, limits, calls, concurrency))
    return Measured(
        first_seconds=first_seconds, concurrency=concurrency, layers=first.layers, programs=tuple(timings)
    )


async def _time(sandbox: Sandbox, program: Program, policy: Policy, calls: int, concurrency: int) -> Timing:
    await _run(sandbox, program, policy)  # what a program is the first to touch is not charged to its calls
    alone = []
    for _ in range(calls):
        start = time.perf_counter()
        await _run(sandbox, program, policy)
        alone.append(time.perf_counter() - start)
    left = iter(range(calls))

    async def caller() -> None:
        for _ in left:
            await _run(sandbox, program, policy)

    start = time.perf_counter()
    callers = [asyncio.create_task(caller()) for _ in range(min(concurrency, calls))]
    try:
        await asyncio.gather(*callers)
    finally:
        for each in callers:
            each.cancel()
    together = time.perf_counter() - start
    return Timing(
        program=program.name,
        calls=calls,
        median=statistics.median(alone),
        p95=sorted(alone)[-(-95 * calls // 100) - 1],
        best=min(alone),
        calls_per_second=calls / together,
    )


async def _run(sandbox: Sandbox, program: Program, policy: Policy) -> Execution:
    execution = await sandbox.execute(program.code, policy)
    if execution.ok and execution.stdout_bytes == program.stdout_bytes:
        return execution
    # The last line of a traceback says most.
    said = execution.stderr.strip().rpartition("\n")[2][:_MOST_SHOWN]
    how = f"exit code {execution.exit_code}" if execution.ending == "exited" else execution.ending
    raise SetupError(
        f"the program {program.name!r} did not work in this sandbox: {how}, {execution.stdout_bytes} bytes "
        f"printed instead of {program.stdout_bytes}" + (f": {said}" if said else ""),
        hint="numpy and sympy must be installed where it runs; `r1ci-bench doctor` checks the layers",
    )
