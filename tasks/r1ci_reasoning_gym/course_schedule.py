"""Course schedule: can all courses be taken, when some must be taken before others?

Rules: a pair (a, b) means that b comes before a. All courses can be taken where the pairs have no cycle.

Levels: the curriculum of Reasoning-Gym, with lower ends that rise: more courses, more pairs, longer cycles.
Its largest step, 100 courses with up to 5 pairs each, is left out: the question would be a list of 300 pairs
and more, for one bit of an answer. From level 2 on no two courses are each other's prerequisite, which one
would see at once. True and False are drawn as often as each other.

What is counted easily must not tell whether a cycle was added: the number of pairs of a course varies a lot,
and no course has more of them than it could have without the cycle.

Labels: every stored answer is compared with a search for a cycle of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.base import Knobs
    from r1ci_reasoning_gym.effort import EffortKnobs
    from r1ci_reasoning_gym.source import Entry

_NO_CYCLE = 99


def _level(courses: tuple[int, int], pairs: int, cycle: tuple[int, int], least: int) -> EffortKnobs:
    config = {
        "min_num_courses": courses[0],
        "max_num_courses": courses[1],
        "min_num_prerequisites": 1,
        "max_num_prerequisites": pairs,
        "min_cycle_length": cycle[0],
        "max_cycle_length": cycle[1],
    }
    return effort_level(config, least, _NO_CYCLE)


class CourseSchedule(EffortTask[str]):
    """Whether courses can be ordered."""

    id = "reasoning-gym/course_schedule"
    version = "1"
    name = "course_schedule"
    levels = (
        _level((4, 6), 3, (3, 3), 2),
        _level((6, 8), 4, (3, 4), 3),
        _level((8, 11), 4, (3, 5), 3),
        _level((18, 25), 5, (4, 6), 3),
        _level((40, 50), 6, (5, 8), 3),
    )
    form = OneOfForm(("True", "False"), {"yes": "True", "no": "False"})
    unique_answer = True
    balanced = ("True", "False")

    def chosen(self, entry: Entry, level: Knobs) -> dict[str, Any] | None:
        """Without a course that has more prerequisites than the level gives one: it is on the cycle."""
        data = self.read(entry)
        if data is None:
            return None
        courses = [course for course, _ in data["pairs"]]
        most = level.config["max_num_prerequisites"]
        return None if any(courses.count(course) > most for course in set(courses)) else data

    def effort(self, data: dict[str, Any]) -> int:
        """The length of the shortest cycle; more than any where there is none."""
        before: dict[int, set[int]] = {course: set() for course in range(data["courses"])}
        for course, other in data["pairs"]:
            before[course].add(other)
        found = _NO_CYCLE
        for course, direct in before.items():
            reached, length = direct, 1
            seen = set(reached)
            while reached and course not in reached:
                reached = {further for other in reached for further in before[other]} - seen
                seen |= reached
                length += 1
            if reached:
                found = min(found, length)
        return found

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
