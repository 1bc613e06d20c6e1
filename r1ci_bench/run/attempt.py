"""One attempt from question to record: agent, verdict, outcome."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from r1ci_bench.agents import AgentContext, Limits
from r1ci_bench.errors import Fault, HostFault, ProviderFault, R1ciError, SandboxFault, VerifierFault
from r1ci_bench.model import Attempt, SamplingParams
from r1ci_bench.records import FaultRecord, SampleRecord
from r1ci_bench.transcript import TranscriptBuilder

if TYPE_CHECKING:
    from r1ci_bench.records import Outcome
    from r1ci_bench.run.board import Board
    from r1ci_bench.run.plan import PlannedAttempt
    from r1ci_bench.run.workbench import Workbench
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
        bench: The run's live objects.
        board: Told what each attempt waits for.
    """

    def __init__(self, bench: Workbench, board: Board) -> None:
        spec = bench.spec
        self._bench = bench
        self._board = board
        self._policies = {task.id: task.policy for task in bench.planner.plan.tasks}
        self._entries = {task.id: task.entry for task in bench.planner.plan.tasks}
        self._limits = Limits(
            code_calls=spec.code_calls,
            turns=spec.turns,
            tokens_total=spec.tokens_total,
            wall_seconds=spec.attempt_seconds,
        )

    async def make(self, planned: PlannedAttempt) -> tuple[SampleRecord, Fault | None]:
        """Work on one question and judge the answer.

        Returns:
            The record, and the fault where one ended the attempt.

        Raises:
            R1ciError: what must stop the whole run: this machine's faults and set-up errors.
        """
        started = time.monotonic()
        task = self._bench.planner.tasks[planned.task]
        builder = TranscriptBuilder()
        fault: Fault | None = None
        verdict: Verdict | None = None
        try:
            await self._work(task, planned, builder)
            if builder.answer is not None:
                self._board.waiting(planned.key, "verifier")
                verdict = await self._bench.judge.verdict(
                    self._entries[planned.task], planned.sample, builder.answer
                )
        except (ProviderFault, SandboxFault, VerifierFault) as caught:
            fault = caught
        transcript = builder.build()
        record = SampleRecord(
            key=planned.key,
            task=planned.task,
            task_version=task.version,
            level=planned.level,
            index=planned.index,
            epoch=planned.epoch,
            sample_hash=planned.sample_hash,
            copy=planned.copy,
            question=planned.sample.question,
            data=planned.sample.data,
            # A generated question can be made again from the manifest; an official item must be found.
            provenance=planned.sample.provenance if planned.level == 0 else {},
            defects=planned.sample.defects,
            outcome=outcome_of(transcript, verdict, fault),
            verdict=verdict,
            fault=_fault_record(fault),
            transcript=transcript,
            seconds=time.monotonic() - started,
        )
        return record, fault

    async def _work(self, task: Task[Any], planned: PlannedAttempt, builder: TranscriptBuilder) -> None:
        bench = self._bench
        attempt = Attempt(
            task=task,
            sample=planned.sample,
            agent=bench.spec.agent,
            epoch=planned.epoch,
            seed=planned.seed,
        )
        policy = self._policies[planned.task]
        async with bench.sandbox.session(policy) as session:
            context = AgentContext(
                attempt=attempt,
                model=bench.model.bind(attempt),
                guide=bench.guide.bind(attempt) if bench.guide is not None else None,
                sandbox=bench.sandbox,
                session=session,
                policy=policy,
                limits=self._limits,
                params=SamplingParams(
                    temperature=bench.spec.temperature,
                    top_p=bench.spec.top_p,
                    max_tokens=bench.spec.max_tokens,
                    seed=planned.seed,
                ),
                prompts=bench.prompts,
                transcript=builder,
                waiting=lambda what: self._board.waiting(planned.key, what),
            )
            try:
                await bench.agent.run(context)
            except R1ciError:
                raise
            except Exception as error:
                raise HostFault(
                    f"agent {bench.spec.agent!r} broke on {planned.task}: {type(error).__name__}: {error}",
                    kind="agent_error",
                    hint="a bug of the agent, not of the model; the run can be resumed once it is mended",
                ) from error


def _fault_record(fault: Fault | None) -> FaultRecord | None:
    if fault is None:
        return None
    return FaultRecord(boundary=fault.boundary, kind=fault.kind, message=fault.message)


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
