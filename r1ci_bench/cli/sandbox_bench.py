"""`r1ci-bench sandbox bench`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from r1ci_bench.cli.app import Session, pass_session

if TYPE_CHECKING:
    from r1ci_bench.cli.sandbox_timing import Measured
    from r1ci_bench.sandbox import Sandbox

_EPILOG = """\b
Examples:
  r1ci-bench sandbox bench
  r1ci-bench sandbox bench --sandbox unsafe --calls 200
  r1ci-bench sandbox bench --sandbox http://127.0.0.1:8080 --concurrency 32 --json

Latency is from the request to the answer with nothing else to do; calls a second with --concurrency calls
at a time.
"""


@click.command("bench", epilog=_EPILOG)
@click.option(
    "--calls",
    default=50,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="Calls of each program, once alone and once at the same time.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 4096),
    help="Calls at the same time [default: the number of cores].",
)
@click.option("--sandbox", "name", default="jail", show_default=True, help="Which one: an id or a URL.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout, times in seconds.")
@pass_session
def command(session: Session, calls: int, concurrency: int | None, name: str, as_json: bool) -> int:
    """Time a few programs in a sandbox: print(1), numpy, sympy, and 2 MB of output."""
    import asyncio

    from msgspec import structs

    from r1ci_bench.cli.output import print_json
    from r1ci_bench.errors import ExitCode
    from r1ci_bench.run.sandboxes import make_sandbox

    together = concurrency or len(os.sched_getaffinity(0))
    sandbox = make_sandbox(name, session.plugins, concurrency=together)
    measured = asyncio.run(_measure(sandbox, calls, together))
    if as_json:
        print_json({"sandbox": name, **structs.asdict(measured)})
    else:
        click.echo(_report(name, measured))
    return ExitCode.OK


async def _measure(sandbox: Sandbox, calls: int, concurrency: int) -> Measured:
    from r1ci_bench.cli.sandbox_timing import measure

    def begun(program: str) -> None:
        if os.isatty(2):
            click.echo(f"\r{program:<20}\r", nl=False, err=True)

    try:
        return await measure(sandbox, calls=calls, concurrency=concurrency, begun=begun)
    finally:
        await sandbox.aclose()


def _report(name: str, measured: Measured) -> str:
    from r1ci_bench.cli.output import counted, printable, table

    rows = [
        [
            timing.program,
            *(f"{1e3 * seconds:.1f}" for seconds in (timing.median, timing.p95, timing.best)),
            f"{timing.calls_per_second:.1f}",
        ]
        for timing in measured.programs
    ]
    headers = ["program", "median ms", "p95 ms", "best ms", f"calls/s, {measured.concurrency} at a time"]
    calls = counted(measured.programs[0].calls, "call")
    return "\n".join(
        (
            f"sandbox {printable(name)}, {calls} of each program, load {os.getloadavg()[0]:.1f}",
            f"layers: {printable(', '.join(measured.layers)) or 'none'}",
            f"first call: {measured.first_seconds:.2f} s, starting and warming up included",
            "",
            table(rows, headers, right=range(1, len(headers))),
        )
    )
