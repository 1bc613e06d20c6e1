"""Rush hour: every possible way to the exit, and no impossible move."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.rush_hour import RushHour, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = RushHour()
BOARD = ["..BBB.", "...C..", "AA.C.D", ".....D", "...x.E", "FF...E"]
SAMPLE = Sample(question="", data={"board": BOARD})
# C cannot go up (B) or down (the wall) far enough, before B has moved left.
RIGHT = "B-2 C-1 D-2 A+4"


def entry(board: list[str]) -> Entry:
    return Entry("Words.\n\nBoard:\n" + "\n".join(board), None, {})


def test_the_example_is_solved() -> None:
    assert TASK.verify(SAMPLE, solve(SAMPLE.data)).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.replace(" ", ", "),
        RIGHT.replace(" ", "\n"),
        RIGHT.replace("A", "AA"),
        RIGHT.replace("-", ": -").replace("+", ": +"),
        f"[{RIGHT.replace(' ', ', ')}]",
        "B-1 B-1 C-1 D-1 D-1 A+1 A+3",
        "F+1 F-1 B-2 C-1 D-2 A+4",
    ],
)
def test_every_way_to_the_exit_is_right(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("A+4", "in the way"),  # the original checker stopped it there without a word
        ("A+4 B-2 C-1 D-2 A+4", "in the way"),
        ("B-2 C-1 D-2", "not at the exit"),
        ("B-2 C-1 D-2 A+4 A-1", "not at the exit"),
        ("B-2 C-1 D-2 A+5", "leaves the board"),
        ("B-3 C-1 D-2 A+4", "leaves the board"),
        ("C+2 D-2 A+4", "in the way"),
        ("Z+1 B-2 C-1 D-2 A+4", "no vehicle Z"),
        ("x+1 B-2 C-1 D-2 A+4", "does not begin with a move"),
        ("First B-2, then C-1 D-2 A+4", "does not begin with a move"),
        ("B-2C-1 D-2 A+4", "does not begin with a move"),
        ("", "empty"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_what_must_not_be_asked() -> None:
    assert TASK.read(entry(BOARD)) == SAMPLE.data
    assert TASK.read(entry([*BOARD[:2], ".BBBAA", *BOARD[3:]])) is None, "solved"
    assert TASK.read(entry(BOARD[:5])) is None, "not a board"
    assert TASK.read(entry([*BOARD[:5], "FFFF.E"])) is None, "no such vehicle"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_our_way_is_as_short_as_the_least_number_that_is_stored(level: int) -> None:
    rng = Rng("rush", level)
    for _ in range(3):
        item = SOURCE.entry("rush_hour", TASK.levels[level - 1].config, rng.bits(62))
        data = TASK.read(item)
        assert data is not None
        assert len(solve(data).split()) == item.metadata["min_moves"]


@pytest.mark.parametrize("level", [1, 3])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    names = set()
    for index in range(4):
        sample = TASK.generate(Rng("rush", level, index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", name
    assert {"through other vehicles", "an impossible move first"} <= names
