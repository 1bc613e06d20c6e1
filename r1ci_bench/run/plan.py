"""Which attempts a run makes, in which order, made lazily so that a large plan needs little memory."""

from __future__ import annotations

from collections import Counter
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.errors import UsageError
from r1ci_bench.executor import PlannedAttempt
from r1ci_bench.hashing import content_hash
from r1ci_bench.official import OfficialSample
from r1ci_bench.questions import questions
from r1ci_bench.records import Plan, PlannedTask
from r1ci_bench.sandbox.policy import MIB, Policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from r1ci_bench.records import RunSpec
    from r1ci_bench.task import Task


def attempt_key(task: str, version: str, sample_hash: str, epoch: int, copy: int = 0) -> str:
    """The identity of an attempt: the hash of all that it is given, as 32 hexadecimal digits.

    Args:
        task: Id of the task.
        version: Its version.
        sample_hash: Content hash of the question.
        epoch: Which repetition.
        copy: How many earlier official items are identical to this one.
    """
    # Only a copy that there is counts, so that keys are the same as before there were any.
    return content_hash([task, version, sample_hash, epoch, *([copy] if copy else [])])[:32]


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
        items: The official items of the tasks that have any, in their order; the other tasks generate.
    """

    def __init__(
        self,
        spec: RunSpec,
        tasks: dict[str, Task[Any]],
        origins: dict[str, str],
        entries: dict[str, str],
        items: Mapping[str, Sequence[OfficialSample]] | None = None,
    ) -> None:
        self.spec = spec
        self.tasks = dict(sorted(tasks.items()))
        items = items or {}
        self.items = {name: items[name][: spec.samples] for name in self.tasks if name in items}
        self._refuse_levels()
        # What the questions come from, in the order in which each is asked its next one. Official items have
        # no levels: they come in the turn of the first one.
        self._sources = [
            (task, 0 if task.id in self.items else level)
            for number, level in enumerate(spec.level)
            for task in self.tasks.values()
            if not number or task.id not in self.items
        ]
        self._sizes = [
            len(self.items[task.id]) if task.id in self.items else spec.samples for task, _ in self._sources
        ]
        attempts = sum(self._sizes) * spec.epochs
        planned = tuple(
            PlannedTask(
                id=name,
                version=task.version,
                entry=entries[name],
                origin=origins[name],
                policy=tightened_policy(task.policy, spec),
                official=name in self.items,
            )
            for name, task in self.tasks.items()
        )
        self.plan = Plan(
            hash=content_hash([[[task.id, task.version] for task in planned], *self._asked()]),
            tasks=planned,
            attempts=min(attempts, spec.limit or attempts),
        )

    def _asked(self) -> list[Any]:
        """What the hash of the plan covers beside the tasks."""
        spec = self.spec
        if not self.items:
            return [[*spec.level], [spec.samples, spec.epochs, spec.limit, spec.seed, spec.question_set]]
        how = ["official", spec.dialect, [*spec.quirks]]
        items = {name: [[item.digest, item.copy] for item in found] for name, found in self.items.items()}
        if len(items) == len(self.tasks):
            return [how, [*items.values()], [spec.epochs, spec.limit, spec.seed]]
        # Which tasks are asked official items is part of it: the others are made from what stands behind.
        return [
            ["mixed", how, items],
            [*spec.level],
            [spec.samples, spec.epochs, spec.limit, spec.seed, spec.question_set],
        ]

    def attempts(self) -> Iterator[PlannedAttempt]:
        """The attempts in order: question by question, and of each question every task in turn.

        Raises:
            TaskFault: if a task cannot make a further question.
        """
        yield from islice(self._all(), self.plan.attempts)

    def attempts_by_task(self) -> dict[str, int]:
        """How many attempts each task gets; no question is made for that."""
        names = (
            name
            for _, position in self._order()
            for name in repeat(self._sources[position][0].id, self.spec.epochs)
        )
        counts = Counter(islice(names, self.plan.attempts))
        return {name: counts[name] for name in self.tasks}

    @property
    def sources(self) -> int:
        """From how many sources questions come, a task at a level being one, and so the items of a task."""
        return len(self._sources)

    def _refuse_levels(self) -> None:
        for name, task in self.tasks.items():
            if name in self.items:
                continue
            wrong = [level for level in self.spec.level if not 1 <= level <= len(task.levels)]
            if wrong:
                raise UsageError(
                    f"{task.id} has no level {wrong[0]}", hint=f"its levels are 1 to {len(task.levels)}"
                )

    def _order(self) -> Iterator[tuple[int, int]]:
        """Each question's index and the position of its source, in the order in which they are asked."""
        for index in range(max(self._sizes)):
            for position, size in enumerate(self._sizes):
                if index < size:
                    yield index, position

    def _questions(self) -> list[Iterator[OfficialSample]]:
        return [
            iter(self.items[task.id]) if task.id in self.items else self._generated(task, level)
            for task, level in self._sources
        ]

    def _generated(self, task: Task[Any], level: int) -> Iterator[OfficialSample]:
        made = questions(task, level=level, seed=self.spec.seed, question_set=self.spec.question_set)
        return (OfficialSample(sample, digest, 0) for sample, digest in made)

    def _all(self) -> Iterator[PlannedAttempt]:
        spec = self.spec
        sources = self._questions()
        for index, position in self._order():
            task, level = self._sources[position]
            sample, digest, copy = next(sources[position])
            for epoch in range(spec.epochs):
                key = attempt_key(task.id, task.version, digest, epoch, copy)
                yield PlannedAttempt(
                    key=key,
                    task=task.id,
                    level=level,
                    index=index,
                    epoch=epoch,
                    sample=sample,
                    sample_hash=digest,
                    copy=copy,
                    seed=int(content_hash([spec.seed, key])[:7], 16),
                )
