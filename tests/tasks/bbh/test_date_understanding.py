"""Date understanding: our calendar is the usual one, and 20 released keys are not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bbh.calendar_days import date_of, day_number, moved, stroke, valid
from r1ci_bbh.date_understanding import DateUnderstanding, solve, today
from r1ci_bbh.released_dates import released_answer
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, item_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TASK = DateUnderstanding()
LEVELS = [1, 2, 3, 4, 5]


@given(st.dates())
def test_dates_are_numbered_as_the_standard_library_numbers_them(day: date) -> None:
    assert day_number(day.year, day.month, day.day) == day.toordinal()
    assert date_of(day.toordinal()) == [day.year, day.month, day.day]


@given(st.dates(date(1000, 1, 1)), st.integers(-10, 10), st.integers(0, 6))
def test_days_weeks_and_weekdays(day: date, count: int, weekday: int) -> None:
    start = [day.year, day.month, day.day]
    if 1500 < day.year < 9000:
        assert date(*moved(start, "days", count)) == day + timedelta(count)
        assert date(*moved(start, "weeks", count)) == day + timedelta(7 * count)
        found = date(*moved(start, f"weekday {weekday}", 2))
        assert found.isoweekday() % 7 == weekday
        assert 7 < (found - day).days <= 14
    assert valid(*start)


@pytest.mark.parametrize(
    ("start", "unit", "count", "end"),
    [
        ([2000, 2, 28], "days", 1, [2000, 2, 29]),
        ([1900, 2, 28], "days", 1, [1900, 3, 1]),
        ([2001, 1, 15], "months", -1, [2000, 12, 15]),
        ([2001, 1, 31], "months", 1, [2001, 2, 28]),
        ([2000, 2, 29], "years", 1, [2001, 2, 28]),
        ([1999, 12, 3], "months", 25, [2002, 1, 3]),
    ],
)
def test_ends_of_months_and_years(start: list[int], unit: str, count: int, end: list[int]) -> None:
    assert moved(start, unit, count) == end


@pytest.mark.parametrize(
    ("anchor", "day"),
    [
        (["date", [2001, 5, 7, 0]], [2001, 5, 7]),
        (["near", [2001, 3, 1, -1]], [2001, 2, 28]),
        (["ago", [2001, 3, 1, 31]], [2001, 4, 1]),
        (["birthday", [1980, 3, 1, 31]], [2011, 3, 1]),
        (["last day", [2004, 2]], [2004, 2, 29]),
        (["day of year", [2004, 61]], [2004, 3, 1]),
        (["weekday", [2001, 11, 4, 4]], [2001, 11, 22]),
        (["weekday", [2023, 10, 0, 1]], [2023, 10, 1]),
    ],
)
def test_what_is_said_of_today(anchor: list[Any], day: list[int]) -> None:
    assert today(anchor) == day


@pytest.mark.parametrize("level", LEVELS)
def test_options_are_six_dates_that_exist_and_one_is_right(level: int) -> None:
    knobs = TASK.levels[level - 1]
    kinds = set()
    for index in range(60):
        sample = TASK.generate(Rng("dates", level, index), knobs)
        data = sample.data
        kinds.add(data["anchor"][0])
        assert len(data["steps"]) == knobs.steps == len(data["events"]) + 1
        assert len(set(data["options"])) == 6
        for text in data["options"]:
            month, day, year = map(int, text.split("/"))
            assert stroke([year, month, day]) == text
            assert date(year, month, day).year == year
        # Months and years are only counted from days that every month has.
        reached = today(data["anchor"])
        for unit, count in data["steps"]:
            assert unit not in ("months", "years") or reached[2] <= 28
            reached = moved(reached, unit, count)
        assert data["options"]["ABCDEF".index(solve(data)[1])] == stroke(reached)
    assert kinds == set(knobs.anchors)


@pytest.mark.parametrize("level", LEVELS)
def test_the_option_that_shares_most_with_the_others_is_no_better_than_a_guess(level: int) -> None:
    hits = 0.0
    for index in range(200):
        sample = TASK.generate(Rng("mode", level, index), TASK.levels[level - 1])
        options = [text.split("/") for text in sample.data["options"]]
        shared = [
            sum(one == other for rest in options for one, other in zip(option, rest, strict=True))
            for option in options
        ]
        best = [f"({'ABCDEF'[place]})" for place in range(6) if shared[place] == max(shared)]
        hits += (TASK.answer(sample) in best) / len(best)
    assert hits < 0.32 * 200


def test_the_day_of_the_week_of_the_answer_is_not_told() -> None:
    weekdays = 0
    for index in range(150):
        steps = TASK.generate(Rng("weekday", index), TASK.levels[4]).data["steps"]
        units = [unit.partition(" ")[0] for unit, _ in steps]
        if "weekday" in units:
            weekdays += 1
            after_it = units[len(units) - units[::-1].index("weekday") :]
            assert {"months", "years"} & set(after_it), units
    assert weekdays > 40


def test_every_number_of_a_step_is_told() -> None:
    for index in range(20):
        sample = TASK.generate(Rng("told", index), TASK.levels[4])
        told = re.sub(r"Options:.*", "", sample.question, flags=re.DOTALL)
        for unit, count in sample.data["steps"]:
            if not unit.startswith("weekday"):
                assert f"{abs(count)} {unit[:-1]}" in told
        assert all(told.count(event) >= 1 for event in sample.data["events"])


A_MONTH_AGO = "What is the date a month ago in MM/DD/YYYY?"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Today is the US Thanksgiving of 2001. What is the date today in MM/DD/YYYY?", [2001, 11, 22]),
        ("2015 is coming in 36 hours. What is the date tomorrow in MM/DD/YYYY?", [2014, 12, 31]),
        ("2015 is coming in 24 hours. What is the date today in MM/DD/YYYY?", [2014, 12, 31]),
        ("married on Jan 2, 1958. It is their 5-year anniversary today. " + A_MONTH_AGO, [1962, 12, 2]),
        ("Jane was there. What is the date today in MM/DD/YYYY?", None),
        ("Today is the US Thanksgiving of 2001. Which day is it?", None),
    ],
)
def test_released_dates_are_computed_only_where_they_are_certain(text: str, answer: list[int] | None) -> None:
    assert released_answer(text) == answer


# What today is, by words that only one kind of released question has.
TODAY = {
    "coming in 36": "2014-12-30", "In the UK": "1987-01-02", "Thanksgiving": "2001-11-22",
    "It is 4/19": "1969-04-19", "Sept. 1st": "2021-09-08", "5-year anniversary": "1963-01-02",
    "golden wedding": "2008-01-02", "Jul 29, 2002": "2002-07-28", "got her job": "2019-12-01",
    "Jan 2012": "2012-01-31", "176 days": "2020-09-12", "7/9/1972": "1972-07-08",
    "Jane is correct": "2019-06-18", "John is correct": "2019-06-19", "3/11/2002": "2002-03-12",
    "16th of each": "2010-02-16", "in 2000. Today": "2016-02-29", "in 2001. Today": "2017-02-28",
    "May 6, 1992": "2002-05-06", "40 eggs": "2017-06-18", "06/01/1943": "1943-06-02",
    "3:02 pm": "2004-05-04", "11/23/1933": "1933-11-25", "Jun 1, 2021": "2021-05-30",
    "Monday of 2019": "2019-01-07", "day of 1899": "1899-12-31", "meteor": "1973-03-05", "NFL": "2003-09-07",
    "Apr 10, 1985": "1985-04-10", "Christmas Eve": "1937-12-24", "Sep 9, 1909": "1909-09-09",
    "day of 2007": "2007-01-01", "first quarter": "2008-03-31", "palindrome": "2020-02-02",
    "third month": "1966-03-02", "10/16/1924": "1924-10-15", "8/3/1997": "1997-08-03",
    "11/12/2019": "2019-11-11", "12/31/1929": "1930-01-01", "April 30": "2021-05-01", "Jan 21": "2011-01-22",
}  # fmt: skip
ASKED = {
    "date today": ("days", 0), "tomorrow in": ("days", 1), "24 hours": ("days", 1),
    "yesterday in": ("days", -1), "10 days ago": ("days", -10), "week from today": ("weeks", 1),
    "week ago from": ("weeks", -1), "a month ago": ("months", -1), "year ago from": ("years", -1),
}  # fmt: skip


def test_all_released_keys_were_computed_and_20_are_wrong_which_the_task_knows(
    bbh: Path, released: Callable[[str], list[tuple[str, str]]]
) -> None:
    items = released("date_understanding")
    official = list(TASK.load(bbh, LoadOptions(dialect="official")))
    assert len(items) == len(official) == 250
    wrong = {}
    for (text, target), sample in zip(items, official, strict=True):
        story, _, asked = text.partition("What is the ")
        (day,) = [date.fromisoformat(day) for words, day in TODAY.items() if words in story]
        (step,) = [step for words, step in ASKED.items() if words in asked.partition("\n")[0]]
        right = stroke(moved([day.year, day.month, day.day], *step))
        options = dict(re.findall(r"(\([A-F]\)) (.+)", text))
        if options[target] != right:
            wrong[item_name(sample)] = right in options.values()
        for letter, option in options.items():
            assert (TASK.verify(sample, letter).outcome == "correct") == (option == right)
    named = {item_name(sample): "unsolvable" not in sample.defects for sample in official if sample.defects}
    assert wrong == named
    assert (len(wrong), sum(wrong.values())) == (20, 7)
