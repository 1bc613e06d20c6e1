"""Multistep arithmetic: evaluate a nested expression of one-digit numbers.

Rules: multiplication comes before addition and subtraction, otherwise from left to right, parentheses first.

Levels: the official items have two groups of four numbers. Levels 1 and 2 have two groups of two and three,
level 3 is the official form, levels 4 and 5 have four and eight groups in nested parentheses.

Provenance: BIG-Bench-Hard, `multistep_arithmetic_two.json`; all 250 stored answers are right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import BbhTask
from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample


class MultistepArithmeticTwoLevel(Level, frozen=True, kw_only=True):
    """Difficulty of an expression.

    Attributes:
        groups: How many groups of numbers it has, a power of two.
        numbers: How many numbers a group has.
    """

    groups: int
    numbers: int


class MultistepArithmeticTwo(BbhTask[MultistepArithmeticTwoLevel, int]):
    """Evaluate an expression of small numbers."""

    id = "bbh/multistep_arithmetic_two"
    version = "1"
    levels = (
        MultistepArithmeticTwoLevel(groups=2, numbers=2),
        MultistepArithmeticTwoLevel(groups=2, numbers=3),
        MultistepArithmeticTwoLevel(groups=2, numbers=4),
        MultistepArithmeticTwoLevel(groups=4, numbers=4),
        MultistepArithmeticTwoLevel(groups=8, numbers=5),
    )
    form = IntegerForm()
    unique_answer = True
    advice = "Answer with the number in decimal digits. A number could be {}, for example."
    examples = ("-12", "-15")

    def generate(self, rng: Rng, level: MultistepArithmeticTwoLevel) -> Sample:
        """Draw numbers and operators."""
        return self.fresh({"expression": _nested(rng, level.groups, level.numbers)}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the expression and the order of its operators."""
        return (
            f"Work out this number:\n\n{data['expression']}\n\n"
            "The sign * is multiplication. What stands in parentheses is worked out first, then every "
            "multiplication, then additions and subtractions from left to right. A number directly behind a "
            "minus sign is negative, as in 3 - -4, which is 7."
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """A parser of such expressions."""
        if "expression" not in sample.data:
            return None
        return program(
            solve, sample.data, helpers=(read_sum, read_product, read_factor), imports=("import re",)
        )


def read_sum(tokens: list[str]) -> int:
    """Read products joined by `+` and `-`; the tokens come from the end of the list."""
    value = read_product(tokens)
    while tokens and tokens[-1] in ("+", "-"):
        sign = tokens.pop()
        term = read_product(tokens)
        value = value + term if sign == "+" else value - term
    return value


def read_product(tokens: list[str]) -> int:
    """Read factors joined by `*`."""
    value = read_factor(tokens)
    while tokens and tokens[-1] == "*":
        tokens.pop()
        value *= read_factor(tokens)
    return value


def read_factor(tokens: list[str]) -> int:
    """Read a number, or what stands in parentheses, with or without a minus sign."""
    first = tokens.pop()
    if first == "-":
        return -read_factor(tokens)
    if first == "(":
        value = read_sum(tokens)
        tokens.pop()
        return value
    return int(first)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(read_sum(re.findall(r"[0-9]+|[-+*()]", data["expression"])[::-1]))


def _nested(rng: Rng, groups: int, numbers: int) -> str:
    if groups == 1:
        parts = [str(rng.between(-9, 9)) for _ in range(numbers)]
        text = parts[0]
        for part in parts[1:]:
            text += f" {rng.choice('+-*')} {part}"
        return f"({text})"
    left, right = (_nested(rng, groups // 2, numbers) for _ in range(2))
    return f"({left} {rng.choice('+-*')} {right})"
