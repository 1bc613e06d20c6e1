"""GSM symbolic: every problem is recognised, and worked out again from its own words."""

from __future__ import annotations

import re
import time
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.gsm_symbolic import GsmSymbolic, computed, shown, solve, steps, template, worked
from r1ci_reasoning_gym.gsm_templates import TEMPLATES
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = GsmSymbolic()
SAMPLE = Sample(question="", data={"working": "450 * 2 + 348"})  # 1248
MONEY = Sample(question="", data={"working": "7290 * 0.35"})  # 2551.5


@pytest.fixture(scope="module")
def items() -> list[Entry]:
    return [SOURCE.entry("gsm_symbolic", {}, seed * 10**6) for seed in range(700)]


@pytest.mark.parametrize(
    ("sample", "answer"),
    [
        (SAMPLE, "1248"),
        (SAMPLE, "1,248"),  # 1 in Reasoning-Gym
        (SAMPLE, "1248.00"),
        (SAMPLE, "$1248"),
        (SAMPLE, "\\$1{,}248"),
        (SAMPLE, "$1248$"),
        (SAMPLE, "\u20ac 1248."),
        (SAMPLE, "1248%"),
        (SAMPLE, "1248 \\%"),
        (SAMPLE, "1,248 \u20ac"),
        (SAMPLE, "1248$"),
        (SAMPLE, "= 1248"),
        (MONEY, "2551.5"),
        (MONEY, "\u00a32,551.50"),
        (MONEY, "5103/2"),
    ],
)
def test_the_number_is_accepted_in_every_form(sample: Sample, answer: str) -> None:
    assert TASK.verify(sample, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("sample", "answer", "reason"),
    [
        (SAMPLE, "-1248", "the number is wrong"),
        (SAMPLE, "1249", "the number is wrong"),
        (SAMPLE, "1248 apples", "is not one integer"),
        # Reasoning-Gym takes the first number that it finds.
        (SAMPLE, "1248 is wrong, it is 12", "is not one integer"),
        (SAMPLE, "450 * 2 + 348", "is not one integer"),
        (MONEY, "2551", "the number is wrong"),
        (MONEY, "2552", "the number is wrong"),
        (MONEY, "2551.51", "the number is wrong"),
        (MONEY, "", "empty"),
    ],
)
def test_other_answers_are_wrong_and_the_reason_is_named(sample: Sample, answer: str, reason: str) -> None:
    verdict = TASK.verify(sample, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("exercise for 4 the amount of time he did", "exercise for 4 times the amount of time he did"),
        ("get to ride the roller coaster 3. A round", "get to ride the roller coaster 3 times. A round"),
        ("writes it in full 3, writes 0.25 of it", "writes it in full 3 times, writes 0.25 of it"),
        ("slew 4 as many ogres", "slew 4 times as many ogres"),
        ("finds 0.5 as many as Ann", "finds 0.5 times as many as Ann"),
        ("50% as many as Ann", "50% as many as Ann"),
        ("2 times as many as Ann", "2 times as many as Ann"),
        # It could also mean that there are three times as many girls.
        ("If there are 3 times the number of boys in", "If there are 3 times as many boys as girls in"),
        # Nobody has 8 % left of what was spent.
        (
            "Al spent $3 and got 2 bags of gum and had 8% of his money left.",
            "Al had $3, bought 2 bags of gum and had 8% of his money left.",
        ),
        ("hire an bookkeeper for an hour", "hire a bookkeeper for an hour"),
        ("a agent fee", "an agent fee"),
    ],
)
def test_words_without_sense_or_with_two_meanings_are_put_right(printed: str, asked: str) -> None:
    assert TASK.wording(printed) == asked


def test_every_repair_is_of_a_problem_that_is_still_recognised(items: list[Entry]) -> None:
    changed = [item for item in items if TASK.wording(item.question) != item.question]
    assert changed
    for item in changed:
        assert template(TASK.wording(item.question)) == template(item.question)


@pytest.mark.parametrize("text", ["x" + " " * 19_000 + "x", " \\" * 9_000 + "x", "\u20ac" * 20_000])
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    began = time.process_time()
    assert TASK.verify(SAMPLE, text).outcome == "wrong"
    assert time.process_time() - began < 1


TUBES = (
    "Ann has {} tubes of red paint and 12 tubes of blue paint. Ben has half as many tubes of red paint as "
    "Ann, and three times as many tubes of blue paint as Ann. How many tubes of paint does Ben have?"
)
NUTS = (
    "Ann has $40.30 and wants to buy 55 nuts from a bin at the hardware store. Each nut costs $0.26. "
    "How much money does Ann have left after paying for the nuts?"
)


def tubes(count: int, answer: str | None, half: float = 0.5) -> Entry:
    variables = {"n1": count, "n2": 12, "frac1": half, "mult1": 3.0}
    return Entry(TUBES.format(count), answer, {"variables": variables})


def nuts(answer: str) -> Entry:
    variables = {"initial_amount": 40.3, "quantity": 55, "unit_price": 0.26}
    return Entry(NUTS, answer, {"variables": variables})


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        (tubes(6, "39"), True),
        (tubes(6, "40"), False),
        (tubes(6, None), False),
        (tubes(6, "1 or 39"), False),
        (tubes(7, "39"), False),  # half of 7 tubes is not 3
        (tubes(78, "75"), True),
        (tubes(6, "38.001", 0.3335), False),  # a number that no question needs
        (nuts("25"), False),  # as Reasoning-Gym has it, from 25.999999999999996
        (nuts("26"), True),
        (tubes(6, "39")._replace(question="How many tubes of paint are there?"), False),
        (tubes(6, "39")._replace(metadata={"variables": {"n1": 6}}), False),
    ],
)
def test_only_problems_with_the_right_label_are_asked(item: Entry, asked: bool) -> None:
    assert (TASK.read(item) is not None) == asked


def test_a_problem_that_prints_its_answer_is_not_asked() -> None:
    variables = {"n1": 12, "n2": 2, "frac1": 0.5, "mult1": 3.0}
    question = TUBES.format(12).replace("12 tubes of blue", "2 tubes of blue")
    assert TASK.read(Entry(question, "12", {"variables": variables})) is None


def test_every_problem_of_reasoning_gym_is_recognised_by_one_pattern_but_for_two(items: list[Entry]) -> None:
    names: dict[tuple[str, ...], set[str]] = {}
    for item in items:
        found = [working for pattern, working in TEMPLATES if re.search(pattern, item.question)]
        assert len(found) <= 1, item.question
        names.setdefault(tuple(sorted(item.metadata["variables"])), set()).add(template(item.question))
    assert len(names) == 85
    assert sum("" in workings for workings in names.values()) == 2
    assert sum(len(workings) for workings in names.values()) == len(TEMPLATES) + 2


def test_nearly_all_labels_agree_with_our_working(items: list[Entry]) -> None:
    agreed: Counter[bool] = Counter()
    for item in items:
        working = worked(template(item.question), item.metadata["variables"])
        if working:
            agreed[computed(working) == Fraction(item.answer or "-1")] += 1
    assert agreed[False] > 0
    assert agreed[True] > 0.9 * agreed.total()


def test_an_item_with_a_wrong_label_is_thrown_away(items: list[Entry]) -> None:
    asked = [item for item in items if TASK.read(item) is not None]
    assert len(asked) > 350
    for item in asked:
        assert TASK.read(item._replace(answer=f"{item.answer}1")) is None


COMET = (
    "Comet Hyakutake orbits the sun every 55 years. John's grandfather saw the Comet when he was 22 years "
    "old. John saw the comet a second time when he was 4 times the age his grandfather was when he saw "
    "the Comet. How old was John when he saw the Comet for the first time?"
)
STUDY = (
    "The area of Thomas's rectangular study is 2379 square feet. If the length of his room is 13 yards, what "
    "is the perimeter of the room in feet?"
)
VIRUS = (
    "A virus infects 10 people. Every day, each infected person infects 6 others. How many people are "
    "infected after 3 days?"
)
FAIR = (
    "Ann is raising money. She has applied for help from the town, which covers 1/3 of the cost. How much is "
    "missing if she has $100 and it costs $600?"
)


@pytest.mark.parametrize(
    ("question", "numbers", "answer"),
    [
        (COMET, {"orbit_period": 55, "relative_age": 22, "multiple": 4}, "33"),
        (STUDY, {"area": 2379, "length": 13}, "200"),
        (VIRUS, {"initial_infected": 10, "infection_rate": 6}, "3430"),
        (FAIR, {"fraction": "1/3", "current_amount": 100, "total_cost": 600}, "300"),
    ],
)
def test_problems_are_worked_out_as_by_hand(question: str, numbers: dict[str, Any], answer: str) -> None:
    assert solve({"working": worked(template(question), numbers)}) == answer


NUMBERS = st.integers(1, 999)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from("+-*/"), st.sampled_from("+-*/"))
def test_products_come_before_sums_and_brackets_before_both(
    one: int, two: int, three: int, four: int, first: str, last: str
) -> None:
    signs = {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__, "/": Fraction.__truediv__}
    inner = signs[first](Fraction(one), Fraction(two))
    outer = signs[last](Fraction(three), Fraction(four))
    assert computed(f"({one} {first} {two}) * ({three} {last} {four})") == inner * outer
    assert computed(f"{one} {first} {two} - {three} * {four}") == inner - three * four


@given(st.integers(1, 10**9))
def test_what_is_shown_is_the_number(cents: int) -> None:
    assert Fraction(shown(Fraction(cents, 100))) == Fraction(cents, 100)


def test_levels_are_made_of_problems_with_more_and_more_steps() -> None:
    assert [steps(working) for working in ("a + b", "a * p / 100 - b", "(a + b) / c")] == [1, 2, 2]
    for least, most in ((level.least, level.most) for level in TASK.levels):
        assert sum(least <= steps(working) <= most for _, working in TEMPLATES) >= 8
    for number, level in enumerate(TASK.levels, 1):
        for index in range(3):
            sample = TASK.generate(Rng("test", number, index), level)
            assert level.least <= steps(template(sample.question)) <= level.most
            answer = TASK.solution(sample.data)
            for text in (answer, *TASK.renderings(sample, answer)):
                assert TASK.verify(sample, text).outcome == "correct", text
            for name, text in TASK.mutations(sample, answer):
                assert TASK.verify(sample, text).outcome == "wrong", (name, text)
