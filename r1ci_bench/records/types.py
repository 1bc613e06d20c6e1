"""The typed records of a run directory, and the versions of their layout."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct, field

from r1ci_bench.descriptors import ModelKind
from r1ci_bench.errors import Boundary
from r1ci_bench.records.spec import RunSpec
from r1ci_bench.sandbox.policy import LayerReport, Policy
from r1ci_bench.task import Defect, Verdict
from r1ci_bench.transcript import Transcript

SCHEMA_VERSION: Literal[1] = 1

Outcome = Literal[
    "correct", "wrong", "no_answer", "truncated", "limit", "sandbox_fault", "provider_fault", "verifier_fault"
]
"""Exactly one for each attempt. The three faults are ours, not the model's: they are reported apart."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
FAULTS: frozenset[str] = frozenset({"sandbox_fault", "provider_fault", "verifier_fault"})

Count = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Interval(Struct, frozen=True, kw_only=True):
    """A confidence interval of a share.

    Attributes:
        low: Its lower end.
        high: Its upper end.
        level: Its confidence level, for example 0.95.
        method: `wilson` or `cluster_bootstrap`.
    """

    low: Share
    high: Share
    level: Share
    method: str


class PlannedTask(Struct, frozen=True, kw_only=True):
    """One task of the plan.

    Attributes:
        id: The task.
        version: Its version.
        entry: Where it lives, as `module:class`; `verify` loads it from there.
        origin: Distribution and version that registered it.
        policy: The policy under which its code runs, the user's tightening included.
        official: Whether official items are asked, and not generated questions; None in runs from before one
            run could ask both.
    """

    id: str
    version: str
    entry: str
    origin: str
    policy: Policy
    official: bool | None = None


class SelectedSplit(Struct, frozen=True, kw_only=True):
    """A split that the request names.

    Attributes:
        name: As it was named: what is registered, or the path of a file.
        version: Its version; empty where it has none.
        tasks_hash: SHA-256 of the canonical JSON of its tasks, sorted.
        note: What must be said wherever results on it are shown; empty where there is nothing.
    """

    name: str
    version: str = ""
    tasks_hash: Digest
    note: str = ""


class Plan(Struct, frozen=True, kw_only=True):
    """Which questions a run asks.

    Attributes:
        hash: Content hash of all that decides the questions; equal hashes ask the same questions.
        tasks: The tasks, sorted by id.
        attempts: Attempts in all.
    """

    hash: Digest
    tasks: tuple[PlannedTask, ...]
    attempts: Count


class Manifest(Struct, frozen=True, kw_only=True):
    """What a run is: written once, when it starts.

    Attributes:
        schema: Version of the layout.
        created: When it started, in UTC, ISO 8601.
        spec: The resolved request, globs and splits expanded.
        selection: Which tasks were asked for, as it was written; empty in runs from before it was recorded.
        splits: The splits that were named in it.
        plan: Which questions it asks.
        model_kind: Oracles and floors are marked as such everywhere.
        model_details: What else names the model: its endpoint, its revision.
        agent_version: Version of the agent.
        protocol: Version of the code-interpreter protocol.
        prompts_hash: Content hash of the prompt templates.
        layers: Isolation layers of the sandbox as probed at the start.
        isolated: False where the sandbox does not isolate.
        versions: Versions of everything that can change a score: interpreter, packages, plugins.
    """

    schema: int = SCHEMA_VERSION
    created: str
    spec: RunSpec
    selection: str = ""
    splits: tuple[SelectedSplit, ...] = ()
    plan: Plan
    model_kind: ModelKind
    model_details: dict[str, str] = field(default_factory=dict)
    agent_version: str
    protocol: str
    prompts_hash: Digest
    layers: tuple[LayerReport, ...]
    isolated: bool
    versions: dict[str, str]

    def official_tasks(self) -> frozenset[str]:
        """The tasks whose official items are asked."""
        # A run from before asks official items of all its tasks, or of none.
        before = self.spec.data_dir is not None
        return frozenset(
            task.id for task in self.plan.tasks if (before if task.official is None else task.official)
        )


class FaultRecord(Struct, frozen=True, kw_only=True):
    """What broke around the model."""

    boundary: Boundary
    kind: str
    message: str


class SampleRecord(Struct, frozen=True, kw_only=True):
    """One finished attempt; one line of samples.jsonl, complete in itself.

    Attributes:
        key: Identity of the attempt: hash of task, version, question, epoch, and copy where it is not 0.
        task: Id of the task.
        task_version: Its version.
        level: Difficulty level, from 1; 0 for official data, which has no levels.
        index: Position in the question set, or in the order of the official items, from 0.
        epoch: Which repetition, from 0.
        sample_hash: Content hash of the question and its data.
        copy: How many earlier items of the official data are identical to this one.
        question: The question.
        data: What the verifier needs.
        provenance: File and row of an official item; empty for generated questions, which the manifest can
            make again.
        defects: What is known to be wrong with an official item.
        outcome: How the attempt ended.
        verdict: What the verifier said, where it was asked.
        fault: What broke, where something did.
        transcript: The attempt, as far as it came.
        seconds: Wall time of the attempt.
    """

    schema: Literal[1] = SCHEMA_VERSION
    key: str
    task: str
    task_version: str
    level: Count
    index: Count
    epoch: Count
    sample_hash: Digest
    copy: Count = 0
    question: str
    data: dict[str, Any]
    provenance: dict[str, Any] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()
    outcome: Outcome
    verdict: Verdict | None = None
    fault: FaultRecord | None = None
    transcript: Transcript
    seconds: Annotated[float, Meta(ge=0)]


class Accuracy(Struct, frozen=True, kw_only=True):
    """Correct attempts, twice: of all attempts (strict), and of those that no fault spoiled (valid-only)."""

    strict: Share
    strict_interval: Interval
    valid_only: Share | None
    valid_only_interval: Interval | None


class SoundSummary(Struct, frozen=True, kw_only=True):
    """How the attempts went on official items of which no defect is known.

    Attributes:
        attempts: Attempts on such items.
        correct: How many of them were correct.
        accuracy: Their share, as for all attempts; None where there was no such attempt.
    """

    attempts: Count
    correct: Count
    accuracy: Accuracy | None


# Of a summary, what has a default is left out where it has that value: `sound` has no place in the summary of
# generated questions, and without it the summaries of older runs are still made again byte for byte.
class TaskSummary(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one task went.

    Attributes:
        task: Id of the task.
        attempts: Attempts with a record.
        outcomes: How many attempts ended in which way; every outcome is listed.
        accuracy: Share of correct attempts, Wilson intervals.
        code_calls: Code calls in all.
        turns: Model turns in all.
        input_tokens: Tokens in all, as far as the provider said.
        output_tokens: Likewise.
        sound: The attempts on items without a known defect; absent for generated questions.
    """

    task: str
    attempts: Count
    outcomes: dict[Outcome, Count]
    accuracy: Accuracy
    code_calls: Count
    turns: Count
    input_tokens: Count
    output_tokens: Count
    sound: SoundSummary | None = None


class Summary(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a run went. It depends on the recorded attempts alone: no clock, no order, no machine.

    Attributes:
        schema: Version of the layout.
        plan_hash: Which questions were asked.
        planned: Attempts in the plan.
        attempts: Attempts with a record.
        complete: True where every planned attempt has a record and no fault is left to repeat.
        outcomes: How many attempts ended in which way; every outcome is listed.
        accuracy: Mean over tasks, each task weighing the same; intervals by a bootstrap over tasks.
        tasks: Task by task, sorted by id.
        sound: The attempts on items without a known defect, the accuracy as a mean over the tasks that have
            such attempts; absent for generated questions.
    """

    schema: int
    plan_hash: Digest
    planned: Count
    attempts: Count
    complete: bool
    outcomes: dict[Outcome, Count]
    accuracy: Accuracy | None
    tasks: tuple[TaskSummary, ...]
    sound: SoundSummary | None = None
