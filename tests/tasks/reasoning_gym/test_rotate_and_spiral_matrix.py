"""Rotate matrix and spiral matrix: one grid and one list are right, in whatever form they are written."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.rotate_matrix import RotateMatrix, turned
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.spiral_matrix import SpiralMatrix, spiral

ROTATE, SPIRAL = RotateMatrix(), SpiralMatrix()
MATRIX = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
TURN = Sample(question="", data={"matrix": MATRIX, "quarters": 5})
WALK = Sample(question="", data={"matrix": MATRIX})
MATRICES = st.integers(1, 8).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


@pytest.mark.parametrize(
    "answer",
    [
        "7 4 1\n8 5 2\n9 6 3",
        "7 4 1 \n8 5 2 \n9 6 3\n",
        "[[7, 4, 1], [8, 5, 2], [9, 6, 3]]",
        "[[7, 4, 1], [8, 5, 2], [9, 6, 3]].",
        "741\n852\n963",
        "7,4,1\n8,5,2\n9,6,3",
        "```\n7 4 1\n8 5 2\n9 6 3\n```",
        "\\begin{bmatrix}7&4&1\\\\8&5&2\\\\9&6&3\\end{bmatrix}",
    ],
)
def test_the_turned_matrix_is_accepted_in_every_form(answer: str) -> None:
    assert ROTATE.verify(TURN, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("1 2 3\n4 5 6\n7 8 9", "not turned"),
        ("9 8 7\n6 5 4\n3 2 1", "turned too far"),
        ("3 6 9\n2 5 8\n1 4 7", "anticlockwise"),
        ("1 4 7\n2 5 8\n3 6 9", "rows and columns exchanged"),
        ("7 4 1\n8 5 2\n9 6 4", "the last cell"),
        ("7 4 1\n8 5 2", "a row is missing"),
        ("the matrix is\n7 4 1\n8 5 2\n9 6 3", "credit for a text that holds the answer"),
    ],
)
def test_other_matrices_are_wrong(answer: str, why: str) -> None:
    assert ROTATE.verify(TURN, answer).outcome == "wrong", why


@pytest.mark.parametrize(
    "answer",
    ["1 2 3 6 9 8 7 4 5", "[1, 2, 3, 6, 9, 8, 7, 4, 5]", "1\n2\n3\n6\n9\n8\n7\n4\n5", "1,2,3,6,9,8,7,4,5."],
)
def test_the_spiral_is_accepted_in_every_form(answer: str) -> None:
    assert SPIRAL.verify(WALK, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("1 2 3 4 5 6 7 8 9", "number 4 is wrong"),
        ("1 4 7 8 9 6 3 2 5", "number 2 is wrong"),
        ("5 4 7 8 9 6 3 2 1", "number 1 is wrong"),
        ("1 2 3 6 9 8 7 4", "8 numbers, not 9"),
        ("[1, 2, 3, 6, 9, 8, 7, 4, __import__('os').getpid()]", "cannot read"),
    ],
)
def test_other_lists_are_wrong_and_nothing_is_evaluated(answer: str, reason: str) -> None:
    verdict = SPIRAL.verify(WALK, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(MATRICES, st.integers(0, 20))
def test_a_turn_moves_each_cell_as_geometry_says(matrix: list[list[int]], quarters: int) -> None:
    size = len(matrix)
    found = turned(matrix, quarters)
    for row in range(size):
        for column in range(size):
            # The complex plane with its origin in the centre; rows grow downward.
            place = complex(2 * column - size + 1, size - 1 - 2 * row) * (-1j) ** (quarters % 4)
            new_row, new_column = (size - 1 - int(place.imag)) // 2, (int(place.real) + size - 1) // 2
            assert found[new_row][new_column] == matrix[row][column]


@given(MATRICES)
def test_the_spiral_peels_the_matrix(matrix: list[list[int]]) -> None:
    peeled: list[int] = []
    rest: list[Any] = matrix
    while rest:
        peeled += rest[0]
        rest = list(zip(*rest[1:], strict=True))[::-1]
    assert spiral(matrix) == peeled


def test_wrong_labels_and_items_that_print_their_answer_are_not_asked() -> None:
    metadata = {"matrix": MATRIX, "num_rotations": 5}
    right = "7 4 1\n8 5 2\n9 6 3"
    assert ROTATE.read(Entry("", right, metadata)) == TURN.data
    assert ROTATE.read(Entry("", right.replace("3", "4"), metadata)) is None
    assert ROTATE.read(Entry("", "1 2 3\n4 5 6\n7 8 9", {"matrix": MATRIX, "num_rotations": 8})) is None
    assert ROTATE.read(Entry("", "1 1\n1 1", {"matrix": [[1, 1], [1, 1]], "num_rotations": 1})) is None
    assert SPIRAL.read(Entry("", "1 2 3 6 9 8 7 4 5", {"matrix": MATRIX})) == WALK.data
    assert SPIRAL.read(Entry("", "1 2 3 6 9 8 7 5 4", {"matrix": MATRIX})) is None
    assert SPIRAL.read(Entry("", "1 1 1 1", {"matrix": [[1, 1], [1, 1]]})) is None


@pytest.mark.parametrize("task", [ROTATE, SPIRAL], ids=lambda task: task.name)
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(task: RotateMatrix | SpiralMatrix, level: int) -> None:
    for index in range(10):
        sample = task.generate(Rng("test", level, index), task.levels[level - 1])
        answer = task.solution(sample.data)
        assert "\n".join(" ".join(map(str, row)) for row in sample.data["matrix"]) in sample.question
        assert len(sample.question) < 3000
        assert answer not in sample.question
        assert task.verify(sample, answer).outcome == "correct"
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (name, text)


def test_an_item_of_reasoning_gym_is_read_and_its_program_solves_it() -> None:
    for task in (ROTATE, SPIRAL):
        entry = SOURCE.entry(task.name, task.levels[4].config, 12345)
        sample = task.generate(Rng("program"), task.levels[4])
        run = subprocess.run(
            [sys.executable, "-c", task.reference(sample)], capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == task.solution(sample.data)
        data = task.read(entry)
        assert data is None or task.solution(data) == entry.answer
