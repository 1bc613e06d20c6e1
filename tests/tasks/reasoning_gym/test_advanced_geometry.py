"""Advanced geometry: points, radii and angles of triangles, to three places."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from r1ci_bench.task import Sample
from r1ci_reasoning_gym.advanced_geometry import AdvancedGeometry, numbers
from r1ci_reasoning_gym.source import Entry

TASK = AdvancedGeometry()
CORNERS = [[8, -8], [-2, -7], [5, 4]]


def sample(wanted: str) -> Sample:
    return Sample(question="", data={"wanted": wanted, "corners": CORNERS})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("(4.051, -5.487)", "correct"),
        ("4.051, -5.487", "correct"),
        ("[4.0513, -5.4872]", "correct"),
        ("H = (4.051, -5.487)", "correct"),
        ("x = 4.051, y = -5.487", "correct"),
        ("$\\left(\\frac{158}{39}, -\\frac{214}{39}\\right)$", "correct"),
        ("y = -5.487, x = 4.051", "correct"),
        ('{"x": 4.051, "y": -5.487}', "correct"),
        ("Orthocenter: (4.051, -5.487)", "correct"),
        ("H \u2248 (4.051, -5.487)", "correct"),
        ("(x, y) = (4.051, -5.487)", "correct"),
        ("The orthocenter is (4.051, -5.487).", "correct"),
        ("y = 4.051, x = -5.487", "wrong"),
        ("(4.05, -5.49)", "wrong"),
        ("(-5.487, 4.051)", "wrong"),
        ("(4.051, 5.487)", "wrong"),
        ("4.051", "wrong"),
        ("(4.051, -5.487, 0)", "wrong"),
    ],
)
def test_an_orthocentre_is_a_point(answer: str, outcome: str) -> None:
    assert TASK.verify(sample("orthocentre"), answer).outcome == outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("63.236", "wrong"),
        ("63.23", "wrong"),  # as far off as the two places that Reasoning-Gym stores may be
        ("63.239\u00b0", "correct"),
        ("$63.239^\\circ$", "correct"),
        ("63.239 degrees", "correct"),
        ("63.239", "correct"),
        ("\u2220ABC = 63.239\u00b0", "correct"),
        ("\\angle ABC \\approx 63.239^\\circ", "correct"),
        ("angle B = 63.239 deg", "correct"),
        ("63.239\u00ba", "correct"),
        ("2B = 63.239", "wrong"),
        ("1.1037", "wrong"),
        ("296.761", "wrong"),
    ],
)
def test_an_angle_is_given_in_degrees_to_three_places(answer: str, outcome: str) -> None:
    assert TASK.verify(sample("angle"), answer).outcome == outcome


def test_a_radius_is_no_text_that_must_match() -> None:
    radius = numbers(sample("radius").data)[0]
    for answer in (f"{radius:.3f}", f"{radius:.3f} ", f"{radius:.6f}", f"r = {radius:.3f}", f"{radius:.4f}"):
        assert TASK.verify(sample("radius"), answer).outcome == "correct"
    assert TASK.verify(sample("radius"), f"{radius + 0.005:.3f}").outcome == "wrong"


@given(st.lists(st.integers(-50, 50), min_size=6, max_size=6))
def test_points_radii_and_angles_have_their_properties(places: list[int]) -> None:
    (ax, ay), (bx, by), (cx, cy) = corners = [(places[at], places[at + 1]) for at in (0, 2, 4)]
    area = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    assume(area)
    data: dict[str, Any] = {"corners": corners}
    x, y = numbers({**data, "wanted": "orthocentre"})
    for one, two, three in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        (px, py), (qx, qy), (rx, ry) = corners[one], corners[two], corners[three]
        # The line from a corner to the orthocentre meets the opposite side at a right angle.
        assert math.isclose((x - px) * (rx - qx), -(y - py) * (ry - qy), abs_tol=1e-5, rel_tol=1e-9)
    a, b, c = math.dist((bx, by), (cx, cy)), math.dist((cx, cy), (ax, ay)), math.dist((ax, ay), (bx, by))
    assert math.isclose(numbers({**data, "wanted": "radius"})[0], area / ((a + b + c) / 2), rel_tol=1e-9)
    angle = numbers({**data, "wanted": "angle"})[0]
    assert math.isclose(math.cos(math.radians(angle)), (a * a + c * c - b * b) / (2 * a * c), abs_tol=1e-6)


def asked(words: str, answer: str) -> Entry:
    corners = "A=(8, -8), B=(-2, -7), and C=(5, 4)"
    return Entry(
        f"For triangle with vertices {corners}, find {words}. For all geometry problems:\n3. Use degrees",
        answer,
        {},
    )


@pytest.mark.parametrize(
    ("words", "answer", "is_asked"),
    [
        ("the orthocenter", "(4.051, -5.487)", True),
        ("the orthocenter", "(4.051, -5.477)", False),
        ("the orthocenter", "4.051", False),
        ("the angle at B in degrees", "63.24\u00b0", True),
        ("the angle at B in degrees", "63.26\u00b0", False),
        ("its area", "58.5", False),
    ],
)
def test_only_questions_with_the_right_label_are_asked(words: str, answer: str, is_asked: bool) -> None:
    assert (TASK.read(asked(words, answer)) is not None) is is_asked


def test_the_example_is_never_the_answer() -> None:
    triangles = {
        "orthocentre": [[0, 0], [4, 0], [1, 2]],
        "radius": [[0, 0], [3, 0], [0, 4]],
        "angle": [[2, 2], [0, 0], [3, 0]],
    }
    for wanted, corners in triangles.items():
        data = {"wanted": wanted, "corners": corners}
        example = TASK.advice(data).split("<<<")[1].split(">>>")[0]
        assert TASK.verify(Sample(question="", data=data), example).outcome == "wrong"
