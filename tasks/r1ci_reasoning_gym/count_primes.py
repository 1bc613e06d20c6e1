"""Count primes: how many primes lie between two numbers?

Levels: the steps of Reasoning-Gym's curriculum. Its default draws from 1 to 10,000, as level 3 about does.

Labels: every stored answer is compared with a sieve of ours. Not asked: intervals of one number, and those
whose answer is one of their ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ladder
from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class CountPrimes(WholeNumberTask):
    """Primes of an interval."""

    id = "reasoning-gym/count_primes"
    version = "1"
    name = "count_primes"
    levels = ladder(
        {"min_n": 1, "max_n": 120},
        {"min_n": 100, "max_n": 1_000},
        {"min_n": 1_000, "max_n": 10_000},
        {"min_n": 10_000, "max_n": 50_000},
        {"min_n": 50_000, "max_n": 200_000},
    )
    examples = (("10 and 20", 4), ("20 and 30", 2))

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The ends of the interval."""
        start, end = entry.metadata["start"], entry.metadata["end"]
        return {"start": start, "end": end} if start < end else None

    def asks(self, entry: Entry, answer: int) -> bool:
        """Not if the answer is printed."""
        return answer not in (entry.metadata["start"], entry.metadata["end"])

    def advice(self, data: dict[str, Any]) -> str:
        """Both ends count."""
        return f"An end of the interval that is prime counts, too. {self.example(data)}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Sieve."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data, by the sieve of Eratosthenes."""
    start, end = data["start"], data["end"]
    prime = bytearray([1]) * (end + 1)
    prime[:2] = b"\0\0"
    for number in range(2, int(end**0.5) + 1):
        if prime[number]:
            multiples = range(number * number, end + 1, number)
            prime[number * number :: number] = bytes(len(multiples))
    return str(sum(prime[start:]))
