"""Chain sum: add and subtract integers.

Levels: more terms and more digits together, in steps of Reasoning-Gym's curriculum (2 to 12 terms, 1 to 10
digits), each beginning where the one below ends. Its default spans our levels 1 to 3.

Labels: every stored answer is compared with a sum of ours, taken from the question itself. A sum that is one
of its own terms (`3 + 5 - 3`) is not asked. Reasoning-Gym's checker gives half a point to `-1` where the
answer is 1, and to any text that holds the answer; here integers are equal or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.sums import printed_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_EXAMPLES = (("12 - 30 + 5", -13), ("7 - 40 + 9", -24))


class ChainSum(ReasoningGymTask[int]):
    """Sums and differences of integers."""

    id = "reasoning-gym/chain_sum"
    version = "1"
    name = "chain_sum"
    levels = ladder(
        {"min_terms": 2, "max_terms": 3, "min_digits": 1, "max_digits": 2},
        {"min_terms": 3, "max_terms": 4, "min_digits": 2, "max_digits": 3},
        {"min_terms": 4, "max_terms": 6, "min_digits": 3, "max_digits": 4},
        {"min_terms": 7, "max_terms": 9, "min_digits": 5, "max_digits": 7},
        {"min_terms": 10, "max_terms": 12, "min_digits": 8, "max_digits": 10},
    )
    form = IntegerForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The terms with their signs."""
        terms = [int(term) for term in printed_terms(entry.question)]
        if len(terms) < 2 or entry.answer != str(sum(terms)) or abs(sum(terms)) in map(abs, terms):
            return None
        return {"terms": terms}

    def advice(self, data: dict[str, Any]) -> str:
        """One integer."""
        expression, value = next(example for example in _EXAMPLES if example[1] != sum(data["terms"]))
        return f"Give one integer; for {expression}, for example, the answer would be <<<{value}>>>."

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One sum is right."""
        return "" if value == sum(data["terms"]) else "it is not the sum"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Add the terms up."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also sums with a sign or a term overlooked."""
        yield from super().mutations(sample, answer)
        terms = sample.data["terms"]
        right = sum(terms)
        for name, value in (
            ("signs overlooked", sum(map(abs, terms))),
            ("last term overlooked", right - terms[-1]),
            ("last sign turned over", right - 2 * terms[-1]),
        ):
            if value != right:
                yield name, str(value)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(sum(data["terms"]))
