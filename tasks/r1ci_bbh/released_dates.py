"""What can be said for certain of released dates: which date is meant by those forms whose keys are wrong.

Most released questions are told in such free words that their keys have to be trusted. Those of four forms
can be computed, and of these four alone some keys are wrong: Thanksgiving by its definition (keys of the next
year), a wedding anniversary of a number of years (keys of another number), hours to a new year (keys of a day
too early), and the last day of a month.
"""

from __future__ import annotations

import re

from r1ci_bbh.calendar_days import MONTHS, date_of, day_number, month_days, moved

_MONTH = "|".join(month[:3] for month in MONTHS)
_ASKED = {
    "today": ("days", 0),
    "tomorrow": ("days", 1),
    "24 hours later": ("days", 1),
    "yesterday": ("days", -1),
    "10 days ago": ("days", -10),
    "one week from today": ("weeks", 1),
    "one week ago from today": ("weeks", -1),
    "a month ago": ("months", -1),
    "one year ago from today": ("years", -1),
}


def released_answer(text: str) -> list[int] | None:
    """The date that a released question asks for; None where it is of no form that we compute."""
    asked = re.search(r"What is the date (.+) in MM/DD/YYYY\?", text)
    today = _today(text)
    if today is None or asked is None or asked[1] not in _ASKED:
        return None
    unit, count = _ASKED[asked[1]]
    return moved(today, unit, count)


def _today(text: str) -> list[int] | None:
    if found := re.search(r"Today is the US Thanksgiving of (\d{4})\.", text):
        # The fourth Thursday of November, counted from the last day of October.
        return moved([int(found[1]), 10, 31], "weekday 4", 4)
    wedding = rf"married on ({_MONTH}) (\d\d?), (\d{{4}})\. It is their (\d\d?)-year anniversary today\."
    if found := re.search(wedding, text):
        return moved([int(found[3]), _month(found[1]), int(found[2])], "years", int(found[4]))
    if found := re.search(r"(\d{4}) is coming in (\d\d?) hours\.", text):
        # Every hour of the day that began so many hours before midnight.
        return date_of(day_number(int(found[1]), 1, 1) - -(-int(found[2]) // 24))
    if found := re.search(rf"the last day of ({_MONTH}) (\d{{4}})\.", text):
        year, month = int(found[2]), _month(found[1])
        return [year, month, month_days(year, month)]
    return None


def _month(short: str) -> int:
    return [month[:3] for month in MONTHS].index(short) + 1
