"""Reads the official SymBench files: where they lie, in what order, and what to say when one is broken."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import TaskFault

if TYPE_CHECKING:
    from pathlib import Path

_DIGITS = re.compile(r"([0-9]+)")


def bad_data(file: Path, why: str) -> TaskFault:
    """The fault that names a broken official file and what is wrong with it."""
    return TaskFault(
        f"official data in {file} cannot be used: {why}",
        kind="bad_data",
        hint="compare the file with the pinned release, or fetch the data again",
    )


def official_files(source: Path, folder: str, pattern: str) -> list[tuple[Path, str]]:
    """Find a task's files in the official layout.

    Args:
        source: The root of the data set, a folder of the task (its own or a variant), or one file.
        folder: Name of the task's folder below the root.
        pattern: Name of the files, as for `Path.rglob`.

    Returns:
        Each file with its name for the provenance, in an order that does not depend on the file system:
        numbers within names count as numbers.

    Raises:
        TaskFault: if there is no such file.
    """
    if source.is_file():
        return [(source, source.name)]
    home = source / folder if (source / folder).is_dir() else source
    if home.name.startswith(folder):
        paths = list(home.rglob(pattern))
    else:
        # A folder of items with a name of its own, but not a root with the items of other tasks further down.
        paths = [*home.glob(pattern), *home.glob(f"*/{pattern}")]
    found = [(path, path.relative_to(home.parent).as_posix()) for path in paths]
    if not found:
        raise TaskFault(
            f"no official data in {home}: no file is named {pattern}",
            kind="no_data",
            hint=f"give the data set's root, or its folder {folder!r}",
        )
    return sorted(found, key=lambda item: _natural(item[1]))


def read_text(file: Path) -> str:
    """Read an official text file.

    Raises:
        TaskFault: if it cannot be read or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise bad_data(file, str(error)) from error


def read_json(file: Path) -> Any:
    """Read an official JSON file.

    Raises:
        TaskFault: if it cannot be read or is not JSON.
    """
    try:
        return json.loads(read_text(file))
    except (ValueError, RecursionError) as error:
        raise bad_data(file, f"it is not JSON ({error})") from error


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(name)]
