"""Fractions in lowest terms, probabilities of dice, products of primes."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.dice import Dice, probability
from r1ci_reasoning_gym.fraction_simplification import FractionSimplification
from r1ci_reasoning_gym.prime_factorization import FactorsForm, PrimeFactorization, prime_factors
from r1ci_reasoning_gym.reduced_fractions import RatioForm
from r1ci_reasoning_gym.source import Entry

FRACTION = Sample(question="", data={"numerator": 13524, "denominator": 57134})
DICE = Sample(question="", data={"sides": [20, 4, 4, 3], "target": 18})
NUMBER = Sample(question="", data={"number": 980})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("138/583", ""),
        ("$\\frac{138}{583}$", ""),
        ("\\dfrac{138}{583}", ""),
        ("13524/57134 = 138/583", ""),
        ("138/583 \u2248 0.2367", ""),
        ("138/583 = 0.2367", ""),
        ("6762/28567", "lowest terms"),
        ("13524/57134", "lowest terms"),
        ("138/58", "right value"),
        ("583/138", "right value"),
        ("0.23670668953687821", "not one integer"),
        ("138/583/1", "not one fraction"),
        ("138/583 = 139/583", "differ"),
        ("138/583 \u2248 0.9", "differ"),
        ("138/0", "divides by zero"),
        ("-138/-583", "lowest terms"),
        ("138", "right value"),
    ],
)
def test_a_fraction_must_be_the_right_one_and_reduced(answer: str, reason: str) -> None:
    verdict = FractionSimplification().verify(FRACTION, answer)
    assert (verdict.outcome == "correct") is (not reason)
    assert reason in verdict.reason


def asked_fraction(fraction: str, answer: str) -> Entry:
    return Entry(f"Simplify the fraction {fraction} to its lowest terms. Give only that.", answer, {})


@pytest.mark.parametrize(
    ("fraction", "answer", "is_asked"),
    [
        ("12/18", "2/3", True),
        ("$12/18$", "$2/3$", True),
        ("$\\frac{12}{18}$", "$\\frac{2}{3}$", True),
        ("$\\dfrac{12}{18}$", "$\\dfrac{2}{3}$", True),
        ("12/18", "6/9", False),  # what the generator stores when it runs out of attempts
        ("12/18", "3/2", False),
        ("2/3", "2/3", False),  # nothing to do
        ("12/0", "1/0", False),
    ],
)
def test_only_fractions_with_the_right_label_are_asked(fraction: str, answer: str, is_asked: bool) -> None:
    data = FractionSimplification().read(asked_fraction(fraction, answer))
    assert data == ({"numerator": 12, "denominator": 18} if is_asked else None)


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_fraction_is_read_as_it_is_written(above: int, below: int) -> None:
    for text in RatioForm().renderings((above, below)):
        assert RatioForm().read(text) == (above, below)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("1/2", "correct"),
        ("\\frac{1}{2}", "correct"),
        ("P = 1/2", "correct"),
        ("P(X \u2265 18) = 1/2 (\u2248 50.0%)", "correct"),
        ("1/2 \u2248 50\\%", "correct"),
        ("1/2 \u2248 5%", "wrong"),
        ("1/3 = 1/2", "wrong"),
        ("\n1 / 2\n", "correct"),  # Reasoning-Gym's checker compares texts
        ("2/4", "wrong"),
        ("0.5", "wrong"),
        ("50%", "wrong"),
        ("1:1", "wrong"),
        ("1/1", "wrong"),
    ],
)
def test_a_probability_is_a_reduced_fraction(answer: str, outcome: str) -> None:
    assert Dice().verify(DICE, answer).outcome == outcome


@given(st.lists(st.integers(2, 6), min_size=1, max_size=4), st.integers(1, 24))
def test_probabilities_are_those_of_all_throws(sides: list[int], target: int) -> None:
    throws = list(itertools.product(*(range(1, most + 1) for most in sides)))
    ways = sum(sum(throw) >= target for throw in throws)
    assert probability({"sides": sides, "target": target}) == Fraction(ways, len(throws))


def asked_dice(dice: str, target: int, answer: str) -> Entry:
    return Entry(
        f"I have these dice: {dice}. What are the odds of rolling {target} or higher? (Assume that '1d6' "
        "represents one roll of a 6-sided dice.) Please respond with a fraction [ex., 1/60].",
        answer,
        {},
    )


@pytest.mark.parametrize(
    ("dice", "target", "answer", "is_asked"),
    [
        ("1d6, 1d6", 12, "1/36", True),
        ("1d6, 1d6", 12, "1/35", False),
        ("1d6, 1d6", 13, "0/1", False),
        ("1d6, 1d6", 2, "1/1", False),
        ("1d10, 1d6", 16, "1/60", False),  # the example of the question
    ],
)
def test_only_dice_with_the_right_label_are_asked(
    dice: str, target: int, answer: str, is_asked: bool
) -> None:
    assert (Dice().read(asked_dice(dice, target, answer)) is not None) is is_asked


def test_the_example_of_dice_is_never_the_answer() -> None:
    advice = Dice().advice({"sides": [6, 6], "target": 12})
    assert "<<<1/12>>>" in advice
    assert probability({"sides": [6, 6], "target": 11}) == Fraction(1, 12)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("2 \u00d7 2 \u00d7 5 \u00d7 7 \u00d7 7", ""),
        ("7 * 7 * 5 * 2 * 2", ""),
        ("2^2 * 5 * 7^2", ""),
        ("2\u00b2 \u00d7 5 \u00d7 7\u00b2", ""),
        ("$2^{2} \\cdot 5 \\cdot 7^{2}$", ""),
        ("2**2 * 5 * 7**2", ""),
        ("2 \u00d7 2 \u00d7 5 \u00d7 7 \u00d7 7 = 980", ""),
        ("(2)(2)(5)(7)(7)", ""),
        ("2\u20222\u20225\u20227\u20227", ""),
        ("4 \u00d7 5 \u00d7 7 \u00d7 7 = 980", "not prime"),
        ("980 = 980", "not prime"),
        ("3^0 \u00d7 2 \u00d7 2 \u00d7 5 \u00d7 7 \u00d7 7", "power 0"),
        ("980 = 2^2 x 5 x 7^2", ""),
        ("[2, 2, 5, 7, 7]", ""),
        ("4 \u00d7 5 \u00d7 49", "not prime"),  # half a point by Reasoning-Gym
        ("980", "not prime"),
        ("1 \u00d7 2 \u00d7 2 \u00d7 5 \u00d7 7 \u00d7 7", "not prime"),
        ("2 \u00d7 5 \u00d7 7", "another number"),
        ("981 = 2^2 x 5 x 7^2", "another number"),
        ("2 + 2 + 5 + 7 + 7", "cannot read"),
        ("two times two", "cannot read"),  # any word makes Reasoning-Gym's checker fail
        ("2 \u00d7 \u00d7 2", "cannot read"),
        ("2 \u00d7 2 \u00d7", "cannot read"),
        ("-2 \u00d7 -2 \u00d7 5 \u00d7 7 \u00d7 7", "cannot read"),
        ("2^99 * 2^99 * 2^99", "more than"),
        ("2^0", "power 0"),
    ],
)
def test_prime_factors_in_any_order_and_notation(answer: str, reason: str) -> None:
    verdict = PrimeFactorization().verify(NUMBER, answer)
    assert (verdict.outcome == "correct") is (not reason)
    assert reason in verdict.reason


@given(st.integers(2, 10**6))
def test_factors_are_prime_and_multiply_to_the_number(number: int) -> None:
    factors = prime_factors(number)
    assert math.prod(factors) == number
    assert factors == sorted(factors)
    for factor in factors:
        assert all(factor % divisor for divisor in range(2, math.isqrt(factor) + 1))
    for text in FactorsForm().renderings(factors):
        assert FactorsForm().read(text) == factors


@pytest.mark.parametrize(
    ("number", "answer", "is_asked"),
    [
        (980, "2 \u00d7 2 \u00d7 5 \u00d7 7 \u00d7 7", True),
        (980, "4 \u00d7 5 \u00d7 49", False),
        (139, "139", False),  # a prime is its own factorization
        (12, "2 \u00d7 2 \u00d7 3", False),  # the example of the question
    ],
)
def test_only_numbers_with_the_right_label_are_asked(number: int, answer: str, is_asked: bool) -> None:
    question = f"Find the prime factorization of {number}. Write the factors separated by \u00d7"
    assert PrimeFactorization().read(Entry(question, answer, {})) == (
        {"number": number} if is_asked else None
    )


def test_a_product_has_an_end() -> None:
    with pytest.raises(AnswerError):
        FactorsForm().read("2 * " * 300)
