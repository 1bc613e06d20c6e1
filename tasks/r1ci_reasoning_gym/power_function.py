"""Power function: a decimal number to a whole power, to three significant figures.

Levels: larger exponents, of either sign. Reasoning-Gym's curriculum begins at exponents of 0 and 1, whose
answers are 1 and the printed number; these are not asked.

Labels: every stored answer (a number in binary, not rounded) is compared with the exact power. A negative
base is printed without brackets (`-7.5^2`), which by the usual rank of operators is another number; the
question gets brackets. Reasoning-Gym's checker compares by the text of the rounded answer in some cases;
here an answer is right where it is the exact value, or any number that is no further away than rounding to
three significant figures may be.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.decimals import DecimalForm, stored_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_POWER = re.compile(r"Compute (-?[0-9]+\.[0-9]+)\^(-?[0-9]+)\.")
_BINARY = Fraction(1, 10**9)


def _level(base: float, lowest: int, highest: int) -> dict[str, Any]:
    return {"min_base": -base, "max_base": base, "min_exponent": lowest, "max_exponent": highest}


class PowerFunction(ReasoningGymTask[Fraction]):
    """Powers of decimal numbers."""

    id = "reasoning-gym/power_function"
    version = "1"
    name = "power_function"
    levels = ladder(
        _level(100.0, 2, 2),
        _level(1000.0, 2, 3),
        _level(1000.0, 4, 6),
        _level(1000.0, 7, 9),
        _level(1000.0, 10, 14),
    )
    # The form is for spoiled answers of every size; `fault` knows how far three figures may be off.
    form = DecimalForm(relative=Fraction(1, 200))
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """Base and exponent."""
        found = _POWER.search(entry.question)
        if not found or int(found[2]) in (-1, 0, 1) or not Fraction(found[1]):
            return None
        data = {"base": found[1], "exponent": int(found[2])}
        power, stored = _power(data), stored_number(entry.answer)
        if stored is None or abs(stored - power) > _BINARY * abs(power):
            return None
        return data

    def wording(self, question: str) -> str:
        """With brackets around what has a sign."""
        found = _POWER.search(question)
        if not found:
            return question
        base, exponent = (f"({part})" if part.startswith("-") else part for part in found.groups())
        return f"{question[: found.start()]}Compute {base}^{exponent}.{question[found.end() :]}"

    def advice(self, data: dict[str, Any]) -> str:
        """How far an answer may be off."""
        return (
            "An answer with more figures counts as well, where it is no further from the exact value than "
            "rounding to three significant figures may be: by half a unit of the third figure. For (-2.5)^3, "
            "for example, the answer would be <<<-1.56e+1>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """The power, to three figures."""
        wanted = _power(data)
        if abs(value - wanted) <= half_a_unit(wanted, 3):
            return ""
        return "it is not the power" if value * wanted >= 0 else "it has the wrong sign"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Raise a fraction to the power, and round it."""
        return program(
            solve,
            sample.data,
            imports=("from decimal import Context, Decimal", "from fractions import Fraction"),
        )

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also with another exponent, and rounded too far."""
        yield from super().mutations(sample, answer)
        base, exponent = Fraction(sample.data["base"]), sample.data["exponent"]
        wanted = base**exponent
        for name, value in (
            ("exponent off by one", base ** (exponent + 1)),
            ("exponent turned over", base**-exponent),
            ("rounded to one figure", Fraction(f"{float(answer):.0e}")),
        ):
            if abs(value - wanted) > half_a_unit(wanted, 3):
                yield name, f"{float(value):.2e}"


def half_a_unit(value: Fraction, figures: int) -> Fraction:
    """Half of what the last of some significant figures is worth."""
    exponent = len(str(abs(value.numerator))) - len(str(value.denominator))
    while abs(value) < Fraction(10) ** exponent:
        exponent -= 1
    return Fraction(10) ** (exponent - figures + 1) / 2


def _power(data: dict[str, Any]) -> Fraction:
    power: Fraction = Fraction(data["base"]) ** data["exponent"]
    return power


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    power = Fraction(data["base"]) ** data["exponent"]
    context = Context(prec=3, rounding="ROUND_HALF_UP")
    return f"{context.divide(Decimal(power.numerator), Decimal(power.denominator)):.2e}"
