"""Count bits: how many ones has a number in binary?

Levels: the steps of Reasoning-Gym's curriculum, which ends at 2^31 - 1; its default draws from all of them,
so that nearly every number has nine or ten digits, as on our level 3. Levels 4 and 5 go on to 19 digits.

Labels: every stored answer is compared with a count of ours. Reasoning-Gym's checker gives part of a point
to any text that holds the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ladder
from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class CountBits(WholeNumberTask):
    """Ones of a binary number."""

    id = "reasoning-gym/count_bits"
    version = "1"
    name = "count_bits"
    levels = ladder(
        {"min_n": 100, "max_n": 2_000},
        {"min_n": 10_000, "max_n": 1_000_000},
        {"min_n": 100_000_000, "max_n": 2_147_483_647},
        {"min_n": 10**11, "max_n": 10**14},
        {"min_n": 10**16, "max_n": 9 * 10**18},
    )
    examples = (("10, which is 1010 in binary", 2), ("13, which is 1101 in binary", 3))

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The number."""
        return {"number": entry.metadata["number"]}

    def advice(self, data: dict[str, Any]) -> str:
        """The number is decimal."""
        return f"The number is written in decimal. {self.example(data)}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Take the bits off one by one."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the number of zeros, of all bits, and the binary number itself."""
        yield from super().mutations(sample, answer)
        number, ones = sample.data["number"], int(answer)
        for name, value in (
            ("zeros counted", number.bit_length() - ones),
            ("all bits counted", number.bit_length()),
        ):
            if value != ones:
                yield name, str(value)
        yield "in binary", f"{number:b}"


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    number, ones = data["number"], 0
    while number:
        ones += number % 2
        number //= 2
    return str(ones)
