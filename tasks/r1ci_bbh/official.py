"""Reads the official files: where they lie, what they hold, and what to say when one is broken."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from r1ci_bench.errors import TaskFault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_MARK = "\nOptions:\n"
_OPTION = re.compile(r"\(([A-Z])\) (.*\S.*)")


class Row(NamedTuple):
    """One item as it was released."""

    input: str
    target: str


def official_file(source: Path, name: str) -> Path:
    """Find a task's file in the official layout.

    Args:
        source: The folder of all files, the folder above it, or the file itself.
        name: The file's name.

    Raises:
        TaskFault: if there is no such file.
    """
    places = [source] if source.name == name else [source / name, source / "bbh" / name]
    for place in places:
        if place.is_file():
            return place
    raise TaskFault(
        f"no official data in {source}: there is no file {name}",
        kind="no_data",
        hint="give the file, its folder, or the folder above if its own is named 'bbh'",
    )


def read_rows(file: Path) -> list[Row]:
    """Read all items of an official file, in its order.

    Raises:
        TaskFault: if it cannot be read, or is not as it should be.
    """
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise bad_data(file, f"it is not JSON in UTF-8 ({error})") from error
    examples = content.get("examples") if isinstance(content, dict) else None
    if not isinstance(examples, list) or not examples:
        raise bad_data(file, "it has no list of 'examples'")
    return [_row(file, number, example) for number, example in enumerate(examples)]


def _row(file: Path, number: int, example: Any) -> Row:
    texts = [example.get(key) for key in Row._fields] if isinstance(example, dict) else []
    values = [text for text in texts if isinstance(text, str) and text.strip()]
    if len(values) != len(Row._fields):
        raise bad_data(file, f"row {number} has no text as its 'input' or 'target'")
    return Row(*values)


def bad_data(file: Path, why: str) -> TaskFault:
    """The fault that names a broken official file and what is wrong with it."""
    return TaskFault(
        f"official data in {file} cannot be used: {why}",
        kind="bad_data",
        hint="compare the file with the pinned release, or fetch the data again",
    )


def split_options(text: str) -> tuple[str, list[str]]:
    """Cut a multiple-choice question into what stands before its options, and the options' texts.

    Raises:
        ValueError: if it does not end with options that are lettered in order.
    """
    head, mark, tail = text.rstrip("\n").rpartition(_MARK)
    found = [_OPTION.fullmatch(line) for line in tail.split("\n")] if mark else []
    options = [match[2] for match in found if match]
    letters = "".join(match[1] for match in found if match)
    if not options or len(options) != len(found) or not LETTERS.startswith(letters):
        raise ValueError("the question does not end with options (A), (B), ...")
    return head, options


def with_options(head: str, options: Sequence[str]) -> str:
    """A multiple-choice question, as the official ones are written."""
    return head + _MARK + "\n".join(f"({LETTERS[place]}) {text}" for place, text in enumerate(options))
