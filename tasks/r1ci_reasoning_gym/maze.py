"""Maze: the least number of steps from a start to a goal.

Rules: a step leads up, down, left or right to a cell that is no wall. Walls, passages, start and goal are
drawn by signs that change from question to question.

Levels: the curriculum of Reasoning-Gym raises distance and size of the grid up to 20 steps in 100 x 100
cells, where most of the grid does not matter; here the distance grows with the grid, which ends at 40 x 40.

Labels: every stored distance is compared with a search of ours. Where no wall is in the way, the distance
can be had by subtraction, so only mazes are asked whose shortest path makes a detour. Mazes drawn with signs
that are markup (quotes, angle brackets, a backslash) are left out. The original checker accepts texts that
merely contain the number; here the number alone counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MARKUP = frozenset("<>`'\"\\")


class Maze(ReasoningGymTask[int]):
    """Shortest path through a maze."""

    id = "reasoning-gym/maze"
    version = "1"
    name = "maze"
    levels = ladder(
        {"min_dist": 3, "max_dist": 7, "min_grid_size": 6, "max_grid_size": 7},
        {"min_dist": 5, "max_dist": 9, "min_grid_size": 7, "max_grid_size": 9},
        {"min_dist": 8, "max_dist": 14, "min_grid_size": 9, "max_grid_size": 12},
        {"min_dist": 15, "max_dist": 30, "min_grid_size": 15, "max_grid_size": 20},
        {"min_dist": 35, "max_dist": 70, "min_grid_size": 30, "max_grid_size": 40},
    )
    form = IntegerForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The grid, and the signs of walls, start and goal."""
        data = {key: entry.metadata[key] for key in ("grid", "wall", "start", "goal")}
        if _MARKUP & {*"".join(data["grid"])}:
            return None
        found = distance(**data)
        if found is None or str(found) != entry.answer or found == _straight(data):
            return None
        return data

    def wording(self, question: str) -> str:
        """Without the order to write nothing but the number."""
        return question.replace(
            "Give only the number of steps as your final answer, no other text or formatting.", ""
        ).rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """What a step is."""
        number = 3 if distance(**data) != 3 else 4
        return (
            "A step leads from a cell to the one above, below, left or right of it, never diagonally and "
            "never into a wall; start and goal are passages, and the step onto the goal counts. Give the "
            f"number of steps, for example <<<{number}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        wanted = distance(**data)
        return "" if value == wanted else "it is not the least number of steps"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Breadth first."""
        return program(solve, sample.data, helpers=(distance,))


def distance(grid: list[str], wall: str, start: str, goal: str) -> int | None:
    """The least number of steps from start to goal, or None where no way leads there."""
    first = next((row, line.index(start)) for row, line in enumerate(grid) if start in line)
    seen = {first}
    border = [first]
    steps = 0
    while border:
        further = []
        for row, column in border:
            if grid[row][column] == goal:
                return steps
            for cell in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                inside = 0 <= cell[0] < len(grid) and 0 <= cell[1] < len(grid[cell[0]])
                if inside and cell not in seen and grid[cell[0]][cell[1]] != wall:
                    seen.add(cell)
                    further.append(cell)
        border = further
        steps += 1
    return None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(distance(data["grid"], data["wall"], data["start"], data["goal"]))


def _straight(data: dict[str, Any]) -> int:
    """The distance if there were no walls."""
    one, two = (
        (row, line.index(sign))
        for sign in (data["start"], data["goal"])
        for row, line in enumerate(data["grid"])
        if sign in line
    )
    result: int = abs(one[0] - two[0]) + abs(one[1] - two[1])
    return result
