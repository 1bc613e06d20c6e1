"""ARC in one dimension: find the rule that changes rows of colours, and apply it to another row.

Rules: three rows are shown before and after; one row is right.

Levels: longer rows, up to 40 cells. The curriculum of Reasoning-Gym goes up to 100, but from 41 cells on one
of its generators (`recolor_blocks_from_palette`) may look for a tenth colour of nine, without end. Which of
its 70 rules a row follows is drawn at every level.

Labels: the rule must be guessed, so the stored row is the key, and there is no reference program. An item is
left out where a simple rule of ours (see `arc_1d_rules`) fits all examples and makes another row of the last
one than the key: a block that is stopped by a dot after one cell, for example, may move by one cell or by
four. Other readings may remain. Items whose answer stands in the question, as the row itself or as the row of
an example, are left out too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm, shaped
from r1ci_reasoning_gym.arc_1d_rules import readings
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class Arc1d(ReasoningGymTask[list[list[str]]]):
    """Change a row."""

    id = "reasoning-gym/arc_1d"
    version = "1"
    name = "arc_1d"
    levels = ladder(
        {"min_size": 10, "max_size": 12},
        {"min_size": 13, "max_size": 17},
        {"min_size": 18, "max_size": 25},
        {"min_size": 26, "max_size": 33},
        {"min_size": 34, "max_size": 40},
    )
    form = GridForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The row that is right, and the row that it comes from."""
        pairs = [(pair["input"], pair["output"]) for pair in entry.metadata["train_examples"]]
        row, key = entry.metadata["test_example"]["input"], entry.metadata["test_example"]["output"]
        if " ".join(map(str, key)) != entry.answer or len(key) != len(row):
            return None
        if key == row or any(key in pair or row in pair for pair in pairs):
            return None
        return {"key": key} if all(found == key for found in readings(pairs, row)) else None

    def advice(self, data: dict[str, Any]) -> str:
        """One row."""
        return (
            f"The output grid is one row of {len(data['key'])} cells. Give their numbers in one line with "
            "blanks between them; for a row of five cells, for example, the answer could be <<<0 0 7 7 "
            "0>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One row is right."""
        grid = shaped(value, 1, len(data["key"]))
        if grid is None:
            return f"it is not a row of {len(data['key'])} cells"
        for place, (found, right) in enumerate(zip(grid[0], data["key"], strict=True), 1):
            if found != str(right):
                return f"cell {place} is wrong"
        return ""

    def solution(self, data: dict[str, Any]) -> str:
        """The key."""
        return " ".join(map(str, data["key"]))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """As of every grid, and the printed row, a row moved by one, a row of zeros."""
        yield from super().mutations(sample, answer)
        key = sample.data["key"]
        printed = sample.question.split("\nInput:\n")[-1].split("\n")[0].strip()
        yield "the printed row", printed
        for other in ([*key[1:], key[0]], [key[-1], *key[:-1]], key[::-1], [0] * len(key)):
            if other != key:
                yield "another row", " ".join(map(str, other))
