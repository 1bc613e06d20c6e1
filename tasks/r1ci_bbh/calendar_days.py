"""Calendar computation of our own: dates as numbers of days, in the Gregorian calendar.

The functions call each other and nothing else, so that reference programs can hold them.
"""

from __future__ import annotations


def leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """How many days a date comes after 31 December of the year 0; Sundays are divisible by 7."""
    before = year - 1
    days = 365 * before + before // 4 - before // 100 + before // 400
    return days + sum(month_days(year, other) for other in range(1, month)) + day


def date_of(number: int) -> list[int]:
    """The year, month and day with this number."""
    # Never later than the right year, and at most one before it.
    year = max(1, number * 400 // 146097)
    while day_number(year + 1, 1, 1) <= number:
        year += 1
    rest, month = number - day_number(year, 1, 1) + 1, 1
    while rest > month_days(year, month):
        rest -= month_days(year, month)
        month += 1
    return [year, month, rest]


def moved(date: list[int], unit: str, count: int) -> list[int]:
    """The date so many days, weeks, months or years later; where a month is too short for it, its last day.

    With a unit from `weekday 0` (Sunday) to `weekday 6` it is the so-manieth such day after the date.
    """
    year, month, day = date
    if unit in ("months", "years"):
        months = 12 * year + month - 1 + count * (12 if unit == "years" else 1)
        year, month = months // 12, months % 12 + 1
        return [year, month, min(day, month_days(year, month))]
    number = day_number(year, month, day)
    if unit.startswith("weekday"):
        ahead = (int(unit[-1]) - number - 1) % 7 + 1
        return date_of(number + ahead + 7 * (count - 1))
    return date_of(number + count * (7 if unit == "weeks" else 1))


def valid(year: int, month: int, day: int) -> bool:
    """Whether there is such a date, in years of four digits."""
    return 1000 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= month_days(year, month)


def stroke(date: list[int]) -> str:
    """A date as MM/DD/YYYY."""
    year, month, day = date
    return f"{month:02}/{day:02}/{year:04}"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
