"""Largest island: areas along rows and columns."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.largest_island import LargestIsland, areas
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = LargestIsland()
SAMPLE = Sample(question="", data={"rows": ["1100", "0011", "0001", "1001"]})


@pytest.mark.parametrize("answer", ["4", " 4.", "= 4", "**4**", "$4$", "4.0", "[4]"])
def test_the_area_is_accepted_however_it_is_written(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("6", "diagonal neighbours do not count"),
        ("7", "all ones"),
        ("2", "another island"),
        ("3", "the number of islands"),
        ("-4", "a sign"),
        ("14", "contains the right digit"),
        ("9" * 900, "a huge number"),
        ("4 or 5", "two numbers"),
    ],
)
def test_other_numbers_are_wrong(answer: str, why: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong", why
    assert len(verdict.reason) < 200


def test_the_solver_agrees_with_spreading_labels() -> None:
    rng = Rng("labels")
    for _ in range(100):
        height, width = rng.between(1, 7), rng.between(1, 7)
        rows = ["".join("01"[rng.below(2)] for _ in range(width)) for _ in range(height)]
        cells = [
            (row, column) for row in range(height) for column in range(width) if rows[row][column] == "1"
        ]
        label = {cell: number for number, cell in enumerate(cells)}
        for _ in cells:
            for one in cells:
                for two in cells:
                    if abs(one[0] - two[0]) + abs(one[1] - two[1]) == 1:
                        label[one] = label[two] = min(label[one], label[two])
        values = list(label.values())
        assert sorted(areas(rows)) == sorted(values.count(value) for value in set(values))


def test_wrong_labels_and_single_islands_are_not_asked() -> None:
    entry = Entry("", "2", {"grid": [[1, 1, 0], [0, 0, 1]]})
    assert TASK.read(entry) == {"rows": ["110", "001"]}
    assert TASK.read(entry._replace(answer="3")) is None
    assert TASK.read(Entry("", "3", {"grid": [[1, 1, 1], [0, 0, 0]]})) is None
    assert TASK.read(Entry("", "0", {"grid": [[0, 0], [0, 0]]})) is None
    real = SOURCE.entry("largest_island", TASK.levels[4].config, 5)
    assert TASK.read(real) is not None
    assert TASK.read(real._replace(answer=f"{real.answer}0")) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_print_the_matrix_and_their_example_is_wrong(level: int) -> None:
    for index in range(10):
        sample = TASK.generate(Rng("islands", level, index), TASK.levels[level - 1])
        assert "\n".join(" ".join(row) for row in sample.data["rows"]) in sample.question
        assert TASK.verify(sample, TASK.answer(sample) or "").outcome == "correct"
        example = sample.question.split("<<<")[1].split(">>>")[0]
        assert TASK.verify(sample, example).outcome == "wrong"
