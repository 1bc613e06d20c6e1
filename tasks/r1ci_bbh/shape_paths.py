"""Shapes as SVG paths: draws one of a kind, and writes it down as hard to read as a level wants it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.rng import Rng

Point = tuple[float, float]

CORNERS = {"triangle": 3, "pentagon": 5, "hexagon": 6, "heptagon": 7, "octagon": 8}

_LEAST_SIDE = 8.0
_LEAST_SINE = 0.25
"""Sine of the angle between two sides that meet, at the least: else a corner hardly shows."""
_TERMS = 60


class Piece(NamedTuple):
    """A line, or an arc of an ellipse where `radii` are given."""

    start: Point
    end: Point
    radii: Point | None = None
    tilt: float = 0.0
    large: int = 0
    sweep: int = 0

    def turned_round(self) -> Piece:
        """The same piece, drawn from its end."""
        return self._replace(start=self.end, end=self.start, sweep=1 - self.sweep)

    def command(self) -> str:
        """How SVG draws it from its start."""
        if self.radii is None:
            return f"L {_written(self.end)}"
        return f"A {_written(self.radii)} {self.tilt:.2f} {self.large},{self.sweep} {_written(self.end)}"


def drawn(rng: Rng, shape: str) -> list[Piece]:
    """Draw a shape of a kind that is of no other kind, in any direction, as pieces in their order."""
    if shape in ("circle", "ellipse"):
        return _round(rng, shape)
    if shape == "sector":
        return _sector(rng)
    if shape == "line":
        return _line(rng)
    while True:
        corners = _turned(rng, _corners(rng, shape))
        if _clear(corners):
            return [Piece(one, other) for one, other in zip(corners, [*corners[1:], corners[0]], strict=True)]


def halved(rng: Rng, pieces: Sequence[Piece], count: int) -> list[Piece]:
    """Cut lines in two where nothing turns, so that the number of lines says nothing of the shape."""
    found = list(pieces)
    for _ in range(count):
        lines = [place for place, piece in enumerate(found) if piece.radii is None]
        long = [place for place in lines if _length(found[place].start, found[place].end) > _LEAST_SIDE]
        if long:
            place = rng.choice(long)
            (x, y), (to_x, to_y) = found[place].start, found[place].end
            share = rng.between(40, 60) / 100
            middle = _point(x + share * (to_x - x), y + share * (to_y - y))
            found[place : place + 1] = [Piece(found[place].start, middle), Piece(middle, found[place].end)]
    return found


def written(rng: Rng, pieces: Sequence[Piece], *, runs: int, mixed: bool) -> str:
    """The `d` attribute of a path.

    Args:
        rng: Where to cut, and in what order.
        pieces: What to draw.
        runs: In how many runs at the most, each with an `M`.
        mixed: Whether the runs come in any order, drawn from either end.
    """
    cuts = sorted(rng.sample(range(1, len(pieces)), min(runs, len(pieces)) - 1))
    found = [list(pieces[start:end]) for start, end in zip([0, *cuts], [*cuts, len(pieces)], strict=True)]
    if mixed:
        rng.shuffle(found)
        found = [
            [piece.turned_round() for piece in reversed(run)] if rng.chance(1, 2) else run for run in found
        ]
    return " ".join(
        f"M {_written(run[0].start)} {' '.join(piece.command() for piece in run)}" for run in found
    )


def _written(point: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"


def _point(x: float, y: float) -> Point:
    # Adding zero turns a negative zero into zero.
    return round(x, 2) + 0.0, round(y, 2) + 0.0


def _unit(angle: float) -> Point:
    """Cosine and sine by their series: the last digits of those of `math` are not the same everywhere."""
    cosine, sine, term = 0.0, 0.0, 1.0
    for power in range(0, _TERMS, 2):
        cosine += term
        term *= angle / (power + 1)
        sine += term
        term *= -angle / (power + 2)
    return cosine, sine


def _length(one: Point, other: Point) -> float:
    return math.sqrt((other[0] - one[0]) ** 2 + (other[1] - one[1]) ** 2)


def _polar(centre: Point, radius: float, angle: float) -> Point:
    cosine, sine = _unit(angle)
    return _point(centre[0] + radius * cosine, centre[1] + radius * sine)


def _angle(rng: Rng) -> float:
    return math.radians(rng.below(36_000) / 100)


def _centre(rng: Rng) -> Point:
    return rng.between(4000, 6000) / 100, rng.between(4000, 6000) / 100


def _round(rng: Rng, shape: str) -> list[Piece]:
    centre, angle = _centre(rng), _angle(rng)
    wide = rng.between(1500, 4000) / 100
    high = wide if shape == "circle" else round(wide * rng.between(35, 75) / 100, 2)
    # Both halves begin and end on the longer axis, which is tilted by as much.
    one, other = _polar(centre, wide, angle), _polar(centre, -wide, angle)
    tilt = math.degrees(angle)
    return [Piece(one, other, (wide, high), tilt, 1, 0), Piece(other, one, (wide, high), tilt, 1, 0)]


def _sector(rng: Rng) -> list[Piece]:
    centre, start = _centre(rng), _angle(rng)
    radius = rng.between(1500, 4000) / 100
    opening = rng.choice((rng.between(40, 160), rng.between(200, 320)))
    one, other = _polar(centre, radius, start), _polar(centre, radius, start + math.radians(opening))
    arc = Piece(one, other, (radius, radius), rng.below(36_000) / 100, int(opening > 180), 1)
    return [Piece(centre, one), arc, Piece(other, centre)]


def _line(rng: Rng) -> list[Piece]:
    centre, angle = _centre(rng), _angle(rng)
    length = rng.between(1500, 4000) / 100
    return [Piece(_polar(centre, length, angle), _polar(centre, -length, angle))]


def _corners(rng: Rng, shape: str) -> list[Point]:
    """Corners around 0, 0."""
    if shape in CORNERS:
        count = CORNERS[shape]
        # One corner in each of as many equal parts of the whole turn: sides never cross each other.
        return [
            _polar(
                (0.0, 0.0), rng.between(1500, 4000) / 100, math.tau * (place + rng.below(75) / 100) / count
            )
            for place in range(count)
        ]
    wide, high = rng.between(2000, 3500) / 100, rng.between(700, 1500) / 100
    if shape == "rectangle":
        return [(wide, high), (-wide, high), (-wide, -high), (wide, -high)]
    if shape == "kite":
        tail = high * rng.between(150, 250) / 100
        return [(0.0, high), (high * 0.9, 0.0), (0.0, -tail), (-high * 0.9, 0.0)]
    # A trapezoid: its parallel sides are of different lengths.
    shift = rng.between(-500, 500) / 100
    narrow = wide * rng.between(40, 65) / 100
    return [(narrow + shift, high), (shift - narrow, high), (-wide, -high), (wide, -high)]


def _turned(rng: Rng, corners: list[Point]) -> list[Point]:
    (centre_x, centre_y), angle = _centre(rng), _angle(rng)
    cos, sin = _unit(angle)
    return [_point(centre_x + x * cos - y * sin, centre_y + x * sin + y * cos) for x, y in corners]


def _clear(corners: list[Point]) -> bool:
    """Whether every side is long enough, and every corner shows."""
    count = len(corners)
    for place in range(count):
        before, here, behind = corners[place - 1], corners[place], corners[(place + 1) % count]
        if _length(before, here) < _LEAST_SIDE:
            return False
        cross = (here[0] - before[0]) * (behind[1] - here[1]) - (here[1] - before[1]) * (behind[0] - here[0])
        if abs(cross) < _LEAST_SINE * _length(before, here) * _length(here, behind):
            return False
    return True
