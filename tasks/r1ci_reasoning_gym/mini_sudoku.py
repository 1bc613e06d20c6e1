"""Mini sudoku: complete a grid of 4 x 4 cells.

Rules: every row, every column and every box of 2 x 2 cells has each number from 1 to 4 once.

Levels: the number of empty cells, in the steps of Reasoning-Gym's curriculum, from 4 to 12 (with more, no
grid has one completion only). Its generator sometimes leaves fewer cells empty than it should; such items
are left out.

Labels: every grid is solved by a search of ours and must have one completion, which must be the stored one.
The original checker gives partial credit, and less for other blanks; here the numbers count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.number_filling import fillings, lines

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class MiniSudoku(ReasoningGymTask[list[list[str]]]):
    """Sudoku with four numbers."""

    id = "reasoning-gym/mini_sudoku"
    version = "1"
    name = "mini_sudoku"
    levels = ladder(
        {"min_empty": 4, "max_empty": 5},
        {"min_empty": 6, "max_empty": 7},
        {"min_empty": 8, "max_empty": 9},
        {"min_empty": 10, "max_empty": 10},
        {"min_empty": 11, "max_empty": 12},
    )
    form = GridForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The grid, 0 for an empty cell."""
        puzzle = entry.metadata["puzzle"]
        least, most = entry.metadata["difficulty"]["empty"]
        if not least <= sum(row.count(0) for row in puzzle) <= most:
            return None
        ways = completions({"puzzle": puzzle}, 2)
        if len(ways) != 1 or ways[0] != [
            [int(cell) for cell in row.split()] for row in str(entry.answer).splitlines()
        ]:
            return None
        return {"puzzle": puzzle}

    def wording(self, question: str) -> str:
        """Without the order to write nothing but the grid; ours says how it is written."""
        return question[: question.index("Format your response")].rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """The complete grid, also with the given numbers."""
        example = [[1, 2, 3, 4], [3, 4, 1, 2], [2, 1, 4, 3], [4, 3, 2, 1]]
        if example == completions(data, 1)[0]:
            example.reverse()
        rows = "\n".join(" ".join(map(str, row)) for row in example)
        return (
            "An underscore stands for an empty cell; the other numbers stay where they are. Give the whole "
            "grid, row by row, with blanks between the numbers of a row. The form of the answer is:\n\n"
            f"<<<{rows}>>>"
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        grid = shaped(value, 4, 4)
        if grid is None:
            return "it is not a grid of 4 x 4 cells"
        for given, row in zip(data["puzzle"], grid, strict=True):
            if any(cell and str(cell) != number for cell, number in zip(given, row, strict=True)):
                return "a given number was changed"
        cells = [number for row in grid for number in row]
        once = all(sorted(cells[place] for place in group) == list("1234") for group in groups())
        return "" if once else "a row, a column or a box does not have each number from 1 to 4 once"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Cross out, then try."""
        return program(solve, sample.data, helpers=(fillings, lines, groups, completions))


def groups() -> list[list[int]]:
    """The places of rows, columns and boxes."""
    boxes = [[top + left + step for step in (0, 1, 4, 5)] for top in (0, 8) for left in (0, 2)]
    return [*lines(4), *boxes]


def completions(data: dict[str, Any], most: int) -> list[list[list[int]]]:
    """All ways to complete the grid, or the first of them."""
    cells = [number for row in data["puzzle"] for number in row]
    found = fillings(cells, 4, groups(), [], most)
    return [[way[place : place + 4] for place in range(0, 16, 4)] for way in found]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return "\n".join(" ".join(map(str, row)) for row in completions(data, 1)[0])
