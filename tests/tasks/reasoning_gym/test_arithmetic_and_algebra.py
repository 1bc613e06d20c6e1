"""What holds for every task of numbers and expressions, at every level, on questions of the generator."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_reasoning_gym.advanced_geometry import AdvancedGeometry
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask
from r1ci_reasoning_gym.bitwise_arithmetic import BitwiseArithmetic
from r1ci_reasoning_gym.complex_arithmetic import ComplexArithmetic
from r1ci_reasoning_gym.decimal_arithmetic import DecimalArithmetic
from r1ci_reasoning_gym.decimal_chain_sum import DecimalChainSum
from r1ci_reasoning_gym.dice import Dice
from r1ci_reasoning_gym.fraction_simplification import FractionSimplification
from r1ci_reasoning_gym.intermediate_integration import IntermediateIntegration
from r1ci_reasoning_gym.number_format import NumberFormat
from r1ci_reasoning_gym.polynomial_equations import PolynomialEquations
from r1ci_reasoning_gym.polynomial_multiplication import PolynomialMultiplication
from r1ci_reasoning_gym.power_function import PowerFunction
from r1ci_reasoning_gym.prime_factorization import PrimeFactorization
from r1ci_reasoning_gym.simple_equations import SimpleEquations
from r1ci_reasoning_gym.simple_geometry import SimpleGeometry
from r1ci_reasoning_gym.simple_integration import SimpleIntegration
from r1ci_reasoning_gym.source import SOURCE, Entry

TASKS: list[ReasoningGymTask[Any]] = [
    AdvancedGeometry(),
    ComplexArithmetic(),
    Dice(),
    FractionSimplification(),
    IntermediateIntegration(),
    PolynomialEquations(),
    PolynomialMultiplication(),
    PrimeFactorization(),
    SimpleIntegration(),
    BitwiseArithmetic(),
    DecimalArithmetic(),
    DecimalChainSum(),
    NumberFormat(),
    PowerFunction(),
    SimpleEquations(),
    SimpleGeometry(),
]


def knobs(task: ReasoningGymTask[Any], level: int) -> Knobs:
    found = task.levels[level - 1]
    assert isinstance(found, Knobs)
    return found


each_task = pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])


@each_task
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_are_right_and_wrong_ones_wrong(task: ReasoningGymTask[Any], level: int) -> None:
    for index in range(2):
        sample = task.generate(Rng("algebra", level, index), knobs(task, level))
        answer = task.answer(sample)
        assert answer is not None
        assert len(sample.question) <= 8_000
        assert len(answer) <= 4_000
        assert f"<<<{answer}>>>" not in sample.question
        for text in (answer, *task.renderings(sample, answer)):
            assert task.verify(sample, text).outcome == "correct", text
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (name, text)


@each_task
def test_an_item_with_another_answer_is_not_asked(task: ReasoningGymTask[Any]) -> None:
    entries = [SOURCE.entry(task.name, knobs(task, 3).config, 10**9 + 10**6 * seed) for seed in range(6)]
    kept = [entry for entry in entries if task.read(entry) is not None]
    assert len(kept) > 1
    for one, other in itertools.pairwise(kept):
        if one.answer != other.answer:
            assert task.read(Entry(one.question, other.answer, one.metadata)) is None
        assert task.read(Entry(one.question, "", one.metadata)) is None
        assert task.read(Entry("What is asked?", one.answer, one.metadata)) is None
