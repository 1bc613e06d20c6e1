"""Palindrome generation: every palindrome of the letters is right."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.palindrome_generation import PalindromeGeneration, solve
from r1ci_reasoning_gym.source import Entry

TASK = PalindromeGeneration()
SAMPLE = Sample(question="", data={"letters": "couou"})


@pytest.mark.parametrize(
    "answer", ["oucuo", "uocou", "OUCUO", '"oucuo"', "oucuo.", "`oucuo`", "\\boxed{oucuo}"]
)
def test_every_palindrome_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("couou", "not a palindrome"),
        ("c, o, u, o, u", "does not belong"),
        ("ouuo", "the letters that are given"),
        ("oucucuo", "the letters that are given"),
        ("level", "the letters that are given"),
        ("o u c u o", "does not belong"),
        ("", "empty"),
        ("I don't know", "does not belong"),
    ],
)
def test_other_words_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_exactly_the_palindromes_of_the_letters_are_accepted() -> None:
    for letters in permutations("couou"):
        word = "".join(letters)
        assert (TASK.verify(SAMPLE, word).outcome == "correct") == (word in ("oucuo", "uocou"))


@given(st.text("abc", max_size=6), st.sampled_from(["", "a", "z"]))
def test_the_solver_finds_a_palindrome_where_there_is_one(half: str, middle: str) -> None:
    data = {"letters": half + half + middle}
    assert TASK.fault(data, solve(data)) == ""


def test_wrong_labels_and_printed_palindromes_are_not_asked() -> None:
    assert TASK.read(Entry("", "oucuo", {"letters": list("couou")})) == SAMPLE.data
    assert TASK.read(Entry("", "oucuu", {"letters": list("couou")})) is None
    assert TASK.read(Entry("", "oucuo", {"letters": list("oucuo")})) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for index in range(10):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        assert TASK.verify(sample, answer).outcome == "correct"
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


def test_the_example_is_of_other_letters() -> None:
    assert "<<<level>>>" in TASK.advice(SAMPLE.data)
    assert "<<<radar>>>" in TASK.advice({"letters": "elvle"})
