"""Shortest path: every shortest way is right, and nothing else is."""

from __future__ import annotations

import itertools

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.shortest_path import ShortestPath, shortest
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = ShortestPath()
OPEN = Sample(question="", data={"rows": ["*OX", "OO#", "XOO"]})
CLOSED = Sample(question="", data={"rows": ["*OX", "OXO", "XO#"]})


@pytest.mark.parametrize(
    "answer",
    [
        "right down right",
        "down right right",
        "Down, Right, Right",
        "['down', 'right', 'right']",
        "down \u2192 right \u2192 right",
        "down -> right -> right",
        "down\nright\nright",
        '"down right right"',
        "$down \\to right \\to right$",
        "[down right right].",
        "1) down\n2) right\n3) right",
        "* down\n* right\n* right",
    ],
)
def test_each_shortest_way_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(OPEN, answer).outcome == "correct"
    assert TASK.verify(CLOSED, answer).reason == "there is no way"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("infeasible", "there is a way"),
        ("right right down", "step 2 leads to a blocked cell"),
        ("up down right down right", "step 1 leaves the grid"),
        ("down right", "the way does not end at #"),
        ("right down down up right", "there is a shorter one"),
        ("down down", "step 2 leads to a blocked cell"),
        ("the way is right down right", "is none of up, down"),
        ("north east", "is none of up, down"),
        ("right,, down, right", "cannot read"),
        ("[]", "empty"),
        ("right " * 2_500, "cannot read the sequence"),
    ],
)
def test_other_ways_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(OPEN, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize("answer", ["infeasible", "Infeasible.", '"infeasible"', "\\text{infeasible}"])
def test_that_there_is_no_way_is_an_answer(answer: str) -> None:
    assert TASK.verify(CLOSED, answer).outcome == "correct"


def test_the_solver_agrees_with_trying_all_ways() -> None:
    steps = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
    rng = Rng("ways")
    lengths = set()
    for _ in range(60):
        cells = ["*", "#", *("XXOOOOO"[rng.below(7)] for _ in range(7))]
        rng.shuffle(cells)
        rows = ["".join(cells[row : row + 3]) for row in (0, 3, 6)]
        start = divmod("".join(rows).index("*"), 3)
        best = None
        for length in range(1, 9):
            for way in itertools.product(steps, repeat=length):
                row, column = start
                for step in way:
                    row, column = row + steps[step][0], column + steps[step][1]
                    if not (0 <= row < 3 and 0 <= column < 3) or rows[row][column] == "X":
                        break
                else:
                    if rows[row][column] == "#":
                        best = length
                        break
            if best is not None or length == 6:
                break
        found = shortest(rows)
        if best is not None:
            assert found is not None
            assert len(found) == best
        else:
            assert found is None or len(found) > 6
        lengths.add(best)
    assert {None, 1, 2, 3} <= lengths


def test_items_with_wrong_labels_are_not_asked() -> None:
    matrix = [list(row) for row in OPEN.data["rows"]]
    assert TASK.read(Entry("", "right down right", {"matrix": matrix})) == OPEN.data
    for wrong in ("infeasible", "right right down", "right down down up right", "right down"):
        assert TASK.read(Entry("", wrong, {"matrix": matrix})) is None
    real = SOURCE.entry("shortest_path", TASK.levels[2].config, 3)
    assert TASK.read(real._replace(answer="up down")) is None


def test_few_grids_have_no_way() -> None:
    for level in (1, 3, 5):
        asked = [TASK.generate(Rng("way", level, index), TASK.levels[level - 1]) for index in range(40)]
        assert sum(TASK.answer(sample) == "infeasible" for sample in asked) < 16
        for sample in asked:
            assert TASK.verify(sample, "right right down down up left").outcome == "wrong"
