"""Eight queens: the given queens, the edges and the forbidden cells all count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.eight_queens import EightQueens, complete, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = EightQueens()
BOARD = ["00000000", "00010000", "00000000", "0000X000", "00000000", "00000000", "00XX0000", "00000000"]
SAMPLE = Sample(question="", data={"board": BOARD})
RIGHT = [(1, 3), (0, 1), (2, 5), (3, 7), (4, 2), (5, 0), (6, 6), (7, 4)]


def written(queens: list[tuple[int, int]]) -> str:
    return ", ".join(f"{row} {column}" for row, column in queens)


@pytest.mark.parametrize(
    "answer",
    [
        written(RIGHT),
        written(sorted(RIGHT)),
        f"[{written(RIGHT)}]",
        str(RIGHT),
        str(list(map(list, RIGHT))),
        str(tuple(RIGHT)),
        written(RIGHT).replace(", ", "\n"),
        written(RIGHT).replace(", ", ";"),
        written(RIGHT) + ",",
    ],
)
def test_every_form_of_a_right_placement_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("queens", "reason"),
    [
        ([(0, 0), (1, 100), (2, 200), (3, 300), (4, 400), (5, 500), (6, 600), (7, 700)], "not on the board"),
        ([(-1, 3), *RIGHT[1:]], "not on the board"),
        ([(0, 0), (1, 4), (2, 7), (3, 5), (4, 2), (5, 6), (6, 1), (7, 3)], "given queen at 1 3 is missing"),
        (RIGHT[1:], "given queen"),
        (RIGHT[:-1], "7 queens, not 8"),
        ([*RIGHT, (7, 5)], "9 queens, not 8"),
        ([*RIGHT[:-1], RIGHT[0]], "listed twice"),
        ([*RIGHT[:-2], (6, 2), (7, 4)], "6 2 is forbidden"),
        ([*RIGHT[:-1], (7, 6)], "share a column"),
        ([*RIGHT[:-1], (6, 4)], "share a row"),
        ([(1, 3), (0, 2), (2, 5), (3, 7), (4, 1), (5, 0), (6, 6), (7, 4)], "share a diagonal"),
    ],
)
def test_a_broken_rule_is_named(queens: list[tuple[int, int]], reason: str) -> None:
    verdict = TASK.verify(SAMPLE, written(queens))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_an_empty_board_has_92_completions_of_which_each_is_accepted() -> None:
    empty = Sample(question="", data={"board": ["0" * 8] * 8})
    found = set()
    for first in range(8):
        for second in range(8):
            for third in range(8):
                columns = complete([first, second, third, *[None] * 5], [list(range(8))] * 8, set())
                if columns:
                    found.add(tuple(columns))
    assert 0 < len(found) <= 92
    for columns in map(list, found):
        assert TASK.verify(empty, written(list(enumerate(columns)))).outcome == "correct"


def test_a_board_without_completion_is_recognised() -> None:
    assert complete([None] * 3, [[0, 1, 2]] * 3, set()) is None
    assert complete([0, 1, None, None], [[0, 1, 2, 3]] * 4, set()) is None


@pytest.mark.parametrize(
    "folder", ["eight_queens_dataset", "eight_queens_dataset_hard", "eight_queens_dataset_varied_complexity"]
)
def test_every_official_board_loads_and_the_given_queens_are_required(symbench: Path, folder: str) -> None:
    samples = list(TASK.load(symbench / folder))
    files = list((symbench / folder).rglob("solution.json"))
    assert len(samples) == len(files) > 0
    stored = {
        file.relative_to(symbench).as_posix(): json.loads(file.read_text())["solution"] for file in files
    }
    ignored = 0
    for sample in samples:
        solution = stored[sample.provenance["file"]]
        assert TASK.verify(sample, str(solution)).outcome == "correct"
        assert TASK.verify(sample, solve(sample.data)).outcome == "correct"
        bare = [row.replace("1", "0") for row in sample.data["board"]]
        careless = solve({"board": bare})
        if any(
            row[int(cell.split()[1])] != "1"
            for row, cell in zip(sample.data["board"], careless.split(", "), strict=True)
            if "1" in row
        ):
            ignored += 1
            assert TASK.verify(sample, careless).outcome == "wrong"
    assert ignored > 0


@pytest.mark.parametrize("folder", ["eight_queens_dataset", "eight_queens_dataset_hard"])
def test_the_official_dialect_asks_as_released_and_finds_only_duplicates(symbench: Path, folder: str) -> None:
    strict, official = (
        list(TASK.load(symbench / folder, options))
        for options in (LoadOptions(), LoadOptions(dialect="official"))
    )
    boards = ["\n".join(sample.data["board"]) for sample in strict]
    repeated = len(boards) - len(set(boards))
    for samples in (strict, official):
        defects = [defect for sample in samples for defect in sample.defects]
        assert defects == ["duplicate"] * repeated
    for sample, board in zip(official, boards, strict=True):
        file = symbench / sample.provenance["file"]
        assert sample.question == file.with_name("question.txt").read_text()
        assert board in sample.question
        assert sample.stored_answer is not None
        assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
        spoiled = dict(TASK.mutations(sample, sample.stored_answer))
        assert all(TASK.verify(sample, text).outcome == "wrong" for text in spoiled.values())
        assert ("only the added queens" in spoiled) == ("1" in board)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    names = set()
    for index in range(8):
        sample = TASK.generate(Rng("queens", level, index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
    assert {"given queens ignored", "off the board", "forbidden cell", "only the added queens"} <= names


def test_the_printed_board_is_the_board() -> None:
    sample = TASK.generate(Rng("board"), TASK.levels[2])
    assert sample.question.split("\n\n")[1].splitlines() == sample.data["board"]


@pytest.mark.parametrize(
    "record",
    [
        "[]",
        "{",
        '{"initial_board": ["00", "0"], "solution": []}',
        '{"initial_board": ["0Q", "00"], "solution": []}',
        '{"initial_board": ["0"]}',
        '{"initial_board": ["0"], "solution": [[0]]}',
        '{"initial_board": ["X"], "solution": [[0, 0]]}',
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: str) -> None:
    (tmp_path / "solution.json").write_text(record)
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
