"""The documented defects of the official items: `official_defects.json`, and how it is made.

`python -m r1ci_bbh.defects DATA_DIR` judges every item that lies below DATA_DIR and prints the file. It lists
the items with what is wrong with each in the official dialect, and why. The soundness gate fails where a copy
of the data shows anything else.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.task import Defect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from r1ci_bench.descriptors import TaskDescriptor


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one item.

    Attributes:
        defects: The kinds, sorted.
        why: The reasons, as one sentence.
    """

    defects: tuple[Defect, ...]
    why: str


@cache
def documented_defects() -> Mapping[str, Mapping[str, Entry]]:
    """What is wrong with which official item: by task, then by the item's name."""
    text = (files("r1ci_bbh") / "official_defects.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, Entry]])


def found_defects(data_dir: Path) -> dict[str, dict[str, Entry]]:
    """What is wrong with the official items below a folder, as our rules see it."""
    from r1ci_bbh.plugin import register_tasks
    from r1ci_bench.errors import TaskFault
    from r1ci_bench.task import LoadOptions, item_name

    descriptors: list[TaskDescriptor] = []
    register_tasks(descriptors.append)
    found: dict[str, dict[str, Entry]] = {}
    for descriptor in sorted(descriptors, key=lambda descriptor: descriptor.id):
        try:
            items = list(descriptor.load()().explained(data_dir, LoadOptions(dialect="official")))
        except TaskFault as fault:
            if fault.kind != "no_data":
                raise
            continue
        wrong = {
            item_name(sample): Entry(defects=sample.defects, why=f"{why[:1].upper()}{why[1:]}.")
            for sample, why in items
            if sample.defects
        }
        if wrong:
            found[descriptor.id] = wrong
    return found


def main() -> None:
    """Print the data file."""
    blocks = []
    for task, items in found_defects(Path(sys.argv[1])).items():
        lines = ",\n".join(
            f"  {json.dumps(name)}: {json.dumps(msgspec.to_builtins(entry))}" for name, entry in items.items()
        )
        blocks.append(f" {json.dumps(task)}: {{\n{lines}\n }}")
    print("{\n" + ",\n".join(blocks) + "\n}")


if __name__ == "__main__":
    main()
