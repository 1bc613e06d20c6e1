"""Formulas as models write them: read alike, in bounded time, and never evaluated as code."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_reasoning_gym.derivatives import is_antiderivative, jet, points
from r1ci_reasoning_gym.formula_form import FormulaForm, latex
from r1ci_reasoning_gym.formula_trees import Node, read_formula
from r1ci_reasoning_gym.polynomials import polynomial, written

LETTERS = frozenset("xC")


def tree(text: str) -> Node:
    return read_formula(text, letters=LETTERS)


def at(text: str, place: str = "0.3") -> Decimal:
    return jet(tree(text), {"x": (Decimal(place), Decimal(1)), "C": (Decimal(0), Decimal(0))})[0]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2x**3", "2*x^{3}"),
        ("x\u00b3", "x^3"),
        ("\\frac{3x^2}{4}", "3*x**2/4"),
        ("\\frac34 x^2", "3/4*x**2"),
        ("-x^2", "-(x**2)"),
        ("1/2 x", "x/2"),
        ("2^3^2", "2**9"),
        ("x^-2", "1/(x*x)"),
        ("e^x", "exp(x)"),
        ("E**(x)", "exp(x)"),
        ("e^{2x}", "exp(2*x)"),
        ("\\sin^2 x", "sin(x)*sin(x)"),
        ("sin(x)**2", "sin(x)^2"),
        ("\\sin 2x", "sin(2*x)"),
        ("sin 2x cos x", "sin(2*x)*cos(x)"),
        ("xsin(x)", "x*sin(x)"),
        ("\\sin^{-1}(x)", "asin(x)"),
        ("\\operatorname{arctan}(x)", "atan(x)"),
        ("\\ln|x|", "log(x)"),
        ("\\ln\\left|x\\right|", "log(Abs(x))"),
        ("\\sqrt[3]{x}", "x^(1/3)"),
        ("\\sqrt{x^3}", "x**(3/2)"),
        ("(x+1)(x-1)", "x**2 - 1"),
        ("x\\cdot x\\,x", "x**3"),
        ("--x", "x"),
        ("\\tan x", "sin(x)/cos(x)"),
        ("\\sec x", "1/cos(x)"),
        ("csc(x)", "1/sin(x)"),
        ("cot(x)", "cos(x)/sin(x)"),
        ("sin(x + \\pi/2)", "cos(x)"),
        ("2pi*x", "2*\u03c0x"),
        ("x\u207b\u00b2", "1/x**2"),
        ("sin\u207b\u00b9(x)", "asin(x)"),
        ("acos(x) + asin(x)", "acos(0.1) + asin(0.1)"),
    ],
)
def test_spellings_mean_the_same(one: str, two: str) -> None:
    assert abs(at(one) - at(two)) < Decimal(10) ** -35


@pytest.mark.parametrize(
    "text",
    [
        "", "x +", "* x", "3 4", "x y", "(x", "x)", "(x]", "f(x)", "sin", "sin()", "x ** ", "\\frac{x}", "i",
        "__import__('os')", "x; x", "lambda: 0", "x == x", "x!", "0x1f", "1e5", "\\phi", "x_", "|x", "x,x",
    ],
)  # fmt: skip
def test_other_texts_are_no_formula(text: str) -> None:
    with pytest.raises(AnswerError):
        tree(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4_000 + "x" + ")" * 4_000,
        "-" * 8_000,
        "x**" * 2_600 + "x",
        "\\frac{" * 1_300,
        "sin" * 2_600,
        "x+" * 4_000,
        "9" * 8_000,
        "|" * 8_000,
        "x*" * 9_000,
    ],
)
def test_hostile_formulas_end_soon(text: str) -> None:
    started = time.process_time()
    with pytest.raises(AnswerError):
        tree(text)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text",
    ["9**9**9", "x**9**9**9 + 1", "10**9999999", "(1/3)**(10**9)*x", "exp(exp(exp(x*99)))", "sin(9**99*x)"],
)
def test_towers_are_no_antiderivative_and_end_soon(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(AnswerError):
        assert not is_antiderivative(tree(text), tree("x"), variable="x")
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text", ["9**9**9", "x**9**9**9 + 1", "(x+1)**200", "((x+1)**20)**20", "1/x", "0**(-1)"]
)
def test_polynomials_that_are_none_or_too_large_end_soon(text: str) -> None:
    started = time.process_time()
    with pytest.raises(AnswerError):
        polynomial(tree(f"({text})*(x+1)**150"))
    assert time.process_time() - started < 0.5


functions = st.sampled_from(
    ["sin", "cos", "tan", "exp", "atan", "asin", "acos", "sec", "sqrt", "log", "csc", "cot"]
)


@given(functions, st.integers(1, 9), st.integers(1, 9))
def test_slopes_are_limits_of_quotients(function: str, one: int, two: int) -> None:
    text = f"x**2*{function}({one}*x/10)/{two} + x/{function}({two}*x/20)"
    place, step = Decimal("0.7"), Decimal(10) ** -12
    try:
        (low, _), (_, slope), (high, _) = (
            jet(tree(text), {"x": (place + shift, Decimal(1))}) for shift in (-step, Decimal(0), step)
        )
    except AnswerError:
        return
    assert abs((high - low) / (2 * step) - slope) < Decimal(10) ** -15 * max(Decimal(1), abs(slope))


def test_places_of_comparison_depend_on_the_answer() -> None:
    integrand = tree("x")
    places = points(tree("x**2/2"), integrand)
    assert len(set(places) & set(points(tree("x**2/2 + 1"), integrand))) == 0
    # Somebody who knows the places of one answer cannot hide a wrong one between them.
    hidden = "".join(f"*(x - {place})**2" for place in places[:6])
    assert not is_antiderivative(tree(f"x**2/2 + 1{hidden}"), integrand, variable="x")


@given(
    st.dictionaries(
        st.integers(0, 12), st.fractions(-50, 50, max_denominator=30).filter(bool), min_size=1, max_size=6
    )
)
def test_every_spelling_of_a_polynomial_is_read_back(terms: dict[int, object]) -> None:
    value = polynomial(tree(" + ".join(f"({factor})*x**{power}" for power, factor in terms.items())))
    for style in ("python", "caret", "plain", "latex"):
        assert polynomial(tree(written(value, style))) == value
    assert polynomial(tree(latex(tree(written(value))))) == value


@pytest.mark.parametrize(
    "text",
    ["F(x) = x**2 + C", "y = x^2", "$x^2 + C$", "\u222b 2x dx = x^2 + C", "X**2 + K", "x^2 + constant",
     "x^2 + C, where C is an arbitrary constant.", "x^2 + \\text{C}", "C_1 + x^2"],
)  # fmt: skip
def test_an_antiderivative_may_have_a_name_and_any_constant(text: str) -> None:
    form = FormulaForm(letters=frozenset("x"), euler=True, constant=True)
    assert is_antiderivative(form.read(text).node, tree("2*x"), variable="x")


@pytest.mark.parametrize("text", ["x^2 = x^2", "2*x = x^2", "x^2 + C = 0", "x^2 = 5"])
def test_an_equation_is_no_antiderivative(text: str) -> None:
    form = FormulaForm(letters=frozenset("x"), constant=True)
    with pytest.raises(AnswerError, match="no name"):
        form.read(text)
