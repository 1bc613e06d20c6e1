"""A small suite of every kind of task, with a data set and splits, so that runs can be mixed."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.datasets import DataSet
from r1ci_bench.datasets.store import root_of, write_marker
from r1ci_bench.descriptors import DataDescriptor, SplitDescriptor, TaskDescriptor
from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import TaskFault
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import Plugins, build_plugin_manager
from r1ci_bench.splits import Split
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample, Task, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from r1ci_bench.rng import Rng

NOTE = "drawn by lot"


class Sides(Level, frozen=True):
    """How many numbers there are to say."""

    sides: int


class Roll(Task[Sides]):
    """Generates, and never had a data set: say the number."""

    id, version = "mix/roll", "1"
    levels: ClassVar[tuple[Sides, ...]] = (Sides(sides=10**6), Sides(sides=10**7), Sides(sides=10**8))

    def generate(self, rng: Rng, level: Sides) -> Sample:
        """Throw a die."""
        number = rng.below(level.sides)
        return Sample(question=f"Say {number}.", data={"word": str(number)})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """The word must be said."""
        right = answer == sample.data["word"]
        return Verdict.correct(answer) if right else Verdict.wrong("another word")

    def answer(self, sample: Sample) -> str:
        """The word."""
        return str(sample.data["word"])


class Say(Roll):
    """Generates, and has official items, too."""

    id = "mix/say"
    file = "say.json"
    quirks: ClassVar[dict[str, str]] = {"any_case": "upper and lower case are the same"}

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the items, each a word or a word with its defects."""
        file = source / self.file
        if not file.is_file():
            raise TaskFault(f"no {self.file} in {source}", kind="no_data")
        for row, item in enumerate(json.loads(file.read_text())):
            word, *defects = item if isinstance(item, list) else [item]
            yield Sample(
                question=f"Say {word} ({options.dialect}).",
                data={"word": word},
                provenance={"file": self.file, "row": row},
                defects=tuple(defects),
            )


class Quote(Say):
    """A data set, which generates nothing."""

    id = "mix/quote"
    file = "quote.json"
    levels: ClassVar[tuple[Sides, ...]] = ()


class Tool(Roll):
    """Generates by means of a package that is not installed."""

    id = "mix/tool"


def data_set() -> DataSet:
    """The data set of `Say` and `Quote`."""
    return DataSet(id="sayings", revision="1", urls=(), checksums=Path(__file__))


def write_data(root: Path, *, say: Any = None, quote: Any = None) -> Path:
    """Write the data set, or one task's part of it; returns its root."""
    root.mkdir(parents=True, exist_ok=True)
    for name, items in (("say", say), ("quote", quote)):
        if items is not None:
            (root / f"{name}.json").write_text(json.dumps(items))
    return root


def fill_cache(**items: Any) -> Path:
    """Put the data set where `data fetch` would have put it."""
    root = write_data(root_of(data_set()), **items)
    write_marker(root, data_set().digest)
    return root


def drawn() -> Split:
    """A split with a note."""
    return Split("drawn", ("mix/roll", "mix/quote", "mix/tool"), rule="By lot.")


def whole() -> Split:
    """A split without one."""
    return Split("whole", ("mix/roll", "mix/quote", "mix/say", "mix/tool"), rule="All.")


def no_split() -> str:
    """Another thing than a split."""
    return "a split"


def _descriptor(task: type[Roll], **more: Any) -> TaskDescriptor:
    fields: dict[str, Any] = {"id": task.id, "levels": len(task.levels), **more}
    return TaskDescriptor(
        version=task.version,
        entry=f"{__name__}:{task.__name__}",
        summary="Say the word.",
        capabilities=("execution",),
        **fields,
    )


def mixed_plugins(*splits: SplitDescriptor, twin_of: str = "") -> Plugins:
    """Our own plugins, the suite above and its splits; further splits, and a task of the same bare name."""

    @hookimpl
    def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
        register(_descriptor(Roll))
        register(_descriptor(Say, data="sayings"))
        register(_descriptor(Quote, data="sayings", source="dataset"))
        register(_descriptor(Tool, extras=("tool",), modules=("a_module_that_nobody_has",)))

        if twin_of:
            register(_descriptor(Roll, id=f"twin/{twin_of}"))

    @hookimpl
    def register_splits(register: Callable[[SplitDescriptor], None]) -> None:
        entry = f"{__name__}:drawn"
        register(SplitDescriptor(id="drawn", version="3", entry=entry, summary="Some.", note=NOTE))
        register(SplitDescriptor(id="whole", version="1", entry=f"{__name__}:whole", summary="All."))
        for split in splits:
            register(split)

    @hookimpl
    def register_data(register: Callable[[DataDescriptor], None]) -> None:
        entry = f"{__name__}:data_set"
        register(
            DataDescriptor(
                id="sayings", version="1", entry=entry, summary="Words.", revision="1", license="MIT"
            )
        )

    plugin = ModuleType("mix")
    hooks = {
        "register_tasks": register_tasks,
        "register_splits": register_splits,
        "register_data": register_data,
    }
    vars(plugin).update(hooks)
    plugins = build_plugin_manager(select="")
    assert plugins.add(FoundPlugin("mix", "mix", "acme-mix", "1"), plugin) is None
    return plugins
