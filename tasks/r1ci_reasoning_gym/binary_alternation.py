"""Binary alternation: the least number of swaps that make a binary string alternate, or -1.

Rules: a swap exchanges any two characters. A string can be made to alternate where the numbers of zeros and
ones differ by one at the most.

Levels: the length, in steps of Reasoning-Gym's curriculum (10 to 1,000). Level 3 is about its default, 10 to
30; strings longer than 200 would only ask for more of the same.

Labels: every stored answer is compared with a count of ours. A string that alternates already is not asked.
A fifth of all strings cannot be made to alternate, as by default.
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


class BinaryAlternation(WholeNumberTask):
    """Swaps until zeros and ones alternate."""

    id = "reasoning-gym/binary_alternation"
    version = "1"
    name = "binary_alternation"
    levels = ladder(
        {"min_n": 10, "max_n": 16},
        {"min_n": 17, "max_n": 20},
        {"min_n": 21, "max_n": 30},
        {"min_n": 50, "max_n": 80},
        {"min_n": 120, "max_n": 200},
    )
    examples = (("the string 1001", 1), ("the string 110001101", 2))

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The string."""
        return {"string": entry.metadata["string"]}

    def asks(self, entry: Entry, answer: int) -> bool:
        """Not if nothing is to be done."""
        return answer != 0

    def advice(self, data: dict[str, Any]) -> str:
        """Either order is welcome."""
        return (
            "The string may begin with 0 or with 1 in the end, and each swap exchanges the characters of two "
            f"places. {self.example(data)}"
        )

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Count the characters at wrong places."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the number of places, or swaps to the other order, or none."""
        yield from super().mutations(sample, answer)
        right = int(answer)
        wrong = {"places counted": 2 * right, "impossible": -1, "nothing to do": 0}
        yield from ((name, str(value)) for name, value in wrong.items() if value != right)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: half of the places that are wrong, for the better order."""
    string = data["string"]
    found = []
    for first in "01":
        wanted = [first if place % 2 == 0 else "10"[int(first)] for place in range(len(string))]
        if sorted(wanted) == sorted(string):
            found.append(sum(one != two for one, two in zip(string, wanted, strict=True)) // 2)
    return str(min(found, default=-1))
