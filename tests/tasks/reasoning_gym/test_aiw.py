"""Alice in Wonderland: whom to count, and what Reasoning-Gym counts wrongly."""

from __future__ import annotations

import re
from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.aiw import Aiw, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = Aiw()
SISTERS = "Alice has 3 brothers and she also has 6 sisters. How many sisters does Alice's brother have?"
OTHER = "Alice has 6 sisters and she also has {} brothers. How many sisters does Bob's brother have?"


def asked(question: str, answer: str, kind: str = "siblings") -> dict[str, Any] | None:
    return TASK.read(Entry(question, answer, {"task_type": kind}))


def test_a_sister_is_a_sister_of_her_brothers_too() -> None:
    assert asked(SISTERS, "7") == {"kind": "siblings", "women": [6]}
    assert solve({"kind": "siblings", "women": [6]}) == "7"
    assert solve({"kind": "friends", "women": [4]}) == "5"


def test_wrong_labels_are_not_asked() -> None:
    assert asked(SISTERS, "6") is None
    assert asked(SISTERS, "9") is None
    assert asked("Nothing to count.", "1") is None
    real = SOURCE.entry("aiw", TASK.levels[2].config, 77)
    assert TASK.read(real._replace(answer=f"{real.answer}0")) is None


def test_a_man_out_of_nowhere_is_introduced_and_needs_a_brother() -> None:
    question = OTHER.format(3)
    assert asked(question, "7") is not None
    assert "Bob is one of Alice's brothers. How many sisters does Bob's brother" in TASK.wording(question)
    assert asked(OTHER.format(1), "7") is None
    assert TASK.wording(SISTERS) == SISTERS


def test_one_is_not_several() -> None:
    text = "Alice has 1 male friends and she also has 1 sisters, 11 brothers and 1 female colleagues."
    assert TASK.wording(text) == (
        "Alice has 1 male friend and she also has 1 sister, 11 brothers and 1 female colleague."
    )


def test_the_colleagues_of_matilda_are_those_of_both_circles() -> None:
    """Reasoning-Gym stores one more than the women of the first circle, whatever the second one is."""
    real = SOURCE.entry("aiw", TASK.levels[4].config, 5)
    counts = [int(number) for number in re.findall(r"([0-9]+) female colleagues", real.question)]
    assert real.answer == str(counts[0] + 1)
    data = TASK.read(real)
    assert data == {"kind": "colleagues", "women": counts}
    first, second = counts
    everybody = {(one, two) for one in range(first + 1) for two in range(first + 1)}  # with the first woman
    everybody |= {(10_000 + one, 10_000 + two) for one in range(second) for two in range(second)}
    matilda = {two for one, two in everybody if one in (0, 10_000)} - {0, 10_000}
    assert solve(data) == str(len(matilda)) == str(first + second - 1)


SAMPLE = Sample(question="", data={"kind": "colleagues", "women": [4, 3]})


@pytest.mark.parametrize("answer", ["6", "6.", "**6**", "= 6", "6.0"])
def test_the_number_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["5", "7", "3", "six", "6 colleagues", "4 + 2", "", "60"])
def test_other_answers_are_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_levels_ask_what_they_say(level: int) -> None:
    kinds = set()
    for index in range(30):
        sample = TASK.generate(Rng("kinds", level, index), TASK.levels[level - 1])
        kinds.add(sample.data["kind"])
        assert not re.search(r"\b1 (?:\w+ )?(?:brother|sister|friend|colleague)s", sample.question)
    wanted = [{"siblings"}, {"siblings", "friends"}, None, None, {"colleagues"}][level - 1]
    assert kinds == (wanted or {"siblings", "friends", "colleagues"})


def test_the_example_tells_nothing_of_the_answer() -> None:
    examples = {
        TASK.advice({"kind": kind, "women": women}).rpartition("<<<")[2]
        for kind in ("siblings", "friends", "colleagues")
        for women in ([1, 1], [60, 60])
    }
    assert examples == {"250>>>."}
