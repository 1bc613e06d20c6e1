from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.exchange import exchange
from r1ci_symbench.string_synthesis import StringSynthesis

if TYPE_CHECKING:
    from pathlib import Path

TASK = StringSynthesis()
OFFICIAL = LoadOptions(dialect="official")
QUIRK = LoadOptions(dialect="official", quirks=frozenset({"exhaustive"}))
METHODS = [
    {"takes": {"[A]": 1, "[B]": 1, "[C]": 1}, "gives": {"{A}": 1}},
    {"takes": {"[A]": 1, "[B]": 1}, "gives": {"{C}": 1}},
    {"takes": {"[B]": 1, "[C]": 1}, "gives": {"{B}": 1}},
    {"takes": {"[C]": 2}, "gives": {"{C}": 1}},
    {"takes": {"{A}": 1, "{C}": 1}, "gives": {"(A)": 1, "(B)": 1}},
    {"takes": {"{B}": 2}, "gives": {"(C)": 1}},
]


def sample(start: tuple[int, int, int], **more: str) -> Sample:
    groups = TASK.groups((3, 3, 3))
    return Sample(
        question="", data={"groups": groups, "start": [*start, *[0] * 6], "methods": METHODS, **more}
    )


@pytest.mark.parametrize(
    ("start", "answer"),
    [((3, 1, 2), "201100000"), ((2, 6, 4), "020200001")],
)
def test_the_answers_that_the_released_verifier_accepts(start: tuple[int, int, int], answer: str) -> None:
    for more in (
        {},
        {"dialect": "official"},
        {"dialect": "official", "quirk": "exhaustive", "stored": ", ".join(answer)},
    ):
        asked = sample(start, **more)
        for text in (answer, " ".join(answer), ", ".join(answer), str([int(sign) for sign in answer])):
            assert TASK.verify(asked, text).outcome == "correct"


def test_both_orders_are_right_where_the_release_names_none() -> None:
    # In turn, a method leaves something for the next; exhausted, the first one takes both [A].
    asked, start = sample((2, 6, 4)), (2, 6, 4)
    exhausted = exchange(asked.data, exhaustive=True)[0]
    in_turn = exchange(asked.data, exhaustive=False)[0]
    assert exhausted == [0, 2, 0, 2, 0, 0, 0, 0, 1]
    assert in_turn == [0, 3, 0, 0, 1, 1, 1, 1, 0]
    stored = str(exhausted)
    table = [
        ({}, "correct", "wrong"),
        ({"dialect": "official"}, "correct", "correct"),
        ({"dialect": "official", "quirk": "exhaustive", "stored": stored}, "correct", "wrong"),
    ]
    for more, of_exhausted, of_in_turn in table:
        asked = sample(start, **more)
        assert TASK.verify(asked, str(exhausted)).outcome == of_exhausted
        assert TASK.verify(asked, str(in_turn)).outcome == of_in_turn
        for nonsense in ([2, 6, 4, 0, 0, 0, 0, 0, 0], [0, 2, 0, 2, 0, 0, 0, 0], [0] * 9, [0] * 10):
            assert TASK.verify(asked, str(nonsense)).outcome == "wrong"


def test_the_question_in_our_words_names_the_order_of_execution() -> None:
    question = TASK.pose(sample((3, 1, 2)).data)
    assert "Method 5: 1 {A} and 1 {C} -> 1 (A) and 1 (B)\n" in question
    assert "again and again, as long as there is enough" in question
    assert "After the last method start again with Method 1." in question
    assert "in this order: [A], [B], [C], {A}, {B}, {C}, (A), (B), (C);" in question


def orders(found: Sample) -> tuple[list[int], list[int]]:
    return exchange(found.data, exhaustive=True)[0], exchange(found.data, exhaustive=False)[0]


def test_official_items_are_ambiguous_where_the_orders_differ(symbench: Path) -> None:
    samples = list(TASK.load(symbench, OFFICIAL))
    files = list((symbench / TASK.folder).rglob("solution.json"))
    assert len(samples) == len(files) > 0
    ambiguous = [found for found in samples if "ambiguous" in found.defects]
    assert len(samples) / 2 < len(ambiguous) < len(samples)
    for found in samples:
        exhausted, in_turn = orders(found)
        assert ("ambiguous" in found.defects) == (exhausted != in_turn)
        assert "wrong_key" not in found.defects
        assert found.stored_answer == str(exhausted)
        for counts in (exhausted, in_turn):
            assert TASK.verify(found, str(counts)).outcome == "correct"
        assert found.data["methods"] == METHODS
    if len(samples) == 200:
        assert len(ambiguous) == 142


def test_the_quirk_accepts_the_released_answer_only(symbench: Path) -> None:
    refused = 0
    for found in TASK.load(symbench, QUIRK):
        exhausted, in_turn = orders(found)
        record = json.loads((symbench / found.provenance["file"]).read_text())
        released = record["solution_string"].strip("<>")
        assert TASK.verify(found, released).outcome == "correct"
        assert TASK.verify(found, released.replace(" ", "")).outcome == "correct"
        assert (TASK.verify(found, str(in_turn)).outcome == "correct") == (exhausted == in_turn)
        refused += exhausted != in_turn
    assert refused > 0


def test_strict_items_are_not_ambiguous_and_copies_are_named(symbench: Path) -> None:
    samples = list(TASK.load(symbench))
    distinct = {str(found.data["start"]) for found in samples}
    assert sum(found.defects == ("duplicate",) for found in samples) == len(samples) - len(distinct)
    for found in samples:
        assert found.defects in ((), ("duplicate",))
        assert found.stored_answer is not None
        assert TASK.verify(found, found.stored_answer).outcome == "correct"
        exhausted, in_turn = orders(found)
        assert (TASK.verify(found, str(in_turn)).outcome == "correct") == (exhausted == in_turn)


LINES = "1. One [A] and two [B] can be combined to form one {C}.\n"
GOOD: dict[str, Any] = {"A_count": 1, "B_count": 3, "C_count": 0, "final_counts": [0, 1, 0, 0, 0, 1, 0, 0, 0]}


def written(folder: Path, record: object, question: str) -> Path:
    (folder / "solution.json").write_text(json.dumps(record))
    (folder / "question.txt").write_text(question)
    return folder


def test_a_small_official_file_loads(tmp_path: Path) -> None:
    [found] = TASK.load(written(tmp_path, GOOD, LINES), OFFICIAL)
    assert found.data["methods"] == [{"takes": {"[A]": 1, "[B]": 2}, "gives": {"{C}": 1}}]
    assert found.defects == ()


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ([], LINES),
        ({}, LINES),
        ({**GOOD, "A_count": "x"}, LINES),
        ({**GOOD, "A_count": -1}, LINES),
        ({**GOOD, "A_count": 1.5}, LINES),
        ({**GOOD, "B_count": float("inf")}, LINES),
        ({**GOOD, "final_counts": [0]}, LINES),
        ({**GOOD, "final_counts": 7}, LINES),
        (GOOD, ""),
        (GOOD, LINES.replace("combined to form", "next to")),
        (GOOD, LINES.replace("two", "some")),
        (GOOD, LINES.replace("{C}", "{D}")),
        (GOOD, "1. One [A] can be combined to form one [A]."),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(written(tmp_path, record, question)))
