"""Official items: the questions of a data set, in an order of which every beginning is a fair sample.

The same data, task version, dialect and seed give the same order everywhere, and a longer selection begins
with the shorter one. A data set is asked as it is: an item that it holds twice is asked twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.task import LoadOptions, Sample, Task

WITHOUT_DATA = frozenset({"no_data", "no_loader"})
"""Kinds of the faults which say that there is nothing to load, as opposed to something that is broken."""


class OfficialSample(NamedTuple):
    """One item of a data set.

    Attributes:
        sample: The question; a copy is marked as a duplicate, whether its loader says so or not.
        digest: Its content hash.
        copy: How many items before it, in the order of the data set, ask the same with the same data.
    """

    sample: Sample
    digest: str
    copy: int


def official_samples(task: Task[Any], source: Path, options: LoadOptions, seed: int) -> list[OfficialSample]:
    """Load all items of a task.

    Args:
        task: The task.
        source: A local copy of the data in its official layout.
        options: The dialect and its quirks.
        seed: Different seeds give different orders.

    Returns:
        Every item, in an order that depends on the items and the seed alone.

    Raises:
        TaskFault: of a kind in `WITHOUT_DATA` where there is nothing to load; of another kind, naming the
            file, where the data is not as it should be.
    """
    found: list[OfficialSample] = []
    copies: dict[str, int] = {}
    try:
        for sample in task.load(source, options):
            digest = sample.content_hash()
            copy = copies[digest] = copies.get(digest, -1) + 1
            if copy and "duplicate" not in sample.defects:
                sample = replace(sample, defects=tuple(sorted((*sample.defects, "duplicate"))))
            found.append(OfficialSample(sample, digest, copy))
    except TaskFault:
        raise
    except Exception as error:
        raise TaskFault(
            f"the loader of {task.id} failed behind {len(found)} items of {source}: "
            f"{type(error).__name__}: {error}",
            kind="loader",
            hint="report this to the plugin's author",
        ) from error
    if not found:
        raise TaskFault(f"no official data of {task.id} in {source}", kind="no_data")
    return sorted(found, key=lambda item: content_hash([seed, item.digest, item.copy]))
