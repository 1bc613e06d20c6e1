"""Tasks whose answer is one whole number: every label is worked out again, and integers are equal or not."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym import binary_alternation, count_bits, count_primes, gcd, lcm, leg_counting
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.thinning import kept

if TYPE_CHECKING:
    from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

TASKS: list[WholeNumberTask] = [
    count_bits.CountBits(),
    gcd.Gcd(),
    lcm.Lcm(),
    count_primes.CountPrimes(),
    leg_counting.LegCounting(),
    binary_alternation.BinaryAlternation(),
]
EVERY_TASK = pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.name))


def outcome(task: WholeNumberTask, data: dict[str, Any], answer: str) -> str:
    return task.verify(Sample(question="", data=data), answer).outcome


@EVERY_TASK
@pytest.mark.parametrize("level", [1, 3, 5])
def test_its_own_answer_is_right_and_its_example_is_not(task: WholeNumberTask, level: int) -> None:
    for index in range(10):
        sample = task.generate(Rng("test", level, index), task.levels[level - 1])
        answer = task.solution(sample.data)
        assert task.verify(sample, answer).outcome == "correct"
        shown = sample.question.rpartition("<<<")[2].partition(">>>")[0]
        assert task.verify(sample, shown).outcome == "wrong"
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (name, text)


@EVERY_TASK
def test_an_item_with_a_wrong_label_is_thrown_away(task: WholeNumberTask) -> None:
    entries = [SOURCE.entry(task.name, task.levels[2].config, seed * 10**6) for seed in range(30)]
    asked = [entry for entry in entries if task.read(entry) is not None]
    assert asked
    for entry in asked:
        assert task.read(entry._replace(answer=str(int(entry.answer or "") + 1))) is None
        assert task.read(entry._replace(answer=None)) is None


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("1234", "correct"),
        (" 1,234.", "correct"),
        ("$1{,}234$", "correct"),
        (r"\boxed{1234}", "correct"),
        ("The answer is: 1234", "correct"),
        # Reasoning-Gym gives part of a point to any text that holds the answer, and to `-1` for `1`.
        ("-1234", "wrong"),
        ("12345", "wrong"),
        ("1234 or 1235", "wrong"),
        ("1234, I think", "wrong"),
        ("", "wrong"),
    ],
)
def test_an_integer_is_equal_or_not(answer: str, verdict: str) -> None:
    assert outcome(TASKS[2], {"numbers": [2, 617]}, answer) == verdict


@given(st.integers(1, 2**63 - 1))
def test_bits_are_counted(number: int) -> None:
    assert count_bits.solve({"number": number}) == str(f"{number:b}".count("1"))


@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=5))
def test_divisors_and_multiples_are_those_of_the_standard_library(numbers: list[int]) -> None:
    assert gcd.solve({"numbers": numbers}) == str(math.gcd(*numbers))
    assert lcm.solve({"numbers": numbers}) == str(math.lcm(*numbers))


@given(st.integers(1, 300), st.integers(0, 200))
def test_primes_are_counted_as_by_trial_division(start: int, width: int) -> None:
    primes = [
        number
        for number in range(max(start, 2), start + width + 1)
        if all(number % divisor for divisor in range(2, number))
    ]
    assert count_primes.solve({"start": start, "end": start + width}) == str(len(primes))


def fewest_swaps(string: str) -> int:
    """By trying all swaps, breadth first."""
    seen, border, swaps = {string}, [string], 0
    while border:
        if any("00" not in one and "11" not in one for one in border):
            return swaps
        further = []
        for one in border:
            for left in range(len(one)):
                for right in range(left):
                    other = list(one)
                    other[left], other[right] = other[right], other[left]
                    if (text := "".join(other)) not in seen:
                        seen.add(text)
                        further.append(text)
        border, swaps = further, swaps + 1
    return -1


@given(st.text("01", min_size=1, max_size=8))
def test_swaps_are_the_fewest(string: str) -> None:
    assert binary_alternation.solve({"string": string}) == str(fewest_swaps(string))


@pytest.mark.parametrize(
    ("animals", "legs"),
    [
        ({"human": 3, "starfish": 2}, 16),
        ({"crab": 1, "lobster": 1, "shrimp": 1, "scorpion": 1, "spider": 1}, 46),
        ({"sea slug": 7, "snake": 100, "jellyfish": 1, "leech": 2, "flatworm": 3, "bee": 1}, 6),
        ({"woodlouse": 2, "praying mantis": 1, "sheep": 5, "duck": 2}, 58),
    ],
)
def test_legs_are_counted(animals: dict[str, int], legs: int) -> None:
    assert leg_counting.solve({"animals": animals}) == str(legs)


def test_kinds_have_the_plurals_of_english() -> None:
    asked = leg_counting.LegCounting().wording("3 butterflys, 2 cows, 1 leech, 4 praying mantiss, 5 sheeps?")
    assert asked == "3 butterflies, 2 cows, 1 leech, 4 praying mantises, 5 sheep?"


def test_the_table_of_legs_holds_every_kind_that_is_asked_for() -> None:
    asked: set[str] = set()
    for seed in range(12):
        config = {"min_animals": 36, "max_animals": 37}
        asked |= SOURCE.entry("leg_counting", config, seed * 10**6).metadata["animals"].keys()
    assert asked == leg_counting.legs_by_kind().keys()


def entry(task: WholeNumberTask, data: dict[str, Any], question: str = "") -> Entry:
    return Entry(question, task.solution(data), data)


@pytest.mark.parametrize(
    ("task", "data", "question"),
    [
        (TASKS[1], {"numbers": [12, 36]}, ""),
        (TASKS[2], {"numbers": [12, 36]}, ""),
        (TASKS[3], {"start": 2, "end": 3}, ""),
        (TASKS[3], {"start": 7, "end": 7}, ""),
        (TASKS[4], {"animals": {"snake": 4, "leech": 1}}, "4 snakes, 1 leech"),
        (TASKS[4], {"animals": {"snake": 8, "cat": 2}}, "8 snakes, 2 cats"),
        (TASKS[4], {"animals": {"unicorn": 8}}, "8 unicorns"),
        (TASKS[5], {"string": "0101"}, ""),
    ],
)
def test_a_question_that_prints_its_answer_or_asks_nothing_is_not_asked(
    task: WholeNumberTask, data: dict[str, Any], question: str
) -> None:
    try:
        item = entry(task, data, question)
    except KeyError:
        item = Entry(question, "32", data)
    assert task.read(item) is None


def test_no_divisor_is_right_in_more_than_two_of_five_questions() -> None:
    for level in TASKS[1].levels:
        drawn = (TASKS[1].generate(Rng("gcd", index), level) for index in range(150))
        counts = Counter(TASKS[1].solution(sample.data) for sample in drawn)
        assert max(counts.values()) <= 0.4 * 150


@given(st.text(), st.integers(1, 9))
def test_thinning_keeps_a_growing_part(question: str, of: int) -> None:
    shares = [kept(question, keep, of) for keep in range(of + 1)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (False, True)


def test_thinning_keeps_about_the_share_that_was_asked_for() -> None:
    assert 250 <= sum(kept(f"question {number}", 3, 10) for number in range(1000)) <= 350
