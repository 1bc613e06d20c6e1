"""Rotten oranges and game of life: boards that change step by step."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.game_of_life import GameOfLife, lived
from r1ci_reasoning_gym.rotten_oranges import RottenOranges, minutes
from r1ci_reasoning_gym.source import Entry

ORANGES, LIFE = RottenOranges(), GameOfLife()
BASKET = Sample(question="", data={"rows": ["211", "011", "101", "111"]})
BLINKER = [[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]
TURNED = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
BOARD = Sample(question="", data={"board": BLINKER, "steps": 1})


@pytest.mark.parametrize(
    "answer",
    ["8", "8.", "[8]", "$8$", "= 8", "8.0", "8 minutes", "8 min.", "**8 minutes**", "$8\\text{ minutes}$"],
)
def test_the_minutes_are_accepted_however_they_are_written(answer: str) -> None:
    assert ORANGES.verify(BASKET, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("7", "one minute short"),
        ("9", "one minute more"),
        ("-8", "another sign"),
        ("-1", "not impossible"),
        ("18", "contains the right digit"),
        ("10", "the number of all oranges"),
        ("8 or 9", "two numbers"),
        ("8 or 9 minutes", "two numbers"),
        ("8 hours", "another unit"),
        ("minutes", "no number"),
    ],
)
def test_other_numbers_are_wrong(answer: str, why: str) -> None:
    assert ORANGES.verify(BASKET, answer).outcome == "wrong", why


@given(
    st.integers(1, 6).flatmap(
        lambda width: st.lists(st.text("0112", min_size=width, max_size=width), min_size=1, max_size=6)
    )
)
def test_minutes_are_the_longest_of_all_shortest_ways(rows: list[str]) -> None:
    cells = {
        (row, column) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell != "0"
    }
    away = {(row, column): 0.0 if rows[row][column] == "2" else float("inf") for row, column in cells}
    for _ in cells:
        for row, column in cells:
            beside = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
            nearest = min(away.get(place, float("inf")) for place in beside)
            away[row, column] = min(away[row, column], nearest + 1)
    longest = max(away.values(), default=0)
    assert minutes(rows) == (-1 if longest == float("inf") else longest)


def test_oranges_with_wrong_labels_or_without_a_question_are_not_asked() -> None:
    def entry(rows: list[list[int]], answer: str) -> Entry:
        return Entry("some grid", answer, {"matrix": rows})

    assert ORANGES.read(entry([[2, 1], [0, 1]], "2")) == {"rows": ["21", "01"]}
    assert ORANGES.read(entry([[2, 1], [0, 1]], "3")) is None
    assert ORANGES.read(entry([[2, 0], [0, 2]], "0")) is None
    assert ORANGES.read(entry([[1, 1], [0, 1]], "-1")) is None


def test_the_answer_minus_one_is_thinned_out() -> None:
    rows = [[2, 0, 1], [1, 1, 0]]
    entries = [Entry(f"grid {number}", "-1", {"matrix": rows}) for number in range(700)]
    asked = [ORANGES.read(entry) is not None for entry in entries]
    assert 60 < sum(asked) < 140
    assert asked == [ORANGES.read(entry) is not None for entry in entries]


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(TURNED),
        json.dumps(TURNED, separators=(",", ":")) + ".",
        "\n".join(map(str, TURNED)),
        "\n".join("".join(map(str, row)) for row in TURNED),
        f"```json\n{json.dumps(TURNED, indent=1)}\n```",
    ],
)
def test_the_next_board_is_accepted_in_every_form(answer: str) -> None:
    assert LIFE.verify(BOARD, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (json.dumps(BLINKER), "unchanged"),
        (json.dumps([[0] * 5] * 5), "the empty board, which gets 0.96 of Reasoning-Gym"),
        (json.dumps([*TURNED[:-1], [0, 0, 0, 0, 1]]), "one cell"),
        (json.dumps(TURNED[:-1]), "a row is missing"),
        ("{}", "no board"),
        ("[[true]]", "no cells"),
    ],
)
def test_other_boards_are_wrong(answer: str, why: str) -> None:
    assert LIFE.verify(BOARD, answer).outcome == "wrong", why


def test_edges_are_adjacent_to_the_other_side() -> None:
    corners = [[1, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 1]]
    assert lived(corners, 3) == corners
    shifted = [row[2:] + row[:2] for row in BLINKER[2:] + BLINKER[:2]]
    assert lived(shifted, 1) == [row[2:] + row[:2] for row in TURNED[2:] + TURNED[:2]]


@given(
    st.integers(3, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=3, max_size=6
        )
    ),
    st.integers(1, 3),
)
@settings(max_examples=60)
def test_steps_agree_with_counting_cell_by_cell(board: list[list[int]], steps: int) -> None:
    found = board
    for _ in range(steps):
        found = [
            [
                int(
                    sum(
                        found[(row + down) % len(board)][(column + right) % len(line)]
                        for down in (-1, 0, 1)
                        for right in (-1, 0, 1)
                    )
                    in ((3, 4) if found[row][column] else (3,))
                )
                for column in range(len(line))
            ]
            for row, line in enumerate(board)
        ]
    assert lived(board, steps) == found


def test_boards_with_wrong_labels_and_boards_that_die_or_stay_are_not_asked() -> None:
    def entry(board: list[list[int]], answer: list[list[int]]) -> Entry:
        return Entry(f"What will it look like?\n\n{board}.", json.dumps(answer), {"simulation_steps": 1})

    assert LIFE.read(entry(BLINKER, TURNED)) == BOARD.data
    assert LIFE.read(entry(BLINKER, [[0] * 5] * 5)) is None
    single = [[1, 0, 0, 0], *[[0] * 4] * 3]
    assert LIFE.read(entry(single, [[0] * 4] * 4)) is None
    block = [[1, 1, 0, 0], [1, 1, 0, 0], [0] * 4, [0] * 4]
    assert LIFE.read(entry(block, block)) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for task in (ORANGES, LIFE):
        answers: Counter[str] = Counter()
        for index in range(6):
            sample = task.generate(Rng("test", level, index), task.levels[level - 1])
            answer = task.solution(sample.data)
            answers[answer] += 1
            assert len(sample.question) < 5000
            assert "Your task is determine" not in sample.question
            assert task.verify(sample, answer).outcome == "correct"
            for name, text in task.mutations(sample, answer):
                assert task.verify(sample, text).outcome == "wrong", (name, text)
        assert len(answers) > 1


def test_the_number_of_cells_counts() -> None:
    sample = LIFE.generate(Rng("knobs"), LIFE.levels[2])
    assert sum(map(sum, sample.data["board"])) > 10
    assert "after 1 step of" in sample.question
