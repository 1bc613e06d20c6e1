"""Largest island: the area of the largest group of connected ones in a matrix.

Rules: cells are connected along rows and columns, not diagonally.

Levels: the curriculum of Reasoning-Gym goes up to 100 x 100 cells, 20,000 characters; here the largest matrix
has 30 x 30, with more and larger islands. Lower ends rise with the level.

Labels: every stored answer is compared with a search of ours. A matrix with fewer than two islands is not
asked: counting all ones would do. Neither is one without any, which is a tenth of what the defaults give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


def _knobs(side: tuple[int, int], islands: tuple[int, int], size: tuple[int, int]) -> dict[str, Any]:
    return {
        "min_rows": side[0],
        "max_rows": side[1],
        "min_cols": side[0],
        "max_cols": side[1],
        "min_num_islands": islands[0],
        "max_num_islands": islands[1],
        "min_island_size": size[0],
        "max_island_size": size[1],
    }


class LargestIsland(ReasoningGymTask[int]):
    """The area of the largest island."""

    id = "reasoning-gym/largest_island"
    version = "1"
    name = "largest_island"
    levels = ladder(
        _knobs((4, 5), (2, 3), (2, 6)),
        _knobs((6, 7), (2, 4), (3, 8)),
        _knobs((8, 10), (3, 6), (4, 11)),
        _knobs((15, 20), (8, 14), (8, 20)),
        _knobs((25, 30), (16, 26), (14, 32)),
    )
    form = IntegerForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The matrix, a text for each row."""
        rows = ["".join(map(str, row)) for row in entry.metadata["grid"]]
        found = areas(rows)
        if len(found) < 2 or str(max(found)) != entry.answer:
            return None
        return {"rows": rows}

    def advice(self, data: dict[str, Any]) -> str:
        """One integer; the example is larger than any matrix of this one's size."""
        example = len(data["rows"]) * len(data["rows"][0]) + 1
        return (
            "Cells that touch only at a corner are not connected. Answer with the area alone; for an island "
            f"of {example} cells in another grid, for example, the answer would be <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        return "" if value == max(areas(data["rows"])) else f"no largest island has {_short(value)} cells"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Measure every island."""
        return program(solve, sample.data, helpers=(areas,))


def areas(rows: list[str]) -> list[int]:
    """The areas of all islands."""
    land = {(row, column) for row, line in enumerate(rows) for column, sign in enumerate(line) if sign == "1"}
    found = []
    while land:
        border = [land.pop()]
        area = 0
        while border:
            row, column = border.pop()
            area += 1
            for cell in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if cell in land:
                    land.remove(cell)
                    border.append(cell)
        found.append(area)
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(max(areas(data["rows"])))


def _short(value: int) -> str:
    return str(value) if abs(value) < 10**6 else "that many"
