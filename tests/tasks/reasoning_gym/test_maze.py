"""Maze: least steps around walls, and only where walls are in the way."""

from __future__ import annotations

from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.maze import Maze, distance
from r1ci_reasoning_gym.source import Entry

TASK = Maze()
GRID = ["#######", "#s#...#", "#.#.#.#", "#...#g#", "#######"]
DATA = {"grid": GRID, "wall": "#", "start": "s", "goal": "g"}
STEPS = 10


def entry(answer: str | None, **changes: object) -> Entry:
    return Entry("", answer, {**DATA, **changes})


@pytest.mark.parametrize("answer", ["10", "10.", "$10$", "\\boxed{10}", "[10]", " 10\n", '"10"'])
def test_the_number_counts_however_it_is_written(answer: str) -> None:
    assert TASK.verify(Sample(question="", data=DATA), answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("6", "least"),  # through the walls
        ("11", "least"),  # cells, not steps
        ("12", "least"),
        ("-10", "least"),
        ("10 steps or 11", "integer"),
        ("10 of 20", "integer"),  # contains the number, which was enough for the original checker
        ("", "empty"),
    ],
)
def test_everything_else_is_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(Sample(question="", data=DATA), answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_what_must_not_be_asked() -> None:
    assert TASK.read(entry("10")) == DATA
    assert TASK.read(entry("6")) is None, "a wrong label"
    assert TASK.read(entry("10", wall="<", grid=[row.replace("#", "<") for row in GRID])) is None, "markup"
    open_grid = ["#####", "#s.g#", "#...#", "#####"]
    assert TASK.read(entry("2", grid=open_grid)) is None, "no detour"
    closed = ["#####", "#s#g#", "#####"]
    assert TASK.read(entry("2", grid=closed)) is None, "no way at all"


def relaxed(data: dict[str, Any]) -> float:
    """Distances by repeated relaxation over all cells, until nothing changes."""
    cells = {
        (row, column): sign
        for row, line in enumerate(data["grid"])
        for column, sign in enumerate(line)
        if sign != data["wall"]
    }
    far = {cell: 0.0 if sign == data["start"] else float("inf") for cell, sign in cells.items()}
    changed = True
    while changed:
        changed = False
        for row, column in cells:
            beside = [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
            best = min((far[cell] + 1 for cell in beside if cell in far), default=far[row, column])
            if best < far[row, column]:
                far[row, column], changed = best, True
    return next(far[cell] for cell, sign in cells.items() if sign == data["goal"])


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_search_agrees_with_another_method(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(5):
        sample = TASK.generate(Rng("maze", level, index), knobs)
        found = distance(**sample.data)
        assert found == relaxed(sample.data)
        assert knobs.config["min_dist"] <= (found or 0) <= knobs.config["max_dist"]
        assert all(line in sample.question for line in sample.data["grid"])
