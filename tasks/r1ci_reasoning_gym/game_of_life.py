"""Game of life: a board of Conway's Game of Life after some steps.

Rules: a cell is alive after a step if three of its eight neighbours are alive, or if two are and it is alive
itself; the board wraps around at its edges. One board is right.

Levels: the curriculum of Reasoning-Gym goes up to 100 x 100 cells and 10 steps; its generator takes a tenth
of a millisecond for each cell and step, so that here boards grow to 10 x 10, and steps to 5. Its knob for the
share of living cells has no effect (the number of cells stays 10), so the number is given here: there must be
life left at the end. Cells are drawn with replacement, so it is the most there can be.

Labels: every stored answer is compared with steps of ours. Boards that come out empty (with the default
configuration, so many that the empty board is exactly right in 9 % of all items) or unchanged are not asked.
The checker of Reasoning-Gym counts cells, so that an empty board gets 0.96 on average; here all cells count.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.grid_answers import grid_fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


def _board(size: int, cells: int, steps: int) -> dict[str, Any]:
    return {"grid_size_x": size, "grid_size_y": size, "filled_cells": cells, "simulation_steps": steps}


class GameOfLife(ReasoningGymTask[list[list[str]]]):
    """Let cells live and die."""

    id = "reasoning-gym/game_of_life"
    version = "1"
    name = "game_of_life"
    levels = ladder(
        _board(5, 10, 1), _board(8, 24, 1), _board(10, 36, 1), _board(10, 36, 2), _board(10, 40, 5)
    )
    form = GridForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The board as the question prints it, and the number of steps."""
        board = json.loads(entry.question[entry.question.index("\n\n") :].strip().removesuffix("."))
        data = {"board": board, "steps": entry.metadata["simulation_steps"]}
        found = lived(board, data["steps"])
        if found == board or not any(map(any, found)) or found != json.loads(str(entry.answer)):
            return None
        return data

    def wording(self, question: str) -> str:
        """One step is no steps."""
        return question.replace("after 1 steps of", "after 1 step of")

    def advice(self, data: dict[str, Any]) -> str:
        """The rules, and rows as in the question."""
        return (
            "1 is a living cell, 0 a dead one. In each step all cells change at once: a living cell with "
            "two or three living neighbours stays alive, a dead cell with three becomes alive, all others "
            "are dead afterwards. Each cell has eight neighbours: the top row and the bottom row are "
            "adjacent, and so are the leftmost and the rightmost column. For a board of 3 rows with 3 "
            "cells each, for example, the answer could be <<<[[0,1,0],[1,1,1],[0,0,0]]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One board is right."""
        return grid_fault(value, lived(data["board"], data["steps"]))

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Step by step."""
        return program(solve, sample.data, helpers=(lived,))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """As of every grid, and the printed board, an empty one, a step too many or too few."""
        yield from super().mutations(sample, answer)
        board, steps = sample.data["board"], sample.data["steps"]
        others = {
            "the printed board": board,
            "an empty board": [[0 for _ in row] for row in board],
            "a step too many": lived(board, steps + 1),
            "a step too few": lived(board, steps - 1),
        }
        right = lived(board, steps)
        yield from ((name, json.dumps(other)) for name, other in others.items() if other != right)


def lived(board: list[list[int]], steps: int) -> list[list[int]]:
    """The board after some steps; its edges are adjacent to those on the other side."""
    height, width = len(board), len(board[0])
    alive = {(row, column) for row in range(height) for column in range(width) if board[row][column]}
    for _ in range(steps):
        neighbours: dict[tuple[int, int], int] = {}
        for row, column in alive:
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    if down or right:
                        place = ((row + down) % height, (column + right) % width)
                        neighbours[place] = neighbours.get(place, 0) + 1
        alive = {
            place for place, count in neighbours.items() if count == 3 or (count == 2 and place in alive)
        }
    return [[int((row, column) in alive) for column in range(width)] for row in range(height)]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return json.dumps(lived(data["board"], data["steps"]))
