"""Scenarios with a judge of their own, which must leave no process behind."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import VerifierFault
from r1ci_bench.judge import Judge, JudgeLimits
from r1ci_bench.task import Sample, Verdict
from support.processes import children

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HONEST = "support.judged_tasks:Honest"
MEASURING = "support.judged_tasks:Measuring"
LOOKING = "support.judged_tasks:Looking"
MISBEHAVING = "support.judged_tasks:Misbehaving"

SAMPLE = Sample(question="What is six times seven?", data={"answer": "42"})
TELLING = Sample(question="Who judges?", data={"answer": "42", "tell": "pid"})
QUICK = JudgeLimits(seconds=1)
LARGE = 3_000_000


def with_judge(use: Callable[[Judge], Awaitable[Any]], limits: JudgeLimits | None = None) -> Any:
    """Run a scenario with a judge of its own; every process of it must be gone afterwards."""

    async def scenario() -> Any:
        judge = Judge(limits or JudgeLimits())
        try:
            return await use(judge)
        finally:
            await judge.aclose()

    before = children(os.getpid())
    result = asyncio.run(scenario())
    assert children(os.getpid()) == before
    return result


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def judge_once(
    entry: str, answer: str, limits: JudgeLimits | None = None, sample: Sample = SAMPLE
) -> Verdict:
    verdict: Verdict = with_judge(lambda judge: judge.verdict(entry, sample, answer), limits)
    return verdict


def fault_of(answer: str, *, entry: str = MISBEHAVING, limits: JudgeLimits | None = None) -> VerifierFault:
    """The fault that a call ends in; the same judge must then still judge an honest answer."""

    async def scenario(judge: Judge) -> VerifierFault:
        with pytest.raises(VerifierFault) as caught:
            await judge.verdict(entry, SAMPLE, answer)
        assert await judge.verdict(HONEST, SAMPLE, "42") == Verdict.correct("42")
        return caught.value

    fault: VerifierFault = with_judge(scenario, limits)
    return fault
