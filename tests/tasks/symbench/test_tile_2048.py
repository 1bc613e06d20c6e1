"""2048: one tile moves, meets its like and goes on; what is blocked is skipped."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.tile_2048 import Tile2048, moved, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = Tile2048()
SAMPLE = Sample(question="", data={"grid": [[0, 16], [4, 2]], "tile": [1, 2], "moves": "dl"})
OFFICIAL = LoadOptions(dialect="official")
EMPTY_START = LoadOptions(dialect="official", quirks=frozenset({"empty-start"}))


@pytest.mark.parametrize(
    ("grid", "tile", "moves", "after", "why"),
    [
        ([[0, 16], [4, 2]], [1, 2], "l", [[16, 0], [4, 2]], "onto an empty cell it moves"),
        ([[0, 16], [4, 2]], [1, 2], "dl", [[16, 0], [4, 2]], "a blocked step is skipped, the next is taken"),
        ([[2, 2, 4]], [1, 1], "r", [[0, 4, 4]], "with its like it becomes one tile"),
        ([[2, 2, 4]], [1, 1], "rr", [[0, 0, 8]], "the new tile goes on, and may meet its like again"),
        ([[2, 2, 4, 0]], [1, 1], "rrr", [[0, 0, 0, 8]], "and goes on further"),
        ([[2, 2]], [1, 2], "r", [[2, 2]], "it stays in the grid"),
        ([[0, 2, 0, 4]], [1, 2], "rr", [[0, 0, 2, 4]], "one step is one cell; another value blocks"),
        ([[0, 2, 0, 2]], [1, 2], "r", [[0, 0, 2, 2]], "only a step onto its like makes one tile of two"),
        ([[2], [0], [8]], [1, 1], "ud", [[0], [2], [8]], "up is towards the first row"),
        ([[0, 8], [4, 0]], [2, 1], "ur", [[4, 8], [0, 0]], "no other tile moves"),
        ([[0, 8], [4, 0]], [1, 1], "rd", [[0, 8], [4, 0]], "an empty cell does not move"),
        ([[4, 0]], [1, 1], "", [[4, 0]], "no step changes nothing"),
    ],
)
def test_the_rules_by_example(
    grid: list[list[int]], tile: list[int], moves: str, after: list[list[int]], why: str
) -> None:
    data = {"grid": grid, "tile": tile, "moves": moves}
    assert moved(data)[0] == after, why
    assert TASK.verify(Sample(question="", data=data), solve(data)).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        "[[16, 0], [4, 2]]",
        "[[16,0],[4,2]].",
        "16, 0, 4, 2",
        "[16, 0, 4, 2]",
        "16, 0\n4, 2",
        "16 0\n4 2",
        "[16, 0]\n[4, 2]",
        "((16, 0), (4, 2))",
        '[["16", "0"], ["4", "2"]]',
        "| 16 | 0 |\n| 4 | 2 |",
        "| 16 | 0 |\n|---|---|\n| 4 | 2 |",
        "$\\begin{bmatrix} 16 & 0 \\\\ 4 & 2 \\end{bmatrix}$",
        "[[16.0, 0.0], [4.0, 2.0]]",
        "```\n16, 0\n4, 2\n```",
    ],
)
def test_every_form_of_the_right_grid_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[[0, 16], [4, 2]]", "row 1, column 1 is wrong"),
        ("[[16, 0], [2, 4]]", "row 2, column 1 is wrong"),
        ("[[16, 4], [0, 2]]", "row 1, column 2 is wrong"),
        ("[[16, ], [4, 2]]", "not a grid of 2 x 2"),
        ("[[16], [4, 2, 0]]", "not a grid of 2 x 2"),
        ("[[16, 0], [4, 2], [0, 0]]", "not a grid of 2 x 2"),
        ("16, 0, 4", "not a grid of 2 x 2"),
        ("160\n42", "not a grid of 2 x 2"),
        ("[[16, .], [4, 2]]", "row 1, column 2 is wrong"),
        ("[[16, 0], [4, 2]", "cannot read the grid"),
        ("[[2**4, 0], [4, 2]]", "row 1, column 1 is wrong"),
    ],
)
def test_everything_else_is_wrong_and_says_why(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_digits_side_by_side_are_not_cells() -> None:
    sample = Sample(question="", data={"grid": [[2, 0], [0, 4]], "tile": [1, 1], "moves": "d"})
    assert TASK.verify(sample, "0, 0, 2, 4").outcome == "correct"
    assert TASK.verify(sample, "00\n24").outcome == "wrong"


def walked(data: dict[str, Any]) -> list[list[int]]:
    """The rules once more, as a walk over a mapping of tiles."""
    tiles = {
        (row, column): value
        for row, line in enumerate(data["grid"], 1)
        for column, value in enumerate(line, 1)
        if value
    }
    here = (data["tile"][0], data["tile"][1])
    for step in data["moves"] if here in tiles else "":
        there = (
            here[0] + (step == "d") - (step == "u"),
            here[1] + (step == "r") - (step == "l"),
        )
        if not (1 <= there[0] <= len(data["grid"]) and 1 <= there[1] <= len(data["grid"][0])):
            continue
        met = tiles.get(there)
        if met is None:
            tiles[there] = tiles.pop(here)
            here = there
        elif met == tiles[here]:
            tiles[there] = 2 * met
            del tiles[here]
            here = there
    return [
        [tiles.get((row, column), 0) for column in range(1, len(data["grid"][0]) + 1)]
        for row in range(1, len(data["grid"]) + 1)
    ]


@given(st.data())
def test_the_solver_agrees_with_a_second_one(draw: st.DataObject) -> None:
    height, width = draw.draw(st.integers(1, 5)), draw.draw(st.integers(1, 5))
    row = st.lists(st.sampled_from([0, 0, 2, 4, 8]), min_size=width, max_size=width)
    data: dict[str, Any] = {
        "grid": draw.draw(st.lists(row, min_size=height, max_size=height)),
        "tile": [draw.draw(st.integers(1, height)), draw.draw(st.integers(1, width))],
        "moves": draw.draw(st.text("udlr", max_size=20)),
    }
    after, merges, skipped = moved(data)
    assert after == walked(data)
    tiles_before, tiles_after = (
        sum(cell > 0 for row in grid for cell in row) for grid in (data["grid"], after)
    )
    assert merges == tiles_before - tiles_after
    assert 0 <= skipped <= len(data["moves"]) - merges
    assert sum(map(sum, after)) == sum(map(sum, data["grid"])), "the sum of all tiles never changes"


def parsed(question: str) -> dict[str, Any]:
    """The data, read back from a question."""
    grid = [
        [int(cell) for cell in line.split()] for line in question.splitlines() if re.match(r"[\d ]+$", line)
    ]
    place = re.search(r"The tile in row (\d+), column (\d+) moves", question)
    steps = re.search(r"one after the other:\n\n([a-z, ]*)\n", question)
    assert place
    assert steps
    return {
        "grid": grid,
        "tile": [int(place[1]), int(place[2])],
        "moves": "".join(step[0] for step in steps[1].split(", ")),
    }


@pytest.mark.parametrize("level", range(1, 6))
def test_a_question_says_all_that_its_answer_depends_on(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for number in range(40):
        sample = TASK.generate(Rng(level, number), knobs)
        data = sample.data
        assert parsed(sample.question) == data
        assert data["grid"][data["tile"][0] - 1][data["tile"][1] - 1] > 0, "the tile exists"
        assert "no tile" not in sample.question
        after, merges, skipped = moved(data)
        assert after != data["grid"], "something changes"
        assert merges >= knobs.merges
        assert skipped >= knobs.skipped
        answer = solve(data)
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", name
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        assert TASK.verify(sample, str(data["grid"])).outcome == "wrong", "echo of the grid"


@pytest.mark.parametrize("quirks", [frozenset(), frozenset({"empty-start"})], ids=["rules", "empty-start"])
def test_the_released_worked_example(symbench: Path, quirks: frozenset[str]) -> None:
    options = LoadOptions(dialect="official", quirks=quirks)
    [sample] = TASK.load(symbench / "2048_dataset" / "sample_0", options)
    assert sample.defects == ()
    assert TASK.verify(sample, "16, 0, 4, 2").outcome == "correct"
    assert TASK.verify(sample, "0, 16, 4, 2").outcome == "wrong"


def test_official_items_with_an_empty_start_or_an_unchanged_grid_are_marked(symbench: Path) -> None:
    files = list((symbench / "2048_dataset").rglob("solution.json"))
    records = {file.relative_to(symbench).as_posix(): json.loads(file.read_text()) for file in files}
    empty, unchanged = set(), set()
    for name, record in records.items():
        row, column = record["start_pos"]
        if record["grid"][row][column] == 0:
            empty.add(name)
        answer = [[int(cell) for cell in line.split(",")] for line in record["solution"].split("\n")]
        if answer == record["grid"]:
            unchanged.add(name)
    assert 0 < len(empty) < len(unchanged) < len(records)
    assert empty < unchanged
    for options in (LoadOptions(), OFFICIAL, EMPTY_START):
        samples = {sample.provenance["file"]: sample for sample in TASK.load(symbench, options)}
        assert set(samples) == set(records)
        marked = {name for name, sample in samples.items() if "answer_shown" in sample.defects}
        unclear = {name for name, sample in samples.items() if "ambiguous" in sample.defects}
        assert marked == unchanged
        assert unclear == (empty if options.dialect == "official" else set())
        for name, sample in samples.items():
            assert not set(sample.defects) - {"answer_shown", "ambiguous"}
            stored = records[name]["solution"]
            assert sample.stored_answer == stored
            assert TASK.verify(sample, stored).outcome == "correct"
            assert TASK.verify(sample, stored.replace("\n", ", ")).outcome == "correct"
            assert TASK.verify(sample, solve(sample.data)).outcome == "correct"
            assert TASK.verify(sample, f"7{stored}").outcome == "wrong"
    for sample in TASK.load(symbench):
        assert parsed(sample.question) == sample.data
        assert ("no tile" in sample.question) == (sample.provenance["file"] in empty)


RECORD = {"grid": [[0, 16], [4, 2]], "moves": "dl", "start_pos": [0, 1], "solution": "16, 0\n4, 2"}


@pytest.mark.parametrize(
    "change",
    [
        {"grid": [[0, 16], [4]]},
        {"grid": []},
        {"grid": [[]]},
        {"grid": [[0, -16], [4, 2]]},
        {"grid": [[0, "16"], [4, 2]]},
        {"moves": "dx"},
        {"moves": ["d"]},
        {"start_pos": [0, 2]},
        {"start_pos": [-1, 0]},
        {"start_pos": [0]},
        {"start_pos": [0.0, 1]},
        {"solution": [[16, 0], [4, 2]]},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, object]) -> None:
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, **change}))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_a_wrong_stored_answer_is_noticed_and_decides_with_the_quirk(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, "solution": "16, 0\n4, 4"}))
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("wrong_key",)
    assert TASK.verify(sample, "16, 0, 4, 2").outcome == "correct"
    [sample] = TASK.load(tmp_path, EMPTY_START)
    assert TASK.verify(sample, "16, 0, 4, 2").outcome == "wrong"
    assert TASK.verify(sample, "[[16, 0], [4, 4]]").outcome == "correct"
