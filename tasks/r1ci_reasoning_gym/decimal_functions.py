"""Functions of decimal numbers that the standard library lacks, to forty digits on every machine."""

from __future__ import annotations

import decimal
from decimal import Decimal

DIGITS = 45
CONTEXT = decimal.Context(
    prec=DIGITS,
    Emin=-9_999,
    Emax=9_999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""Compute in `decimal.localcontext(CONTEXT)`; what has no value raises a `decimal.DecimalException`."""

_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803")
_LARGEST_ANGLE = 10**6
_TINY = Decimal(10) ** -(DIGITS + 3)


def sine(angle: Decimal) -> Decimal:
    """The sine, by its series near zero."""
    if abs(angle) > _LARGEST_ANGLE:
        raise decimal.InvalidOperation("an angle is too large")
    # More digits here, as taking off whole turns loses some.
    with decimal.localcontext(CONTEXT) as context:
        context.prec = DIGITS + 10
        angle -= 2 * _PI * (angle / (2 * _PI)).to_integral_value()
        term = total = angle
        count = 1
        while abs(term) > _TINY:
            term *= -angle * angle / ((count + 1) * (count + 2))
            total += term
            count += 2
    return +total


def cosine(angle: Decimal) -> Decimal:
    """The cosine."""
    if abs(angle) > _LARGEST_ANGLE:
        raise decimal.InvalidOperation("an angle is too large")
    with decimal.localcontext(CONTEXT) as context:
        context.prec = DIGITS + 10
        shifted = _PI / 2 - angle
        return sine(shifted)


def arctangent(value: Decimal) -> Decimal:
    """The arc tangent, by its series after the angle was halved a few times."""
    halvings = 0
    while abs(value) > Decimal("0.1"):
        value /= 1 + (1 + value * value).sqrt()
        halvings += 1
    term = total = value
    count = 1
    while abs(term) > _TINY:
        term *= -value * value
        count += 2
        total += term / count
    return total * Decimal(2) ** halvings


def arcsine(value: Decimal) -> Decimal:
    """The arc sine of a number between -1 and 1, both excluded."""
    return arctangent(value / (1 - value * value).sqrt())


def half_turn() -> Decimal:
    """Pi."""
    return +_PI
