"""Tracking shuffled objects: every kind of event, and nothing to be had without following them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from r1ci_bbh.tracking_shuffled_objects import (
    TrackingShuffledObjects,
    TrackingShuffledObjectsFiveObjects,
    TrackingShuffledObjectsSevenObjects,
    TrackingShuffledObjectsThreeObjects,
    after,
    solve,
)
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASKS = [
    TrackingShuffledObjectsThreeObjects(),
    TrackingShuffledObjectsFiveObjects(),
    TrackingShuffledObjectsSevenObjects(),
]
START = [["Ann", "a cup"], ["Bea", "a fork"], ["Cy", "a spoon"]]


@pytest.mark.parametrize(
    ("events", "things"),
    [
        ([], "cup fork spoon"),
        ([["swap", "Ann", "Bea"]], "fork cup spoon"),
        ([["swap", "Ann", "Bea"], ["swap", "Bea", "Cy"]], "fork spoon cup"),
        ([["holder", "a spoon", "Ann"]], "spoon fork cup"),
        ([["swap", "Ann", "Bea"], ["holder", "a cup", "Cy"]], "fork spoon cup"),
        ([["swap", "Ann", "Bea"], ["holders", "a cup", "a fork"]], "cup fork spoon"),
        ([["circle", "Ann", "Bea", "Cy"]], "spoon cup fork"),
        ([["swap", "Ann", "Bea"], ["circle", "Ann", "Bea", "Cy"], ["back"]], "cup fork spoon"),
        ([["swap", "Ann", "Cy"], ["swap", "Ann", "Bea"], ["swap", "Bea", "Cy"], ["back"]], "spoon fork cup"),
    ],
)
def test_what_each_event_does(events: list[list[str]], things: str) -> None:
    assert [thing.split()[1] for thing in after(START, events).values()] == things.split()


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.count}")
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_everything_that_happens_is_told(task: TrackingShuffledObjects, level: int) -> None:
    knobs = task.levels[level - 1]
    sample = task.generate(Rng("told", level), knobs)
    assert len(sample.data["events"]) == knobs.events
    _, told, rest = sample.question.split("\n\n", 2)
    sentences = told.rstrip(".").split(". ")
    assert [sentence.split(",")[0] for sentence in (sentences[0], sentences[-1])] == ["First", "Finally"]
    for event, sentence in zip(sample.data["events"], sentences, strict=True):
        assert all(name in sentence for name in event[1:])
    kinds = {event[0] for event in sample.data["events"]}
    assert ("taken back, everybody has again" in rest) == ("back" in kinds)
    assert ("meant at the moment" in rest) == bool(kinds & {"holder", "holders"})


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.count}")
@pytest.mark.parametrize("level", [1, 3, 5])
def test_the_first_thing_is_kept_as_often_as_chance_has_it(task: TrackingShuffledObjects, level: int) -> None:
    kept = 0
    for index in range(200):
        data = task.generate(Rng("kept", level, index), task.levels[level - 1]).data
        kept += after(data["start"], data["events"])[data["asked"]] == dict(data["start"])[data["asked"]]
    assert abs(kept - 200 / task.count) < 30


@pytest.mark.parametrize("index", range(20))
def test_only_two_events_are_taken_back_that_really_happened(index: int) -> None:
    task = TASKS[2]
    events = task.generate(Rng("back", index), task.levels[4]).data["events"]
    places = [place for place, event in enumerate(events) if event == ["back"]]
    assert all(place >= 2 and ["back"] not in events[place - 2 : place] for place in places)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.count}")
def test_every_released_answer_is_what_the_solver_finds(
    task: TrackingShuffledObjects, released: Callable[[str], list[tuple[str, str]]]
) -> None:
    items = released(task.id.partition("/")[2])
    assert len(items) == 250
    for text, target in items:
        story, options = text.split("\nOptions:\n")
        names = re.findall(r"[A-Z][a-z]+", story.split(" are ")[0])
        things = [line[4:] for line in options.split("\n")]
        first, _, rest = story.partition("\n")
        listing = first.rsplit(": ", 1)[1]
        start = [
            [name, thing]
            for name, part in zip(
                names, re.split(r", (?:and )?(?=[A-Z][a-z]+ (?:is|has|gets) )", listing), strict=True
            )
            for thing in things
            if part.startswith(name) and part.rstrip(".").endswith(f" {thing}")
        ]
        swaps = re.findall(r"(?:First|Then|Finally), ([A-Z][a-z]+) and ([A-Z][a-z]+) ", rest)
        asked = re.findall(r"At the end of [^,]+, ([A-Z][a-z]+) ", rest)
        assert len(swaps) == len(start) == task.count
        data = {"start": start, "events": [["swap", *swap] for swap in swaps], "asked": asked[-1]}
        assert solve({**data, "options": things}) == target, text
