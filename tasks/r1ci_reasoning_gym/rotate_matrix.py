"""Rotate matrix: turn a square matrix clockwise by a multiple of 90 degrees.

Rules: the matrix is turned as a picture is. One matrix is right.

Levels: size and number of quarter turns grow as in the curriculum of Reasoning-Gym, which goes up to 100 x
100 cells; here the largest has 30 x 30. Sizes and turns of a level begin where the level below ends.

Labels: every stored answer is compared with a turn of ours. An item whose answer is the printed matrix (a
quarter of all, full turns) asks nothing and is left out. The checker of Reasoning-Gym gives 0.97 to a right
matrix with a full stop behind it, and credit to every text that holds the right one; here values are
compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.grid_answers import grid_fault, grid_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class RotateMatrix(ReasoningGymTask[list[list[str]]]):
    """Turn a matrix."""

    id = "reasoning-gym/rotate_matrix"
    version = "1"
    name = "rotate_matrix"
    levels = ladder(
        {"min_n": 3, "max_n": 4, "min_rotations": 1, "max_rotations": 3},
        {"min_n": 5, "max_n": 7, "min_rotations": 1, "max_rotations": 7},
        {"min_n": 8, "max_n": 10, "min_rotations": 2, "max_rotations": 10},
        {"min_n": 11, "max_n": 18, "min_rotations": 5, "max_rotations": 15},
        {"min_n": 20, "max_n": 30, "min_rotations": 10, "max_rotations": 20},
    )
    form = GridForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The matrix and the number of quarter turns."""
        data = {"matrix": entry.metadata["matrix"], "quarters": entry.metadata["num_rotations"]}
        found = turned(data["matrix"], data["quarters"])
        if found == data["matrix"] or grid_text(found) != entry.answer:
            return None
        return data

    def advice(self, data: dict[str, Any]) -> str:
        """Rows on lines, as in the question."""
        return (
            "Turning clockwise by 90 degrees brings the top row to the right edge. Give the rows of the "
            "turned matrix from top to bottom, each on a line with blanks between its numbers; for the "
            "matrix with the rows 1 2 and 3 4 and a turn by 90 degrees, for example, the answer would be\n"
            "<<<3 1\n4 2>>>"
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One matrix is right."""
        return grid_fault(value, turned(data["matrix"], data["quarters"]))

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Turn by quarters."""
        return program(solve, sample.data, helpers=(turned,))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """As of every grid, and the matrix turned too far, not at all, or the other way."""
        yield from super().mutations(sample, answer)
        matrix = sample.data["matrix"]
        for more, name in ((1, "turned too far"), (2, "turned too far"), (3, "not turned far enough")):
            other = grid_text(turned(matrix, sample.data["quarters"] + more))
            if other != answer:
                yield name, other


def turned(matrix: list[list[int]], quarters: int) -> list[list[int]]:
    """A square matrix after some quarter turns clockwise."""
    size = len(matrix)
    for _ in range(quarters % 4):
        matrix = [[matrix[size - 1 - column][row] for column in range(size)] for row in range(size)]
    return matrix


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    rows = turned(data["matrix"], data["quarters"])
    return "\n".join(" ".join(map(str, row)) for row in rows)
