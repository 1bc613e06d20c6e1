"""Course schedule: can all courses be taken, when some must be taken before others?

Rules: a pair (a, b) means that b comes before a. All courses can be taken where the pairs have no cycle.

Levels: the curriculum of Reasoning-Gym, with lower ends that rise: more courses, more pairs, longer cycles.
The number of pairs of a course always varies, for otherwise the number of all pairs would tell whether a
cycle was added. Its largest step, 100 courses with up to 5 pairs each, is left out: the question would be a
list of 300 pairs and more, for one bit of an answer.

Labels: every stored answer is compared with a search for a cycle of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


def _knobs(courses: tuple[int, int], pairs: int, cycle: tuple[int, int]) -> dict[str, Any]:
    return {
        "min_num_courses": courses[0],
        "max_num_courses": courses[1],
        "min_num_prerequisites": 1,
        "max_num_prerequisites": pairs,
        "min_cycle_length": cycle[0],
        "max_cycle_length": cycle[1],
    }


class CourseSchedule(ReasoningGymTask[str]):
    """Whether courses can be ordered."""

    id = "reasoning-gym/course_schedule"
    version = "1"
    name = "course_schedule"
    levels = ladder(
        _knobs((4, 5), 2, (3, 3)),
        _knobs((5, 7), 2, (3, 4)),
        _knobs((7, 10), 2, (3, 5)),
        _knobs((18, 25), 3, (4, 6)),
        _knobs((40, 50), 4, (5, 8)),
    )
    form = OneOfForm(("True", "False"), {"yes": "True", "no": "False"})
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The number of courses and the pairs."""
        data = {"courses": len(entry.metadata["courses"]), "pairs": entry.metadata["prerequisites"]}
        return data if solve(data) == entry.answer else None

    def advice(self, data: dict[str, Any]) -> str:
        """One word."""
        return (
            "Courses are taken one after the other, and every prerequisite of a course must have been taken "
            "before it. Answer with one word, as <<<True>>> or <<<False>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One of the two is right."""
        if value == solve(data):
            return ""
        return "the prerequisites form a cycle" if value == "True" else "there is an order of all courses"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Take courses as long as one can be taken."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: take courses of which nothing is missing until none is left."""
    missing: dict[int, set[int]] = {course: set() for course in range(data["courses"])}
    for course, before in data["pairs"]:
        missing[course].add(before)
    while missing:
        free = {course for course, before in missing.items() if not before & missing.keys()}
        if not free:
            return "False"
        for course in free:
            del missing[course]
    return "True"
