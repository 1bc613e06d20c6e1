"""Self-reference: solutions of all puzzles of a question, counted together."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.self_reference import SelfReference, solutions
from r1ci_reasoning_gym.source import SOURCE

TASK = SelfReference()
SAMPLE = Sample(question="", data={"puzzles": [[3, 2, 0, 3], [2, 0, 3, 7]]})


@pytest.mark.parametrize("answer", ["4", "4.", "= 4", "**4**", "[4]"])
def test_the_sum_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["2", "2, 2", "[2, 2]", "2 + 2", "-4", "four", "0", "9" * 500])
def test_other_answers_are_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


def test_the_count_agrees_with_reasoning_about_the_number_of_true_statements() -> None:
    """How many statements are true decides which are; a number is a solution if as many then are."""
    for number in range(7 * 8**3):
        least, most, true, false = number // 512 + 1, number // 64 % 8, number // 8 % 8, number % 8
        wanted = 0
        for count in range(8):
            three, four = count == true, 7 - count == false
            true_ones = [count >= least, 7 - count <= most, three, four, three != four,
                         count in (2, 3, 5, 7), 7 - count in (4, 6)]  # fmt: skip
            wanted += sum(true_ones) == count
        if number % 7 == 0:
            assert solutions([least, most, true, false]) == wanted


def test_wrong_labels_are_not_asked_and_two_is_not_the_answer_too_often() -> None:
    rng = Rng("labels")
    answers: Counter[str] = Counter()
    for _ in range(400):
        entry = SOURCE.entry("self_reference", {}, rng.bits(62))
        assert TASK.read(entry._replace(answer=f"{int(str(entry.answer)) + 1}")) is None
        if TASK.read(entry) is not None:
            answers[str(entry.answer)] += 1
    assert answers.most_common(1)[0][1] < 0.42 * answers.total()


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_level_asks_for_more_puzzles_and_prints_them_all(level: int) -> None:
    count = (1, 2, 3, 5, 8)[level - 1]
    sample = TASK.generate(Rng("puzzles", level), TASK.levels[level - 1])
    assert len(sample.data["puzzles"]) == count
    assert sample.question.count("Statement 7:") == count
    for least, most, true, false in sample.data["puzzles"]:
        claims = (f"least {least}", f"most {most}", f"Exactly {true}", f"Exactly {false}")
        assert re.search(".*\n.*".join(claims), sample.question)
    assert TASK.generate(Rng("puzzles", level), TASK.levels[level - 1]) == sample
