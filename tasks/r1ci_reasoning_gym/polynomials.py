"""Polynomials with rational coefficients: from trees, computed with exactly, and written."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError

if TYPE_CHECKING:
    from r1ci_reasoning_gym.formula_trees import Node

Monomial = tuple[tuple[str, int], ...]
"""Symbols with their powers, in alphabetical order."""

Polynomial = dict[Monomial, Fraction]

_MOST_WORK = 20_000
_MOST_DEGREE = 200
_MOST_BITS = 4_000


def polynomial(node: Node) -> Polynomial:
    """The polynomial that a tree means.

    Raises:
        AnswerError: if it is none, or computing it would take too much work.
    """
    return _Reader().value(node)


class _Reader:
    def __init__(self) -> None:
        self._work = _MOST_WORK

    def value(self, node: Node) -> Polynomial:
        match node.kind:
            case "number":
                return {(): node.value} if node.value else {}
            case "symbol":
                return {((node.name, 1),): Fraction(1)}
            case "negative":
                return {key: -factor for key, factor in self.value(node.parts[0]).items()}
            case "sum":
                total: Polynomial = {}
                for part in node.parts:
                    for key, factor in self.value(part).items():
                        total[key] = total.get(key, Fraction(0)) + factor
                return {key: _checked(factor) for key, factor in total.items() if factor}
            case "product":
                product: Polynomial = {(): Fraction(1)}
                for part in node.parts:
                    product = self._times(product, self.value(part))
                return product
            case "inverse":
                return {(): 1 / self._constant(node.parts[0])}
            case "power":
                return self._power(self.value(node.parts[0]), node.parts[1])
        raise AnswerError("it is not a polynomial")

    def _constant(self, node: Node) -> Fraction:
        value = self.value(node)
        if set(value) != {()}:
            raise AnswerError("it is not a polynomial, or divides by zero")
        return value[()]

    def _power(self, base: Polynomial, exponent: Node) -> Polynomial:
        times = self._constant(exponent) if self.value(exponent) else Fraction(0)
        if times.denominator != 1 or abs(times) > _MOST_DEGREE:
            raise AnswerError("an exponent is not whole, or too large")
        if times < 0:
            if set(base) != {()}:
                raise AnswerError("it is not a polynomial")
            base, times = {(): 1 / base[()]}, -times
        result: Polynomial = {(): Fraction(1)}
        for _ in range(times.numerator):
            result = self._times(result, base)
        return result

    def _times(self, one: Polynomial, two: Polynomial) -> Polynomial:
        self._work -= len(one) * len(two) + 1
        if self._work < 0:
            raise AnswerError("the polynomial takes too much work")
        result: Polynomial = {}
        for left, factor in one.items():
            for right, other in two.items():
                key = _joined(left, right)
                result[key] = _checked(result.get(key, Fraction(0)) + factor * other)
        return {key: factor for key, factor in result.items() if factor}


def _joined(one: Monomial, two: Monomial) -> Monomial:
    if not one or not two:
        return one or two
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    if max(powers.values()) > _MOST_DEGREE:
        raise AnswerError("a power is too large")
    return tuple(sorted(powers.items()))


def _checked(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise AnswerError("a number is too large")
    return value


def written(value: Polynomial, style: str = "python") -> str:
    r"""A polynomial, highest powers first.

    Args:
        value: The polynomial.
        style: `python` (`3*x**2/4`), `caret` (`3*x^2/4`), `plain` (`(3/4)x^2`) or `latex`
            (`\frac{3}{4}x^{2}`).
    """
    terms = sorted(value.items(), key=lambda term: (-sum(power for _, power in term[0]), term[0]))
    text = ""
    for key, factor in terms:
        sign = "-" if factor < 0 else "+"
        text += (f" {sign} " if text else sign.strip("+")) + _term(key, abs(factor), style)
    return text or "0"


def _term(key: Monomial, factor: Fraction, style: str) -> str:
    power = {"python": "{}**{}", "latex": "{}^{{{}}}"}.get(style, "{}^{}")
    names = [power.format(name, times) if times > 1 else name for name, times in key]
    above, below = factor.numerator, factor.denominator
    if style == "latex":
        number = f"\\frac{{{above}}}{{{below}}}" if below > 1 else str(above)
        return ("" if number == "1" and names else number) + "".join(names)
    if style == "plain":
        number = f"({above}/{below})" if below > 1 else str(above)
        return ("" if number == "1" and names else number) + "".join(names)
    parts = [str(above), *names] if above > 1 or not names else names
    return "*".join(parts) + (f"/{below}" if below > 1 else "")
