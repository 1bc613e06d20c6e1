"""Object counting: things of the asked kinds count, as often as they are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.object_counting import ObjectCounting, plural, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = ObjectCounting()
NUMBERS = {"a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5}
KINDS = {
    "fruits": "apple banana blackberr grape nectarine orange peach plum raspberr strawberr",
    "vegetables": "cabbage carrot cauliflower garlic broccoli celery lettuce onion potato yam",
    "musical instruments": "accordion clarinet drum flute piano trombone trumpet violin",
    "animals": "bear cat chicken cow dog donkey duck fish frog goat mice mouse pig rabbit snail snake",
}


def data(**changed: Any) -> dict[str, Any]:
    kinds = {"owl": "birds", "wren": "birds", "oak": "trees", "cup": "dishes"}
    given = [[2, "owl"], [1, "oak"], [5, "cup"], [3, "wren"], [1, "owl"]]
    return {"given": given, "taken": [], "kinds": kinds, "asked": ["birds"], **changed}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (data(), "6"),
        (data(asked=["trees"]), "1"),
        (data(asked=["trees", "birds"]), "7"),
        (data(taken=[[2, "owl"], [5, "cup"]]), "4"),
        (data(taken=[[5, "cup"]], asked=["dishes"]), "0"),
    ],
)
def test_things_of_the_asked_kinds_count_less_what_is_taken(question: dict[str, Any], answer: str) -> None:
    assert solve(question) == answer


def test_the_question_names_every_thing_and_what_is_taken() -> None:
    text = TASK.pose(data(taken=[[2, "owl"], [1, "cup"]], asked=["birds", "trees"]))
    assert "two owls, an oak, five cups, three wrens and an owl." in text
    assert "Then two owls and a cup are taken out." in text
    assert "How many birds and trees are left in it together?" in text


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("lily", "lilies"),
        ("bus", "buses"),
        ("birch", "birches"),
        ("crow", "crows"),
        ("plate", "plates"),
        ("topaz", "topazes"),
    ],
)
def test_plurals(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_numbers_are_words_also_above_twenty() -> None:
    text = TASK.pose(data(given=[[21, "owl"], [40, "oak"]], taken=[[19, "owl"], [38, "oak"]]))
    assert "twenty-one owls and forty oaks." in text
    assert "Then nineteen owls and thirty-eight oaks are taken out." in text


def test_no_word_names_things_of_two_kinds() -> None:
    seen = [
        (noun, kind)
        for index in range(60)
        for noun, kind in TASK.generate(Rng("words", 5, index), TASK.levels[4]).data["kinds"].items()
    ]
    kinds = dict(seen)
    assert len(kinds) == 100
    assert all(kinds[noun] == kind for noun, kind in seen)
    # A viola is a flower as well as an instrument, a beetle a car as well as an insect.
    assert not {"viola", "beetle", "crane", "plane", "kite"} & set(kinds)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_have_the_entries_of_their_level_and_things_that_do_not_count(level: int) -> None:
    knobs = TASK.levels[level - 1]
    answers = set()
    for index in range(40):
        sample = TASK.generate(Rng("count", level, index), knobs)
        given, kinds, asked = (sample.data[key] for key in ("given", "kinds", "asked"))
        assert len(given) == knobs.entries
        assert len({noun for _, noun in given}) == knobs.entries - knobs.repeated
        assert len(set(kinds.values())) == knobs.kinds > len(asked) == knobs.asked
        assert set(asked) < set(kinds.values())
        left = {noun: sum(count for count, other in given if other == noun) for noun in kinds}
        for count, noun in sample.data["taken"]:
            left[noun] -= count
        assert min(left.values()) >= 0
        assert len(sample.data["taken"]) == knobs.taken
        answers.add(TASK.answer(sample))
        wrong = dict(TASK.mutations(sample, TASK.answer(sample) or ""))
        assert "everything" in wrong
        assert all(TASK.verify(sample, text).outcome == "wrong" for text in wrong.values())
    assert len(answers) >= 7


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("object_counting")
    assert len(items) == 250
    beginnings = {word: kind for kind, words in KINDS.items() for word in words.split()}
    for text, target in items:
        found = re.fullmatch(r"I have (.*)\. How many (.*) do I have\?", text)
        assert found
        entries = [entry.split(" ", 1) for entry in re.split(r", and |, | and ", found[1])]
        kinds = {}
        for _, thing in entries:
            # `two heads of broccoli`, but `lettuce head`.
            noun = thing.rpartition(" of ")[2]
            kind = next((kind for word, kind in beginnings.items() if re.match(rf"{word}(?!pet)", noun)), "")
            kinds[thing] = "objects" if found[2] == "objects" else kind
        given = [[NUMBERS[number], thing] for number, thing in entries]
        assert solve({"given": given, "taken": [], "kinds": kinds, "asked": [found[2]]}) == target, text
