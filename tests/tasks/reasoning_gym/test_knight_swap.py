"""Knight swap: turns, moves of knights, and the places of both colours in the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.knight_swap import KnightSwap, beside, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = KnightSwap()
# A ring of eight squares around the middle one, and a square above.
SQUARES = {
    "A1": "w", "A2": ".", "A3": ".", "B1": ".", "B3": ".", "C1": "B", "C2": ".", "C3": ".", "D1": ".",
}  # fmt: skip
DATA = {"squares": SQUARES, "turn": "w"}
SAMPLE = Sample(question="", data=DATA)
RIGHT = json.loads(solve(DATA))


def item() -> Entry:
    return SOURCE.entry("knight_swap", TASK.levels[0].config, Rng("knights", 1).bits(62))


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(RIGHT),
        ", ".join(RIGHT),
        "\n".join(RIGHT),
        json.dumps(RIGHT).lower(),
        json.dumps([move.split(",") for move in RIGHT]),
        "```json\n" + json.dumps(RIGHT) + "\n```",  # a fence, which the original checker rejects
        "\n".join(f"{n}. {move.replace(',', ' ')}" for n, move in enumerate(RIGHT, 1)),
    ],
)
def test_the_moves_count_however_they_are_written(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


def test_a_longer_list_is_right_as_well() -> None:
    # Both go back and forth once before they begin.
    color, one, two = RIGHT[0].split(",")
    other, three, four = RIGHT[1].split(",")
    detour = [RIGHT[0], RIGHT[1], f"{color},{two},{one}", f"{other},{four},{three}"]
    assert TASK.verify(SAMPLE, json.dumps([*detour, *RIGHT])).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("No", "it is possible"),
        (json.dumps(RIGHT[:-1]), "have not changed places"),
        (json.dumps([*RIGHT, RIGHT[-1]]), "turn"),
        ('["B,C1,A2"]', "not the turn of B"),
        ('["w,C1,A2"]', "no knight of w"),
        ('["w,A1,B2"]', "not an empty square"),
        ('["w,A1,C1"]', "not an empty square"),
        ('["w,A1,A2"]', "does not move"),
        ('["w,A1,C2", "w,C2,A3"]', "not the turn of w"),
        ('["w,A1,E2"]', "not begin with a move"),
        (f"Yes: {json.dumps(RIGHT)}", "not begin with a move"),
        (json.dumps(RIGHT) + " ]", "bracket"),
        ("", "empty"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_what_must_not_be_asked() -> None:
    entry = item()
    data = TASK.read(entry)
    assert data is not None
    moves = json.loads(str(entry.answer))
    for label in (json.dumps(moves[:-1]), "No", "nonsense"):
        assert TASK.read(Entry(entry.question, label, entry.metadata)) is None
    shown = entry.question.replace("| w |", "| B |", 1)
    assert TASK.read(Entry(shown, entry.answer, entry.metadata)) is None, "another board is shown"
    turn = entry.question.replace(f"{data['turn']} moves first", "? moves first")
    assert TASK.read(Entry(turn, entry.answer, entry.metadata)) is None


def test_a_board_with_a_move_taken_out_that_it_still_shows_is_not_asked() -> None:
    # That is how the generator makes puzzles impossible.
    entry = item()
    board: dict[str, Any] = {square: list(near) for square, near in entry.metadata["board"].items()}
    square = next(square for square in sorted(board) if board[square])
    other = board[square].pop()
    board[other].remove(square)
    assert TASK.read(Entry(entry.question, entry.answer, {**entry.metadata, "board": board})) is None


def deepening(data: dict[str, Any], most: int) -> int | None:
    """The least number of moves, by trying all lists of each length."""
    squares = data["squares"]
    swapped = {square: {"w": "B", "B": "w", ".": "."}[sign] for square, sign in squares.items()}
    states = [dict(squares)]
    turn = data["turn"]
    for number in range(1, most + 1):
        further = []
        for state in states:
            for one in (square for square, sign in state.items() if sign == turn):
                for two in beside(one, state):
                    if state[two] == ".":
                        moved = {**state, one: ".", two: turn}
                        if moved == swapped:
                            return number
                        if moved not in further:
                            further.append(moved)
        states, turn = further, "B" if turn == "w" else "w"
    return None


def test_the_solver_finds_a_shortest_list() -> None:
    assert len(RIGHT) == deepening(DATA, 20)
    for index in range(3):
        sample = TASK.generate(Rng("knights", index), TASK.levels[0])
        assert len(json.loads(solve(sample.data))) == deepening(sample.data, 8)


def test_where_no_list_swaps_the_knights_the_solver_says_so() -> None:
    path = {"A1": "w", "B3": "B", "C1": "."}
    assert solve({"squares": path, "turn": "w"}) == "No"


@pytest.mark.parametrize("level", [1, 2, 3, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    names = set()
    for index in range(3):
        sample = TASK.generate(Rng("knights", level, index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", name
    assert {"the other begins", "onto a knight", "not a knight's move", "it is not possible"} <= names
