"""Countdown: every expression of all the numbers that has the target's value; nothing is evaluated."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.countdown import Countdown, search
from r1ci_reasoning_gym.source import Entry

TASK = Countdown()
DATA = {"numbers": [6, 61, 94, 4], "target": 309}
SAMPLE = Sample(question="", data=DATA)


@pytest.mark.parametrize(
    "answer",
    [
        "94*4 - 61 - 6",
        "-61 - 6 + 4 * 94",
        "$94 \\times 4 - 61 - 6$",
        "94 \u00d7 4 \u2212 61 \u2212 6",
        "(94*4) - (61 + 6).",
        "[94*4] - 61 - 6",
        "\\boxed{94*4 - 61 - 6}",
    ],
)
def test_every_expression_of_that_value_is_right(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("309", "given numbers"),
        ("94*4 - 61", "given numbers"),
        ("94*4 - 61 - 6 + 0", "given numbers"),
        ("94*4 - 61 - 6 + 4 - 4", "given numbers"),
        ("94*4 - 67", "given numbers"),
        ("94 + 4 + 61 + 6", "value is 165"),
        ("94 / (61 - 61)", "given numbers"),
        ("6 / (94 - 94) * 61 * 4", "given numbers"),
        ("94*4 - 61 - 6 = 309", "not part of an expression"),
        ("94**4 - 61 - 6", "missing"),
        ("94 4 61 6", "missing"),
        ("94*4 - 61 - 6.0", "not part of an expression"),
        ("__import__('os').system('true')", "not part of an expression"),
        ("9**9**9", "missing"),
        ("", "empty"),
    ],
)
def test_everything_else_is_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_fractions_on_the_way_and_divisions_by_zero() -> None:
    data = {"numbers": [1, 3, 8, 8], "target": 6}
    sample = Sample(question="", data={"numbers": [8, 1, 3, 4], "target": 32})
    assert TASK.verify(sample, "8 / (1 - 3 / 4)").outcome == "correct"
    zero = TASK.verify(Sample(question="", data=data), "3 / (8 - 8) + 1")
    assert (zero.outcome, zero.reason) == ("wrong", "the expression divides by zero")


def test_a_wrong_label_is_not_asked() -> None:
    question = "Calculate 309 using all of these numbers: 6, 61, 94, 4.\nEach number may be used once."
    assert TASK.read(Entry(question, "94*4 - 61 - 6", DATA)) == DATA
    assert TASK.read(Entry(question, "94*4 - 61 + 6", DATA)) is None
    assert TASK.read(Entry(question, "94*4 - 67", DATA)) is None
    assert TASK.read(Entry(question, "94*4 - 61 - 6 and", DATA)) is None
    assert TASK.read(Entry(question.replace("61", "62"), "94*4 - 61 - 6", DATA)) is None


def values(numbers: tuple[int, ...]) -> set[Fraction]:
    """All values, by putting two of the numbers together in every way, again and again."""
    found: set[Fraction] = set()
    waiting = [tuple(map(Fraction, numbers))]
    while waiting:
        some = waiting.pop()
        if len(some) == 1:
            found.add(some[0])
        for one, other in itertools.permutations(range(len(some)), 2):
            rest = [value for place, value in enumerate(some) if place not in (one, other)]
            left, right = some[one], some[other]
            made = [left + right, left - right, left * right, *([left / right] if right else [])]
            waiting.extend((*rest, value) for value in made)
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=2, max_size=3), st.integers(0, 40))
def test_the_search_finds_an_expression_exactly_where_there_is_one(numbers: list[int], target: int) -> None:
    found = search(tuple(numbers), Fraction(target), {})
    assert (found is not None) == (Fraction(target) in values(tuple(numbers)))
    if found is not None:
        sample = Sample(question="", data={"numbers": numbers, "target": target})
        assert TASK.verify(sample, found).outcome == "correct"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(3):
        sample = TASK.generate(Rng("countdown", level, index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
