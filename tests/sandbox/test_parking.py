"""Processes made ahead: a call's time begins with its code, and they wait for the call that wants them."""

from __future__ import annotations

import asyncio
import os
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import msgspec
import pytest

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.call import Call
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.jail.wire import Run, Started
from r1ci_bench.sandbox.policy import Inputs
from support.processes import descendants, eventually, is_jailed

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.process import Process

BARE = Policy(preload=())


def request(number: int, code: bytes) -> Run:
    return Run(call=number, code=code, policy=BARE, asked=time.monotonic())


def test_a_start_that_is_told_late_takes_nothing_of_the_codes_time() -> None:
    process = cast("Process", SimpleNamespace(pid=0, theirs=None))
    call = Call(request(-1, b""), process, wall_seconds=5.0, cpu_seconds=5.0, ahead=True)
    call.open()
    try:
        long_ago = call.begun - 100.0
        assert call.take(request(1, b"print(1)"))
        taken = call.begun
        assert taken > long_ago + 100.0
        os.write(call.given[3], msgspec.json.encode(Started(long_ago, ())) + b"\n")
        for descriptor in call.streams:
            call.read(descriptor)
        assert call.deadline() == taken + 5.0
    finally:
        call.close()


def test_one_that_cannot_take_its_code_serves_nobody() -> None:
    process = cast("Process", SimpleNamespace(pid=0, theirs=None))
    call = Call(request(-1, b""), process, wall_seconds=5.0, cpu_seconds=5.0, ahead=True)
    call.open()
    try:
        call.hand_over()  # nobody holds the other ends
        assert not call.take(request(1, b"print(1)"))
        assert not call.take(request(2, b"print(2)"))
    finally:
        call.close()


@pytest.mark.usefixtures("jail_works")
def test_a_call_with_inputs_leaves_those_that_wait_to_others() -> None:
    def waiting() -> set[int]:
        return {pid for pid in descendants(os.getpid()) if is_jailed(pid)}

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            assert (await sandbox.execute("print(1)", BARE)).ok
            assert await asyncio.to_thread(eventually, lambda: len(waiting()) == 2)
            before = waiting()
            done = await sandbox.execute("print(input())", BARE, inputs=Inputs(stdin=b"given"))
            assert done.stdout == "given\n"
            assert await asyncio.to_thread(eventually, lambda: len(waiting()) == 2)
            assert waiting() == before
        finally:
            await sandbox.aclose()

    asyncio.run(body())
