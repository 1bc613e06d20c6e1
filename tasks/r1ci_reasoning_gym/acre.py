"""ACRE: which objects switch a light on, and what follows for another set of objects?

Rules: the light is on where at least one blicket is among the objects. The answer is on or off where that
holds whatever the blickets are that fit all results, and undetermined elsewhere.

Levels: there is no curriculum. Here levels go by the objects that the results show, and by what they ask
for. Where a result was on though it holds an object that is none, or where several results must be combined
to see that one is a blicket, an item counts as 8 objects more; where nothing follows, as 4 more. The three
answers are drawn as often as each other.

Labels: every stored answer is compared with ours, from all ways to choose the blickets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class Acre(EffortTask[str]):
    """Whether a light is on."""

    id = "reasoning-gym/acre"
    version = "1"
    name = "acre"
    levels = (
        effort_level({"train": 1}, 0, 14),
        effort_level({"train": 1}, 13, 16),
        effort_level({"train": 1}, 14, 20),
        effort_level({"train": 0}, 19, 20),
        effort_level({"train": 0}, 21, 99),
    )
    form = OneOfForm(("on", "off", "undetermined"), {"not determined": "undetermined"})
    unique_answer = True
    balanced = ("on", "off", "undetermined")

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The results and the new set, with a number for each object."""
        _, _, rest = entry.question.partition("Previous experimental results:\n")
        results, _, rest = rest.partition("\n\nNew test case:\n")
        new, _, _ = rest.partition("\n")
        numbers: dict[str, int] = {}
        shown = []
        for line in results.splitlines():
            objects, _, light = line.partition(" \u2192 ")
            shown.append([_numbered(objects, numbers), light])
        asked = _numbered(new, numbers)
        data = {"results": shown, "asked": asked}
        return data if solve(data) == entry.answer else None

    def effort(self, data: dict[str, Any]) -> int:
        """How many objects are shown, and more where results mislead."""
        shown = sum(len(objects) for objects, _ in data["results"]) + len(data["asked"])
        answer = solve(data)
        if answer == "undetermined":
            return shown + 4
        asked = set(data["asked"])
        lit = [set(objects) for objects, light in data["results"] if light == "on"]
        plain = (
            not any(asked & objects for objects in lit)
            if answer == "off"
            else any(asked >= objects for objects in lit)
        )
        return shown if plain else shown + 8

    def advice(self, data: dict[str, Any]) -> str:
        """When the light is on."""
        return (
            "Every object either is a blicket or is none, and the same description always means the same "
            "object. The light is on exactly when at least one of the objects is a blicket. Answer with one "
            "word, as <<<on>>>, <<<off>>> or <<<undetermined>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One of the three is right."""
        return "" if value == solve(data) else "the results say otherwise"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compare what blickets can be with what they must be."""
        return program(solve, sample.data)


def _numbered(objects: str, numbers: dict[str, int]) -> list[int]:
    return [numbers.setdefault(name, len(numbers)) for name in objects.split(", ")]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    none = {number for objects, light in data["results"] if light == "off" for number in objects}
    possible = set(data["asked"]) - none
    if not possible:
        return "off"
    # The light stays off only if none of the possible ones is a blicket; then each result that was on must
    # have another one that can be.
    for objects, light in data["results"]:
        if light == "on" and not set(objects) - none - possible:
            return "on"
    return "undetermined"
