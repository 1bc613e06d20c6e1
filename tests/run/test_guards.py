"""What a sandbox's surprises become; those of model adapters are in the tests of runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

import pytest

from r1ci_bench.errors import SandboxFault
from r1ci_bench.run.guards import GuardedSandbox
from r1ci_bench.sandbox import Policy
from r1ci_bench.sandbox.policy import NO_INPUTS
from support.scripted import FakeSandbox, execution

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Execution, Inputs, Language


def cancelling(code: str) -> NoReturn:
    """Something inside the sandbox was cancelled, by nobody outside."""
    raise asyncio.CancelledError


@pytest.mark.parametrize("in_session", [False, True])
def test_a_cancellation_that_nobody_asked_for_is_a_fault_and_not_the_end_of_a_worker(
    in_session: bool,
) -> None:
    sandbox = GuardedSandbox(FakeSandbox(cancelling))
    call = sandbox.session(Policy()).execute("1") if in_session else sandbox.execute("1", Policy())
    with pytest.raises(SandboxFault, match="the sandbox broke") as caught:
        asyncio.run(call)
    assert caught.value.kind == "backend_error"


def test_a_cancelled_call_is_cancelled() -> None:
    begun = asyncio.Event()

    class Waiting(FakeSandbox):
        """Never ends."""

        async def execute(
            self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
        ) -> Execution:
            """Wait for the end of time."""
            begun.set()
            await asyncio.Event().wait()
            return execution("")

    async def scene() -> None:
        call = asyncio.create_task(GuardedSandbox(Waiting()).execute("1", Policy()))
        await begun.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    asyncio.run(scene())
