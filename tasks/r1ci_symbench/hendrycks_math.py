r"""Loads problems of MATH in the layout of the release: one JSON file a problem, grouped by subject.

The key is what stands in the last balanced `\boxed{...}` of the worked solution, as in all work on MATH.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.task import STRICT
from r1ci_symbench.keyed import KeyedTask
from r1ci_symbench.official import bad_data, official_files, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.task import LoadOptions, Sample

_HOMES = ("MATH/train", "train")
_LEVEL = re.compile("Level ([1-5?])")


class HendrycksMath(KeyedTask):
    """One subject of MATH.

    Attributes:
        folder: Name of the subject's folder.
        subject: Name of the subject in the files.
    """

    advice = (
        "Give the final answer alone, in plain text or in LaTeX, and exactly: fractions, roots and \\pi are "
        "fine, units may be left out. Where you round, although the problem does not ask for it, give a "
        "decimal number with at least four significant digits; a whole number counts as exact. For another "
        "problem, the answer could be {}."
    )
    examples = ("\\frac{2\\sqrt{5}}{7}", "\\frac{3\\sqrt{5}}{11}")
    folder: ClassVar[str]
    subject: ClassVar[str]

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the problems of this subject; both dialects ask the same."""
        homes = [source / home / self.folder for home in _HOMES]
        home = next((home for home in homes if home.is_dir()), source)
        seen: set[str] = set()
        for file, name in official_files(home, self.folder, "*.json"):
            record = read_json(file)
            try:
                data, notes = self._read(record)
                yield self.item(data, {"file": name, **notes}, seen)
            except (KeyError, TypeError, ValueError) as error:
                raise bad_data(file, f"{type(error).__name__}: {error}") from error

    def _read(self, record: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        problem, solution, subject, level = (
            record[name] for name in ("problem", "solution", "type", "level")
        )
        if not (isinstance(problem, str) and isinstance(solution, str)):
            raise TypeError("'problem' and 'solution' are texts")
        if subject != self.subject:
            raise ValueError(f"'type' is not {self.subject!r}")
        found = _LEVEL.fullmatch(level)
        if not found:
            raise ValueError("'level' is not a level from 1 to 5, nor '?'")
        key = last_boxed(solution)
        if key is None:
            raise ValueError("'solution' has no \\boxed answer")
        notes: dict[str, Any] = {} if found[1] == "?" else {"knobs": {"level": int(found[1])}}
        if "[asy]" in problem:
            notes["figure"] = True
        return {"problem": problem, "key": key}, notes


def last_boxed(solution: str) -> str | None:
    r"""What stands in the last `\boxed{...}` whose braces match; None where there is none."""
    end = len(solution)
    while (start := solution.rfind("\\boxed", 0, end)) >= 0:
        place = start + len("\\boxed")
        while solution[place : place + 1] == " ":
            place += 1
        inside = _in_braces(solution, place, end)
        if inside is not None:
            return inside
        end = start
    return None


def _in_braces(text: str, start: int, end: int) -> str | None:
    if text[start : start + 1] != "{":
        return None
    depth = 0
    place = start
    while place < end:
        if text[place] == "\\":
            place += 1  # `\{` is no brace of TeX
        elif text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
            if not depth:
                return text[start + 1 : place].strip()
        place += 1
    return None
