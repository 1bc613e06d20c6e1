"""Logic puzzle: places, different numbers, the top right cell and the rule all count."""

from __future__ import annotations

import json
import re
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.logic_puzzle import LogicPuzzle
from r1ci_symbench.logic_puzzle_search import negative_cycles, select_by_products, select_by_sums

if TYPE_CHECKING:
    from pathlib import Path

TASK = LogicPuzzle()
OFFICIAL = LoadOptions(dialect="official")
Cell = tuple[int, int]

SUMS = Sample(
    question="",
    data={"grid": [[4, 1, 2], [1, 3, 2], [3, 3, 1]], "count": 4, "rule": "sum", "most": 6},
)
PRODUCTS = Sample(
    question="",
    data={
        "grid": [[-1, 2, -2, 5], [-3, 5, -4, 2], [-1, -1, 2, -6], [5, 0, -5, 2]],
        "count": 6,
        "rule": "product",
    },
)


def made(level: int, index: int) -> Sample:
    return TASK.generate(Rng(TASK.id, "test", level, index), TASK.levels[level - 1])


def keeps_to_the_rules(data: dict[str, Any], cells: tuple[Cell, ...] | list[Cell]) -> bool:
    """The rules once more, for cells that are known to be in the grid."""
    grid, size = data["grid"], len(data["grid"])
    numbers = [grid[row][column] for row, column in cells]
    lines = [
        line
        for place in range(size)
        for line in (
            [grid[row][column] for row, column in cells if row == place],
            [grid[row][column] for row, column in cells if column == place],
        )
    ]
    good = all(sum(line) <= data["most"] if "most" in data else prod(line) > 0 for line in lines)
    return good and len(set(numbers)) == data["count"] == len(cells) and (0, size - 1) in cells


def every_selection(data: dict[str, Any]) -> list[tuple[Cell, ...]]:
    size = len(data["grid"])
    corner = (0, size - 1)
    free = [(row, column) for row in range(size) for column in range(size) if (row, column) != corner]
    return [
        (corner, *cells)
        for cells in combinations(free, data["count"] - 1)
        if keeps_to_the_rules(data, (corner, *cells))
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "0 2, 0 0, 1 1, 2 2",
        "[0 2, 0 0, 1 1, 2 2]",
        "(0, 2), (0, 0), (1, 1), (2, 2)",
        "[[0, 2], [0, 0], [1, 1], [2, 2]]",
        "[(2, 2), (1, 1), (0, 0), (0, 2)]",
        "0 2\n0 0\n1 1\n2 2",
        "0,2;0,0;1,1;2,2",
    ],
)
def test_every_form_and_order_of_a_selection_is_read(answer: str) -> None:
    assert TASK.verify(SUMS, answer).outcome == "correct"
    lower = Sample(question="", data={**SUMS.data, "most": 5})
    assert TASK.verify(lower, answer).reason == "the numbers of row 0 add up to more than 5"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("0 2, 0 0, 1 1", "there are 3 cells, not 4"),
        ("0 2, 0 0, 1 1, 2 2, 1 0", "there are 5 cells, not 4"),
        ("0 2, 0 0, 1 1, 3 2", "the cell 3 2 is not in the grid"),
        ("0 2, 0 0, 1 1, 2 -1", "the cell 2 -1 is not in the grid"),
        ("0 2, 0 0, 1 1, 1 1", "a cell is listed twice"),
        ("0 0, 1 1, 1 2, 2 2", "the top right cell is missing"),
        ("0 2, 1 1, 2 0, 2 2", "a number is selected twice"),
        ("0 2, 0 0, 0 1, 1 1", "the numbers of row 0 add up to more than 6"),
        ("0 2, 0 0, 2 0, 2 2", "the numbers of column 0 add up to more than 6"),
    ],
)
def test_a_broken_rule_of_sums_is_named(answer: str, reason: str) -> None:
    assert TASK.verify(SUMS, answer).reason == reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("0 3, 0 1, 0 0, 0 2, 1 0, 1 2", ""),  # four negative numbers, two in each row and column
        ("0 3, 0 1, 0 0, 0 2, 1 0, 2 3", "the product of row 1 is not greater than 0"),
        ("0 3, 0 1, 0 2, 1 2, 1 0, 2 0", "the product of row 0 is not greater than 0"),
        ("0 3, 0 1, 0 0, 0 2, 1 0, 3 2", "the product of row 1 is not greater than 0"),
        ("0 3, 0 1, 0 0, 0 2, 2 0, 2 3", "a number is selected twice"),
        ("0 3, 3 1, 0 0, 0 2, 1 0, 1 2", "the product of column 1 is not greater than 0"),  # 0 is not greater
        ("0 3, 1 1, 0 0, 0 2, 1 0, 1 2", "a number is selected twice"),
    ],
)
def test_a_broken_rule_of_products_is_named(answer: str, reason: str) -> None:
    assert TASK.verify(PRODUCTS, answer).reason == reason


@pytest.mark.parametrize("sample", [SUMS, PRODUCTS], ids=["sum", "product"])
def test_exactly_the_selections_that_keep_to_the_rules_are_accepted(sample: Sample) -> None:
    size = len(sample.data["grid"])
    cells = [(row, column) for row in range(size) for column in range(size)]
    right = {frozenset(selection) for selection in every_selection(sample.data)}
    assert len(right) > 1
    for count in (sample.data["count"] - 1, sample.data["count"]):
        for chosen in combinations(cells, count):
            accepted = TASK.fault(sample.data, list(chosen)) == ""
            assert accepted == (frozenset(chosen) in right)


def test_the_exploits_of_the_released_checker_are_rejected(symbench: Path) -> None:
    for sample in TASK.load(symbench, OFFICIAL):
        count = sample.data["count"]
        for junk in ("99 99", "0 0", f"0 {len(sample.data['grid']) - 1}"):
            assert TASK.verify(sample, ", ".join([junk] * count)).outcome == "wrong"


grids = st.integers(2, 3).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(1, 6), min_size=size, max_size=size), min_size=size, max_size=size
    )
)
signed = st.integers(2, 4).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-6, 6).filter(bool), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


@given(grid=grids, count=st.integers(1, 5), most=st.integers(1, 12))
def test_the_search_by_sums_finds_a_selection_exactly_where_there_is_one(
    grid: list[list[int]], count: int, most: int
) -> None:
    assume(count <= len(grid) ** 2)
    data = {"grid": grid, "count": count, "rule": "sum", "most": most}
    found = select_by_sums(grid, count, most)
    assert bool(found) == bool(every_selection(data))
    assert not found or keeps_to_the_rules(data, found)


@settings(max_examples=60)
@given(grid=signed, count=st.integers(1, 7))
def test_the_search_by_products_finds_a_selection_exactly_where_there_is_one(
    grid: list[list[int]], count: int
) -> None:
    assume(count <= len(grid) ** 2)
    data = {"grid": grid, "count": count, "rule": "product"}
    found = select_by_products(grid, count)
    assert bool(found) == bool(every_selection(data))
    assert not found or keeps_to_the_rules(data, found)


@given(grid=signed)
def test_the_basis_makes_every_even_set_of_negative_cells(grid: list[list[int]]) -> None:
    cells, basis = negative_cycles(grid)
    assume(len(cells) <= 10)
    even = set()
    for mask in range(1 << len(cells)):
        chosen = [cell for place, cell in enumerate(cells) if mask >> place & 1]
        lines = range(len(grid))
        if all(sum(cell[axis] == line for cell in chosen) % 2 == 0 for axis in (0, 1) for line in lines):
            even.add(mask)
    sums = {0}
    for mask in basis:
        sums |= {other ^ mask for other in sums}
    assert sums == even
    assert len(even) == 1 << len(basis)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_have_an_answer_and_none_that_is_read_off(level: int) -> None:
    knobs = TASK.levels[level - 1]
    rules = set()
    for index in range(40):
        sample = made(level, index)
        grid, count = sample.data["grid"], sample.data["count"]
        rules.add(sample.data["rule"])
        cells = [(row, column) for row in range(knobs.size) for column in range(knobs.size)]
        answer = TASK.form.read(TASK.answer(sample) or "")
        assert keeps_to_the_rules(sample.data, answer)
        assert answer[0] == (0, knobs.size - 1)
        if sample.data["rule"] == "product":
            positive = {grid[row][column] for row, column in cells if grid[row][column] > 0}
            assert len(positive) < count
            assert all(0 < abs(grid[row][column]) <= knobs.highest for row, column in cells)
        else:
            assert count == knobs.picks
            assert not select_by_sums(grid, count, sample.data["most"] - 1)
            assert all(0 < grid[row][column] <= knobs.highest for row, column in cells)
            # Neither the order of the grid nor that of the numbers leads to an answer by itself.
            for order in (cells, sorted(cells, key=lambda cell: grid[cell[0]][cell[1]])):
                taken = [(0, knobs.size - 1)]
                for cell in order:
                    longer = [*taken, cell]
                    if cell not in taken and keeps_to_the_rules(
                        {**sample.data, "count": len(longer)}, longer
                    ):
                        taken = longer
                assert len(taken) < count
    assert rules == {1: {"sum"}, 2: {"sum", "product"}}.get(level, {"product"})


def test_no_fixed_answer_solves_many_questions() -> None:
    samples = [made(1, index) for index in range(100)]
    places = [(row, column) for row in range(3) for column in range(3)]
    shares = [
        sum(not TASK.fault(sample.data, list(cells)) for sample in samples)
        for cells in combinations(places, 4)
    ]
    assert 0 < max(shares) <= 20


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_wrong_answers_near_a_right_one_are_rejected_and_its_other_forms_accepted(level: int) -> None:
    names = set()
    for index in range(10):
        sample = made(level, index)
        answer = TASK.answer(sample)
        assert answer is not None
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", name
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
    assert names >= {
        "missing part",
        "extra part",
        "repeated parts",
        "off the grid",
        "counted from 1",
        "top right cell left out",
        "number selected twice",
        "rule broken",
        "rows and columns exchanged",
    }


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_question_read_back_gives_the_data(level: int) -> None:
    for index in range(5):
        sample = made(level, index)
        question, grid = sample.question, sample.data["grid"]
        block = question.split("\n\n")[1]
        assert [[int(cell) for cell in line.split(",")] for line in block.split("\n")] == grid
        counted = re.search(r"exactly (\d+) cells", question)
        bound = re.search(r"add up to (\d+) or less", question)
        assert counted is not None
        assert int(counted[1]) == sample.data["count"]
        assert (int(bound[1]) if bound else None) == sample.data.get("most")
        assert ("greater than 0" in question) == (sample.data["rule"] == "product")
        assert f"which holds {grid[0][-1]}," in question


WRONG_ONLY = {3, 20, 30}
UNSOLVABLE = {2, 4, 5, 8, 9, 12, 13, 14, 18, 19, 21, 22, 23, 24, 25, 27, 28, 29, 31, 33, 38, 39, 40, 45}


def number(sample: Sample) -> int:
    found = re.search(r"sample_(\d+)", sample.provenance["file"])
    assert found is not None
    return int(found[1])


def test_official_keys_are_wrong_where_documented(symbench: Path) -> None:
    files = list((symbench / "logic_puzzle_dataset").rglob("solution.json"))
    samples = list(TASK.load(symbench, OFFICIAL))
    assert len(samples) == len(files) > 0
    seen: set[str] = set()
    for sample in samples:
        name = number(sample)
        expected = {"wrong_key"} if name in WRONG_ONLY | UNSOLVABLE else set()
        expected |= {"unsolvable"} if name in UNSOLVABLE else set()
        expected |= {"duplicate"} if sample.question in seen else set()
        assert set(sample.defects) == expected
        seen.add(sample.question)
        verdict = TASK.verify(sample, sample.stored_answer or "")
        assert (verdict.outcome == "wrong") == ("wrong_key" in sample.defects), verdict.reason
        answer = TASK.answer(sample)
        assert (answer is None) == (name in UNSOLVABLE)
        assert answer is None or TASK.verify(sample, answer).outcome == "correct"


def test_unsolvable_official_items_have_no_answer_by_exhaustion(symbench: Path) -> None:
    tried = 0
    for sample in TASK.load(symbench):
        if len(sample.data["grid"]) <= 4:
            tried += 1
            assert bool(every_selection(sample.data)) == ("unsolvable" not in sample.defects)
    assert tried > 0


def test_the_official_question_shows_the_data_that_is_loaded(symbench: Path) -> None:
    for sample in TASK.load(symbench, OFFICIAL):
        lines = [line.split(", ") for line in sample.question.split("\n") if re.fullmatch(r"[-\d, ]+", line)]
        assert [[int(cell) for cell in line] for line in lines] == sample.data["grid"]
        assert f"select {sample.data['count']} different numbers" in sample.question
        rule = "less than or equal to 4" if sample.data["rule"] == "sum" else "greater than 0"
        assert rule in sample.question


def test_the_golden_example() -> None:
    data = {"grid": [[1, 2], [3, 1]], "count": 3, "rule": "sum", "most": 4, "dialect": "official"}
    sample = Sample(question="", data=data)
    assert TASK.verify(sample, "0 1, 1 0, 0 0").outcome == "correct"
    assert TASK.answer(sample) is not None


GRID = [[1, 2], [3, 1]]
CELLS = [[0, 1], [1, 0], [0, 0]]
SUM = {"type": "sum_le_4"}


@pytest.mark.parametrize(
    "record",
    [
        [],
        {"grid": GRID, "constraints": SUM},
        {"grid": GRID, "solution": CELLS},
        {"grid": GRID, "solution": None, "constraints": SUM},
        {"grid": GRID, "solution": [[0]], "constraints": SUM},
        {"grid": GRID[:1], "solution": CELLS, "constraints": SUM},
        {"grid": [[1, "2"], [3, 1]], "solution": CELLS, "constraints": SUM},
        {"grid": [[1, -2], [3, 1]], "solution": CELLS, "constraints": SUM},
        {"grid": GRID, "solution": CELLS, "constraints": {"type": "other"}},
        {"grid": GRID, "solution": CELLS, "constraints": "sum"},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: Any) -> None:
    (tmp_path / "solution.json").write_text(json.dumps(record))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
