"""Rotten oranges: how many minutes it takes until no orange of a grid is fresh.

Rules: every minute, fresh oranges beside a rotten one (along rows and columns) rot; -1 where some stay fresh
for ever. One number is right.

Levels: the curriculum of Reasoning-Gym makes grids larger, up to 100 x 100 (20,000 characters); here the
largest is 42 x 42, and rotten oranges become rarer, so that there are more minutes to follow.

Labels: every stored answer is compared with a search of ours. Grids without fresh or without rotten oranges
ask nothing and are left out. In the default configuration -1 is right in a third of all items; here six of
seven items with this answer are left out, which ones is decided by their question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegerForm, read_integer, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.thinning import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


_MINUTES = re.compile(
    r"([^A-Za-z\\]{1,20}?)(?: |~|\\[ ,])?(?:\\(?:text|mathrm)\{ ?min(?:ute)?s? ?\}|min(?:ute)?s?)\.?",
    re.IGNORECASE,
)


class MinutesForm(IntegerForm):
    """A whole number, with or without its unit."""

    def read(self, text: str) -> int:
        """Read `8` or `8 minutes`."""
        text = unwrap(text)
        found = _MINUTES.fullmatch(text)
        return read_integer(found[1] if found else text)

    def renderings(self, value: int) -> Iterator[str]:
        """As of every integer, and with the unit."""
        yield from super().renderings(value)
        yield from (f"{value} minutes", f"{value} min.", f"**{value} minutes**", f"{value}\\text{{ minutes}}")


class RottenOranges(ReasoningGymTask[int]):
    """Let oranges rot."""

    id = "reasoning-gym/rotten_oranges"
    version = "1"
    name = "rotten_oranges"
    levels = ladder(
        {"min_n": 4, "max_n": 6, "p_rotten": 0.1},
        {"min_n": 7, "max_n": 10, "p_rotten": 0.05},
        {"min_n": 11, "max_n": 18, "p_rotten": 0.03},
        {"min_n": 20, "max_n": 30, "p_rotten": 0.01},
        {"min_n": 32, "max_n": 42, "p_rotten": 0.003},
    )
    form = MinutesForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The rows of the grid, each as a text."""
        rows = ["".join(map(str, row)) for row in entry.metadata["matrix"]]
        cells = "".join(rows)
        found = minutes(rows)
        if "1" not in cells or "2" not in cells or str(found) != entry.answer:
            return None
        if found < 0 and not kept(entry.question, 1, 7):
            return None
        return {"rows": rows}

    def wording(self, question: str) -> str:
        """A slip of the pen."""
        return question.replace("Your task is determine", "Your task is to determine")

    def advice(self, data: dict[str, Any]) -> str:
        """What counts as a minute."""
        return (
            "All fresh oranges that are beside a rotten one at the beginning of a minute, above, below, "
            "to the left or to the right, become rotten within this minute; nothing spreads through an "
            "empty cell. Give the number of minutes, or -1 if some orange stays fresh for "
            "ever. For a grid that has no fresh orange at the beginning, for example, the answer would be "
            "<<<0>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        return "" if value == minutes(data["rows"]) else "it is not the number of minutes"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Follow the rot minute by minute."""
        return program(solve, sample.data, helpers=(minutes,))


def minutes(rows: list[str]) -> int:
    """The minutes until no orange is fresh, or -1; cells are `0` (empty), `1` (fresh) and `2` (rotten)."""
    fresh = {
        (row, column) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell == "1"
    }
    rotten = {
        (row, column) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell == "2"
    }
    passed = 0
    while fresh and rotten:
        rotten = {
            place
            for row, column in rotten
            for place in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
            if place in fresh
        }
        fresh -= rotten
        passed += bool(rotten)
    return -1 if fresh else passed


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(minutes(data["rows"]))
