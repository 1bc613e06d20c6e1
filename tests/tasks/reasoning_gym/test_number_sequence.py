"""Number sequence: all rules that fit lead to the same number, or the sequence is not asked."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.number_sequence import (
    NumberSequence,
    applied,
    continuations,
    shortest,
    solve,
    steps_of_rules,
)
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = NumberSequence()
DOUBLED = Sample(question="", data={"terms": [3, 14, 36, 80, 168], "steps": 2})  # times 2, then add 8


@pytest.mark.parametrize("answer", ["344", "344.", "= 344", "$344$", "The answer is: 344"])
def test_the_next_number_is_accepted(answer: str) -> None:
    assert TASK.verify(DOUBLED, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", ["343", "-344", "168", "3, 14, 36, 80, 168, 344", "344, 696", "2 * 168 + 8", ""]
)
def test_any_other_answer_is_wrong(answer: str) -> None:
    assert TASK.verify(DOUBLED, answer).outcome == "wrong"


def by_hand(terms: list[int], steps: list[tuple[str, int]], place: int) -> int:
    """What a rule makes of one number of a sequence, step by step."""
    number = terms[place]
    for kind, constant in steps:
        match kind:
            case "add":
                number += constant
            case "multiply":
                number *= constant
            case "square":
                number **= 2
            case "halve":
                number = (number - number % 2) // 2
            case _:
                number += terms[place - 1] if place else 0
    return number


def tried_out(terms: list[int], length: int) -> set[int]:
    """The next numbers by every rule of a length that fits, one rule after the other."""
    found = set()
    for rule in product(steps_of_rules(), repeat=length):
        steps = list(rule)
        fits = (by_hand(terms, steps, place) == goal for place, goal in enumerate(terms[1:]))
        if all(fits):
            found.add(by_hand(terms, steps, len(terms) - 1))
    return found


STEPS = st.sampled_from(steps_of_rules())


@given(st.integers(-10, 10), st.lists(STEPS, min_size=1, max_size=2), st.integers(3, 5))
@settings(max_examples=60)
def test_the_search_finds_what_trying_every_rule_finds(
    start: int, rule: list[tuple[str, int]], count: int
) -> None:
    terms = [start]
    while len(terms) < count:
        terms.append(by_hand(terms, rule, len(terms) - 1))
    for length in (1, 2):
        assert continuations(terms, length) == tried_out(terms, length)


@given(st.lists(st.integers(-30, 30), min_size=3, max_size=4))
@settings(max_examples=30)
def test_it_finds_no_rule_where_there_is_none(terms: list[int]) -> None:
    for length in (1, 2):
        assert continuations(terms, length) == tried_out(terms, length)


@given(st.integers(-5, 5), st.lists(STEPS, min_size=3, max_size=4))
@settings(max_examples=60)
def test_a_rule_of_any_length_is_found(start: int, rule: list[tuple[str, int]]) -> None:
    terms = [start]
    while len(terms) < 6:
        terms.append(by_hand(terms, rule, len(terms) - 1))
    if max(map(abs, terms)) < 10**6:
        assert terms[-1] in continuations(terms[:-1], len(rule))


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=5), STEPS)
def test_all_numbers_go_through_a_step_as_each_of_them_would(terms: list[int], step: tuple[str, int]) -> None:
    before = (0, *terms[:-1])
    assert list(applied(step, tuple(terms), before)) == [
        by_hand(terms, [step], place) for place in range(len(terms))
    ]


@pytest.mark.parametrize(
    ("terms", "steps", "answer"),
    [
        ([3, 14, 36, 80, 168], 2, "344"),
        ([1, 1, 2, 3, 5, 8], 1, "13"),
        ([2, 4, 16], 1, "256"),  # squares: no other step leads from 2 to 4 and to 16
        ([2, 4, 16], 2, ""),  # or times 6 and 8 off, and others: they do not agree
        ([1, 2, 4, 7, 11], 2, ""),  # no rule of this kind
    ],
)
def test_a_sequence_has_an_answer_where_all_rules_agree(terms: list[int], steps: int, answer: str) -> None:
    assert solve({"terms": terms, "steps": steps}) == answer


def item(sequence: list[int], complexity: int = 1) -> Entry:
    known: dict[str, Any] = {"sequence": sequence, "difficulty": {"max_complexity": complexity}}
    return Entry("", str(sequence[-1]), known)


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        (item([3, 14, 36, 80, 168, 344]), True),
        (item([3, 14, 36, 80, 168, 344])._replace(answer="345"), False),
        (item([3, 14, 36, 80, 168, 344])._replace(answer=None), False),
        (item([3, 14, 36, 80, 168, 345]), False),  # a wrong label
        (item([5, 2, 1, 0, 0]), False),  # a sixth of all answers is 0
        (item([-3, 3, -3, 3, -3]), False),  # the answer is printed
        (item([0, 2, 4, 6, 8]), False),  # printed wherever Reasoning-Gym finds no rule
        (item([2, 4, 16, 256]), False),  # three numbers tell too little
    ],
)
def test_only_sequences_with_one_answer_are_asked(entry: Entry, asked: bool) -> None:
    assert (TASK.read(entry) is not None) == asked


def test_many_sequences_of_reasoning_gym_have_several_answers_and_are_not_asked() -> None:
    several = 0
    for seed in range(200):
        entry = SOURCE.entry(TASK.name, {"min_terms": 4, "max_terms": 4, "max_complexity": 2}, seed * 10**6)
        terms = entry.metadata["sequence"][:-1]
        if len(set(terms)) > 1:
            found = set().union(*(continuations(terms, length) for length in (1, 2, 3)))
            assert entry.metadata["sequence"][-1] in found
            if len(found) > 1:
                several += 1
                assert TASK.read(entry) is None
    assert several > 5


@pytest.mark.parametrize("number", range(1, 6))
def test_levels_have_rules_of_their_length(number: int) -> None:
    level = TASK.levels[number - 1]
    for index in range(3):
        sample = TASK.generate(Rng("test", number, index), level)
        terms = sample.data["terms"]
        assert ", ".join(map(str, terms)) + ", ?" in sample.question
        assert shortest(terms, sample.data["steps"]) == level.steps
        answer = TASK.solution(sample.data)
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
