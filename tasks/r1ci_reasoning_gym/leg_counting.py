"""Leg counting: how many legs have so many animals of these kinds together?

Levels: the curriculum of Reasoning-Gym, with more kinds and more animals of each; its default, 3 to 10 kinds
of up to 15 animals, lies about on level 3. Level 5 names nearly all 37 kinds that it knows.

Labels: every stored answer is compared with a table of ours. What counts as a leg is a matter of taste for
a few kinds (the arms of a starfish, the claws of a crab), and the question says nothing of it; we do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ladder
from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PLURALS = {
    "butterflys": "butterflies",
    "cockroachs": "cockroaches",
    "deers": "deer",
    "fireflys": "fireflies",
    "jellyfishs": "jellyfish",
    "leechs": "leeches",
    "mantiss": "mantises",
    "sheeps": "sheep",
    "starfishs": "starfish",
    "woodlouses": "woodlice",
}
_PLURAL = re.compile(rf"\b(?:{'|'.join(_PLURALS)})\b")


def _knobs(kinds: tuple[int, int], animals: tuple[int, int]) -> dict[str, Any]:
    return {
        "min_animals": kinds[0],
        "max_animals": kinds[1],
        "min_instances": animals[0],
        "max_instances": animals[1],
    }


class LegCounting(WholeNumberTask):
    """Legs of animals."""

    id = "reasoning-gym/leg_counting"
    version = "1"
    name = "leg_counting"
    levels = ladder(
        _knobs((2, 3), (1, 9)),
        _knobs((3, 5), (2, 12)),
        _knobs((6, 10), (5, 15)),
        _knobs((12, 20), (20, 64)),
        _knobs((28, 36), (200, 1_000)),
    )
    examples = (("2 cats and 3 spiders", 32), ("3 dogs and 1 ant", 18))

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The animals, by their kinds."""
        animals = entry.metadata["animals"]
        return {"animals": animals} if animals.keys() <= legs_by_kind().keys() else None

    def asks(self, entry: Entry, answer: int) -> bool:
        """Not if the answer is printed, or no animal has legs."""
        return answer > 0 and str(answer) not in re.findall("[0-9]+", entry.question)

    def wording(self, question: str) -> str:
        """Reasoning-Gym puts an s behind every kind."""
        return _PLURAL.sub(lambda found: _PLURALS[found[0]], question)

    def advice(self, data: dict[str, Any]) -> str:
        """What counts as a leg, where that is not plain."""
        return (
            "Count the legs that a healthy grown animal of the kind has: a human has two legs, arms do not "
            "count; each of the five arms of a starfish counts as a leg; of crabs, lobsters and shrimps the "
            f"claws count, so that they have ten legs, of scorpions they do not. {self.example(data)}"
        )

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Look the kinds up in a table."""
        return program(solve, sample.data, helpers=(legs_by_kind,))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the number of animals, and of legs where a kind is overlooked."""
        yield from super().mutations(sample, answer)
        animals, legs = sample.data["animals"], legs_by_kind()
        wrong = [("animals counted", sum(animals.values()))]
        wrong += [("a kind overlooked", int(answer) - legs[kind] * animals[kind]) for kind in animals]
        yield from ((name, str(value)) for name, value in wrong if value != int(answer))


def legs_by_kind() -> dict[str, int]:
    """The number of legs of every kind."""
    kinds = {
        0: "flatworm, jellyfish, leech, sea slug, snake",
        2: "bird, chicken, duck, human",
        4: "cat, cow, deer, dog, elephant, giraffe, horse, lion, sheep, tiger",
        5: "starfish",
        6: "ant, bee, beetle, butterfly, cockroach, cricket, firefly, grasshopper, insect, praying mantis, "
        "wasp",
        8: "scorpion, spider",
        10: "crab, lobster, shrimp",
        14: "woodlouse",
    }
    return {kind: legs for legs, listed in kinds.items() for kind in listed.split(", ")}


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    legs = legs_by_kind()
    return str(sum(count * legs[kind] for kind, count in data["animals"].items()))
