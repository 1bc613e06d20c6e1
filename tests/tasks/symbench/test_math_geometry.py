"""MATH geometry: the last boxed answer is the key, and a key stands for all its spellings and no others."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import Level, LoadOptions, Sample
from r1ci_symbench.hendrycks_math import last_boxed
from r1ci_symbench.math_geometry import MathGeometry

if TYPE_CHECKING:
    from pathlib import Path

TASK = MathGeometry()
RECORD = {
    "problem": "A square has diagonal $6$ feet. What is its area, in square feet?",
    "level": "Level 2",
    "type": "Geometry",
    "solution": "The side is $\\boxed{3\\sqrt{2}}$ feet, so the area is $\\boxed{18}$ square feet.",
}


def loaded(folder: Path, **changes: object) -> Sample:
    (folder / "1.json").write_text(json.dumps({**RECORD, **changes}))
    [sample] = TASK.load(folder)
    return sample


def some(symbench: Path) -> list[Sample]:
    """About a hundred of the official items."""
    samples = list(TASK.load(symbench))
    return samples[:: max(1, len(samples) // 100)]


@pytest.mark.parametrize(
    ("solution", "key"),
    [
        ("so it is $\\boxed{8}$.", "8"),
        ("$\\boxed{7}$, no: $\\boxed{8}$", "8"),
        ("\\[\\boxed{\\frac{\\sqrt{3}}{4\\sqrt{2}-3}}.\\]", "\\frac{\\sqrt{3}}{4\\sqrt{2}-3}"),
        ("\\boxed {8}", "8"),
        ("\\boxed{ 32 \\pi }", "32 \\pi"),
        ("\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"),
        ("\\boxed{x = \\}}", "x = \\}"),
        ("$\\boxed{8}$ and not $\\boxed{9", "8"),
        ("there is no box", None),
        ("\\boxed{never closed", None),
        ("\\boxed", None),
        ("\\boxed{}", ""),
    ],
)
def test_the_last_balanced_box_holds_the_key(solution: str, key: str | None) -> None:
    assert last_boxed(solution) == key


def test_a_record_becomes_a_question_in_its_own_words_and_ours(tmp_path: Path) -> None:
    sample = loaded(tmp_path)
    assert sample.question.startswith(str(RECORD["problem"]) + "\n\n")
    assert sample.question.count("<<<") == sample.question.count(">>>") == 1
    assert sample.data == {"problem": RECORD["problem"], "key": "18"}
    assert sample.stored_answer == TASK.answer(sample) == "18"
    assert sample.provenance["knobs"] == {"level": 2}
    assert "figure" not in sample.provenance
    assert sample.defects == ()
    assert TASK.reference(sample) is None


def test_units_and_words_of_the_problem_may_stand_behind_the_answer(tmp_path: Path) -> None:
    sample = loaded(tmp_path)
    for answer in (
        "18",
        "18 square feet",
        "18 ft^2",
        "$18\\text{ ft}^2$",
        "The area is 18 square feet.",
        "18.0",
    ):
        assert TASK.verify(sample, answer).outcome == "correct", answer
    for answer in ("18 elephants", "18 thousand", "3\\sqrt{2}", "18, 6", "17.99", "36", ""):
        verdict = TASK.verify(sample, answer)
        assert verdict.outcome == "wrong", answer
        assert verdict.reason


def test_a_figure_is_noted_and_a_level_may_be_unknown(tmp_path: Path) -> None:
    sample = loaded(tmp_path, problem="See [asy]draw((0,0)--(1,1));[/asy]. How long is it?", level="Level ?")
    assert sample.provenance["figure"] is True
    assert "knobs" not in sample.provenance


def test_an_example_that_would_be_right_is_not_shown(tmp_path: Path) -> None:
    sample = loaded(tmp_path, solution="\\boxed{\\frac{20}{7\\sqrt{20}} \\cdot \\frac{2}{2}}")
    shown = sample.question.partition("<<<")[2].partition(">>>")[0]
    assert shown == TASK.examples[1]
    assert TASK.verify(sample, TASK.examples[0]).outcome == "correct"
    assert TASK.verify(sample, shown).outcome == "wrong"


def test_a_problem_that_comes_twice_is_a_duplicate(tmp_path: Path) -> None:
    for name in ("1.json", "2.json"):
        (tmp_path / name).write_text(json.dumps(RECORD))
    assert [sample.defects for sample in TASK.load(tmp_path)] == [(), ("duplicate",)]


def test_it_generates_nothing() -> None:
    assert TASK.levels == ()
    with pytest.raises(TaskFault, match="data set"):
        TASK.generate(Rng(0), Level())


@pytest.mark.parametrize(
    "record",
    [
        "[]",
        "{",
        "7",
        "{}",
        json.dumps({**RECORD, "type": "Algebra"}),
        json.dumps({**RECORD, "level": "Level 6"}),
        json.dumps({**RECORD, "level": 5}),
        json.dumps({**RECORD, "problem": ""}),
        json.dumps({**RECORD, "problem": 7}),
        json.dumps({**RECORD, "solution": None}),
        json.dumps({**RECORD, "solution": "there is no box"}),
        json.dumps({**RECORD, "solution": "an empty \\boxed{}"}),
        json.dumps({**RECORD, "solution": "\\boxed{" + "9" * 2_000 + "}"}),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: str) -> None:
    (tmp_path / "17.json").write_text(record)
    with pytest.raises(TaskFault, match=r"17\.json"):
        list(TASK.load(tmp_path))


def test_missing_official_data_is_a_fault_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(TaskFault, match="no official data") as caught:
        next(TASK.load(tmp_path))
    assert caught.value.kind == "no_data"


def test_the_official_items_load_from_every_folder_above_them_and_in_both_dialects(symbench: Path) -> None:
    files = list((symbench / "MATH/train/geometry").glob("*.json"))
    samples = list(TASK.load(symbench))
    assert len(samples) == len(files) > 0
    for folder in ("MATH", "MATH/train", "MATH/train/geometry"):
        assert list(TASK.load(symbench / folder)) == samples
    assert list(TASK.load(symbench, LoadOptions(dialect="official"))) == samples
    [alone] = TASK.load(symbench / "MATH/train" / samples[0].provenance["file"])
    assert alone.question == samples[0].question
    problems = [json.loads(file.read_text())["problem"] for file in files]
    repeated = len(problems) - len(set(problems))
    assert [sample.defects for sample in samples if sample.defects] == [("duplicate",)] * repeated
    figures = sum("[asy]" in problem for problem in problems)
    assert sum("figure" in sample.provenance for sample in samples) == figures > 0


def test_every_official_key_stands_for_its_spellings_and_no_mutation(symbench: Path) -> None:
    for sample in some(symbench):
        key = TASK.answer(sample)
        for text in [key, f"${key}$", f"\\boxed{{{key}}}", *TASK.renderings(sample, key)]:
            verdict = TASK.verify(sample, text)
            assert verdict.outcome == "correct", (key, text, verdict.reason)
            assert TASK.verify(sample, verdict.parsed or "").outcome == "correct"
        for name, text in TASK.mutations(sample, key):
            assert TASK.verify(sample, text).outcome == "wrong", (key, name, text)


def test_nearly_every_official_key_is_a_value_and_the_others_are_words(symbench: Path) -> None:
    values = [(TASK.answer(sample), TASK.form.read(TASK.answer(sample))) for sample in TASK.load(symbench)]
    words = [key for key, value in values if not value.readings]
    assert len(words) <= len(values) / 20
    assert all("\\text" in key for key in words)


def test_the_question_never_answers_itself(symbench: Path) -> None:
    for sample in some(symbench):
        shown = sample.question.partition("<<<")[2].partition(">>>")[0]
        for text in [shown, sample.question, *sample.question.split("\n\n"), *sample.question.splitlines()]:
            assert TASK.verify(sample, text).outcome == "wrong", (sample.data["key"], text)


def bare(key: str) -> str | Fraction:
    """A key without unit and label; as a number where it is a whole, decimal or simple fraction."""
    key = re.sub(r"\\text\{[^{}]*\}|\^\\circ|\\%|\\\$|^[A-Z]+ ?=|[ ,!\\](?![a-z])", "", key)
    key = re.sub(r"\\[dt]?frac(\d)(\d)$", r"\1/\2", key.replace(" ", ""))
    key = re.sub(r"\\[dt]?frac\{(\d+)\}\{(\d+)\}$", r"\1/\2", key)
    return Fraction(key) if re.fullmatch(r"-?\d+(\.\d+|/\d+)?", key) else key


def test_a_key_is_right_for_another_question_only_where_both_are_equal(symbench: Path) -> None:
    # Of the keys at hand: 18 and 18%, 60 and 60 degrees, 8 and K=8, two spellings of a quarter.
    keys = {TASK.answer(sample): sample for sample in some(symbench)}
    found = [
        (one, two) for one, two in permutations(keys, 2) if TASK.verify(keys[one], two).outcome == "correct"
    ]
    assert found
    for one, two in found:
        assert bare(one) == bare(two)
