"""Matrix transformation: turns, mirror images, transpositions, one after the other; the shape counts."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.matrix_transformation import MatrixTransformation, changed, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = MatrixTransformation()
OFFICIAL = LoadOptions(dialect="official")
WIDE = [["A", "B", "C"], ["D", "E", "F"]]
NAMES = ("clockwise", "counterclockwise", "half turn", "mirror", "flip", "transpose", "antitranspose")


def asked(matrix: list[list[str]], *changes: str) -> Sample:
    return Sample(question="", data={"matrix": matrix, "changes": list(changes)})


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        (["clockwise"], ["DA", "EB", "FC"]),
        (["counterclockwise"], ["CF", "BE", "AD"]),
        (["half turn"], ["FED", "CBA"]),
        (["mirror"], ["CBA", "FED"]),
        (["flip"], ["DEF", "ABC"]),
        (["transpose"], ["AD", "BE", "CF"]),
        (["antitranspose"], ["FC", "EB", "DA"]),
        (["mirror", "clockwise"], ["FC", "EB", "DA"]),
        (["clockwise", "mirror"], ["AD", "BE", "CF"]),
        (["clockwise", "flip", "transpose"], ["FED", "CBA"]),
        ([], ["ABC", "DEF"]),
    ],
)
def test_the_changes_by_example(changes: list[str], rows: list[str]) -> None:
    result = [list(row) for row in rows]
    assert changed({"matrix": WIDE, "changes": changes}) == result
    assert TASK.verify(asked(WIDE, *changes), json.dumps(result)).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        '[["D", "A"], ["E", "B"], ["F", "C"]]',
        "[['D','A'],['E','B'],['F','C']].",
        "[[D, A], [E, B], [F, C]]",
        "(('D', 'A'), ('E', 'B'), ('F', 'C'))",
        "D, A, E, B, F, C",
        "[D, A, E, B, F, C]",
        '"D", "A", "E", "B", "F", "C"',
        "D A\nE B\nF C",
        "D,A\nE,B\nF,C",
        "DA\nEB\nFC",
        '["DA", "EB", "FC"]',
        "| D | A |\n| E | B |\n| F | C |",
        "```\nD A\nE B\nF C\n```",
        "**[[D, A], [E, B], [F, C]]**",
        "Answer: D A\nE B\nF C",
    ],
)
def test_every_form_of_the_right_matrix_is_accepted(answer: str) -> None:
    assert TASK.verify(asked(WIDE, "clockwise"), answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[[A, D], [B, E], [C, F]]", "row 1, column 1 is wrong"),
        ("[[D, A], [E, B], [C, F]]", "row 3, column 1 is wrong"),
        ("[[D, A, E], [B, F, C]]", "not a matrix of 3 rows and 2 columns"),
        ("DAE\nBFC", "not a matrix of 3 rows and 2 columns"),
        ("[[A, B, C], [D, E, F]]", "not a matrix of 3 rows and 2 columns"),
        ("D, A, E, B, F", "not a matrix of 3 rows and 2 columns"),
        ("D, A, E, B, F, C, C", "not a matrix of 3 rows and 2 columns"),
        ("[[D, A], [E, B], [F, C.]]", "row 3, column 2 is wrong"),
        ("[[d, a], [e, b], [f, c]]", "row 1, column 1 is wrong"),
        ("DAEBFC", "not a matrix of 3 rows and 2 columns"),
        ("[[D, A], [E, B], [F, C]", "cannot read the grid"),
        ("D, A, E, B, F, \u0421", "row 3, column 2 is wrong"),
    ],
)
def test_everything_else_is_wrong_and_says_why(answer: str, reason: str) -> None:
    verdict = TASK.verify(asked(WIDE, "clockwise"), answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "answer",
    [
        "[[*, $], [*, *]]",
        "* $\n* *",
        "*$\n**",
        "*, $, *, *",
        "*,$,*,*",
        '[["*", "$"], ["*", "*"]]',
        "$[[*, $], [*, *]]$",
        "**[[*, $], [*, *]]**",
        "'*, $, *, *'",
    ],
)
def test_signs_are_cells_and_no_markup(answer: str) -> None:
    assert TASK.verify(asked([["$", "*"], ["*", "*"]], "mirror"), answer).outcome == "correct"


def test_signs_at_both_ends_are_not_taken_off() -> None:
    sample = asked([["$", "*"], ["*", "$"]], "flip")
    assert TASK.verify(sample, "*, $, $, *").outcome == "correct"
    assert TASK.verify(sample, "$, *, *, $").outcome == "wrong"
    assert TASK.verify(asked([["$", "a"], ["b", "$"]], "transpose"), "$, b, a, $").outcome == "correct"


def moved(name: str, row: int, column: int, height: int, width: int) -> tuple[int, int]:
    """Where a change takes a cell, written down place by place."""
    below, behind = height - 1 - row, width - 1 - column
    return {
        "clockwise": (column, below),
        "counterclockwise": (behind, row),
        "half turn": (below, behind),
        "mirror": (row, behind),
        "flip": (below, column),
        "transpose": (column, row),
        "antitranspose": (behind, below),
    }[name]


@given(st.integers(1, 5), st.integers(1, 5), st.lists(st.sampled_from(NAMES), max_size=6))
def test_every_cell_goes_where_the_changes_take_it(height: int, width: int, changes: list[str]) -> None:
    # Every cell has a character of its own, so that each can be followed.
    matrix = [[chr(0x4E00 + row * width + column) for column in range(width)] for row in range(height)]
    result = changed({"matrix": matrix, "changes": changes})
    for start in itertools.product(range(height), range(width)):
        place, shape = start, (height, width)
        for name in changes:
            place = moved(name, *place, *shape)
            if name in ("clockwise", "counterclockwise", "transpose", "antitranspose"):
                shape = (shape[1], shape[0])
        assert (len(result), len(result[0])) == shape
        assert result[place[0]][place[1]] == matrix[start[0]][start[1]]


KEYWORDS = {
    "90 degrees clockwise": "clockwise",
    "90 degrees counterclockwise": "counterclockwise",
    "180 degrees": "half turn",
    "from left to right": "mirror",
    "from top to bottom: the": "flip",
    "Transpose": "transpose",
    "along the diagonal": "antitranspose",
}


def parsed(question: str) -> dict[str, Any]:
    """The data, read back from a question."""
    changes = []
    for line in question.splitlines():
        if re.match(r"(\d+\. )?(Turn|Mirror|Transpose) ?", line):
            [name] = [name for words, name in KEYWORDS.items() if words in line]
            changes.append(name)
    matrix = [line.split(" ") for line in question.splitlines() if re.fullmatch(r"\S( \S)+", line)]
    shape = re.search(r"matrix of (\d+) rows and (\d+) columns", question)
    assert shape
    assert (int(shape[1]), int(shape[2])) == (len(matrix), len(matrix[0]))
    return {"matrix": matrix, "changes": changes}


@pytest.mark.parametrize("level", range(1, 6))
def test_a_question_says_all_that_its_answer_depends_on(level: int) -> None:
    knobs = TASK.levels[level - 1]
    asked_for = set()
    for number in range(40):
        sample = TASK.generate(Rng(level, number), knobs)
        assert parsed(sample.question) == sample.data
        asked_for |= set(sample.data["changes"])
        assert changed(sample.data) != sample.data["matrix"], "something changes"
        answer = solve(sample.data)
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", name
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
    assert asked_for == set(knobs.changes)


def test_the_released_worked_example(symbench: Path) -> None:
    data = {"matrix": [["Q", "R"], ["J", "H"]], "changes": ["clockwise"], "dialect": "official"}
    assert TASK.verify(Sample(question="", data=data), "J,Q,H,R").outcome == "correct"
    for file in (symbench / "matrix_transformation_dataset").rglob("solution.json"):
        [sample] = TASK.load(file.parent, OFFICIAL)
        released = json.loads(file.read_text())["formatted_solution"]
        assert TASK.verify(sample, released).outcome == "correct"
        assert TASK.verify(sample, f"[{released.replace(',', ', ')}]").outcome == "correct"


def test_every_official_item_is_sound_in_both_dialects(symbench: Path) -> None:
    files = list((symbench / "matrix_transformation_dataset").rglob("solution.json"))
    signs = 0
    for options in (LoadOptions(), OFFICIAL):
        samples = list(TASK.load(symbench, options))
        assert len(samples) == len(files) > 0
        for sample in samples:
            assert sample.defects == ()
            assert sample.stored_answer is not None
            assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
            assert TASK.verify(sample, solve(sample.data)).outcome == "correct"
            echo = json.dumps(sample.data["matrix"])
            assert TASK.verify(sample, echo).outcome == "wrong"
            signs += "*" in sample.stored_answer
            if options.dialect == "strict":
                assert parsed(sample.question) == sample.data
    assert signs > 0


RECORD = {"matrix": [["Q", "R"], ["J", "H"]], "solution": [["J", "Q"], ["H", "R"]]}


@pytest.mark.parametrize(
    "change",
    [
        {"matrix": []},
        {"matrix": [["Q", "R"], ["J"]]},
        {"matrix": [["Q", "RR"], ["J", "H"]]},
        {"matrix": [["Q", 7], ["J", "H"]]},
        {"matrix": 7},
        {"matrix": ["QR", "JH"]},
        {"solution": [[]]},
        {"solution": "J,Q,H,R"},
        {"solution": None},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, object]) -> None:
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, **change}))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_a_wrong_stored_answer_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, "solution": [["Q", "J"], ["R", "H"]]}))
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("wrong_key",)
    [sample] = TASK.load(tmp_path)
    assert sample.defects == ()


def test_a_matrix_that_looks_the_same_when_turned_shows_its_answer(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    same = [["Q", "Q"], ["Q", "Q"]]
    (tmp_path / "solution.json").write_text(json.dumps({"matrix": same, "solution": same}))
    for options in (LoadOptions(), OFFICIAL):
        [sample] = TASK.load(tmp_path, options)
        assert sample.defects == ("answer_shown",)
