"""Runs a task's code elsewhere: its reference programs in the sandbox, its generator in another process."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.answers import excerpt
from r1ci_bench.errors import SandboxFault
from r1ci_bench.soundness.fingerprint import Request, fingerprint
from r1ci_bench.soundness.suites import prints_what_it_stores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.sandbox.policy import Sandbox
    from r1ci_bench.soundness.probe import Probe
    from r1ci_bench.task import Sample

_CHILD_SECONDS = 600.0


async def check_programs(
    probe: Probe, sandbox: Sandbox, level: int, samples: Sequence[Sample]
) -> tuple[int, float | None]:
    """Run reference programs: each must work its answer out, and print a right one.

    Returns:
        How many ran, and the seconds of the slowest.
    """
    found = probe.found
    seconds: list[float] = []
    for number, sample in enumerate(samples):
        what = f"program of question {number}"
        try:
            code = probe.task.reference(sample)
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            found.add_error("reference", level, what, error)
            continue
        if code is None:
            continue
        if prints_what_it_stores(code):
            found.add("reference", level, what, "it works nothing out: it prints constants")
        try:
            execution = await sandbox.execute(code, probe.task.policy)
        except SandboxFault as fault:
            found.add("reference", level, what, fault.message)
            continue
        seconds.append(execution.seconds)
        if execution.exit_code != 0:
            lines = execution.stderr.strip().splitlines() or [f"exit code {execution.exit_code}"]
            found.add("reference", level, what, lines[-1])
            continue
        printed = execution.stdout.removesuffix("\n")
        verdict = await probe.verdict(level, sample, printed, what)
        if verdict is not None and verdict.outcome != "correct":
            found.add("reference", level, what, f"it prints {excerpt(printed, 80)}: {verdict.reason}")
    return len(seconds), max(seconds, default=None)


async def check_determinism(probe: Probe, request: Request) -> None:
    """The same questions come out of another process with another hash seed and another date."""
    found = probe.found
    try:
        ours = fingerprint(probe.task, request)
    except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
        found.add_error("contract", 0, "questions with their answers and programs", error)
        return
    theirs = await _elsewhere(request)
    if isinstance(theirs, str):
        found.add("determinism", 0, "another process", theirs)
        return
    for level, one, two in zip(request.levels, ours, theirs, strict=True):
        if one != two:
            found.add("determinism", level, "questions", "another process makes other questions")


async def _elsewhere(request: Request) -> list[str] | str:
    """The fingerprint from another process, or why there is none."""
    other_seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    # The child also has another time zone and another clock.
    environment = {**os.environ, "PYTHONHASHSEED": other_seed, "TZ": "UTC-13"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "r1ci_bench.soundness.fingerprint",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        async with asyncio.timeout(_CHILD_SECONDS):
            out, err = await child.communicate(msgspec.json.encode(request))
    except TimeoutError:
        return "it did not end in time"
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        return msgspec.json.decode(out, type=list[str])
    except msgspec.DecodeError:
        lines = err.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it printed nothing"
