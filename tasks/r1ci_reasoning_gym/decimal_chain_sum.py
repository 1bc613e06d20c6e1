"""Decimal chain sum: add and subtract decimal numbers, exactly.

Levels: more terms, digits and decimal places together, each beginning where the one below ends.
Reasoning-Gym's curriculum goes up to 10 terms of 10 digits and 8 places. Here digits and places are twelve
together at most, with more terms instead: its generator computes by the precision that `decimal_arithmetic`
has set in the same process, which is twelve digits, and a longer question would depend on what was asked
before it.

Labels: every stored answer is compared with a sum of ours, taken from the question itself. A sum that is one
of its own terms is not asked.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.decimals import DecimalForm, stored_number
from r1ci_reasoning_gym.sums import printed_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_EXAMPLES = (("1.25 - 3.5 + 0.75", "-1.5"), ("2.75 - 8.5 + 1.25", "-4.5"))


def _level(terms: tuple[int, int], digits: tuple[int, int], places: tuple[int, int]) -> dict[str, Any]:
    names = ("terms", "digits", "decimal_places")
    return {
        f"{end}_{name}": ends[place]
        for name, ends in zip(names, (terms, digits, places), strict=True)
        for place, end in enumerate(("min", "max"))
    }


class DecimalChainSum(ReasoningGymTask[Fraction]):
    """Sums and differences of decimal numbers."""

    id = "reasoning-gym/decimal_chain_sum"
    version = "1"
    name = "decimal_chain_sum"
    levels = ladder(
        _level((2, 2), (1, 2), (1, 2)),
        _level((3, 4), (2, 3), (1, 3)),
        _level((4, 6), (3, 4), (2, 4)),
        _level((7, 9), (4, 5), (3, 5)),
        _level((10, 14), (5, 6), (4, 5)),
    )
    form = DecimalForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The terms with their signs."""
        terms = printed_terms(entry.question)
        if len(terms) < 2:
            return None
        numbers = [Fraction(term) for term in terms]
        total = sum(numbers, Fraction(0))
        if stored_number(entry.answer) != total or abs(total) in map(abs, numbers):
            return None
        return {"terms": terms}

    def advice(self, data: dict[str, Any]) -> str:
        """An exact decimal number."""
        right = solve(data)
        expression, value = next(example for example in _EXAMPLES if example[1] != right)
        return (
            "Give the exact result as one decimal number, without rounding; zeros at its end do not matter. "
            f"For {expression}, for example, the answer would be <<<{value}>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """One sum is right."""
        return "" if value == sum(map(Fraction, data["terms"])) else "it is not the sum"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Add the terms up, in decimal arithmetic."""
        return program(solve, sample.data, imports=("from decimal import Decimal",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the sum cut off, computed in binary with a trace left, and without its last term."""
        yield from super().mutations(sample, answer)
        terms = sample.data["terms"]
        right = sum(map(Fraction, terms))
        for name, value in (
            ("last term overlooked", right - Fraction(terms[-1])),
            ("last place wrong", right + Fraction(1, 10**6)),
            ("rounded to a whole number", Fraction(round(right))),
        ):
            if value != right:
                yield name, self.form.write(value)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    total = sum(map(Decimal, data["terms"]), Decimal(0))
    text = f"{total:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
