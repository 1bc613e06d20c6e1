"""Boolean expressions: the order of operators, and constants alone may be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from r1ci_bbh.boolean_expressions import BooleanExpressions, solve
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = BooleanExpressions()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("True", "True"),
        ("not not not True", "False"),
        ("True or True and False", "True"),
        ("( True or True ) and False", "False"),
        ("not False and False", "False"),
        ("not ( False and False )", "True"),
        ("False or not ( True and not ( False or False ) )", "False"),
        ("False and False or True", "True"),
        ("False and ( False or True )", "False"),
    ],
)
def test_not_comes_before_and_and_and_before_or(expression: str, value: str) -> None:
    assert solve({"expression": expression}) == value


@pytest.mark.parametrize("answer", ["True", "true", " TRUE. ", "**True**", "\\text{True}"])
def test_the_word_counts_in_any_dress(answer: str) -> None:
    assert TASK.verify(Sample(question="", data={"expression": "not False"}), answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["False", "not False", "True or False", "1", "True and True", ""])
def test_nothing_is_worked_out_of_an_answer(answer: str) -> None:
    assert TASK.verify(Sample(question="", data={"expression": "not False"}), answer).outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_half_of_the_questions_are_true_and_have_the_constants_of_their_level(level: int) -> None:
    knobs = TASK.levels[level - 1]
    answers = []
    for index in range(150):
        sample = TASK.generate(Rng("boolean", level, index), knobs)
        words = sample.data["expression"].split()
        assert words.count("True") + words.count("False") == knobs.constants
        assert words.count("(") == words.count(")")
        assert sample.data["expression"] in sample.question
        answers.append(TASK.answer(sample))
    assert 55 <= answers.count("True") <= 95


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("boolean_expressions")
    assert len(items) == 250
    for text, target in items:
        assert solve({"expression": text.removesuffix(" is")}) == target
