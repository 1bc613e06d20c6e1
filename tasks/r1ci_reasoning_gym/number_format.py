"""Number format: the largest or smallest of numbers that are written in different ways.

Levels: more candidates that lie closer together. Reasoning-Gym's curriculum also goes down to distances of
10^-6, which its own rounding to three places makes nought: all candidates would be the same number.

Labels: our solver compares the numbers as they are printed, exactly, and every stored answer with what it
finds. Sums in binary leave traces (`9.158569304099999e+07` for 91585693.041), so that candidates which are
meant to be equal may differ by less than 10^-4; an answer may be off by that, and a question is asked only
where all other candidates are either that near or at least 5 x 10^-4 away. Reasoning-Gym's checker accepts
what is off by 10^-2, and so wrong candidates.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.decimals import DecimalForm, stored_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_SAME = Fraction(1, 10**4)
_CLEAR = Fraction(5, 10**4)


def _level(fewest: int, most: int, lowest: int, highest: int, distance: float) -> dict[str, Any]:
    return {
        "min_num_candidates": fewest,
        "max_num_candidates": most,
        "min_n": lowest,
        "max_n": highest,
        "max_delta": distance,
    }


class NumberFormat(ReasoningGymTask[Fraction]):
    """Comparing numbers in different notations."""

    id = "reasoning-gym/number_format"
    version = "1"
    name = "number_format"
    levels = ladder(
        _level(3, 4, 10**3, 10**5, 100.0),
        _level(5, 8, 10**3, 10**6, 10.0),
        _level(10, 20, 10**5, 10**9, 10.0),
        _level(50, 80, 10**6, 10**9, 5.0),
        _level(150, 250, 10**7, 10**9, 1.0),
    )
    form = DecimalForm(absolute=_SAME)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The candidates as they are printed."""
        words, _, printed = entry.question.strip().rpartition("candidates: ")
        size = "largest" if words.endswith("the largest number of the following ") else "smallest"
        if size == "smallest" and not words.endswith("the smallest number of the following "):
            return None
        data = {"size": size, "candidates": printed.split()}
        found = _extreme(data)
        distances = [abs(_number(text) - found) for text in data["candidates"]]
        if any(_SAME < distance < _CLEAR for distance in distances):
            return None
        stored = stored_number(entry.answer)
        if stored is None or abs(stored - found) > _SAME:
            return None
        return None if all(distance <= _SAME for distance in distances) else data

    def advice(self, data: dict[str, Any]) -> str:
        """Any notation will do."""
        return (
            "Commas separate thousands, and e+05 means times 10^5. Give the value of the one candidate, in "
            "any of these notations; it may be off by 0.0001. Were the largest of 54.2, 5.51e+02 and 550.2 "
            "asked for, the answer would be <<<551>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """One value is right."""
        return "" if abs(value - _extreme(data)) <= _SAME else f"it is not the {data['size']} number"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def candidates(self, sample: Sample) -> Sequence[str]:
        """What the question lets choose from."""
        return list(sample.data["candidates"])

    def reference(self, sample: Sample) -> str:
        """Compare exactly."""
        return program(solve, sample.data, imports=("from decimal import Decimal",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also other candidates, the opposite one, and what is off by 10^-2."""
        yield from super().mutations(sample, answer)
        found = _extreme(sample.data)
        others = [text for text in sample.data["candidates"] if abs(_number(text) - found) > _SAME]
        for text in others[:5]:
            yield "another candidate", text
        best = min if sample.data["size"] == "smallest" else max
        yield "the next one", best(others, key=_number)
        yield "off by less than a hundredth", self.form.write(found + Fraction(9, 1000))


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def _extreme(data: dict[str, Any]) -> Fraction:
    return (max if data["size"] == "largest" else min)(map(_number, data["candidates"]))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    numbers = [Decimal(text.replace(",", "")) for text in data["candidates"]]
    return f"{max(numbers) if data['size'] == 'largest' else min(numbers):f}"
