"""Fraction simplification: reduce a fraction to its lowest terms.

Levels: larger fractions and larger common factors, as in Reasoning-Gym's curriculum (1 to 10,000 and 1 to
1,000).

Labels: our solver reduces the printed fraction, and every stored answer is compared with it: Reasoning-Gym
does not reduce its own when it runs out of attempts. Fractions that are in lowest terms already are not
asked. The answer may be written in any notation, whichever the question uses; Reasoning-Gym gives points to
unreduced fractions.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.reduced_fractions import Ratio, RatioForm, ratio_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PRINTED = re.compile(r"fraction \$?(?:\\d?frac\{)?([0-9]+)(?:/|\}\{)([0-9]+)\}?\$? to its lowest terms")


def _level(value: tuple[int, int], factor: tuple[int, int]) -> dict[str, int]:
    return {
        "min_value": value[0],
        "max_value": value[1],
        "min_factor": factor[0],
        "max_factor": factor[1],
    }


class FractionSimplification(ReasoningGymTask[Ratio]):
    """Fractions in lowest terms."""

    id = "reasoning-gym/fraction_simplification"
    version = "1"
    name = "fraction_simplification"
    levels = ladder(
        _level((2, 30), (2, 10)),
        _level((10, 200), (5, 30)),
        _level((100, 1_000), (20, 100)),
        _level((1_000, 30_000), (100, 1_000)),
        _level((100_000, 10_000_000), (1_000, 100_000)),
    )
    form = RatioForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """Numerator and denominator."""
        found = _PRINTED.search(entry.question)
        if not found or not int(found[2]):
            return None
        data = {"numerator": int(found[1]), "denominator": int(found[2])}
        try:
            stored = self.form.read(entry.answer or "")
        except AnswerError:
            return None
        if ratio_fault(_reduced(data), stored) or stored == (data["numerator"], data["denominator"]):
            return None
        return data

    def advice(self, data: dict[str, Any]) -> str:
        """Any notation, but reduced."""
        factor, example = (2, "6/7") if str(_reduced(data)) != "6/7" else (3, "4/9")
        above, below = (factor * int(part) for part in example.split("/"))
        return (
            "The fraction must be in lowest terms; how it is set, and whether in LaTeX, does not matter. For "
            f"{above}/{below}, for example, the answer would be <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: Ratio) -> str:
        """One fraction is right."""
        return ratio_fault(_reduced(data), value)

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Divide by the greatest common divisor."""
        return program(solve, sample.data, imports=("import math",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the fraction of the question, and one of its parts reduced alone."""
        yield from super().mutations(sample, answer)
        above, below = sample.data["numerator"], sample.data["denominator"]
        yield "as it was", f"{above}/{below}"
        yield "only one part reduced", f"{answer.split('/', maxsplit=1)[0]}/{below}"


def _reduced(data: dict[str, Any]) -> Fraction:
    return Fraction(data["numerator"], data["denominator"])


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    common = math.gcd(data["numerator"], data["denominator"])
    return f"{data['numerator'] // common}/{data['denominator'] // common}"
