"""Sokoban: every sequence that brings all boxes onto goals, and nothing but moves."""

from __future__ import annotations

import itertools

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.sokoban import Sokoban, solve
from r1ci_reasoning_gym.source import Entry

TASK = Sokoban()
BOARD = ["++++++", "+*--X+", "+-@--+", "+--@X+", "++++++"]
SAMPLE = Sample(question="", data={"board": BOARD})


def entry(board: list[str], answer: str | None) -> Entry:
    return Entry("", answer, {"gamestr": "\n".join(" ".join(row) + "  " for row in board) + "\n\n"})


SHORTEST = next(
    "".join(moves)
    for length in range(1, 12)
    for moves in itertools.product("UDLR", repeat=length)
    if not TASK.fault(SAMPLE.data, "".join(moves))
)


def test_the_search_finds_a_solution_no_shorter_than_brute_force() -> None:
    found = solve(SAMPLE.data)
    assert TASK.verify(SAMPLE, found).outcome == "correct"
    assert len(found) >= len(SHORTEST)


@pytest.mark.parametrize("start", ["", "U", "UULL", "DU", "RL"])
@pytest.mark.parametrize("form", ["{}", "[{}]", "`{}`", "{}."])
def test_longer_ways_and_moves_against_walls_are_right(start: str, form: str) -> None:
    assert TASK.verify(SAMPLE, form.format(start + SHORTEST)).outcome == "correct"


def test_moves_may_be_words_or_arrows() -> None:
    for text in TASK.renderings(SAMPLE, SHORTEST):
        assert TASK.verify(SAMPLE, text).outcome == "correct", text


@pytest.mark.parametrize("sign", [" -> ", " \u2192 ", " - ", " > "])
def test_an_arrow_between_moves_is_no_move(sign: str) -> None:
    assert TASK.form.read(sign.join("ULLD")) == "ULLD"
    assert TASK.form.read(sign.join(["up", "Left"])) == "UL"


def test_moves_may_be_numbered_or_have_bullets() -> None:
    assert TASK.form.read("1. U\n2. L\n10) D") == TASK.form.read("- U\n- Left\n- D") == "ULD"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (SHORTEST[:-1], "on a goal"),
        ("U", "2 of 2 boxes"),
        (f"Moves: {SHORTEST}", "not begin with a move"),  # prose, which the original checker skips
        (f"{SHORTEST} done", "not begin with a move"),
        (f"{SHORTEST}X", "not begin with a move"),
        ("7" + SHORTEST, "not begin with a move"),
        ("", "empty"),
    ],
)
def test_everything_else_is_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_box_is_pushed_neither_into_a_wall_nor_into_another_box_and_never_pulled() -> None:
    assert (
        TASK.fault({"board": ["+++++", "+*@@X", "+++++"]}, "RRRR")
        == "2 of 2 boxes are not on a goal in the end"
    )
    assert TASK.fault({"board": ["++++++", "+*@-X+", "++++++"]}, "RR") == ""
    assert TASK.fault({"board": ["++++++", "+*@-X+", "++++++"]}, "RRRRR") == ""
    assert TASK.fault({"board": ["++++++", "+*@-X+", "++++++"]}, "RRL") == ""
    assert TASK.fault({"board": ["++++++", "+%@--+", "++++++"]}, "RL") != ""


def test_what_must_not_be_asked() -> None:
    long = "UULL" + SHORTEST
    assert TASK.read(entry(BOARD, long)) == SAMPLE.data
    assert TASK.read(entry(BOARD, long[:-1])) is None, "a label that does not solve it"
    assert TASK.read(entry(BOARD, None)) is None, "no label"
    assert TASK.read(entry([row.replace("@", "$") for row in BOARD], long)) is None, "solved"
    assert TASK.read(entry([row.replace("*", "-") for row in BOARD], long)) is None, "no player"
    assert TASK.read(entry([row.replace("X", "-") for row in BOARD], long)) is None, "no goals"
    assert TASK.read(entry(["++++++", "+*@-X+", "++++++"], "RR")) is None, "too easy"


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_right_answers_and_spoiled_answers(level: int) -> None:
    sample = TASK.generate(Rng("sokoban", level), TASK.levels[level - 1])
    boxes = sum("".join(sample.data["board"]).count(sign) for sign in "@$")
    assert boxes == TASK.levels[level - 1].config["max_boxes"]
    answer = TASK.answer(sample) or ""
    assert TASK.verify(sample, answer).outcome == "correct"
    for name, text in TASK.mutations(sample, answer):
        assert TASK.verify(sample, text).outcome == "wrong", name
