"""Base conversion: numbers are compared, not texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.base_conversion import BaseConversion, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = BaseConversion()
SAMPLE = Sample(question="", data={"number": "11111010", "from": 2, "to": 16})  # 250, or fa
TERNARY = Sample(question="", data={"number": "fa", "from": 16, "to": 3})  # 100021
BINARY = Sample(question="", data={"number": "3e8", "from": 16, "to": 2})  # 1111101000


@pytest.mark.parametrize(
    ("sample", "answer"),
    [
        (SAMPLE, "fa"),
        (SAMPLE, "FA"),
        (SAMPLE, "0xfa"),
        (SAMPLE, "0XFA."),
        (SAMPLE, "00fa"),
        (SAMPLE, "`fa`"),
        (SAMPLE, "fa_{16}"),
        (SAMPLE, "$fa_{16}$"),
        (SAMPLE, "fa (base 16)"),
        (SAMPLE, "fa (base-16)"),
        (SAMPLE, "fa base 16"),
        (SAMPLE, "fa in base 16"),
        (SAMPLE, "$(fa)_{16}$"),
        (SAMPLE, "(FA)_16"),
        (SAMPLE, "$\\text{fa}_{16}$"),
        (SAMPLE, "fa_{\\text{16}}"),
        (SAMPLE, "fa\u2081\u2086"),
        (TERNARY, "100021"),
        (TERNARY, "100 021"),
        (TERNARY, "100,021"),
        (TERNARY, "100021_3"),
        (BINARY, "0b1111101000"),
        (BINARY, "11 1110 1000"),
        (BINARY, "0011_1110_1000"),
        (BINARY, "1,111,101,000"),
        (BINARY, "= 1111101000"),
    ],
)
def test_every_spelling_of_the_number_is_accepted(sample: Sample, answer: str) -> None:
    assert TASK.verify(sample, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("sample", "answer", "reason"),
    [
        (SAMPLE, "250", "the number is wrong"),
        (SAMPLE, "fa_8", "written in base 8, not 16"),
        (SAMPLE, "11111010 (base 2)", "written in base 2, not 16"),
        (SAMPLE, "(372)\u2088", "written in base 8, not 16"),
        (SAMPLE, "372 in base 8", "written in base 8, not 16"),
        (SAMPLE, "(fa)_{16})_{16}", "is no digit"),
        (SAMPLE, "()_{16}", "empty"),
        (SAMPLE, "fg", "a digit that base 16 does not have"),
        (SAMPLE, "0bfa", "the number is wrong"),
        (SAMPLE, "-fa", "'-' is no digit"),
        (SAMPLE, "f, a", "',' is no digit"),
        (SAMPLE, "15 10", "' ' is no digit"),
        (TERNARY, "100022", "the number is wrong"),
        (TERNARY, "0x100021", "a digit that base 3 does not have"),
        (TERNARY, "1000210", "the number is wrong"),
        (TERNARY, "1", "the number is wrong"),
        (BINARY, "11111 01000", "' ' is no digit"),
        (BINARY, "_2", "'_' is no digit"),
        (BINARY, "0b", "a digit that base 2 does not have"),
        (BINARY, "1" * 201, "more than 200"),
        (BINARY, "", "empty"),
    ],
)
def test_other_answers_are_wrong_and_the_reason_is_named(sample: Sample, answer: str, reason: str) -> None:
    verdict = TASK.verify(sample, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def item(number: str, one: int, other: int, answer: str | None) -> Entry:
    return Entry("", answer, {"source_repr": number, "source_base": one, "target_base": other})


@pytest.mark.parametrize(
    ("number", "one", "other", "answer", "asked"),
    [
        ("115", 11, 15, "92", True),
        ("115", 11, 15, "93", False),  # a wrong label
        ("115", 11, 15, "092", False),
        ("115", 11, 15, None, False),
        ("", 11, 15, "", False),  # how Reasoning-Gym prints 0 in most bases
        ("0", 2, 16, "0", False),
        ("7", 11, 15, "7", False),  # the number looks the same in both bases
    ],
)
def test_only_questions_that_ask_something_and_have_the_right_label_are_asked(
    number: str, one: int, other: int, answer: str | None, asked: bool
) -> None:
    assert (TASK.read(item(number, one, other, answer)) is not None) == asked


def test_a_zero_of_reasoning_gym_is_not_asked() -> None:
    config = {"min_base": 3, "max_base": 9, "min_value": 0, "max_value": 1}
    entries = [SOURCE.entry("base_conversion", config, seed * 10**6) for seed in range(20)]
    assert any(entry.metadata["source_repr"] == "" for entry in entries)
    assert all(TASK.read(entry) is None for entry in entries)


@given(st.integers(1, 10**12), st.integers(2, 36), st.integers(2, 36))
def test_conversion_agrees_with_the_standard_library(number: int, one: int, other: int) -> None:
    written = solve({"number": str(number), "from": 10, "to": one})
    assert int(written, one) == number
    assert int(solve({"number": written, "from": one, "to": other}), other) == number


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(10):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


@given(st.text("0123456789abxyz_ ,(){}base-\n", max_size=40))
def test_nothing_is_raised_on_any_text(text: str) -> None:
    for sample in (SAMPLE, TERNARY, BINARY):
        assert TASK.verify(sample, text).outcome in ("correct", "wrong")
