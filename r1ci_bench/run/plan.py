"""Which attempts a run makes, in which order, made lazily so that a large plan needs little memory."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.errors import UsageError, near_misses
from r1ci_bench.hashing import content_hash
from r1ci_bench.questions import questions
from r1ci_bench.records import Plan, PlannedTask
from r1ci_bench.sandbox.policy import MIB, Policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import RunSpec
    from r1ci_bench.task import Sample, Task


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """One attempt of the plan.

    Attributes:
        key: Its identity within and across runs: hash of task, version, question and epoch.
        task: Id of the task.
        level: Difficulty, from 1.
        index: Position in the question set, from 0.
        epoch: Which repetition, from 0.
        sample: The question.
        sample_hash: Its content hash.
        seed: Seed of this attempt.
    """

    key: str
    task: str
    level: int
    index: int
    epoch: int
    sample: Sample
    sample_hash: str
    seed: int


def attempt_key(task: str, version: str, sample_hash: str, epoch: int) -> str:
    """The identity of an attempt, as 32 hexadecimal digits."""
    return content_hash([task, version, sample_hash, epoch])[:32]


def select_tasks(patterns: Sequence[str], plugins: Plugins) -> list[str]:
    """Expand ids, bare names and globs to task ids.

    Args:
        patterns: `suite/name`, a name without its suite, or a glob; each may hold several, comma-separated.
        plugins: Where the tasks are registered.

    Returns:
        Sorted ids without repeats; `*` stands for every task that generates its questions.

    Raises:
        UsageError: if a pattern matches nothing (with near misses), or a bare name stands for several tasks.
    """
    known = plugins.tasks.ids()
    chosen: set[str] = set()
    for pattern in (part.strip() for text in patterns for part in text.split(",")):
        if not pattern:
            continue
        if any(sign in pattern for sign in "*?["):
            matches = [name for name in known if fnmatchcase(name, pattern)]
            matches = [name for name in matches if plugins.tasks.get(name).descriptor.source == "generator"]
        elif "/" in pattern:
            matches = [plugins.tasks.get(pattern).descriptor.id]
        else:
            matches = [name for name in known if name.partition("/")[2] == pattern]
            if len(matches) > 1:
                raise UsageError(
                    f"task name {pattern!r} stands for {len(matches)} tasks", hint=", ".join(matches)
                )
        if not matches:
            hint = near_misses(pattern, known) or "see: r1ci-bench tasks list"
            raise UsageError(f"no task matches {pattern!r}", hint=hint)
        chosen.update(matches)
    if not chosen:
        raise UsageError("no task is selected", hint="see: r1ci-bench tasks list")
    return sorted(chosen)


def tightened_policy(policy: Policy, spec: RunSpec) -> Policy:
    """A task's policy as the user tightens it; it can never be loosened."""
    wish = msgspec.structs.replace(
        policy,
        wall_seconds=spec.code_seconds or policy.wall_seconds,
        cpu_seconds=spec.code_seconds or policy.cpu_seconds,
        memory_bytes=spec.code_memory_mib * MIB if spec.code_memory_mib else policy.memory_bytes,
    )
    return policy.tightened(wish)


class Planner:
    """The plan of a run over tasks that are already loaded.

    Args:
        spec: The request.
        tasks: The tasks by id.
        origins: Distribution and version that registered each task.
        entries: Where each task lives.
    """

    def __init__(
        self, spec: RunSpec, tasks: dict[str, Task[Any]], origins: dict[str, str], entries: dict[str, str]
    ) -> None:
        self.spec = spec
        self.tasks = dict(sorted(tasks.items()))
        for task in self.tasks.values():
            wrong = [level for level in spec.level if not 1 <= level <= len(task.levels)]
            if wrong:
                raise UsageError(
                    f"{task.id} has no level {wrong[0]}", hint=f"its levels are 1 to {len(task.levels)}"
                )
        attempts = len(self.tasks) * len(spec.level) * spec.samples * spec.epochs
        planned = tuple(
            PlannedTask(
                id=name,
                version=task.version,
                entry=entries[name],
                origin=origins[name],
                policy=tightened_policy(task.policy, spec),
            )
            for name, task in self.tasks.items()
        )
        self.plan = Plan(
            hash=content_hash(
                [
                    [[task.id, task.version] for task in planned],
                    [*spec.level],
                    [spec.samples, spec.epochs, spec.limit, spec.seed, spec.question_set],
                ]
            ),
            tasks=planned,
            attempts=min(attempts, spec.limit or attempts),
        )

    def attempts(self) -> Iterator[PlannedAttempt]:
        """The attempts in order: question by question, and of each question every task in turn.

        Raises:
            TaskFault: if a task cannot make a further question.
        """
        yield from islice(self._all(), self.plan.attempts)

    def _all(self) -> Iterator[PlannedAttempt]:
        spec = self.spec
        sources = [
            (task, level, questions(task, level=level, seed=spec.seed, question_set=spec.question_set))
            for level in spec.level
            for task in self.tasks.values()
        ]
        for index in range(spec.samples):
            for task, level, source in sources:
                sample, digest = next(source)
                for epoch in range(spec.epochs):
                    key = attempt_key(task.id, task.version, digest, epoch)
                    yield PlannedAttempt(
                        key=key,
                        task=task.id,
                        level=level,
                        index=index,
                        epoch=epoch,
                        sample=sample,
                        sample_hash=digest,
                        seed=int(content_hash([spec.seed, key])[:7], 16),
                    )
