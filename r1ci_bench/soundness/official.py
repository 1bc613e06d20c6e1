"""Holds official data against its documented defects: every stored answer is judged, item by item."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash
from r1ci_bench.soundness.report import DialectReport
from r1ci_bench.task import Defect, Dialect, LoadOptions, item_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.task import Sample, Task

_DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
_DEFECTS: tuple[Defect, ...] = get_args(Defect)
_NO_DATA = ("no_data", "no_loader")


def check_official(
    task: Task[Any], data_dir: Path
) -> tuple[tuple[DialectReport, ...], list[tuple[str, str]]]:
    """Judge the official data of a task in every dialect.

    Args:
        task: The task.
        data_dir: A copy of the data set; a task whose data is not in it is left out.

    Returns:
        One report for each dialect, and what is not as it should be, as (what, detail).
    """
    reports: list[DialectReport] = []
    problems: list[tuple[str, str]] = []
    for dialect in _DIALECTS:
        try:
            samples = list(task.load(data_dir, LoadOptions(dialect=dialect)))
        except TaskFault as fault:
            if fault.kind not in _NO_DATA:
                problems.append((f"{dialect} dialect", fault.message))
            continue
        reports.append(_dialect_report(task, dialect, samples))
        problems.extend(_stored_answers(task, dialect, samples))
        if dialect == "official":
            problems.extend(_departures(task, samples))
        else:
            problems.extend(_own_answers(task, samples))
    return tuple(reports), problems


def items_to_try(task: Task[Any], data_dir: Path, count: int) -> list[Sample]:
    """Sound items on which a verifier can be tried: the first `count` by their content hash."""
    try:
        sound = [sample for sample in task.load(data_dir) if not sample.defects]
    except TaskFault:
        return []
    return sorted(sound, key=lambda sample: content_hash([sample.question]))[:count]


def _dialect_report(task: Task[Any], dialect: Dialect, samples: list[Sample]) -> DialectReport:
    counts = Counter(defect for sample in samples for defect in sample.defects)
    stored = [sample for sample in samples if sample.stored_answer is not None]
    return DialectReport(
        dialect=dialect,
        items=len(samples),
        stored=len(stored),
        agreed=sum(_accepts_stored(task, sample) for sample in stored),
        defects={defect: counts[defect] for defect in _DEFECTS if counts[defect]},
        defective=sum(bool(sample.defects) for sample in samples),
    )


def _accepts_stored(task: Task[Any], sample: Sample) -> bool:
    return task.verify(sample, sample.stored_answer or "").outcome == "correct"


def _stored_answers(task: Task[Any], dialect: Dialect, samples: list[Sample]) -> Iterator[tuple[str, str]]:
    """Stored answers that the verifier rejects although the item does not say that its key is wrong."""
    if dialect != "official":
        return
    for sample in samples:
        if sample.stored_answer is None:
            continue
        wrong = not _accepts_stored(task, sample)
        if wrong != ("wrong_key" in sample.defects):
            said = "rejected, and not said to be wrong" if wrong else "accepted, and said to be wrong"
            yield item_name(sample), f"its stored answer is {said}"


def _own_answers(task: Task[Any], samples: list[Sample]) -> Iterator[tuple[str, str]]:
    """Items that the task's own solver does not solve."""
    for sample in samples:
        answer = task.answer(sample)
        if answer is None:
            if "unsolvable" not in sample.defects and sample.stored_answer is not None:
                yield (
                    item_name(sample),
                    "the task knows no answer, and does not say that there is none",
                )
        elif task.verify(sample, answer).outcome != "correct":
            yield item_name(sample), "the task's own answer to it is rejected"


def _departures(task: Task[Any], samples: list[Sample]) -> Iterator[tuple[str, str]]:
    """Where the defects that were found are not those that are documented."""
    documented = task.known_defects()
    for sample in samples:
        name = item_name(sample)
        found, listed = sorted(sample.defects), sorted(documented.get(name, ()))
        if found != listed:
            yield name, f"found: {', '.join(found) or 'sound'}; documented: {', '.join(listed) or 'sound'}"
