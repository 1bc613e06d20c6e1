"""Pooling: windows overlap, averages may be rounded, and the shape of the answer counts."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.pooling import Pooling, exact, rounded, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = Pooling()
MAX = Sample(question="", data={"matrix": [[-1, 7, 20], [6, 16, -4], [9, 13, 7]], "window": 2, "kind": "max"})
THIRDS = Sample(
    question="",
    data={
        "matrix": [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, -5], [0, 0, 0, 12]],
        "window": 3,
        "kind": "average",
    },
)
OFFICIAL = LoadOptions(dialect="official")
INTEGER_ONLY = LoadOptions(dialect="official", quirks=frozenset({"integer-only"}))


@pytest.mark.parametrize(
    "answer",
    [
        "[[16, 20], [16, 16]]",
        "[[16,20],[16,16]].",
        "16, 20, 16, 16",
        "[16, 20, 16, 16]",
        "16 20\n16 16",
        "16, 20\n16, 16",
        "[16, 20], [16, 16]",
        "((16, 20), (16, 16))",
        '[["16", "20"], ["16", "16"]]',
        "| 16 | 20 |\n| 16 | 16 |",
        "16.0, 20., +16, 16.00",
        "\n```json\n[[16, 20],\n [16, 16]]\n```",
        "Answer: $[[16, 20], [16, 16]]$",
    ],
)
def test_every_form_of_the_right_matrix_is_accepted(answer: str) -> None:
    assert TASK.verify(MAX, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[[16, 20], [16, 15]]", "row 2, column 2 is wrong"),
        ("[[16, 20.01], [16, 16]]", "row 1, column 2 is wrong"),
        ("[[16, 16], [20, 16]]", "row 1, column 2 is wrong"),
        ("[[16], [20], [16], [16]]", "not a matrix of 2 x 2"),
        ("[[16, 20, 16], [16]]", "not a matrix of 2 x 2"),
        ("[[16, 20]]", "not a matrix of 2 x 2"),
        ("[[16, 20], [16, 16], [16, 16]]", "not a matrix of 2 x 2"),
        ("16, 20", "not a matrix of 2 x 2"),
        ("1620\n1616", "not a matrix of 2 x 2"),
        ("[[16, x], [16, 16]]", "row 1, column 2 is not a number"),
        ("[[16, nan], [16, 16]]", "not a number"),
        ("[[16, 2e1], [16, 16]]", "not a number"),
        ("[[16, 20], [16, 16]", "cannot read the grid"),
        ("[[-1, 7, 20], [6, 16, -4], [9, 13, 7]]", "not a matrix of 2 x 2"),
    ],
)
def test_everything_else_is_wrong_and_says_why(answer: str, reason: str) -> None:
    verdict = TASK.verify(MAX, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("answer", "right", "why"),
    [
        ("[[0.11, -0.56], [0, 0.78]]", True, "rounded to two decimals"),
        ("[[0.11, -0.55], [0.00, 0.77]]", True, "cut off at two decimals"),
        ("[[0.1111111111111111, -0.5555555555555556], [0.0, 0.7777777777777778]]", True, "not rounded"),
        ("[[1/9, -5/9], [0/9, 7/9]]", True, "as fractions"),
        ("[[.11, -.56], [-0.0, .78]]", True, "without the zero"),
        (".11, \u2212.56, 0, .78", True, "with a typographic minus"),
        ("[[0.1, -0.6], [0, 0.8]]", False, "rounded to one decimal"),
        ("[[0, 0], [0, 0]]", False, "cut off to integers, as the released checker would read them"),
        ("[[0.11, 0.56], [0, 0.78]]", False, "without the sign"),
        ("[[0.11, -0.56], [0, 0.8]]", False, "off by two hundredths"),
        ("[[1, -5], [0, 7]]", False, "sums"),
        ("[[1/9, -5/9], [0/0, 7/9]]", False, "a division by zero"),
        ("[[0.11, -0,56], [0, 0.78]]", False, "a decimal comma"),
    ],
)
def test_averages_may_be_rounded_to_two_decimals_but_not_coarser(answer: str, right: bool, why: str) -> None:
    assert (TASK.verify(THIRDS, answer).outcome == "correct") == right, why


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 4), "0.25"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(7), "7"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(-1, 16), "-0.06"),
        (Fraction(1, 8), "0.13"),
        (Fraction(-1, 1000), "0"),
        (Fraction(61, 9), "6.78"),
    ],
)
def test_numbers_are_written_with_at_most_two_decimals(value: Fraction, text: str) -> None:
    assert rounded(value) == text


@given(st.data())
def test_every_value_is_that_of_its_window(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 7))
    window = data.draw(st.integers(1, size - 1))
    kind = data.draw(st.sampled_from(["max", "average"]))
    matrix = data.draw(
        st.lists(st.lists(st.integers(-99, 99), min_size=size, max_size=size), min_size=size, max_size=size)
    )
    pooled = exact({"matrix": matrix, "window": window, "kind": kind})
    # Cell by cell: each entry belongs to the windows whose upper left corner is near enough.
    members: dict[tuple[int, int], list[int]] = {}
    for row in range(size):
        for column in range(size):
            for top in range(size - window + 1):
                for left in range(size - window + 1):
                    if 0 <= row - top < window and 0 <= column - left < window:
                        members.setdefault((top, left), []).append(matrix[row][column])
    assert len(members) == (size - window + 1) ** 2
    for (top, left), entries in members.items():
        assert len(entries) == window**2
        if kind == "max":
            assert pooled[top][left] == max(entries)
        else:
            assert pooled[top][left] * window**2 == sum(entries)


def parsed(question: str) -> dict[str, Any]:
    """The data, read back from a question."""
    matrix = [
        [int(entry) for entry in line.split(", ")]
        for line in question.splitlines()
        if re.fullmatch(r"-?\d+(, -?\d+)+", line)
    ]
    window = re.search(r"A window of (\d+) rows and \1 columns", question)
    assert window
    kind = "max" if "take the largest" in question else "average"
    assert ("rounded to two decimals" in question) == (kind == "average")
    return {"matrix": matrix, "window": int(window[1]), "kind": kind}


@pytest.mark.parametrize("level", range(1, 6))
def test_a_question_says_all_that_its_answer_depends_on(level: int) -> None:
    kinds = set()
    for number in range(40):
        sample = TASK.generate(Rng(level, number), TASK.levels[level - 1])
        assert parsed(sample.question) == sample.data
        assert len({value for row in exact(sample.data) for value in row}) > 1
        kinds.add(sample.data["kind"])
        answer = solve(sample.data)
        assert TASK.verify(sample, answer).outcome == "correct"
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", name
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
    assert kinds == set(TASK.levels[level - 1].kinds)


def test_the_released_checker_cannot_accept_an_average() -> None:
    data = {
        "matrix": [[1, 0, 0], [0, 0, 0], [0, 0, 8]],
        "window": 2,
        "kind": "average",
        "dialect": "official",
    }
    stored = "[[0.25, 0.0], [0.0, 2.0]]"
    official = Sample(question="", data=data)
    quirk = Sample(question="", data={**data, "quirk": "integer-only", "stored": stored})
    assert TASK.verify(official, stored).outcome == "correct"
    for answer in (stored, "0.25, 0, 0, 2", "0, 0, 0, 2"):
        assert TASK.verify(quirk, answer).outcome == "wrong"
    whole = Sample(question="", data={**quirk.data, "stored": "[[3.0, 0.0], [0.0, 2.0]]"})
    assert TASK.verify(whole, "3, 0, 0, 2").outcome == "correct"
    assert TASK.verify(whole, "3.0, 0, 0, 2").outcome == "wrong"
    assert TASK.verify(whole, "3, 0, 0").outcome == "wrong"


def test_the_released_worked_examples(symbench: Path) -> None:
    quirk = Sample(
        question="",
        data={**MAX.data, "dialect": "official", "quirk": "integer-only", "stored": "[[16, 20], [16, 16]]"},
    )
    assert TASK.verify(quirk, "16, 20, 16, 16").outcome == "correct"
    average = {sample.provenance["file"]: sample for sample in TASK.load(symbench, OFFICIAL)}
    sample = average.get("pooling_dataset/sample_150/solution.json")
    if sample is not None:
        answer = "0.25, -2.5, -3.5, 4.25, 7.75, 2.5, 1.75, 9.0, 11.0"
        assert TASK.verify(sample, answer).outcome == "correct"


def test_every_official_item_is_sound_and_half_of_them_unsolvable_with_the_quirk(symbench: Path) -> None:
    files = sorted((symbench / "pooling_dataset").rglob("solution.json"))
    records = {file.relative_to(symbench).as_posix(): json.loads(file.read_text()) for file in files}
    official = list(TASK.load(symbench, OFFICIAL))
    strict = list(TASK.load(symbench))
    assert {sample.provenance["file"] for sample in official} == set(records)
    for sample in [*official, *strict]:
        record = records[sample.provenance["file"]]
        assert not sample.defects
        assert sample.stored_answer == str(record["solution"])
        assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
        assert TASK.verify(sample, solve(sample.data)).outcome == "correct"
    for sample in strict:
        assert parsed(sample.question) == sample.data
    accepted = set()
    for sample in TASK.load(symbench, INTEGER_ONLY):
        flat = [value for row in records[sample.provenance["file"]]["solution"] for value in row]
        if TASK.verify(sample, ", ".join(map(str, flat))).outcome == "correct":
            accepted.add(sample.provenance["file"])
        assert TASK.verify(sample, ", ".join(str(int(value) + 1) for value in flat)).outcome == "wrong"
    assert accepted == {name for name, record in records.items() if record["pooling_type"] == "max"}
    assert 0 < len(accepted) < len(records)


RECORD = {
    "matrix": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    "window_size": 2,
    "pooling_type": "max",
    "solution": [[5, 6], [8, 9]],
}


@pytest.mark.parametrize(
    "change",
    [
        {"matrix": [[1, 2], [3]]},
        {"matrix": [[1, 2.5, 3], [4, 5, 6], [7, 8, 9]]},
        {"matrix": 7},
        {"window_size": 3},
        {"window_size": "2"},
        {"window_size": 0},
        {"pooling_type": "min"},
        {"solution": [["5", "6"], ["8", "9"]]},
        {"solution": 5},
        {"solution": None},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, object]) -> None:
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, **change}))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_a_wrong_stored_answer_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, "solution": [[5, 6], [8, 8]]}))
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("wrong_key",)
    [sample] = TASK.load(tmp_path)
    assert sample.defects == ()
