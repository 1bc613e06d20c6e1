"""Many calls in a row through one sandbox: nothing may grow.

    python -m benchmarks.sandbox.endurance [--calls 10000] [--check]

Most programs print; some fail, write files, start threads and processes, flood their output, run out of time
or of memory. What harness, supervisor and warm interpreters hold is counted at the start (once all of them
have seen every kind of program), in the middle and at the end, each time with nothing running.
"""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sandbox import timing
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail import tree
from r1ci_bench.sandbox.jail.client import JailSandbox

CORES = len(os.sched_getaffinity(0))
WARM_UP = 400
POLICY = Policy()
SHORT = Policy(wall_seconds=0.3)
# One turn: how often each program runs in 200 calls, what it runs under, and how it must end.
PRINTS = "print({}, sum(range(1000)))"
TURN = (
    (120, PRINTS, POLICY, ("exited", 0)),
    (30, "raise ValueError({})", POLICY, ("exited", 1)),
    (20, "open('f{}', 'w').write('x' * 100_000); import os; print(os.listdir())", POLICY, ("exited", 0)),
    (10, "import numpy, sympy; print(numpy.ones(1000).sum() + sympy.Integer({}))", POLICY, ("exited", 0)),
    (6, "import threading; threading.Thread(target=print, args=({},)).start()", POLICY, ("exited", 0)),
    (6, "import os; p = os.fork(); p or os._exit(0); print({})", POLICY, ("exited", 0)),
    (3, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV); {}", POLICY, ("signalled", None)),
    (2, "print('y' * 2_000_000, {})", POLICY, ("exited", 0)),
    (2, "x = bytearray(1 << 40); {}", POLICY, ("memory", 1)),
    (1, "while True: {}", SHORT, ("wall_time", None)),
)


@dataclass(frozen=True)
class Held:
    """What the sandbox holds at one moment.

    Attributes:
        memory: Resident KiB of each process that stays, by its part.
        descriptors: How many descriptors each of them has open.
        processes: How many processes there are below the harness.
        scratch: Files and folders below the scratch root.
    """

    memory: dict[str, int]
    descriptors: dict[str, int]
    processes: int
    scratch: int

    @staticmethod
    def now(scratch: str) -> Held:
        gc.collect()
        below = tree.descendants(os.getpid())
        parts = {"harness": os.getpid()}
        for pid in below:
            parts.setdefault(_part(pid), pid)  # a template comes before what was cloned from it
        return Held(
            {part: _resident(pid) for part, pid in parts.items()},
            {part: len(os.listdir(f"/proc/{pid}/fd")) for part, pid in parts.items()},  # noqa: PTH208 - a count
            len(below),
            entries(scratch),
        )


def entries(folder: str) -> int:
    """How many files and folders are below a folder."""
    return sum(1 for _ in Path(folder).rglob("*"))


def _part(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    module = next(
        (word.decode() for word in words if word.startswith(b"r1ci_bench.sandbox.jail.")), f"pid {pid}"
    )
    return module.rpartition(".")[2]


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def programs(calls: int) -> list[tuple[str, Policy, tuple[str, int | None]]]:
    """The programs in order: the kinds evenly mixed, no two alike."""
    turn = [
        ((place + 0.5) / share, code, policy, end)
        for share, code, policy, end in TURN
        for place in range(share)
    ]
    mixed = sorted(turn, key=lambda entry: entry[0])
    return [
        (code.format(number), policy, end)
        for number, (_, code, policy, end) in ((n, mixed[n % len(mixed)]) for n in range(calls))
    ]


async def endure(sandbox: JailSandbox, todo: list[tuple[str, Policy, tuple[str, int | None]]]) -> None:
    left = iter(todo)

    async def caller() -> None:
        for code, policy, end in left:
            execution = await sandbox.execute(code, policy)
            if (execution.ending, execution.exit_code) != end:
                raise SystemExit(f"{code!r} was to end with {end}: {execution}")

    await asyncio.gather(*(caller() for _ in range(CORES)))


async def settled(sandbox: JailSandbox, scratch: str) -> Held:
    """What is held once the last calls are cleared away."""
    for policy in (POLICY, SHORT):  # after two policies, as many processes wait for a next call as ever do
        await sandbox.execute("print(1)", policy)
    held = Held.now(scratch)
    for _ in range(20):
        await asyncio.sleep(0.05)
        before, held = held, Held.now(scratch)
        if (before.processes, before.descriptors) == (held.processes, held.descriptors):
            break
    return held


async def measure(calls: int, goals: timing.Goals) -> None:
    with tempfile.TemporaryDirectory(prefix="endurance-") as scratch:
        sandbox = JailSandbox(SandboxOptions(concurrency=CORES, scratch_root=scratch))
        try:
            todo = programs(calls)  # before the first count, since it is the harness's memory too
            await endure(sandbox, programs(WARM_UP))
            held = {"start": await settled(sandbox, scratch)}
            start = time.perf_counter()
            await endure(sandbox, todo[: calls // 2])
            held["middle"] = await settled(sandbox, scratch)
            await endure(sandbox, todo[calls // 2 :])
            seconds = time.perf_counter() - start
            held["end"] = await settled(sandbox, scratch)
        finally:
            await sandbox.aclose()
        left = entries(scratch)
    print(f"{calls} calls in {seconds:.0f} s, {CORES} at a time\n")
    show(held)
    # An allocator takes what it needs early on; a leak goes on.
    first, last = held["middle"], held["end"]
    for part in first.memory:
        grown = (last.memory[part] - first.memory[part]) / 1024
        goals.add(f"memory of {part}, growth in the second half", grown, 1.0, at_least=False, unit=" MiB")
        more = last.descriptors[part] - first.descriptors[part]
        goals.add(f"descriptors of {part}, growth in the second half", more, 0, at_least=False, unit="")
    goals.add(
        "processes, growth in the second half", last.processes - first.processes, 0, at_least=False, unit=""
    )
    goals.add(
        "scratch entries, growth in the second half", last.scratch - first.scratch, 0, at_least=False, unit=""
    )
    goals.add("processes left after closing", len(tree.children(os.getpid())), 0, at_least=False, unit="")
    goals.add("scratch entries left after closing", left, 0, at_least=False, unit="")


def show(held: dict[str, Held]) -> None:
    first = next(iter(held.values()))
    rows = [
        [f"memory of {part}, KiB", *(str(each.memory[part]) for each in held.values())]
        for part in first.memory
    ]
    rows += [
        [f"descriptors of {part}", *(str(each.descriptors[part]) for each in held.values())]
        for part in first.descriptors
    ]
    rows.append(["processes", *(str(each.processes) for each in held.values())])
    rows.append(["scratch entries", *(str(each.scratch) for each in held.values())])
    timing.show(["nothing running", *held], rows)


def main() -> None:
    options = timing.arguments(__doc__, calls=10_000)
    goals = timing.Goals(options.check)
    timing.show_machine()
    asyncio.run(measure(options.calls, goals))
    goals.report()


if __name__ == "__main__":
    main()
