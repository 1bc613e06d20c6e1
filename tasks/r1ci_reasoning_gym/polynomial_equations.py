"""Polynomial equations: all real solutions, to four decimal places.

Levels: the degree, the number of terms and the size of their coefficients. Reasoning-Gym's curriculum also
has degree four; it takes half a second a question to solve there, so that ours stop at cubic equations, which
get large coefficients instead.

Labels: our solver isolates the real roots exactly (by Sturm's theorem), and a question is only asked where
every stored solution lies within 10^-4 of one of them and none is missing: Reasoning-Gym loses real roots
whose closed form has imaginary parts. An equation whose only solution is 0 (a third of its default ones) is
not asked, nor one with solutions that are nearly equal.

Answers: each solution once, in any order. Its text asks to round down where the fifth decimal is 5 or more,
and for an empty answer where there is no solution; the first is left out, and the second does not occur. Its
checker gives points by distance.
"""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.formula_trees import read_formula
from r1ci_reasoning_gym.polynomials import polynomial
from r1ci_reasoning_gym.several_numbers import Numbers, NumbersForm, same_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_OFF = Fraction(1, 10**4)
_APART = Fraction(1, 10**3)
_LARGEST = 10**6
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_PRINTED = re.compile(r"[:\n] ?([-+*0-9a-z ]+) = 0\n")
_NO_SOLUTION = re.compile(r"3\. If there are no real values[^\n]*")
_ROUNDING = re.compile(r" \(rounding down when the 5th decimal place is 5 or greater\)")


def _level(degree: tuple[int, int], terms: tuple[int, int], values: tuple[int, int]) -> dict[str, int]:
    return {
        "min_degree": degree[0],
        "max_degree": degree[1],
        "min_terms": terms[0],
        "max_terms": terms[1],
        "min_value": values[0],
        "max_value": values[1],
    }


class PolynomialEquations(ReasoningGymTask[Numbers]):
    """Real roots of polynomials."""

    id = "reasoning-gym/polynomial_equations"
    version = "1"
    name = "polynomial_equations"
    levels = ladder(
        _level((1, 1), (2, 3), (1, 50)),
        _level((2, 2), (2, 3), (1, 50)),
        _level((2, 3), (3, 4), (1, 100)),
        _level((3, 3), (5, 6), (50, 1_000)),
        _level((3, 3), (8, 10), (10_000, 1_000_000)),
    )
    form = NumbersForm(absolute=_OFF)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The coefficients, the highest power first."""
        found = _PRINTED.search(entry.question)
        try:
            value = polynomial(read_formula(found[1] if found else "", letters=_LETTERS, euler=False))
            stored = self.form.read(entry.answer or "")
        except AnswerError:
            return None
        by_power = {sum(power for _, power in key): int(factor) for key, factor in value.items()}
        degree = max(by_power, default=0)
        if not 0 < degree <= 5 or len({name for key in value for name, _ in key}) != 1:
            return None
        data = {"coefficients": [by_power.get(power, 0) for power in range(degree, -1, -1)]}
        right = _right(data)
        near = any(two - one < _APART for one, two in itertools.pairwise(right))
        large = any(abs(root) > _LARGEST for root in right)
        if near or large or max(map(abs, right), default=0) < _OFF or not same_numbers(stored, right, _OFF):
            return None
        return data

    def wording(self, question: str) -> str:
        """Without its rule of rounding, which is none, and without the case that does not occur."""
        return _ROUNDING.sub("", _NO_SOLUTION.sub("3. There is at least one real solution.", question))

    def advice(self, data: dict[str, Any]) -> str:
        """Each solution once."""
        equation, answer = "2*t**2 - 7*t + 3 = 0", "0.5, 3.0"
        if same_numbers((Fraction(1, 2), Fraction(3)), _right(data), 2 * _OFF):
            equation, answer = "2*t**2 - 9*t + 4 = 0", "0.5, 4.0"
        return (
            "Give each real solution once, in any order, also where it is a multiple one; each may be off by "
            f"0.0001 at most. For {equation}, for example, the answer would be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: Numbers) -> str:
        """All roots, and nothing else."""
        right = _right(data)
        if len(value) != len(right):
            return f"it has {len(value)} solutions, not {len(right)}"
        return "" if same_numbers(value, right, _OFF) else "a number is no solution"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Count the roots in intervals, and halve these."""
        imports = ("import itertools", "from fractions import Fraction")
        return program(solve, sample.data, helpers=(changes, chain, roots), imports=imports)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the solutions with zero overlooked or added, and all with the other sign."""
        yield from super().mutations(sample, answer)
        right = _right(sample.data)
        texts = answer.split(", ")
        if all(abs(root) > _OFF for root in right):
            yield "zero besides", f"{answer}, 0"
        turned = tuple(sorted(-root for root in right))
        if not same_numbers(turned, right, 2 * _OFF):
            yield "all signs", self.form.write(tuple(Fraction(round(root, 4)) for root in turned))
        yield "one twice", ", ".join([*texts, texts[0]])
        yield "an empty text", '""'


def _right(data: dict[str, Any]) -> Numbers:
    return tuple(roots(data["coefficients"]))


def changes(values: list[Fraction]) -> int:
    """How often the sign changes in a row of numbers, zeros left out."""
    signs = [value > 0 for value in values if value]
    return sum(one != two for one, two in itertools.pairwise(signs))


def chain(coefficients: list[int]) -> list[list[Fraction]]:
    """Sturm's chain: the polynomial, its derivative, and the remainders of Euclid with other signs."""
    degree = len(coefficients) - 1
    one = [Fraction(factor) for factor in coefficients]
    two = [factor * (degree - place) for place, factor in enumerate(one[:-1])]
    found = [one]
    while two:
        found.append(two)
        rest = list(one)
        while len(rest) >= len(two):
            factor = rest[0] / two[0]
            padded = two + [Fraction(0)] * (len(rest) - len(two))
            rest = [a - factor * b for a, b in zip(rest, padded, strict=True)][1:]
        while rest and not rest[0]:
            rest = rest[1:]
        one, two = two, [-factor for factor in rest]
    return found


def roots(coefficients: list[int]) -> list[Fraction]:
    """All different real roots, in order, each to 10^-9."""
    sturm = chain(coefficients)

    def count(place: Fraction) -> int:
        values = []
        for factors in sturm:
            value = Fraction(0)
            for factor in factors:
                value = value * place + factor
            values.append(value)
        return changes(values)

    bound = 1 + max(abs(Fraction(factor, coefficients[0])) for factor in coefficients)
    # Ends that are hardly ever a root themselves; Sturm's theorem counts the roots in (low, high].
    low, high = -bound - Fraction(1, 7), bound + Fraction(1, 11)
    waiting = [(low, high, count(low), count(high))]
    found = []
    while waiting:
        low, high, more, fewer = waiting.pop()
        if more == fewer:
            continue
        if high - low < Fraction(1, 10**9):
            found.append((low + high) / 2)
            continue
        middle = Fraction(round((low + high) / 2 * 2**40), 2**40)
        between = count(middle)
        waiting += [(low, middle, more, between), (middle, high, between, fewer)]
    return sorted(found)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return ", ".join(f"{float(round(root, 4)) + 0.0:.4f}" for root in roots(data["coefficients"]))
