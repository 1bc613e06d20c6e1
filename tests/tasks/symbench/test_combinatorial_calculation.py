"""Combinatorial calculation: the order is kept, nothing is joined, and the value is exact."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.combinatorial_calculation import CombinatorialCalculation, found, made_without_brackets

if TYPE_CHECKING:
    from pathlib import Path

TASK = CombinatorialCalculation()
SAMPLE = Sample(question="", data={"numbers": [6, 2, 7], "target": 10})


def reread(question: str) -> dict[str, Any]:
    """The data of a question, from its text alone."""
    match = re.search(r"fixed order:\n([\d, ]+)\n\nWrite .* exactly (-?\d+), with", question)
    assert match
    return {"numbers": json.loads(f"[{match[1]}]"), "target": int(match[2])}


def all_values(numbers: list[int]) -> set[Fraction]:
    """What the numbers can make, straight from the rules."""
    if len(numbers) == 1:
        return {Fraction(numbers[0])}
    results = set()
    for cut in range(1, len(numbers)):
        for left in all_values(numbers[:cut]):
            for right in all_values(numbers[cut:]):
                results |= {left + right, left - right, left * right}
                if right:
                    results.add(left / right)
    return results


def flat_values(numbers: list[int]) -> set[Fraction]:
    """What the numbers can make without brackets: (sum of finished terms, the term at hand) pairs."""
    states = {(Fraction(0), Fraction(numbers[0]))}
    for number in numbers[1:]:
        states = {
            state
            for done, term in states
            for state in (
                (done + term, Fraction(number)),
                (done + term, Fraction(-number)),
                (done, term * number),
                (done, term / number),
            )
        }
    return {done + term for done, term in states}


def computed(text: str) -> Fraction:
    """The value of a reference answer, by a small recursive parser of its own."""
    parts = re.findall(r"\d+|[-+*/()]", text)

    def operand() -> Fraction:
        part = parts.pop(0)
        if part != "(":
            return Fraction(int(part))
        inside = total()
        assert parts.pop(0) == ")"
        return inside

    def term() -> Fraction:
        result = operand()
        while parts and parts[0] in "*/":
            result = result * operand() if parts.pop(0) == "*" else result / operand()
        return result

    def total() -> Fraction:
        result = term()
        while parts and parts[0] in "+-":
            result = result + term() if parts.pop(0) == "+" else result - term()
        return result

    result = total()
    assert not parts
    return result


@pytest.mark.parametrize(
    "answer",
    [
        "6/2+7",
        "6 / 2 + 7",
        "(6 / 2) + 7",
        "((6/2)+7)",
        "6/2+7 = 10",
        "6 \u00f7 2 + 7",
        "\\frac{6}{2} + 7",
        "[6, /, 2, +, 7]",
        "[6,/,2,+,7]",
        "6, /, 2, +, 7",
        '["6", "/", "2", "+", "7"]',
        "['6', '/', '2', '+', '7']",
        '"6", "/", "2", "+", "7"',
        "[(, 6, /, 2, ), +, 7]",
        '["(", "6", "/", "2", ")", "+", "7"]',
        '"(", "6", "/", "2", "+", "7", ")"',
        "[6, /, 2, +, 7].",
        "6\n/\n2\n+\n7",
        "```\n6/2+7\n```",
        "$6/2+7$",
    ],
)
def test_every_form_of_a_right_expression_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("6*2-7", "its value is 5, not 10"),
        ("6/(2+7)", "its value is 2/3, not 10"),
        ("6/2", "each given number once and in the given order"),
        ("6/2+7+0", "each given number once and in the given order"),
        ("6/2+7*1", "each given number once and in the given order"),
        ("10", "each given number once and in the given order"),
        ("6/2+7 = 11", "set equal to something else than 10"),
        ("6/2+7 = 10 = 10", "not one integer"),
        ("6/2+7 =", "empty"),
        ("6//2+7", "a number is missing"),
        ("6/2++7", "a number is missing"),
        ("6/2+-7", "a number is missing"),
        ("(6/2+7", "not closed"),
        ("6/2+7)", "closes no bracket"),
        ("6/2 7", "an operator is missing"),
        ("6/2(+7)", "an operator is missing"),
        ("6.0/2+7", "not part of an expression"),
        ("six / 2 + 7", "not part of an expression"),
        ("6/2+7, 6/2+7", "an operator is missing"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("numbers", "target", "answer"),
    [
        ([6, 2, 7], 10, "7, +, 6, /, 2"),  # another order
        ([6, 2, 7], 434, "6, 2, *, 7"),  # 62 * 7
        ([6, 2, 7], 434, "62*7"),
        ([2, 3, 1], 8, "2, *, *, 3, *, 1"),  # a power
        ([2, 3, 1], 8, "2**3*1"),
        ([2, 3, 1], 8, "2^3*1"),
        ([7, 2, 1], 3, "7, /, /, 2, *, 1"),  # integer division
        ([7, 2, 1], 3, "7//2*1"),
        ([3, 9, 1], 6, "-3+9*1"),  # a negation turns the order around
        ([3, 9, 1], 6, "(-3+9)*1"),
        ([3, 9, 1], 6, "[-, 3, +, 9, *, 1]"),
        ([3, 9, 1], 6, "[-3, +, 9, *, 1]"),
        ([1, 1, 1], 2, "1-(-1)*1"),
        ([1, 3, 3], 1, "1/3*3.0000000001"),  # near is not enough
    ],
)
def test_exploits_are_rejected(numbers: list[int], target: int, answer: str) -> None:
    sample = Sample(question="", data={"numbers": numbers, "target": target})
    assert TASK.verify(sample, answer).outcome == "wrong"
    assert TASK.verify(sample, answer + f" = {target}").outcome == "wrong"


def test_division_is_exact() -> None:
    sample = Sample(question="", data={"numbers": [1, 3, 3], "target": 1})
    assert TASK.verify(sample, "1/3*3").outcome == "correct"
    by_zero = Sample(question="", data={"numbers": [4, 2, 2], "target": 4})
    assert TASK.verify(by_zero, "4/(2-2)").reason == "the expression divides by zero"


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(-5, 60))
def test_the_search_is_complete(numbers: list[int], target: int) -> None:
    every = all_values(numbers)
    for wanted in (target, *(int(value) for value in sorted(every)[:: 1 + len(every) // 5])):
        text = found(numbers, wanted)
        assert (text is not None) == (wanted in every)
        if text is not None:
            assert computed(text) == wanted
            assert [int(number) for number in re.findall(r"\d+", text)] == numbers
    assert (TASK.solution({"numbers": numbers, "target": target}) is None) == (target not in every)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.integers(-5, 60))
def test_what_can_be_made_without_brackets(numbers: list[int], target: int) -> None:
    assert made_without_brackets(numbers, target) == (target in flat_values(numbers))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=7, max_size=20), st.integers(-200, 600))
def test_what_is_found_for_many_numbers_is_right(numbers: list[int], target: int) -> None:
    text = found(numbers, target)
    if text is not None:
        assert computed(text) == target
        assert [int(number) for number in re.findall(r"\d+", text)] == numbers
    # A sum with signs is always found.
    signed = sum(-number if place % 2 else number for place, number in enumerate(numbers))
    assert found(numbers, signed) is not None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_are_sound(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(25):
        sample = TASK.generate(Rng("sound", level, index), knobs)
        numbers, target = sample.data["numbers"], sample.data["target"]
        assert reread(sample.question) == sample.data
        assert len(numbers) == knobs.count
        assert all(1 <= number <= 9 for number in numbers)
        assert knobs.targets[0] <= target <= knobs.targets[1]
        assert target != sum(numbers)
        if knobs.needs_brackets:
            assert target not in flat_values(numbers)
        answer = TASK.answer(sample)
        assert answer is not None
        assert computed(answer) == target
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {"joined digits", "power", "integer division", "negation", "all added"} <= names


def test_golden_sample_0(symbench: Path) -> None:
    source = symbench / "combinatorial_calculation" / "sample_0"
    if not source.is_dir():
        pytest.skip("this copy of the release has no sample_0")
    (sample,) = TASK.load(source, LoadOptions(dialect="official"))
    assert TASK.verify(sample, "[6, /, 2, +, 7]").outcome == "correct"


@pytest.mark.parametrize(
    "folder", ["combinatorial_calculation", "combinatorial_calculation_varied_complexity"]
)
@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_nothing_is_wrong_with_the_official_items(symbench: Path, folder: str, dialect: Any) -> None:
    samples = list(TASK.load(symbench / folder, LoadOptions(dialect=dialect)))
    assert len(samples) == len(list((symbench / folder).rglob("solution.json"))) > 0
    for sample in samples:
        released = symbench / sample.provenance["file"]
        record = json.loads(released.read_text())
        assert sample.defects == ()
        assert (sample.data["numbers"], sample.data["target"]) == (record["numbers"], record["target"])
        assert computed("".join(record["solution"])) == record["target"]
        for answer in (sample.stored_answer, "".join(record["solution"]), TASK.answer(sample)):
            assert answer is not None
            assert TASK.verify(sample, answer).outcome == "correct"
            for name, text in TASK.mutations(sample, answer):
                assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        if dialect == "strict":
            assert reread(sample.question) == sample.data
        else:
            assert sample.question == released.with_name("question.txt").read_text()


def test_the_data_set_itself_is_without_its_variants(symbench: Path) -> None:
    names = {sample.provenance["file"].split("/")[0] for sample in TASK.load(symbench)}
    assert names == {"combinatorial_calculation"}


GOOD = {"numbers": [6, 2, 7], "target": 10, "solution": ["6", "/", "2", "+", "7"]}


@pytest.mark.parametrize(
    "change",
    [
        {"numbers": None},
        {"numbers": []},
        {"numbers": [6]},
        {"numbers": [6, -2, 7]},
        {"numbers": [6, 0, 7]},
        {"numbers": [6, "x", 7]},
        {"numbers": [1] * 100},
        {"target": "ten"},
        {"target": None},
        {"target": 10**9},
        {"solution": None},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, Any]) -> None:
    file = tmp_path / "solution.json"
    file.write_text(json.dumps(GOOD))
    assert len(list(TASK.load(tmp_path))) == 1
    file.write_text(json.dumps(GOOD | change))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


@pytest.mark.parametrize("text", ["[]", "{", "{}", "7"])
def test_files_of_another_kind_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "solution.json").write_text(text)
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_an_official_item_with_a_wrong_answer_or_without_any_says_so(tmp_path: Path) -> None:
    official = LoadOptions(dialect="official")
    (tmp_path / "question.txt").write_text("Make the target.")
    (tmp_path / "solution.json").write_text(json.dumps(GOOD | {"target": 5}))
    assert [sample.defects for sample in TASK.load(tmp_path, official)] == [("wrong_key",)]
    (tmp_path / "solution.json").write_text(json.dumps(GOOD | {"target": 999}))
    assert [sample.defects for sample in TASK.load(tmp_path, official)] == [("unsolvable", "wrong_key")]
    assert [sample.defects for sample in TASK.load(tmp_path)] == [("unsolvable",)]
