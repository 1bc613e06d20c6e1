"""Spiral matrix: read the elements of a square matrix along a spiral, from its top left corner inward.

Rules: clockwise, layer by layer. One list is right.

Levels: sizes as in the curriculum of Reasoning-Gym as far as 30 x 30 (it goes up to 100 x 100, an answer of
20,000 characters); each level begins where the one below ends.

Labels: every stored answer is compared with a walk of ours, which is another algorithm. The checker of
Reasoning-Gym evaluates the model's text as Python when it is no plain list; here it is parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegersForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class SpiralMatrix(ReasoningGymTask[list[int]]):
    """Read a spiral."""

    id = "reasoning-gym/spiral_matrix"
    version = "1"
    name = "spiral_matrix"
    levels = ladder(
        {"min_n": 3, "max_n": 4},
        {"min_n": 5, "max_n": 7},
        {"min_n": 8, "max_n": 10},
        {"min_n": 11, "max_n": 18},
        {"min_n": 20, "max_n": 30},
    )
    form = IntegersForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The matrix; one whose rows, read one after the other, are already the answer is not asked."""
        matrix = entry.metadata["matrix"]
        found = spiral(matrix)
        if found == row_by_row(matrix) or " ".join(map(str, found)) != entry.answer:
            return None
        return {"matrix": matrix}

    def advice(self, data: dict[str, Any]) -> str:
        """All numbers in one line."""
        return (
            "Give all numbers of the matrix in this order, in one line with blanks between them; for the "
            "matrix with the rows 1 2 and 3 4, for example, the answer would be <<<1 2 4 3>>>."
        )

    def fault(self, data: dict[str, Any], value: list[int]) -> str:
        """One list is right."""
        wanted = spiral(data["matrix"])
        if len(value) != len(wanted):
            return f"there are {len(value)} numbers, not {len(wanted)}"
        for place, (found, right) in enumerate(zip(value, wanted, strict=True), 1):
            if found != right:
                return f"number {place} is wrong"
        return ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Walk along the spiral."""
        return program(solve, sample.data, helpers=(spiral,))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """As of every list, and the matrix read row by row, anticlockwise, or from inside."""
        yield from super().mutations(sample, answer)
        matrix = sample.data["matrix"]
        right = spiral(matrix)
        others = {
            "row by row": row_by_row(matrix),
            "anticlockwise": spiral([list(column) for column in zip(*matrix, strict=True)]),
            "from inside": right[::-1],
        }
        yield from ((name, " ".join(map(str, other))) for name, other in others.items() if other != right)


def row_by_row(matrix: list[list[int]]) -> list[int]:
    """The numbers as the question prints them."""
    return [number for row in matrix for number in row]


def spiral(matrix: list[list[int]]) -> list[int]:
    """The numbers on a walk that turns right wherever it would leave the matrix or meet itself."""
    size = len(matrix)
    seen = [[False] * size for _ in range(size)]
    row, column, down, right = 0, 0, 0, 1
    found = []
    for _ in range(size * size):
        seen[row][column] = True
        found.append(matrix[row][column])
        ahead = (row + down, column + right)
        if not (0 <= ahead[0] < size and 0 <= ahead[1] < size) or seen[ahead[0]][ahead[1]]:
            down, right = right, -down
        row, column = row + down, column + right
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return " ".join(map(str, spiral(data["matrix"])))
