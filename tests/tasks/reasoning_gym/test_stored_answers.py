"""Re-ARC and figlet font: the answer is what the generator made; what gives it away is not asked."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.figlet_font import ALIKE, FigletFont
from r1ci_reasoning_gym.rearc import Rearc
from r1ci_reasoning_gym.source import Entry

ARC = Rearc()
FONT = FigletFont()
GRID = Sample(question="", data={"grid": [[0, 3, 3], [3, 0, 0]]})
EXAMPLES = "Example 1:\n\nInput:\n1 2\n3 4\nOutput:\n2 1\n4 3\n\nBelow is a test.\n\nInput:\n5 6\n7 8\n"


@pytest.mark.parametrize(
    "answer",
    ["0 3 3\n3 0 0", "033\n300", "0, 3, 3\n3, 0, 0", "[[0, 3, 3], [3, 0, 0]]", "((0, 3, 3), (3, 0, 0))",
     "| 0 | 3 | 3 |\n|---|---|---|\n| 3 | 0 | 0 |"],
)  # fmt: skip
def test_a_grid_counts_however_it_is_written(answer: str) -> None:
    assert ARC.verify(GRID, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("0 3 3\n3 0 3", "row 2"),
        ("0 3\n3 3\n0 0", "number of rows"),
        ("0 3 3", "number of rows"),
        ("0 3 3\n3 0 0\n0 0 0", "number of rows"),
        ("0 3 3 3 0 0", "number of rows"),
        ("Output", "number of rows"),
    ],
)
def test_another_grid_is_wrong(answer: str, reason: str) -> None:
    verdict = ARC.verify(GRID, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_row_is_no_column() -> None:
    row, column = (Sample(question="", data={"grid": grid}) for grid in ([[7, 9]], [[7], [9]]))
    for answer, right, wrong in (("7 9", row, column), ("7\n9", column, row), ("[[7], [9]]", column, row)):
        assert ARC.verify(right, answer).outcome == "correct"
        assert ARC.verify(wrong, answer).reason == "it does not have the right number of rows"


@pytest.mark.parametrize(
    ("grid", "stored", "asked"),
    [
        ([[6, 5], [8, 7]], "6 5\n8 7", True),
        ([[6, 5], [8, 7]], "6 5\n8 8", False),  # tampered with
        ([[5, 6], [7, 8]], "5 6\n7 8", False),  # the printed input
        ([[2, 1], [4, 3]], "2 1\n4 3", False),  # the output of an example
        ([[1, 2], [3, 4]], "1 2\n3 4", False),  # the input of an example
        ([[8, 8], [8, 8]], "8 8\n8 8", False),  # one colour
        ([[1, 2] * 20] * 30, "\n".join(["1 2 " * 19 + "1 2"] * 30), False),  # too large
    ],
)
def test_grids_that_can_be_had_without_a_rule_are_not_asked(
    grid: list[list[int]], stored: str, asked: bool
) -> None:
    assert (ARC.read(Entry(EXAMPLES, stored, {"output": grid})) is not None) == asked


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_grids_survive_json_and_questions_stay_short(level: int) -> None:
    # The original checker compares lists of the record with tuples, and finds its own answer wrong.
    sample = ARC.generate(Rng("arc", level), ARC.levels[level - 1])
    answer = ARC.answer(sample) or ""
    assert ARC.verify(sample, answer).outcome == "correct"
    assert len(sample.question) <= 8000
    assert len(answer) <= 4000
    assert "just be the text" not in sample.question


WORD = Sample(question="", data={"word": "BABBLED"})


@pytest.mark.parametrize("answer", ["BABBLED", "babbled", "Babbled.", '"BABBLED"', "B A B B L E D"])
def test_a_word_counts_in_any_case(answer: str) -> None:
    assert FONT.verify(WORD, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", ["BABBLE", "ABBLED", "BABBLES", "BABB LED", "BABBLED BABBLED", "the word is BABBLED", "B", ""]
)
def test_nearly_the_word_is_wrong(answer: str) -> None:
    # The original checker gives a tenth for every letter in its place.
    assert FONT.verify(WORD, answer).outcome == "wrong"


def test_what_nobody_could_read_or_everybody_could_is_not_asked() -> None:
    drawn = "What word does this say?\n\n # # \n###\n# #"
    assert FONT.read(Entry(drawn, "HAL", {"font": "banner"})) == {"word": "HAL"}
    for font in ALIKE:
        assert FONT.read(Entry(drawn, "HAL", {"font": font})) is None
    assert FONT.read(Entry(f"{drawn}\n|H|a|L|\n", "HAL", {"font": "digital"})) is None
    assert FONT.read(Entry(f"{drawn}<<<", "HAL", {"font": "banner"})) is None
    assert FONT.read(Entry(drawn, "A-B", {"font": "banner"})) is None
    assert FONT.read(Entry(drawn * 500, "HAL", {"font": "banner"})) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_words_are_as_long_as_the_level_says(level: int) -> None:
    knobs = FONT.levels[level - 1]
    for index in range(3):
        sample = FONT.generate(Rng("figlet", level, index), knobs)
        word = FONT.answer(sample) or ""
        assert knobs.config["min_word_len"] <= len(word) <= knobs.config["max_word_len"]
        assert f"<<<{word}>>>" not in sample.question
