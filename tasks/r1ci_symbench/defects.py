"""The documented defects of the official items: `official_defects.json`, and how it is made.

`python -m r1ci_symbench.defects DATA_DIR` judges every item that lies below DATA_DIR and prints the file. It
lists the items with what is wrong with each, by the rules of the questions as released. The soundness gate
fails where a copy of the data shows anything else.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from r1ci_bench.descriptors import TaskDescriptor
    from r1ci_bench.task import Defect


@cache
def documented_defects() -> Mapping[str, Mapping[str, Sequence[Defect]]]:
    """What is wrong with which official item: by task, then by the item's name."""
    text = (files("r1ci_symbench") / "official_defects.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Sequence[Defect]]] = json.loads(text)
    return found


def found_defects(data_dir: Path) -> dict[str, dict[str, list[Defect]]]:
    """What is wrong with the official items below a folder, as our checkers see it."""
    from r1ci_bench.errors import TaskFault
    from r1ci_bench.task import LoadOptions, item_name
    from r1ci_symbench.plugin import register_tasks

    descriptors: list[TaskDescriptor] = []
    register_tasks(descriptors.append)
    found: dict[str, dict[str, list[Defect]]] = {}
    for descriptor in sorted(descriptors, key=lambda descriptor: descriptor.id):
        try:
            samples = list(descriptor.load()().load(data_dir, LoadOptions(dialect="official")))
        except TaskFault as fault:
            if fault.kind != "no_data":
                raise
            continue
        wrong = {item_name(sample): sorted(sample.defects) for sample in samples if sample.defects}
        if wrong:
            found[descriptor.id] = wrong
    return found


def main() -> None:
    """Print the data file."""
    tasks = found_defects(Path(sys.argv[1]))
    blocks = []
    for task, items in tasks.items():
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(defects)}" for name, defects in items.items())
        blocks.append(f" {json.dumps(task)}: {{\n{lines}\n }}")
    print("{\n" + ",\n".join(blocks) + "\n}")


if __name__ == "__main__":
    main()
