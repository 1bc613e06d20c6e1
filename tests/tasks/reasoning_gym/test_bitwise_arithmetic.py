"""Bitwise arithmetic: hexadecimal integers with a sign, and shifts that round down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.task import Sample
from r1ci_reasoning_gym.bitwise_arithmetic import BitwiseArithmetic, value
from r1ci_reasoning_gym.infix import postfix
from r1ci_reasoning_gym.source import Entry

TASK = BitwiseArithmetic()
SAMPLE = Sample(question="", data={"expression": "((0xc3ce << 0x3) + (0x1907 - 0x7de4))"})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("0x5b993", "correct"),
        ("0X5B993", "correct"),
        ("5b993", "correct"),
        ("0x0005b993", "correct"),
        ("0x5b_993", "correct"),
        ("$5B993_{16}$", "correct"),
        ("375187", "wrong"),  # the value in decimal digits; it would be 0x375187
        ("-0x5b993", "wrong"),
        ("0x5b994", "wrong"),
        ("0x5b993 or 0x5b994", "wrong"),
        ("5b993h", "wrong"),
        ("0b1011011100110010011", "wrong"),
        ("0x", "wrong"),
        ("((0xc3ce << 0x3) + (0x1907 - 0x7de4))", "wrong"),
    ],
)
def test_hexadecimal_answers(answer: str, outcome: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == outcome


@pytest.mark.parametrize(
    ("answer", "outcome"), [("-0x64dd", "correct"), ("-64DD", "correct"), ("0x9b23", "wrong")]
)
def test_negative_values_have_a_sign_and_are_no_complement(answer: str, outcome: str) -> None:
    sample = Sample(question="", data={"expression": "(0x1907 - 0x7de4)"})
    assert TASK.verify(sample, answer).outcome == outcome


@pytest.mark.parametrize(
    ("expression", "answer", "asked"),
    [
        ("(0x123 + 0x456)", "0x579", True),
        ("(0x123 + 0x456)", "0x57a", False),
        ("(0x123 + 0x456)", "1401", False),
        ("0x123", "0x123", False),
        ("(0x123 << 0x0)", "0x123", False),
        ("(0x123 ** 0x2)", "0x14ac9", False),
        ("(0x123 + 0x456", "0x579", False),
    ],
)
def test_only_questions_with_the_right_label_are_asked(expression: str, answer: str, asked: bool) -> None:
    assert (TASK.read(Entry(f"Please solve.\n{expression}", answer, {})) is not None) is asked


leaves = st.integers(0x100, 0xFFFF).map(lambda number: (hex(number), number))


def joined(pair: tuple[tuple[str, int], tuple[str, int]], sign: str) -> tuple[str, int]:
    (one, left), (two, right) = pair
    if sign in ("<<", ">>"):
        two, right = hex(right % 4), right % 4
    found = {"+": left + right, "-": left - right, "*": left * right}.get(sign)
    if found is None:
        found = left * 2**right if sign == "<<" else left // 2**right
    return f"({one} {sign} {two})", found


@given(
    st.recursive(
        leaves,
        lambda inner: st.builds(
            joined, st.tuples(inner, inner), st.sampled_from(["+", "-", "*", "<<", ">>"])
        ),
        max_leaves=20,
    )
)
def test_values_are_those_of_whole_numbers(pair: tuple[str, int]) -> None:
    expression, wanted = pair
    assert value(expression) == wanted


@pytest.mark.parametrize("expression", ["", "()", "1 +", "1 1", "(1", "1)", "1 % 2", "+ 1", ") 1 ("])
def test_broken_expressions_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"expression|missing|bracket"):
        postfix(expression, {"+": 1})


def test_the_example_is_never_the_answer() -> None:
    for expression in ("(0x100 - 0x106)", "(0x100 - 0x107)"):
        wanted = hex(value(expression))
        assert f"<<<{wanted}>>>" not in TASK.advice({"expression": expression})
