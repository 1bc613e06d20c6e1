"""GSM-Hard: numbers to the last digit where they are whole, and rounded with care where they are not."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.gsm import Gsm, written

if TYPE_CHECKING:
    from pathlib import Path

TASK = Gsm()
PROGRAM = '\ndef solution():\n    """Six boxes of eggs."""\n    result = 6 * 4933828\n    return result\n\n\n'
RECORD = {"input": "How many eggs are in 6 boxes of 4933828 eggs?", "code": PROGRAM, "target": 29602968.0}


def sample_of(key: str) -> Sample:
    return Sample(
        question="", data={"problem": "How many dollars did she earn?", "key": key, "program": PROGRAM}
    )


def printed(program: str) -> str:
    """What a program prints without this project in reach."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return ran.stdout


@pytest.mark.parametrize(
    ("target", "key"),
    [
        (16.0, "16"),
        (-9867630.0, "-9867630"),
        (17376828000.0, "17376828000"),
        (7, "7"),
        (4767232.5, "4767232.5"),
        (3.4568e-06, "3.4568e-06"),
        (1e22, "1e+22"),
        (-0.0, "0"),
    ],
)
def test_a_target_as_a_key(target: float, key: str) -> None:
    assert written(target) == key


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("-9867630", "-9867630"),
        ("-9867630", "-9,867,630"),
        ("-9867630", "$-9867630"),
        ("-9867630", "-\\$9{,}867{,}630"),
        ("-9867630", "-9867630.0"),
        ("-9867630", "-9867630 dollars"),
        ("17376828000", "17,376,828,000"),
        ("17376828000", "1.7376828e10"),
        ("4767232.5", "4767232.5"),
        ("4767232.5", "4,767,232.50"),
        ("4767232.5", "9534465/2"),
        ("4767232.5", "4767232 1/2"),
        ("388147.4117647059", "388147.41"),
        ("388147.4117647059", "388147.412"),
        ("388147.4117647059", "388147.4117647058"),
        ("153957439.99999997", "153957440"),
        ("153957439.99999997", "153957440.0"),
        ("-553954.6666666666", "-1661864/3"),
        ("-553954.6666666666", "-553954.67"),
        ("1.41424e-05", "0.0000141424"),
        ("1.41424e-05", "1.4142384e-05"),
        ("36.0000102016", "36.00001"),
        ("1e+22", "10000000000000000000000"),
    ],
)
def test_a_right_answer(key: str, answer: str) -> None:
    verdict = TASK.verify(sample_of(key), answer)
    assert verdict.outcome == "correct", verdict.reason


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        # Within the thousandth that the released judge allows, but miscalculated.
        ("-9867630", "-9867629"),
        ("-9867630", "-9867630.1"),
        ("-9867630", "-9.86763e6 or so"),
        ("17376828000", "17376828001"),
        ("17376828000", "1.738e10"),
        ("4767232.5", "4767230"),
        ("4767232.5", "4767230.0"),
        ("4767232.5", "4767232.6"),
        # A whole number is no rounding of one that is not whole.
        ("4767232.5", "4767232"),
        ("4767232.5", "4767233"),
        ("388147.4117647059", "388147"),
        ("36.0000102016", "36"),
        ("388147.4117647059", "388147.42"),
        ("-9867630", "9867630"),
        ("-9867630", "0"),
        ("-9867630", "It is impossible"),
        ("-9867630", "-9867630 cents or dollars"),
        ("16", "16, 16"),
        ("16", "16%%"),
        ("1e+22", "10000001000000000000000"),
    ],
)
def test_a_wrong_answer(key: str, answer: str) -> None:
    verdict = TASK.verify(sample_of(key), answer)
    assert verdict.outcome == "wrong"
    assert verdict.reason


def test_a_line_becomes_a_question_with_a_program(tmp_path: Path) -> None:
    absurd = {
        **RECORD,
        "input": "And of -6 boxes?",
        "code": PROGRAM.replace("6 *", "-6 *"),
        "target": -29602968.0,
    }
    lines = [json.dumps(record) for record in (RECORD, absurd, RECORD)]
    (tmp_path / "gsmhardv2.jsonl").write_text("\n".join(lines) + "\n")
    one, two, three = TASK.load(tmp_path)
    assert one.question.startswith(str(RECORD["input"]) + "\n\n")
    assert one.data == {"problem": RECORD["input"], "key": "29602968", "program": PROGRAM}
    assert one.stored_answer == TASK.answer(one) == "29602968"
    assert one.provenance == {"data": "symbench", "file": "gsmhardv2.jsonl", "line": 1}
    assert two.provenance["absurd"] is True
    assert [sample.defects for sample in (one, two, three)] == [(), (), ("duplicate",)]
    assert TASK.verify(one, printed(TASK.reference(one))).outcome == "correct"
    assert TASK.verify(two, printed(TASK.reference(two))).outcome == "correct"
    assert list(TASK.load(tmp_path / "gsmhardv2.jsonl")) == [one, two, three]


def test_the_reference_program_does_not_hold_the_key(tmp_path: Path) -> None:
    (tmp_path / "gsmhardv2.jsonl").write_text(json.dumps(RECORD))
    [sample] = TASK.load(tmp_path)
    assert sample.data["key"] not in TASK.reference(sample)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps({**RECORD, "input": ""}),
        json.dumps({**RECORD, "input": 7}),
        json.dumps({**RECORD, "code": "result = 7"}),
        json.dumps({**RECORD, "target": "7"}),
        json.dumps({**RECORD, "target": True}),
        json.dumps({**RECORD, "target": None}),
        json.dumps({**RECORD, "target": math.inf}),
        json.dumps({**RECORD, "target": math.nan}),
    ],
)
def test_broken_official_files_are_named_with_the_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "gsmhardv2.jsonl").write_text(f"{json.dumps(RECORD)}\n{line}\n{json.dumps(RECORD)}\n")
    with pytest.raises(TaskFault, match=r"gsmhardv2\.jsonl.*line 2"):
        list(TASK.load(tmp_path))


def test_missing_official_data_is_a_fault_with_a_hint(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(TaskFault, match="no official data") as caught:
            next(TASK.load(place))
        assert caught.value.kind == "no_data"


def test_the_official_items(symbench: Path) -> None:
    records = [json.loads(line) for line in (symbench / "gsmhardv2.jsonl").read_text().splitlines()]
    samples = list(TASK.load(symbench))
    assert len(samples) == len(records) > 0
    assert list(TASK.load(symbench, LoadOptions(dialect="official"))) == samples
    assert not any(sample.defects for sample in samples)
    negative = sum(record["target"] < 0 for record in records)
    assert sum("absurd" in sample.provenance for sample in samples) == negative > 0
    for record, sample in zip(records, samples, strict=True):
        assert sample.question.startswith(record["input"])
        assert TASK.verify(sample, str(record["target"])).outcome == "correct"
        assert TASK.verify(sample, sample.question).outcome == "wrong"
        shown = sample.question.partition("<<<")[2].partition(">>>")[0]
        assert TASK.verify(sample, shown).outcome == "wrong"


def test_every_official_key_stands_for_its_spellings_and_no_mutation(symbench: Path) -> None:
    samples = list(TASK.load(symbench))
    for sample in samples[:: max(1, len(samples) // 150)]:
        key = TASK.answer(sample)
        for text in TASK.renderings(sample, key):
            assert TASK.verify(sample, text).outcome == "correct", (key, text)
        for name, text in TASK.mutations(sample, key):
            assert TASK.verify(sample, text).outcome == "wrong", (key, name, text)


def test_stored_programs_print_the_right_answer(symbench: Path) -> None:
    samples = list(TASK.load(symbench))
    broken = [sample for sample in samples if "." in sample.data["key"]]
    for sample in [*samples[:: len(samples) // 10], *broken[:: len(broken) // 10]]:
        verdict = TASK.verify(sample, printed(TASK.reference(sample)))
        assert verdict.outcome == "correct", (sample.data["key"], verdict.reason)
