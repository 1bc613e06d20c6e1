"""Simple geometry: the last angle of a polygon that exists."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.simple_geometry import SimpleGeometry
from r1ci_reasoning_gym.source import Entry

TASK = SimpleGeometry()
SAMPLE = Sample(question="", data={"angles": [155, 26, 75]})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("104", "correct"),
        ("104.0", "correct"),
        ("104\u00b0", "correct"),
        ("104 degrees", "correct"),
        ("$104^\\circ$", "correct"),
        ("x = 104\u00b0", "correct"),
        ("104 deg", "correct"),
        ("2x = 104", "wrong"),
        ("14", "wrong"),
        ("04", "wrong"),  # a part of the right text
        ("256", "wrong"),
        ("76", "wrong"),
        ("155.0, 26.0, 75.0, 104", "wrong"),
        ("104 radians", "wrong"),
    ],
)
def test_the_last_angle(answer: str, outcome: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == outcome


def asked(sides: int, angles: list[int], answer: str) -> Entry:
    shown = ", ".join(f"{angle}.0\u00b0" for angle in angles)
    words = (
        f"Given a convex polygon with {sides} sides, its first {sides - 1} interior angles are: {shown}. What"
    )
    return Entry(f"{words} is left?Return only the angle as your answer.Do not give the units.", answer, {})


@pytest.mark.parametrize(
    ("sides", "angles", "answer", "is_asked"),
    [
        (4, [155, 26, 75], "104", True),
        (4, [155, 26, 75], "105", False),
        (5, [30, 40, 50, 60], "360", False),  # no angle of a convex polygon
        (4, [60, 60, 60], "180", False),
        (4, [120, 120, 120], "0", False),
        (5, [155, 26, 75], "104", False),  # an angle is missing in the question
    ],
)
def test_only_polygons_that_exist_are_asked(
    sides: int, angles: list[int], answer: str, is_asked: bool
) -> None:
    assert (TASK.read(asked(sides, angles, answer)) is not None) is is_asked


def test_its_sentences_are_parted() -> None:
    shown = TASK.wording(asked(4, [155, 26, 75], "104").question)
    assert shown.endswith("is left? Return only the angle as your answer. Do not give the units.")


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_all_angles_together_are_those_of_triangles(level: int) -> None:
    for index in range(30):
        sample = TASK.generate(Rng("polygon", level, index), TASK.levels[level - 1])
        angles = [*sample.data["angles"], int(TASK.answer(sample) or "0")]
        assert all(0 < angle < 180 for angle in angles)
        # Cut into triangles from one corner, a polygon of n sides has n - 2 of them.
        assert sum(angles) == sum(180 for _ in range(1, len(angles) - 1))
