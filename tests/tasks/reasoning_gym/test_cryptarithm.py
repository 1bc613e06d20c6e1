"""Cryptarithm: every assignment that keeps to the rules is right."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.cryptarithm import Cryptarithm, assigned
from r1ci_reasoning_gym.source import Entry

TASK = Cryptarithm()
MONEY = Sample(question="", data={"words": ["SEND", "MORE"], "sum": "MONEY"})
RIGHT = "S=9,E=5,N=6,D=7,M=1,O=0,R=8,Y=2"
EASY = Sample(question="", data={"words": ["AB", "A"], "sum": "BC"})


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.replace(",", ", "),
        RIGHT.replace("=", ": "),
        RIGHT.replace(",", "\n").replace("=", " -> "),
        RIGHT.lower(),
        '{"S": 9, "E": 5, "N": 6, "D": 7, "M": 1, "O": 0, "R": 8, "Y": 2}',
        f'"{RIGHT}"',
        RIGHT.replace(",Y", ", and Y"),
        RIGHT.replace(",", ", ").replace(", Y", " and Y"),
        f"$\\{{{RIGHT}\\}}$",
        RIGHT.replace(",", ",\\ "),
        "\n".join(f"{number}. {part}" for number, part in enumerate(RIGHT.split(","), 1)),
        f"\\boxed{{{RIGHT}}}",
    ],
)
def test_the_assignment_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(MONEY, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("S=9,E=5,N=6,D=7,M=1,O=0,R=8", "the letters are not"),
        (RIGHT + ",X=3", "the letters are not"),
        (RIGHT.replace("Y=2", "Y=7"), "same digit"),
        (RIGHT.replace("Y=2", "Y=3"), "add up to 10652, not to 10653"),
        (RIGHT.replace("Y=2", "Y=12"), "more than one digit"),
        (RIGHT + ",Y=2", "two numbers"),
        ("S=2,E=8,N=1,D=7,M=0,O=3,R=6,Y=5", "begins with 0"),
        ("9567 + 1085 = 10652", "does not begin with a letter"),
        (RIGHT.replace("=", "=-"), "does not begin with a letter"),
        ("S=" + "9" * 4000, "does not begin with a letter"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(MONEY, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_all_solutions_of_a_puzzle_are_accepted_and_nothing_else() -> None:
    solutions = set()
    for digits in permutations(range(10), 3):
        a, b, c = digits
        accepted = TASK.verify(EASY, f"A={a},B={b},C={c}").outcome == "correct"
        assert accepted == (bool(a and b) and 10 * a + b + a == 10 * b + c)
        solutions |= {digits} if accepted else set()
    assert len(solutions) > 1


@given(st.lists(st.integers(10, 999), min_size=2, max_size=3))
@settings(max_examples=15)
def test_the_solver_finds_a_solution_where_there_is_one(numbers: list[int]) -> None:
    names = str.maketrans("0123456789", "QWERTYUIOP")
    words, total = [str(number).translate(names) for number in numbers], str(sum(numbers)).translate(names)
    data = {"words": words, "sum": total}
    assert TASK.fault(data, assigned(words, total)) == ""


def test_the_solver_finds_nothing_where_there_is_nothing() -> None:
    assert assigned(["AB", "AB"], "AB") == {}


def test_wrong_labels_are_not_asked() -> None:
    metadata = {"words_letters": ["SEND", "MORE"], "result_letters": "MONEY"}
    assert TASK.read(Entry("", RIGHT, metadata)) == MONEY.data
    assert TASK.read(Entry("", RIGHT.replace("Y=2", "Y=3"), metadata)) is None
    assert TASK.read(Entry("", "", metadata)) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for index in range(3):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


def test_the_example_is_of_another_puzzle() -> None:
    assert "<<<A=1,B=2,C=3>>>" in TASK.advice(MONEY.data)
    assert "<<<D=1,E=2,F=3>>>" in TASK.advice({"words": ["ABC", "CBA"], "sum": "ABC"})
