"""Futoshiki: complete a square grid in which some neighbours are known to be less or greater.

Rules: every row and every column has each number from 1 to the size of the grid once, and the signs between
neighbours hold.

Levels: size of the grid, and Reasoning-Gym's difficulty, by which there are more signs and fewer numbers.
Its generator needs seconds for large grids, so that the largest here has 6 x 6 cells.

Labels: every grid is solved by a search of ours and must have one completion, which must be the stored one;
grids without any sign are left out. The original checker gives partial credit, and less for other blanks;
here the numbers count, and signs in an answer mean nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm, shaped, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.number_filling import fillings, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_SIGNS = str.maketrans(dict.fromkeys("<>\u2227\u2228^vV\u02c4\u02c5", " "))


class SignedGridForm(GridForm):
    """A grid of numbers, perhaps with the signs between them."""

    def read(self, text: str) -> list[list[str]]:
        """Read the numbers; signs are blanks."""
        return super().read(unwrap(text).translate(_SIGNS))


class Futoshiki(ReasoningGymTask[list[list[str]]]):
    """Numbers with inequalities."""

    id = "reasoning-gym/futoshiki"
    version = "1"
    name = "futoshiki"
    levels = ladder(
        {"min_board_size": 4, "max_board_size": 4, "min_difficulty": 0, "max_difficulty": 0},
        {"min_board_size": 4, "max_board_size": 4, "min_difficulty": 2, "max_difficulty": 3},
        {"min_board_size": 5, "max_board_size": 5, "min_difficulty": 1, "max_difficulty": 2},
        {"min_board_size": 5, "max_board_size": 5, "min_difficulty": 3, "max_difficulty": 3},
        {"min_board_size": 6, "max_board_size": 6, "min_difficulty": 2, "max_difficulty": 3},
    )
    form = SignedGridForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The grid, 0 for an empty cell, and pairs of places of which the first has the lesser number."""
        puzzle = entry.metadata["puzzle"]
        size = len(puzzle)
        less = []
        for row, column, other_row, other_column, sign in entry.metadata["constraints"]:
            pair = [row * size + column, other_row * size + other_column]
            less.append(pair if sign == "<" else pair[::-1])
        data = {"puzzle": puzzle, "less": less}
        if not less or not any(0 in row for row in puzzle):
            return None
        ways = completions(data, 2)
        shown = [
            [int(sign) for sign in line if sign.isdigit()] for line in str(entry.answer).splitlines()[::2]
        ]
        return data if ways == [shown] else None

    def wording(self, question: str) -> str:
        """Without the order to draw the signs again; ours says how the grid is written."""
        start = question.index("Ensure your answer")
        return question[:start] + question[question.index("Remember, in Futoshiki") :]

    def advice(self, data: dict[str, Any]) -> str:
        """What the signs mean, and the complete grid."""
        size = len(data["puzzle"])
        example = [[(row + column) % size + 1 for column in range(size)] for row in range(size)]
        if example == completions(data, 1)[0]:
            example.reverse()
        return (
            "An underscore stands for an empty cell; the other numbers stay where they are. Between two "
            "neighbours in a row, < says that the left number is less than the right one, and > that it is "
            "greater; between two neighbours in a column, \u2227 says that the upper number is less than the "
            "lower one, and \u2228 that it is greater. Give the numbers of the whole grid as a list of rows, "
            f"without the signs. The form of the answer is <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        size = len(data["puzzle"])
        grid = shaped(value, size, size)
        if grid is None:
            return f"it is not a grid of {size} x {size} cells"
        for given, row in zip(data["puzzle"], grid, strict=True):
            if any(cell and str(cell) != number for cell, number in zip(given, row, strict=True)):
                return "a given number was changed"
        cells = [number for row in grid for number in row]
        numbers = [str(number) for number in range(1, size + 1)]
        if any(sorted(cells[place] for place in line) != numbers for line in lines(size)):
            return f"a row or a column does not have each number from 1 to {size} once"
        if any(cells[low] >= cells[high] for low, high in data["less"]):
            return "a sign between two numbers does not hold"
        return ""

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """As its form, and drawn with the signs, as the grid of the question."""
        yield from super().renderings(sample, answer)
        yield drawn(sample.data, shaped(self.form.read(answer), *[len(sample.data["puzzle"])] * 2) or [])

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Cross out, then try."""
        return program(solve, sample.data, helpers=(fillings, lines, completions))


def completions(data: dict[str, Any], most: int) -> list[list[list[int]]]:
    """All ways to complete the grid, or the first of them."""
    size = len(data["puzzle"])
    cells = [number for row in data["puzzle"] for number in row]
    found = fillings(cells, size, lines(size), data["less"], most)
    return [[way[place : place + size] for place in range(0, size * size, size)] for way in found]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(completions(data, 1)[0])


def drawn(data: dict[str, Any], grid: list[list[str]]) -> str:
    """The grid with the signs between its numbers."""
    size = len(grid)
    signs: dict[tuple[int, int], str] = {}
    for low, high in data["less"]:
        signs[low, high], signs[high, low] = "<\u2227", ">\u2228"
    rows = []
    for row in range(size):
        start = row * size
        line = grid[row][0]
        for column in range(1, size):
            sign = signs.get((start + column - 1, start + column), "  ")[0]
            line += f" {sign} {grid[row][column]}"
        rows.append(line)
        below = [signs.get((start + column, start + column + size), "  ")[1] for column in range(size)]
        rows.append("   ".join(below))
    return "\n".join(rows[:-1])
