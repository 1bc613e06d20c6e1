"""The seven tasks by people: asked word for word, repaired only where that is certain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.human_judgement import (
    CausalJudgement,
    DisambiguationQa,
    MovieRecommendation,
    RuinNames,
    SalientTranslationErrorDetection,
    Snarks,
    SportsUnderstanding,
)
from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import Dialect, LoadOptions, Sample, Task, item_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TASKS: list[Task[Any]] = [
    CausalJudgement(),
    DisambiguationQa(),
    MovieRecommendation(),
    RuinNames(),
    SalientTranslationErrorDetection(),
    Snarks(),
    SportsUnderstanding(),
]
OFFICIAL = LoadOptions(dialect="official")
every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)


def items(task: Task[Any], bbh: Path, dialect: Dialect = "strict", *quirks: str) -> dict[int, Sample]:
    options = LoadOptions(dialect=dialect, quirks=frozenset(quirks))
    return {sample.provenance["row"]: sample for sample in task.load(bbh, options)}


@every_task
def test_every_rendering_of_a_key_is_right_and_everything_near_it_wrong(task: Task[Any], bbh: Path) -> None:
    for row, sample in items(task, bbh).items():
        if row % 6 and not sample.defects:
            continue
        answer = task.answer(sample)
        assert answer is not None
        for text in (answer, *task.renderings(sample, answer)):
            assert task.verify(sample, text).outcome == "correct", (row, text)
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (row, name, text)


@every_task
def test_questions_are_word_for_word_with_an_answer_form_that_gives_nothing_away(
    task: Task[Any], bbh: Path, released: Callable[[str], list[tuple[str, str]]]
) -> None:
    rows = released(task.id.partition("/")[2])
    samples = items(task, bbh, "official")
    assert len(samples) == len(rows)
    endings = set()
    for row, (text, target) in enumerate(rows):
        assert samples[row].question.startswith(f"{text}\n\n")
        assert samples[row].stored_answer == target
        assert item_name(samples[row]) == f"{task.id.partition('/')[2]}.json#{row}"
        endings.add(samples[row].question[len(text) :])
    # The same words below every question.
    assert len(endings) == 1
    assert "<<<" in endings.pop()


@every_task
def test_there_are_no_levels_and_nothing_is_made_up(task: Task[Any]) -> None:
    assert task.levels == ()
    with pytest.raises(TaskFault, match="does not generate"):
        task.generate(Rng("x"), None)
    with pytest.raises(TaskFault, match="does not make questions"):
        task.pose({"keys": []})  # type: ignore[attr-defined]


def test_of_opposite_stored_answers_both_count_and_the_items_say_so(bbh: Path) -> None:
    task = CausalJudgement()
    samples = items(task, bbh, "official")
    flawed = {row: sample.defects for row, sample in samples.items() if sample.defects}
    both = ("ambiguous",)
    assert flawed == {32: both, 36: both, 104: (*both, "duplicate"), 119: (*both, "duplicate")}
    for row in flawed:
        for answer in ("Yes", "No"):
            assert task.verify(samples[row], answer).outcome == "correct"
    released = items(task, bbh, "official", "released-key-only")
    assert [task.verify(released[row], "yes").outcome for row in (32, 119)] == ["wrong", "correct"]
    assert {row: sample.defects for row, sample in released.items() if sample.defects} == flawed


@pytest.mark.parametrize(
    ("task", "row", "options", "right"),
    [
        (MovieRecommendation(), 163, 4, "(A)"),
        (RuinNames(), 99, 4, "(D)"),
        (RuinNames(), 144, 4, "(B)"),
    ],
)
def test_options_that_were_cut_at_commas_are_whole_again_in_the_strict_dialect(
    task: Task[Any], row: int, options: int, right: str, bbh: Path
) -> None:
    official, strict = items(task, bbh, "official")[row], items(task, bbh)[row]
    stored = official.stored_answer or ""
    assert official.defects == ("unsolvable", "wrong_key")
    assert task.answer(official) is None
    assert all(task.verify(official, text).outcome == "wrong" for text in (right, stored))
    assert strict.defects == ()
    assert len(strict.data["options"]) == options
    assert f"{right} {stored}" in strict.question
    assert all(task.verify(strict, text).outcome == "correct" for text in (right, stored))
    quirky = items(task, bbh, "official", "released-key-only")[row]
    assert task.verify(quirky, stored).outcome == "correct"


def test_what_cannot_be_repaired_with_certainty_is_left_alone() -> None:
    movies, names = MovieRecommendation(), RuinNames()
    assert movies.repaired("", ["A", "B", "A", "B"], "A, B") is None
    assert movies.repaired("", ["A", "B"], "C") is None
    assert movies.repaired("", ["X", "A", "B"], "A, B") == ["X", "A, B"]
    head = "Which one: 'salt, pepper'?"
    assert names.repaired(head, ["malt", "pepper", "salt", "peppers"], "") == [
        "malt, pepper",
        "salt, peppers",
    ]
    assert names.repaired(head, ["malt", "pepper", "salt"], "") is None


def test_snarks_that_leave_no_choice_or_stand_twice(bbh: Path) -> None:
    task = Snarks()
    flawed = {row: sample.defects for row, sample in items(task, bbh, "official").items() if sample.defects}
    # 102 is 54 with its sentences the other way round.
    assert flawed == {86: ("ambiguous",), 88: ("answer_shown",), 102: ("duplicate",)}
    same = items(task, bbh)[86]
    assert [task.verify(same, letter).outcome for letter in ("(A)", "(B)")] == ["correct"] * 2


def test_sentences_about_sports_that_stand_twice(bbh: Path) -> None:
    found = {
        row: sample.defects for row, sample in items(SportsUnderstanding(), bbh).items() if sample.defects
    }
    assert found == {155: ("duplicate",), 227: ("duplicate",)}


def test_copies_with_their_options_in_another_order_are_found_and_compared_by_text(tmp_path: Path) -> None:
    def item(one: str, other: str, target: str) -> dict[str, str]:
        return {"input": f"Which statement is sarcastic?\nOptions:\n(A) {one}\n(B) {other}", "target": target}

    rows = [item("x y", "u v", "(A)"), item("u v", "x y", "(B)"), item("u v", "x z", "(A)")]
    file = tmp_path / "snarks.json"
    file.write_text(json.dumps({"examples": rows}))
    assert [sample.defects for sample in Snarks().load(file)] == [(), ("duplicate",), ()]
    file.write_text(json.dumps({"examples": [*rows, item("u v", "x y", "(A)")]}))
    samples = list(Snarks().load(file))
    assert samples[3].defects == ("ambiguous", "duplicate")
    assert [sample.data["keys"] for sample in samples] == [
        ["(A)", "(B)"],
        ["(B)", "(A)"],
        ["(A)"],
        ["(A)", "(B)"],
    ]
