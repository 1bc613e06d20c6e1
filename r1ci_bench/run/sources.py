"""Where the questions of each selected task come from: a generator, or official items and their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from r1ci_bench.errors import UsageError
from r1ci_bench.run.data import existing, folder_of, has_official_items
from r1ci_bench.run.needs import Need, Needs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from r1ci_bench.plugins import Plugins
    from r1ci_bench.run.selection import Selection


class Sources(NamedTuple):
    """Where questions come from.

    Attributes:
        tasks: The tasks that can be asked, sorted.
        official: Of each of them whose official items are asked, where its data lies; the others generate.
    """

    tasks: tuple[str, ...]
    official: dict[str, Path]

    @property
    def generates(self) -> bool:
        """Whether any task generates its questions."""
        return len(self.official) < len(self.tasks)


def find_sources(
    selection: Selection,
    plugins: Plugins,
    *,
    data_dir: str | None,
    note: Callable[[str], None],
    recorded: Collection[str] | None = None,
) -> Sources:
    """Find out where the questions of tasks come from.

    With `--data-dir`, every task that has official items is asked them, the others generate. Without it,
    generators generate, and data sets are read from the cache.

    Args:
        selection: The tasks.
        plugins: Where they are registered.
        data_dir: A local copy of one data set, or of several in folders of their names; None for the cache.
        note: Told once for each reason of the tasks that were left out.
        recorded: The tasks that are asked official items, where a run has settled it.

    Raises:
        UsageError: if the place of the data is not there or nothing is asked from it, if a task that is named
            lacks its data, or none is left.
        SetupError: if a task that is named lacks what is to be installed.
    """
    needs = Needs(plugins)
    folder = existing(data_dir) if data_dir is not None else None
    official: dict[str, Path] = {}
    tasks: list[str] = []
    lacking: dict[str, Need] = {}
    with_items = 0
    for name in selection.tasks:
        descriptor = plugins.tasks.get(name).descriptor
        if recorded is not None:
            asks_items = name in recorded
        else:
            asks_items = descriptor.source == "dataset" or (
                folder is not None and has_official_items(descriptor)
            )
        with_items += asks_items
        need = needs.modules(name)
        if need is None and asks_items:
            root = folder_of(descriptor, folder) if folder is not None else needs.home(descriptor.data)
            if root is not None:
                official[name] = root
            else:
                need = needs.data(name)
        if need is None:
            tasks.append(name)
        elif name in selection.named:
            raise need.error(name)
        else:
            lacking[name] = need
    if folder is not None and not with_items:
        raise UsageError(
            "--data-dir has no effect: no selected task has official items",
            hint="leave out --data-dir",
        )
    needs.leave_out(lacking, len(tasks), note)
    return Sources(tuple(tasks), official)
