"""Number filtering and number sorting: numbers are compared exactly, however they are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym import number_filtering, number_sorting
from r1ci_reasoning_gym.number_filtering import NumberFiltering
from r1ci_reasoning_gym.number_lists import exact
from r1ci_reasoning_gym.number_sorting import NumberSorting
from r1ci_reasoning_gym.source import SOURCE, Entry

FILTERING, SORTING = NumberFiltering(), NumberSorting()
TASKS: list[Any] = [FILTERING, SORTING]
EVERY_TASK = pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.name))

FILTERED = Sample(
    question="",
    data={"numbers": ["14", "-48.98", "52.20", "-3.50"], "operation": "keep_smaller", "than": "14"},
)
SORTED = Sample(
    question="", data={"numbers": ["14.0", "-49.0", "52.2", "14.0", "-0.0"], "direction": "ascending"}
)


@pytest.mark.parametrize(
    ("sample", "answer"),
    [
        (FILTERED, "['-48.98', '-3.50']"),
        (FILTERED, "[-48.98, -3.5]"),
        (FILTERED, '["-48.980", "-3.50"]'),
        (FILTERED, "-48.98, -3.50"),
        (FILTERED, "-48.98 -3.50."),
        (FILTERED, "-48.98\n-3.50"),
        (FILTERED, "`-48.98`, `-3.50`"),
        (FILTERED, "$-48.98$, $-3.50$"),
        (FILTERED, "* -48.98\n* -3.50"),
        (FILTERED, "\\left[-48.98, -3.50\\right]"),
        (FILTERED, "```python\n['-48.98', '-3.50']\n```"),
        (FILTERED, "\u221248.98, \u22123.50"),
        (SORTED, "['-49.0', '-0.0', '14.0', '14.0', '52.2']"),
        (SORTED, "[-49, 0, 14, 14, 52.20]"),
    ],
)
def test_a_list_is_accepted_in_every_form(sample: Sample, answer: str) -> None:
    task = FILTERING if sample is FILTERED else SORTING
    assert task.verify(sample, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("sample", "answer", "reason"),
    [
        (FILTERED, "['-3.50', '-48.98']", "the order is not that of the list"),
        (FILTERED, "['14', '-48.98', '-3.50']", "the list is wrong"),  # an equal number is not smaller
        (FILTERED, "['-48.98']", "the list is wrong"),
        (FILTERED, "['-49', '-4']", "the list is wrong"),
        (FILTERED, "[]", "the list is wrong"),
        (FILTERED, "`-48.98`, `3.50`", "the list is wrong"),
        (FILTERED, "**-48**.98, -3.50", "the list is wrong"),
        (FILTERED, "['-48.98', 'x']", "'x' is not a decimal number"),
        (FILTERED, "['-4898e-2', '-3.50']", "is not a decimal number"),
        (SORTED, "['52.2', '14.0', '14.0', '-0.0', '-49.0']", "the order is wrong"),
        (SORTED, "['-49.0', '0.0', '14.0', '52.2']", "it has other numbers"),
        # Reasoning-Gym lets every number be off by 1.
        (SORTED, "['-48.1', '0.9', '14.9', '14.9', '53.1']", "it has other numbers"),
        (SORTED, "['-49', '0', '14', '14', '52']", "it has other numbers"),
        (SORTED, "nan, nan", "'nan' is not a decimal number"),
        (SORTED, "", "empty"),
    ],
)
def test_other_lists_are_wrong_and_the_reason_is_named(sample: Sample, answer: str, reason: str) -> None:
    task = FILTERING if sample is FILTERED else SORTING
    verdict = task.verify(sample, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def filtering(numbers: list[str], operation: str, than: str, answer: str | None) -> Entry:
    known = {"original_numbers": numbers, "operation": operation, "filter_value": than}
    return Entry("", answer, known)


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        (filtering(["1", "2.0", "2"], "remove_larger", "1.5", "['1']"), True),
        # Reasoning-Gym repeats the first spelling of two equal numbers.
        (filtering(["1", "2.0", "2"], "remove_smaller", "1.5", "['2.0', '2.0']"), True),
        (filtering(["1", "2.0", "2"], "remove_larger", "1.5", "['2']"), False),  # wrong labels
        (filtering(["1", "2.0", "2"], "remove_larger", "1.5", None), False),
        (filtering(["1", "2.0", "2"], "remove_larger", "3", "['1', '2.0', '2']"), False),  # nothing to do
        (filtering(["1", "2.0", "2"], "keep_larger", "3", "[]"), False),
    ],
)
def test_a_filter_is_asked_with_the_right_label_only(item: Entry, asked: bool) -> None:
    assert (FILTERING.read(item) is not None) == asked


@pytest.mark.parametrize(
    ("numbers", "answer", "asked"),
    [
        (["2.0", "-1.5", "2.0"], "['-1.5', '2.0', '2.0']", True),
        (["2.0", "-1.5", "2.0"], "['2.0', '2.0', '-1.5']", False),  # wrong labels
        (["2.0", "-1.5", "2.0"], "['-1.5', '2.0']", False),
        (["2.0", "-1.5", "2.0"], None, False),
        (["-1.5", "2.0"], "['-1.5', '2.0']", False),  # sorted already
        (["2.0", "1e-05"], "['1e-05', '2.0']", False),
    ],
)
def test_sorting_is_asked_with_the_right_label_only(
    numbers: list[str], answer: str | None, asked: bool
) -> None:
    item = Entry("", answer, {"original_numbers": numbers, "direction": "ascending"})
    assert (SORTING.read(item) is not None) == asked


DECIMALS = st.decimals(-1000, 1000, places=3).map(lambda number: f"{number:f}")


@given(st.lists(DECIMALS, min_size=1), DECIMALS, st.sampled_from(["keep", "remove"]), st.booleans())
def test_a_filter_leaves_what_decimals_say(numbers: list[str], than: str, action: str, larger: bool) -> None:
    data = {"numbers": numbers, "operation": f"{action}_{'larger' if larger else 'smaller'}", "than": than}
    border = Decimal(than)
    chosen = [text for text in numbers if (Decimal(text) > border if larger else Decimal(text) < border)]
    others = [text for text in numbers if (Decimal(text) <= border if larger else Decimal(text) >= border)]
    assert number_filtering.solve(data) == str(chosen if action == "keep" else others)


@given(st.lists(DECIMALS, min_size=1), st.sampled_from(["ascending", "descending"]))
def test_numbers_are_sorted_as_by_insertion(numbers: list[str], direction: str) -> None:
    wanted: list[Decimal] = []
    for number in map(Decimal, numbers):
        place = sum(other <= number for other in wanted)
        wanted.insert(place, number)
    if direction == "descending":
        wanted.reverse()
    found = SORTING.form.read(number_sorting.solve({"numbers": numbers, "direction": direction}))
    assert [Decimal(text) for text in found] == wanted


@given(DECIMALS, DECIMALS)
def test_equal_numbers_and_only_they_have_one_exact_spelling(one: str, other: str) -> None:
    assert (exact(one) == exact(other)) == (Decimal(one) == Decimal(other))
    assert exact(exact(one)) == exact(one)


@pytest.mark.parametrize("text", ["", ".", "-", "1e5", "0x1", "1,5", "\u0661", "1.2.3", "9" * 31, "--1"])
def test_what_is_no_decimal_number_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        exact(text)


@EVERY_TASK
@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_and_spoiled_answers(task: Any, level: int) -> None:
    for index in range(5):
        sample = task.generate(Rng("test", level, index), task.levels[level - 1])
        answer = task.solution(sample.data)
        for text in (answer, *task.renderings(sample, answer)):
            assert task.verify(sample, text).outcome == "correct", text
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (name, text)


@EVERY_TASK
def test_an_item_of_reasoning_gym_with_a_wrong_label_is_thrown_away(task: Any) -> None:
    entries = [SOURCE.entry(task.name, task.levels[2].config, seed * 10**6) for seed in range(10)]
    asked = [entry for entry in entries if task.read(entry) is not None]
    assert asked
    for entry in asked:
        assert task.read(entry._replace(answer="['1.5']")) is None
