"""Course schedule: a cycle, however long, is found; labels are worked out anew."""

from __future__ import annotations

import itertools

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.course_schedule import CourseSchedule, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = CourseSchedule()
POSSIBLE = Sample(question="", data={"courses": 3, "pairs": [[0, 1], [1, 2], [0, 2]]})
CYCLE = Sample(question="", data={"courses": 4, "pairs": [[0, 1], [1, 2], [2, 0], [3, 0]]})


@pytest.mark.parametrize(
    "answer", ["True", "true", "TRUE", "yes", "**True**", "`True`.", "\\text{True}", "[True]"]
)
def test_the_right_word_is_accepted_in_any_case(answer: str) -> None:
    assert TASK.verify(POSSIBLE, answer).outcome == "correct"
    assert TASK.verify(CYCLE, answer).reason == "the prerequisites form a cycle"


@pytest.mark.parametrize("answer", ["True or False", "not True", "Tru", "1", "", "[0, 1, 2]"])
def test_anything_else_is_no_answer(answer: str) -> None:
    for sample in (POSSIBLE, CYCLE):
        assert TASK.verify(sample, answer).outcome == "wrong"


def test_false_for_courses_that_can_be_taken_is_wrong() -> None:
    assert TASK.verify(POSSIBLE, "False").reason == "there is an order of all courses"


def test_the_solver_agrees_with_trying_all_orders() -> None:
    rng = Rng("orders")
    seen = set()
    for _ in range(300):
        courses = rng.between(2, 5)
        ordered = [[one, two] for one in range(courses) for two in range(courses) if one != two]
        pairs = rng.sample(ordered, rng.between(1, min(6, len(ordered))))
        possible = any(
            all(order.index(before) < order.index(course) for course, before in pairs)
            for order in itertools.permutations(range(courses))
        )
        assert solve({"courses": courses, "pairs": pairs}) == str(possible)
        seen.add(possible)
    assert seen == {True, False}


def test_an_item_with_a_wrong_label_is_not_asked() -> None:
    entry = SOURCE.entry("course_schedule", TASK.levels[2].config, 11)
    assert TASK.read(entry) is not None
    other = "True" if entry.answer == "False" else "False"
    assert TASK.read(Entry(entry.question, other, entry.metadata)) is None


@pytest.mark.parametrize(
    ("pairs", "length"),
    [
        ([[0, 1], [1, 0], [2, 3]], 2),
        ([[0, 1], [1, 2], [2, 3], [3, 0], [1, 3]], 3),
        ([[3, 2], [2, 1], [1, 0], [0, 3]], 4),
        ([[0, 1], [1, 2], [0, 2], [3, 0]], 99),
    ],
)
def test_the_shortest_cycle(pairs: list[list[int]], length: int) -> None:
    assert TASK.effort({"courses": 4, "pairs": pairs}) == length


@pytest.mark.parametrize("level", [2, 4, 5])
def test_what_is_counted_easily_does_not_tell_the_answer(level: int) -> None:
    """Once, a course with one prerequisite too many was on the cycle in nine of ten questions."""
    count = 0
    knobs = TASK.levels[level - 1]
    right: dict[int, list[str]] = {}
    for index in range(60):
        sample = TASK.generate(Rng("words", level, index), knobs)
        answer = TASK.answer(sample)
        assert answer is not None
        assert TASK.verify(sample, answer).outcome == "correct"
        pairs = [tuple(pair) for pair in sample.data["pairs"]]
        assert str(pairs) in sample.question
        assert not any((two, one) in pairs for one, two in pairs)
        courses = [course for course, _ in pairs]
        most = max(courses.count(course) for course in courses)
        assert most <= knobs.config["max_num_prerequisites"]
        right.setdefault(most, []).append(answer)
        count += answer == "True"
    assert 15 <= count <= 45
    assert sum(max(known.count("True"), known.count("False")) for known in right.values()) <= 48
