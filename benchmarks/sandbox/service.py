"""Calls a second of the HTTP service with 32 clients, beside a stand-in that isolates nothing.

    python -m benchmarks.sandbox.service [--clients 32] [--rounds 3] [--check]

Both servers run on this machine, one loaded at a time, and get the same requests from the same clients. The
known figures are those of SandboxFusion's own server without isolation on two cores of another machine.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.sandbox import timing
from benchmarks.sandbox.http_client import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

CORES = len(os.sched_getaffinity(0))
START_SECONDS = 60.0
RUN_SECONDS, FLOOD_SECONDS = 60, 5
# Program, start of its output, requests a client and round to ours, in all to the stand-in,
# SandboxFusion's calls a second, by what ours shall beat them.
PROGRAMS = {
    "print(1)": ("print(1)", "1\n", 16, 64, 82.0, 2.0),
    "import numpy": ("import numpy\nprint(numpy.arange(10).sum())", "45\n", 16, 32, 17.0, 10.0),
    "import sympy": ("import sympy\nprint(sympy.Integer(45))", "45\n", 16, 32, 4.2, 40.0),
}
FLOOD = "print(('x' * 79 + chr(10)) * 25_000)"


@asynccontextmanager
async def serving(command: Sequence[str], port: int) -> AsyncIterator[int]:
    """A server in a process of its own, from its first healthy answer to its end."""
    process = _start(command)
    try:
        await _healthy(port, process)
        yield port
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*command], stdout=subprocess.DEVNULL)


async def _healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            async with Connection(port) as connection:
                if (await connection.ask("/health"))[0] == 200:
                    return
        except OSError:
            pass  # it does not listen yet
        await asyncio.sleep(0.1)
    raise SystemExit(f"a server did not begin to serve on port {port}; its own message is above")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def load(port: int, code: str, expected: str, clients: int, requests: int) -> float:
    """Seconds a call, with so many clients asking at the same time."""
    left = iter(range(requests))

    async def client() -> None:
        async with Connection(port) as connection:
            for _ in left:
                await run(connection, code, expected)

    return await timing.clocked(asyncio.gather(*(client() for _ in range(clients)))) / requests


async def run(connection: Connection, code: str, expected: str) -> None:
    status, answer = await connection.ask("/run_code", _request(code, RUN_SECONDS))
    if (
        status != 200
        or answer["status"] != "Success"
        or not answer["run_result"]["stdout"].startswith(expected)
    ):
        raise SystemExit(f"a call went wrong: {status} {str(answer)[:500]}")


async def flood(port: int) -> tuple[float, str]:
    """Seconds of a program that prints 2 MB, and how it ended."""
    async with Connection(port) as connection:
        start = time.perf_counter()
        _, answer = await connection.ask("/run_code", _request(FLOOD, FLOOD_SECONDS))
        return time.perf_counter() - start, answer["run_result"]["status"]


def _request(code: str, seconds: int) -> dict[str, object]:
    return {"code": code, "language": "python", "run_timeout": seconds}


async def measure(clients: int, rounds: int, goals: timing.Goals) -> None:
    script = shutil.which("r1ci-bench")
    if script is None:
        raise SystemExit("r1ci-bench is not installed in this environment")
    ours, stand_in = free_port(), free_port()
    serve = [sys.executable, script, "sandbox", "serve", "--host", "127.0.0.1", "--port", str(ours)]
    serve += ["--workers", str(CORES), "--queue", str(2 * clients), "--quiet"]
    other = [sys.executable, "-m", "benchmarks.sandbox.stand_in", str(stand_in)]
    async with serving(serve, ours), serving(other, stand_in):
        rows = []
        for name, (code, expected, each, others, known, factor) in PROGRAMS.items():
            await load(ours, code, expected, CORES, 2 * CORES)
            times = await timing.alternate(
                rounds,
                {
                    "stand-in": partial(load, stand_in, code, expected, clients, others),
                    "ours": partial(load, ours, code, expected, clients, each * clients),
                },
            )
            rates = {side: 1 / statistics.median(found) for side, found in times.items()}
            ratio = timing.ratio(times, "stand-in", "ours")
            rows.append([name, f"{known:g}", *(f"{rate:.1f}" for rate in rates.values()), f"{ratio:.1f}"])
            goals.add(f"calls/s against SandboxFusion's known figure, {name}", rates["ours"] / known, factor)
            goals.add(f"calls/s against the stand-in, {name}", ratio, factor)
        heads = [f"{clients} clients", "SandboxFusion, known", "stand-in", "ours, jailed", "ours / stand-in"]
        timing.show(heads, rows)
        print("\n2 MB of output, one call:")
        floods = {"stand-in": await flood(stand_in), "ours, jailed": await flood(ours)}
        timing.show(
            ["server", "seconds", "ended"],
            [[side, f"{seconds:.2f}", status] for side, (seconds, status) in floods.items()],
        )
        seconds, status = floods["ours, jailed"]
        goals.add("seconds of 2 MB of output", seconds, 1.0, at_least=False, unit=" s")
        goals.add("2 MB of output ended by itself", float(status == "Finished"), 1.0, unit="")


def main() -> None:
    options = timing.arguments(__doc__, clients=32, rounds=3)
    goals = timing.Goals(options.check)
    timing.show_machine()
    asyncio.run(measure(options.clients, options.rounds, goals))
    goals.report()


if __name__ == "__main__":
    main()
