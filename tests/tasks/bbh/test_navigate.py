"""Navigate: directions are the walker's, and only the place counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.navigate import Navigate, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = Navigate()
STEP = re.compile(r"Turn (left|right|around)\.|Take ([0-9]+) steps?(?: (forward|backward|left|right))?\.")


def walk(text: str) -> list[list[Any]]:
    return [
        ["turn", turn, 0] if turn else ["take", way or "forward", int(count)]
        for turn, count, way in STEP.findall(text)
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Take 3 steps forward. Take 3 steps backward.", "Yes"),
        ("Take 3 steps forward. Take 3 steps left.", "No"),
        ("Take 1 step left. Take 2 steps forward. Take 1 step right. Take 2 steps backward.", "Yes"),
        ("Take 3 steps forward. Turn around. Take 3 steps forward.", "Yes"),
        ("Turn around. Take 3 steps forward. Take 3 steps backward. Turn left.", "Yes"),
        ("Take 2 steps left. Turn left. Take 2 steps backward.", "Yes"),
        ("Take 2 steps left. Turn left. Take 2 steps forward.", "No"),
        ("Turn right. Take 2 steps forward. " * 4, "Yes"),
        ("Turn right. Take 2 steps forward. " * 3, "No"),
        ("Turn right. Turn left.", "Yes"),
    ],
)
def test_a_walk_is_followed_as_the_walker_sees_it(text: str, answer: str) -> None:
    assert solve({"steps": walk(text)}) == answer


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_half_of_the_walks_lead_back_and_the_others_do_not_show_it(level: int) -> None:
    answers = []
    longest = {"Yes": 0, "No": 0}
    for index in range(200):
        sample = TASK.generate(Rng("navigate", level, index), TASK.levels[level - 1])
        steps = sample.data["steps"]
        assert walk(sample.question) == steps
        # An odd number of steps can lead nowhere but away, so that no walk has one.
        assert sum(count for _, _, count in steps) % 2 == 0
        answer = TASK.answer(sample) or ""
        answers.append(answer)
        longest[answer] = max(longest[answer], *(count for _, _, count in steps))
    assert 75 <= answers.count("Yes") <= 125
    assert max(longest.values()) <= 15


@pytest.mark.parametrize("level", [1, 2, 3])
def test_both_kinds_of_walks_are_asked(level: int) -> None:
    turning = 0
    for index in range(60):
        sample = TASK.generate(Rng("kinds", level, index), TASK.levels[level - 1])
        verbs = {verb for verb, _, _ in sample.data["steps"]}
        ways = {way for verb, way, _ in sample.data["steps"] if verb == "take"}
        turning += "turn" in verbs
        assert "turn" not in verbs or ways <= {"forward"}
        assert ("half a turn" in sample.question) == ("turn" in verbs)
    assert 15 <= turning <= 45


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("navigate")
    assert len(items) == 250
    for text, target in items:
        steps = walk(text)
        told = re.split(r"(?<=[.?]) ", text.partition("\nOptions")[0])
        assert len(steps) == len(told) - 1 - text.count("Always face forward.")
        assert solve({"steps": steps}) == target
