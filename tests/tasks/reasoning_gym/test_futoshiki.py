"""Futoshiki: the one completion of a grid; signs in an answer mean nothing."""

from __future__ import annotations

import itertools

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.futoshiki import Futoshiki, completions, drawn
from r1ci_reasoning_gym.source import Entry

TASK = Futoshiki()
PUZZLE = [[3, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 4], [1, 0, 0, 0]]
SIGNS = [[0, 1, 1, 1, ">"], [0, 2, 0, 3, ">"], [3, 1, 3, 2, "<"]]
RIGHT = [[3, 4, 2, 1], [4, 1, 3, 2], [2, 3, 1, 4], [1, 2, 4, 3]]
DRAWN = "\n".join(
    [
        "3   4   2 > 1",
        "    \u2228        ",
        "4   1   3   2",
        "             ",
        "2   3   1   4",
        "             ",
        "1   2 < 4   3",
    ]
)
DATA = {"puzzle": PUZZLE, "less": [[5, 1], [3, 2], [13, 14]]}
SAMPLE = Sample(question="", data=DATA)


def entry(answer: str = DRAWN, puzzle: list[list[int]] = PUZZLE, signs: object = SIGNS) -> Entry:
    return Entry("", answer, {"puzzle": puzzle, "constraints": signs})


@pytest.mark.parametrize(
    "answer",
    [
        str(RIGHT),
        DRAWN,
        DRAWN.replace(">", "<"),
        DRAWN.replace("\u2228", "v"),
        "3 4 2 1\n4 1 3 2\n2 3 1 4\n1 2 4 3",
        "3421\n4132\n2314\n1243",
        "```\n" + DRAWN + "\n```",
    ],
)
def test_the_numbers_count_with_and_without_signs(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("grid", "reason"),
    [
        ([[3, 4, 2, 1], [4, 2, 3, 1], [2, 3, 1, 4], [1, 2, 4, 3]], "given number"),
        ([[3, 4, 2, 1], [4, 1, 3, 2], [2, 3, 1, 4], [1, 2, 3, 4]], "each number"),
        ([[3, 2, 4, 1], [4, 1, 3, 2], [2, 3, 1, 4], [1, 4, 2, 3]], "sign"),
        ([[3, 4, 2, 1], [4, 1, 3, 2], [2, 3, 1, 4]], "4 x 4"),
        ([[3, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 4], [1, 0, 0, 0]], "each number"),
    ],
)
def test_a_broken_rule_is_named(grid: list[list[int]], reason: str) -> None:
    verdict = TASK.verify(SAMPLE, str(grid))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_what_must_not_be_asked() -> None:
    assert len(brute(DATA)) == 1
    assert TASK.read(entry()) == DATA
    assert TASK.read(entry(DRAWN.replace("3   4", "4   3"))) is None, "a wrong label"
    assert TASK.read(entry(signs=[])) is None, "no sign at all"
    assert TASK.read(entry(puzzle=[[0] * 4] * 4)) is None, "several completions"


def brute(data: dict[str, list[list[int]]]) -> list[list[list[int]]]:
    """All completions, from all permutations of every row."""
    rows = [
        [row for row in itertools.permutations((1, 2, 3, 4))
         if all(cell in (0, number) for cell, number in zip(given, row, strict=True))]
        for given in data["puzzle"]
    ]  # fmt: skip
    found = []
    for grid in itertools.product(*rows):
        cells = [number for row in grid for number in row]
        if all(len(set(column)) == 4 for column in zip(*grid, strict=True)) and all(
            cells[low] < cells[high] for low, high in data["less"]
        ):
            found.append([list(row) for row in grid])
    return found


@pytest.mark.parametrize("level", [1, 2])
def test_the_search_agrees_with_brute_force(level: int) -> None:
    for index in range(2):
        sample = TASK.generate(Rng("futoshiki", level, index), TASK.levels[level - 1])
        assert completions(sample.data, 9) == brute(sample.data)
    for given in range(5):
        data = {"puzzle": [[given, 0, 0, 0], *[[0] * 4] * 3], "less": [[5, 4], [5, 6], [10, 14], [1, 2]]}
        assert sorted(completions(data, 1000)) == sorted(brute(data))


@pytest.mark.parametrize("level", [3, 5])
def test_the_grid_of_the_question_is_the_grid_of_the_data(level: int) -> None:
    sample = TASK.generate(Rng("futoshiki", level), TASK.levels[level - 1])
    shown = drawn(sample.data, [[str(cell or "_") for cell in row] for row in sample.data["puzzle"]])
    assert shown in sample.question
    assert "same format" not in sample.question
    for text in TASK.renderings(sample, TASK.answer(sample) or ""):
        assert TASK.verify(sample, text).outcome == "correct", text
    for name, text in TASK.mutations(sample, TASK.answer(sample) or ""):
        assert TASK.verify(sample, text).outcome == "wrong", name
