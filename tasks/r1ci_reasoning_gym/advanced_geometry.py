"""Advanced geometry: orthocentre, radius of the incircle, or angle at B of a triangle with given corners.

Levels: larger coordinates, which is Reasoning-Gym's one knob (10 to 10,000); its default is our second level.

Labels: every stored answer is compared with a computation of ours from the corners in the question. It asks
for three decimal places, but stores angles with two, and compares radii as texts; here every number may be
off by 0.001. Ours are computed in binary from integers, with traces that are far
smaller than that.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.several_numbers import Numbers, NumbersForm, same_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_OFF = Fraction(1, 1000)
# What a stored answer may be off by: half a unit of its last place.
_STORED = {"orthocentre": Fraction(6, 10**4), "radius": Fraction(6, 10**4), "angle": Fraction(6, 10**3)}
_CORNER = re.compile(r"\b([ABC])=\((-?[0-9]+), (-?[0-9]+)\)")
_EXAMPLES = {
    "orthocentre": "A=(0, 0), B=(4, 0) and C=(1, 2), the orthocentre would be <<<(1, 1.5)>>>",
    "radius": "A=(0, 0), B=(3, 0) and C=(0, 4), the radius would be <<<1>>>",
    "angle": "A=(2, 2), B=(0, 0) and C=(3, 0), the angle at B would be <<<45>>>",
}
_SHOWN = {"orthocentre": (Fraction(1), Fraction(3, 2)), "radius": (Fraction(1),), "angle": (Fraction(45),)}
_OTHER_EXAMPLES = {
    "orthocentre": "A=(0, 0), B=(6, 0) and C=(2, 5), the orthocentre would be <<<(2, 1.6)>>>",
    "radius": "A=(0, 0), B=(6, 0) and C=(0, 8), the radius would be <<<2>>>",
    "angle": "A=(0, 2), B=(0, 0) and C=(3, 0), the angle at B would be <<<90>>>",
}


class AdvancedGeometry(ReasoningGymTask[Numbers]):
    """Triangles in the plane."""

    id = "reasoning-gym/advanced_geometry"
    version = "1"
    name = "advanced_geometry"
    levels = ladder(
        *({"min_coord": -size, "max_coord": size} for size in (5, 10, 50, 500, 10_000)),
    )
    form = NumbersForm(ordered=True, absolute=_OFF, degrees=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """What is asked for, and the corners."""
        words = entry.question
        asked = [
            wanted
            for wanted, sign in (("orthocentre", "orthocenter"), ("radius", "incircle"), ("angle", "degrees"))
            if sign in words.split("For all geometry problems")[0]
        ]
        corners = {name: [int(x), int(y)] for name, x, y in _CORNER.findall(words)}
        if len(asked) != 1 or set(corners) != set("ABC"):
            return None
        places = [corners[name] for name in "ABC"]
        if not _doubled_area(places):
            return None
        data = {"wanted": asked[0], "corners": places}
        try:
            stored = self.form.read(entry.answer or "")
        except AnswerError:
            return None
        return data if same_numbers(stored, _right(data), _STORED[asked[0]]) else None

    def advice(self, data: dict[str, Any]) -> str:
        """Three places, and an example of the same kind."""
        near = same_numbers(_right(data), _SHOWN[data["wanted"]], 2 * _OFF)
        example = (_OTHER_EXAMPLES if near else _EXAMPLES)[data["wanted"]]
        return (
            "Every number of the answer may be off by 0.001 at most, also that of an angle; the sign of "
            f"degrees may be left out. For {example}."
        )

    def fault(self, data: dict[str, Any], value: Numbers) -> str:
        """One point or number is right."""
        wanted = _right(data)
        if len(value) != len(wanted):
            return f"it has {len(value)} numbers, not {len(wanted)}"
        return "" if same_numbers(value, wanted, _OFF) else f"it is not the {data['wanted']}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Analytic geometry."""
        return program(solve, sample.data, helpers=(numbers,), imports=("import math",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also what stands beside it in a triangle."""
        yield from super().mutations(sample, answer)
        wanted, corners = sample.data["wanted"], sample.data["corners"]
        right = _right(sample.data)
        others = {
            "a corner": tuple(map(Fraction, corners[0])),
            "the centroid": tuple(Fraction(sum(corner[axis] for corner in corners), 3) for axis in (0, 1)),
        }
        if wanted == "angle":
            others = {"in radians": (right[0] * Fraction(314159, 180 * 10**5),), "outside": (360 - right[0],)}
        if wanted == "radius":
            others = {"the diameter": (2 * right[0],), "the area": (Fraction(_doubled_area(corners), 2),)}
        for name, other in others.items():
            if any(abs(one - two) > 2 * _OFF for one, two in zip(other, right, strict=True)):
                yield name, self.form.write(tuple(Fraction(f"{float(part):.6f}") for part in other))


def _doubled_area(corners: list[list[int]]) -> int:
    (ax, ay), (bx, by), (cx, cy) = corners
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))


def _right(data: dict[str, Any]) -> Numbers:
    return tuple(map(Fraction, numbers(data)))


def numbers(data: dict[str, Any]) -> list[float]:
    """The number or the two coordinates that are asked for."""
    (ax, ay), (bx, by), (cx, cy) = data["corners"]
    if data["wanted"] == "orthocentre":
        # The altitudes through A and B: (H - A) . (C - B) = 0 = (H - B) . (C - A).
        first = ax * (cx - bx) + ay * (cy - by)
        second = bx * (cx - ax) + by * (cy - ay)
        below = (cx - bx) * (cy - ay) - (cy - by) * (cx - ax)
        across = first * (cy - ay) - second * (cy - by)
        return [across / below, ((cx - bx) * second - (cx - ax) * first) / below]
    if data["wanted"] == "angle":
        turn = (ax - bx) * (cy - by) - (cx - bx) * (ay - by)
        along = (ax - bx) * (cx - bx) + (ay - by) * (cy - by)
        return [math.degrees(math.atan2(abs(turn), along))]
    sides = math.dist((ax, ay), (bx, by)) + math.dist((bx, by), (cx, cy)) + math.dist((cx, cy), (ax, ay))
    return [abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / sides]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    # Adding zero turns a negative zero into one without a sign.
    texts = [f"{round(number, 3) + 0.0:.3f}" for number in numbers(data)]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
