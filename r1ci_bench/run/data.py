"""What a run over official data asks for, and the items that it gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import TaskFault, UsageError, near_misses
from r1ci_bench.official import WITHOUT_DATA, official_samples
from r1ci_bench.task import LoadOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from r1ci_bench.official import OfficialSample
    from r1ci_bench.task import Dialect, Task

ALL_QUIRKS = "all"
GENERATED_ONLY = ("level", "question_set")
OFFICIAL_ONLY = ("dialect", "quirks")


def split_names(texts: Iterable[str]) -> list[str]:
    """The names in texts of which each may hold several, comma-separated."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


def needs_data(task: str) -> UsageError:
    """The error of a data set that is asked for without its data."""
    return UsageError(f"{task} loads a data set", hint="--data-dir DIR names a local copy of its data")


def holds_nothing(source: object, tasks: int) -> UsageError:
    """The error of a place in which none of so many selected tasks finds official data."""
    return UsageError(
        f"{source} holds official data of none of the {tasks} selected tasks",
        hint="give the root of the data, in the layout of its release",
    )


def refuse_contradictions(given: Collection[str], *, official: bool, dialect: str = "strict") -> None:
    """Refuse what has no effect, since whoever gave it expects one.

    Args:
        given: Names of the fields that were given, or that differ from their defaults.
        official: Whether official data is asked.
        dialect: Its dialect.

    Raises:
        UsageError: naming the first field that does not go with the others.
    """
    for name in GENERATED_ONLY if official else OFFICIAL_ONLY:
        if name in given:
            flag = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{flag} does not go with --data-dir: official items have neither levels nor sets"
                if official
                else f"{flag} needs --data-dir: it says how official data is asked",
                hint=f"leave out {flag}, or --data-dir"
                if official
                else f"--data-dir DIR, or leave out {flag}",
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


@dataclass(frozen=True, slots=True)
class DataRequest:
    """Which official data is asked, and how.

    Attributes:
        source: A local copy, in the layout of its release.
        dialect: The dialect.
        quirks: Names of quirks, `all` among them, each text perhaps with several.
    """

    source: str
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
            tasks: The tasks by id.
            seed: Decides the order of the items.
            named: Tasks that must have data; the others are left out where they have none.
            note: Told once of the tasks that were left out.

        Returns:
            The items of each task that has any, in the order of `tasks`.

        Raises:
            UsageError: if there is no such quirk, the data is not there, or no task finds any in it.
            TaskFault: if a named task has no data, or some data is broken.
        """
        quirks = frozenset(resolve_quirks(self.quirks, tasks.values()))
        options = LoadOptions(dialect=self.dialect, quirks=quirks)
        folder = existing(self.source)
        items: dict[str, list[OfficialSample]] = {}
        left_out: list[str] = []
        for name, task in tasks.items():
            try:
                items[name] = official_samples(task, folder, options, seed)
            except TaskFault as fault:
                if fault.kind not in WITHOUT_DATA or name in named:
                    raise
                left_out.append(name)
        if not items:
            raise holds_nothing(self.source, len(left_out))
        if left_out:
            note(f"left out, without official data in {self.source}: {', '.join(left_out)}")
        return items


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
