"""ARC in one and two dimensions: one row and one grid are right, and they do not stand in the question."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.arc_1d import Arc1d
from r1ci_reasoning_gym.arc_1d_rules import RULES, readings, shifted
from r1ci_reasoning_gym.arc_agi import ArcAgi
from r1ci_reasoning_gym.base import Knobs
from r1ci_reasoning_gym.source import SOURCE, Entry

ROW, GRID = Arc1d(), ArcAgi()
ROWS = Sample(question="", data={"key": [0, 0, 4, 4, 0]})
GRIDS = Sample(question="", data={"key": [[1, 2, 0], [0, 2, 1]]})


@pytest.mark.parametrize(
    "answer", ["0 0 4 4 0", "[0, 0, 4, 4, 0]", "[[0,0,4,4,0]].", "00440", "0,0,4,4,0", "`0 0 4 4 0`"]
)
def test_the_row_is_accepted_in_every_form(answer: str) -> None:
    assert ROW.verify(ROWS, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("0 0 4 4 4", "cell 5 is wrong"),
        ("0 0 4 4", "not a row of 5"),
        ("0 0 4 4 0 0", "not a row of 5"),
        ("Output: 0 0 4 4 0", "not a row of 5"),
        ("440", "not a row of 5"),
    ],
)
def test_other_rows_are_wrong(answer: str, reason: str) -> None:
    verdict = ROW.verify(ROWS, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "answer",
    [
        "1 2 0\n0 2 1",
        "[[1, 2, 0], [0, 2, 1]]",
        "120\n021",
        "((1, 2, 0), (0, 2, 1))",
        '["1 2 0", "0 2 1"]',
        '["120", "021"]',
    ],
)
def test_the_grid_is_accepted_in_every_form(answer: str) -> None:
    """Reasoning-Gym rejects its own answers after JSON, where tuples are lists."""
    sample = Sample(question="", data=json.loads(json.dumps(GRIDS.data)))
    assert GRID.verify(sample, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", ["1 2 0\n0 2 2", "1 0\n2 2\n0 1", "1 2 0", "1 2 0\n0 2 1\n0 0 0", "the grid", '["120", "022"]']
)
def test_other_grids_are_wrong(answer: str) -> None:
    assert GRID.verify(GRIDS, answer).outcome == "wrong"


def test_the_shape_of_a_grid_is_part_of_the_answer() -> None:
    column = Sample(question="", data={"key": [[3], [3], [3], [3]]})
    assert GRID.verify(column, "3\n3\n3\n3").outcome == "correct"
    assert GRID.verify(column, "[[3], [3], [3], [3]]").outcome == "correct"
    assert GRID.verify(column, "3 3 3 3").outcome == "wrong"
    assert GRID.verify(GRIDS, "1 2 0 0 2 1").outcome == "wrong"
    assert "1, 2, 0, 0, 2, 1" not in list(GRID.renderings(GRIDS, GRID.solution(GRIDS.data)))


def item(pairs: list[tuple[str, str]], row: str, key: str, answer: str | None = None) -> Entry:
    def cells(text: str) -> list[int]:
        return [int(sign) for sign in text]

    metadata: dict[str, Any] = {
        "train_examples": [{"input": cells(one), "output": cells(two)} for one, two in pairs],
        "test_example": {"input": cells(row), "output": cells(key)},
    }
    return Entry("", " ".join(key) if answer is None else answer, metadata)


STOPPED = [("77010000", "07710000"), ("00888010", "00088810")]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (item(STOPPED, "99000010", "09900010"), "by one cell, or as far as the dot"),
        (item(STOPPED, "99000010", "00009910"), "as far as the dot, or by one cell"),
        (item([("30300000", "33300000")], "20002000", "22222000", "2 2 2 2 2 0 0 0"), ""),
        (item([("00700000", "00000700")], "50000000", "00050000", "0 0 0 5 0 0 0 1"), "a wrong label"),
        (item([("00700000", "00000700")], "05000000", "05000000"), "nothing changes"),
        (item([("00700000", "00000700")], "70000000", "00000700"), "the answer is printed"),
        (item([("07770000", "00777000")], "55000000", "05500000"), ""),
        (item([("07770000", "00777000"), ("00000007", "70000000")], "00000055", "50000005"), ""),
        (item([("07770000", "00777000")], "00000055", "50000005"), "what leaves the row may be lost"),
        (item([("11100000", "00011100")], "22000000", "00220000"), "by its own size, or by three"),
        (item([("3330333300", "2220111100")], "3333303300", "1111102200"), "by size, by parity, or in turn"),
        (item([("01180000", "08110000")], "66610000", "16660000"), "turned round, or sorted"),
        (item([("59555000", "55555000")], "29899900", "99999900"), "the most frequent, or the first colour"),
        (item([("12100000", "12100000"), ("34000000", "43000000")], "56700000", "76500000"), ""),
    ],
)
def test_rows_with_several_readings_or_wrong_labels_are_not_asked(entry: Entry, why: str) -> None:
    data = ROW.read(entry)
    assert (data is None) == bool(why)
    assert data is None or data == {"key": entry.metadata["test_example"]["output"]}


def test_simple_rules_find_the_keys_of_reasoning_gym() -> None:
    """Nearly all our rules are among those of Reasoning-Gym: together they explain many of its items."""
    explained, examined, several = 0, 150, 0
    for index in range(examined):
        entry = SOURCE.entry("arc_1d", ROW.levels[1].config, Rng("rules", index).bits(62))
        pairs = [(pair["input"], pair["output"]) for pair in entry.metadata["train_examples"]]
        test = entry.metadata["test_example"]
        found = list(readings(pairs, test["input"]))
        explained += test["output"] in found
        several += any(row != test["output"] for row in found)
    assert explained > examined / 2
    assert 0 < several < examined / 4


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_rules_keep_the_length_of_a_row_and_do_not_change_it_in_place(row: list[int]) -> None:
    before = list(row)
    for rule in RULES:
        found = rule(row)
        assert found is None or (len(found) == len(before) and found is not row)
    assert row == before


@given(st.lists(st.integers(0, 9), min_size=6, max_size=12), st.integers(-6, 6))
def test_a_wrapped_shift_can_be_taken_back(row: list[int], by: int) -> None:
    assert shifted(shifted(row, by, wrap=True), -by, wrap=True) == row


def test_grids_with_wrong_labels_or_printed_answers_are_not_asked() -> None:
    key = [[1, 2], [2, 1]]
    question = "Example 1:\n\nInput:\n3 4\n4 3\nOutput:\n4 3\n3 4\n\nInput:\n2 1\n1 2"
    assert GRID.read(Entry(question, "1 2\n2 1", {"output": key})) == {"key": key}
    assert GRID.read(Entry(question, "1 2\n2 2", {"output": key})) is None
    assert GRID.read(Entry(question, "2 1\n1 2", {"output": key[::-1]})) is None
    assert GRID.read(Entry(question, "4 3\n3 4", {"output": [[4, 3], [3, 4]]})) is None
    assert GRID.read(Entry("Input:\n2 1\n1 22", "2 1\n1 2", {"output": key[::-1]})) is not None


def test_the_example_is_never_the_answer() -> None:
    assert "<<<0 3 0\n3 0 3>>>" in GRID.advice(GRIDS.data)
    assert "<<<0 3 0\n3 0 3>>>" not in GRID.advice({"key": [[0, 3, 0], [3, 0, 3]]})


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for task in (ROW, GRID):
        knobs = task.levels[level - 1]
        for index in range(4):
            sample = task.generate(Rng("test", level, index), knobs)
            answer = task.solution(sample.data)
            assert len(sample.question) <= 8_000
            assert f"\n{answer}\n" not in sample.question
            assert task.verify(sample, answer).outcome == "correct"
            for name, text in task.mutations(sample, answer):
                assert task.verify(sample, text).outcome == "wrong", (name, text)
            assert task.reference(sample) is None


def test_grids_of_a_level_have_its_size() -> None:
    for knobs in GRID.levels:
        question = GRID.generate(Rng("size"), knobs).question
        assert knobs.least <= len(question) <= knobs.most
    with pytest.raises(TaskFault, match="another task"):
        GRID.generate(Rng("size"), Knobs(config={}))
