"""Zebra puzzles: clues are read from the text, and leave one name."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.zebra_puzzles import ZebraPuzzles, first_names, fits

TASK = ZebraPuzzles()
QUESTION = """\
This is a logic puzzle. There are 3 houses.
 - Each person has a unique name: arnold, alice, bob
 - Each mother is accompanied by their child: bella, alice, timothy
 - Everyone has something different for lunch: pizza, stir fry, grilled cheese

1. The person's child is named Alice is the person who is a pizza lover.
2. Alice is directly left of the person who loves stir fry.
3. Bob and the person who is the mother of Timothy are next to each other.
4. The person who loves eating grilled cheese is in the third house.

What is Name of the person who lives in House 1?? Provide only the name of the person as your final answer."""
CLUES = [
    ["same", 1, 1, 2, 0],
    ["left", 0, 1, 2, 1],
    ["beside", 0, 2, 1, 2],
    ["house", 2, 2, 2],
]


def test_clues_are_read_and_a_name_is_no_child() -> None:
    data = TASK.read(Entry(QUESTION, "alice", {}))
    assert data is not None
    assert data["categories"][0] == ["arnold", "alice", "bob"]
    assert data["clues"] == CLUES
    assert first_names(data) == ["alice"]


@pytest.mark.parametrize("answer", ["bob", "Alice", "arnold", "carol", ""])
def test_wrong_labels_are_not_asked(answer: str) -> None:
    assert TASK.read(Entry(QUESTION, answer, {})) is None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2. Alice is directly left of the person who loves stir fry.\n", "", "several names are left"),
        (
            "4. The person who loves eating grilled cheese is in the third",
            "4. Alice is in the first",
            "it is told",
        ),
        ("the person who loves stir fry", "the person who loves figs", "a clue cannot be read"),
        ("Bob and the", "Bob or the", "a clue cannot be read"),
    ],
)
def test_other_puzzles_are_not_asked(old: str, new: str, why: str) -> None:
    assert old in QUESTION
    assert TASK.read(Entry(QUESTION.replace(old, new), "alice", {})) is None, why


def test_wordings_that_mislead_are_put_right() -> None:
    text = TASK.wording(QUESTION.replace("loves stir fry", "loves the spaghetti eater"))
    assert "1. The person whose child is named Alice is the person who is a pizza lover." in text
    assert "directly left of the person who loves spaghetti." in text
    assert "What is the name of the person who lives in House 1? Provide only the name" in text


SAMPLE = Sample(
    question="",
    data={"categories": [["arnold", "alice", "bob"], ["b", "a", "t"], ["p", "s", "g"]], "clues": CLUES},
)


@pytest.mark.parametrize("answer", ["alice", "Alice", "ALICE.", "**Alice**", '"alice"', "\\text{Alice}"])
def test_the_name_is_accepted_in_any_case(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("bob", "somebody else"), ("Alice, Bob", "nobody there"), ("House 1: Alice", "nobody"), ("p", "nobody")],
)
def test_other_names_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_the_solver_agrees_with_trying_everything_at_once() -> None:
    for index in range(6):
        sample = TASK.generate(Rng("all", index), TASK.levels[1])
        categories = sample.data["categories"]
        orders = list(permutations(range(len(categories[0]))))
        left = [
            houses
            for houses in product(orders, repeat=len(categories))
            if all(fits(clue, list(houses)) for clue in sample.data["clues"])
        ]
        assert {categories[0][houses[0].index(0)] for houses in left} == {TASK.answer(sample)}
        assert len(left) == 1


@pytest.mark.parametrize("level", [1, 3, 5])
def test_nearly_all_real_puzzles_are_read_and_agree_with_their_label(level: int) -> None:
    rng = Rng("real", level)
    for _ in range(5):
        entry = SOURCE.entry("zebra_puzzles", TASK.levels[level - 1].config, rng.bits(62))
        data = TASK.read(entry)
        if data is None:  # its clues tell the first house's name
            assert f". {str(entry.answer).capitalize()} is in the first house." in entry.question
        else:
            assert TASK.candidates(Sample(question="", data=data)) == data["categories"][0]
            assert len(data["clues"]) == entry.question.count(".\n")
