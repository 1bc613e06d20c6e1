"""Summaries of official data: accuracy on all items, and on those of which no defect is known."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from r1ci_bench.records import Summary
from r1ci_bench.records.store import encode_pretty
from r1ci_bench.stats.summary import RecordHead, Row, summary_of
from support.runs import make_manifest, make_record

# Task, outcome and defects of ten attempts. Task t/2 has no sound item.
ATTEMPTS: list[tuple[str, str, tuple[str, ...]]] = [
    ("t/0", "correct", ()),
    ("t/0", "wrong", ()),
    ("t/0", "wrong", ("wrong_key",)),
    ("t/0", "correct", ("duplicate",)),
    ("t/0", "provider_fault", ()),
    ("t/1", "correct", ()),
    ("t/1", "wrong", ("unsolvable", "wrong_key")),
    ("t/1", "provider_fault", ("unsolvable",)),
    ("t/2", "correct", ("ambiguous",)),
    ("t/2", "wrong", ("ambiguous",)),
]


def rows(attempts: list[tuple[str, str, tuple[str, ...]]] = ATTEMPTS) -> list[Row]:
    return [
        Row.of(make_record(number, task=task, outcome=outcome, defects=defects))
        for number, (task, outcome, defects) in enumerate(attempts)
    ]


def summary(*, official: bool = True, found: list[Row] | None = None) -> Summary:
    manifest = make_manifest(data_dir="data" if official else None)
    return summary_of(rows() if found is None else found, manifest)


def sound(document: Any) -> Any:
    """Attempts, correct ones, and both shares."""
    accuracy = document.accuracy
    return (
        document.attempts,
        document.correct,
        accuracy and accuracy.strict,
        accuracy and accuracy.valid_only,
    )


def test_sound_items_are_counted_apart_and_faults_among_them_as_everywhere() -> None:
    found = {task.task: sound(task.sound) for task in summary().tasks}
    assert found == {
        "t/0": (3, 1, pytest.approx(1 / 3), 0.5),
        "t/1": (1, 1, 1.0, 1.0),
        "t/2": (0, 0, None, None),
    }


def test_the_mean_is_over_the_tasks_that_have_sound_items() -> None:
    assert sound(summary().sound) == (4, 2, pytest.approx((1 / 3 + 1) / 2), pytest.approx((0.5 + 1) / 2))


def test_accuracy_on_all_items_does_not_know_of_defects() -> None:
    with_defects = summary(official=False)
    without = summary(official=False, found=rows([(task, outcome, ()) for task, outcome, _ in ATTEMPTS]))
    assert with_defects == without
    assert summary().accuracy == without.accuracy


def test_where_no_item_has_a_defect_both_are_the_same() -> None:
    clean = summary(found=rows([(task, outcome, ()) for task, outcome, _ in ATTEMPTS]))
    assert clean.sound is not None
    assert clean.sound.accuracy == clean.accuracy
    for task in clean.tasks:
        assert task.sound is not None
        assert (task.sound.attempts, task.sound.accuracy) == (task.attempts, task.accuracy)


def test_where_no_item_is_sound_nothing_is_said_of_them() -> None:
    found = summary(found=rows([("t/0", "correct", ("duplicate",))]))
    assert sound(found.sound) == (0, 0, None, None)
    assert sound(summary(found=[]).sound) == (0, 0, None, None)


def test_generated_questions_have_no_sound_items_and_their_summaries_no_word_of_them() -> None:
    # Byte for byte: the summaries of runs that know no official data must still be made again.
    document = msgspec.json.decode(encode_pretty(summary(official=False)))
    assert list(document) == [
        "schema", "plan_hash", "planned", "attempts", "complete", "outcomes", "accuracy", "tasks"
    ]  # fmt: skip
    assert "sound" not in document["tasks"][0]
    empty = msgspec.json.decode(encode_pretty(summary(official=False, found=[])))
    assert (empty["schema"], empty["accuracy"], empty["tasks"]) == (1, None, [])


def test_a_summary_is_read_back_with_its_sound_items() -> None:
    for official in (True, False):
        made = summary(official=official)
        assert msgspec.json.decode(encode_pretty(made), type=Summary) == made


def test_a_head_of_a_record_knows_whether_its_item_is_sound() -> None:
    for defects in ((), ("wrong_key",)):
        record = make_record(0, defects=defects)
        head = msgspec.json.decode(msgspec.json.encode(record), type=RecordHead)
        assert Row.of(head) == Row.of(record)
        assert Row.of(head).sound == (not defects)
