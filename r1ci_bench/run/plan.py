"""Which attempts a run makes, in which order, made lazily so that a large plan needs little memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.errors import UsageError, near_misses
from r1ci_bench.hashing import content_hash
from r1ci_bench.official import OfficialSample
from r1ci_bench.questions import questions
from r1ci_bench.records import Plan, PlannedTask
from r1ci_bench.run.data import needs_data, split_names
from r1ci_bench.sandbox.policy import MIB, Policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import RunSpec
    from r1ci_bench.task import Sample, Task


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """One attempt of the plan.

    Attributes:
        key: Its identity within and across runs; see `attempt_key`.
        task: Id of the task.
        level: Difficulty, from 1; 0 for official data, which has no levels.
        index: Position in the question set, or in the order of the official items, from 0.
        epoch: Which repetition, from 0.
        sample: The question.
        sample_hash: Its content hash.
        copy: How many earlier official items are identical to it.
        seed: Seed of this attempt.
    """

    key: str
    task: str
    level: int
    index: int
    epoch: int
    sample: Sample
    sample_hash: str
    copy: int
    seed: int


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


def select_tasks(patterns: Sequence[str], plugins: Plugins, *, official: bool = False) -> list[str]:
    """Expand ids, bare names and globs to task ids.

    Args:
        patterns: `suite/name`, a name without its suite, or a glob; each may hold several, comma-separated.
        plugins: Where the tasks are registered.
        official: Whether official data is asked; only then does a glob stand for data sets, too.

    Returns:
        Sorted ids without repeats.

    Raises:
        UsageError: if a pattern matches nothing (with near misses), or a bare name stands for several tasks.
    """
    chosen: set[str] = set()
    for pattern in split_names(patterns):
        matches = _matches(pattern, plugins)
        if _is_glob(pattern) and not official:
            generating = [
                name for name in matches if plugins.tasks.get(name).descriptor.source == "generator"
            ]
            if not generating:
                raise needs_data(matches[0])
            matches = generating
        chosen.update(matches)
    if not chosen:
        raise UsageError("no task is selected", hint="see: r1ci-bench tasks list")
    return sorted(chosen)


def named_tasks(patterns: Sequence[str], plugins: Plugins) -> set[str]:
    """The tasks that are named one by one: whoever names a task wants it, or to be told why not.

    Args:
        patterns: As for `select_tasks`.
        plugins: Where the tasks are registered.
    """
    single = [pattern for pattern in split_names(patterns) if not _is_glob(pattern)]
    return {name for pattern in single for name in _matches(pattern, plugins)}


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")


def _matches(pattern: str, plugins: Plugins) -> list[str]:
    known = plugins.tasks.ids()
    if _is_glob(pattern):
        matches = [name for name in known if fnmatchcase(name, pattern)]
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
    return matches


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
        items: The official items of each task, in their order; None for generated questions.
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
        # What the questions come from, in the order in which each is asked its next one.
        self._sources: list[tuple[Task[Any], int]]
        self._items: list[Sequence[OfficialSample]] | None = None
        if items is None:
            self._refuse_levels()
            self._sources = [(task, level) for level in spec.level for task in self.tasks.values()]
            self._sizes = [spec.samples] * len(self._sources)
            asked: list[Any] = [
                [*spec.level],
                [spec.samples, spec.epochs, spec.limit, spec.seed, spec.question_set],
            ]
        else:
            self._sources = [(task, 0) for task in self.tasks.values()]
            self._items = [items[task.id][: spec.samples] for task in self.tasks.values()]
            self._sizes = [len(of_task) for of_task in self._items]
            asked = [
                ["official", spec.dialect, [*spec.quirks]],
                [[[item.digest, item.copy] for item in of_task] for of_task in self._items],
                [spec.epochs, spec.limit, spec.seed],
            ]
        attempts = sum(self._sizes) * spec.epochs
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
            hash=content_hash([[[task.id, task.version] for task in planned], *asked]),
            tasks=planned,
            attempts=min(attempts, spec.limit or attempts),
        )

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

    def _refuse_levels(self) -> None:
        for task in self.tasks.values():
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
        if self._items is not None:
            return [iter(of_task) for of_task in self._items]
        return [self._generated(task, level) for task, level in self._sources]

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
