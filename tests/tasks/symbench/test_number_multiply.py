"""Number multiplication: the integer itself, not a text that contains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.number_multiply import NumberMultiply

if TYPE_CHECKING:
    from pathlib import Path

TASK = NumberMultiply()
SAMPLE = Sample(question="", data={"factors": [-4, 17, 7571]})


@pytest.mark.parametrize(
    "answer",
    ["-514828", "-514,828", "- 514 828", "\u2212514828", "= -514828", "$-514828$", "-514{,}828", "[-514828]",
     "-514828.", "-514828.0", "\\boxed{-514828}", "-514_828"],
)  # fmt: skip
def test_the_product_is_accepted_in_every_form(answer: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert (verdict.outcome, verdict.parsed) == ("correct", "-514828")


@pytest.mark.parametrize(
    "answer",
    ["514828", "-5148281", "-1514828", "-514828 or 514828", "-514828, 1", "-4*17*7571", "-514828.5",
     "-5.14828e5", "-51,4828", "-514828 -514828", "(-514828, -514828)", "-514828x"],
)  # fmt: skip
def test_containing_the_product_is_not_enough(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_factors_have_the_digits_of_the_level_and_are_never_trivial(level: int) -> None:
    for index in range(30):
        factors = TASK.generate(Rng("digits", index), TASK.levels[level - 1]).data["factors"]
        assert tuple(len(str(abs(factor))) for factor in factors) in TASK.levels[level - 1].digits
        assert not {-1, 0, 1} & set(factors)


@pytest.mark.parametrize("folder", ["number_multiply", "number_multiply_varied_complexity"])
def test_every_official_sample_loads_and_only_its_target_is_right(symbench: Path, folder: str) -> None:
    targets = {
        file.relative_to(symbench).as_posix(): file.with_name("target_answer.txt").read_text()
        for file in (symbench / folder).rglob("input_value_list.txt")
    }
    samples = list(TASK.load(symbench / folder))
    assert len(samples) == len(targets) > 0
    for sample in samples:
        target = targets[sample.provenance["file"]]
        assert TASK.verify(sample, target).outcome == "correct"
        assert TASK.verify(sample, target + "1").outcome == "wrong"


def test_the_official_dialect_asks_as_released_and_finds_nothing_wrong(symbench: Path) -> None:
    samples = list(TASK.load(symbench, LoadOptions(dialect="official")))
    assert len(samples) == len(list((symbench / "number_multiply").rglob("target_answer.txt"))) > 0
    for sample in samples:
        assert sample.defects == ()
        asked = symbench / sample.provenance["file"].replace("input_value_list", "input_prompt_1")
        assert sample.question == asked.read_text().strip()
        assert "*".join(map(str, sample.data["factors"])) in sample.question
        assert sample.stored_answer is not None
        assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
        assert TASK.verify(sample, sample.question).outcome == "wrong"
        # What the released checker accepts: numbers that contain the product.
        assert TASK.verify(sample, f"{sample.stored_answer}1").outcome == "wrong"
        assert TASK.verify(sample, f"1{sample.stored_answer}").outcome == "wrong"


def test_the_golden_sample() -> None:
    sample = Sample(question="", data=SAMPLE.data | {"dialect": "official"})
    assert TASK.verify(sample, "-514828").outcome == "correct"
    assert TASK.verify(sample, "-5148281").outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_one_integer_is_right_however_it_is_written(level: int) -> None:
    assert TASK.unique_answer
    for index in range(10):
        sample = TASK.generate(Rng("forms", index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {"extra digit", "digit in front", "other sign", "echo", "two numbers"} <= names


def test_the_printed_question_gives_back_the_factors() -> None:
    for index in range(20):
        sample = TASK.generate(Rng("printed", index), TASK.levels[index % 5])
        printed = sample.question.splitlines()[1].replace("(", "").replace(")", "")
        assert [int(factor) for factor in printed.split(" * ")] == sample.data["factors"]


@pytest.mark.parametrize(
    ("factors", "target"), [("[2, 3", "6"), ("[2, 3.5]", "7"), ("[true, 3]", "3"), ("[2, 3]", "7")]
)
def test_broken_official_files_are_named(tmp_path: Path, factors: str, target: str) -> None:
    (tmp_path / "input_value_list.txt").write_text(factors)
    (tmp_path / "target_answer.txt").write_text(target)
    with pytest.raises(TaskFault, match="input_value_list"):
        list(TASK.load(tmp_path))
