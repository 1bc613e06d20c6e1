"""Colour cube rotation: the colour of a side after a cube was turned a few times.

Rules: a side comes to the top by a quarter turn, about the axis from left to right for front and back, about
the axis from front to back for left and right; the bottom comes to the top by half a turn about the axis
from left to right. The words of Reasoning-Gym leave open about which axis the cube is turned: the paragraph
behind them says it.

Levels: the number of turns, in the steps of the curriculum, which ends at 100; here it is 85, for the
question would get too long.

Labels: every stored colour is compared with turns of ours, made in coordinates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_COLORS = (
    "red", "green", "blue", "yellow", "white", "orange", "purple", "pink",
    "brown", "gray", "cyan", "magenta", "gold", "silver", "indigo", "violet",
)  # fmt: skip


class ColorCubeRotation(ReasoningGymTask[str]):
    """Turn a cube."""

    id = "reasoning-gym/color_cube_rotation"
    version = "1"
    name = "color_cube_rotation"
    levels = ladder(
        {"min_rotations": 1, "max_rotations": 1},
        {"min_rotations": 2, "max_rotations": 3},
        {"min_rotations": 4, "max_rotations": 8},
        {"min_rotations": 10, "max_rotations": 30},
        {"min_rotations": 50, "max_rotations": 85},
    )
    form = OneOfForm(_COLORS, also={"grey": "gray"})
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The colours at the start, the turns, and the side that is asked for."""
        data = {
            "colors": entry.metadata["initial_state"],
            "turns": entry.metadata["rotations"],
            "asked": entry.metadata["target_side"],
        }
        return data if solve(data) == entry.answer and len(set(data["colors"].values())) == 6 else None

    def wording(self, question: str) -> str:
        """With the right article, and without the order to write nothing but the colour."""
        question = question.replace("- a orange", "- an orange").replace("- a indigo", "- an indigo")
        return question.replace("Provide only the color as your final answer.", "").rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """About which axes the cube is turned."""
        right = solve(data)
        other = next(color for color in _COLORS if color not in (right, *data["colors"].values()))
        return (
            "Sides are named by where they are at the moment, not by where they were at the start. To bring "
            "the front or the back to the top, the cube makes a quarter turn about the axis from left to "
            "right, so that the left and the right side stay where they are; to bring the left or the right "
            "side to the top, it makes a quarter turn about the axis from front to back, so that the front "
            "and the back stay where they are; to bring the bottom to the top, it makes half a turn about "
            f"the axis from left to right. Give the name of one color, for example <<<{other}>>>."
        )

    def candidates(self, sample: Sample) -> list[str]:
        """The six colours of the cube."""
        return sorted(sample.data["colors"].values())

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One colour is right."""
        return "" if value == solve(data) else "it is not the color of that side"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Turn the cube."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: follow the side that is asked for back to where it came from."""
    # x points to the right, y to the front, z to the top.
    sides = {
        "right": (1, 0, 0),
        "left": (-1, 0, 0),
        "front": (0, 1, 0),
        "back": (0, -1, 0),
        "top": (0, 0, 1),
        "bottom": (0, 0, -1),
    }
    names = {place: side for side, place in sides.items()}
    x, y, z = sides[data["asked"]]
    for side in reversed(data["turns"]):
        if side == "front":
            y, z = z, -y
        elif side == "back":
            y, z = -z, y
        elif side == "right":
            x, z = z, -x
        elif side == "left":
            x, z = -z, x
        else:
            y, z = -y, -z
    return str(data["colors"][names[x, y, z]])
