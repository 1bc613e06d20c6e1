from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.synthesis_decomposition import SynthesisDecomposition

if TYPE_CHECKING:
    from pathlib import Path

TASK = SynthesisDecomposition()
OFFICIAL = LoadOptions(dialect="official")
SMALL = {
    "groups": [["A", "B"], ["X"]],
    "start": [3, 2, 0],
    "methods": [{"takes": {"A": 1, "B": 1}, "gives": {"X": 1}}, {"takes": {"A": 3}, "gives": {"X": 2}}],
}
LARGE = {
    "groups": [["A", "B", "C"], ["X", "Y"]],
    "start": [5, 2, 7, 0, 0],
    "methods": [
        {"takes": {"A": 2, "B": 1, "C": 1}, "gives": {"X": 3}},
        {"takes": {"A": 1, "B": 1}, "gives": {"C": 2}},
        {"takes": {"C": 2, "X": 1}, "gives": {"Y": 1}},
        {"takes": {"A": 1, "X": 2}, "gives": {"Y": 1}},
    ],
}


def outcome(data: dict[str, Any], answer: str) -> str:
    return TASK.verify(Sample(question="", data=data), answer).outcome


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        # A and B for X twice; 3 A are never there.
        (SMALL, "1, 0, 2"),
        # sample_150: M1 (3 1 6 3 0), M2 (2 0 8 3 0), M3 (2 0 6 2 1), M4 (1 0 6 0 2).
        (LARGE, "1, 0, 6, 0, 2"),
    ],
)
def test_the_answers_that_the_released_verifier_accepts(data: dict[str, Any], answer: str) -> None:
    digits = answer.replace(", ", "")
    for text in (answer, f"[{answer}]", answer.replace(",", ""), digits):
        assert outcome(data, text) == "correct"
        assert outcome({**data, "dialect": "official"}, text) == "correct"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("[1, 0, 6, 0]", "a count is missing"),
        ("[1, 0, 6, 0, 2, 0]", "a count too much"),
        ("[1, 0, 6, 2, 0]", "products in the wrong order"),
        ("[5, 2, 7, 0, 0]", "the start"),
        ("[3, 1, 6, 3, 0]", "the state after the first method"),
        ("[0, 0, 4, 0, 3]", "one more exchange than possible"),
        ("[1, 0, 6, 0, -2]", "a negative count"),
        ("{1, 0}, 6, 0, 2", "broken brackets"),
        ("", "nothing"),
    ],
)
def test_other_answers_are_wrong(answer: str, why: str) -> None:
    assert outcome(LARGE, answer) == "wrong", why


def test_the_question_in_our_words_names_start_order_and_end() -> None:
    question = TASK.pose(LARGE)
    assert "Method 1: 2 A, 1 B and 1 C -> 3 X\n" in question
    assert "Method 4: 1 A and 2 X -> 1 Y\n" in question
    assert "At the start there are 5 A, 2 B, 7 C, 0 X and 0 Y." in question
    assert "carried out exactly once" in question
    assert "none of the methods can be carried out" in question
    assert "in this order: A, B, C, X, Y;" in question


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_every_stored_answer_is_right_and_copies_are_named(symbench: Path, dialect: Any) -> None:
    samples = list(TASK.load(symbench, LoadOptions(dialect=dialect)))
    files = list((symbench / TASK.folder).rglob("question.txt"))
    assert len(samples) == len(files) > 0
    distinct = {file.read_text() for file in files}
    assert sum(sample.defects == ("duplicate",) for sample in samples) == len(files) - len(distinct)
    for sample in samples:
        assert sample.defects in ((), ("duplicate",))
        assert sample.stored_answer is not None
        assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
        assert TASK.answer(sample) == sample.stored_answer
        changed = json.dumps([count + 1 for count in json.loads(sample.stored_answer)])
        assert TASK.verify(sample, changed).outcome == "wrong"


def test_released_methods_and_stocks_are_read(symbench: Path) -> None:
    tables = {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}
    for sample in TASK.load(symbench, OFFICIAL):
        record = json.loads((symbench / sample.provenance["file"]).read_text())
        assert len(sample.data["methods"]) == tables[record["complexity"]]
        crops = record["initial_state"]
        assert sample.data["groups"][0] == list(crops)
        assert sample.data["start"][: len(crops)] == list(crops.values())
        assert not any(sample.data["start"][len(crops) :])
        if record["complexity"] == 5:
            assert sample.data["methods"] == LARGE["methods"]
            assert sample.data["groups"] == LARGE["groups"]
        if record["complexity"] <= 2:
            assert sample.data["methods"] == SMALL["methods"]


LINES = "Method 1: 2 units of crop A can be exchanged for 1 unit of product X.\n"
GOOD: dict[str, Any] = {"initial_state": {"A": 4}, "solution": {"answer": ["0", "0", "0", "2", "0"]}}


def written(folder: Path, record: object, question: str) -> Path:
    (folder / "solution.json").write_text(json.dumps(record))
    (folder / "question.txt").write_text(question)
    return folder


def test_a_small_official_file_loads(tmp_path: Path) -> None:
    [sample] = TASK.load(written(tmp_path, GOOD, LINES), OFFICIAL)
    assert (sample.stored_answer, sample.defects, sample.question) == ("[0, 2]", (), LINES)


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    record = {**GOOD, "solution": {"answer": ["0", "0", "0", "3", "0"]}}
    [sample] = TASK.load(written(tmp_path, record, LINES), OFFICIAL)
    assert sample.defects == ("wrong_key",)
    [sample] = TASK.load(tmp_path)
    assert sample.defects == ()
    assert TASK.answer(sample) == "[0, 2]"


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ([], LINES),
        ({}, LINES),
        ({**GOOD, "initial_state": {"A": "many"}}, LINES),
        ({**GOOD, "initial_state": {"A": -1}}, LINES),
        ({**GOOD, "initial_state": {"A": 4.5}}, LINES),
        ({**GOOD, "initial_state": {"A": float("inf")}}, LINES),
        ({**GOOD, "initial_state": 4}, LINES),
        ({**GOOD, "initial_state": {"Q": 4}}, LINES.replace("A", "Q")),
        ({**GOOD, "solution": {"answer": ["0", "2"]}}, LINES),
        ({**GOOD, "solution": {"answer": ["0", "0", "0", "x", "0"]}}, LINES),
        (GOOD, ""),
        (GOOD, LINES.replace("exchanged for", "sold with")),
        (GOOD, LINES.replace("Method 1", "Method 2")),
        (GOOD, "Method 1: 1 unit of crop A can be exchanged for 1 unit of crop A."),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(written(tmp_path, record, question)))
