"""Family relationships: worked out from the story, in the direction that is asked."""

from __future__ import annotations

from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.family_relationships import FamilyRelationships, relation, solve
from r1ci_reasoning_gym.source import Entry

TASK = FamilyRelationships()
STORY = (
    "Adam is married to Alice. They have children called Brian and Clara. Brian is married to Diana. They "
    "have children called Emma, Frank and Grace. Clara is married to Carl. They have a child called Henry."
)
WOMEN = {"Alice", "Clara", "Diana", "Emma", "Grace"}


def data(first: str, second: str) -> dict[str, Any]:
    couples = [
        ["Adam", "Alice", ["Brian", "Clara"]],
        ["Brian", "Diana", ["Emma", "Frank", "Grace"]],
        ["Clara", "Carl", ["Henry"]],
    ]
    return {"couples": couples, "first": first, "second": second, "woman": first in WOMEN}


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ("Adam", "Alice", "husband"),
        ("Diana", "Brian", "wife"),
        ("Alice", "Clara", "mother"),
        ("Henry", "Carl", "son"),
        ("Emma", "Frank", "sister"),
        ("Alice", "Henry", "grandmother"),
        ("Clara", "Frank", "aunt"),
        ("Brian", "Henry", "uncle"),
        ("Emma", "Clara", "niece"),
        ("Frank", "Clara", "nephew"),
        ("Diana", "Alice", "daughter-in-law"),
        ("Carl", "Adam", "son-in-law"),
        ("Alice", "Diana", "mother-in-law"),
    ],
)
def test_the_word_is_that_of_the_first_person(first: str, second: str, word: str) -> None:
    found = data(first, second)
    assert solve(found) == word
    sample = Sample(question="", data=found)
    for text in (word, word.upper(), word.replace("-", " "), f"{word}."):
        assert TASK.verify(sample, text).outcome == "correct"
    assert len(TASK.candidates(sample)) == 9
    for other in set(TASK.form.words) - {word}:
        assert TASK.verify(sample, other).outcome == "wrong"


@pytest.mark.parametrize("answer", ["mother or aunt", "great-aunt", "in-law", "her mother", ""])
def test_other_texts_are_wrong(answer: str) -> None:
    assert TASK.verify(Sample(question="", data=data("Alice", "Clara")), answer).outcome == "wrong"


def asked(first: str, second: str, answer: str) -> dict[str, Any] | None:
    return TASK.read(Entry(f"{STORY}\n\nHow is {first} related to {second}? One word.", answer, {}))


def test_what_reasoning_gym_gets_wrong_is_known_and_corrected() -> None:
    """It gives a niece the gender of her uncle, and takes whoever has a mother-in-law for one."""
    for first, second, stored in (("Emma", "Brian", "daughter"), ("Frank", "Clara", "niece"),
                                  ("Diana", "Adam", "father-in-law")):  # fmt: skip
        assert asked(first, second, stored) == data(first, second)
    assert solve(data("Frank", "Clara")) == "nephew"
    assert solve(data("Diana", "Adam")) == "daughter-in-law"


@pytest.mark.parametrize(
    ("first", "second", "stored"),
    [
        ("Emma", "Brian", "son"),
        ("Frank", "Clara", "nephew"),
        ("Emma", "Henry", "sister"),
        ("Adam", "Carl", "father"),
    ],
)
def test_what_it_should_not_have_stored_is_not_asked(first: str, second: str, stored: str) -> None:
    assert asked(first, second, stored) is None


def test_stories_are_read_in_full_and_agree_with_what_is_stored() -> None:
    for level in (1, 3, 5):
        for index in range(15):
            sample = TASK.generate(Rng("stories", level, index), TASK.levels[level - 1])
            story = sample.question.split("\n\n")[0]
            names = {name for one, two, children in sample.data["couples"] for name in (one, two, *children)}
            capital = {word.strip(".,") for word in story.split() if word[0].isupper()} - {"They"}
            assert names == capital
            assert (
                f"{sample.data['first']} is a {'woman' if sample.data['woman'] else 'man'}" in sample.question
            )


@pytest.mark.parametrize("level", [3, 4, 5])
def test_the_order_of_the_names_and_the_gender_do_not_tell_the_relation(level: int) -> None:
    seen: dict[tuple[bool, bool], list[str]] = {}
    for index in range(80):
        found = TASK.generate(Rng("order", level, index), TASK.levels[level - 1])
        story, first, second = found.question, found.data["first"], found.data["second"]
        key = (story.index(first) < story.index(second), found.data["woman"])
        seen.setdefault(key, []).append(relation(found.data))
    guessed = sum(max(kinds.count(kind) for kind in kinds) for kinds in seen.values())
    assert guessed <= 80 * 0.7
