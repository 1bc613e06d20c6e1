"""Colour cube rotation: sides are followed through turns whose axes are stated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.color_cube_rotation import ColorCubeRotation, solve
from r1ci_reasoning_gym.source import Entry

TASK = ColorCubeRotation()
COLORS = {
    "top": "blue", "right": "cyan", "front": "red", "left": "indigo", "back": "purple", "bottom": "orange",
}  # fmt: skip
SAMPLE = Sample(question="", data={"colors": COLORS, "turns": ["front", "right"], "asked": "back"})

# Which side comes to which place, written down from a paper cube.
CYCLES = {
    "front": ("top", "back", "bottom", "front"),
    "back": ("top", "front", "bottom", "back"),
    "right": ("top", "left", "bottom", "right"),
    "left": ("top", "right", "bottom", "left"),
}


def turned(turns: list[str]) -> dict[str, str]:
    """The colours after some turns, by moving all four sides that change their place."""
    colors = dict(COLORS)
    for side in turns:
        before = dict(colors)
        if side == "bottom":
            for one, other in (("top", "bottom"), ("front", "back")):
                colors[one], colors[other] = before[other], before[one]
            continue
        cycle = CYCLES[side]
        for place, further in zip(cycle, cycle[1:] + cycle[:1], strict=True):
            colors[further] = before[place]
    return colors


@given(st.lists(st.sampled_from([*CYCLES, "bottom"]), max_size=12), st.sampled_from(sorted(COLORS)))
def test_following_one_side_agrees_with_turning_all(turns: list[str], asked: str) -> None:
    assert solve({"colors": COLORS, "turns": turns, "asked": asked}) == turned(turns)[asked]


@pytest.mark.parametrize("answer", ["blue", "Blue", "BLUE.", '"blue"', "\\boxed{blue}", "[blue]"])
def test_the_colour_counts(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("red", "not the color"),
        ("purple", "not the color"),
        ("blue or red", "none of"),
        ("blue, red", "none of"),
        ("not blue", "none of"),
        ("teal", "none of"),
        ("", "empty"),
    ],
)
def test_another_colour_is_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_wrong_label_is_not_asked() -> None:
    meta = {"initial_state": COLORS, "rotations": ["front", "right"], "target_side": "back"}
    assert TASK.read(Entry("", "blue", meta)) == SAMPLE.data
    assert TASK.read(Entry("", "purple", meta)) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_question_says_about_which_axes_the_cube_is_turned(level: int) -> None:
    sample = TASK.generate(Rng("cube", level), TASK.levels[level - 1])
    assert "about the axis from left to right" in sample.question
    assert "a orange" not in sample.question
    assert len(TASK.candidates(sample)) == 6
    assert TASK.answer(sample) in TASK.candidates(sample)
    assert f"<<<{TASK.answer(sample)}>>>" not in sample.question
    assert len(sample.question) <= 8000
