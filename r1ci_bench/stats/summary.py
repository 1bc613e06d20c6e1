"""From recorded attempts to a summary that depends on them alone.

Attempts are read one at a time and only a few numbers of each are kept, so that memory grows by about a
hundred bytes an attempt. Where an attempt was made again, the last record counts.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Raw, Struct

from r1ci_bench.model import Usage
from r1ci_bench.records.types import (
    FAULTS,
    OUTCOMES,
    SCHEMA_VERSION,
    Accuracy,
    Outcome,
    SampleRecord,
    SoundSummary,
    Summary,
    TaskSummary,
)
from r1ci_bench.stats.intervals import cluster_bootstrap_mean, wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from r1ci_bench.records import Manifest, RunStore


class _Generation(Struct, frozen=True):
    author: str
    usage: Usage


class _Transcript(Struct, frozen=True):
    generations: tuple[_Generation, ...]
    code_runs: tuple[Raw, ...]


class RecordHead(Struct, frozen=True):
    """The part of a record that a summary needs; decoding it skips the rest of the line."""

    schema: Literal[1]
    key: str
    task: str
    outcome: Outcome
    transcript: _Transcript
    defects: tuple[str, ...] = ()


class Row(NamedTuple):
    """What is kept of one attempt."""

    task: str
    outcome: Outcome
    code_calls: int
    turns: int
    input_tokens: int
    output_tokens: int
    sound: bool

    @classmethod
    def of(cls, head: RecordHead | SampleRecord) -> Row:
        """The numbers of one attempt."""
        generations = head.transcript.generations
        return cls(
            head.task,
            head.outcome,
            len(head.transcript.code_runs),
            sum(generation.author == "model" for generation in generations),
            sum(generation.usage.input_tokens or 0 for generation in generations),
            sum(generation.usage.output_tokens or 0 for generation in generations),
            not head.defects,
        )


def read_rows(store: RunStore, problem: Callable[[str], None]) -> dict[str, Row]:
    """The last record of every attempt, by key.

    Args:
        store: The run.
        problem: Told of lines that cannot be read.
    """
    # Equal strings and rows are shared: a hundred thousand attempts differ in few of their numbers.
    shared: dict[object, object] = {}
    rows: dict[str, Row] = {}
    for head in store.records(RecordHead, problem):
        row = Row.of(head)
        rows[head.key] = shared.setdefault(row, row)  # type: ignore[assignment]
    return rows


def finished_keys(store: RunStore, problem: Callable[[str], None]) -> set[str]:
    """Keys of the attempts that a resume need not make again: those with a sound record and no fault.

    Args:
        store: The run.
        problem: Told of lines that cannot be read.
    """
    # Whole records, where a summary reads but a part: what `verify` could not read must be made again.
    done: set[str] = set()
    for record in store.records(SampleRecord, problem):
        (done.discard if record.outcome in FAULTS else done.add)(record.key)
    return done


def summarise(store: RunStore, manifest: Manifest, problem: Callable[[str], None]) -> Summary:
    """Summarise a run from its directory.

    Args:
        store: The run.
        manifest: Its manifest.
        problem: Told of lines that cannot be read.
    """
    return summary_of(read_rows(store, problem).values(), manifest)


def summary_of(rows: Iterable[Row], manifest: Manifest) -> Summary:
    """Summarise attempts.

    Args:
        rows: One for each attempt, in any order.
        manifest: The run that they belong to.
    """
    by_task: dict[str, Counter[Row]] = {}
    for row in rows:
        by_task.setdefault(row.task, Counter())[row] += 1
    official = manifest.official_tasks()
    tasks = tuple(
        _task_summary(task, counts, official=task in official) for task, counts in sorted(by_task.items())
    )
    attempts = sum(task.attempts for task in tasks)
    outcomes = {outcome: sum(task.outcomes[outcome] for task in tasks) for outcome in OUTCOMES}
    faults = sum(outcomes[outcome] for outcome in OUTCOMES if outcome in FAULTS)
    seed = manifest.spec.seed
    return Summary(
        schema=SCHEMA_VERSION,
        plan_hash=manifest.plan.hash,
        planned=manifest.plan.attempts,
        attempts=attempts,
        complete=attempts == manifest.plan.attempts and not faults,
        outcomes=outcomes,
        accuracy=_mean_accuracy({task.task: task.outcomes for task in tasks}, seed) if tasks else None,
        tasks=tasks,
        sound=_sound({task: by_task[task] for task in by_task if task in official}, seed)
        if official
        else None,
    )


def _sound(by_task: dict[str, Counter[Row]], seed: int) -> SoundSummary:
    outcomes = {task: _outcomes(counts, sound_only=True) for task, counts in sorted(by_task.items())}
    outcomes = {task: of_task for task, of_task in outcomes.items() if any(of_task.values())}
    return SoundSummary(
        attempts=sum(sum(of_task.values()) for of_task in outcomes.values()),
        correct=sum(of_task["correct"] for of_task in outcomes.values()),
        accuracy=_mean_accuracy(outcomes, seed) if outcomes else None,
    )


def _outcomes(counts: Counter[Row], *, sound_only: bool = False) -> dict[Outcome, int]:
    found = dict.fromkeys(OUTCOMES, 0)
    for row, count in counts.items():
        if row.sound or not sound_only:
            found[row.outcome] += count
    return found


def _task_summary(task: str, counts: Counter[Row], *, official: bool) -> TaskSummary:
    outcomes = _outcomes(counts)
    sound = _outcomes(counts, sound_only=True)
    return TaskSummary(
        task=task,
        attempts=counts.total(),
        outcomes=outcomes,
        accuracy=_task_accuracy(outcomes),
        code_calls=sum(row.code_calls * count for row, count in counts.items()),
        turns=sum(row.turns * count for row, count in counts.items()),
        input_tokens=sum(row.input_tokens * count for row, count in counts.items()),
        output_tokens=sum(row.output_tokens * count for row, count in counts.items()),
        sound=SoundSummary(
            attempts=sum(sound.values()),
            correct=sound["correct"],
            accuracy=_task_accuracy(sound) if any(sound.values()) else None,
        )
        if official
        else None,
    )


def _valid(outcomes: dict[Outcome, int]) -> int:
    return sum(count for outcome, count in outcomes.items() if outcome not in FAULTS)


def _task_accuracy(outcomes: dict[Outcome, int]) -> Accuracy:
    correct, total, valid = outcomes["correct"], sum(outcomes.values()), _valid(outcomes)
    return Accuracy(
        strict=correct / total,
        strict_interval=wilson(correct, total),
        valid_only=correct / valid if valid else None,
        valid_only_interval=wilson(correct, valid) if valid else None,
    )


def _mean_accuracy(outcomes: dict[str, dict[Outcome, int]], seed: int) -> Accuracy:
    strict = {task: (of_task["correct"], sum(of_task.values())) for task, of_task in outcomes.items()}
    valid = {
        task: (of_task["correct"], _valid(of_task)) for task, of_task in outcomes.items() if _valid(of_task)
    }
    return Accuracy(
        strict=_mean(strict),
        strict_interval=cluster_bootstrap_mean(strict, seed=seed),
        valid_only=_mean(valid) if valid else None,
        valid_only_interval=cluster_bootstrap_mean(valid, seed=seed) if valid else None,
    )


def _mean(clusters: dict[str, tuple[int, int]]) -> float:
    from math import fsum

    return fsum(correct / total for correct, total in clusters.values()) / len(clusters)
