"""Whether a formula is an antiderivative of another one, by values of its derivative.

Values and slopes are computed together, to forty digits, at points that depend on the formulas, as the values
of constants do: nobody can write a wrong answer that is right just there. Analytic formulas that agree at
these points are the same wherever both are defined. What differs by less than the last of twenty digits, or
only far outside of all points (an absolute value may do so), is not told apart.
"""

from __future__ import annotations

import decimal
import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError
from r1ci_reasoning_gym.decimal_functions import CONTEXT, arcsine, arctangent, cosine, half_turn, sine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from r1ci_reasoning_gym.formula_trees import Node

Jet = tuple[Decimal, Decimal]
"""A value and its slope."""

MOST_NODES = 600
_ZERO, _ONE, _TWO = Decimal(0), Decimal(1), Decimal(2)
# Near zero, as arcs are defined there only, and further away, as roots may be.
_PLACES = ("0.07", "-0.11", "0.19", "-0.23", "0.43", "-0.61", "0.97", "1.53", "-1.37", "2.71", "-3.83", "6.1",
           "-8.3", "12.7", "-14.9", "23.9", "-26.3", "48.7", "-53.1", "101.9", "-103.3")  # fmt: skip
_LEAST = 3
_AGREEMENT = Decimal(10) ** -22
_INFORMATIVE = Decimal(10) ** -20


def size(node: Node) -> int:
    """How many nodes a tree has."""
    count, waiting = 0, [node]
    while waiting:
        count += 1
        waiting.extend(waiting.pop().parts)
    return count


def is_antiderivative(answer: Node, integrand: Node, *, variable: str) -> bool:
    """Whether the derivative of one formula is the other one; any other symbol is a constant.

    Raises:
        AnswerError: if the answer is too long, or hardly defined where the integrand is.
    """
    if size(answer) > MOST_NODES:
        raise AnswerError(f"a formula of more than {MOST_NODES} parts")
    constants = {name: _constant(name, answer) for name in sorted(_symbols(answer))}
    agreed = 0
    for place in points(answer, integrand):
        try:
            wanted = jet(integrand, {variable: (place, _ONE)})[0]
        except AnswerError:
            continue
        if abs(wanted) < _INFORMATIVE:
            continue
        values = {name: (value, _ZERO) for name, value in constants.items()} | {variable: (place, _ONE)}
        try:
            found = jet(answer, values)[1]
        except AnswerError:
            continue
        with decimal.localcontext(CONTEXT):
            if abs(found - wanted) > _AGREEMENT * abs(wanted):
                return False
        agreed += 1
    if agreed < _LEAST:
        raise AnswerError("the answer is not defined where the integrand is")
    return True


def points(answer: Node, integrand: Node) -> list[Decimal]:
    """Where formulas are compared: near to places that serve all integrands, shifted by what they are."""
    digest = hashlib.sha256(f"{_flat(answer)};{_flat(integrand)}".encode()).digest()
    return [
        Decimal(place) * (1 + Decimal(int.from_bytes(digest[number : number + 4], "big")) / 2**36)
        for number, place in enumerate(_PLACES)
    ]


def _constant(name: str, answer: Node) -> Decimal:
    """The value of a constant, which nobody can know before the answer is written: `(C - 2)*x` is not 0."""
    digest = hashlib.sha256(f"{name};{_flat(answer)}".encode()).digest()
    return 1 + Decimal(int.from_bytes(digest[:8], "big")) / 2**64


def _flat(node: Node) -> str:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.parts)
        found.append(f"{one.kind} {one.name} {one.value} {len(one.parts)}")
    return ",".join(found)


def _symbols(node: Node) -> set[str]:
    found, waiting = set(), [node]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.parts)
        if one.kind == "symbol":
            found.add(one.name)
    return found


def jet(node: Node, point: Mapping[str, Jet]) -> Jet:
    """Value and slope of a formula.

    Raises:
        AnswerError: if it has no real value there, or one that is too large.
    """
    with decimal.localcontext(CONTEXT):
        try:
            return _jet(node, point)
        except (decimal.DecimalException, KeyError) as error:
            raise AnswerError("the formula has no real value, or one that is too large") from error


def _jet(node: Node, point: Mapping[str, Jet]) -> Jet:
    if node.kind == "number":
        return Decimal(node.value.numerator) / Decimal(node.value.denominator), _ZERO
    if node.kind == "euler":
        return _ONE.exp(), _ZERO
    if node.kind == "pi":
        return half_turn(), _ZERO
    if node.kind == "symbol":
        return point[node.name]
    if node.kind == "power" and node.parts[0].kind == "euler":
        value, slope = _jet(node.parts[1], point)
        return value.exp(), slope * value.exp()
    parts = [_jet(part, point) for part in node.parts]
    value, slope = parts[0]
    match node.kind:
        case "sum":
            return sum((one for one, _ in parts), _ZERO), sum((one for _, one in parts), _ZERO)
        case "negative":
            return -value, -slope
        case "inverse":
            return 1 / value, -slope / (value * value)
        case "product":
            for other, other_slope in parts[1:]:
                value, slope = value * other, slope * other + value * other_slope
            return value, slope
        case "power":
            return _power(parts[0], parts[1])
    return _call(node.name, value, slope)


def _power(base: Jet, exponent: Jet) -> Jet:
    (value, slope), (times, change) = base, exponent
    if change == 0 and times == times.to_integral_value():
        if times == 0:
            return _ONE, _ZERO
        return value**times, times * value ** (times - 1) * slope
    if value <= 0:
        raise decimal.InvalidOperation("a power of a number that is not positive")
    power = value**times
    return power, power * (change * value.ln() + times * slope / value)


def _call(name: str, value: Decimal, slope: Decimal) -> Jet:
    if name == "exp":
        return value.exp(), slope * value.exp()
    if name == "ln":
        if value <= 0:
            raise decimal.InvalidOperation("a logarithm of a number that is not positive")
        return value.ln(), slope / value
    if name == "sqrt":
        root = value.sqrt()
        return root, slope / (2 * root)
    if name == "abs":
        return abs(value), slope if value > 0 else -slope
    if name in ("asin", "acos"):
        change = slope / (1 - value * value).sqrt()
        arc = arcsine(value)
        return (arc, change) if name == "asin" else (half_turn() / 2 - arc, -change)
    if name == "atan":
        return arctangent(value), slope / (1 + value * value)
    sin, cos = sine(value), cosine(value)
    match name:
        case "sin":
            return sin, slope * cos
        case "cos":
            return cos, -slope * sin
        case "tan":
            return sin / cos, slope / (cos * cos)
        case "sec":
            return 1 / cos, slope * sin / (cos * cos)
        case "csc":
            return 1 / sin, -slope * cos / (sin * sin)
    return cos / sin, -slope / (sin * sin)
