"""Temporal sequences: one option fits the day minute by minute, and no other one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.temporal_sequences import TemporalSequences, clock, free, possible, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = TemporalSequences()
LEVELS = [1, 2, 3, 4, 5]


def day(**changes: Any) -> dict[str, Any]:
    usual = {"up": 360, "opens": None, "closes": 1200, "needed": 1, "seen": [[360, 600], [720, 1200]]}
    return {**usual, **changes}


def read(text: str) -> int:
    """A time such as `2pm` or `11:30am` in minutes."""
    found = re.fullmatch(r"(\d+)(?::(\d\d))?(am|pm)", text)
    assert found is not None, text
    return int(found[1]) % 12 * 60 + int(found[2] or 0) + 720 * (found[3] == "pm")


@pytest.mark.parametrize(
    ("changes", "spans"),
    [
        ({}, [[600, 720]]),
        ({"seen": []}, [[360, 1200]]),
        ({"seen": [], "opens": 480}, [[480, 1200]]),
        ({"seen": [], "opens": 300}, [[360, 1200]]),
        ({"seen": [[720, 1200], [360, 600]]}, [[600, 720]]),
        ({"seen": [[360, 800], [400, 500], [900, 1200]]}, [[800, 900]]),
        ({"seen": [[400, 1100]]}, [[360, 400], [1100, 1200]]),
        ({"seen": [[400, 1100], [1250, 1300]]}, [[360, 400], [1100, 1200]]),
        ({"seen": [[300, 1300]]}, []),
    ],
)
def test_free_is_what_is_open_and_not_seen(changes: dict[str, Any], spans: list[list[int]]) -> None:
    assert free(day(**changes)) == spans


def test_a_span_must_be_free_as_a_whole_and_long_enough() -> None:
    assert possible(day(), [600, 720])
    assert possible(day(), [630, 700])
    assert not possible(day(), [590, 720])
    assert not possible(day(needed=121), [600, 720])
    with pytest.raises(ValueError, match="2 of the spans"):
        solve({**day(), "spans": [[600, 720], [600, 700]]})


@pytest.mark.parametrize(
    ("minute", "text"), [(0, "12am"), (545, "9:05am"), (720, "12pm"), (765, "12:45pm"), (1380, "11pm")]
)
def test_times_are_written_as_people_write_them(minute: int, text: str) -> None:
    assert clock(minute) == text
    assert read(text) == minute


@pytest.mark.parametrize("level", LEVELS)
def test_minute_by_minute_one_option_alone_is_possible(level: int) -> None:
    for index in range(40):
        sample = TASK.generate(Rng("day", level, index), TASK.levels[level - 1])
        # Everything is read from the question.
        minutes = set(range(read(re.findall(r"got up at (\w+(?::\d\d)?\w+)\.", sample.question)[0]), 1440))
        for start, end in re.findall(r" from (\S+) to (\S+)\.", sample.question):
            assert read(start) < read(end)
            minutes -= set(range(read(start), read(end)))
        minutes &= set(range(read(re.findall(r"closed at (\S+)\.", sample.question)[0])))
        for opens in re.findall(r"opened at (\S+) ", sample.question):
            minutes &= set(range(read(opens), 1440))
        needed = [int(text) for text in re.findall(r"at least (\d+) minutes", sample.question)] or [1]
        right = [
            f"({letter})"
            for letter, start, end in re.findall(r"\(([A-F])\) (\S+) to (\S+)", sample.question)
            if minutes >= set(range(read(start), read(end))) and read(end) - read(start) >= needed[0]
        ]
        assert right == [TASK.answer(sample)]


@pytest.mark.parametrize("level", [4, 5])
def test_higher_levels_have_free_spans_that_do_not_do(level: int) -> None:
    short = early = 0
    for index in range(30):
        data = TASK.generate(Rng("short", level, index), TASK.levels[level - 1]).data
        short += len(free(data)) > 1
        early += len(free({**data, "opens": None})) != len(free(data))
        assert data["seen"] != sorted(data["seen"])
    assert short > 20
    assert early > 3


@pytest.mark.parametrize("level", [4, 5])
def test_nobody_is_seen_doing_two_things_at_once(level: int) -> None:
    shared = 0
    for index in range(30):
        data = TASK.generate(Rng("twice", level, index), TASK.levels[level - 1]).data
        seen = [(*span, doing) for span, (_, doing) in zip(data["seen"], data["told"], strict=True)]
        for start, end, doing in seen:
            for other_start, other_end, other in seen:
                assert doing == other or end <= other_start or other_end <= start
        shared += len({doing for *_, doing in seen}) < len(seen)
    assert shared > 20


def test_what_somebody_was_seen_doing_may_not_be_what_the_place_is_for() -> None:
    # Dogs may be fed at a zoo, and a bicycle repaired in a bike shop.
    for level in LEVELS:
        sample = TASK.generate(Rng("elsewhere", level), TASK.levels[level - 1])
        person, place = sample.data["person"], sample.data["place"]
        assert f"All that {person} was seen doing was done elsewhere than at {place}," in sample.question


@pytest.mark.parametrize("level", LEVELS)
def test_neither_length_nor_time_nor_absence_from_the_text_gives_the_answer(level: int) -> None:
    cases = [TASK.generate(Rng("guess", level, index), TASK.levels[level - 1]) for index in range(250)]
    hits = dict.fromkeys(("longest", "earliest", "latest", "untold"), 0.0)
    for sample in cases:
        spans = sample.data["spans"]
        right = spans["ABCDEF".index((TASK.answer(sample) or "")[1])]
        starts, sizes = [start for start, _ in spans], [end - start for start, end in spans]
        hits["longest"] += right[1] - right[0] == max(sizes)
        hits["earliest"] += right[0] == min(starts)
        hits["latest"] += right[0] == max(starts)
        long = [span for span in spans if span[1] - span[0] >= sample.data["needed"]]
        hits["untold"] += 1 / len([span for span in long if span not in sample.data["seen"]])
    chance = len(cases) / TASK.levels[level - 1].options
    assert max(hits["longest"], hits["earliest"], hits["latest"]) < 1.8 * chance
    assert hits["untold"] < 2.2 * chance


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("temporal_sequences")
    assert len(items) == 250
    for text, target in items:
        story, options = text.split("\nOptions:\n")
        (up,) = re.findall(r"woke up at (\w+)\.", story)
        (closes,) = re.findall(r"closed after (\w+)\.", story)
        data = day(
            up=read(up),
            closes=read(closes),
            seen=[[read(start), read(end)] for start, end in re.findall(r"from (\w+) to (\w+)\.", story)],
            spans=[[read(start), read(end)] for start, end in re.findall(r"(\w+) to (\w+)", options)],
        )
        assert solve(data) == target, text
