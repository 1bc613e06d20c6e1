"""Standard sudoku: rows, columns, boxes and the given digits all count, and one grid is right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.standard_sudoku import StandardSudoku, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = StandardSudoku()
OFFICIAL = LoadOptions(dialect="official")
Grid = list[list[int]]


def grid(text: str) -> Grid:
    return [[int(digit) for digit in row] for row in text.split()]


PUZZLE = grid("""
    530070000 600195000 098000060
    800060003 400803001 700020006
    060000280 000419005 000080079
""")
RIGHT = grid("""
    534678912 672195348 198342567
    859761423 426853791 713924856
    961537284 287419635 345286179
""")
DRAWN = """
5 3 4 | 6 7 8 | 9 1 2
6 7 2 | 1 9 5 | 3 4 8
1 9 8 | 3 4 2 | 5 6 7
------+-------+------
8 5 9 | 7 6 1 | 4 2 3
4 2 6 | 8 5 3 | 7 9 1
7 1 3 | 9 2 4 | 8 5 6
------+-------+------
9 6 1 | 5 3 7 | 2 8 4
2 8 7 | 4 1 9 | 6 3 5
3 4 5 | 2 8 6 | 1 7 9
"""
SAMPLE = Sample(question="", data={"grid": PUZZLE})


def changed(*cells: tuple[int, int, int]) -> Grid:
    rows = [list(row) for row in RIGHT]
    for row, column, digit in cells:
        rows[row - 1][column - 1] = digit
    return rows


def solved_by_hand(givens: Grid, most: int = 2) -> list[Grid]:
    """Up to `most` solutions, by plain backtracking in the cell with the fewest digits left."""
    rows = [list(row) for row in givens]
    found: list[Grid] = []

    def left(row: int, column: int) -> set[int]:
        top, side = row // 3 * 3, column // 3 * 3
        seen = set(rows[row]) | {line[column] for line in rows}
        return set(range(1, 10)) - seen - {d for line in rows[top : top + 3] for d in line[side : side + 3]}

    def search() -> None:
        empty = [(len(left(r, c)), r, c) for r in range(9) for c in range(9) if not rows[r][c]]
        if not empty:
            found.append([list(row) for row in rows])
            return
        _, row, column = min(empty)
        for digit in sorted(left(row, column)):
            rows[row][column] = digit
            search()
            rows[row][column] = 0
            if len(found) == most:
                return

    search()
    return found


def made(level: int, index: int) -> Sample:
    return TASK.generate(Rng(TASK.id, "test", level, index), TASK.levels[level - 1])


@pytest.mark.parametrize(
    "answer",
    [
        str(RIGHT),
        json.dumps(RIGHT, indent=2),
        json.dumps([[str(digit) for digit in row] for row in RIGHT]),
        str(tuple(map(tuple, RIGHT))),
        "\n".join("".join(map(str, row)) for row in RIGHT),
        "\n".join(" ".join(map(str, row)) for row in RIGHT),
        "\n".join(",".join(map(str, row)) for row in RIGHT),
        "\n".join(f"[{', '.join(map(str, row))}]" for row in RIGHT),
        ", ".join(str(digit) for row in RIGHT for digit in row),
        "".join(str(digit) for row in RIGHT for digit in row),
        DRAWN,
    ],
)
def test_every_form_of_the_solution_is_accepted(answer: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "correct", verdict.reason
    assert verdict.parsed == str(RIGHT)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (PUZZLE, "no digit from 1 to 9"),
        (changed((1, 3, 0)), "no digit from 1 to 9"),
        (changed((1, 3, 10)), "no digit from 1 to 9"),
        (changed((1, 3, -4)), "no digit from 1 to 9"),
        (changed((1, 1, 4), (1, 3, 5)), "the given 5 in row 1, column 1 has changed"),
        (changed((9, 9, 1)), "the given 9 in row 9, column 9 has changed"),
        (changed((1, 3, 9)), "a row holds a digit twice"),
        (changed((1, 3, 2), (1, 9, 4)), "a column holds a digit twice"),
        (RIGHT[:8], "not a grid of 9 x 9"),
        ([*RIGHT, RIGHT[0]], "not a grid of 9 x 9"),
        ([row[:8] for row in RIGHT], "not a grid of 9 x 9"),
        ([[*row, 1] for row in RIGHT], "not a grid of 9 x 9"),
    ],
)
def test_a_broken_rule_is_named(answer: Grid, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, str(answer))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_boxes_count() -> None:
    empty = Sample(question="", data={"grid": [[0] * 9] * 9})
    cyclic = [[(row + column) % 9 + 1 for column in range(9)] for row in range(9)]
    assert TASK.verify(empty, str(cyclic)).reason == "a box holds a digit twice"
    assert TASK.verify(empty, str(RIGHT)).outcome == "correct"


@pytest.mark.parametrize(
    "text",
    [
        "".join(str(digit) for row in RIGHT for digit in row)[:80],
        "".join(str(digit) for row in RIGHT for digit in row) + "1",
        f"{RIGHT}\n\n{RIGHT}",
        "-" * 19_999,
        "=\n" * 9_000,
        "-|" * 9_000 + "x",
    ],
)
def test_more_less_or_other_text_is_wrong(text: str) -> None:
    assert TASK.verify(SAMPLE, text).outcome == "wrong"


def test_a_known_sudoku_is_solved() -> None:
    assert json.loads(solve({"grid": PUZZLE})) == RIGHT


def test_a_sudoku_without_solution_has_no_answer() -> None:
    assert TASK.solution({"grid": [[5, 5, *[0] * 7], *[[0] * 9] * 8]}) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_sudokus_have_one_solution_and_as_many_digits_as_the_level_says(level: int) -> None:
    least, most = TASK.levels[level - 1].given
    for index in range(4):
        sample = made(level, index)
        givens = sample.data["grid"]
        assert least <= sum(digit > 0 for row in givens for digit in row) <= most
        assert solved_by_hand(givens) == [json.loads(TASK.answer(sample) or "")]


@pytest.mark.parametrize("level", [1, 3, 5])
def test_wrong_answers_near_the_right_one_are_rejected_and_its_other_forms_accepted(level: int) -> None:
    for index in range(5):
        sample = made(level, index)
        answer = TASK.answer(sample)
        assert answer is not None
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", name
        assert {"given digits changed", "boxes ignored", "empty cells", "repeated parts"} <= names
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text


@pytest.mark.parametrize("level", [1, 3, 5])
def test_the_question_read_back_gives_the_data(level: int) -> None:
    sample = made(level, 7)
    lines = [line.split() for line in sample.question.split("\n") if len(line.split()) == 9]
    rows = [[0 if cell == "." else int(cell) for cell in line] for line in lines if len("".join(line)) == 9]
    assert rows == sample.data["grid"]


def test_official_items_are_in_order(symbench: Path) -> None:
    files = list((symbench / "standard_sudoku").rglob("solution.json"))
    samples = list(TASK.load(symbench, OFFICIAL))
    assert len(samples) == len(files) > 0
    for sample in samples:
        stored = sample.stored_answer
        assert stored is not None
        assert sample.defects == ()
        assert TASK.verify(sample, stored).outcome == "correct"
        assert solve(sample.data) == stored  # one solution: the solver cannot hit on another
        assert 26 <= sum(digit > 0 for row in sample.data["grid"] for digit in row) <= 30
        lines = "\n".join(",".join(map(str, row)) for row in json.loads(stored))
        assert TASK.verify(sample, lines).outcome == "correct"  # the released checker reads JSON only
        if sample.provenance["file"] == "standard_sudoku/sample_0/solution.json":
            assert stored.startswith("[[8, 5, 3, 2, 1, 4, 6, 7, 9], ")
    strict = list(TASK.load(symbench))
    assert [sample.defects for sample in strict] == [()] * len(files)
    assert "full stop" in strict[0].question
    assert "full stop" not in samples[0].question


def test_official_items_have_one_solution_each(symbench: Path) -> None:
    for sample in list(TASK.load(symbench))[::4]:
        assert len(solved_by_hand(sample.data["grid"])) == 1


def test_the_official_question_shows_the_grid_that_is_loaded(symbench: Path) -> None:
    for sample in TASK.load(symbench, OFFICIAL):
        lines = [line.split(",") for line in sample.question.split("\n") if line.count(",") == 8]
        assert [[int(cell.strip() or 0) for cell in line] for line in lines] == sample.data["grid"]


BROKEN: list[Any] = [
    [],
    {},
    {"puzzle": PUZZLE},
    {"puzzle": PUZZLE[:8], "solution": RIGHT},
    {"puzzle": [row[:8] for row in PUZZLE], "solution": RIGHT},
    {"puzzle": [[10] * 9] * 9, "solution": RIGHT},
    {"puzzle": [["1"] * 9] * 9, "solution": RIGHT},
    {"puzzle": PUZZLE, "solution": PUZZLE},
    {"puzzle": PUZZLE, "solution": None},
]


@pytest.mark.parametrize("record", BROKEN)
def test_broken_official_files_are_named(tmp_path: Path, record: Any) -> None:
    (tmp_path / "solution.json").write_text(json.dumps(record))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
