"""What keeps a task from being asked on this machine now, and what to do about it.

Nothing of a task is imported to find that out.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, NamedTuple

from r1ci_bench.errors import R1ciError, SetupError, UsageError
from r1ci_bench.run.data import data_home, first_few

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from r1ci_bench.plugins import Plugins


class Need(NamedTuple):
    """What a task lacks.

    Attributes:
        kind: `data` where it is its data set, `modules` where it is something to install.
        what: The id of the data set, empty where it has none; or the modules, comma-separated.
        remedy: What to do about it.
    """

    kind: Literal["data", "modules"]
    what: str
    remedy: str

    def error(self, task: str) -> R1ciError:
        """The error of a task that is named and cannot be asked."""
        if self.kind == "data":
            return UsageError(f"{task} loads a data set, which is not there", hint=self.remedy)
        return SetupError(f"{task} needs {self.what}, which is not installed", hint=self.remedy)


class Needs:
    """Finds what tasks lack; each module and data set is looked for once.

    Args:
        plugins: Where the tasks are registered.
    """

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        self._importable: dict[str, bool] = {}
        self._homes: dict[str, Path | None] = {}

    def of(self, task: str) -> Need | None:
        """What a task lacks to be asked without `--data-dir`; None where it lacks nothing."""
        descriptor = self._plugins.tasks.get(task).descriptor
        missing = self.modules(task)
        if missing is None and descriptor.source == "dataset" and self.home(descriptor.data) is None:
            return self.data(task)
        return missing

    def modules(self, task: str) -> Need | None:
        """The modules of its extras that a task lacks."""
        item = self._plugins.tasks.get(task)
        missing = [module for module in item.descriptor.modules if not self._found(module)]
        if not missing:
            return None
        extras = ",".join(item.descriptor.extras)
        remedy = f'pip install "{item.origin.distribution}[{extras}]"' if extras else f"install {missing[0]}"
        return Need("modules", ", ".join(missing), remedy)

    def data(self, task: str) -> Need:
        """What a task lacks whose data set is not there."""
        data = self._plugins.tasks.get(task).descriptor.data
        return Need("data", data, self.remedy({data}))

    def remedy(self, data: set[str]) -> str:
        """How to get at data sets that are not there."""
        known = " ".join(sorted(name for name in data if name in self._plugins.data))
        return (f"r1ci-bench data fetch {known}, or " if known else "") + "--data-dir DIR for a local copy"

    def home(self, data: str) -> Path | None:
        """Where a data set lies in the cache; None where it does not."""
        if data not in self._homes:
            self._homes[data] = data_home(data, self._plugins)
        return self._homes[data]

    def _found(self, module: str) -> bool:
        if module not in self._importable:
            try:
                self._importable[module] = find_spec(module) is not None
            except (ImportError, ValueError):  # a package above it is not there, or hides itself
                self._importable[module] = False
        return self._importable[module]

    def leave_out(self, lacking: Mapping[str, Need], asked: int, note: Callable[[str], None]) -> None:
        """Tell of the tasks of globs and splits that cannot be asked, once for each kind of reason.

        Args:
            lacking: What each of them lacks.
            asked: How many tasks are left.
            note: Told.

        Raises:
            UsageError: if no task is left, for want of data.
            SetupError: if no task is left, for want of what is to be installed.
        """
        if len(lacking) == 1 and not asked:
            ((task, need),) = lacking.items()
            raise need.error(task)
        said = self._said(lacking)
        if lacking and not asked:
            only_modules = all(need.kind == "modules" for need in lacking.values())
            raise (SetupError if only_modules else UsageError)(
                "none of the selected tasks can be asked now: " + "; ".join(text for text, _ in said),
                hint="; ".join(remedy for _, remedy in said),
            )
        for text, remedy in said:
            note(f"left out, {text}; to have them: {remedy}")

    def tell(self, lacking: Mapping[str, Need], note: Callable[[str], None]) -> None:
        """Tell of tasks that are there and cannot be asked, once for each kind of reason.

        Args:
            lacking: What each of them lacks.
            note: Told.
        """
        for text, remedy in self._said(lacking):
            note(f"cannot be asked now, {text}; to have them: {remedy}")

    def _said(self, lacking: Mapping[str, Need]) -> list[tuple[str, str]]:
        """For each kind of reason, which tasks it keeps away, and the remedy."""
        said: list[tuple[str, str]] = []
        for kind in ("data", "modules"):
            needs = {task: need for task, need in lacking.items() if need.kind == kind}
            if needs:
                remedies = dict.fromkeys(need.remedy for need in needs.values())
                one = self.remedy({need.what for need in needs.values()})
                said.append((_sentence(kind, needs), one if kind == "data" else "; ".join(remedies)))
        return said


def _sentence(kind: str, tasks: Mapping[str, Need]) -> str:
    count = f"{len(tasks)} task{'' if len(tasks) == 1 else 's'}"
    lacks = ", ".join(sorted({what for need in tasks.values() for what in need.what.split(", ") if what}))
    if kind == "data":
        reason = f"whose data set is not there ({lacks})" if lacks else "whose data set is not there"
    else:
        reason = f"whose modules are not installed ({lacks})"
    return f"{count} {reason}: {first_few(sorted(tasks))}"
