"""ACRE: what follows from results, from all ways to choose the blickets."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.acre import Acre, solve
from r1ci_reasoning_gym.source import SOURCE

TASK = Acre()
RESULTS = [[[0, 1], "on"], [[1, 2], "off"], [[3, 4, 2], "on"], [[5], "on"]]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ([0], "on"),
        ([1], "off"),
        ([2, 1], "off"),
        ([3], "undetermined"),
        ([3, 4], "on"),
        ([3, 1], "undetermined"),
        ([5, 3], "on"),
        ([9], "undetermined"),
        ([9, 5], "on"),
    ],
)
def test_one_of_three_words_is_right(asked: list[int], answer: str) -> None:
    sample = Sample(question="", data={"results": RESULTS, "asked": asked})
    for word in ("on", "off", "undetermined"):
        for text in (word, word.upper(), f'"{word}"', f"{word}.", f"**{word}**"):
            assert (TASK.verify(sample, text).outcome == "correct") == (word == answer)
    for text in ("I don't know", "not on", "on or off", "light on", "", "o"):
        assert TASK.verify(sample, text).outcome == "wrong"


def test_the_solver_agrees_with_trying_all_blickets() -> None:
    rng = Rng("blickets")
    seen = set()
    for _ in range(400):
        truth = [rng.chance(1, 3) for _ in range(6)]
        data: dict[str, Any] = {"results": []}
        for _ in range(rng.between(1, 6)):
            objects = rng.sample(range(6), rng.between(1, 4))
            data["results"].append([objects, "on" if any(truth[one] for one in objects) else "off"])
        data["asked"] = rng.sample(range(6), rng.between(1, 3))
        lights = {
            any(case[one] for one in data["asked"])
            for case in product([True, False], repeat=6)
            if all(any(case[one] for one in objects) == (light == "on") for objects, light in data["results"])
        }
        wanted = "undetermined" if len(lights) == 2 else "on" if True in lights else "off"
        assert solve(data) == wanted
        seen.add(wanted)
    assert len(seen) == 3


def test_labels_are_right_and_wrong_ones_are_not_asked() -> None:
    rng = Rng("labels")
    for number in range(100):
        entry = SOURCE.entry("acre", {"train": number % 2}, rng.bits(62))
        data = TASK.read(entry)
        assert data is not None
        assert solve(data) == entry.answer
        for other in {"on", "off", "undetermined"} - {entry.answer}:
            assert TASK.read(entry._replace(answer=other)) is None


@pytest.mark.parametrize("level", [1, 3, 5])
def test_every_answer_occurs_and_effort_lies_between_the_bounds(level: int) -> None:
    answers = []
    for index in range(24):
        sample = TASK.generate(Rng("all", level, index), TASK.levels[level - 1])
        knobs = TASK.levels[level - 1]
        assert knobs.least <= TASK.effort(sample.data) <= knobs.most
        assert sample.provenance["effort"] == [knobs.least, knobs.most]
        answers.append(TASK.answer(sample))
    assert all(2 <= answers.count(word) <= 15 for word in ("on", "off", "undetermined"))


@pytest.mark.parametrize("level", [1, 3, 5])
def test_no_answer_is_so_rare_between_the_bounds_that_a_search_for_it_could_fail(level: int) -> None:
    """A level draws its answer first: of 500 items, one with it must be there for certain."""
    knobs = TASK.levels[level - 1]
    rng = Rng("rare", level)
    found = dict.fromkeys(TASK.balanced, 0)
    for _ in range(500):
        data = TASK.read(SOURCE.entry("acre", knobs.config, rng.bits(62)))
        if data is not None and knobs.least <= TASK.effort(data) <= knobs.most:
            found[solve(data)] += 1
    assert min(found.values()) >= 6
