"""Logical equation: every number once, every condition exactly."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.logical_equation import LogicalEquation

if TYPE_CHECKING:
    from pathlib import Path

TASK = LogicalEquation()
# A to E; nothing is said of E.
DATA: dict[str, Any] = {
    "numbers": [2, 3, 5, 8, 15],
    "constraints": [
        ["sum", "A", "B", 5],
        ["multiple", "C", "B", 50],
        ["difference", "A", "D", -6],
        ["greater", "C", "A", 0],
    ],
}
SAMPLE = Sample(question="", data=DATA)
RIGHT = [2, 3, 15, 8, 5]


def reread(question: str) -> dict[str, Any]:
    """The data of a question, from its text alone."""
    head = re.search(r"The (\d+) letters ([A-Z, ]+) stand for these (\d+) numbers:\n([\d, ]+)\n", question)
    assert head
    letters, numbers = head[2].split(", "), json.loads(f"[{head[4]}]")
    assert len(letters) == len(numbers) == int(head[1]) == int(head[3])
    conditions = []
    for line in re.findall(r"^\d+\. (.*)$", question, re.MULTILINE):
        left, sign, right = re.split(r" (=|>) ", line)
        if sign == ">":
            conditions.append(["greater", left, right, 0])
        elif "." in right:
            conditions.append(["multiple", left, right[-1], int(Fraction(right[:-1]) * 10)])
        else:
            one, operator, two = left.split(" ")
            conditions.append(["sum" if operator == "+" else "difference", one, two, int(right)])
    return {"numbers": numbers, "constraints": conditions}


def is_right(data: dict[str, Any], order: tuple[int, ...]) -> bool:
    """The rules once more, with the letters' names and fractions."""
    value = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", map(Fraction, order), strict=False))
    for kind, one, two, amount in data["constraints"]:
        expected = {
            "sum": amount - value[two],
            "difference": amount + value[two],
            "multiple": value[two] * Fraction(amount, 10),
            "greater": max(value[one], value[two] + Fraction(1, 10)),
        }[kind]
        if value[one] != expected:
            return False
    return sorted(order) == sorted(data["numbers"])


@pytest.mark.parametrize(
    "answer",
    [
        "[2, 3, 15, 8, 5]",
        "2, 3, 15, 8, 5",
        "2 3 15 8 5",
        "2\n3\n15\n8\n5",
        "(2, 3, 15, 8, 5)",
        '["2", "3", "15", "8", "5"]',
        "[2,3,15,8,5].",
        "[2.0, 3.0, 15.0, 8.0, 5.0]",
        "Answer: [2, 3, 15, 8, 5]",
        "A = 2, B = 3, C = 15, D = 8, E = 5",
        "E=5; D=8; C=15; B=3; A=2.",
        "[A: 2, B: 3, C: 15, D: 8, E: 5]",
        "$A = 2$, $B = 3$, $C = 15$, $D = 8$, $E = 5$",
        "- **A** = 2\n- **B** = 3\n- **C** = 15\n- **D** = 8\n- **E** = 5",
        '```json\n{"A": 2, "B": 3, "C": 15, "E": 5, "D": 8}\n```',
    ],
)
def test_every_form_of_a_right_assignment_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[2, 5, 15, 8, 3]", "condition 1 does not hold"),
        ("[3, 2, 15, 8, 5]", "condition 2 does not hold"),
        ("[2, 3, 15, 5, 8]", "condition 3 does not hold"),
        ("[2, 3, 15, 8]", "it has 4 numbers, not 5"),
        ("[2, 3, 15, 8, 5, 5]", "it has 6 numbers, not 5"),
        ("[2, 3, 15, 8, 6]", "a number that is not listed"),
        ("[2, 3, 15, 8, -5]", "a number that is not listed"),
        ("[2, 3, 15, 8, 5.5]", "not an integer"),
        ("[2, 3, 15, 8, E]", "not an integer"),
        ("[2, 3, 15, 8, [5]]", "cannot read"),
        ("A = 3, B = 2, C = 15, D = 8, E = 5", "condition 2 does not hold"),
        ("A = 2, B = 3, C = 15, D = 8", "it has 4 numbers, not 5"),
        ("B = 3, C = 15, D = 8, E = 5", "a letter has no number"),
        ("A = 2, B = 3, C = 15, D = 8, E = 5, A = 2", "A has two numbers"),
        ("A = 2, B = 3, C = 15, D = 8, E = 2 + 3", "cannot read a name"),
        ("A = 2, B = 3, C = 15, D = 8, E = A + B", "cannot read a name"),
        ("A = 2, B = 3, C = 15, D = 8, E = 5.5", "cannot read a name"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_letter_that_is_not_greater_is_named() -> None:
    sample = Sample(question="", data={"numbers": [4, 7], "constraints": [["greater", "A", "B", 0]]})
    assert TASK.verify(sample, "7, 4").outcome == "correct"
    assert TASK.verify(sample, "4, 7").reason == "condition 1 does not hold"


@pytest.mark.parametrize("repeated", [2, 3, 15, 8])
def test_exploit_a_number_is_used_twice(repeated: int) -> None:
    # E is in no condition, so the released checker takes any listed number for it.
    verdict = TASK.verify(SAMPLE, str([*RIGHT[:-1], repeated]))
    assert verdict.outcome == "wrong"
    assert verdict.reason == "two letters have the same number"


@pytest.mark.parametrize(("one", "two", "tenths"), [(24, 15, 16), (63, 45, 14), (33, 30, 11), (99, 45, 22)])
def test_multiples_are_compared_exactly(one: int, two: int, tenths: int) -> None:
    condition = ["multiple", "A", "B", tenths]
    sample = Sample(question="", data={"numbers": [one, two, one + 1], "constraints": [condition]})
    assert TASK.verify(sample, f"{one}, {two}, {one + 1}").outcome == "correct"
    assert TASK.verify(sample, f"{one + 1}, {two}, {one}").outcome == "wrong"


NUMBERS = [1, 2, 3, 6, 9]
PAIRS = st.permutations("ABCDE").map(lambda letters: letters[:2])
CONDITIONS = st.tuples(
    st.sampled_from(["sum", "difference", "multiple", "greater"]),
    PAIRS,
    st.sampled_from([*range(-3, 16), 30]),
).map(lambda it: [it[0], *it[1], it[2]])


@settings(deadline=None, max_examples=200)
@given(st.lists(CONDITIONS, max_size=4), st.permutations(NUMBERS), st.integers(0, 4))
def test_the_solver_and_the_verifier_agree_with_trying_everything(
    free: list[list[Any]], hidden: list[int], kept: int
) -> None:
    value = dict(zip("ABCDE", hidden, strict=True))
    # Some conditions are true of a hidden assignment, so that not everything is unsolvable.
    true = [["sum", one, two, value[one] + value[two]] for one, two in ("AB", "BC", "CD", "DE")]
    data = {"numbers": NUMBERS, "constraints": true[:kept] + free}
    right = {order for order in permutations(NUMBERS) if is_right(data, order)}
    found = TASK.solution(data)
    assert (found is None) == (not right)
    if found is not None:
        assert tuple(json.loads(found)) in right
    for order in permutations(NUMBERS):
        assert (TASK.fault(data, list(order)) == "") == (order in right)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_are_sound(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(25):
        sample = TASK.generate(Rng("sound", level, index), knobs)
        numbers, conditions = sample.data["numbers"], sample.data["constraints"]
        assert reread(sample.question) == sample.data
        assert len(set(numbers)) == len(numbers) == knobs.letters
        assert 1 <= min(numbers) <= max(numbers) <= knobs.highest
        assert knobs.conditions[0] <= len(conditions) <= knobs.conditions[1]
        named = {letter for _, one, two, _ in conditions for letter in (one, two)}
        assert len(named) >= knobs.letters - 1
        assert len({frozenset((one, two)) for _, one, two, _ in conditions}) == len(conditions)
        assert not is_right(sample.data, tuple(numbers)), "the printed list is an answer"
        answer = TASK.answer(sample)
        assert answer is not None
        assert is_right(sample.data, tuple(json.loads(answer)))
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {f"broken: {kind}" for kind, *_ in conditions} | {"repeated number"} <= names


def test_golden_sample_9_7_0(symbench: Path) -> None:
    source = symbench / "logical_equation" / "sample_9_7_0"
    if not source.is_dir():
        pytest.skip("this copy of the release has no sample_9_7_0")
    (sample,) = TASK.load(source, LoadOptions(dialect="official"))
    assert TASK.verify(sample, "[36, 1, 80, 3, 4, 121, 16, 27, 9]").outcome == "correct"


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_nothing_is_wrong_with_the_official_items(symbench: Path, dialect: Any) -> None:
    samples = list(TASK.load(symbench, LoadOptions(dialect=dialect)))
    assert len(samples) == len(list((symbench / TASK.folder).glob("sample_*"))) > 0
    unnamed = 0
    for sample in samples:
        released = symbench / sample.provenance["file"]
        letters, conditions = map(int, released.parent.name.split("_")[1:3])
        assert (len(sample.data["numbers"]), len(sample.data["constraints"])) == (letters, conditions)
        stored = json.loads(released.read_text())
        assert sample.defects == ()
        assert is_right(sample.data, tuple(stored))
        assert TASK.verify(sample, str(stored)).outcome == "correct"
        answer = TASK.answer(sample)
        assert answer is not None
        assert TASK.verify(sample, answer).outcome == "correct"
        if dialect == "strict":
            assert reread(sample.question) == sample.data
        else:
            assert sample.question == released.with_name("question.txt").read_text()
        named = {letter for _, *pair, _ in sample.data["constraints"] for letter in pair}
        free = next((place for place in range(letters) if chr(65 + place) not in named), None)
        if free is not None:
            unnamed += 1
            exploit = [*stored[:free], stored[free - 1], *stored[free + 1 :]]
            assert TASK.verify(sample, str(exploit)).outcome == "wrong"
    assert unnamed > 0


QUESTION = (
    "There are 2 letters A, B, each representing one of the numbers 3, 9. The system:\n"
    "1. A = 3.0B\n2. A + B = 12\n3. A > B\n4. B - A = -6\n"
)


def test_an_official_question_is_read(tmp_path: Path) -> None:
    (tmp_path / "solution.json").write_text("[9, 3]")
    (tmp_path / "question.txt").write_text(QUESTION)
    (sample,) = TASK.load(tmp_path)
    assert sample.data == {
        "numbers": [3, 9],
        "constraints": [
            ["multiple", "A", "B", 30],
            ["sum", "A", "B", 12],
            ["greater", "A", "B", 0],
            ["difference", "B", "A", -6],
        ],
    }


@pytest.mark.parametrize(
    ("question", "record"),
    [
        (QUESTION, "{"),
        (QUESTION, "7"),
        (QUESTION, '["x"]'),
        (QUESTION, "[[]]"),
        ("", "[9, 3]"),
        (QUESTION.replace("A, B", "A, C"), "[9, 3]"),
        (QUESTION.replace("3, 9", "3, 3"), "[9, 3]"),
        (QUESTION.replace("3, 9", "3, 9, 27"), "[9, 3]"),
        (QUESTION.replace("There are 2", "There are 3"), "[9, 3]"),
        (QUESTION.replace("A + B", "A * B"), "[9, 3]"),
        (QUESTION.replace("A + B", "A + C"), "[9, 3]"),
        (QUESTION.replace("A + B", "A + A"), "[9, 3]"),
        (QUESTION.partition("\n")[0], "[9, 3]"),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, question: str, record: str) -> None:
    (tmp_path / "solution.json").write_text(record)
    (tmp_path / "question.txt").write_text(question)
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_an_official_item_with_a_wrong_answer_or_without_any_says_so(tmp_path: Path) -> None:
    official = LoadOptions(dialect="official")
    (tmp_path / "solution.json").write_text("[3, 9]")
    (tmp_path / "question.txt").write_text(QUESTION)
    assert [sample.defects for sample in TASK.load(tmp_path, official)] == [("wrong_key",)]
    (tmp_path / "question.txt").write_text(QUESTION.replace("= 12", "= 13"))
    assert [sample.defects for sample in TASK.load(tmp_path, official)] == [("unsolvable", "wrong_key")]
    assert [sample.defects for sample in TASK.load(tmp_path)] == [("unsolvable",)]
