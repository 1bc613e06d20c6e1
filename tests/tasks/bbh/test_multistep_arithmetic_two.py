"""Multistep arithmetic: the order of operators, signs of numbers, nested groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from r1ci_bbh.multistep_arithmetic_two import MultistepArithmeticTwo, solve
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = MultistepArithmeticTwo()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(2 + 3 * 4)", 14),
        ("((2 + 3) * 4)", 20),
        ("(9 - 4 - 3)", 2),
        ("(3 - -4)", 7),
        ("(-3 * -4)", 12),
        ("(2 * -3 - -1 * 5)", -1),
        ("(((1 - 2) * (3 - 5)) - ((0 + 1) - (2 * 2)))", 5),
    ],
)
def test_products_first_then_from_left_to_right(expression: str, value: int) -> None:
    assert solve({"expression": expression}) == str(value)


def test_an_answer_is_one_integer() -> None:
    sample = Sample(question="", data={"expression": "(2 - 9 * 200)"})
    for answer in ("-1798", "- 1,798", "= -1798.", "$-1798$", "-1798.0"):
        assert TASK.verify(sample, answer).outcome == "correct", answer
    for answer in ("1798", "-1797", "2 - 9 * 200", "-1798.5", "-1798, 0", "--1798"):
        assert TASK.verify(sample, answer).outcome == "wrong", answer


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_have_the_groups_and_numbers_of_their_level(level: int) -> None:
    knobs = TASK.levels[level - 1]
    answers = set()
    for index in range(60):
        sample = TASK.generate(Rng("arithmetic", level, index), knobs)
        expression = sample.data["expression"]
        assert len(re.findall(r"[0-9]+", expression)) == knobs.groups * knobs.numbers
        assert len(re.findall(r"\([^()]+\)", expression)) == knobs.groups
        assert expression.count("(") == expression.count(")")
        answers.add(TASK.answer(sample))
    assert len(answers) > 30


def test_the_example_is_never_the_answer() -> None:
    for expression, shown in (("(-12 + 0)", "<<<-15>>>"), ("(1 + 0)", "<<<-12>>>")):
        assert shown in TASK.pose({"expression": expression})


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("multistep_arithmetic_two")
    assert len(items) == 250
    for text, target in items:
        assert solve({"expression": text.removesuffix(" =")}) == target
