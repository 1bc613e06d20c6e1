"""Tsumego: the one move that captures the most."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.tsumego import Tsumego, captures, groups

TASK = Tsumego()
ROWS = [
    ".X...",
    "XOX..",
    ".OX.O",
    "X..XX",
    ".XOX.",
]
SAMPLE = Sample(question="", data={"rows": ROWS})


def test_groups_with_one_free_point_can_be_captured() -> None:
    # The two stones in column B have A3 and B2 free; the one at the right edge has D3, E4; the lowest one C2.
    assert captures(ROWS) == {"C2": 1}
    assert captures(["XOX", "X.X", ".X."]) == {"B2": 1}
    assert captures(["OX", ".."]) == {"A1": 1}
    assert captures(["O.O", "X.X", "..."]) == {"B3": 2}  # one move, two groups


@pytest.mark.parametrize("answer", ["C2", "c2", "C 2", "(C, 2)", '["C", 2]', "C-2", "C2.", "`C2`"])
def test_the_move_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", ["C4", "2C", "B2", "C2, C3", "Black plays C2", "C", "2", "", "C22", "pass"]
)
def test_other_answers_are_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


def after(rows: list[str], move: str) -> int | None:
    """How many stones a move captures, by playing it; None where it is not allowed."""
    row, column = len(rows) - int(move[1:]), ord(move[0]) - ord("A")
    board = [list(line) for line in rows]
    if board[row][column] != ".":
        return None
    board[row][column] = "X"
    size = range(len(rows))

    def free(colour: str) -> set[tuple[int, int]]:
        alive = {(y, x) for y in size for x in size if board[y][x] == "."}
        while True:
            more = {
                (y, x)
                for y in size
                for x in size
                if board[y][x] == colour and any(abs(y - a) + abs(x - b) == 1 for a, b in alive)
            } - alive
            if not more:
                return alive
            alive |= more

    dead = [(y, x) for y in size for x in size if board[y][x] == "O" and (y, x) not in free("O")]
    for y, x in dead:
        board[y][x] = "."
    return len(dead) if (row, column) in free("X") else None


def test_the_solver_agrees_with_playing_all_moves() -> None:
    rng = Rng("moves")
    for _ in range(60):
        size = rng.between(3, 4)
        rows = ["".join("..XXO"[rng.below(5)] for _ in range(size)) for _ in range(size)]
        if not all(free for _, free in groups(rows, "O")):
            continue  # no position of Go: those stones are captured already
        moves = {f"{chr(65 + column)}{row + 1}" for column in range(size) for row in range(size)}
        played = {move: after(rows, move) for move in moves}
        assert captures(rows) == {move: count for move, count in played.items() if count}


def test_only_the_stored_move_that_captures_more_than_any_other_is_asked() -> None:
    board = [list(row) for row in ROWS]
    assert TASK.read(Entry("", "C2", {"board": board})) == {"rows": ROWS}
    assert TASK.read(Entry("", "B2", {"board": board})) is None
    two = [list(row) for row in ["OX.XO", ".....", ".....", ".....", "....."]]
    assert TASK.read(Entry("", "A4", {"board": two})) is None  # A4 and E4 capture one stone each
    real = SOURCE.entry("tsumego", TASK.levels[4].config, 8)
    assert TASK.read(real._replace(answer="A1")) is None


@pytest.mark.parametrize(("one", "two"), [("O", "X"), ("X", "O")])
def test_a_position_with_stones_that_are_captured_already_is_not_asked(one: str, two: str) -> None:
    free = [".X...", "XOX..", ".OX.O", "X..XX", ".XOX."]
    assert TASK.read(Entry("", "C2", {"board": [list(row) for row in free]})) is not None
    dead = [f"..{two}{two}{one}", f"XOX.{two}", ".OX..", "X..X.", ".XOX."]
    assert captures(dead) == {"C2": 1}
    assert TASK.read(Entry("", "C2", {"board": [list(row) for row in dead]})) is None


def test_all_wordings_ask_for_the_same() -> None:
    heads = set()
    for index in range(12):
        sample = TASK.generate(Rng("words", index), TASK.levels[1])
        heads.add(sample.question.partition("\n")[0])
        for row, line in enumerate(sample.data["rows"]):
            assert f"{len(sample.data['rows']) - row:2d} {' '.join(line)}\n" in sample.question
    assert heads == {
        "Here is a position of Go, with Black to play. Which move captures the most white stones at once?"
    }


def test_the_move_that_the_question_shows_is_not_the_answer() -> None:
    for rows, move, asked in (
        (["....", ".X..", "XO..", ".X.."], "C2", True),
        (["..X..", "...X.", ".XOX.", "..X..", "....."], "C4", False),
    ):
        assert captures(rows) == {move: 1}
        assert (TASK.read(Entry("", move, {"board": [list(row) for row in rows]})) is not None) == asked
