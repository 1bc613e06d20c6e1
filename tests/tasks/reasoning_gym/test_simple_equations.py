"""Simple equations: one integer solves a linear equation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.task import Sample
from r1ci_reasoning_gym.simple_equations import SimpleEquations, solve
from r1ci_reasoning_gym.source import Entry

TASK = SimpleEquations()
SAMPLE = Sample(question="", data={"factor": -98, "constant": 56, "total": -1218})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("13", "correct"),
        ("e = 13", "correct"),
        ("$e = 13$", "correct"),
        ("13.0", "correct"),
        ("-13", "wrong"),
        ("3", "wrong"),  # a part of the right text
        ("113", "wrong"),
        ("56 - 98*13 = -1218", "wrong"),
        ("e =", "wrong"),
        ("e = 13 = 14", "wrong"),
        ("13 or 14", "wrong"),
    ],
)
def test_the_number_counts_and_not_what_its_text_holds(answer: str, outcome: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == outcome


def asked(equation: str, answer: str) -> Entry:
    return Entry(f"Solve for e: {equation}", answer, {})


@pytest.mark.parametrize(
    ("equation", "answer", "data"),
    [
        ("56 - 98*e = -1218", "13", (-98, 56, -1218)),
        ("e + 5 = 12", "7", (1, 5, 12)),
        ("-e - 5 = -12", "7", (-1, -5, -12)),
        ("4465*e = 178600", "40", (4465, 0, 178600)),
        ("56 - 98*e = -1218", "12", None),
        ("e = 12", "12", None),
        ("13*e = 169", "13", None),  # the solution is printed
        ("3*e = 10", "3", None),  # no integer
        ("3*e - 3*e = 0", "1", None),
        ("3*e + a = 10", "3", None),
        ("3*e**2 = 12", "2", None),
        ("3*e 5 = 12", "2", None),
    ],
)
def test_only_questions_with_the_right_label_are_asked(
    equation: str, answer: str, data: tuple[int, int, int] | None
) -> None:
    wanted = data and dict(zip(("factor", "constant", "total"), data, strict=True))
    assert TASK.read(asked(equation, answer)) == wanted


@given(st.integers(-99, 99).filter(bool), st.integers(-9999, 9999), st.integers(1, 10**6))
def test_the_solution_solves_the_equation(factor: int, constant: int, solution: int) -> None:
    total = factor * solution + constant
    assert solve({"factor": factor, "constant": constant, "total": total}) == str(solution)
    sign = "+" if constant >= 0 else "-"
    data = TASK.read(asked(f"{factor}*e {sign} {abs(constant)} = {total}", str(solution)))
    assert data in (None, {"factor": factor, "constant": constant, "total": total})
