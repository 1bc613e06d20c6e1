"""Light puzzles: a button toggles its lights at every press, and only the final grid counts."""

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
from r1ci_symbench.light_puzzles import LightPuzzles, pressed, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = LightPuzzles()
OFFICIAL = LoadOptions(dialect="official")
BUTTONS = {"A": [[1, 1], [2, 1]], "B": [[1, 2]], "C": [[1, 1], [1, 2], [2, 1], [2, 2]]}


def puzzle(grid: list[list[int]], presses: str) -> Sample:
    return Sample(question="", data={"grid": grid, "buttons": BUTTONS, "presses": list(presses)})


@pytest.mark.parametrize(
    ("grid", "presses", "after", "why"),
    [
        ([[0, 0], [0, 0]], "A", [[1, 0], [1, 0]], "what is off goes on; places are rows and columns from 1"),
        ([[1, 1], [1, 1]], "A", [[0, 1], [0, 1]], "what is on goes off"),
        ([[1, 0], [0, 1]], "B", [[1, 1], [0, 1]], "lights of other buttons stay"),
        ([[1, 0], [0, 1]], "BB", [[1, 0], [0, 1]], "two presses of one button cancel out"),
        ([[1, 0], [0, 1]], "AC", [[1, 1], [0, 0]], "two buttons may share lights"),
        ([[1, 0], [0, 1]], "CA", [[1, 1], [0, 0]], "the order does not matter"),
        ([[1, 0], [0, 1]], "BABAB", [[1, 1], [0, 1]], "only odd and even matter"),
    ],
)
def test_the_rules_by_example(grid: list[list[int]], presses: str, after: list[list[int]], why: str) -> None:
    sample = puzzle(grid, presses)
    assert pressed(sample.data) == after, why
    assert TASK.verify(sample, solve(sample.data)).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        "[[1, 0], [1, 1]]",
        "[[1,0],[1,1]].",
        "1, 0, 1, 1",
        "[1, 0, 1, 1]",
        "1 0\n1 1",
        "10\n11",
        "[10, 11]",
        "((1, 0), (1, 1))",
        '[["1", "0"], ["1", "1"]]',
        "| 1 | 0 |\n| 1 | 1 |",
        "`[[1, 0], [1, 1]]`",
        "```\n1 0\n1 1\n```",
    ],
)
def test_every_form_of_the_right_grid_is_accepted(answer: str) -> None:
    assert TASK.verify(puzzle([[0, 0], [0, 1]], "A"), answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[[0, 0], [0, 1]]", "a light is wrong"),
        ("[[1, 1], [0, 1]]", "a light is wrong"),
        ("[[1, 0], [1, 2]]", "a light is wrong"),
        ("[[1, 0], [1, true]]", "a light is wrong"),
        ("1, 0, 1", "not a grid of 2 x 2"),
        ("1, 0, 1, 1, 1", "not a grid of 2 x 2"),
        ("[[1, 0, 1], [1]]", "not a grid of 2 x 2"),
        ("1011", "not a grid of 2 x 2"),
        ("[[1, 0], [1, 1]", "cannot read the grid"),
    ],
)
def test_everything_else_is_wrong_and_says_why(answer: str, reason: str) -> None:
    verdict = TASK.verify(puzzle([[0, 0], [0, 1]], "A"), answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(st.data())
def test_a_light_changes_if_it_is_toggled_an_odd_number_of_times(draw: st.DataObject) -> None:
    size = draw.draw(st.integers(1, 5))
    cells = [[row, column] for row in range(1, size + 1) for column in range(1, size + 1)]
    lights = st.lists(st.integers(0, 1), min_size=size, max_size=size)
    grid = draw.draw(st.lists(lights, min_size=size, max_size=size))
    buttons = {name: draw.draw(st.lists(st.sampled_from(cells), unique_by=tuple)) for name in "ABC"}
    presses = draw.draw(st.lists(st.sampled_from("ABC"), max_size=12))
    after = pressed({"grid": grid, "buttons": buttons, "presses": presses})
    for row, column in cells:
        toggles = sum([row, column] in buttons[name] for name in presses)
        assert after[row - 1][column - 1] == (grid[row - 1][column - 1] + toggles) % 2


def parsed(question: str) -> dict[str, Any]:
    """The data, read back from a question."""
    size = re.search(r"grid of (\d+) x \1 lights", question)
    presses = re.search(r"in this order: ([A-Z](?:, [A-Z])*)\.", question)
    assert size
    assert presses
    grid = [
        [int(light) for light in line.split()]
        for line in question.splitlines()
        if re.fullmatch(r"[01]( [01])*", line)
    ]
    assert len(grid) == int(size[1])
    buttons = {}
    for name, cells in re.findall(r"^([A-Z]): (.*)$", question, re.MULTILINE):
        buttons[name] = [[int(row), int(column)] for row, column in re.findall(r"\((\d+), (\d+)\)", cells)]
    return {"grid": grid, "buttons": buttons, "presses": presses[1].split(", ")}


@pytest.mark.parametrize("level", range(1, 6))
def test_a_question_says_all_that_its_answer_depends_on(level: int) -> None:
    for number in range(40):
        sample = TASK.generate(Rng(level, number), TASK.levels[level - 1])
        assert parsed(sample.question) == sample.data
        answer = solve(sample.data)
        assert TASK.verify(sample, str(sample.data["grid"])).outcome == "wrong", "echo of the lights"
        for example in re.findall("<<<(.*?)>>>", sample.question):
            assert TASK.verify(sample, example).outcome == "wrong"
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", name
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text


def test_the_released_worked_example() -> None:
    data = {
        "grid": [[0, 1], [1, 1]],
        "buttons": {"A": [[1, 1], [1, 2]]},
        "presses": ["A"],
        "dialect": "official",
    }
    assert TASK.verify(Sample(question="", data=data), "1, 0, 1, 1").outcome == "correct"


def test_official_items_are_right_but_some_presses_cancel_out(symbench: Path) -> None:
    files = list((symbench / "light_puzzles_dataset").rglob("solution.json"))
    records = {file.relative_to(symbench).as_posix(): json.loads(file.read_text()) for file in files}
    unchanged = {
        name
        for name, record in records.items()
        if record["solution"] == [light for row in record["initial_state"] for light in row]
    }
    assert 0 < len(unchanged) < len(records)
    for options in (LoadOptions(), OFFICIAL):
        samples = {sample.provenance["file"]: sample for sample in TASK.load(symbench, options)}
        assert set(samples) == set(records)
        for name, sample in samples.items():
            assert set(sample.defects) - {"duplicate"} == ({"answer_shown"} if name in unchanged else set())
            assert sample.stored_answer == str(records[name]["solution"])
            assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
            assert TASK.verify(sample, sample.stored_answer.strip("[]")).outcome == "correct"
            assert TASK.verify(sample, solve(sample.data)).outcome == "correct"
            flipped = [1 - light for light in records[name]["solution"]]
            assert TASK.verify(sample, str(flipped)).outcome == "wrong"
            if options.dialect == "strict":
                assert parsed(sample.question) == sample.data


RECORD = {
    "n": 2,
    "initial_state": [[0, 1], [1, 1]],
    "buttons": {"A": [[1, 1], [1, 2]]},
    "operations": ["A"],
    "solution": [1, 0, 1, 1],
}


def test_a_wrong_stored_answer_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    (tmp_path / "solution.json").write_text(json.dumps(RECORD))
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ()
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, "solution": [1, 0, 1, 0]}))
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("wrong_key",)


def test_a_repeated_question_is_a_duplicate(tmp_path: Path) -> None:
    for name in ("sample_1", "sample_2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "solution.json").write_text(json.dumps(RECORD))
    assert [sample.defects for sample in TASK.load(tmp_path)] == [(), ("duplicate",)]


@pytest.mark.parametrize(
    "change",
    [
        {"n": 3},
        {"n": "two"},
        {"initial_state": [[0, 1], [1]]},
        {"initial_state": [[0, 1], [1, 7]]},
        {"initial_state": 7},
        {"buttons": {"A": [[1, 3]]}},
        {"buttons": {"A": [[0, 1]]}},
        {"buttons": {"A": [1]}},
        {"buttons": [["A", [[1, 1]]]]},
        {"operations": ["B"]},
        {"operations": 7},
        {"solution": 7},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, object]) -> None:
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, **change}))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
