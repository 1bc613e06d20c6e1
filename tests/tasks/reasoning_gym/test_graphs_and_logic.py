"""The graph, logic and induction tasks of the suite: what all of their questions have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_reasoning_gym.acre import Acre
from r1ci_reasoning_gym.aiw import Aiw
from r1ci_reasoning_gym.circuit_logic import CircuitLogic
from r1ci_reasoning_gym.course_schedule import CourseSchedule
from r1ci_reasoning_gym.family_relationships import FamilyRelationships
from r1ci_reasoning_gym.knights_knaves import KnightsKnaves
from r1ci_reasoning_gym.largest_island import LargestIsland
from r1ci_reasoning_gym.list_functions import ListFunctions
from r1ci_reasoning_gym.propositional_logic import PropositionalLogic
from r1ci_reasoning_gym.quantum_lock import QuantumLock
from r1ci_reasoning_gym.self_reference import SelfReference
from r1ci_reasoning_gym.shortest_path import ShortestPath
from r1ci_reasoning_gym.syllogism import Syllogism
from r1ci_reasoning_gym.tsumego import Tsumego
from r1ci_reasoning_gym.zebra_puzzles import ZebraPuzzles

if TYPE_CHECKING:
    from r1ci_bench.task import Sample, Task

TASKS: list[Task[Any]] = [
    Acre(), Aiw(), CircuitLogic(), CourseSchedule(), FamilyRelationships(), KnightsKnaves(), LargestIsland(),
    ListFunctions(), PropositionalLogic(), QuantumLock(), SelfReference(), ShortestPath(), Syllogism(),
    Tsumego(), ZebraPuzzles(),
]  # fmt: skip
EACH = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id.partition("/")[2])


def samples(task: Task[Any], level: int, count: int) -> list[Sample]:
    return [task.generate(Rng("common", level, index), task.levels[level - 1]) for index in range(count)]


@EACH
def test_right_answers_are_accepted_in_every_spelling_and_near_ones_are_not(task: Task[Any]) -> None:
    for sample in (*samples(task, 1, 2), *samples(task, 3, 2)):
        answer = task.answer(sample)
        assert answer is not None
        for text in (answer, f"**{answer}**", f"\\boxed{{{answer}}}", *task.renderings(sample, answer)):
            assert task.verify(sample, text).outcome == "correct", text
        for name, text in task.mutations(sample, answer):
            verdict = task.verify(sample, text)
            assert verdict.outcome == "wrong", (name, text)
            assert verdict.reason


@EACH
def test_data_is_small_and_does_not_hold_the_answer(task: Task[Any]) -> None:
    for sample in samples(task, 3, 2):
        assert not {"answer", "solution", "question", "stored"} & sample.data.keys()
        assert len(str(sample.data)) < 3_000
        assert "<<<" in sample.question
        assert len(sample.question) < 8_000
