"""Game 24: exact arithmetic, each number once, nothing but the four operations."""

from __future__ import annotations

import csv
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.game24 import Game24, complete_search, reachable, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = Game24()


def puzzle(*numbers: int, target: int = 24) -> Sample:
    return Sample(question="", data={"numbers": list(numbers), "target": target})


@pytest.mark.parametrize(
    "answer",
    [
        "8/(3-8/3)",
        "8 / (3 - 8 / 3)",
        "8 \u00f7 (3 \u2212 8 \u00f7 3)",
        "\\frac{8}{3-\\frac{8}{3}}",
        "$\\frac{8}{3 - \\frac{8}{3}} = 24$",
        "[8/(3-(8/3))]",
        "8/(3-8/3) = 24",
        "8/(3-8/3)\n= 24.",
        "8/(3-8/3).",
        "(-8)/((8/3)-3)",
    ],
)
def test_every_form_of_a_right_expression_is_accepted(answer: str) -> None:
    assert TASK.verify(puzzle(3, 3, 8, 8), answer).outcome == "correct"


@pytest.mark.parametrize(
    ("numbers", "answer", "reason"),
    [
        ((1, 1, 3, 8), "3*8*1**1", "a number is missing"),
        ((1, 1, 3, 8), "8*3 if 1 else 1", "not part of an expression"),
        ((1, 1, 3, 8), "3*8", "exactly once"),
        ((3, 8), "3*8*1", "more than 2 numbers"),
        ((1, 3, 8), "3*8*1*1", "more than 3 numbers"),
        ((2, 4), "24", "exactly once"),
        ((2, 4), "2 4", "operator is missing"),
        ((2, 24), "24//2*2", "a number is missing"),
        ((4, 6), "4(6)", "operator is missing"),
        ((4, 6), "4+6", "its value is 10, not 24"),
        ((4, 6), "4*6=25", "something else than 24"),
        ((4, 6), "4*6=24=24", "not one integer"),
        ((4, 6), "4*6=", "empty"),
        ((4, 6), "=24", "empty"),
        ((4, 6, 0), "4*6/0", "divides by zero"),
        ((4, 6), "4*6, 6*4", "not part of an expression"),
        ((4, 6), "4*6..", "not part of an expression"),
        ((4, 6), "x = 4*6", "not one integer"),
        ((3, 8), "3*8+0.0000001", "not part of an expression"),
    ],
)
def test_everything_else_is_wrong_and_says_why(numbers: tuple[int, ...], answer: str, reason: str) -> None:
    verdict = TASK.verify(puzzle(*numbers), answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_exactly_1362_puzzles_of_the_original_game_can_be_solved() -> None:
    solvable = [c for c in combinations_with_replacement(range(1, 14), 4) if complete_search(list(c), 24)]
    assert len(solvable) == 1362
    assert all(
        TASK.verify(puzzle(*c), complete_search(list(c), 24) or "").outcome == "correct" for c in solvable
    )


def test_level_4_cannot_be_solved_in_whole_numbers() -> None:
    for index in range(10):
        data = TASK.generate(Rng("fractions", index), TASK.levels[3]).data
        key = (data["target"], 1)
        assert key in reachable(tuple(data["numbers"]), whole=False, memo={})
        assert key not in reachable(tuple(data["numbers"]), whole=True, memo={})


@pytest.mark.parametrize(("count", "target"), [(80, 24), (20, 24), (20, 240), (20, 122880), (8, 24), (7, 24)])
def test_many_numbers_can_be_searched(count: int, target: int) -> None:
    for index in range(3):
        rng = Rng("many", count, target, index)
        numbers = [rng.between(1, 40) for _ in range(count)]
        answer = solve({"numbers": numbers, "target": target})
        assert TASK.verify(puzzle(*numbers, target=target), answer).outcome == "correct"


def test_every_official_puzzle_loads_and_its_stored_solution_is_right(symbench: Path) -> None:
    folder = symbench / "game24_dataset"
    stored = {
        (f"game24_dataset/{file.relative_to(folder).as_posix()}", row): fields["Solutions"]
        for file in folder.rglob("*_number.csv")
        for row, fields in enumerate(csv.DictReader(file.read_text().splitlines()), 1)
    }
    samples = list(TASK.load(symbench))
    assert len(samples) >= len(stored) > 0
    assert [sample.content_hash() for sample in TASK.load(folder)] == [
        sample.content_hash() for sample in samples
    ]
    for sample in samples:
        solution = stored.get((sample.provenance["file"], sample.provenance["row"]))
        if solution:
            assert TASK.verify(sample, solution).outcome == "correct"
    for sample in samples[::7]:
        assert TASK.verify(sample, solve(sample.data)).outcome == "correct"


def test_the_official_dialect_finds_only_answers_that_are_almost_right(symbench: Path) -> None:
    samples = list(TASK.load(symbench, LoadOptions(dialect="official")))
    for sample in samples:
        stored = sample.stored_answer
        assert sample.defects == ("wrong_key",) or not sample.defects
        right = stored is None or TASK.verify(sample, stored).outcome == "correct"
        assert right == (not sample.defects)
        if not right:
            # Nested fractions that are off by less than a millionth, as some of the long puzzles store them.
            assert len(sample.data["numbers"]) >= 8
    assert sum(sample.stored_answer is not None for sample in samples) > 0


def test_wrong_stored_answers_are_found(tmp_path: Path) -> None:
    (tmp_path / "24_4_number.csv").write_text(
        "Rank,Puzzles,Solutions\n1,1 1 4 6,1*1*4*6\n2,1 2 3 4,1+2*3*4\n3,1 1 1 1,1+1+1+1\n4,1 1 4 6,\n"
    )
    strict, official = (
        list(TASK.load(tmp_path, LoadOptions(dialect=which))) for which in ("strict", "official")
    )
    assert [sample.defects for sample in official] == [
        (),
        ("wrong_key",),
        ("unsolvable", "wrong_key"),
        ("duplicate",),
    ]
    assert [sample.defects for sample in strict] == [(), (), ("unsolvable",), ("duplicate",)]
    assert [sample.stored_answer for sample in official] == ["1*1*4*6", "1+2*3*4", "1+1+1+1", None]
    assert TASK.answer(official[2]) is None


@pytest.mark.parametrize("dialect", ["strict", "official"])
@pytest.mark.parametrize("answer", ["3*8*1**1", "8*3 if 1 else 1", "3*8//1*1", "3*8*1^1", "(3*8*1)%25*1"])
def test_operators_of_python_are_rejected(answer: str, dialect: str) -> None:
    sample = puzzle(1, 1, 3, 8)
    sample = Sample(question="", data=sample.data | ({"dialect": dialect} if dialect == "official" else {}))
    assert TASK.verify(sample, "3*8*1*1").outcome == "correct"
    assert TASK.verify(sample, answer).outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(6):
        sample = TASK.generate(Rng("spoiled", index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


def test_the_printed_question_gives_back_the_data() -> None:
    for index in range(20):
        sample = TASK.generate(Rng("printed", index), TASK.levels[index % 5])
        first, second = sample.question.splitlines()[:2]
        numbers = [int(number) for number in second.split(", ")]
        assert sample.data == {"numbers": numbers, "target": int(first.split("exactly ")[1].split(",")[0])}


def test_official_layout_with_the_target_in_the_file_name(tmp_path: Path) -> None:
    file = tmp_path / "game24_dataset" / "24" / "24.csv"
    file.parent.mkdir(parents=True)
    file.write_text("Rank,Puzzles,Solved rate\n1,1 1 4 6,99%\n2,3 3 8 8,30.80%\n")
    samples = list(TASK.load(tmp_path))
    assert [sample.data for sample in samples] == [
        {"numbers": [1, 1, 4, 6], "target": 24},
        {"numbers": [3, 3, 8, 8], "target": 24},
    ]
    assert samples[1].provenance == {"data": "symbench", "file": "game24_dataset/24/24.csv", "row": 2}
    assert TASK.verify(samples[1], "8/(3-8/3)").outcome == "correct"


@pytest.mark.parametrize(
    ("name", "text"),
    [("24.csv", "Rank,Puzzles\n1,a b\n"), ("24.csv", "Rank\n1\n"), ("numbers.csv", "Puzzles\n1 2\n")],
)
def test_broken_official_files_are_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(TaskFault, match=name) as caught:
        list(TASK.load(tmp_path))
    assert caught.value.kind == "bad_data"
