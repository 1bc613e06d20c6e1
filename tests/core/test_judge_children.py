"""The children of the judge: their channel, their end, and what they can reach."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from r1ci_bench.errors import VerifierFault
from r1ci_bench.judge import Judge, JudgeLimits
from r1ci_bench.sandbox.jail import landlock, seccomp
from r1ci_bench.task import Verdict
from support.judging import (
    HONEST,
    LARGE,
    LOOKING,
    MEASURING,
    MISBEHAVING,
    QUICK,
    SAMPLE,
    TELLING,
    fault_of,
    gone,
    judge_once,
    with_judge,
)

# --- the channel


@pytest.mark.parametrize(("answer", "parsed"), [("print", "printed"), ("read", "''")])
def test_standard_streams_are_not_the_channel(
    answer: str, parsed: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert judge_once(MISBEHAVING, answer).parsed == parsed
    assert capfd.readouterr() == ("", "")


def test_queueing_and_start_are_not_the_verifiers_time() -> None:
    # A hundred calls and the child's start take longer together than one call may.
    async def scenario(judge: Judge) -> None:
        calls = (judge.verdict(MEASURING, SAMPLE, "x" * LARGE) for _ in range(100))
        verdicts = await asyncio.gather(*calls)
        assert {verdict.reason for verdict in verdicts} == {f"{LARGE} characters"}

    with_judge(scenario, QUICK)


def test_a_reply_that_came_in_time_counts_though_the_harness_was_held_up() -> None:
    async def scenario(judge: Judge) -> Verdict:
        await judge.verdict(HONEST, SAMPLE, "42")
        call = asyncio.create_task(judge.verdict(HONEST, SAMPLE, "42"))
        await asyncio.sleep(0)
        time.sleep(2 * QUICK.seconds)  # noqa: ASYNC251 - a harness whose event loop stands still
        return await call

    assert with_judge(scenario, QUICK) == Verdict.correct("42")


@pytest.mark.parametrize("turns", range(0, 40, 3))
def test_a_cancelled_call_leaves_the_next_one_its_own_verdict(turns: int) -> None:
    async def scenario(judge: Judge) -> None:
        call = asyncio.create_task(judge.verdict(MEASURING, SAMPLE, "a" * LARGE))
        for _ in range(turns):
            await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await judge.verdict(HONEST, SAMPLE, "42")) == Verdict.correct("42")

    with_judge(scenario)


def test_cancelling_all_of_many_calls_leaves_a_working_judge() -> None:
    async def scenario(judge: Judge) -> None:
        await judge.verdict(HONEST, SAMPLE, "42")
        calls = [asyncio.create_task(judge.verdict(MISBEHAVING, SAMPLE, "loop")) for _ in range(20)]
        await judge_is_busy(judge)
        for call in calls:
            call.cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        assert await judge.verdict(HONEST, SAMPLE, "42") == Verdict.correct("42")

    with_judge(scenario, JudgeLimits(workers=2))


async def judge_is_busy(judge: Judge) -> None:
    """Wait until a child works on a call with its task imported."""
    while not any(MISBEHAVING in child.loaded for child in judge._busy):  # noqa: ASYNC110 - nobody signals it
        await asyncio.sleep(0.001)


def test_a_child_killed_while_idle_costs_no_call() -> None:
    async def scenario(judge: Judge) -> None:
        pid = int((await judge.verdict(HONEST, TELLING, "42")).parsed or 0)
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(os.waitid, os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        other = int((await judge.verdict(HONEST, TELLING, "42")).parsed or 0)
        assert other != pid
        assert gone(pid)

    with_judge(scenario)


def test_a_child_killed_at_work_is_a_crash() -> None:
    async def scenario(judge: Judge) -> None:
        call = asyncio.create_task(judge.verdict(MISBEHAVING, SAMPLE, "loop"))
        await judge_is_busy(judge)
        (child,) = judge._busy
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(VerifierFault, match="SIGKILL") as caught:
            await call
        assert caught.value.kind == "crashed"
        assert await judge.verdict(HONEST, SAMPLE, "42") == Verdict.correct("42")

    with_judge(scenario)


# --- the end


def test_closing_ends_calls_under_way_and_refuses_later_ones() -> None:
    async def scenario(judge: Judge) -> None:
        calls = [asyncio.create_task(judge.verdict(MISBEHAVING, SAMPLE, "loop")) for _ in range(3)]
        await judge_is_busy(judge)
        await judge.aclose()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert {getattr(result, "kind", None) for result in results} == {"closed"}
        with pytest.raises(VerifierFault, match="closed"):
            await judge.verdict(HONEST, SAMPLE, "42")
        await judge.aclose()

    with_judge(scenario)


def test_children_die_with_the_harness_even_while_they_are_at_work() -> None:
    program = textwrap.dedent(
        """
        import asyncio, sys
        from r1ci_bench.judge import Judge
        from r1ci_bench.task import Sample

        async def main():
            judge = Judge()
            sample = Sample(question="", data={})
            call = asyncio.create_task(judge.verdict("support.judged_tasks:Misbehaving", sample, "loop"))
            while not any(child.loaded for child in judge._busy):
                await asyncio.sleep(0.001)
            print(next(iter(judge._busy)).pid, flush=True)
            await call

        asyncio.run(main())
        """
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment
    ) as harness:
        assert harness.stdout is not None
        pid = int(harness.stdout.readline())
        child = os.pidfd_open(pid)
        harness.kill()
    try:
        # A process descriptor becomes readable when its process ends; the test's own limit bounds the wait.
        poll = select.poll()
        poll.register(child)
        assert poll.poll(60_000)
    finally:
        os.close(child)


# --- the child's surroundings


def look(what: str) -> str:
    return judge_once(LOOKING, what).parsed or ""


def test_the_child_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("PYTHONSTARTUP", "anything")
    names = set(look("environment").split())
    assert "PATH" in names
    assert not names & {"OPENAI_API_KEY", "PYTHONSTARTUP"}


def test_the_child_inherits_no_descriptor() -> None:
    with open(__file__, "rb") as file:  # noqa: PTH123 - a descriptor is what is wanted
        os.set_inheritable(file.fileno(), True)
        paths = look("descriptors").split()
    assert paths.count("/dev/null") == 3
    assert sum("socket:" in path for path in paths) == 1
    assert __file__ not in paths


@pytest.mark.skipif(
    not all(layer.holds for layer in (*landlock.probe(), *seccomp.probe())),
    reason="this kernel has no Landlock or no seccomp",
)
@pytest.mark.parametrize("answer", ["touch", "connect", "signal"])
def test_the_child_changes_and_reaches_nothing(answer: str) -> None:
    assert "PermissionError" in fault_of(answer).message


def test_the_child_leads_a_session_of_its_own_and_gains_no_privileges() -> None:
    pid, group, session = look("ids").split()
    assert pid == group == session
    assert session != str(os.getsid(0))
    assert look("no_new_privs") == "1"
