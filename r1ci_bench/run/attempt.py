"""One attempt from question to record: agent, verdict, outcome."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from r1ci_bench.agents import AgentContext, Limits
from r1ci_bench.errors import Fault, HostFault, ProviderFault, R1ciError, SandboxFault, VerifierFault
from r1ci_bench.executor import record_of
from r1ci_bench.model import Attempt, SamplingParams
from r1ci_bench.transcript import TranscriptBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from r1ci_bench.executor import Job, PlannedAttempt, Waiting
    from r1ci_bench.records import Outcome, SampleRecord
    from r1ci_bench.run.executor import Tools
    from r1ci_bench.task import Task, Verdict
    from r1ci_bench.transcript import StopReason, Transcript

# Without an answer, the reason for which the loop ended is the outcome.
_WITHOUT_ANSWER: dict[StopReason, Outcome] = {
    "answered": "no_answer",
    "no_answer": "no_answer",
    "truncated": "truncated",
    "call_limit": "limit",
    "turn_limit": "limit",
    "token_limit": "limit",
    "time_limit": "limit",
}
_OF_FAULT: dict[type[Fault], Outcome] = {
    ProviderFault: "provider_fault",
    SandboxFault: "sandbox_fault",
    VerifierFault: "verifier_fault",
}


class Attempter:
    """Makes the attempts of one run.

    Args:
        tools: The live objects.
        job: The request, and the tasks as they are planned.
        tasks: The same tasks, loaded, by id.
    """

    def __init__(self, tools: Tools, job: Job, tasks: Mapping[str, Task[Any]]) -> None:
        spec = job.spec
        self._tools = tools
        self._spec = spec
        self._tasks = tasks
        self._planned = {task.id: task for task in job.tasks}
        self._limits = Limits(
            code_calls=spec.code_calls,
            turns=spec.turns,
            tokens_total=spec.tokens_total,
            wall_seconds=spec.attempt_seconds,
        )

    async def make(self, planned: PlannedAttempt, waiting: Waiting) -> tuple[SampleRecord, Fault | None]:
        """Work on one question and judge the answer.

        Args:
            planned: The question.
            waiting: Told what the attempt waits for.

        Returns:
            The record, and the fault where one ended the attempt.

        Raises:
            R1ciError: what must stop the whole run: this machine's faults and set-up errors.
        """
        started = time.monotonic()
        task = self._tasks[planned.task]
        builder = TranscriptBuilder()
        fault: Fault | None = None
        verdict: Verdict | None = None
        try:
            await self._work(task, planned, builder, waiting)
            if builder.answer is not None:
                waiting("verifier")
                verdict = await self._tools.judge.verdict(
                    self._planned[planned.task].entry, planned.sample, builder.answer
                )
        except (ProviderFault, SandboxFault, VerifierFault) as caught:
            fault = caught
        transcript = builder.build()
        record = record_of(
            planned,
            task.version,
            transcript,
            outcome_of(transcript, verdict, fault),
            verdict=verdict,
            fault=fault,
            seconds=time.monotonic() - started,
        )
        return record, fault

    async def _work(
        self, task: Task[Any], planned: PlannedAttempt, builder: TranscriptBuilder, waiting: Waiting
    ) -> None:
        tools, spec = self._tools, self._spec
        attempt = Attempt(
            task=task,
            sample=planned.sample,
            agent=spec.agent,
            epoch=planned.epoch,
            seed=planned.seed,
        )
        policy = self._planned[planned.task].policy
        async with tools.sandbox.session(policy) as session:
            context = AgentContext(
                attempt=attempt,
                model=tools.model.bind(attempt),
                guide=tools.guide.bind(attempt) if tools.guide is not None else None,
                sandbox=tools.sandbox,
                session=session,
                policy=policy,
                limits=self._limits,
                params=SamplingParams(
                    temperature=spec.temperature,
                    top_p=spec.top_p,
                    max_tokens=spec.max_tokens,
                    seed=planned.seed,
                ),
                prompts=tools.prompts,
                transcript=builder,
                waiting=waiting,
            )
            try:
                await tools.agent.run(context)
            except R1ciError:
                raise
            except Exception as error:
                raise HostFault(
                    f"agent {spec.agent!r} broke on {planned.task}: {type(error).__name__}: {error}",
                    kind="agent_error",
                    hint="a bug of the agent, not of the model; the run can be resumed once it is mended",
                ) from error


def outcome_of(transcript: Transcript, verdict: Verdict | None, fault: Fault | None) -> Outcome:
    """The one outcome of an attempt.

    Args:
        transcript: The attempt as far as it came.
        verdict: What the verifier said, where there was an answer to judge.
        fault: What broke, where something did.
    """
    if fault is not None:
        return next(outcome for kind, outcome in _OF_FAULT.items() if isinstance(fault, kind))
    if verdict is not None:
        return verdict.outcome
    return _WITHOUT_ANSWER[transcript.stop or "no_answer"]
