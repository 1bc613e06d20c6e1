"""Official data: where it lies, what is asked of it, and the items that come of it.

Lists of tasks ask where data lies, so that what loads it is imported only then.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from r1ci_bench.errors import TaskFault, UsageError, near_misses
from r1ci_bench.run.selection import split_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from r1ci_bench.descriptors import TaskDescriptor
    from r1ci_bench.official import OfficialSample
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.task import Dialect, Task

ALL_QUIRKS = "all"
GENERATED_ONLY = ("level", "question_set")
OFFICIAL_ONLY = ("dialect", "quirks")
_SHOWN = 3


def data_home(data: str, plugins: Plugins) -> Path | None:
    """Where `r1ci-bench data fetch` has put a data set.

    Args:
        data: Its id.
        plugins: Where data sets are registered.

    Returns:
        The root of the copy; None where there is none, or no such data set is registered.
    """
    if data not in plugins.data:
        return None
    from r1ci_bench.datasets import cached

    return cached(plugins.data.load(data)())


def has_official_items(descriptor: TaskDescriptor) -> bool:
    """Whether a task has official items at all, wherever they may be."""
    return bool(descriptor.data) or descriptor.source == "dataset"


def folder_of(descriptor: TaskDescriptor, data_dir: Path) -> Path:
    """Where the data of a task lies below `--data-dir`, which may be the root of all data sets or of one."""
    of_set = data_dir / descriptor.data
    return of_set if descriptor.data and of_set.is_dir() else data_dir


def holds_nothing(source: object, tasks: int) -> UsageError:
    """The error of a place in which none of so many selected tasks finds official data."""
    return UsageError(
        f"{source} holds official data of none of the {tasks} selected tasks that have any",
        hint="give the root of the data, in the layout of its release",
    )


def refuse_contradictions(
    given: Collection[str], *, data_dir: str | None, official: bool, generated: bool, dialect: str = "strict"
) -> None:
    """Refuse what has no effect, since whoever gave it expects one.

    Args:
        given: Names of the fields that were given, or that differ from their defaults.
        data_dir: Where official data is read from; None for the cache.
        official: Whether official items are asked of any task.
        generated: Whether generated questions are asked of any.
        dialect: The dialect of the official items.

    Raises:
        UsageError: naming the first field that does not go with the others.
    """
    for name in () if generated else GENERATED_ONLY:
        if name in given:
            flag = f"--{name.replace('_', '-')}"
            if data_dir is not None:
                raise UsageError(
                    f"{flag} does not go with --data-dir: official items have neither levels nor sets, "
                    "and no selected task generates its questions",
                    hint=f"leave out {flag}, or --data-dir",
                )
            raise UsageError(
                f"{flag} has no effect: the selected tasks load data sets, without levels or sets",
                hint=f"leave out {flag}",
            )
    for name in () if official else OFFICIAL_ONLY:
        if name in given:
            raise UsageError(
                f"--{name} needs --data-dir: it says how official data is asked, and none is",
                hint=f"--data-dir DIR, or leave out --{name}",
            )
    if "quirks" in given and dialect != "official":
        raise UsageError(
            "--quirks needs the official dialect: they are rules of the released checkers",
            hint="--dialect official, or leave out --quirks",
        )


def resolve_quirks(texts: Iterable[str], tasks: Iterable[Task[Any]]) -> tuple[str, ...]:
    """Quirks as a run records them: `all` spelt out, sorted, each once.

    Args:
        texts: Names, each text may hold several.
        tasks: The tasks; each knows its own quirks.

    Raises:
        UsageError: if no task has a quirk of that name, with near misses.
    """
    known = sorted({name for task in tasks for name in task.quirks})
    names = split_names(texts)
    for name in names:
        if name not in known and name != ALL_QUIRKS:
            listed = f"known: {', '.join(known)}" if known else "the selected tasks have none"
            raise UsageError(
                f"no selected task has a quirk {name!r}", hint=near_misses(name, known) or listed
            )
    return tuple(known if ALL_QUIRKS in names else sorted(set(names)))


class DataRequest(NamedTuple):
    """Which official data is asked, and how.

    Attributes:
        roots: Where the data of each task lies, in the layout of its release; the tasks are those asked.
        source: What the user named it by; None where it lies in the cache.
        dialect: The dialect.
        quirks: Names of quirks, `all` among them, each text perhaps with several.
    """

    roots: Mapping[str, Path]
    source: str | None
    dialect: Dialect = "strict"
    quirks: tuple[str, ...] = ()

    def load(
        self,
        tasks: Mapping[str, Task[Any]],
        *,
        seed: int,
        named: Collection[str],
        note: Callable[[str], None],
    ) -> dict[str, list[OfficialSample]]:
        """Load the items of several tasks.

        Args:
            tasks: The tasks by id; those without a root are passed over.
            seed: Decides the order of the items.
            named: Tasks that must have data; the others are left out where they have none.
            note: Told once of the tasks that were left out.

        Returns:
            The items of each task that has any, in the order of `tasks`.

        Raises:
            UsageError: if there is no such quirk, or no task finds any data.
            TaskFault: if a named task has no data, or some data is broken.
        """
        from r1ci_bench.official import WITHOUT_DATA, official_samples
        from r1ci_bench.task import LoadOptions

        tasks = {name: task for name, task in tasks.items() if name in self.roots}
        quirks = frozenset(resolve_quirks(self.quirks, tasks.values()))
        options = LoadOptions(dialect=self.dialect, quirks=quirks)
        items: dict[str, list[OfficialSample]] = {}
        left_out: list[str] = []
        for name, task in tasks.items():
            try:
                items[name] = official_samples(task, self.roots[name], options, seed)
            except TaskFault as fault:
                if fault.kind not in WITHOUT_DATA or name in named:
                    raise
                left_out.append(name)
        place = self.source or "the cache"
        if tasks and not items:
            raise holds_nothing(place, len(left_out))
        if left_out:
            note(f"left out, {without_data(left_out)} in {place}: {first_few(left_out)}")
        return items


def without_data(tasks: Collection[str]) -> str:
    """How many tasks there are without official data, in words."""
    return f"{len(tasks)} task{'' if len(tasks) == 1 else 's'} without official data"


def first_few(tasks: list[str]) -> str:
    """The first few names of many, and how many more there are."""
    more = len(tasks) - _SHOWN
    return ", ".join(tasks[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def existing(source: str) -> Path:
    """The place of the data.

    Raises:
        UsageError: if there is nothing, or it may not be looked at.
    """
    hint = "name a local copy of the official data, in the layout of its release"
    if not source:  # which would stand for the current directory
        raise UsageError("--data-dir: no directory is named", hint=hint)
    folder = Path(source)
    try:
        folder.stat()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"--data-dir: cannot read {source}: {reason}", hint=hint) from error
    return folder
