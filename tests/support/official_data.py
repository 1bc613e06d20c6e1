"""Small official data: light puzzles as they are released, and a data set with tasks of its own."""

from __future__ import annotations

import json
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.descriptors import TaskDescriptor
from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import TaskFault
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import Plugins, build_plugin_manager
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample, Task, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PUZZLES = 12
DUPLICATE, WRONG_KEY = 5, 7
"""Item 5 is item 2 once more; the stored answer of item 7 is wrong."""


def write_puzzles(root: Path) -> Path:
    """Write light puzzles in the layout of their release; returns the root of the data."""
    for number in range(PUZZLES):
        puzzle(root, number, 2 if number == DUPLICATE else number, spoilt=number == WRONG_KEY)
    return root


def puzzle(root: Path, number: int, content: int, *, spoilt: bool = False) -> None:
    """Write one puzzle, whose content is that of a number, under another number."""
    grid = [content >> 3 & 1, content >> 2 & 1, content >> 1 & 1, content & 1]
    solution = [1 - grid[0], *grid[1:]]
    folder = root / "light_puzzles_dataset" / f"sample_{number}"
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "n": 2,
        "initial_state": [grid[:2], grid[2:]],
        "buttons": {"A": [["1", "1"]]},
        "operations": ["A"],
        "solution": [1 - light for light in solution] if spoilt else solution,
        "complexity": 4,
    }
    (folder / "solution.json").write_text(json.dumps(record))
    (folder / "question.txt").write_text(f"The lights are {grid}. Button A toggles the first. Press A.")


class Sayings(Task[Level]):
    """A data set: say the word. `sayings.json` holds a list of items, `broken` or not."""

    id, version = "sayings/say", "1"
    quirks: ClassVar[dict[str, str]] = {"any_case": "upper and lower case are the same", "blanks": "none"}

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the items."""
        file = source / "sayings.json"
        if not file.is_file():
            raise TaskFault(f"no sayings in {source}", kind="no_data")
        for row, item in enumerate(json.loads(file.read_text())):
            if "word" not in item:
                raise TaskFault(f"official data in {file} cannot be used: row {row}", kind="bad_data")
            quirks = sorted(options.quirks & self.quirks.keys())
            yield Sample(
                question=f"Say {item['word']} ({options.dialect}).",
                data={"word": item["word"], "quirks": quirks},
                provenance={"file": file.name, "row": row},
                defects=tuple(item.get("defects", ())),
            )

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """The word must be said."""
        word = sample.data["word"]
        if "any_case" in sample.data["quirks"]:
            word, answer = word.lower(), answer.lower()
        return Verdict.correct(answer) if answer == word else Verdict.wrong("another word")

    def answer(self, sample: Sample) -> str:
        """The word."""
        return str(sample.data["word"]).upper()


class Tunes(Sayings):
    """Another task of the data set, with a quirk of its own, whose data lies elsewhere."""

    id = "sayings/sing"
    quirks: ClassVar[dict[str, str]] = {"off_key": "any tune is right"}

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Find no data."""
        if not (source / "tunes").is_dir():
            raise TaskFault(f"no tunes in {source}", kind="no_data")
        yield Sample(question="Sing.", data={"word": "la", "quirks": []})


def write_sayings(root: Path, *items: Any) -> Path:
    """Write a data set of words, or of whole items; returns its root."""
    root.mkdir(parents=True, exist_ok=True)
    rows = [{"word": item} if isinstance(item, str) else item for item in items]
    (root / "sayings.json").write_text(json.dumps(rows))
    return root


def plugins_with_sayings() -> Plugins:
    """Our own plugins and the two tasks above."""

    @hookimpl
    def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
        for task in (Sayings, Tunes):
            register(
                TaskDescriptor(
                    id=task.id,
                    version=task.version,
                    entry=f"{__name__}:{task.__name__}",
                    summary="Say the word.",
                    capabilities=("execution",),
                    source="dataset",
                    levels=0,
                )
            )

    plugin = ModuleType("sayings")
    vars(plugin).update(register_tasks=register_tasks)
    plugins = build_plugin_manager(select="")
    assert plugins.add(FoundPlugin("sayings", "sayings", "acme", "1"), plugin) is None
    return plugins
