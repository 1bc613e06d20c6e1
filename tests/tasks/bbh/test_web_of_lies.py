"""Web of lies: who says of a liar that they lie tells the truth; order does not matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.web_of_lies import WebOfLies, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = WebOfLies()


def web(known: bool, *claims: bool) -> dict[str, Any]:
    names = "ABCDEFGH"
    says = [[names[place + 1], names[place], claim] for place, claim in enumerate(claims)]
    return {"known": ["A", known], "says": says, "asked": names[len(claims)]}


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (web(True, True), "Yes"),
        (web(True, False), "No"),
        (web(False, True), "No"),
        (web(False, False), "Yes"),
        (web(True, False, False), "Yes"),
        (web(False, True, False, True), "Yes"),
    ],
)
def test_an_even_number_of_lies_is_a_truth(data: dict[str, Any], answer: str) -> None:
    assert solve(data) == answer
    assert solve({**data, "says": data["says"][::-1]}) == answer


def test_whoever_is_not_reached_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="nothing says whether Z"):
        solve({**web(True, True), "asked": "Z"})


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_half_of_the_answers_are_yes_and_the_question_says_it_all(level: int) -> None:
    knobs = TASK.levels[level - 1]
    answers = []
    for index in range(150):
        sample = TASK.generate(Rng("lies", level, index), knobs)
        assert len(sample.data["says"]) == knobs.chain + knobs.aside - 1
        # What the question says is all that is needed.
        found = re.findall(r"(\w+) says that (\w+) (lies|tells the truth)\.", sample.question)
        assert [[one, other, claim != "lies"] for one, other, claim in found] == sample.data["says"]
        answers.append(TASK.answer(sample))
    assert 55 <= answers.count("Yes") <= 95


def test_on_higher_levels_people_speak_out_of_order_and_some_do_not_matter() -> None:
    sample = TASK.generate(Rng("lies"), TASK.levels[3])
    known = {sample.data["known"][0]}
    in_order = True
    for speaker, other, _ in sample.data["says"]:
        in_order &= other in known
        known.add(speaker)
    assert not in_order
    speaks_of = {speaker: other for speaker, other, _ in sample.data["says"]}
    needed, person = 1, sample.data["asked"]
    while person in speaks_of:
        person = speaks_of[person]
        needed += 1
    assert needed == 9 < len(known) == 12


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("web_of_lies")
    assert len(items) == 250
    for text, target in items:
        said = re.findall(r"(\w+) says (\w+) (lies|tells the truth)\.", text)
        known = re.search(r"Question: (\w+) (lies|tells the truth)\.", text)
        asked = re.search(r"Does (\w+) tell", text)
        assert known
        assert asked
        data = {
            "known": [known[1], known[2] != "lies"],
            "says": [[one, other, claim != "lies"] for one, other, claim in said],
            "asked": asked[1],
        }
        assert solve(data) == target
