"""Statistical counting: every maximal run that is long enough counts once."""

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
from r1ci_symbench.statistical_counting import StatisticalCounting, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = StatisticalCounting()
OFFICIAL = LoadOptions(dialect="official")


def data_of(text: str, *rules: tuple[str, int, int]) -> dict[str, Any]:
    named = [{"letter": letter, "minimum": minimum, "score": score} for letter, minimum, score in rules]
    return {"text": text, "rules": named}


def outcome(data: dict[str, Any], answer: str) -> str:
    return TASK.verify(Sample(question="", data=data), answer).outcome


A, B = ("A", 2, 1), ("B", 2, 2)


@pytest.mark.parametrize(
    ("text", "rules", "total"),
    [
        ("BBAAB", [A, B], 3),
        ("AB", [A, B], 0),  # single letters count nothing
        ("AAAAAA", [A], 1),  # once a run, however long
        ("AABAA", [A, B], 2),  # every run, not once a letter
        ("AABBAABB", [A, B], 6),
        ("AAAB", [("A", 3, 7), B], 7),
        ("AAB", [("A", 3, 7), B], 0),
        ("AAABB", [("A", 2, 7), ("B", 2, -9)], -2),
    ],
)
def test_every_maximal_run_counts_once(text: str, rules: list[tuple[str, int, int]], total: int) -> None:
    data = data_of(text, *rules)
    assert solve(data) == str(total)
    assert outcome(data, str(total)) == "correct"
    assert outcome(data, str(total + 1)) == "wrong"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        *((answer, "correct") for answer in ("12", " 12\n", "12.", "12.0", "+12", "[12]", "'12'", "= 12")),
        *(
            (answer, "wrong")
            for answer in ("", "twelve", "-12", "1 2", "12, 12", "12.5", "112", "10 + 2", "0")
        ),
    ],
)
def test_an_integer_in_any_form_and_nothing_else(answer: str, expected: str) -> None:
    assert outcome(data_of("AAABBA", ("A", 2, 5), ("B", 2, 7)), answer) == expected


@given(
    text=st.text("ABC", min_size=1, max_size=40), minimum=st.lists(st.integers(2, 5), min_size=3, max_size=3)
)
def test_totals_agree_with_a_scan_by_positions(text: str, minimum: list[int]) -> None:
    rules = [(letter, least, score) for letter, least, score in zip("ABC", minimum, (3, -5, 11), strict=True)]
    total = 0
    for start, letter in enumerate(text):
        if start and text[start - 1] == letter:
            continue
        rest = text[start:]
        length = len(rest) - len(rest.lstrip(letter))
        _, least, score = rules["ABC".index(letter)]
        total += score if length >= least else 0
    assert solve(data_of(text, *rules)) == str(total)


WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}


def reparsed(question: str) -> dict[str, Any]:
    """A small reader of the printed question, written apart from the task."""
    pattern = r"^- (.): each run of (\w+) or more letters (adds|subtracts) (\d+)$"
    rules = re.findall(pattern, question, re.MULTILINE)
    return data_of(
        question.split("\n\n")[1],
        *(
            (letter, WORDS[least], int(score) if verb == "adds" else -int(score))
            for letter, least, verb, score in rules
        ),
    )


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_say_all_and_have_many_totals(level: int) -> None:
    knobs = TASK.levels[level - 1]
    totals = []
    tempting = 0
    for index in range(100):
        sample = TASK.generate(Rng("runs", level, index), knobs)
        data = sample.data
        assert reparsed(sample.question) == data
        assert "exactly once, however long" in sample.question
        assert knobs.length[0] <= len(data["text"]) <= knobs.length[1]
        totals.append(solve(data))
        assert abs(int(totals[-1])) > 1
        wrong = dict(TASK.mutations(sample, totals[-1]))
        tempting += {"once a letter", "as often as it fits"} <= wrong.keys()
    assert max(map(totals.count, totals)) <= 18
    assert tempting > 25


def test_every_official_answer_is_right_in_both_dialects(symbench: Path) -> None:
    for options in (OFFICIAL, LoadOptions()):
        samples = list(TASK.load(symbench, options))
        assert len(samples) == len(list((symbench / TASK.folder).glob("*/solution.json"))) > 0
        for sample in samples:
            assert sample.defects == ()
            assert TASK.verify(sample, str(sample.stored_answer)).outcome == "correct"
            assert TASK.answer(sample) == sample.stored_answer
            assert options == OFFICIAL or reparsed(sample.question) == sample.data


def test_golden_example(symbench: Path) -> None:
    file = symbench / TASK.folder / "sample_0" / "solution.json"
    if not file.is_file():
        pytest.skip("sample_0 is not among the official items at hand")
    (sample,) = TASK.load(file, OFFICIAL)
    assert TASK.verify(sample, "3").outcome == "correct"
    assert TASK.verify(sample, "2").outcome == "wrong"


ONE = {"letter": "A", "score": 1, "min_consecutive": 2}
TWO = {"letter": "B", "score": 2, "min_consecutive": 2}
RECORD: dict[str, Any] = {"sequence": "BBAAB", "rules": [ONE, TWO], "solution": 3}
QUESTION = "What is the total score of the string BBAAB?"


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({"sequence": ""}, "string ?"),
        ({"sequence": "BBAAC"}, "string BBAAC?"),
        ({"sequence": None}, QUESTION),
        ({"rules": []}, QUESTION),
        ({"rules": [{"letter": "A", "score": 1}]}, QUESTION),
        ({"rules": [ONE, ONE]}, QUESTION),
        ({"rules": [{"letter": "AB", "score": 1, "min_consecutive": 2}]}, QUESTION),
        ({"rules": [{**ONE, "score": "1"}, TWO]}, QUESTION),
        ({"rules": [{**ONE, "min_consecutive": 1}, TWO]}, QUESTION),
        ({"solution": 3.0}, QUESTION),
        ({}, "What is the total score of the string BBAA?"),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, Any], question: str) -> None:
    (tmp_path / "question.txt").write_text(QUESTION)
    (tmp_path / "solution.json").write_text(json.dumps(RECORD))
    assert len(list(TASK.load(tmp_path))) == 1
    (tmp_path / "question.txt").write_text(question)
    (tmp_path / "solution.json").write_text(json.dumps(RECORD | change))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
