"""List functions: only what all rules that fit agree on is asked."""

from __future__ import annotations

from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.list_functions import ListFunctions, apply_rules, outcomes
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = ListFunctions()


def entry(pairs: list[tuple[list[int], list[int]]], last: list[int], answer: str) -> Entry:
    shown = "".join(
        f"Input {number}: {one}\nOutput {number}: {two}\n" for number, (one, two) in enumerate(pairs, 1)
    )
    return Entry(f"Examples:\n{shown}\n\nInput: {last}\nOutput:\n", answer, {})


REVERSED = [
    ([4, 9, 1], [1, 9, 4]),
    ([7, 2, 8, 8], [8, 8, 2, 7]),
    ([5, 3, 6], [6, 3, 5]),
    ([1, 9, 2], [2, 9, 1]),
]


def test_a_rule_that_is_clear_is_asked_and_solved() -> None:
    found = TASK.read(entry(REVERSED, [3, 1, 2], "[2, 1, 3]"))
    assert found is not None
    assert TASK.solution(found) == "[2, 1, 3]"
    assert found["list"] == [3, 1, 2]


@pytest.mark.parametrize("answer", ["[3, 1, 2]", "[2, 1, 4]", "[]", "2, 1, 3"])
def test_wrong_labels_are_not_asked(answer: str) -> None:
    assert TASK.read(entry(REVERSED, [3, 1, 2], answer)) is None


def test_what_several_rules_fit_is_not_asked() -> None:
    """All four lists ascend, so that turning them round and sorting them down are the same."""
    ascending = [
        ([1, 4, 9], [9, 4, 1]),
        ([2, 3, 8], [8, 3, 2]),
        ([3, 5, 6], [6, 5, 3]),
        ([1, 2, 7], [7, 2, 1]),
    ]
    assert TASK.read(entry(ascending, [3, 1, 2], "[2, 1, 3]")) is None
    assert TASK.read(entry(ascending, [1, 2, 3], "[3, 2, 1]")) is not None  # they agree on this one


@pytest.mark.parametrize("last", [[5, 5, 9], [9, 5, 5]])
def test_equal_numbers_in_the_last_list_alone_leave_open_whether_they_count_once(last: list[int]) -> None:
    lists = [[4, 9, 1], [7, 2, 8, 3], [5, 3, 6], [1, 9, 2, 7, 4]]
    for function in (lambda one: [len(one)], lambda one: [sum(one)], lambda one: sorted(one, reverse=True)):
        pairs = [(one, function(one)) for one in lists]
        assert TASK.read(entry(pairs, last, str(function(last)))) is None
        assert TASK.read(entry(pairs, [3, 8, 5], str(function([3, 8, 5])))) is not None
        shown = [([8, 8, 3, 4], function([8, 8, 3, 4])), *pairs[1:]]
        assert TASK.read(entry(shown, [5, 9, 5], str(function([5, 9, 5])))) is not None


def test_what_is_small_must_be_told_by_the_examples() -> None:
    """They show that 20 is small and 40 is not: of 25 nothing is known."""
    pairs = [([20, 40, 60], [20]), ([70, 41], [0]), ([4, 77, 56], [4]), ([79, 10, 87], [10])]
    assert TASK.read(entry(pairs, [25, 80, 15, 90], "[40]")) is None
    assert TASK.read(entry(pairs, [18, 80, 15, 90], "[33]")) is not None


def test_ascending_with_equal_neighbours_must_be_told_by_the_examples() -> None:
    pairs = [([1, 4, 9], [1]), ([8, 3, 2], [0]), ([3, 5, 6], [1]), ([7, 2, 1], [0])]
    assert TASK.read(entry(pairs, [2, 4, 4, 6], "[1]")) is None
    assert TASK.read(entry(pairs, [2, 4, 5, 6], "[1]")) is not None


def test_ascending_must_not_be_a_matter_of_the_last_number() -> None:
    pairs = [([1, 4, 9], [1]), ([8, 3, 2], [0]), ([3, 5, 7], [1]), ([7, 6, 4], [0])]
    assert TASK.read(entry(pairs, [2, 3, 6], "[1]")) is None
    assert TASK.read(entry(pairs, [2, 3, 5], "[1]")) is not None


def test_an_answer_that_is_printed_is_not_asked() -> None:
    same = [([4, 9, 1], [4, 9, 1]), ([7, 2], [7, 2]), ([5, 3, 6], [5, 3, 6]), ([1, 9, 2], [1, 9, 2])]
    assert TASK.read(entry(same, [3, 1, 2], "[3, 1, 2]")) is None
    assert TASK.read(entry(REVERSED, [3, 1, 3], "[3, 1, 3]")) is None


def test_a_rule_that_is_none_of_the_family_is_not_asked() -> None:
    largest = [([4, 9, 1], [9]), ([7, 8, 2], [8]), ([5, 3, 6], [6]), ([1, 9, 2], [9])]
    assert TASK.read(entry(largest, [3, 5, 2], "[5]")) is None


@pytest.mark.parametrize(
    ("rule", "numbers", "result"),
    [
        ("third", [5, 6, 7, 8], [7]),
        ("sum of small ones", [29, 29, 30, 2], [31]),
        ("fives", [5, 1, 5, 55], [2]),
        ("followed by even", [1, 2, 3, 5, 8], [1, 5]),
        ("each with its place", [4, 4, 4], [4, 5, 6]),
        ("what the last points to", [9, 8, 7, 1], [8]),
        ("both ends plus one", [9, 8, 7], [10, 8, 8]),
        ("is it ascending", [9, 8, 7], [0]),
        ("twice the last", [3, 6, 12], [24]),
        ("twice minus four", [60], [116]),
        ("is it even", [15], [0]),
        ("length", [], [0]),
    ],
)
def test_rules(rule: str, numbers: list[int], result: list[int]) -> None:
    assert apply_rules(numbers)[rule] == result


def sample() -> Sample:
    data: dict[str, Any] = {"examples": [[one, two] for one, two in REVERSED], "list": [30, 1, 2]}
    return Sample(question="", data=data)


@pytest.mark.parametrize("answer", ["[2, 1, 30]", "2, 1, 30", "2 1 30", "(2, 1, 30)", "```\n[2,1,30]\n```"])
def test_a_list_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(sample(), answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["[30, 1, 2]", "[2, 1]", "[[2, 1, 30]]", "[2, 1, 30, 0]", "reverse", "[]"])
def test_other_answers_are_wrong(answer: str) -> None:
    assert TASK.verify(sample(), answer).outcome == "wrong"


def test_our_rules_explain_what_reasoning_gym_makes() -> None:
    rng = Rng("family")
    unexplained = 0
    for _ in range(150):
        item = SOURCE.entry("list_functions", {}, rng.bits(62))
        data = TASK.read(item)
        if data is None:
            unexplained += 1
        else:
            assert [str(result) for _, result in outcomes(data).values()] == [item.answer]
    assert unexplained < 60
