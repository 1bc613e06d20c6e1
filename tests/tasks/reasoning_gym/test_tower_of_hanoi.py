"""Tower of Hanoi: every list of moves that keeps to the rules, however long and however written."""

from __future__ import annotations

from collections import deque

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.source import Entry
from r1ci_reasoning_gym.tower_of_hanoi import TowerOfHanoi, fewest, solve

TASK = TowerOfHanoi()
DATA = {"disks": 2, "pegs": 3, "start": 1, "goal": 3}
SAMPLE = Sample(question="", data=DATA)
RIGHT = "Move disk 1 from Peg 1 to Peg 2\nMove disk 2 from Peg 1 to Peg 3\nMove disk 1 from Peg 2 to Peg 3"
LONGER = [(1, 1, 3), (1, 3, 2), (1, 2, 3), (1, 3, 2), (2, 1, 3), (1, 2, 1), (1, 1, 3)]


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.lower(),
        RIGHT.replace("\n", "; "),
        "1. Move disk 1 from Peg 1 to Peg 2.\n2. Move disk 2 from 1 to 3.\n3. Move disk 1 from 2 to 3.",
        "1 1 2\n2 1 3\n1 2 3",
        "[[1, 1, 2], [2, 1, 3], [1, 2, 3]]",
        "disk 1: peg 1 \u2192 peg 2\ndisk 2: peg 1 \u2192 peg 3\ndisk 1: peg 2 \u2192 peg 3",
        str(LONGER),  # nobody asks for few moves
    ],
)
def test_every_plan_that_solves_the_puzzle_is_right(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[[1, 1, 2], [2, 1, 3]]", "not all disks"),  # two fifths, for the original checker
        ("[[1, 1, 3], [2, 1, 3]]", "smaller one"),
        ("[[2, 1, 3], [1, 1, 3]]", "not the uppermost"),
        ("[[1, 2, 3]]", "not the uppermost"),
        ("[[1, 1, 4], [2, 1, 3], [1, 4, 3]]", "does not exist"),
        ("[[1, 1, 0]]", "does not exist"),
        ("[[1, 1, 1], [1, 1, 2], [2, 1, 3], [1, 2, 3]]", "to itself"),
        (RIGHT + "\nMove disk 1 from Peg 3 to Peg 1", "not all disks"),
        (RIGHT + "\nDone!", "not a move"),
        ("Move everything to Peg 3", "not a move"),
        ("1 1 2 2 1", "not a move"),
        ("", "empty"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_label_that_does_not_solve_the_puzzle_is_not_asked() -> None:
    meta = {"num_disks": 2, "num_pegs": 3, "start_peg": 1, "target_peg": 3}
    assert TASK.read(Entry("", RIGHT, meta)) == DATA
    assert TASK.read(Entry("", RIGHT.replace("Peg 2", "Peg 3", 1), meta)) is None
    assert TASK.read(Entry("", "none", meta)) is None


def searched(disks: int, pegs: int) -> int:
    """The least number of moves, by a search of all positions."""
    first, last = (0,) * disks, (1,) * disks
    far = {first: 0}
    queue = deque([first])
    while last not in far:
        place = queue.popleft()
        for disk in range(disks):
            for peg in range(pegs):
                if place[disk] not in place[:disk] and peg not in place[: disk + 1]:
                    moved = (*place[:disk], peg, *place[disk + 1 :])
                    if moved not in far:
                        far[moved] = far[place] + 1
                        queue.append(moved)
    return far[last]


@pytest.mark.parametrize(("disks", "pegs"), [(1, 3), (2, 3), (4, 3), (3, 4), (5, 4), (6, 4), (4, 5)])
def test_our_plans_are_as_short_as_a_full_search_finds(disks: int, pegs: int) -> None:
    data = {"disks": disks, "pegs": pegs, "start": pegs, "goal": 1}
    assert len(solve(data).splitlines()) == fewest(disks, pegs)[0] == searched(disks, pegs)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(4):
        sample = TASK.generate(Rng("hanoi", level, index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        assert len(answer) <= 4000
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", name


def test_there_are_enough_questions_at_every_level() -> None:
    for level in TASK.levels:
        disks, pegs = (
            range(level.config[f"min_{name}"], level.config[f"max_{name}"] + 1) for name in ("disks", "pegs")
        )
        assert len(disks) * sum(number * (number - 1) for number in pegs) >= 460
