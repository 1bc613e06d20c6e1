"""Calendar arithmetic: every label is worked out again, and only what has one meaning is asked."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.calendar_arithmetic import CalendarArithmetic, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = CalendarArithmetic()
SUNDAY = {"kind": "weekday_of_date", "target_date": "2022-05-01"}
FOUR = {
    "kind": "count_days",
    "start_date": "2022-05-01",
    "end_date": "2022-05-28",
    "weekday": "Saturday",
}
NO = {"kind": "is_leap_year", "year": 1900}


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (SUNDAY, "Sunday"),
        (SUNDAY, "sunday."),
        (SUNDAY, "SUN"),
        (SUNDAY, "**Sunday**"),
        (SUNDAY, "The answer is: Sunday"),
        (FOUR, "4"),
        (FOUR, "4.0"),
        (FOUR, "$4$"),
        (FOUR, "4th"),
        (FOUR, "**The 4th.**"),
        (NO, "No"),
        (NO, "no."),
    ],
)
def test_the_answer_is_accepted_in_every_form(data: dict[str, Any], answer: str) -> None:
    assert TASK.verify(Sample(question="", data=data), answer).outcome == "correct"


@pytest.mark.parametrize(
    ("data", "answer", "reason"),
    [
        (SUNDAY, "Monday", "it is not Monday"),
        (SUNDAY, "Sunday or Monday", "is no weekday"),
        (SUNDAY, "Sundays", "is no weekday"),
        (SUNDAY, "7", "7 is no answer of the kind asked for"),
        (SUNDAY, "No", "No is no answer of the kind asked for"),
        # Reasoning-Gym gives most of a point to numbers that are nearly right.
        (FOUR, "5", "it is not 5"),
        (FOUR, "-4", "it is not -4"),
        (FOUR, "4 Saturdays", "nor a number"),
        (FOUR, "5th", "it is not 5"),
        (FOUR, "4th or 5th", "nor a number"),
        (FOUR, "Saturday", "Saturday is no answer of the kind asked for"),
        (FOUR, "9" * 50, "nor a number"),
        (NO, "Yes", "it is not Yes"),
        (NO, "not No", "is no weekday"),
        (NO, "", "is no weekday"),
    ],
)
def test_other_answers_are_wrong_and_the_reason_is_named(
    data: dict[str, Any], answer: str, reason: str
) -> None:
    verdict = TASK.verify(Sample(question="", data=data), answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_date_in_figures_says_which_figure_is_the_month() -> None:
    assert TASK.advice(SUNDAY).startswith("03/14/2025 is March 14.")
    assert "03/14" not in TASK.advice(FOUR)


def days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


DATES = st.dates(date(1600, 1, 1), date(2400, 12, 31))


@given(DATES, st.integers(-365, 365))
def test_weekdays_are_those_of_the_calendar_module(day: date, offset: int) -> None:
    assert (
        solve({"kind": "weekday_of_date", "target_date": day.isoformat()}) == calendar.day_name[day.weekday()]
    )
    data = {"kind": "weekday_offset", "start_date": day.isoformat(), "offset_days": offset}
    assert solve(data) == (day + timedelta(days=offset)).strftime("%A")
    first = date(day.year, 1, 1).strftime("%A")
    data = {
        "kind": "weekday_of_date_from_first_date",
        "first_day": first,
        "target_date": day.isoformat(),
    }
    assert solve(data) == day.strftime("%A")


@given(DATES, st.integers(0, 200), st.sampled_from(list(calendar.day_name)))
def test_days_are_counted_one_by_one(start: date, length: int, weekday: str) -> None:
    end = start + timedelta(days=length)
    data = {"start_date": start.isoformat(), "end_date": end.isoformat()}
    named = [day for day in days(start, end) if day.strftime("%A") == weekday]
    assert solve({"kind": "count_days", "weekday": weekday, **data}) == str(len(named))
    working = [day for day in days(start, end) if day.isoweekday() <= 5]
    assert solve({"kind": "count_business_days", **data}) == str(len(working))


@given(st.integers(1600, 2400), st.integers(1, 12), st.integers(0, 4), st.integers(0, 6))
def test_recurring_days_are_those_of_a_printed_month(year: int, month: int, row: int, weekday: int) -> None:
    column = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    ordinal = ["first", "second", "third", "fourth", "last"][row]
    data = {"year": year, "month": month, "ordinal": ordinal, "weekday": calendar.day_name[weekday]}
    assert solve({"kind": "recurring_event_day", **data}) == str(column[-1] if row == 4 else column[row])


@given(st.integers(1, 9999))
def test_a_leap_year_is_one_whose_february_has_29_days(year: int) -> None:
    found = solve({"kind": "is_leap_year", "year": year})
    assert found == ("Yes" if calendar.monthrange(year, 2)[1] == 29 else "No")


def items(config: dict[str, Any], count: int) -> list[Entry]:
    return [SOURCE.entry(TASK.name, config, seed * 10**6) for seed in range(count)]


def test_a_span_that_ends_in_the_next_year_is_not_asked_because_another_year_is_printed() -> None:
    found = items({"tasks": ["count_business_days"], "offset_upper_bound": 365}, 40)
    over = [item for item in found if item.metadata["end_date"].startswith("2023")]
    assert over
    assert len(over) < len(found)
    for item in found:
        assert (TASK.read(item) is None) == (item in over)
        assert "2023" not in item.question


@pytest.mark.parametrize("year", [2022, 2024])
def test_what_kind_of_year_it_is_is_said_where_only_its_first_weekday_is_given(year: int) -> None:
    config = {"tasks": ["weekday_of_date_from_first_date"], "year": year}
    data = TASK.read(items(config, 1)[0])
    assert data is not None
    assert ("has 29 days" in TASK.advice(data)) == (year == 2024)
    assert ("has 28 days" in TASK.advice(data)) == (year == 2022)


def test_yes_and_no_are_about_as_frequent_and_no_answer_is_frequent() -> None:
    found = items({"tasks": ["is_leap_year"]}, 400)
    asked = [item for item in found if TASK.read(item) is not None]
    yes = sum(item.answer == "Yes" for item in asked)
    assert yes == sum(item.answer == "Yes" for item in found)
    assert 0.4 <= yes / len(asked) <= 0.6
    for level in TASK.levels:
        drawn = (TASK.generate(Rng("calendar", index), level) for index in range(60))
        counts = Counter(solve(sample.data) for sample in drawn)
        assert max(counts.values()) <= 0.4 * 60


def test_an_item_with_a_wrong_label_or_of_another_kind_is_thrown_away() -> None:
    kinds = set()
    for item in items(TASK.levels[2].config, 60):
        if TASK.read(item) is not None:
            kinds.add(item.metadata["task"])
            assert TASK.read(item._replace(answer="0")) is None or item.answer == "0"
            assert TASK.read(item._replace(answer=f"{item.answer}.")) is None
            assert TASK.read(item._replace(answer=None)) is None
        if item.metadata["task"] == "count_days":
            assert TASK.read(item._replace(question="How many days?")) is None
    assert len(kinds) == 7


@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_spoiled_answers_and_candidates(level: int) -> None:
    for index in range(15):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        candidates = TASK.candidates(sample)
        if candidates is None:
            assert answer.lstrip("-").isdigit()
        else:
            assert [TASK.verify(sample, text).outcome for text in candidates].count("correct") == 1
