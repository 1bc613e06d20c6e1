"""What is timed is what a sandbox did, and only a sandbox that works is timed."""

from __future__ import annotations

import asyncio
import time

import pytest

from r1ci_bench.cli.sandbox_timing import PROGRAMS, Measured, Program, measure
from r1ci_bench.errors import SandboxFault, SetupError
from r1ci_bench.sandbox import Execution, Inputs, Language, LayerReport, Policy, Sandbox
from r1ci_bench.sandbox.policy import NO_INPUTS

HELLO = Program("hello", "print('hello')", 6)


class Scripted(Sandbox):
    """Answers at once with what each program is known to print, or with what the test wants instead."""

    def __init__(
        self, *, printed: int | None = None, exit_code: int = 0, broken_after: int | None = None
    ) -> None:
        self.printed, self.exit_code, self.broken_after = printed, exit_code, broken_after
        self.asked: list[tuple[str, Policy]] = []
        self.running = self.most_running = 0

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        self.asked.append((code, policy))
        if self.broken_after is not None and len(self.asked) > self.broken_after:
            raise SandboxFault("it died", kind="worker_died")
        self.running += 1
        self.most_running = max(self.running, self.most_running)
        await asyncio.sleep(0)
        self.running -= 1
        known = {program.code: program.stdout_bytes for program in (*PROGRAMS, HELLO)}
        return Execution(
            ending="exited",
            stdout="",
            stderr="Traceback:\nModuleNotFoundError: no sympy" if self.exit_code else "",
            exit_code=self.exit_code,
            signal=None,
            seconds=0.0,
            cpu_seconds=0.0,
            queue_seconds=0.0,
            stdout_bytes=known[code] if self.printed is None else self.printed,
            stderr_bytes=0,
            truncated=False,
            layers=("seccomp",),
        )

    def layers(self) -> tuple[LayerReport, ...]:
        return ()

    async def aclose(self) -> None:
        pass


def measured(sandbox: Sandbox, *, calls: int = 20, concurrency: int = 4) -> Measured:
    return asyncio.run(measure(sandbox, calls=calls, concurrency=concurrency, programs=(HELLO,)))


class TestTimes:
    def test_the_first_call_is_timed_apart_and_the_layers_are_those_of_the_executions(self) -> None:
        before = time.perf_counter()
        found = measured(Scripted())
        assert 0 < found.first_seconds <= time.perf_counter() - before
        assert found.layers == ("seccomp",)

    def test_a_program_has_a_best_a_median_and_a_p95_in_that_order(self) -> None:
        (timing,) = measured(Scripted()).programs
        assert 0 < timing.best <= timing.median <= timing.p95
        assert timing.calls_per_second > 0

    @pytest.mark.parametrize("calls", [1, 2, 19, 20, 21])
    def test_any_number_of_calls_will_do(self, calls: int) -> None:
        sandbox = Scripted()
        (timing,) = measured(sandbox, calls=calls).programs
        assert timing.calls == calls
        # The first one, one to warm up, then twice the number.
        assert len(sandbox.asked) == 2 + 2 * calls

    def test_calls_are_made_alone_and_then_at_the_concurrency(self) -> None:
        sandbox = Scripted()
        measured(sandbox, concurrency=7)
        assert sandbox.most_running == 7
        alone = Scripted()
        measured(alone, concurrency=1)
        assert alone.most_running == 1

    def test_each_program_is_announced(self) -> None:
        heard: list[str] = []
        asyncio.run(measure(Scripted(), calls=1, concurrency=1, begun=heard.append))
        assert heard == [program.name for program in PROGRAMS]


class TestSandboxesThatDoNotWork:
    def test_a_failing_program_is_an_error_that_says_how_it_failed(self) -> None:
        with pytest.raises(SetupError, match=r"'hello' .* exit code 1.*no sympy") as caught:
            measured(Scripted(exit_code=1))
        assert caught.value.hint is not None

    def test_another_output_is_an_error(self) -> None:
        with pytest.raises(SetupError, match="5 bytes printed instead of 6"):
            measured(Scripted(printed=5))

    def test_a_fault_while_many_run_is_that_fault(self) -> None:
        sandbox = Scripted(broken_after=25)
        with pytest.raises(SandboxFault, match="it died"):
            measured(sandbox, calls=20, concurrency=4)
        assert sandbox.running == 0
