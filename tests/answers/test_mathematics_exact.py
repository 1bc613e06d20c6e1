"""The arithmetic behind mathematical answers, held against a computer algebra system and brute force."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath  # type: ignore[import-untyped]
import pytest
import sympy  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.answers.mathematics import MathematicsForm
from r1ci_bench.answers.mathematics.exact import Exact, Inexact, rational, square_parts, whole_root
from r1ci_bench.answers.mathematics.numeric import digits
from r1ci_bench.answers.mathematics.parsing import readings
from r1ci_bench.answers.mathematics.trees import Node, Scalar
from r1ci_bench.answers.mathematics.writing import decimals, written

FORM = MathematicsForm()


def fault(key: str, answer: str) -> str:
    return FORM.fault(FORM.read(key), FORM.read(answer))


def tree(text: str) -> Node:
    [value, *_] = readings(text)
    assert isinstance(value, Scalar)
    return value.tree


fractions = st.fractions(-20, 20, max_denominator=30)
leaves = st.one_of(
    fractions.map(lambda value: sympy.Rational(value.numerator, value.denominator)),
    st.integers(2, 50).map(sympy.sqrt),
    st.just(sympy.pi),
)


def grown(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    two = st.tuples(children, children)
    return st.one_of(
        two.map(lambda pair: pair[0] + pair[1]),
        two.map(lambda pair: pair[0] * pair[1]),
        two.map(lambda pair: pair[0] / pair[1] if pair[1] != 0 else pair[0]),
        children.map(lambda value: value**2),
    )


numbers = st.recursive(leaves, grown, max_leaves=5)


def is_usable(value: Any) -> bool:
    """Finite, and of a size at which wrong answers can be told from right ones."""
    return bool(value.is_finite) and 10**-6 < abs(value.evalf(30)) < 10**9


@settings(max_examples=60, deadline=None)
@given(value=numbers)
def test_what_computer_algebra_makes_of_a_number_is_the_same_number(value: Any) -> None:
    assume(is_usable(value))
    key = sympy.latex(value)
    for other in (value, sympy.expand(value), sympy.together(value), sympy.radsimp(value)):
        assert fault(key, str(other)) == ""
        assert fault(key, sympy.latex(other)) == ""
        assert fault(str(other), key) == ""


@settings(max_examples=60, deadline=None)
@given(value=numbers, step=st.sampled_from([1, -1, sympy.Rational(1, 7), sympy.sqrt(2), sympy.pi / 10]))
def test_what_is_a_little_off_is_another_number(value: Any, step: Any) -> None:
    assume(is_usable(value))
    other = value + step * value / 50
    assert fault(sympy.latex(value), str(other))
    assert fault(sympy.latex(value), sympy.latex(sympy.expand(other)))
    assert fault(sympy.latex(value), str(-value))


@settings(max_examples=60, deadline=None)
@given(value=numbers)
def test_sixty_digits_are_those_of_another_library(value: Any) -> None:
    assume(is_usable(value))
    ours = sympy.Float(str(digits(tree(str(value)), {})), 60)
    assert abs(ours - value.evalf(70)) <= abs(value.evalf(70)) * sympy.Float(10) ** -45


x, y = sympy.symbols("x y")
polynomials = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4
).map(lambda terms: sum((c * x**a * y**b for c, a, b in terms), sympy.Integer(0)))


@settings(max_examples=60, deadline=None)
@given(one=polynomials, two=polynomials)
def test_polynomials_are_equal_exactly_where_they_are(one: Any, two: Any) -> None:
    product = one * two
    assert fault(sympy.latex(product), str(sympy.expand(product))) == ""
    assert fault(str(sympy.expand(product)), sympy.latex(product)) == ""
    assert bool(fault(str(one), str(two))) == (sympy.expand(one - two) != 0)
    assert fault(str(sympy.expand(product)), str(sympy.expand(product + x)))


@given(value=fractions)
def test_fractions_are_exact_in_every_spelling(value: Fraction) -> None:
    above, below = value.numerator, value.denominator
    for text in (f"{above}/{below}", f"\\frac{{{above}}}{{{below}}}", f"{3 * above} / {3 * below}"):
        exact = Exact().value(tree(text))
        assert rational(exact) == value
    off = Fraction(above * 1_000_000 + 1, below * 1_000_000)
    assert fault(f"{above}/{below}", f"{off.numerator}/{off.denominator}")


@given(value=st.fractions(-1000, 1000, max_denominator=99), places=st.integers(0, 12))
def test_a_decimal_number_is_right_where_it_is_the_value_rounded_to_three_digits_at_least(
    value: Fraction, places: int
) -> None:
    assume(value.denominator > 1)
    scaled = value * 10**places
    nearest, cut = round(scaled), math.trunc(scaled)
    for units in {nearest, cut, nearest + 1, nearest - 1, cut + 2}:
        text = f"{'-' if units < 0 else ''}{abs(units) // 10**places}.{abs(units) % 10**places:0{places}}"
        text = text if places else f"{units}"
        given_value = Fraction(units, 10**places)
        off = abs(given_value - value)
        enough = places and abs(units) >= 100 and off <= abs(value) / 1000
        rounded = units == cut or 2 * abs(units - scaled) <= 1
        computed = bool(places) and off <= abs(value) / 1_000_000
        right = given_value == value or computed or (enough and rounded)
        assert (fault(str(value), text) == "") == bool(right), text


def test_square_parts_by_brute_force() -> None:
    for value in range(1, 3_000):
        outside, inside = square_parts(value)
        assert outside**2 * inside == value
        assert all(inside % divisor**2 for divisor in range(2, math.isqrt(inside) + 1))
    prime = 999_983
    assert square_parts(prime * prime) == (prime, 1)
    assert square_parts(prime * 999_979) == (1, prime * 999_979)
    assert square_parts(12 * 10**10) == (2 * 10**5, 3)


@given(value=st.integers(0, 10**40), degree=st.integers(2, 9))
def test_whole_roots(value: int, degree: int) -> None:
    assert whole_root(value**degree, degree) == value
    root = whole_root(value, degree)
    assert root is None or root**degree == value
    assert value in (0, 1) or whole_root(value**degree + 1, degree) is None


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
@given(angle=st.fractions(-400, 400, max_denominator=90))
def test_trigonometric_functions_have_the_digits_of_another_library(name: str, angle: Fraction) -> None:
    with mpmath.workdps(80):
        wanted = getattr(mpmath, name)(mpmath.mpf(angle.numerator) / angle.denominator)
        assume(abs(wanted) < 1000)
        ours = mpmath.mpf(str(digits(tree(f"{name}({angle.numerator}/{angle.denominator})"), {})))
        assert abs(ours - wanted) <= mpmath.mpf(10) ** -45


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\\sin 30^\\circ", "1/2"),
        ("\\cos 60^\\circ", "1/2"),
        ("\\tan 45^\\circ", "1"),
        ("\\sin 15^\\circ", "\\frac{\\sqrt6 - \\sqrt2}{4}"),
        ("\\cos 36^\\circ", "\\frac{1 + \\sqrt5}{4}"),
        ("\\sin \\frac{\\pi}{3}", "\\frac{\\sqrt3}{2}"),
        ("\\cos\\pi", "-1"),
        ("\\tan(\\pi)", "0"),
        ("\\sqrt{3 + 2\\sqrt2}", "1 + \\sqrt2"),
        ("\\sqrt[3]{2 + \\sqrt5} + \\sqrt[3]{2 - \\sqrt5}", "1"),
        ("\\sqrt[4]{9}", "\\sqrt3"),
        ("8^{2/3}", "4"),
        ("(-8)^{1/3}", "-2"),
    ],
)
def test_values_without_a_normal_form_agree_to_forty_digits(text: str, value: str) -> None:
    assert fault(value, text) == ""
    assert fault(text, value) == ""
    assert fault(value, f"{text} + 10^{{-30}}")


@pytest.mark.parametrize(
    "text",
    [
        "1/0",
        "0^{-1}",
        "\\sqrt{-1}",
        "1/(2 - 2)",
        "(-2)^{0.5}",
        "1/(\\sqrt8 - 2\\sqrt2)",
        "(-1)!",
        "\\frac{7}{2}!",
    ],
)
def test_what_has_no_value_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        Exact().value(tree(text))


def test_what_has_no_normal_form_is_left_to_digits() -> None:
    for text in ("\\sqrt[3]{5}", "\\sin 1", "\\sqrt{2 + \\sqrt3}", "2^x", "\\infty"):
        with pytest.raises(Inexact):
            Exact().value(tree(text))


@pytest.mark.parametrize(
    "text",
    [
        "3\\sqrt{7}",
        "-\\frac{1}{3}",
        "\\frac{\\sqrt{3}}{4\\sqrt{2}-3}",
        "-(x+1)^2 - (2-y)",
        "2^{-x} / (3/4)",
        "\\frac{2\\pi}{3} r^2",
        "(\\frac{2}{3})^{10}",
        "(-2)^{3}",
        "2 (-3)",
        "\\binom{10}{3} + 5!",
        "\\sqrt[3]{5 + x}",
        "\\sin(2x) + \\cos 30^\\circ",
        "1\\frac{3}{4}",
        "-1\\frac34",
        "a - (b - c) - -d",
        "\\theta + x_1",
        "48+9\\sqrt{3}+3\\sqrt{91}",
    ],
)
def test_what_is_written_reads_back_as_the_same(text: str) -> None:
    for style in ("plain", "latex"):
        again = written(tree(text), "plain" if style == "plain" else "latex")
        assert fault(text, again) == "", again
        assert fault(again, text) == "", again


@given(value=fractions, places=st.integers(0, 8))
def test_decimals_are_the_nearest_ones(value: Fraction, places: int) -> None:
    text = decimals(tree(f"({value.numerator})/{value.denominator}"), places)
    assert abs(Fraction(text) - value) * 2 * 10**places <= 1
    assert len(text.partition(".")[2]) == places
