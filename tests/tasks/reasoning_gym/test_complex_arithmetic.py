"""Complex arithmetic: a real and an imaginary part, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.task import Sample
from r1ci_reasoning_gym.complex_arithmetic import ComplexArithmetic, ComplexForm, result
from r1ci_reasoning_gym.source import Entry

TASK = ComplexArithmetic()
SAMPLE = Sample(question="", data={"one": [80, 55], "operation": "\u00f7", "two": [-8, 1]})
PURE = Sample(question="", data={"one": [0, 1], "operation": "\u00d7", "two": [-1, 0]})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("-9 - 8i", ""),
        ("-9.0 - 8.0i", ""),
        ("-8i - 9", ""),
        ("(-9-8j)", ""),
        ("-9 - 8*i", ""),
        ("-9 - i*8", ""),
        ("$z = -9 - 8\\,i$", ""),
        ("\u22129 \u2212 8i", ""),
        ("-9 + -8i", ""),
        ("-9 - 8*I", ""),
        ("-9 - 8*1i", "not one integer"),  # no 81
        ("-9 + 8i", "imaginary part"),
        ("9 - 8i", "real part"),
        ("-8 - 9i", "imaginary part"),
        ("-9", "imaginary part"),
        ("-8i", "real part"),
        ("-9 - 7.9i", "imaginary part"),  # near enough for points by Reasoning-Gym
        ("-9 - 8", "not a real and an imaginary part"),
        ("-9 - 8i + 0i", "not a real and an imaginary part"),
        ("-9 - 8i^2", "not one integer"),
        ("(-9, -8)", "not a real and an imaginary part"),
        ("i", "imaginary part"),
        ("-9 - 8ii", "not one integer"),
    ],
)
def test_both_parts_must_be_right(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert (verdict.outcome == "correct") is (not reason)
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("-i", "correct"), ("-1i", "correct"), ("0 - i", "correct"), ("0 - 1.0j", "correct"), ("i", "wrong")],
)
def test_a_lone_unit_is_one(answer: str, outcome: str) -> None:
    assert TASK.verify(PURE, answer).outcome == outcome


parts = st.integers(-(10**7), 10**7)


@given(parts, parts, parts, parts)
def test_operations_undo_each_other(a: int, b: int, c: int, d: int) -> None:
    def done(one: tuple[Fraction, Fraction], sign: str, two: tuple[int, int]) -> tuple[Fraction, Fraction]:
        return result({"one": list(map(int, one)), "operation": sign, "two": list(two)})

    start = (Fraction(a), Fraction(b))
    assert done(done(start, "+", (c, d)), "-", (c, d)) == start
    if c or d:
        assert done(done(start, "\u00d7", (c, d)), "\u00f7", (c, d)) == start
    assert done(start, "\u00d7", (0, 1)) == (Fraction(-b), Fraction(a))


@given(parts, parts)
def test_every_spelling_is_read_alike(real: int, imaginary: int) -> None:
    value = (Fraction(real), Fraction(imaginary))
    for text in ComplexForm().renderings(value):
        assert ComplexForm().read(text) == value, text


@pytest.mark.parametrize(
    ("question", "answer", "is_asked"),
    [
        ("(-8.0 - 2.0i) + (-7.0 + 5.0i)", "-15.0 + 3.0i", True),
        ("(-8.0 - 2.0i) + (5.00i)", "-8.0 + 3.0i", True),
        ("(-8.00) - (5.00i)", "-8.0 - 5.0i", True),
        ("(-8.0 - 2.0i) + (-7.0 + 5.0i)", "-15.0 - 3.0i", False),
        ("(-8.0 - 2.0i) + (0.00)", "-8.0 - 2.0i", False),  # the answer stands in the question
        ("(-8.0 - 2.0i) \u00f7 (0.00)", "0.00", False),
    ],
)
def test_only_questions_with_the_right_label_are_asked(question: str, answer: str, is_asked: bool) -> None:
    assert (TASK.read(Entry(f"Add the complex numbers: {question}", answer, {})) is not None) is is_asked


def test_the_example_is_never_the_answer() -> None:
    assert "<<<3 - 3i>>>" not in TASK.advice({"one": [1, 2], "operation": "+", "two": [2, -5]})
