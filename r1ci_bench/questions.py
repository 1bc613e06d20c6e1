"""Question sets: the numbered, duplicate-free questions of a generating task.

The same task version, level, seed and set give the same questions everywhere, and a longer set begins with
the shorter one. Public and fresh sets never share a question, whatever their seeds: which of the two a
question may stand in is decided by its content hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from r1ci_bench.errors import TaskFault, UsageError
from r1ci_bench.question_cache import QuestionCache
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample, Task

QuestionSet = Literal["public", "fresh"]

_TRIES = 2000


def belongs_to(content_hash: str) -> QuestionSet:
    """The set in which a question may stand: half of all hashes are public, the others fresh."""
    return "public" if int(content_hash[:2], 16) < 128 else "fresh"


def questions(
    task: Task[Any], *, level: int, seed: int, question_set: QuestionSet, cached: bool = True
) -> Iterator[tuple[Sample, str]]:
    """Make the questions of one task and level, one after the other, without end.

    Args:
        task: A task that generates.
        level: Difficulty, from 1.
        seed: Different seeds give different questions.
        question_set: `public` or `fresh`.
        cached: Whether questions of a task that is slow to generate may come from disk, and go there.

    Yields:
        Each question with its content hash.

    Raises:
        UsageError: if the task has no such level.
        TaskFault: if the generator fails, or has no further question that is new.
    """
    if not 1 <= level <= len(task.levels):
        raise UsageError(f"{task.id} has no level {level}", hint=f"its levels are 1 to {len(task.levels)}")
    if not (cached and task.slow_to_generate):
        yield from _made(task, level, seed, question_set, seen=set())
        return
    disk = QuestionCache(task, level, seed, question_set)
    seen: set[bytes] = set()
    for sample, digest in disk.kept():
        seen.add(_short(digest))
        yield sample, digest
    try:
        for sample, digest in _made(task, level, seed, question_set, seen=seen):
            disk.add(len(seen) - 1, sample, digest)
            yield sample, digest
    finally:
        disk.flush()


def _short(digest: str) -> bytes:
    return bytes.fromhex(digest[:32])


def _made(
    task: Task[Any], level: int, seed: int, question_set: QuestionSet, *, seen: set[bytes]
) -> Iterator[tuple[Sample, str]]:
    """Make the questions behind those that were seen."""
    knobs = task.levels[level - 1]
    while True:
        for attempt in range(_TRIES):
            rng = Rng(task.id, task.version, question_set, level, seed, len(seen), attempt)
            try:
                sample = task.generate(rng, knobs)
                digest = sample.content_hash()
            except TaskFault:
                raise
            except Exception as error:
                raise TaskFault(
                    f"the generator of {task.id} failed at level {level}, question {len(seen)}: "
                    f"{type(error).__name__}: {error}",
                    kind="generator",
                ) from error
            if _short(digest) not in seen and belongs_to(digest) == question_set:
                break
        else:
            raise TaskFault(
                f"{task.id} has only {len(seen)} different {question_set} questions at level {level}",
                kind="exhausted",
                hint="ask for fewer --samples, or another --level",
            )
        seen.add(_short(digest))
        yield sample, digest
