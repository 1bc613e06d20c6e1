"""GCD: the greatest common divisor of some numbers.

Levels: the curriculum of Reasoning-Gym goes from two to five numbers and from 100 to 100,000. Of four random
numbers and more, hardly any have another divisor in common than 1 or 2, so that three are the most here.
Level 3 is about its default, two numbers up to 1,000.

Labels: every stored answer is compared with a search of ours. Not asked: numbers of which one divides all
others, for then the answer stands in the question. Reasoning-Gym draws again up to twice where the divisor is
1; it still is in a fifth of the pairs and in more than half of the triples, and 2 in a quarter of both.
These are thinned out, so that neither is right in more than a third.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ladder
from r1ci_reasoning_gym.thinning import kept
from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

# How many of how many questions are kept, by the divisor; for two numbers and for three.
_KEPT = {2: {1: (2, 3), 2: (2, 3)}, 3: {1: (1, 6), 2: (1, 4)}}


class Gcd(WholeNumberTask):
    """Greatest common divisors."""

    id = "reasoning-gym/gcd"
    version = "1"
    name = "gcd"
    levels = ladder(
        {"min_numbers": 2, "max_numbers": 2, "min_value": 4, "max_value": 60},
        {"min_numbers": 2, "max_numbers": 2, "min_value": 30, "max_value": 300},
        {"min_numbers": 2, "max_numbers": 2, "min_value": 200, "max_value": 1_000},
        {"min_numbers": 2, "max_numbers": 3, "min_value": 2_000, "max_value": 20_000},
        {"min_numbers": 3, "max_numbers": 3, "min_value": 100_000, "max_value": 10_000_000},
    )
    examples = (("70 and 105", 35), ("99 and 165", 33))

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers."""
        return {"numbers": entry.metadata["numbers"]}

    def asks(self, entry: Entry, answer: int) -> bool:
        """Not if the answer is printed, or too frequent."""
        numbers = entry.metadata["numbers"]
        keep, of = _KEPT[len(numbers)].get(answer, (1, 1))
        return answer not in numbers and kept(entry.question, keep, of)

    def advice(self, data: dict[str, Any]) -> str:
        """What it is, and one number."""
        return f"It is the greatest whole number that divides all of them. {self.example(data)}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Divide with remainder until there is none."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data, by Euclid's algorithm."""
    common = 0
    for number in data["numbers"]:
        while number:
            common, number = number, common % number
    return str(common)
