"""Products of polynomials, and their real roots."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.task import Sample
from r1ci_reasoning_gym.polynomial_equations import PolynomialEquations, roots
from r1ci_reasoning_gym.polynomial_multiplication import PolynomialMultiplication, multiplied
from r1ci_reasoning_gym.source import Entry

MULTIPLY, SOLVE = PolynomialMultiplication(), PolynomialEquations()
PRODUCT = Sample(question="", data={"variable": "x", "factors": [[[21, 1], [78, 0]], [[-86, 3], [47, 2]]]})
CUBIC = Sample(question="", data={"coefficients": [51, -61, -78, 0]})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("-1806*x**4 - 5721*x**3 + 3666*x**2", ""),
        ("3666x^2 - 5721x^3 - 1806x^4", ""),
        ("$-1806x^{4} - 5721x^{3} + 3666x^{2}$", ""),
        ("P(x) = -1806*x**4 - 5721*x**3 + 3666*x**2", ""),
        ("(21*x + 78)*(-86*x**3 + 47*x**2)", "multiplied out"),  # the question
        ("x**2*(-1806*x**2 - 5721*x + 3666)", "multiplied out"),
        ("-1806*x**4 - 5721*x**3 + 3000*x**2 + 666*x**2", "multiplied out"),
        ("-(1806*x**4 + 5721*x**3 - 3666*x**2)", "multiplied out"),
        ("-1806*x**4 - 5721*x**3", "not the product"),
        ("-1806*y**4 - 5721*y**3 + 3666*y**2", "not the product"),
        ("-1806*x**4 - 5721*x**3 + 3666*x**2 + C", "no meaning"),
        ("9**9**9", "too large"),
        ("x**9**9**9+1", "too large"),
        ("__import__('os')._exit(77)", "not part of a formula"),
    ],
)
def test_a_product_is_multiplied_out(answer: str, reason: str) -> None:
    verdict = MULTIPLY.verify(PRODUCT, answer)
    assert (verdict.outcome == "correct") is (not reason)
    assert reason in verdict.reason


terms = st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 4)).map(list), min_size=1, max_size=4)


@given(st.lists(terms, min_size=1, max_size=4), st.integers(-5, 5))
def test_products_have_the_values_of_their_factors(factors: list[list[list[int]]], place: int) -> None:
    wanted = 1
    for factor in factors:
        wanted *= sum(value * place**power for value, power in factor)
    assert sum(value * place**power for power, value in multiplied(factors).items()) == wanted


def asked_product(expression: str, answer: str) -> Entry:
    return Entry(f"Simplify this expression: {expression}\nWhen performing", answer, {})


@pytest.mark.parametrize(
    ("expression", "answer", "is_asked"),
    [
        ("(x + 2)*(x - 3)", "x**2 - x - 6", True),
        ("(x + 2)**2", "x**2 + 4*x + 4", True),
        ("-2*x*(x + 2)", "-2*x**2 - 4*x", True),
        ("(x + 2)*(x - 3)", "x**2 + x - 6", False),
        ("-12*x**3", "-12*x**3", False),  # the answer is printed
        ("2*x + 4", "2*x + 4", False),
        ("0", "0", False),
        ("(x + 2)*(y - 3)", "x*y - 3*x + 2*y - 6", False),
    ],
)
def test_only_products_with_the_right_label_are_asked(expression: str, answer: str, is_asked: bool) -> None:
    data = MULTIPLY.read(asked_product(expression, answer))
    assert (data is not None) is is_asked
    if data:
        assert MULTIPLY.verify(Sample(question="", data=data), answer).outcome == "correct"
        assert MULTIPLY.verify(Sample(question="", data=data), expression).outcome == "wrong"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("-0.7757, 0.0, 1.9717", ""),
        ("1.9717, 0, -0.7757", ""),
        ("x = -0.7757, x = 0, x = 1.9717", ""),
        ("x = -0.7757 or x = 0 or x = 1.9717", ""),
        ("[-0.77567, 0, 1.97175]", ""),
        ("-0.7757\n0\n1.9717", ""),
        ("$x_1 = -0.7757, x_2 = 0, x_3 = 1.9717$", ""),
        ("x\u2081 = -0.7757, x\u2082 = 0, and x\u2083 = 1.9717", ""),
        ("x \u2208 {-0.7757, 0, 1.9717}", ""),
        ("x = -0.7757 \\text{ or } x = 0 \\quad\\text{or}\\quad x = 1.9717", ""),
        ("The solutions are -0.7757, 0.0 and 1.9717.", ""),
        ("-0.7757, 0, x - 1.9717", "not one integer"),
        ("-0.7757, -x = 0, 1.9717", "not one integer"),
        ("-0.7757, 0, 1x = .9717", "not one integer"),  # no 1.9717
        ("-0.7757, 1.9717", "2 solutions, not 3"),
        ("0.0", "1 solutions, not 3"),  # right in a third of Reasoning-Gym's default questions
        ("-0.7757, 0.0, 0.0, 1.9717", "4 solutions, not 3"),
        ("-0.776, 0, 1.972", "no solution"),
        ("0.7757, 0, 1.9717", "no solution"),
        ("none", "not one integer"),
        ('""', "empty"),
    ],
)
def test_every_solution_once(answer: str, reason: str) -> None:
    verdict = SOLVE.verify(CUBIC, answer)
    assert (verdict.outcome == "correct") is (not reason)
    assert reason in verdict.reason


@given(st.lists(st.fractions(-20, 20, max_denominator=8), min_size=1, max_size=4), st.integers(1, 9))
def test_all_roots_are_found_each_once(wanted: list[Fraction], lead: int) -> None:
    coefficients = [Fraction(lead)]
    for root in wanted:
        higher, lower = [*coefficients, Fraction(0)], [Fraction(0), *(root * part for part in coefficients)]
        coefficients = [one - two for one, two in zip(higher, lower, strict=True)]
    common = math.lcm(*(part.denominator for part in coefficients))
    found = roots([int(part * common) for part in coefficients])
    assert len(found) == len(set(wanted))
    for one, two in zip(found, sorted(set(wanted)), strict=True):
        assert abs(one - two) < Fraction(1, 10**8)


def test_imaginary_roots_are_none() -> None:
    assert roots([1, 0, 1]) == []
    assert roots([3, 0, 0, 0, 2]) == []
    assert len(roots([1, 0, 0, -2])) == 1


def asked_equation(equation: str, answer: str) -> Entry:
    rules = (
        "3. If there are no real values that satisfy the equation, report your answer as an empty string\n"
        "5. Round all decimal values to 4 decimal places "
        "(rounding down when the 5th decimal place is 5 or greater)."
    )
    return Entry(f"Solve for real e: {equation} = 0\n{rules}", answer, {})


@pytest.mark.parametrize(
    ("equation", "answer", "is_asked"),
    [
        ("-16*e**3 - 58*e**2", "-3.625, 0.0", True),
        ("e**2 - 2", "-1.4142, 1.4142", True),
        ("e**2 - 2", "1.4142", False),  # a root is lost
        ("e**3 - 3*e + 1", "0.3473, 1.5321", False),  # as happens to roots with imaginary closed forms
        ("e**3 - 3*e + 1", "-1.8794, 0.3473, 1.5321", True),
        ("108*e", "0.0", False),
        ("e**2 + 1", "", False),
        ("1000000*e**2 - 200*e", "0.0, 0.0002", False),  # too near to each other
        ("e**2 - b", "1.0", False),
    ],
)
def test_only_equations_with_the_right_label_are_asked(equation: str, answer: str, is_asked: bool) -> None:
    assert (SOLVE.read(asked_equation(equation, answer)) is not None) is is_asked


def test_misleading_rules_are_left_out() -> None:
    shown = SOLVE.wording(asked_equation("e**2 - 2", "").question)
    assert "empty string" not in shown
    assert "rounding down" not in shown
    assert "Round all decimal values to 4 decimal places." in shown
