"""Mini sudoku: the one completion of a grid, however it is written."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.mini_sudoku import MiniSudoku, completions, groups
from r1ci_reasoning_gym.source import Entry

TASK = MiniSudoku()
PUZZLE = [[2, 0, 0, 3], [0, 0, 1, 0], [1, 0, 3, 0], [3, 0, 2, 1]]
RIGHT = "2 1 4 3\n4 3 1 2\n1 2 3 4\n3 4 2 1"
SAMPLE = Sample(question="", data={"puzzle": PUZZLE})


def entry(puzzle: list[list[int]] = PUZZLE, answer: str = RIGHT, empty: tuple[int, int] = (8, 12)) -> Entry:
    return Entry("", answer, {"puzzle": puzzle, "difficulty": {"empty": list(empty)}})


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.replace("\n", "\n\n"),
        RIGHT.replace(" ", "  "),  # nine tenths, for the original checker
        RIGHT.replace(" ", ""),
        RIGHT.replace(" ", ", "),
        "| 2 | 1 | 4 | 3 |\n|---|---|---|---|\n| 4 | 3 | 1 | 2 |\n| 1 | 2 | 3 | 4 |\n| 3 | 4 | 2 | 1 |",
        "[[2, 1, 4, 3], [4, 3, 1, 2], [1, 2, 3, 4], [3, 4, 2, 1]]",
    ],
)
def test_the_numbers_count_and_not_the_blanks(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("2 1 4 3\n4 3 1 2\n1 2 3 4\n3 4 1 2", "given number"),
        ("1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1", "given number"),
        ("2 1 4 3\n4 3 1 2\n1 4 3 2\n3 2 2 1", "each number"),
        ("2 4 1 3\n4 3 1 2\n1 2 3 4\n3 1 2 1", "each number"),
        ("2 _ _ 3\n_ _ 1 _\n1 _ 3 _\n3 _ 2 1", "each number"),
        ("2 1 4 3\n4 3 1 2\n1 2 3 4", "4 x 4"),
        (RIGHT + "\n2", "4 x 4"),
    ],
)
def test_half_right_is_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_what_must_not_be_asked() -> None:
    assert TASK.read(entry()) == {"puzzle": PUZZLE}
    assert TASK.read(entry(answer=RIGHT.replace("4", "9"))) is None, "a wrong label"
    assert TASK.read(entry(empty=(9, 12))) is None, "fewer empty cells than the level has"
    ambiguous = [[2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert TASK.read(entry(ambiguous, empty=(0, 16))) is None, "several completions"


def brute(puzzle: list[list[int]]) -> list[list[list[int]]]:
    """All completions, from all permutations of every row."""
    rows = [
        [
            list(row)
            for row in itertools.permutations((1, 2, 3, 4))
            if all(cell in (0, number) for cell, number in zip(given, row, strict=True))
        ]
        for given in puzzle
    ]
    return [
        list(grid)
        for grid in itertools.product(*rows)
        if all(len({[*grid[0], *grid[1], *grid[2], *grid[3]][place] for place in group}) == 4
               for group in groups())
    ]  # fmt: skip


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_search_agrees_with_brute_force(level: int) -> None:
    for index in range(3):
        sample: Sample = TASK.generate(Rng("sudoku", level, index), TASK.levels[level - 1])
        puzzle: Any = sample.data["puzzle"]
        assert completions(sample.data, 9) == brute(puzzle)
        low, high = (TASK.levels[level - 1].config[key] for key in ("min_empty", "max_empty"))
        assert low <= sum(row.count(0) for row in puzzle) <= high


def test_all_grids_are_found() -> None:
    assert len(completions({"puzzle": [[0] * 4] * 4}, 1000)) == 288
