"""Geometric shapes: the finished drawing counts; where two options name it, both are right."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from r1ci_bbh.geometric_shapes import GeometricShapes, names_of, solve
from r1ci_bbh.shape_paths import CORNERS, drawn, halved, written
from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample, item_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TASK = GeometricShapes()
SHAPES = (*CORNERS, "kite", "line", "sector", "circle", "ellipse", "rectangle", "trapezoid")
# A circle is an ellipse as well, and a rectangle a trapezoid.
NAMES = {"circle": {"circle", "ellipse"}, "rectangle": {"rectangle", "trapezoid"}}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("M 0,0 L 10,0 L 0,10 L 0,0", {"triangle"}),
        ("M 0,0 L 10,0 M 0,10 L 10,0 M 0,0 L 0,10", {"triangle"}),
        ("M 0,0 L 5,0 L 10,0 L 0,10 L 0,0", {"triangle"}),
        ("M 0,0 L 10,0 L 10,4 L 0,4 L 0,0", {"rectangle", "trapezoid"}),
        ("M 0,0 L 10,0 L 8,4 L 3,4 L 0,0", {"trapezoid"}),
        ("M 0,5 L 4,0 L 0,-12 L -4,0 L 0,5", {"kite"}),
        ("M 0,0 L 4,0 L 4,4 L 0,4 L 0,0", {"rectangle", "trapezoid", "kite"}),
        ("M 0,0 L 10,1 L 9,7 L 2,8 L 0,0", set()),
        ("M 0,0 L 4,4", {"line"}),
        ("M 4,4 L 9,9 M 0,0 L 4,4", {"line"}),
        ("M 0,0 L 4,4 L 9,2", set()),
        ("M 10,0 A 10,10 0.00 1,0 -10,0 A 10,10 0.00 1,0 10,0", {"circle", "ellipse"}),
        ("M 10,0 A 10,6 0.00 1,0 -10,0 A 10,6 0.00 1,0 10,0", {"ellipse"}),
        ("M 0,0 L 10,0 A 10,10 0.00 0,1 0,10 L 0,0", {"sector"}),
        ("M 10,0 A 10,10 0.00 0,1 0,10 M 10,0 L 0,0 L 0,10", {"sector"}),
        ("M 0,0 L 20,0 A 10,10 0.00 0,1 0,20 L 0,0", set()),
    ],
)
def test_a_path_is_named_by_what_it_draws(path: str, names: set[str]) -> None:
    assert names_of(path) == names


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_that_is_drawn_is_recognised_however_it_is_written(shape: str) -> None:
    for index in range(60):
        rng = Rng("shape", shape, index)
        pieces = drawn(rng, shape)
        for cuts in (0, 7):
            for runs, mixed in ((1, False), (4, False), (14, True)):
                path = written(rng, halved(rng, pieces, cuts), runs=runs, mixed=mixed)
                assert names_of(path) == NAMES.get(shape, {shape}), path


def test_both_the_letter_and_the_name_count() -> None:
    sample = Sample(question="", data={"path": "M 0,0 L 4,4", "options": ["kite", "line", "circle"]})
    for answer in ("(B)", "B", "b)", "B.", "(B).", "line", "Line.", "(B) line", "B. line", "option B"):
        assert TASK.verify(sample, answer).outcome == "correct", answer
    for answer in ("(A)", "kite", "(A) line", "(B) kite", "(A), (B)", "(B) or (C)", "BB", "2", "a line", ""):
        assert TASK.verify(sample, answer).outcome == "wrong", answer
    assert TASK.candidates(sample) == ["(A)", "(B)", "(C)"]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_options_do_not_give_the_answer_away(level: int) -> None:
    knobs = TASK.levels[level - 1]
    letters, shapes = Counter[str](), Counter[str]()
    for index in range(600):
        sample = TASK.generate(Rng("options", level, index), knobs)
        options = sample.data["options"]
        assert len(set(options)) == len(options) == knobs.options
        assert not {"circle", "ellipse"} <= set(options)
        assert not {"rectangle", "trapezoid"} <= set(options)
        answer = TASK.answer(sample) or ""
        letters[answer] += 1
        shapes[options[ord(answer[1]) - ord("A")]] += 1
    assert len(letters) == knobs.options
    assert max(letters.values()) < 1.5 * 600 / knobs.options
    assert set(shapes) == set(SHAPES)
    assert max(shapes.values()) < 100


def test_counting_lines_does_not_help_on_the_last_level() -> None:
    wrong = 0
    for index in range(100):
        sample = TASK.generate(Rng("lines", index), TASK.levels[4])
        name = sample.data["options"][ord(solve(sample.data)[1]) - ord("A")]
        wrong += name in CORNERS and sample.data["path"].count("L") != CORNERS[name]
    assert wrong > 25


def test_two_right_options_are_a_fault_of_a_question() -> None:
    with pytest.raises(ValueError, match="2 options"):
        solve({"path": "M 0,0 L 4,0 L 4,4 L 0,4 L 0,0", "options": ["rectangle", "kite"]})


def test_released_answers_are_what_is_drawn_and_52_items_have_a_second_one(
    bbh: Path, released: Callable[[str], list[tuple[str, str]]]
) -> None:
    second = Counter[str]()
    items = released("geometric_shapes")
    samples = list(TASK.load(bbh, LoadOptions(dialect="official")))
    assert len(samples) == len(items) == 250
    for sample, (text, target) in zip(samples, items, strict=True):
        options = dict(re.findall(r"(\([A-Z]\)) (\w+)", text))
        path = re.search(r'd="([^"]*)"', text)
        assert path
        named = {letter for letter, name in options.items() if name in names_of(path[1])}
        assert set(sample.data["keys"]) == named | {target}
        assert ("ambiguous" in sample.defects) == (len(sample.data["keys"]) == 2)
        if named != {target}:
            second[options[target]] += 1
            for letter in named:
                assert TASK.verify(sample, letter).outcome == "correct"
        assert TASK.verify(sample, target).outcome == "correct"
    assert second == {"ellipse": 25, "trapezoid": 25, "heptagon": 2}


def test_by_the_quirk_only_the_released_letter_counts(bbh: Path) -> None:
    options = LoadOptions(dialect="official", quirks=frozenset({"released-key-only"}))
    samples = {item_name(sample): sample for sample in TASK.load(bbh, options)}
    ellipse = samples["geometric_shapes.json#12"]
    assert ellipse.defects == ("ambiguous",)
    assert TASK.verify(ellipse, "(K)").outcome == "correct"
    assert TASK.verify(ellipse, "(A)").outcome == "wrong"


def test_a_question_without_a_path_is_a_broken_file(tmp_path: Path) -> None:
    file = tmp_path / "geometric_shapes.json"
    file.write_text(
        '{"examples": [{"input": "What is it?\\nOptions:\\n(A) line\\n(B) kite", "target": "(A)"}]}'
    )
    with pytest.raises(TaskFault, match=r"row 0: the question shows no path"):
        list(TASK.load(file))
