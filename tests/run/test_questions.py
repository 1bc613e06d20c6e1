"""Question sets: the same everywhere, free of duplicates, public and fresh disjoint."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault, UsageError
from r1ci_bench.questions import belongs_to, questions
from r1ci_bench.task import Level, Sample, Task, Verdict

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng


class DiceLevel(Level, frozen=True):
    sides: int


class Dice(Task[DiceLevel]):
    id: ClassVar[str] = "t/dice"
    version: ClassVar[str] = "1"
    levels: ClassVar[tuple[DiceLevel, ...]] = (DiceLevel(sides=6), DiceLevel(sides=10**6))

    def generate(self, rng: Rng, level: DiceLevel) -> Sample:
        value = rng.below(level.sides)
        return Sample(question=f"Say {value}.", data={"value": value})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        right = answer.strip() == str(sample.data["value"])
        return Verdict.correct(answer) if right else Verdict.wrong("another number")


class Broken(Dice):
    def generate(self, rng: Rng, level: DiceLevel) -> Sample:
        raise ZeroDivisionError("oops")


def hashes(count: int, *, seed: int = 0, level: int = 2, fresh: bool = False) -> list[str]:
    source = questions(Dice(), level=level, seed=seed, question_set="fresh" if fresh else "public")
    return [digest for _, digest in islice(source, count)]


def test_the_bytes_are_pinned() -> None:
    assert hashes(2) == PINNED


def test_a_longer_set_begins_with_the_shorter_one() -> None:
    assert hashes(200)[:50] == hashes(50)


def test_no_question_comes_twice() -> None:
    assert len(set(hashes(500))) == 500


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_public_and_fresh_sets_share_no_question_whatever_their_seeds(one: int, two: int) -> None:
    assert not set(hashes(30, seed=one)) & set(hashes(30, seed=two, fresh=True))


def test_other_seeds_ask_other_questions() -> None:
    assert len(set(hashes(100, seed=1)) & set(hashes(100, seed=2))) <= 2


def test_a_space_that_is_too_small_says_how_many_there_are() -> None:
    all_six = [Sample(question=f"Say {n}.", data={"value": n}).content_hash() for n in range(6)]
    public = sum(belongs_to(digest) == "public" for digest in all_six)
    with pytest.raises(TaskFault, match=f"has only {public} different public questions at level 1"):
        hashes(7, level=1)


def test_a_level_that_is_not_there_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no level 3"):
        hashes(1, level=3)


def test_a_generator_that_breaks_is_a_task_fault_that_says_where() -> None:
    source = questions(Broken(), level=1, seed=0, question_set="public")
    with pytest.raises(TaskFault, match=r"level 1, question 0: ZeroDivisionError: oops"):
        next(source)


PINNED = [
    "1282e4c2806f285e3b8ca606e75da97897d2c5a7b738b734aeb4e432cf3ba644",
    "71aabf4eec36a1d90fa40c5bfe427b333b180a41616728d21a41a50c2528a2a5",
]
