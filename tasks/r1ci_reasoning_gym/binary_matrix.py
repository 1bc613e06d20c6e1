"""Binary matrix: the distance of each cell of a matrix of zeros and ones to the nearest zero.

Rules: distances are counted along rows and columns (taxicab).

Levels: the curriculum of Reasoning-Gym goes up to 100 x 100 cells, an answer of 10,000 numbers; here the
largest has 20 x 20, and zeros become rarer.

Labels: every stored answer is compared with a search of ours. A matrix without ones is its own answer, one
without zeros has none; neither is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class BinaryMatrix(ReasoningGymTask[list[list[str]]]):
    """Distances to zeros."""

    id = "reasoning-gym/binary_matrix"
    version = "1"
    name = "binary_matrix"
    levels = ladder(
        {"min_n": 3, "max_n": 4, "p_zero": 0.25},
        {"min_n": 5, "max_n": 7, "p_zero": 0.25},
        {"min_n": 8, "max_n": 10, "p_zero": 0.25},
        {"min_n": 11, "max_n": 15, "p_zero": 0.1},
        {"min_n": 16, "max_n": 20, "p_zero": 0.05},
    )
    form = GridForm(numeric=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The matrix."""
        matrix = entry.metadata["matrix"]
        if not 0 < sum(map(sum, matrix)) < len(matrix) ** 2:
            return None
        found = distances(matrix)
        if found == matrix or found != [
            list(map(int, row.split())) for row in str(entry.answer).splitlines()
        ]:
            return None
        return {"matrix": matrix}

    def advice(self, data: dict[str, Any]) -> str:
        """A list of rows."""
        return (
            "A 0 has the distance 0 from itself. Give the matrix of distances as a list of rows; for the "
            "matrix with the rows 0 1 1 and 0 1 1, for example, the answer would be "
            "<<<[[0, 1, 2], [0, 1, 2]]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One matrix is right."""
        wanted = [[str(cell) for cell in row] for row in distances(data["matrix"])]
        grid = shaped(value, len(wanted), len(wanted[0]))
        if grid is None:
            return f"it is not a matrix of {len(wanted)} x {len(wanted[0])} cells"
        return "" if grid == wanted else "a distance is wrong"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Spread out from the zeros."""
        return program(solve, sample.data, helpers=(distances,))


def distances(matrix: list[list[int]]) -> list[list[int]]:
    """The distance of each cell to the nearest zero, by a search that starts at all zeros at once."""
    height, width = len(matrix), len(matrix[0])
    found = [[0 if cell == 0 else -1 for cell in row] for row in matrix]
    border = [(row, column) for row in range(height) for column in range(width) if matrix[row][column] == 0]
    while border:
        further = []
        for row, column in border:
            for next_row, next_column in (
                (row - 1, column),
                (row + 1, column),
                (row, column - 1),
                (row, column + 1),
            ):
                inside = 0 <= next_row < height and 0 <= next_column < width
                if inside and found[next_row][next_column] < 0:
                    found[next_row][next_column] = found[row][column] + 1
                    further.append((next_row, next_column))
        border = further
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(distances(data["matrix"]))
