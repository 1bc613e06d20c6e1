"""Pattern recognition: the largest square, and only one; every large enough square as released."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.pattern_recognition import PatternRecognition, largest

if TYPE_CHECKING:
    from pathlib import Path

TASK = PatternRecognition()
OFFICIAL = LoadOptions(dialect="official")
FOUR = ["AXXXXB", "BXXXXC", "CXXXXD", "DXXXXA", "ABCDCB"]


def outcome(matrix: list[str], answer: str, **more: str) -> str:
    return TASK.verify(Sample(question="", data={"matrix": matrix, **more}), answer).outcome


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        *((answer, "correct") for answer in ("[3, 4]", "3, 4", "(3, 4)", "3 4", "3,4", "['3', '4']", "3\n4")),
        ("row 3, column 4", "correct"),
        ("Row: 3\nColumn: 4", "correct"),
        ("Row 3 and col 4.", "correct"),
        ('{"row": 3, "column": 4}', "correct"),
        ("[row 3, column 4]", "correct"),
        ("row 4, column 3", "wrong"),
        ("column 3, row 4", "wrong"),
        ("row 3, column 4, row 2, column 3", "wrong"),
        ("[4, 3]", "wrong"),  # column first
        ("[4, 5]", "wrong"),  # counted from 1
        ("[0, 1]", "wrong"),  # the top left corner
        ("[2, 3]", "wrong"),  # a square of side 3 within the square
        ("[3, 3]", "wrong"),
        ("[-2, -2]", "wrong"),  # counted from the end
        ("[3, 4, 4]", "wrong"),
        ("[3]", "wrong"),
        ("34", "wrong"),
        ("[[3, 4], [2, 3]]", "wrong"),
        ("[3.5, 4]", "wrong"),
        ("[99, 99]", "wrong"),
    ],
)
def test_the_bottom_right_corner_of_the_largest_square(answer: str, expected: str) -> None:
    assert outcome(FOUR, answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("3, 4", "correct"), ("2, 3", "correct"), ("[2, 4]", "correct"), ("3, 3", "correct"), ("1, 2", "wrong"),
     ("3, 2", "wrong"), ("4, 4", "wrong"), ("-2, -2", "wrong")],
)  # fmt: skip
def test_as_released_the_corner_of_every_square_of_side_3_is_right(answer: str, expected: str) -> None:
    assert outcome(FOUR, answer, dialect="official") == expected


def test_several_squares_make_the_released_question_ambiguous() -> None:
    three = [row[:4] for row in FOUR[:3]]
    assert TASK.defects({"matrix": FOUR}, OFFICIAL) == {"ambiguous"}
    assert TASK.defects({"matrix": three}, OFFICIAL) == set()
    assert TASK.defects({"matrix": FOUR}, LoadOptions()) == set()


@pytest.mark.parametrize(
    ("matrix", "corner"),
    [
        (FOUR, "[3, 4]"),
        (["AAA", "AAA", "AAA"], "[2, 2]"),
        (["AAAA", "AAAA", "AAAB"], "[2, 2]"),
        (["AAAA", "AAAA", "AAAA"], None),  # two squares of side 3
        (["AAAAA", "AAAAA", "BCDEF"], None),  # an oblong block is no square
        (["ABA", "BAB", "ABA"], None),
        (["AAA", "ABA", "AAA"], None),  # a frame is no square
        (["AAB", "AAA", "AAA"], None),
    ],
)
def test_the_solver_knows_where_there_is_no_single_largest_square(
    matrix: list[str], corner: str | None
) -> None:
    assert TASK.solution({"matrix": matrix}) == corner


def squares(matrix: list[str], side: int) -> list[tuple[int, int]]:
    """An independent search, window by window: the bottom right corners."""
    return [
        (top + side - 1, left + side - 1)
        for top in range(len(matrix) - side + 1)
        for left in range(len(matrix[0]) - side + 1)
        if len({letter for row in matrix[top : top + side] for letter in row[left : left + side]}) == 1
    ]


@given(
    rows=st.integers(1, 6).flatmap(
        lambda width: st.lists(st.text("AB", min_size=width, max_size=width), min_size=1, max_size=6)
    )
)
def test_the_largest_squares_agree_with_a_search_window_by_window(rows: list[str]) -> None:
    most = max(side for side in range(1, 7) if squares(rows, side))
    assert largest(rows) == [(most, *corner) for corner in squares(rows, most)]


def reparsed(question: str) -> dict[str, Any]:
    """A small reader of the printed question, written apart from the task."""
    return {"matrix": [line.replace(" ", "") for line in question.split("\n\n")[1].splitlines()]}


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_squares_are_the_only_ones_of_their_size(level: int) -> None:
    knobs = TASK.levels[level - 1]
    corners, sides = set(), set()
    for index in range(30):
        sample = TASK.generate(Rng("squares", level, index), knobs)
        matrix = sample.data["matrix"]
        assert reparsed(sample.question) == sample.data
        side = max(side for side in range(1, 12) if squares(matrix, side))
        assert knobs.side[0] <= side <= knobs.side[1]
        (corner,) = squares(matrix, side)
        assert TASK.solution(sample.data) == str(list(corner))
        assert len(set("".join(matrix))) <= knobs.letters
        corners.add(corner)
        sides.add(side)
        for _, wrong in TASK.mutations(sample, str(list(corner))):
            assert TASK.verify(sample, wrong).outcome == "wrong"
    assert len(corners) > 15
    assert len(sides) > 1


def test_official_items_with_larger_squares_are_ambiguous_and_their_answers_right(symbench: Path) -> None:
    samples = list(TASK.load(symbench, OFFICIAL))
    assert len(samples) == len(list((symbench / TASK.folder).glob("*/solution.json"))) > 0
    for sample in samples:
        fitting = squares(sample.data["matrix"], 3)
        assert sample.defects == (("ambiguous",) if len(fitting) > 1 else ())
        for row, column in fitting:
            assert TASK.verify(sample, f"{row}, {column}").outcome == "correct"
        assert TASK.verify(sample, str(sample.stored_answer)).outcome == "correct"
        file = symbench / sample.provenance["file"]
        record = json.loads(file.read_text())
        assert sample.stored_answer == f"[{record['row']}, {record['column']}]"


def test_in_our_words_every_official_item_is_sound(symbench: Path) -> None:
    for sample in TASK.load(symbench):
        assert sample.defects == ()
        assert reparsed(sample.question) == sample.data
        assert TASK.answer(sample) == sample.stored_answer


def test_golden_example(symbench: Path) -> None:
    file = symbench / TASK.folder / "sample_77" / "solution.json"
    if not file.is_file():
        pytest.skip("sample_77 is not among the official items at hand")
    (sample,) = TASK.load(file, OFFICIAL)
    assert TASK.verify(sample, "3, 6").outcome == "correct"
    assert TASK.verify(sample, "[3, 6]").outcome == "correct"  # the released checker takes no brackets


QUESTION = "If the matrix is\n\nA A A\nA A A\nA A A\n\nPlease provide the row and column."


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ({}, QUESTION),
        ([], QUESTION),
        ({"row": 2}, QUESTION),
        ({"row": 2, "column": "2"}, QUESTION),
        ({"row": 2, "column": 2.0}, QUESTION),
        ({"row": 2, "column": 2}, ""),
        ({"row": 2, "column": 2}, QUESTION.replace("A A A", "A A", 1)),
        ({"row": 2, "column": 2}, QUESTION.replace("A", "a")),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    (tmp_path / "question.txt").write_text(question)
    (tmp_path / "solution.json").write_text(json.dumps(record))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_an_official_item_without_any_square_would_be_called_unsolvable(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text(QUESTION.replace("A A A", "A B A"))
    (tmp_path / "solution.json").write_text('{"row": 2, "column": 2}')
    (sample,) = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("unsolvable", "wrong_key")
