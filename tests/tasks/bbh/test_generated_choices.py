"""What holds of twelve tasks that make questions: many of them, answers spread, only the right one passes."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.plugin import register_tasks
from r1ci_bench.questions import questions

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor
    from r1ci_bench.task import Sample, Task

NAMES = (
    "date_understanding",
    "formal_fallacies",
    "hyperbaton",
    "logical_deduction_three_objects",
    "logical_deduction_five_objects",
    "logical_deduction_seven_objects",
    "penguins_in_a_table",
    "reasoning_about_colored_objects",
    "temporal_sequences",
    "tracking_shuffled_objects_three_objects",
    "tracking_shuffled_objects_five_objects",
    "tracking_shuffled_objects_seven_objects",
)
DESCRIPTORS: list[TaskDescriptor] = []
register_tasks(DESCRIPTORS.append)
TASKS: list[Task[Any]] = [
    descriptor.load()() for descriptor in DESCRIPTORS if descriptor.id.removeprefix("bbh/") in NAMES
]
LEVELS = [1, 2, 3, 4, 5]

# Questions come from here, so that each is made once: 400 of the easiest level, and 60 of the others.
COUNTS = {1: 400, 2: 60, 3: 60, 4: 60, 5: 60}


@cache
def made(task: Task[Any], level: int) -> list[Sample]:
    source = questions(task, level=level, seed=5, question_set="public", cached=False)
    return [sample for sample, _ in islice(source, COUNTS[level])]


every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)


def test_these_are_all_twelve() -> None:
    assert len(TASKS) == len(NAMES)


@every_task
def test_even_the_easiest_level_has_400_questions(task: Task[Any]) -> None:
    assert len({sample.question for sample in made(task, 1)}) == 400


@every_task
def test_answers_are_at_all_places_alike(task: Task[Any]) -> None:
    more: dict[str, float] = defaultdict(float)
    for level in LEVELS:
        for sample in made(task, level)[:60]:
            candidates = task.candidates(sample) or []
            more[task.answer(sample) or ""] += 1
            for text in candidates:
                more[text] -= 1 / len(candidates)
    # Over 300 questions every answer is right about as often as it is there to be chosen.
    assert max(map(abs, more.values())) < 32, more


@every_task
@pytest.mark.parametrize("level", LEVELS)
def test_right_answers_pass_in_every_form_and_wrong_ones_do_not(
    task: Task[Any], level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sample in made(task, level)[-2:]:
        monkeypatch.undo()
        answer = task.answer(sample) or ""
        # Some solvers are slow, and every answer that is read asks for the same solution.
        monkeypatch.setattr(task, "worked_out", lambda data, found=answer: found)
        assert task.verify(sample, answer).outcome == "correct"
        candidates = task.candidates(sample) or []
        assert [text for text in candidates if task.verify(sample, text).outcome == "correct"] == [answer]
        for text in task.renderings(sample, answer):
            assert task.verify(sample, text).outcome == "correct", text
        spoiled = list(task.mutations(sample, answer))
        assert spoiled
        for name, text in spoiled:
            assert task.verify(sample, text).outcome == "wrong", (name, text)


@every_task
def test_the_options_stand_in_the_question_and_differ(task: Task[Any]) -> None:
    for level in LEVELS:
        for sample in made(task, level):
            options = sample.data.get("options", [])
            assert len({option.casefold() for option in options}) == len(options)
            for letter, option in zip("ABCDEFGH", options, strict=False):
                assert f"\n({letter}) {option}\n" in sample.question
                assert not option.isdigit()
