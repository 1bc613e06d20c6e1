"""Number filtering: keep or remove the numbers of a list that are larger or smaller than a given one.

Levels: more numbers, more decimals, larger numbers, in steps of Reasoning-Gym's curriculum (10 to 200
numbers). Level 3 is about its default, 3 to 10 numbers with up to 4 decimals.

Labels: every stored answer is compared with a filter of ours that knows no rounding. Where two numbers of the
list are equal and written in two ways, Reasoning-Gym's answer repeats the first way; here numbers are
compared, not texts. Not asked: lists of which nothing or everything is left.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.number_lists import DecimalsForm, exact, number_knobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class NumberFiltering(ReasoningGymTask[list[str]]):
    """Larger and smaller numbers."""

    id = "reasoning-gym/number_filtering"
    version = "1"
    name = "number_filtering"
    levels = ladder(
        number_knobs((4, 6), (0, 0), 100),
        number_knobs((6, 8), (0, 2), 100),
        number_knobs((8, 12), (0, 4), 100),
        number_knobs((30, 50), (0, 4), 500),
        number_knobs((120, 200), (0, 6), 10_000),
    )
    form = DecimalsForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers as they are printed, and what is done with them."""
        known = entry.metadata
        data = {
            "numbers": known["original_numbers"],
            "operation": known["operation"],
            "than": known["filter_value"],
        }
        left = solve(data)
        if entry.answer is None or self.form.read(left) != self.form.read(entry.answer):
            return None
        return data if left not in ("[]", str(data["numbers"])) else None

    def advice(self, data: dict[str, Any]) -> str:
        """The order, equal numbers, and the form."""
        shown = next(text for text in ("['12', '-7.5']", "['-3.5', '8']") if text != solve(data))
        return (
            "A number that equals the given one is neither larger nor smaller. Leave the numbers in their "
            f"order and give them as a list in the form <<<{shown}>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """One list is right."""
        wanted = self.form.read(solve(data))
        if value == wanted:
            return ""
        return "the order is not that of the list" if sorted(value) == sorted(wanted) else "the list is wrong"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compare every number."""
        return program(solve, sample.data, imports=("from fractions import Fraction",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the whole list, and the numbers that should be gone."""
        yield from super().mutations(sample, answer)
        numbers = sample.data["numbers"]
        left = self.form.read(answer)
        yield "nothing removed", str(numbers)
        yield "the others", str([text for text in numbers if exact(text) not in left])


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    action, size = data["operation"].split("_")
    border = Fraction(data["than"])
    left = []
    for text in data["numbers"]:
        number = Fraction(text)
        chosen = number > border if size == "larger" else number < border
        if chosen == (action == "keep"):
            left.append(text)
    return str(left)
