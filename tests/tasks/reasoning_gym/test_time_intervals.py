"""Time intervals: spans are exact, and are worked out from what the question prints."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.time_intervals import TimeIntervals, milliseconds, printed_times, solve, written

TASK = TimeIntervals()


def sample(start: str, end: str, unit: str) -> Sample:
    return Sample(question="", data={"start": start, "end": end, "unit": unit})


CLOCK = sample("1900-01-01T04:59:00", "1900-01-01T09:35:00", "HH:MM")
PRECISE = sample("1900-01-01T08:07:27.136000", "1900-01-01T11:34:46.302000", "HH:MM:SS.mmm")
DATES = sample("2792-08-11T00:00:00", "2792-10-11T00:00:00", "D days")
LONG = sample("2425-03-22T12:45:47", "2472-06-03T15:17:19", "D days, HH:MM:SS")
ZONED = sample("2628-12-05T09:13:00+12:00", "2629-01-15T06:41:00+06:00", "D days, HH:MM")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (CLOCK, "04:36"),
        (CLOCK, "4:36"),
        (CLOCK, "04:36:00"),
        (CLOCK, "0 days, 04:36"),
        (CLOCK, "4 hours 36 minutes"),
        (CLOCK, "4 h, 36 min"),
        (CLOCK, "4h 36m."),
        (CLOCK, "4h36m"),
        (PRECISE, "03:27:19.166"),
        (PRECISE, "3:27:19.166000"),
        (PRECISE, "3 hours, 27 minutes, 19 seconds and 166 milliseconds"),
        (DATES, "61 days"),
        (DATES, "61 Days."),
        (DATES, "61"),
        (DATES, "61 days, 00:00"),
        (LONG, "17240 days, 02:31:32"),
        (LONG, "17,240 days, 02:31:32"),
        (LONG, "17,240 days, 2 hours, 31 minutes and 32 seconds"),
        (LONG, "$17240\\text{ days}, 02:31:32$"),
        (ZONED, "41 days, 03:28"),
        (ZONED, "41 days 03:28:00"),
        (ZONED, "41 days and 3:28"),
        (ZONED, "41 days, 3 hours, and 28 minutes"),
        (ZONED, "987:28"),
    ],
)
def test_the_span_is_accepted_in_every_form(question: Sample, answer: str) -> None:
    assert TASK.verify(question, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (CLOCK, "04:35", "too short"),
        (CLOCK, "04:36:01", "too long"),
        (CLOCK, "04:36 PM", "not a span of time"),
        (CLOCK, "-04:36", "not a span of time"),
        (CLOCK, "276 minutes", "not a span of time"),
        (CLOCK, "04:36, 04:36", "not a span of time"),
        (CLOCK, "4", "too long"),
        (PRECISE, "03:27:19.165", "too short"),  # as Reasoning-Gym's label says
        (PRECISE, "03:27:19.1661", "not a span of time"),
        (PRECISE, "03:27:19", "too short"),
        (DATES, "60 days", "too short"),  # 0.99 points in Reasoning-Gym
        (DATES, "61 days, 25:00", "not a span of time"),
        (DATES, "two months", "not a span of time"),
        (LONG, "17,24 days, 02:31:32", "not a span of time"),
        (LONG, "17,240,02:31:32", "not a span of time"),
        (LONG, "1,724 days, 02:31:32", "too short"),
        (ZONED, "40 days, 21:28", "too short"),  # the offsets are overlooked
        (ZONED, "41 days, 03:88", "not a span of time"),
        (ZONED, "28 minutes, 3 hours, 41 days", "not a span of time"),
        (ZONED, "", "empty"),
    ],
)
def test_other_spans_are_wrong_and_the_reason_is_named(question: Sample, answer: str, reason: str) -> None:
    verdict = TASK.verify(question, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def item(start: str, end: str, pattern: str, unit: str, answer: str) -> Entry:
    return Entry(f"From {start} to {end}?", answer, {"format": pattern, "expected_format": unit})


ISO, CLOCKED = "%Y-%m-%d (%A) %H:%M:%S %z", "%H:%M:%S.%f"


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        (item("04:59", "09:35", "%H:%M", "HH:MM", "04:36"), True),
        (item("04:59", "09:35", "%H:%M", "HH:MM", "04:37"), False),  # a wrong label
        (item("04:59", "04:59", "%H:%M", "HH:MM", "00:00"), False),  # no time at all
        (item("23:59:59", "00:00:00", "%H:%M:%S", "HH:MM:SS", "-24:00:01"), False),  # midnight
        # Reasoning-Gym cuts milliseconds off.
        (item("08:07:27.136", "11:34:46.302", CLOCKED, "HH:MM:SS.mmm", "03:27:19.165"), False),
        (item("08:07:27.136", "11:34:46.302", CLOCKED, "HH:MM:SS.mmm", "03:27:19.166"), True),
        # It loses the time behind a weekday in brackets.
        (
            item(
                "2000-01-01 (Saturday) 10:00:00 +0000",
                "2000-01-02 (Sunday) 11:00:00 +0000",
                ISO,
                "D days, HH:MM",
                "1 days, 00:00",
            ),
            False,
        ),
        # The answer has no place for the seconds.
        (
            item(
                "2000-01-01 10:00:00",
                "2000-01-02 11:00:07",
                "%Y-%m-%d %H:%M:%S",
                "D days, HH:MM",
                "1 days, 01:00",
            ),
            False,
        ),
        # The end is before the start.
        (
            item(
                "2000-01-01 10:00 -0500",
                "2000-01-01 12:00 +0300",
                "%Y-%m-%d %H:%M %z",
                "D days, HH:MM",
                "-1 days, 18:00",
            ),
            False,
        ),
        (Entry("From 04:59?", "04:36", {"format": "%H:%M", "expected_format": "HH:MM"}), False),
        (item("04:59", "09:35", "%H:%M", "minutes", "276"), False),
    ],
)
def test_only_spans_with_the_right_label_are_asked(entry: Entry, asked: bool) -> None:
    assert (TASK.read(entry) is not None) == asked


@pytest.mark.parametrize("level", range(1, 6))
def test_every_item_of_reasoning_gym_prints_two_times(level: int) -> None:
    read = 0
    for seed in range(60):
        entry = SOURCE.entry(TASK.name, TASK.levels[level - 1].config, seed * 10**6)
        assert len(printed_times(entry.question, entry.metadata["format"])) == 2
        data = TASK.read(entry)
        if data is not None:
            read += 1
            assert data["unit"] in entry.question
            assert TASK.read(entry._replace(answer=f"1{entry.answer}")) is None
            assert TASK.read(entry._replace(answer=None)) is None
    assert read > 30


def test_about_half_of_the_labels_with_milliseconds_are_wrong() -> None:
    config = {"task_types": ["time_ms"]}
    entries = [SOURCE.entry(TASK.name, config, seed * 10**6) for seed in range(60)]
    assert 15 <= sum(TASK.read(entry) is None for entry in entries) <= 45


OFFSETS = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
TIMES = st.builds(
    datetime,
    year=st.integers(1900, 3000),
    month=st.integers(1, 12),
    day=st.integers(1, 28),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    second=st.integers(0, 59),
    tzinfo=OFFSETS,
)


@given(TIMES, OFFSETS, st.integers(1, 10**13))
def test_what_is_added_comes_out_whatever_the_clocks_show(
    begin: datetime, there: timezone, span: int
) -> None:
    end = (begin + timedelta(milliseconds=span)).astimezone(there)
    assert milliseconds(begin.isoformat(), end.isoformat()) == span
    data = {"start": begin.isoformat(), "end": end.isoformat(), "unit": "D days, HH:MM:SS"}
    days, rest = divmod(span // 1000, 86_400)
    minutes, seconds = divmod(rest, 60)
    assert solve(data) == f"{days} days, {minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


@given(st.integers(0, 10**14))
def test_what_is_written_is_read_again(span: int) -> None:
    assert TASK.form.read(TASK.form.write(span)) == span
    assert all(TASK.form.read(text) == span for text in TASK.form.renderings(span) if span)
    assert TASK.form.read(written(span % 86_400_000, "HH:MM:SS.mmm")) == span % 86_400_000


@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_spoiled_answers_and_the_example(level: int) -> None:
    for index in range(15):
        drawn = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(drawn.data)
        for text in (answer, *TASK.renderings(drawn, answer)):
            assert TASK.verify(drawn, text).outcome == "correct", text
        for name, text in TASK.mutations(drawn, answer):
            assert TASK.verify(drawn, text).outcome == "wrong", (name, text)
        shown = drawn.question.rpartition("<<<")[2].partition(">>>")[0]
        assert TASK.verify(drawn, shown).outcome == "wrong"
