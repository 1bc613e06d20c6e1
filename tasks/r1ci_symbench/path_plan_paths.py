"""Paths of waypoints: how they are written, and when they are in a box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers import Form, read_decimal_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[Fraction, Fraction]
Box = tuple[Fraction, ...]
"""x_start, x_end, y_start, y_end."""

MOST_WAYPOINTS = 200
_MOST_EXPONENT = 99
_MOST_CHARS = 30
_BULLET = re.compile(r"^[ \t]*(?:[-*\u2022]|[0-9]{1,3}[.):])[ \t]+(?=[(\[])", re.MULTILINE)
_TEX_ARROW = re.compile(r"\\(?:to|rightarrow|longrightarrow)\b")


@dataclass(frozen=True)
class PathForm(Form[list[Point]]):
    """A list of waypoints, exact as written."""

    def read(self, text: str) -> list[Point]:
        """Read it as `read_decimal_pairs` does, or one waypoint in brackets behind each bullet or number."""
        bare = text.rstrip()
        if bare.endswith((").", "].")):
            text = bare[:-1]
        text = _TEX_ARROW.sub("->", _BULLET.sub("", text))
        return read_decimal_pairs(text, most=MOST_WAYPOINTS, most_chars=_MOST_CHARS)

    def write(self, value: list[Point]) -> str:
        """Write `[(0, 0.5), (1, 2)]`."""
        return f"[{', '.join(f'({decimal(x)}, {decimal(y)})' for x, y in value)}]"

    def renderings(self, value: list[Point]) -> Iterator[str]:
        """Lists in JSON, one waypoint a line, arrows, without brackets, other decimals."""
        text = self.write(value)
        yield from (text.replace("(", "[").replace(")", "]"), text[1:-1], f"{text}.", text.replace(" ", ""))
        if len(value) > 1:
            yield from (text[1:-1].replace("), (", ") -> ("), text[1:-1].replace("), (", ")\n("))
            yield from (text[1:-1].replace("), (", "); ("), text.replace("), (", "),\n  ("))
            points = text[2:-2].split("), (")
            yield "$(" + ") \\to (".join(points) + ")$"
            yield "\n".join(f"- ({point})" for point in points)
            yield "\n".join(f"{number}. ({point})" for number, point in enumerate(points, 1))
            yield "\n".join(f"{decimal(x)} {decimal(y)}" for x, y in value)
            yield "\n".join(f"{decimal(x)}, {decimal(y)}" for x, y in value)

    def mutations(self, value: list[Point]) -> Iterator[tuple[str, str]]:
        """Texts that are no list of pairs of numbers."""
        text = self.write(value)
        yield "three coordinates", text.replace(")", ", 0)", 1)
        yield "one coordinate", text.replace(f", {decimal(value[0][1])})", ")", 1)
        yield "fraction", text.replace(")", "/1)", 1)
        yield "not a number", f"[(nan, nan), {text[1:]}"
        yield "infinite", text.replace("]", ", (inf, 0)]")
        yield "assignment", f"path = {text}"
        yield "broken brackets", text[:-2]


def decimal(value: Fraction) -> str:
    """Write a decimal fraction exactly, and as short as it was read."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    exponent = 0
    while value.denominator > 1:
        value *= 10
        exponent -= 1
    digits = str(value.numerator)
    plain = digits.zfill(1 - exponent)
    if exponent:
        plain = f"{plain[:exponent]}.{plain[exponent:]}"
    if len(sign + plain) <= _MOST_CHARS:
        return sign + plain
    shortest = digits.rstrip("0")
    exponent += len(digits) - len(shortest)
    if exponent > _MOST_EXPONENT:
        return f"{sign}{shortest}{'0' * (exponent - _MOST_EXPONENT)}e{_MOST_EXPONENT}"
    if exponent < -_MOST_EXPONENT:
        behind = -_MOST_EXPONENT - exponent
        padded = shortest.zfill(behind)
        return f"{sign}{padded[:-behind]}.{padded[-behind:]}e-{_MOST_EXPONENT}"
    return f"{sign}{shortest}e{exponent}"


def first_moment(
    segments: list[tuple[Point, Point]], box: Box, since: tuple[int, Fraction]
) -> tuple[int, Fraction] | None:
    """The first moment in the box from a given moment on, as (segment, how far along it)."""
    for number in range(since[0], len(segments)):
        within = stay(segments[number], box)
        along = since[1] if number == since[0] else Fraction(0)
        if within and within[1] >= along:
            return number, max(within[0], along)
    return None


def stay(segment: tuple[Point, Point], box: Box) -> tuple[Fraction, Fraction] | None:
    """The part of a segment in a closed box, from 0 to 1 along it, or None (Liang and Barsky's clipping)."""
    enter, leave = Fraction(0), Fraction(1)
    for axis in (0, 1):
        low, high = box[2 * axis], box[2 * axis + 1]
        here, way = segment[0][axis], segment[1][axis] - segment[0][axis]
        if not way:
            if not low <= here <= high:
                return None
            continue
        near, far = sorted(((low - here) / way, (high - here) / way))
        enter, leave = max(enter, near), min(leave, far)
        if enter > leave:
            return None
    return enter, leave
