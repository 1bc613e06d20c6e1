"""Holds official data against its documented defects: every stored answer is judged, item by item."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash
from r1ci_bench.official import WITHOUT_DATA
from r1ci_bench.soundness.report import DialectReport
from r1ci_bench.task import Defect, Dialect, LoadOptions, item_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.task import Sample, Task

_DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
_DEFECTS: tuple[Defect, ...] = get_args(Defect)


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
            accepted = [_accepts_stored(task, sample) for sample in samples]
            reports.append(_dialect_report(dialect, samples, accepted))
            if dialect == "official":
                problems.extend(_stored_answers(samples, accepted))
                problems.extend(_departures(task, samples))
            else:
                problems.extend(_own_answers(task, samples))
        except TaskFault as fault:
            if fault.kind not in WITHOUT_DATA:
                problems.append((f"{dialect} dialect", fault.message))
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            problems.append((f"{dialect} dialect", f"{type(error).__name__}: {error}"))
    return tuple(reports), problems


def has_data(task: Task[Any], data_dir: Path) -> bool:
    """Whether there is anything to load for a task, sound or broken; at most one item is loaded."""
    try:
        return next(iter(task.load(data_dir)), None) is not None
    except TaskFault as fault:
        return fault.kind not in WITHOUT_DATA
    except Exception:  # noqa: BLE001 - a plugin's code may raise anything; the check will say so
        return True


def items_to_try(task: Task[Any], data_dir: Path, count: int) -> list[Sample]:
    """Sound items on which a verifier can be tried: the first `count` by their content hash."""
    try:
        sound = [sample for sample in task.load(data_dir) if not sample.defects]
    except Exception:  # noqa: BLE001 - `check_official` has said what is wrong
        return []
    return sorted(sound, key=lambda sample: content_hash([sample.question]))[:count]


def _dialect_report(dialect: Dialect, samples: list[Sample], accepted: list[bool | None]) -> DialectReport:
    counts = Counter(defect for sample in samples for defect in sample.defects)
    return DialectReport(
        dialect=dialect,
        items=len(samples),
        stored=len(accepted) - accepted.count(None),
        agreed=accepted.count(True),
        defects={defect: counts[defect] for defect in _DEFECTS if counts[defect]},
        defective=sum(bool(sample.defects) for sample in samples),
    )


def _accepts_stored(task: Task[Any], sample: Sample) -> bool | None:
    """Whether the verifier accepts the stored answer; None where none is stored."""
    if sample.stored_answer is None:
        return None
    return task.verify(sample, sample.stored_answer).outcome == "correct"


def _stored_answers(samples: list[Sample], accepted: list[bool | None]) -> Iterator[tuple[str, str]]:
    """Stored answers of which the verifier thinks otherwise than the item's defects say."""
    for sample, right in zip(samples, accepted, strict=True):
        if right is None:
            continue
        wrong = not right
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
    for name in sorted(documented.keys() - {item_name(sample) for sample in samples}):
        yield name, "its defects are documented, and it is not in the data"
