"""The exchange machine of three tasks: both orders of execution, the form of counts, generated tables."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.rng import Rng
from r1ci_symbench.exchange import (
    CountsForm,
    ExchangeTask,
    bundle,
    checked,
    counts_fault,
    exchange,
    in_words,
    read_methods,
    without_names,
)
from r1ci_symbench.string_splitting import StringSplitting
from r1ci_symbench.string_synthesis import StringSynthesis
from r1ci_symbench.synthesis_decomposition import SynthesisDecomposition

TASKS = (SynthesisDecomposition(), StringSplitting(), StringSynthesis())
every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
every_level = pytest.mark.parametrize("level", [1, 2, 3, 4, 5])


def machine(start: list[int], *methods: tuple[dict[str, int], dict[str, int]]) -> dict[str, Any]:
    return {
        "groups": [["A", "B"], ["X"]],
        "start": start,
        "methods": [{"takes": takes, "gives": gives} for takes, gives in methods],
    }


AB_TO_X = ({"A": 1, "B": 1}, {"X": 1})
THREE_A_TO_2X = ({"A": 3}, {"X": 2})
B_TO_A = ({"B": 1}, {"A": 1})
TWO_A_TO_X = ({"A": 2}, {"X": 1})


@pytest.mark.parametrize(
    ("data", "in_turn", "exhausted"),
    [
        # No method can be carried out: nothing happens.
        (machine([1, 0, 0], AB_TO_X), [1, 0, 0], [1, 0, 0]),
        # One method: both orders are the same.
        (machine([3, 2, 0], AB_TO_X), [1, 0, 2], [1, 0, 2]),
        # In turn: A+B (3 1 1), then 3A (0 1 3). Exhausted: A+B twice (2 0 2).
        (machine([4, 2, 0], AB_TO_X, THREE_A_TO_2X), [0, 1, 3], [2, 0, 2]),
        # The second method enables the first one again, in both orders.
        (machine([0, 4, 0], TWO_A_TO_X, B_TO_A), [0, 0, 2], [0, 0, 2]),
        # In turn: A+B (0 2 1), B to A (1 1 1), A+B. Exhausted: A+B (0 2 1), B to A twice.
        (machine([1, 3, 0], AB_TO_X, B_TO_A), [0, 0, 2], [2, 0, 1]),
        # A skipped method costs nothing: the turn passes on until nothing is possible.
        (machine([6, 1, 0], B_TO_A, AB_TO_X, TWO_A_TO_X), [1, 0, 3], [1, 0, 3]),
    ],
)
def test_the_two_orders_of_execution(data: dict[str, Any], in_turn: list[int], exhausted: list[int]) -> None:
    assert exchange(data, exhaustive=False)[0] == in_turn
    assert exchange(data, exhaustive=True)[0] == exhausted


def test_a_machine_that_does_not_stop_is_refused() -> None:
    endless = machine([1, 0, 0], ({"A": 1}, {"B": 1}), ({"B": 1}, {"A": 1}))
    for exhaustive in (False, True):
        with pytest.raises(ValueError, match="does not end"):
            exchange(endless, exhaustive)
    with pytest.raises(ValueError, match="does not end"):
        exchange(machine([1, 0, 0], ({"A": 1}, {"A": 2})), exhaustive=True)


def plainly(data: dict[str, Any], exhaustive: bool) -> list[int]:
    """The same machine, written as whole cycles until one changes nothing."""
    kinds = [kind for group in data["groups"] for kind in group]
    stock = list(data["start"])
    while True:
        before = list(stock)
        for method in data["methods"]:
            takes = [method["takes"].get(kind, 0) for kind in kinds]
            gives = [method["gives"].get(kind, 0) for kind in kinds]
            times = min(have // need for have, need in zip(stock, takes, strict=True) if need)
            for _ in range(times if exhaustive else min(times, 1)):
                stock = [have - need + more for have, need, more in zip(stock, takes, gives, strict=True)]
        if stock == before:
            return stock


# No method of these takes what it gives, so `plainly` may carry a method out as often as the stock says.
KINDS = "ABXY"
_amounts = st.dictionaries(st.sampled_from(KINDS), st.integers(1, 3), min_size=1, max_size=3)


@given(
    start=st.lists(st.integers(0, 12), min_size=4, max_size=4),
    methods=st.lists(st.tuples(_amounts, st.sampled_from(KINDS)), min_size=1, max_size=6),
    exhaustive=st.booleans(),
)
def test_the_machine_agrees_with_whole_cycles(
    start: list[int], methods: list[tuple[dict[str, int], str]], exhaustive: bool
) -> None:
    # One unit is made of two or more, so the number of units falls and the machine stops.
    table = [
        {"takes": takes, "gives": {given: 1}}
        for takes, given in methods
        if given not in takes and sum(takes.values()) > 1
    ]
    data = {"groups": [["A", "B"], ["X", "Y"]], "start": start, "methods": table}
    if table:
        assert exchange(data, exhaustive)[0] == plainly(data, exhaustive)


@every_task
@every_level
def test_generated_machines_agree_with_whole_cycles(task: ExchangeTask, level: int) -> None:
    for index in range(40):
        sample = task.generate(Rng("exchange", task.id, level, index), task.levels[level - 1])
        counts = plainly(sample.data, task.exhaustive)
        assert task.verify(sample, str(counts)).outcome == "correct"
        assert counts != sample.data["start"]


@every_task
@every_level
def test_the_order_of_execution_decides_every_generated_question(task: ExchangeTask, level: int) -> None:
    for index in range(40):
        sample = task.generate(Rng("exchange", task.id, level, index), task.levels[level - 1])
        other = plainly(sample.data, not task.exhaustive)
        verdict = task.verify(sample, str(other))
        assert (verdict.outcome, verdict.reason) == ("wrong", "a count is wrong")


@every_task
@every_level
def test_generated_answers_are_spread(task: ExchangeTask, level: int) -> None:
    answers = [
        task.answer(task.generate(Rng("exchange", task.id, level, index), task.levels[level - 1]))
        for index in range(60)
    ]
    assert max(map(answers.count, answers)) <= 6


_AMOUNT = re.compile(r"([0-9]+) (\S+?)(?=,| and |$| ->)")


def parsed(question: str) -> dict[str, Any]:
    """Read a question back; knows nothing of the code that wrote it."""
    methods = []
    for number, line in enumerate(re.findall(r"^Method .*$", question, re.MULTILINE), 1):
        head, _, rest = line.partition(": ")
        assert head == f"Method {number}"
        takes, gives = (
            {kind: int(count) for count, kind in _AMOUNT.findall(side)} for side in rest.split(" -> ")
        )
        methods.append({"takes": takes, "gives": gives})
    [stock] = re.findall(r"At the start there are (.*?)\.", question)
    order = re.findall(r"in this order: (.*?);", question)[0].split(", ")
    start = {kind: int(count) for count, kind in _AMOUNT.findall(stock)}
    assert list(start) == order
    return {"kinds": order, "start": list(start.values()), "methods": methods}


@every_task
@every_level
def test_the_question_says_all_that_the_data_holds(task: ExchangeTask, level: int) -> None:
    for index in range(20):
        sample = task.generate(Rng("exchange", task.id, level, index), task.levels[level - 1])
        data = sample.data
        assert parsed(sample.question) == {
            "kinds": [kind for group in data["groups"] for kind in group],
            "start": data["start"],
            "methods": data["methods"],
        }
        assert ("exactly once" in sample.question) is not task.exhaustive
        assert ("again and again" in sample.question) is task.exhaustive


@every_task
@every_level
def test_every_spelling_is_accepted_and_every_spoiled_answer_refused(task: ExchangeTask, level: int) -> None:
    names = set()
    for index in range(10):
        sample = task.generate(Rng("exchange", task.id, level, index), task.levels[level - 1])
        answer = task.answer(sample)
        assert answer is not None
        for text in (answer, *task.renderings(sample, answer)):
            assert task.verify(sample, text).outcome == "correct", text
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (name, text)
            names.add(name)
    assert names >= {"the other order of execution", "echo", "missing part", "extra part", "off by one"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 0, 6]", ["1", "0", "6"]),
        ("1, 0, 6", ["1", "0", "6"]),
        ("1 0 6", ["1", "0", "6"]),
        ("1\n0\n6", ["1", "0", "6"]),
        ('["1", "0", "6"]', ["1", "0", "6"]),
        ("(1, 0, 06.0)", ["1", "0", "6"]),
        ("001203", ["001203"]),
        ("['001203'].", ["001203"]),
        ('"0004010"', ["0004010"]),
        ("7", ["7"]),
    ],
)
def test_counts_may_stand_in_a_list_or_side_by_side(text: str, value: list[str]) -> None:
    assert CountsForm().read(text) == value


@pytest.mark.parametrize(
    ("text", "kinds", "counts"),
    [
        ("A: 3, X: 0", "A X", "[3, 0]"),
        ("X = 0; A = 12", "A X", "[12, 0]"),
        ('{"A": 3, "X": 0}', "A X", "[3, 0]"),
        ("```json\n{'A': '3',\n 'X': '0'}\n```", "A X", "[3, 0]"),
        ("- **A**: 3\n- **X**: 0", "A X", "[3, 0]"),
        ("**A:** 3\n**X:** 0", "A X", "[3, 0]"),
        ("3 A, 1 B and 0 X.", "A B X", "[3, 1, 0]"),
        ("[A]: 3, {A}: 0, (A): 7", "[A] {A} (A)", "[3, 0, 7]"),
        ('{"[A]": 3, "{A}": 0, "(A)": 7}', "[A] {A} (A)", "[3, 0, 7]"),
        ("[A]=3, [B]=1", "[A] [B]", "[3, 1]"),
    ],
)
def test_counts_may_stand_with_the_names_of_their_kinds(text: str, kinds: str, counts: str) -> None:
    assert without_names(text, kinds.split()) == counts


@pytest.mark.parametrize(
    "text",
    [
        *("", "[3, 0]", "30", "A: 3", "A: 3, A: 0", "A: 3, X: 0, A: 3", "A: 3, X: 0, Y: 1", "A: 3, X: -1"),
        *("A: 3, X: 0.5", "A: 3, X: 0 or 1", "a: 3, x: 0", "A: 3 X", "A 3, X 0", "at first A: 3, X: 0"),
        *("A: 3, X: " + "1" * 31, "\ud800", "A: 3," + " " * 50_000),
    ],
)
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert without_names(text, ["A", "X"]) == text


@pytest.mark.parametrize(
    "text", ["", ".", "[]]", "1,, 2", "A", "1.5, 2", "0x1, 2", "\u0661\u0662", "[[1, 2], [3]]", "1 2 [3]"]
)
def test_what_is_no_list_of_counts_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        CountsForm().read(text)


@pytest.mark.parametrize(
    ("value", "wanted", "fault"),
    [
        (["1", "0", "6"], ["1", "0", "6"], ""),
        (["106"], ["1", "0", "6"], ""),
        (["1", "0", "5"], ["1", "0", "6"], "a count is wrong"),
        (["105"], ["1", "0", "6"], "a count is wrong"),
        (["1", "0"], ["1", "0", "6"], "not a list of 3 counts"),
        (["1", "0", "6", "0"], ["1", "0", "6"], "not a list of 3 counts"),
        # Side by side, 1, 10 and 6 cannot be told from 11, 0 and 6.
        (["1106"], ["1", "10", "6"], "not a list of 3 counts"),
        (["-1", "0", "6"], ["1", "0", "6"], "a count is wrong"),
    ],
)
def test_counts_are_compared_one_by_one(value: list[str], wanted: list[str], fault: str) -> None:
    found = counts_fault(value, wanted)
    assert fault in found
    assert bool(fault) == bool(found)


def test_amounts_are_drawn_within_their_bounds() -> None:
    rng = Rng("bundle")
    for _ in range(200):
        units = bundle(rng, "ABC", (1, 2), 3)
        assert 1 <= len(units) <= 2
        assert set(units) <= set("ABC")
        assert set(units.values()) <= {1, 2, 3}
    assert in_words({"X": 2, "A": 1, "B": 3}, "ABCX") == "1 A, 3 B and 2 X"


LINE, ARROW = re.compile(r"^([0-9]+)\. (.*)$", re.MULTILINE), re.compile(" to ")
AMOUNT = re.compile(r"(\w+) ([A-Z])")


def test_released_methods_are_read_with_numbers_and_number_words() -> None:
    assert read_methods("1. one A and 2 B to Three X\n2. a X to 1 A", LINE, ARROW, AMOUNT) == [
        {"takes": {"A": 1, "B": 2}, "gives": {"X": 3}},
        {"takes": {"X": 1}, "gives": {"A": 1}},
    ]


@pytest.mark.parametrize(
    "question",
    ["", "no method", "1. one A", "2. one A to one B", "1. one A to", "1. many A to 1 B", "1. 0 A to 1 B",
     "1. 1 A to 1 B to 1 C", "1. 5000 A to 1 B", "1. 1 A to 1 B\n1. 1 A to 1 B"],
)  # fmt: skip
def test_methods_that_cannot_be_read_are_refused(question: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_methods(question, LINE, ARROW, AMOUNT)


@pytest.mark.parametrize(
    "data",
    [
        machine([1, -1, 0], AB_TO_X),
        machine([1_000_000, 1, 0], AB_TO_X),
        machine([1, 1, 0], ({"Q": 1}, {"X": 1})),
        machine([1, 1, 0], ({"A": 1}, {"Q": 1})),
        machine([1, 1, 0], ({"A": 1}, {"A": 1})),
    ],
)
def test_official_machines_must_be_sound(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        checked(data, exhaustive=False)
