"""LCM: the least common multiple of some numbers.

Levels: the curriculum of Reasoning-Gym, two to five numbers, from 100 on. Level 2 is its default, two numbers
up to 100; the answers of level 5 have up to 20 digits.

Labels: every stored answer is compared with a search of ours. Not asked: numbers of which one is a multiple
of all others, for then the answer stands in the question. Reasoning-Gym draws again up to twice where the
answer is just the product.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ladder
from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class Lcm(WholeNumberTask):
    """Least common multiples."""

    id = "reasoning-gym/lcm"
    version = "1"
    name = "lcm"
    levels = ladder(
        {"min_numbers": 2, "max_numbers": 2, "min_value": 4, "max_value": 50},
        {"min_numbers": 2, "max_numbers": 2, "min_value": 30, "max_value": 100},
        {"min_numbers": 3, "max_numbers": 3, "min_value": 30, "max_value": 150},
        {"min_numbers": 3, "max_numbers": 4, "min_value": 100, "max_value": 1_000},
        {"min_numbers": 4, "max_numbers": 5, "min_value": 1_000, "max_value": 10_000},
    )
    examples = (("4 and 6", 12), ("6 and 9", 18))

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers."""
        return {"numbers": entry.metadata["numbers"]}

    def asks(self, entry: Entry, answer: int) -> bool:
        """Not if the answer is printed."""
        return answer not in entry.metadata["numbers"]

    def advice(self, data: dict[str, Any]) -> str:
        """What it is, and one number."""
        return (
            "It is the least positive whole number that each of them divides without a remainder. "
            f"{self.example(data)}"
        )

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Divide every product by the common divisor."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also common multiples that are not the least."""
        yield from super().mutations(sample, answer)
        yield "a common multiple", str(2 * int(answer))
        product = prod(sample.data["numbers"])
        if product != int(answer):
            yield "the product", str(product)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: number by number, the product without the common divisor."""
    multiple = 1
    for number in data["numbers"]:
        common, rest = multiple, number
        while rest:
            common, rest = rest, common % rest
        multiple *= number // common
    return str(multiple)
