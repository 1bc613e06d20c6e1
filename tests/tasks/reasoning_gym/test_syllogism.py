"""Syllogism: what follows is decided by counterexamples, whatever the label says."""

from __future__ import annotations

from itertools import product

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.syllogism import Syllogism, solve

TASK = Syllogism()


def follows(one: str, two: str, conclusion: str) -> str:
    def parts(text: str) -> list[str]:
        words = text.split()
        return [f"{words[0]} not", words[1], words[4]] if "not" in words else [words[0], words[1], words[3]]

    return solve({"premises": [parts(one), parts(two)], "conclusion": parts(conclusion)})


@pytest.mark.parametrize(
    ("one", "two", "conclusion", "answer"),
    [
        ("All a are b", "All b are c", "All a are c", "Yes"),
        ("All a are b", "All b are c", "Some a are c", "Yes"),  # a has members
        ("All a are b", "All b are c", "Some c are a", "Yes"),
        ("All a are b", "All b are c", "All c are a", "No"),
        ("All a are b", "No b are c", "Some a are not c", "Yes"),
        ("No a are b", "All b are c", "No a are c", "No"),
        ("No a are b", "All b are c", "Some c are not a", "Yes"),
        ("Some a are b", "Some b are c", "Some a are c", "No"),
        ("Some a are b", "No b are c", "Some a are not c", "Yes"),
        ("Some a are not b", "All b are c", "Some a are not c", "No"),
        ("Some a are b", "All b are c", "No a are c", "No"),
        ("All a are b", "Some b are c", "Some a are c", "No"),
        ("No a are b", "Some b are c", "No b are a", "Yes"),
        ("No a are b", "Some b are c", "Some b are not a", "Yes"),
        ("Some a are not b", "All b are c", "Some b are not a", "No"),
    ],
)
def test_known_moods(one: str, two: str, conclusion: str, answer: str) -> None:
    assert follows(one, two, conclusion) == answer


def test_the_solver_agrees_with_models_of_three_sets() -> None:
    """Small worlds of up to three members decide all of these statements, as each speaks of one member."""
    worlds = [
        [{name for name, inside in zip("abc", which, strict=True) if inside} for which in kinds]
        for size in (1, 2, 3, 4)
        for kinds in product(product([True, False], repeat=3), repeat=size)
        if all(any(column) for column in zip(*kinds, strict=True)) and list(kinds) == sorted(kinds)
    ]

    def true(quantifier: str, one: str, two: str, world: list[set[str]]) -> bool:
        inside = [two in member for member in world if one in member]
        return {"All": all(inside), "No": not any(inside), "Some": any(inside), "Some not": not all(inside)}[
            quantifier
        ]

    for first, second, third in product(["All", "No", "Some", "Some not"], repeat=3):
        wanted = all(
            true(third, "a", "c", world)
            for world in worlds
            if true(first, "a", "b", world) and true(second, "b", "c", world)
        )
        data = {"premises": [[first, "a", "b"], [second, "b", "c"]], "conclusion": [third, "a", "c"]}
        assert (solve(data) == "Yes") == wanted, (first, second, third)


def entry(one: str, two: str, conclusion: str, answer: str) -> Entry:
    return Entry("", answer, {"premise1": one, "premise2": two, "conclusion": conclusion})


@pytest.mark.parametrize("label", ["Yes", "No"])
def test_the_label_that_is_wrong_in_one_of_eight_items_has_no_effect(label: str) -> None:
    found = TASK.read(
        entry("All children are animals", "Some animals are fish", "Some children are fish", label)
    )
    assert found is not None
    assert solve(found) == "No"


def test_what_is_no_statement_is_not_asked() -> None:
    assert (
        TASK.read(entry("All children are animals", "Most animals are fish", "No fish are animals", "No"))
        is None
    )


def test_labels_are_wrong_for_two_kinds_of_premises_only() -> None:
    rng = Rng("labels")
    wrong = set()
    for _ in range(300):
        item = SOURCE.entry("syllogism", {"inversion_probability": 0.0}, rng.bits(62))
        data = TASK.read(item)
        assert data is not None
        if solve(data) != item.answer:
            wrong.add(tuple(statement[0] for statement in [*data["premises"], data["conclusion"]]))
    assert wrong == {("All", "Some", "Some"), ("All", "Some not", "Some not")}


@pytest.mark.parametrize(
    ("quantifiers", "effort"),
    [
        (("All", "All", "All"), 4),
        (("All", "All", "Some"), 4),
        (("All", "No", "All"), 4),
        (("Some", "All", "All"), 4),
        (("Some", "No", "No"), 4),
        (("All", "Some", "Some"), 4),  # it sounds as if it followed
        (("All", "Some", "Some not"), 3),
        (("Some", "Some", "Some"), 4),
        (("No", "All", "No"), 3),
        (("Some not", "Some", "Some not"), 3),
    ],
)
def test_the_effort_of_conclusions_from_two_premises(quantifiers: tuple[str, str, str], effort: int) -> None:
    first, second, third = quantifiers
    data = {"premises": [[first, "a", "b"], [second, "b", "c"]], "conclusion": [third, "a", "c"]}
    assert TASK.effort(data) == effort


def test_no_single_quantifier_tells_the_answer_at_the_last_level() -> None:
    """Once, All at the beginning meant Yes there, without exception."""
    seen: list[dict[str, list[str]]] = [{}, {}, {}]
    for index in range(120):
        data = TASK.generate(Rng("guess", index), TASK.levels[4]).data
        for place, statement in enumerate([*data["premises"], data["conclusion"]]):
            seen[place].setdefault(statement[0], []).append(solve(data))
    for answers in seen:
        guessed = sum(max(known.count("Yes"), known.count("No")) for known in answers.values())
        assert guessed <= 120 * 0.8


SAMPLE = Sample(
    question="",
    data={
        "premises": [["All", "cats", "dogs"], ["All", "dogs", "bees"]],
        "conclusion": ["Some", "bees", "cats"],
    },
)


@pytest.mark.parametrize("answer", ["Yes", "yes", "YES.", "**Yes**", "True", '"Yes"'])
def test_yes_is_accepted_in_any_case(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["No", "Yes and no", "Yes, it follows", "y", "", "maybe", "1"])
def test_other_answers_are_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_yes_and_no_are_as_frequent_at_every_level(level: int) -> None:
    answers = [
        TASK.answer(TASK.generate(Rng("both", level, index), TASK.levels[level - 1])) for index in range(40)
    ]
    assert 10 <= answers.count("Yes") <= 30
