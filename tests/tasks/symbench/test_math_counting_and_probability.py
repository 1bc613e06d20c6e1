"""MATH counting and probability: whole numbers and fractions, exactly."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.math_counting_and_probability import MathCountingAndProbability

if TYPE_CHECKING:
    from pathlib import Path

TASK = MathCountingAndProbability()


def sample_of(key: str, problem: str = "In how many ways can it be done?") -> Sample:
    return Sample(question=problem, data={"problem": problem, "key": key})


def some(symbench: Path) -> list[Sample]:
    """About a hundred of the official items."""
    samples = list(TASK.load(symbench))
    return samples[:: max(1, len(samples) // 100)]


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("\\frac{3}{10}", "3/10"),
        ("\\frac{3}{10}", "0.3"),
        ("\\frac{3}{10}", "30\\%"),
        ("\\frac{3}{10}", "3:10"),
        ("\\frac{3}{10}", "\\dfrac{6}{20} = \\frac{3}{10}"),
        ("\\frac{3}{10}", "P(\\text{red}) = \\frac{3}{10}"),
        ("\\frac{8}{16575}", "0.000482655"),
        ("100,\\!000", "100000"),
        ("100,\\!000", "100,000"),
        ("362880", "9!"),
        ("28", "\\binom{8}{2}"),
        ("28", "28 ways"),
        ("-2^{49}", "-562949953421312"),
        ("\\$0.25", "25 cents"),
        ("\\$0.25", "\\frac14"),
    ],
)
def test_a_right_answer(key: str, answer: str) -> None:
    assert TASK.verify(sample_of(key), answer).outcome == "correct"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("\\dfrac{1001}{2003}", "1/2"),
        ("\\dfrac{1001}{2003}", "0.5"),
        ("\\frac{485}{486}", "1"),
        ("\\frac{485}{486}", "0.998 or 0.999"),
        ("\\frac{3}{10}", "10/3"),
        ("\\frac{3}{10}", "7/10"),
        ("\\frac{3}{10}", "0.3%"),
        ("362880", "362881"),
        ("362880", "362879.99"),
        ("362880", "3.6288 million"),
        ("28", "28 or 56"),
        ("28", "28!"),
        ("28", "\\binom{8}{3}"),
        ("\\$0.25", "25"),
    ],
)
def test_a_wrong_answer(key: str, answer: str) -> None:
    assert TASK.verify(sample_of(key), answer).outcome == "wrong"


def test_a_judgement_that_cannot_be_read_is_not_a_right_answer() -> None:
    # The release counts an answer as solved unless its judge says "False" twice.
    for answer in ("I cannot say", "True", "it depends", "undefined", "?", "None", "nan", "[]", "{}"):
        verdict = TASK.verify(sample_of("28"), answer)
        assert verdict.outcome == "wrong"
        assert verdict.reason


def test_a_file_of_another_subject_is_named(tmp_path: Path) -> None:
    record = {"problem": "?", "level": "Level 1", "type": "Geometry", "solution": "\\boxed{1}"}
    (tmp_path / "3.json").write_text(json.dumps(record))
    with pytest.raises(TaskFault, match=r"3\.json.*Counting & Probability"):
        list(TASK.load(tmp_path))


def test_the_official_items(symbench: Path) -> None:
    files = list((symbench / "MATH/train/counting_and_probability").glob("*.json"))
    samples = list(TASK.load(symbench))
    assert len(samples) == len(files) > 0
    assert list(TASK.load(symbench, LoadOptions(dialect="official"))) == samples
    problems = [json.loads(file.read_text())["problem"] for file in files]
    repeated = len(problems) - len(set(problems))
    assert [sample.defects for sample in samples if sample.defects] == [("duplicate",)] * repeated
    levels = [sample.provenance.get("knobs", {}).get("level") for sample in samples]
    assert {1, 2, 3, 4, 5} <= set(levels) <= {1, 2, 3, 4, 5, None}
    figures = sum("[asy]" in problem for problem in problems)
    assert sum("figure" in sample.provenance for sample in samples) == figures


def test_every_official_key_stands_for_its_spellings_and_no_mutation(symbench: Path) -> None:
    for sample in some(symbench):
        key = TASK.answer(sample)
        for text in [key, f"${key}$", f"\\boxed{{{key}}}", *TASK.renderings(sample, key)]:
            assert TASK.verify(sample, text).outcome == "correct", (key, text)
        spoiled = list(TASK.mutations(sample, key))
        assert len(spoiled) > 10
        for name, text in spoiled:
            assert TASK.verify(sample, text).outcome == "wrong", (key, name, text)


def test_the_question_never_answers_itself(symbench: Path) -> None:
    for sample in some(symbench):
        shown = sample.question.partition("<<<")[2].partition(">>>")[0]
        for text in [shown, sample.question, *sample.question.split("\n\n"), *sample.question.splitlines()]:
            assert TASK.verify(sample, text).outcome == "wrong", (sample.data["key"], text)


def test_a_key_is_right_for_another_question_only_where_both_are_equal(symbench: Path) -> None:
    # Spellings of one fraction aside, only the price of a quarter dollar equals another key.
    def plain(key: str) -> str:
        return key.replace("dfrac", "frac").replace("\\frac1{", "\\frac{1}{")

    keys = {TASK.answer(sample): sample for sample in some(symbench)}
    for one, two in permutations(keys, 2):
        if TASK.verify(keys[one], two).outcome == "correct":
            assert plain(one) == plain(two) or {one, two} == {"\\$0.25", "\\frac{1}{4}"}
