"""The process of the code, from its fork to its first line: memory, streams, files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from msgspec import json

from r1ci_bench.sandbox.jail import inputs, program, rlimits, script
from r1ci_bench.sandbox.jail.probing import describe
from r1ci_bench.sandbox.jail.wire import Refused

if TYPE_CHECKING:
    from mmap import mmap

    from r1ci_bench.sandbox.jail.child import Prepared
    from r1ci_bench.sandbox.jail.given import Given
    from r1ci_bench.sandbox.jail.wire import Job, Spawn


def become(prepared: Prepared, spawn: Spawn, job: Job, given: Given, mark: mmap) -> NoReturn:
    """Run one piece of code in this process and end with it.

    Args:
        prepared: What the template has made ready.
        spawn: What the first process was cloned for.
        job: The call; of a session, any of its calls.
        given: The call's descriptors.
        mark: Memory shared with the first process.
    """
    try:
        limit(prepared, spawn, job, given.status)
        take_streams(given, prepared.null)
        if "files" in given.extra:
            _lay_out(given.extra["files"])
        if job.program is None:
            script.settle_in(spawn.scratch)
            if "gate" in given.extra and not os.read(given.extra["gate"], 1):
                os._exit(1)  # it was made ahead, and nobody will ever want it
            script.run(given.code, mark)
        program.run(job.program, given.code, spawn.scratch, mark)
    finally:
        os._exit(1)


def limit(prepared: Prepared, spawn: Spawn, job: Job, status: int) -> None:
    """Apply the limits that the first process must not have.

    A failure is told as that of a layer, and ends this process.
    """
    if not prepared.plan.has("rlimits"):
        return
    try:
        rlimits.apply_to_code(
            spawn.policy.memory_bytes,
            base=rlimits.NO_BASE if job.program else prepared.base,
            address_space=job.program is None or job.program.address_space,
            file_bytes=spawn.policy.scratch_bytes,
        )
    except Exception as error:  # noqa: BLE001 - whatever it was, no code may run without the limit
        os.write(status, json.encode(Refused("rlimits", describe(error))) + b"\n")
        os._exit(1)


def take_streams(given: Given, null: int) -> None:
    """Make the call's streams this process's standard streams."""
    os.dup2(given.extra.get("stdin", null), 0)
    os.dup2(given.out, 1)
    os.dup2(given.err, 2)


def _lay_out(descriptor: int) -> None:
    try:
        inputs.lay_out(descriptor)
    except OSError as error:
        os.write(2, f"the files of this call cannot be written: {describe(error)}\n".encode())
        os._exit(1)
