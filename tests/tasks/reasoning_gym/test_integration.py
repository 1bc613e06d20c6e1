"""Antiderivatives: whatever has the right derivative is right, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.task import Sample
from r1ci_reasoning_gym.formula_trees import read_formula
from r1ci_reasoning_gym.intermediate_integration import IntermediateIntegration, by_parts
from r1ci_reasoning_gym.polynomials import polynomial
from r1ci_reasoning_gym.simple_integration import SimpleIntegration, derivative, solve
from r1ci_reasoning_gym.source import Entry

SIMPLE, INTERMEDIATE = SimpleIntegration(), IntermediateIntegration()
POLYNOMIAL = Sample(question="", data={"terms": [[-272, 15, 7], [-5, 4, 0]], "variable": "x"})


def judged(integrand: str, answer: str) -> str:
    return INTERMEDIATE.verify(Sample(question="", data={"integrand": integrand}), answer).outcome


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("-34*x**8/15 - 5*x/4 + C", ""),
        ("-34*x**8/15 - 5*x/4", ""),
        ("-\\frac{34}{15}x^{8} - \\frac{5}{4}x + C", ""),
        ("-x*(34*x^7/15 + 5/4) + 3", ""),
        ("-34*X**8/15 - 1.25*X + K", ""),
        ("-34*x**8/15 - 5*x/4 + C*x", "not the integrand"),
        ("C*(-34*x**8/15 - 5*x/4)", "not the integrand"),
        ("-2.26666666666667*x**8 - 5*x/4 + C", "not the integrand"),
        ("-272*x**7/15 - 5/4", "not the integrand"),
        ("-34*x**8/15 + C", "not the integrand"),
        ("-34*x**8/15 - 5*x/4 + sin(x)", "not a polynomial"),
        ("-34*x**9/(15*x) - 5*x/4", "not a polynomial"),
        ("x**9**9**9+1", "too large"),
        ("factorial(10**8)", "no meaning"),
        ("__import__('os')._exit(77)", "not part of a formula"),
    ],
)
def test_an_antiderivative_of_a_polynomial(answer: str, reason: str) -> None:
    verdict = SIMPLE.verify(POLYNOMIAL, answer)
    assert (verdict.outcome == "correct") is (not reason)
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("integrand", "answer", "outcome"),
    [
        ("4*sqrt(-2*x - 8)", "-4*(-2*x - 8)**(3/2)/3 + C", "correct"),
        ("4*sqrt(-2*x - 8)", "\\frac{8}{3}(x+4)\\sqrt{-2x-8}", "correct"),
        ("4*sqrt(-2*x - 8)", "4*(-2*x - 8)**(3/2)/3 + C", "wrong"),
        ("sin(x)*cos(x)", "sin(x)**2/2", "correct"),
        ("sin(x)*cos(x)", "-cos(x)^2/2 + C", "correct"),
        ("sin(x)*cos(x)", "-\\frac{1}{4}\\cos 2x + C", "correct"),
        ("sin(x)*cos(x)", "sin(x)**2", "wrong"),
        ("2*x**3*sin(x)", "-2*x**3*cos(x) + 6*x**2*sin(x) + 12*x*cos(x) - 12*sin(x) + C", "correct"),
        ("2*x**3*sin(x)", "-2*x**3*cos(x) + 6*x**2*sin(x) + 12*x*cos(x) + C", "wrong"),
        ("atan(3*x)", "x\\arctan(3x) - \\frac{1}{6}\\ln(1 + 9x^2) + C", "correct"),
        ("-2*asin(x)", "-2*x*asin(x) - 2*sqrt(1 - x**2) + C", "correct"),
        ("2*log(x)", "2x\\ln|x| - 2x + C", "correct"),
        ("atan(3*x)", "x\u00b7tan\u207b\u00b9(3x) - (1/6)\u00b7ln(1 + 9x\u00b2)", "correct"),
        ("log(x**2)", "2*x*log(x) - 2*x", "correct"),  # where both are defined
        ("(8 - 16*x)*exp(8*x**2 - 8*x - 4)", "-e^{8x^2 - 8x - 4} + C", "correct"),
        # Hardly anywhere more than nothing, but not nothing.
        ("(1682*x - 1073)*exp(-29*x**2 + 37*x - 45)", "-29*exp(-29*x**2 + 37*x - 45) + C", "correct"),
        ("(1682*x - 1073)*exp(-29*x**2 + 37*x - 45)", "-28*exp(-29*x**2 + 37*x - 45) + C", "wrong"),
        ("(1682*x - 1073)*exp(-29*x**2 + 37*x - 45)", "C", "wrong"),
        ("exp(x)*sin(x)", "E**x*(sin(x) - cos(x))/2", "correct"),
        ("exp(x)*sin(x)", "-sqrt(2)*exp(x)*cos(x + pi/4)/2 + C", "correct"),
        ("exp(x)*sin(x)", "-\\frac{\\sqrt{2}}{2} e^x \\cos(x + \\frac{\\pi}{4})", "correct"),
        ("exp(x)*sin(x)", "exp(x)*sin(x)", "wrong"),
        ("exp(x)*sin(x)", "integrate(exp(x)*sin(x), x)", "wrong"),
        ("exp(x)*sin(x)", "\\int e^x \\sin x dx", "wrong"),
        ("exp(x)*sin(x)", "9**9**9", "wrong"),
        ("exp(x)*sin(x)", "__import__('os')._exit(77)", "wrong"),
        ("exp(x)*sin(x)", "exit(5)", "wrong"),
        ("exp(x)*sin(x)", "1e999999999", "wrong"),
    ],
)
def test_antiderivatives_by_parts_and_substitution(integrand: str, answer: str, outcome: str) -> None:
    assert judged(integrand, answer) == outcome


@pytest.mark.parametrize(
    "more",
    [
        "(C - 0.7316)*x",
        "(C - 1)*x",
        "(K - C - 1)*x",
        "(K - C)*x",
        "sin(C)*x",
        "exp(-(x - 50)**2)",
        "abs(x - 40) + x",
        "abs(x + 90) - x",
    ],
)
def test_nothing_that_is_no_constant_is_overlooked(more: str) -> None:
    assert judged("6*x**2", "2*x**3 + C") == "correct"
    assert judged("6*x**2", f"2*x**3 + {more}") == "wrong"


@pytest.mark.parametrize(
    "said",
    [
        ", where C is the constant of integration",
        " (C is any real number)",
        ", C \u2208 \u211d",
        ",\\quad C\\in\\mathbb{R}",
        " (C \\in \\mathbb R).",
    ],
)
def test_words_on_the_constant_do_no_harm(said: str) -> None:
    assert judged("6*x**2", f"2*x**3 + C{said}") == "correct"
    assert judged("6*x**2", f"3*x**3 + C{said}") == "wrong"
    assert judged("6*x**2", "2*x**3 + C\u2081") == "correct"


@given(st.integers(1, 20), st.integers(0, 6), st.integers(1, 4), st.sampled_from(["sin", "cos"]))
def test_what_is_found_by_parts_has_the_right_derivative(
    factor: int, power: int, speed: int, function: str
) -> None:
    integrand = f"-{factor}*x**{power}*{function}({speed}*x)"
    answer = by_parts(integrand)
    assert judged(integrand, answer) == "correct"
    assert judged(integrand, answer.replace("(-", "(1-", 1) if "(-" in answer else f"2*({answer})") == "wrong"


def test_other_integrands_are_not_solved_by_parts() -> None:
    assert by_parts("exp(x)*sin(x)") == by_parts("x**2*tan(x)") == by_parts("sin(x)") == ""


@given(
    st.lists(st.tuples(st.integers(-99, 99).filter(bool), st.integers(1, 9), st.integers(0, 20)), min_size=1)
)
def test_the_solver_undoes_the_derivative(terms: list[tuple[int, int, int]]) -> None:
    parts = {power: [above, below, power] for above, below, power in terms}
    answer = solve({"terms": list(parts.values()), "variable": "x"})
    found = derivative(polynomial(read_formula(answer, letters=frozenset("xC"))))
    wanted = " + ".join(f"({above}/{below})*x**{power}" for above, below, power in parts.values())
    assert found == polynomial(read_formula(wanted, letters=frozenset("x")))


def asked(integrand: str, answer: str) -> Entry:
    return Entry(f"Find the indefinite integral: \u222b {integrand} dx\nWhen performing", answer, {})


@pytest.mark.parametrize(
    ("integrand", "answer", "is_asked"),
    [
        ("2 - 18*x**2", "-6*x**3 + 2*x + C", True),
        ("2 - 18*X**2", "-6*X**3 + 2*X + C", True),
        ("2 - 18*x**2", "-6*x**3 - 2*x + C", False),
        ("0", "3 + C", False),
        ("1/x", "log(x) + C", False),
    ],
)
def test_only_polynomials_with_the_right_label_are_asked(integrand: str, answer: str, is_asked: bool) -> None:
    assert (SIMPLE.read(asked(integrand, answer)) is not None) is is_asked


@pytest.mark.parametrize(
    ("integrand", "answer", "is_asked"),
    [
        ("2*log(x)", "2*x*log(x) - 2*x + C", True),
        ("2*log(x)", "2*x*log(x) - x + C", False),
        ("x**2*sin(3*x)", "Integral(x**2*sin(3*x), x) + C", True),  # solved by parts
        ("x**2*tan(3*x)", "Integral(x**2*tan(3*x), x) + C", False),
        ("exp(x + 3)", "exp(x + 3) + C", False),  # the answer stands in the question
        ("-3*exp(x + 3)", "-3*exp(x + 3) + C", False),
    ],
)
def test_only_integrals_with_the_right_label_are_asked(integrand: str, answer: str, is_asked: bool) -> None:
    assert (INTERMEDIATE.read(asked(integrand, answer)) is not None) is is_asked


def test_the_variable_of_integration_is_the_one_of_the_integrand() -> None:
    assert "\u222b (2 - 18*X**2) dX\n" in SIMPLE.wording(asked("2 - 18*X**2", "").question)
    assert "\u222b (2 - 18*x**2) dx\n" in SIMPLE.wording(asked("2 - 18*x**2", "").question)
    assert "\u222b (2*log(x)) dx\n" in INTERMEDIATE.wording(asked("2*log(x)", "").question)


def test_the_example_is_never_the_answer() -> None:
    data = {"terms": [[6, 1, 2], [1, 1, 0]], "variable": "x"}
    example = SIMPLE.advice(data).split("<<<")[1].split(">>>")[0]
    assert SIMPLE.verify(Sample(question="", data=data), example).outcome == "wrong"
