"""Sixty digits of a value, where it has no exact normal form, and for the check of rounded answers.

`decimal` gives the same digits on every machine. The functions that it lacks are a few series.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.mathematics.exact import MOST_BITS, binomial, factorial
from r1ci_bench.answers.text import AnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from r1ci_bench.answers.mathematics.trees import Node

_DIGITS = 60
_AGREEMENT = Decimal(10) ** -40
_MOST_ANGLE = 10_000
_CONTEXT = decimal.Context(
    prec=_DIGITS,
    Emin=-9_999,
    Emax=9_999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803")
_WHOLE = Decimal(10) ** -45


def digits(node: Node, point: Mapping[str, Decimal]) -> Decimal:
    """The value of an expression.

    Args:
        node: The expression.
        point: The values of its symbols.

    Raises:
        AnswerError: if it has no real value, or one that is too large.
    """
    with decimal.localcontext(_CONTEXT):
        try:
            value = _value(node, point)
        except decimal.DecimalException as error:
            raise AnswerError("the answer has no real value, or one that is too large") from error
    if not value.is_finite():
        raise AnswerError("the answer has no finite value")
    return value


def agree(one: Decimal, two: Decimal) -> bool:
    """Whether two values are the same to forty digits."""
    with decimal.localcontext(_CONTEXT):
        return abs(one - two) <= _AGREEMENT * max(Decimal(1), abs(one), abs(two))


def as_decimal(value: Fraction) -> Decimal:
    """A fraction to sixty digits."""
    with decimal.localcontext(_CONTEXT):
        return Decimal(value.numerator) / Decimal(value.denominator)


def _value(node: Node, point: Mapping[str, Decimal]) -> Decimal:
    if node.kind == "number":
        return Decimal(node.value.numerator) / Decimal(node.value.denominator)
    if node.kind == "pi":
        return +_PI
    if node.kind == "symbol":
        return point[node.name]
    if node.kind in ("sin", "cos", "tan"):
        return _trigonometric(node, point)
    parts = [_value(part, point) for part in node.parts]
    match node.kind:
        case "sum":
            return sum(parts, Decimal(0))
        case "product":
            result = Decimal(1)
            for part in parts:
                result *= part
            return result
        case "negative":
            return -parts[0]
        case "inverse":
            return 1 / parts[0]
        case "power":
            return _power(*parts)
        case "root":
            return _root(*parts)
        case "factorial":
            return as_decimal(factorial(_whole(parts[0])))
        case "binomial":
            return as_decimal(binomial(_whole(parts[0]), _whole(parts[1])))
        case "degrees":
            return parts[0]
    raise AnswerError("the answer has no finite value")


def _whole(value: Decimal) -> Fraction:
    nearest = value.to_integral_value()
    if abs(value - nearest) > _WHOLE or abs(nearest) > MOST_BITS:
        raise AnswerError("a number that should be whole is not, or it is too large")
    return Fraction(int(nearest))


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not base and exponent < 0:
        raise AnswerError("the answer divides by zero")
    nearest = exponent.to_integral_value()
    if abs(exponent - nearest) <= _WHOLE:
        return base**nearest
    if base < 0:
        raise AnswerError("a power of a negative number is not real")
    return base**exponent


def _root(base: Decimal, degree: Decimal) -> Decimal:
    if degree == 2:
        return base.sqrt()
    odd = _whole(degree).numerator % 2
    if base < 0 and odd:
        return -((-base) ** (1 / degree))
    if base < 0 or degree <= 0:
        raise AnswerError("a root is not real")
    return base ** (1 / degree)


def _trigonometric(node: Node, point: Mapping[str, Decimal]) -> Decimal:
    inside = node.parts[0]
    angle = _value(inside, point)
    if inside.kind == "degrees":
        angle = angle * _PI / 180
    if abs(angle) > _MOST_ANGLE:
        raise AnswerError("an angle is too large")
    if node.kind == "sin":
        return _sine(angle)
    cosine = _sine(_PI / 2 - angle)
    return cosine if node.kind == "cos" else _sine(angle) / cosine


def _sine(angle: Decimal) -> Decimal:
    turns = (angle / (2 * _PI)).to_integral_value()
    angle -= turns * 2 * _PI
    term = total = angle
    count = 1
    while abs(term) > Decimal(10) ** -(_DIGITS + 5):
        term *= -angle * angle / ((count + 1) * (count + 2))
        total += term
        count += 2
    # Where sine is zero, what is left of it is noise, and must not be divided by.
    return Decimal(0) if abs(total) < _WHOLE else total
