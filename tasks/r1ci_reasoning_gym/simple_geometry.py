"""Simple geometry: the last interior angle of a convex polygon.

Rules: the interior angles of a polygon with n sides are 180 (n - 2) degrees together, and in a convex one
each is smaller than 180.

Levels: more sides, as in Reasoning-Gym's curriculum (5 to 30). Its angles lie between 10 and 170 degrees at
any number of sides, which mostly leaves more than 180 for the last one, so that no such convex polygon
exists (in three of four at six sides, and nearly always above); here the range narrows with the sides, and
what is left of such items is not asked.

Labels: every stored answer is compared with the angles in the question. Reasoning-Gym forbids units; a sign
of degrees does no harm here.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.decimals import DecimalForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_SIDES = re.compile(r"(\d+)(?: sides|-gon)")
_ANGLE = re.compile(r"(\d+)\.0\u00b0")
_JOINED = re.compile(r"(?<=[a-z.?)])(?=Return only|Do not give)")


def _level(sides: tuple[int, int], angles: tuple[int, int]) -> dict[str, int]:
    return {
        "min_sides": sides[0],
        "max_sides": sides[1],
        "min_angle": angles[0],
        "max_angle": angles[1],
    }


class SimpleGeometry(ReasoningGymTask[Fraction]):
    """The last angle of a polygon."""

    id = "reasoning-gym/simple_geometry"
    version = "1"
    name = "simple_geometry"
    levels = ladder(
        _level((3, 3), (10, 170)),
        _level((4, 4), (30, 170)),
        _level((5, 6), (70, 170)),
        _level((8, 12), (115, 179)),
        _level((20, 28), (154, 179)),
    )
    form = DecimalForm(degrees=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The angles that are known; there is one side more."""
        sides = _SIDES.search(entry.question)
        angles = [int(angle) for angle in _ANGLE.findall(entry.question)]
        if not sides or len(angles) != int(sides[1]) - 1:
            return None
        data = {"angles": angles}
        missing = remaining(data)
        return data if 0 < missing < 180 and entry.answer == str(missing) else None

    def wording(self, question: str) -> str:
        """With the blanks that are missing between its sentences."""
        return _JOINED.sub(" ", question)

    def advice(self, data: dict[str, Any]) -> str:
        """One number of degrees."""
        angles, last = ("33.0, 57.0", 90) if remaining(data) != 90 else ("40.0, 60.0", 80)
        return (
            "Give one number, in degrees. For a convex polygon with 3 sides and the angles "
            f"{angles} (degrees), for example, the answer would be <<<{last}>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """One angle is right."""
        return "" if value == remaining(data) else "it is not the angle that is left"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Take the known angles from the sum of all."""
        return program(solve, sample.data, helpers=(remaining,))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also for a side more or less, and the sum of the known angles."""
        yield from super().mutations(sample, answer)
        angle = int(answer)
        yield "a side too many", str(angle + 180)
        yield "a side too few", str(angle - 180)
        if angle != 90:
            yield "the rest to 180", str(180 - angle)
        yield "an angle overlooked", str(angle + sample.data["angles"][0])


def remaining(data: dict[str, Any]) -> int:
    """The angle that is left, in degrees."""
    angles: list[int] = data["angles"]
    return 180 * (len(angles) - 1) - sum(angles)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(remaining(data))
