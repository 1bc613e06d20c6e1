r"""Exact arithmetic with roots of rational numbers, pi and symbols, in a normal form of our own.

A value is a quotient of two polynomials. Their coefficients are sums of rational multiples of square roots
of different square-free integers, which are linearly independent over the rational numbers; pi is
transcendental, so that it counts as one more symbol. Two values are equal if and only if their cross products
are the same polynomial: what is said here is proved, not measured. What does not fit (other roots,
trigonometric functions) is `Inexact`, and left to `r1ci_bench.answers.mathematics.numeric`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from r1ci_bench.answers.text import AnswerError

if TYPE_CHECKING:
    from r1ci_bench.answers.mathematics.trees import Node

MOST_BITS = 3_000
MOST_FACTORIAL = 200
_MOST_WORK = 20_000
_MOST_RADICAND = 10**12
_RADICAND_SHARE = 30
_MOST_DEGREE = 1_000

Monomial: TypeAlias = tuple[int, tuple[tuple[str, int], ...]]
"""A square-free integer under a root, and symbols with their powers."""

Polynomial: TypeAlias = dict[Monomial, Fraction]

_ONE: Monomial = (1, ())


class Inexact(Exception):  # noqa: N818 - it is no error: it says that another way has to be taken
    """An expression has no normal form here."""


class Quotient(NamedTuple):
    """One polynomial divided by another one, which is not zero."""

    above: Polynomial
    below: Polynomial


class Exact:
    """Computes normal forms, within a budget of work that all of them share."""

    def __init__(self) -> None:
        self._work = _MOST_WORK

    def equal(self, one: Quotient, two: Quotient) -> bool:
        """Whether two values are the same.

        Raises:
            AnswerError: if it would take too much work.
        """
        return self._times(one.above, two.below) == self._times(two.above, one.below)

    def value(self, node: Node) -> Quotient:
        """The normal form of an expression.

        Raises:
            Inexact: if it has none.
            AnswerError: if it has no value, or it would take too much work.
        """
        match node.kind:
            case "number":
                return self._rational(node.value)
            case "pi":
                return Quotient({(1, (("\\pi", 1),)): Fraction(1)}, {_ONE: Fraction(1)})
            case "symbol":
                return Quotient({(1, ((node.name, 1),)): Fraction(1)}, {_ONE: Fraction(1)})
            case "sum":
                return self._sum([self.value(part) for part in node.parts])
            case "product":
                result = self._rational(Fraction(1))
                for part in node.parts:
                    result = self._multiplied(result, self.value(part))
                return result
            case "negative":
                above, below = self.value(node.parts[0])
                return Quotient({key: -factor for key, factor in above.items()}, below)
            case "inverse":
                return inverse(self.value(node.parts[0]))
            case "power":
                return self._power(self.value(node.parts[0]), self._constant(node.parts[1]))
            case "root":
                return self._root(self.value(node.parts[0]), self._constant(node.parts[1]))
            case "factorial":
                return self._rational(factorial(self._constant(node.parts[0])))
            case "binomial":
                return self._rational(binomial(*map(self._constant, node.parts)))
            case "degrees":
                return self.value(node.parts[0])
        raise Inexact

    def _rational(self, value: Fraction) -> Quotient:
        check_size(value)
        return Quotient({_ONE: value} if value else {}, {_ONE: Fraction(1)})

    def _constant(self, node: Node) -> Fraction:
        constant = rational(self.value(node))
        if constant is None:
            raise Inexact
        return constant

    def _spend(self, work: int) -> None:
        self._work -= work
        if self._work < 0:
            raise AnswerError("the expression takes too much work")

    def _times(self, one: Polynomial, two: Polynomial) -> Polynomial:
        self._spend(len(one) * len(two))
        result: Polynomial = {}
        for (left, powers), factor in one.items():
            for (right, others), other in two.items():
                common = math.gcd(left, right)
                radicand = left * right // common**2
                if radicand > _MOST_RADICAND**2:
                    raise Inexact
                key = (radicand, _merged(powers, others))
                result[key] = check_size(result.get(key, Fraction(0)) + factor * other * common)
        return {key: factor for key, factor in result.items() if factor}

    def _multiplied(self, one: Quotient, two: Quotient) -> Quotient:
        return Quotient(self._times(one.above, two.above), self._times(one.below, two.below))

    def _sum(self, terms: list[Quotient]) -> Quotient:
        above, below = terms[0]
        for term in terms[1:]:
            if term.below == below:
                self._spend(len(term.above))
                added = term.above
            else:
                above, added = self._times(above, term.below), self._times(term.above, below)
                below = self._times(below, term.below)
            above = dict(above)
            for key, factor in added.items():
                above[key] = check_size(above.get(key, Fraction(0)) + factor)
            above = {key: factor for key, factor in above.items() if factor}
        return Quotient(above, below)

    def _power(self, base: Quotient, exponent: Fraction) -> Quotient:
        if exponent.denominator != 1:
            base = self._root(base, Fraction(exponent.denominator))
        times = exponent.numerator
        if times < 0:
            base, times = inverse(base), -times
        if times > _MOST_DEGREE:
            raise AnswerError(f"an exponent beyond {_MOST_DEGREE}")
        constant = rational(base)
        if constant is not None:
            bits = max(constant.numerator.bit_length(), constant.denominator.bit_length())
            if bits * times > 2 * MOST_BITS:
                raise AnswerError("a power is too large")
            return self._rational(constant**times)
        result = self._rational(Fraction(1))
        for _ in range(times):
            result = self._multiplied(result, base)
        return result

    def _root(self, base: Quotient, degree: Fraction) -> Quotient:
        if degree.denominator != 1 or not 2 <= degree <= 100:
            raise Inexact
        value = rational(base)
        if value is None:
            raise Inexact
        if value < 0:
            if degree.numerator % 2 == 0:
                raise AnswerError("the root of a negative number is not real")
            return self._multiplied(self._rational(Fraction(-1)), self._root(self._rational(-value), degree))
        above, below = (whole_root(part, degree.numerator) for part in (value.numerator, value.denominator))
        if above is not None and below is not None:
            return self._rational(Fraction(above, below))
        if degree == 2:
            return self._square_root(value)
        raise Inexact

    def _square_root(self, value: Fraction) -> Quotient:
        product = value.numerator * value.denominator
        if product > _MOST_RADICAND:
            raise Inexact
        self._spend(1 + (1 << product.bit_length() // 3) // _RADICAND_SHARE)
        outside, inside = square_parts(product)
        return Quotient({(inside, ()): Fraction(outside, value.denominator)}, {_ONE: Fraction(1)})


def inverse(value: Quotient) -> Quotient:
    """One divided by a value.

    Raises:
        AnswerError: if it is zero.
    """
    if not value.above:
        raise AnswerError("the answer divides by zero")
    return Quotient(value.below, value.above)


def rational(value: Quotient) -> Fraction | None:
    """A value as a rational number, or None where it is not plainly one."""
    if not value.above:
        return Fraction(0)
    if len(value.above) == 1 == len(value.below):
        (above_key, above), (below_key, below) = (*value.above.items(), *value.below.items())
        if above_key == below_key:
            return above / below
    return None


def check_size(value: Fraction) -> Fraction:
    """The value itself.

    Raises:
        AnswerError: if it has too many digits to compute with.
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise AnswerError("a number in the answer is too large")
    return value


def factorial(value: Fraction) -> Fraction:
    """The factorial of a small whole number.

    Raises:
        AnswerError: if it is not whole, negative or large.
    """
    if value.denominator != 1 or not 0 <= value <= MOST_FACTORIAL:
        raise AnswerError(f"a factorial of something else than 0 to {MOST_FACTORIAL}")
    return Fraction(math.factorial(value.numerator))


def binomial(above: Fraction, below: Fraction) -> Fraction:
    """A binomial coefficient of small whole numbers.

    Raises:
        AnswerError: if one is not whole, negative or large.
    """
    if above.denominator != 1 or below.denominator != 1 or not 0 <= above <= MOST_BITS or below < 0:
        raise AnswerError("a binomial coefficient of numbers that are not whole, or too large")
    return check_size(Fraction(math.comb(above.numerator, min(below.numerator, MOST_BITS + 1))))


def whole_root(value: int, degree: int) -> int | None:
    """The root of an integer that is not negative, where it is an integer itself."""
    if degree == 2:
        root = math.isqrt(value)
        return root if root * root == value else None
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == value else None


def square_parts(value: int) -> tuple[int, int]:
    """`a` and `b` with `a * a * b == value` and no square in `b`, for a positive integer to 10**12."""
    outside = inside = 1
    divisor = 2
    # What is left has no divisor to its cube root: it is a prime, the square of one, or a product of two.
    while divisor**3 <= value:
        while value % divisor**2 == 0:
            value //= divisor**2
            outside *= divisor
        if value % divisor == 0:
            value //= divisor
            inside *= divisor
        divisor += 1
    root = math.isqrt(value)
    return (outside * root, inside) if root * root == value else (outside, inside * value)


def _merged(
    one: tuple[tuple[str, int], ...], two: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    if not one or not two:
        return one or two
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))
