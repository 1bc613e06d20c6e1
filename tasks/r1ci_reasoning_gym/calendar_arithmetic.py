"""Calendar arithmetic: weekdays, days of a kind in a span of time, leap years.

Seven kinds of questions: the weekday so many days from a date; of a date; of a date of a year whose first
weekday is given; the day of the month of, say, its third Friday; how many Fridays, or working days, two dates
enclose; whether a year is a leap year.

Levels: Reasoning-Gym's curriculum adds kinds and lengthens the spans (30 to 365 days). Its default, all kinds
with spans of 100 days in 2022, is level 3. Levels 4 and 5 take other years, and leave leap years out.

Labels: every stored answer is compared with our own. Not asked: spans that end in the next year, which
Reasoning-Gym prints as if they ended in the same one. Of a year whose first weekday is given it does not say
whether it is a leap year, nor of 01/05/1896 that its month comes first; we do. Of the questions for leap
years, two thirds of those with the answer No are left out, so that both are as frequent. Its checker gives
most of a point to numbers that are nearly right.
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, IntegerForm, OneOfForm, excerpt, read_integer, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.thinning import kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORDS = OneOfForm(
    (*_WEEKDAYS, "Yes", "No"),
    {
        **{day[:3].lower(): day for day in _WEEKDAYS},
        "tues": "Tuesday",
        "thur": "Thursday",
        "thurs": "Thursday",
    },
)
_ORDINAL = re.compile(r"(?:the )?([1-9][0-9]?)(?:st|nd|rd|th)\.?", re.IGNORECASE)
_KINDS = (_WEEKDAYS, ("Yes", "No"))
_COUNTED = re.compile(rf"(?:How many|occurrences of|how many times does) ({'|'.join(_WEEKDAYS)})")

# What a question of each kind gives, by the name that Reasoning-Gym has for it.
_GIVEN = {
    "weekday_offset": ("start_date", "offset_days"),
    "weekday_of_date": ("target_date",),
    "weekday_of_date_from_first_date": ("first_day", "target_date"),
    "recurring_event_day": ("year", "month", "ordinal", "weekday"),
    "count_days": ("start_date", "end_date"),
    "count_business_days": ("start_date", "end_date"),
    "is_leap_year": ("year",),
}


@dataclass(frozen=True)
class CalendarForm(Form[str]):
    """A weekday, Yes or No, or a whole number."""

    def read(self, text: str) -> str:
        """Read a weekday in full or short, Yes or No, in any case, or an integer, perhaps as `22nd`."""
        try:
            return _WORDS.read(text)
        except AnswerError:
            pass
        try:
            ordinal = _ORDINAL.fullmatch(unwrap(text))
            return ordinal[1] if ordinal else str(read_integer(text, most_digits=9))
        except AnswerError:
            raise AnswerError(f"{excerpt(text)} is no weekday, Yes or No, nor a number") from None

    def write(self, value: str) -> str:
        """The word or the digits."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """As of words or of integers."""
        if value in _WORDS.words:
            yield from _WORDS.renderings(value)
        else:
            yield from IntegerForm().renderings(int(value))
            if 4 <= int(value) <= 20:
                yield from (f"{value}th", f"the {value}th.")

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """As of words or of integers."""
        if value in _WORDS.words:
            yield from _WORDS.mutations(value)
        else:
            yield from IntegerForm().mutations(int(value))


class CalendarArithmetic(ReasoningGymTask[str]):
    """Questions about the calendar."""

    id = "reasoning-gym/calendar_arithmetic"
    version = "1"
    name = "calendar_arithmetic"
    levels = ladder(
        {
            "tasks": ["weekday_offset", "weekday_of_date_from_first_date", "is_leap_year"],
            "offset_upper_bound": 20,
        },
        {
            "tasks": ["weekday_offset", "weekday_of_date_from_first_date", "count_days", "is_leap_year"],
            "offset_upper_bound": 50,
        },
        {"tasks": list(_GIVEN), "offset_upper_bound": 100},
        {"tasks": list(_GIVEN)[:-1], "offset_upper_bound": 250, "year": 1987},
        {"tasks": list(_GIVEN)[:-1], "offset_upper_bound": 365, "year": 1896},
    )
    form = CalendarForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The kind of the question, and what it gives."""
        known = entry.metadata
        kind = known["task"]
        data = {"kind": kind, **{name: known[name] for name in _GIVEN[kind]}}
        if kind == "count_days":
            counted = _COUNTED.search(entry.question)
            if not counted:
                return None
            data["weekday"] = counted[1]
        if "end_date" in data and data["end_date"][:4] != data["start_date"][:4]:
            return None
        found = solve(data)
        if found != entry.answer or (found == "No" and not kept(entry.question, 1, 3)):
            return None
        return data

    def advice(self, data: dict[str, Any]) -> str:
        """The calendar, what kind of year it is, and the form."""
        right = solve(data)
        if right in _WEEKDAYS:
            shown = "<<<Monday>>>" if right != "Monday" else "<<<Tuesday>>>"
            form = f"Answer with the name of a weekday, in the form {shown}."
        elif right in ("Yes", "No"):
            form = "Answer with one word, as <<<Yes>>> or <<<No>>>."
        else:
            form = f"Answer with a whole number, in the form {'<<<12>>>' if right != '12' else '<<<9>>>'}."
        if data["kind"] == "weekday_of_date_from_first_date":
            leap = "a leap year, so that its February has 29 days"
            common = "no leap year: its February has 28 days"
            return f"The year is {leap if isleap(int(data['target_date'][:4])) else common}. {form}"
        calendar = "Dates and years are those of the Gregorian calendar, before its introduction, too."
        order = "03/14/2025 is March 14. " if data["kind"] == "weekday_of_date" else ""
        return f"{order}{calendar} {form}"

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One answer is right."""
        right = solve(data)
        if value == right:
            return ""
        kinds = [next((kind for kind in _KINDS if text in kind), ()) for text in (value, right)]
        return f"it is not {value}" if kinds[0] == kinds[1] else f"{value} is no answer of the kind asked for"

    def candidates(self, sample: Sample) -> Sequence[str] | None:
        """All weekdays, or Yes and No."""
        return next((kind for kind in _KINDS if solve(sample.data) in kind), None)

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Go through the days."""
        return program(solve, sample.data, imports=("from datetime import date, timedelta",))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    kind = data["kind"]
    if kind == "is_leap_year":
        year = data["year"]
        return "Yes" if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else "No"
    if kind == "weekday_of_date":
        return names[date.fromisoformat(data["target_date"]).weekday()]
    if kind == "weekday_offset":
        day = date.fromisoformat(data["start_date"]) + timedelta(days=data["offset_days"])
        return names[day.weekday()]
    if kind == "weekday_of_date_from_first_date":
        day = date.fromisoformat(data["target_date"])
        passed = (day - date(day.year, 1, 1)).days
        return names[(names.index(data["first_day"]) + passed) % 7]
    if kind == "recurring_event_day":
        day = date(data["year"], data["month"], 1)
        found = []
        while day.month == data["month"]:
            if names[day.weekday()] == data["weekday"]:
                found.append(day.day)
            day += timedelta(days=1)
        ordinals = ["first", "second", "third", "fourth", "last"]
        return str(found[-1] if data["ordinal"] == "last" else found[ordinals.index(data["ordinal"])])
    counted = [data["weekday"]] if kind == "count_days" else names[:5]
    day, count = date.fromisoformat(data["start_date"]), 0
    while day <= date.fromisoformat(data["end_date"]):
        count += names[day.weekday()] in counted
        day += timedelta(days=1)
    return str(count)
