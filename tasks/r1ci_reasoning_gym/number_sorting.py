"""Number sorting: sort decimal numbers, smallest or largest first.

Levels: more numbers, more decimals, larger numbers, in steps of Reasoning-Gym's curriculum (10 to 1,000
numbers). Level 3 is about its default, 3 to 10 numbers with up to 2 decimals; 200 numbers are the most here.

Labels: every stored answer is compared with our own sorting. Reasoning-Gym's checker lets every number be off
by 1, so that a list of other numbers passes; here every number must be exactly one of the list. Not asked:
lists that are sorted already, and numbers that it prints as `1e-05`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.number_lists import DecimalsForm, number_knobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class NumberSorting(ReasoningGymTask[list[str]]):
    """Numbers in order."""

    id = "reasoning-gym/number_sorting"
    version = "1"
    name = "number_sorting"
    levels = ladder(
        number_knobs((4, 5), (0, 0), 100),
        number_knobs((6, 8), (0, 1), 100),
        number_knobs((9, 12), (0, 2), 100),
        number_knobs((30, 50), (1, 3), 100),
        number_knobs((120, 200), (2, 4), 1_000),
    )
    form = DecimalsForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers as they are printed, and the direction."""
        data = {"numbers": entry.metadata["original_numbers"], "direction": entry.metadata["direction"]}
        if entry.answer is None or any("e" in text for text in data["numbers"]):
            return None
        found = self.form.read(solve(data))
        if found != self.form.read(entry.answer) or found == self.form.read(str(data["numbers"])):
            return None
        return data

    def advice(self, data: dict[str, Any]) -> str:
        """Every number, as it is."""
        return (
            "Ascending means the smallest number first, descending the largest. Give every number as often "
            "as it occurs, exactly as it is; for 2.5, -4.0, 10.0 in ascending order, for example, the answer "
            "would be <<<['-4.0', '2.5', '10.0']>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """One list is right."""
        wanted = self.form.read(solve(data))
        if value == wanted:
            return ""
        return "the order is wrong" if sorted(value) == sorted(wanted) else "it has other numbers"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Sort."""
        return program(solve, sample.data, imports=("from fractions import Fraction",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the list as it was, the order of texts, and all numbers moved by 0.9."""
        yield from super().mutations(sample, answer)
        numbers = sample.data["numbers"]
        right = self.form.read(answer)
        moved = [str(float(Fraction(text) + Fraction(9, 10))) for text in right]
        for name, texts in (
            ("not sorted", numbers),
            ("sorted as texts", sorted(numbers, reverse=sample.data["direction"] == "descending")),
            ("moved by 0.9", moved),
            ("rounded", [f"{float(text):.0f}" for text in right]),
            ("equal numbers once", list(dict.fromkeys(right))),
        ):
            if self.form.read(str(texts)) != right:
                yield name, str(texts)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(sorted(data["numbers"], key=Fraction, reverse=data["direction"] == "descending"))
