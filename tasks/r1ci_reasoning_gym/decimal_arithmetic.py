"""Decimal arithmetic: an expression of decimal numbers with + - * / and brackets, to twelve digits.

Levels: more numbers and more decimal places, as in Reasoning-Gym's curriculum. Its third knob, the precision,
is twelve digits at every level: it says how the answer is rounded, not how hard it is to find.

Labels: Reasoning-Gym rounds to twelve digits after every operation, and halves to even digits, though it asks
for rounding at the end and up from the half; where digits cancel out, that is another number. Here the value
is computed exactly, and a question is only asked where its stored answer lies within the tolerance of it. Its
checker takes any number that is off by 10^-3 (or what its decimal places are), whatever the size of the
answer; here an answer may be off by a billionth of the value. Items that divide by zero end its generator;
others are drawn in their place.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.decimals import DecimalForm, rounded, stored_number
from r1ci_reasoning_gym.infix import postfix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_DIGITS = 12


def _level(terms: tuple[int, int], places: tuple[int, int]) -> dict[str, Any]:
    return {
        "min_terms": terms[0],
        "max_terms": terms[1],
        "min_num_decimal_places": places[0],
        "max_num_decimal_places": places[1],
        "precision": _DIGITS,
    }


class DecimalArithmetic(ReasoningGymTask[Fraction]):
    """Expressions of decimal numbers."""

    id = "reasoning-gym/decimal_arithmetic"
    version = "1"
    name = "decimal_arithmetic"
    levels = ladder(
        _level((2, 2), (2, 2)),
        _level((3, 3), (2, 3)),
        _level((4, 6), (3, 3)),
        _level((7, 9), (4, 5)),
        _level((10, 14), (6, 8)),
    )
    form = DecimalForm(relative=Fraction(1, 10**9))
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The expression."""
        expression = entry.question.rsplit("\n", 1)[-1].removesuffix(" = ?")
        try:
            wanted = value(expression)
        except (ValueError, ZeroDivisionError):
            return None
        stored = stored_number(entry.answer)
        if (
            not wanted
            or stored is None
            or not self.form.near(stored, wanted)
            or rounded(wanted, _DIGITS) in expression
        ):
            return None
        return {"expression": expression}

    def advice(self, data: dict[str, Any]) -> str:
        """What is rounded, and how far an answer may be off."""
        example = "2.2" if self.solution(data) != "2.2" else "3.2"
        return (
            "Products and quotients come before sums and differences, and equal ranks from left to right. "
            "Round the final value only; an answer may be off by a billionth (10^-9) of the exact value. For "
            f"{example[0]}.0+1.0/5.0 = ?, for example, the answer would be <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """The value, to the tolerance."""
        return "" if self.form.near(value, _value(data)) else "it is not the value of the expression"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints, without its zeros."""
        return rounded(_value(data), _DIGITS)

    def reference(self, sample: Sample) -> str:
        """Compute with fractions, and round at the end."""
        return program(
            solve,
            sample.data,
            helpers=(postfix, value),
            imports=("import re", "from decimal import Context, Decimal", "from fractions import Fraction"),
        )

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also rounded too far, and computed without rank or brackets."""
        yield from super().mutations(sample, answer)
        right = _value(sample.data)
        careless = {"rounded to six digits": Fraction(rounded(right, 6))}
        for name, expression in (
            ("brackets overlooked", sample.data["expression"].replace("(", "").replace(")", "")),
            ("times for divided", sample.data["expression"].replace("/", "*")),
            ("plus for minus", sample.data["expression"].replace("-", "+")),
        ):
            try:
                careless[name] = value(expression)
            except ZeroDivisionError:
                continue
        for name, found in careless.items():
            if abs(found - right) > 2 * self.form.tolerance(right):
                yield name, rounded(found, _DIGITS) if found else "0"


def value(expression: str) -> Fraction:
    """The exact value of an expression."""
    stack: list[Fraction] = []
    for part in postfix(expression, {"+": 1, "-": 1, "*": 2, "/": 2}):
        if part[0].isdigit():
            stack.append(Fraction(part))
            continue
        right, left = stack.pop(), stack.pop()
        if part in "+-":
            stack.append(left + right if part == "+" else left - right)
        else:
            stack.append(left * right if part == "*" else left / right)
    return stack[0]


def _value(data: dict[str, Any]) -> Fraction:
    return value(data["expression"])


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = value(data["expression"])
    context = Context(prec=12, rounding="ROUND_HALF_UP")
    return str(context.divide(Decimal(found.numerator), Decimal(found.denominator)))
