"""Splits: named lists of tasks, and the files that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from r1ci_bench.errors import UsageError, near_misses
from r1ci_bench.hashing import content_hash

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".txt", ".toml", ".json")
"""What the files of splits end in."""


class Split(NamedTuple):
    """A named list of tasks.

    Attributes:
        name: Its name; of a file, the path as it was written.
        tasks: The tasks: ids in a split that is registered, in a file globs, too.
        rule: How the tasks were chosen, for people.
        note: What must be said wherever results on it are shown; empty where there is nothing.
        version: Changes whenever the tasks change; empty where a file names none.
    """

    name: str
    tasks: tuple[str, ...]
    rule: str = ""
    note: str = ""
    version: str = ""


def tasks_digest(tasks: list[str]) -> str:
    """The identity of a list of tasks, whatever their order: SHA-256 of the sorted ids."""
    return content_hash(sorted(tasks))


def looks_like_a_file(name: str) -> bool:
    """Whether a name that is not registered is meant as a path."""
    return "/" in name or name.endswith(SUFFIXES)


def split_of(fields: Any, where: str, *, name: str) -> Split:
    """Make a split from the fields of a file.

    Args:
        fields: What the file holds.
        where: The file, for messages.
        name: Its name where the file gives none.

    Raises:
        UsageError: naming the file, and what is wrong in it.
    """
    hint = "a split holds tasks, a list of ids, and if you like name, version, rule and note, which are texts"
    if not isinstance(fields, dict):
        raise UsageError(f"{where} is not a split: it holds no fields", hint=hint)
    for field, value in fields.items():
        if field not in Split._fields:
            raise UsageError(
                f"{where}: unknown field {field!r}", hint=near_misses(field, Split._fields) or hint
            )
        if field != "tasks" and not isinstance(value, str):
            raise UsageError(f"{where}: {field} is not a text", hint=hint)
    tasks = fields.get("tasks")
    if not isinstance(tasks, list) or not all(isinstance(task, str) for task in tasks):
        raise UsageError(f"{where}: tasks is not a list of ids", hint=hint)
    return Split(**{"name": name, **fields, "tasks": tuple(tasks)})


def read_split(path: Path, *, name: str | None = None) -> Split:
    """Read a split from a file: JSON or TOML with the fields of a split, or text with an id or glob a line.

    Args:
        path: The file; how it ends says what it is, anything else than .json and .toml is text.
        name: Its name; None for that in the file, or else its path.

    Raises:
        UsageError: if it cannot be read, or is no split.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"cannot read the split {path}: {reason}", hint="see: r1ci-bench splits") from error
    called = str(path) if name is None else name
    if path.suffix == ".json":
        import json

        try:
            fields = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path} is not valid JSON: {error}") from error
    elif path.suffix == ".toml":
        import tomllib

        try:
            fields = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise UsageError(f"{path} is not valid TOML: {error}") from error
    else:
        lines = (line.partition("#")[0].strip() for line in text.splitlines())
        return Split(called, tuple(line for line in lines if line))
    split = split_of(fields, str(path), name=called)
    return split if name is None else split._replace(name=name)
