"""Rectangle count and modulo grid: what a picture says must be definite."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.modulo_grid import ModuloGrid, completions
from r1ci_reasoning_gym.rectangle_count import RectangleCount, counts
from r1ci_reasoning_gym.source import Entry

COUNT = RectangleCount()
MODULO = ModuloGrid()
Box = tuple[int, int, int, int]


def picture(boxes: list[Box], height: int, width: int) -> list[str] | None:
    """Draw outlines, each as top, left, bottom, right; None where three run over a cell."""
    cells = [[0] * width for _ in range(height)]
    for top, left, bottom, right in boxes:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[row][column] += row in (top, bottom) or column in (left, right)
    if max(map(max, cells)) > 2:
        return None
    return ["".join(" #\u2588"[count] for count in row) for row in cells]


def all_boxes(height: int, width: int) -> list[Box]:
    return [
        (top, left, bottom, right)
        for top in range(height - 2)
        for left in range(width - 2)
        for bottom in range(top + 2, height)
        for right in range(left + 2, width)
    ]


BOXES = all_boxes(5, 5)
PICTURES: dict[str, set[int]] = {}
for number in (1, 2, 3):
    for some in combinations_with_replacement(BOXES, number):
        if drawn := picture(list(some), 5, 5):
            PICTURES.setdefault("\n".join(drawn), set()).add(number)


@settings(max_examples=60)
@given(st.sampled_from(sorted(PICTURES)))
def test_every_small_picture_is_taken_apart_as_by_brute_force(drawn: str) -> None:
    found = counts(drawn.split("\n"), 1000)
    assert found is not None
    assert PICTURES[drawn] <= set(found)
    assert len(found) > 1 or PICTURES[drawn] == set(found)


CROSS = [(2, 0, 5, 8), (0, 2, 8, 5)]
CORNERS = [(0, 2, 2, 5), (5, 2, 8, 5), (2, 0, 5, 2), (2, 5, 5, 8)]


def test_a_cross_of_two_outlines_looks_like_four_that_touch_and_is_not_asked() -> None:
    assert picture(CROSS, 9, 9) == picture(CORNERS, 9, 9)
    assert counts(picture(CROSS, 9, 9) or [], 100) == [2, 4]
    puzzle = "\n".join(picture(CROSS, 9, 9) or [])
    assert COUNT.read(Entry("", "2", {"puzzle": puzzle, "difficulty": {"max_rectangles": 3}})) is None


def count_entry(answer: str, most: int = 3) -> Entry:
    puzzle = "\n".join(picture([(0, 0, 4, 4), (1, 6, 8, 8), (1, 6, 8, 8)], 9, 9) or [])
    return Entry("", answer, {"puzzle": puzzle, "difficulty": {"max_rectangles": most}})


def test_a_wrong_label_and_few_outlines_are_not_asked() -> None:
    assert COUNT.read(count_entry("3")) is not None
    assert COUNT.read(count_entry("2")) is None
    assert COUNT.read(count_entry("3", most=6)) is None


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("3", "correct"),
        ("3.", "correct"),
        ("[3]", "correct"),
        ("2", "wrong"),
        ("4", "wrong"),
        ("3 of 5", "wrong"),
    ],
)
def test_the_number_counts_and_none_nearby(answer: str, outcome: str) -> None:
    sample = Sample(question="", data=COUNT.read(count_entry("3")) or {})
    assert COUNT.verify(sample, answer).outcome == outcome


# x * y leaves 2 by 4.
ROWS = ["000000", "001000", "010101", "001000", "000000", "001000"]
SHOWN = ["000000", "00?000", "01010?", "00100?", "000000", "0010?0"]
GRID = Sample(question="", data={"rows": SHOWN})
SIGNS = str.maketrans("01?", "\u274c\u2705\u2754")


@pytest.mark.parametrize(
    "answer",
    [
        "\n".join(ROWS).translate(SIGNS),
        "\n".join(" ".join(row) for row in ROWS).translate(SIGNS),
        "\n".join(ROWS),
        str([list(row) for row in ROWS]).translate(SIGNS),
        str([list(map(int, row)) for row in ROWS]),
        "\n".join(ROWS).translate(SIGNS).replace("\u2705", "\u2705\ufe0f"),
        "```\n" + "\n".join(ROWS).translate(SIGNS) + "\n```",
    ],
)
def test_the_completed_grid_counts_however_it_is_written(answer: str) -> None:
    assert MODULO.verify(GRID, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (SHOWN, "hidden"),
        ([row.replace("?", "0") for row in SHOWN], "hidden"),
        ([row.replace("?", "1") for row in SHOWN], "hidden"),
        (["100000", *ROWS[1:]], "shown"),
        (ROWS[:-1], "not a grid"),
        ([row[:-1] for row in ROWS], "not a grid"),
    ],
)
def test_other_grids_are_wrong(rows: list[str], reason: str) -> None:
    verdict = MODULO.verify(GRID, "\n".join(rows).translate(SIGNS))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def grid_entry(shown: list[str], stored: list[str]) -> Entry:
    question, answer = ("\n".join(rows).translate(SIGNS) for rows in (shown, stored))
    return Entry(f"Words.\n\n{question}", answer, {})


def test_what_must_not_be_asked() -> None:
    assert MODULO.read(grid_entry(SHOWN, ROWS)) == {"rows": SHOWN}
    wrong = [*ROWS[:-1], "001010"]
    assert MODULO.read(grid_entry(SHOWN, wrong)) is None, "a wrong label"
    marked = [ROWS[0], "00?000", *ROWS[2:]]
    assert MODULO.read(grid_entry(marked, ROWS)) is None, "one sign only is hidden"
    assert MODULO.read(grid_entry(["1?????"] * 2 + ["??????"] * 4, ROWS)) is None, "several rules fit"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_rule_that_was_drawn_is_found(level: int) -> None:
    sample = MODULO.generate(Rng("modulo", level), MODULO.levels[level - 1])
    assert len(completions(sample.data["rows"])) == 1
    assert "\n".join(sample.data["rows"]).translate(SIGNS) in sample.question
    answer = MODULO.answer(sample) or ""
    for text in MODULO.renderings(sample, answer):
        assert MODULO.verify(sample, text).outcome == "correct", text
    for sign in "01":
        filled = "\n".join(sample.data["rows"]).replace("?", sign)
        assert MODULO.verify(sample, filled).outcome == "wrong"
