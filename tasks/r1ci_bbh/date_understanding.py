"""Date understanding: work out a date from what is said about another one.

Rules: the Gregorian calendar. Months and years are only counted from days up to the 28th, so that no month is
too short.

Levels: in the official items something is said of today, and the date a few days, a week, a month or a year
away is asked for. Levels 1 to 3 have this form, with more ways to say what today is. On level 4 two more days
are each told from the day before, on level 5 four, among them weekdays, over hundreds of days and through
years that are or are not leap years. Months or years are counted after the last weekday, so that nobody can
choose by the day of the week.

Provenance: BIG-Bench-Hard, `date_understanding.json`. Where a released question can be computed without doubt
and its key is another date, the key is wrong: that is so of 20 items. In 7 of them the right date is an
option, and in the others it is none.

Wrong options come from likely mistakes: a step left out or taken the other way, a day too many, day and month
exchanged, another month or year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import QUIRK, Item
from r1ci_bbh.calendar_days import (
    MONTHS,
    WEEKDAYS,
    date_of,
    day_number,
    leap,
    month_days,
    moved,
    stroke,
    valid,
)
from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.official import LETTERS, Row, with_options
from r1ci_bbh.released_dates import released_answer
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, Dialect, Sample

_PEOPLE = ("Anke", "Björn", "Corinna", "Daniel", "Elif", "Frank", "Gabi", "Hasan", "Irina", "Jörg")
_EVENTS = (
    "the exam", "the concert", "the move", "the regatta", "the opening", "the hearing", "the harvest",
    "the rehearsal", "the race", "the auction",
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NEAR = {1: "tomorrow", -1: "yesterday", 2: "the day after tomorrow", -2: "the day before yesterday"}


class DateUnderstandingLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a date.

    Attributes:
        anchors: What may be said of today.
        steps: How many steps lead from it to the date that is asked for.
        most: How many days a step has at the most.
        weekdays: Whether a step may lead to a day of the week.
    """

    anchors: tuple[str, ...]
    steps: int = 1
    most: int
    weekdays: bool = False


_PLAIN = ("near", "date")
_TOLD = ("ago", "ahead", "birthday", "error", "last day", "day first")
_COUNTED = ("weekday", "day of year")


class DateUnderstanding(ChoiceTask[DateUnderstandingLevel]):
    """Work out a date."""

    id = "bbh/date_understanding"
    version = "1"
    levels = (
        DateUnderstandingLevel(anchors=("date",), most=10),
        DateUnderstandingLevel(anchors=_PLAIN, most=30),
        DateUnderstandingLevel(anchors=(*_PLAIN, *_TOLD, *_COUNTED), most=60),
        DateUnderstandingLevel(anchors=(*_TOLD, *_COUNTED), steps=3, most=150),
        DateUnderstandingLevel(anchors=_COUNTED, steps=5, most=500, weekdays=True),
    )
    quirks = QUIRK

    def generate(self, rng: Rng, level: DateUnderstandingLevel) -> Sample:
        """Draw what is said of today, the steps, and five mistakes."""
        while True:
            anchor = _anchor(rng, rng.choice(level.anchors))
            date, steps = today(anchor), []
            for _ in range(level.steps):
                steps.append(_step(rng, level, date))
                date = moved(date, *steps[-1])
            if _weekday_shows(steps):
                continue
            dates = _options(rng, anchor, steps, date)
            if valid(*date) and len(dates) == 6:
                break
        rng.shuffle(dates)
        data = {
            "anchor": anchor,
            "steps": steps,
            "person": rng.choice(_PEOPLE),
            "events": rng.sample(_EVENTS, level.steps - 1),
            "options": [stroke(date) for date in dates],
        }
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State what is said of today, the steps, and the options."""
        said = [_said(data["anchor"], data["person"])]
        *between, last = data["steps"]
        name = "today"
        for step, event in zip(between, data["events"], strict=True):
            said.append(f"{event[:1].upper()}{event[1:]} is {_away(step, name)}.")
            name = event
        head = (
            f"{' '.join(said)}\n\nWhich date is {_away(last, name)}? Dates with strokes are written "
            "MM/DD/YYYY, month first, and all dates are of the Gregorian calendar.\n"
        )
        return with_options(head, data["options"])

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Count days."""
        if "steps" not in sample.data:
            return None
        helpers = (leap, month_days, day_number, date_of, moved, today)
        return program(solve, sample.data, helpers=helpers)

    def official_item(self, row: Row, dialect: Dialect) -> Item:
        """Compute the date where that can be done without doubt; trust the key elsewhere."""
        item = super().official_item(row, dialect)
        date = released_answer(row.input)
        if date is None or item.options is None:
            return item
        right = stroke(date)
        keys = tuple(
            f"({letter})" for letter, text in zip(LETTERS, item.options, strict=False) if text == right
        )
        flaws: dict[Defect, str] = {}
        if not keys:
            flaws["unsolvable"] = f"the date asked for is {right}, which is no option"
        return Item(text=item.text, keys=keys, options=item.options, flaws=flaws)


def today(anchor: list[Any]) -> list[int]:
    """The date of which something is said: its kind, and the numbers that come in it."""
    kind, numbers = anchor
    year, month = numbers[0], numbers[1]
    if kind == "last day":
        return [year, month, month_days(year, month)]
    if kind == "day of year":
        return date_of(day_number(year, 1, 1) + month - 1)
    if kind == "weekday":
        first = date_of(day_number(year, month, 1) - 1)
        return moved(first, f"weekday {numbers[2]}", numbers[3])
    if kind == "birthday":
        return moved(numbers[:3], "years", numbers[3])
    # In all others a date is given, and how many days today comes after it.
    return moved(numbers[:3], "days", numbers[3])


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    date = today(data["anchor"])
    for unit, count in data["steps"]:
        date = moved(date, unit, count)
    year, month, day = date
    return f"({chr(ord('A') + data['options'].index(f'{month:02}/{day:02}/{year:04}'))})"


def _anchor(rng: Rng, kind: str) -> list[Any]:
    """Draw what is said of today."""
    # Years around those that are no leap years against the simple rule come more often.
    year = rng.choice((rng.between(1950, 2049), rng.between(1896, 1904), rng.between(1996, 2004)))
    month = rng.between(1, 12)
    if kind == "last day":
        return [kind, [year, month]]
    if kind == "day of year":
        return [kind, [year, rng.between(40, 360)]]
    if kind == "weekday":
        return [kind, [year, month, rng.below(7), rng.between(1, 4)]]
    # Near the ends of months counting is hardest.
    day = rng.choice((rng.between(1, 28), rng.between(1, 5), rng.between(24, 28)))
    after = {
        "near": -rng.choice(sorted(_NEAR)),
        "ago": rng.between(3, 30),
        "ahead": -rng.between(3, 30),
        "birthday": rng.between(5, 60),
        "error": rng.choice((-3, -2, -1, 1, 2, 3)),
    }.get(kind, 0)
    return [kind, [year, month, day, after]]


def _step(rng: Rng, level: DateUnderstandingLevel, date: list[int]) -> list[Any]:
    """Draw a step; months and years only from days that all months have."""
    kinds = ["days", "days", "weeks"]
    if level.most > 10 and date[2] <= 28:
        kinds += ["months", "years"]
    if level.weekdays:
        kinds += ["weekday", "weekday"]
    kind = rng.choice(kinds)
    if kind == "weekday":
        return [f"weekday {rng.below(7)}", rng.between(1, 5)]
    most = {"days": level.most, "weeks": level.most // 7 + 1, "months": level.most // 10, "years": 4}[kind]
    return [kind, rng.choice((-1, 1)) * rng.between(1, most)]


def _weekday_shows(steps: list[list[Any]]) -> bool:
    """Whether the day of the week of the answer is told without its date, and so rules options out."""
    for unit, _ in reversed(steps):
        if unit in ("months", "years"):
            return False
        if unit.startswith("weekday"):
            return True
    return False


def _options(rng: Rng, anchor: list[Any], steps: list[list[Any]], right: list[int]) -> list[list[int]]:
    """The right date and five others that are got by likely mistakes.

    Most options are slips of one date. This is the right one only as often as chance has it, so that what
    most options share is no hint.
    """
    centre = right if rng.chance(1, 6) else rng.choice(_slips(right))
    dates = [right] if centre == right else [right, centre]
    missed = []
    for place, (unit, count) in enumerate(steps):
        left_out, other_way = steps[:place] + steps[place + 1 :], [unit, -count]
        missed.append(_reached(anchor, left_out))
        if not unit.startswith("weekday"):
            missed.append(_reached(anchor, [*steps[:place], other_way, *steps[place + 1 :]]))
    slips = _slips(centre)
    for date in [rng.choice(missed), *rng.sample(slips, len(slips))]:
        if date not in dates and valid(*date) and len(dates) < 6:
            dates.append(date)
    return dates


def _reached(anchor: list[Any], steps: list[list[Any]]) -> list[int]:
    date = today(anchor)
    for unit, count in steps:
        date = moved(date, unit, count)
    return date


def _slips(date: list[int]) -> list[list[int]]:
    """Dates near a date: a day more or less, another month or year, day and month exchanged."""
    year, month, day = date
    slips = [moved(date, "days", by) for by in (-2, -1, 1, 2)]
    slips += [[year - 1, month, day], [year + 1, month, day], [year, day, month]]
    slips += [[year, month % 12 + 1, day], [year, (month - 2) % 12 + 1, day]]
    return [slip for slip in slips if valid(*slip) and slip != date]


def _said(anchor: list[Any], person: str) -> str:
    kind, numbers = anchor
    year, month = numbers[0], numbers[1]
    if kind == "last day":
        return f"Today is the last day of {MONTHS[month - 1]} {year}."
    if kind == "day of year":
        return f"Today is day {month} of the year {year}, counted from January 1 as day 1."
    if kind == "weekday":
        return (
            f"Today is the {_ORDINALS[numbers[3] - 1]} {WEEKDAYS[numbers[2]]} in {MONTHS[month - 1]} {year}."
        )
    date = f"{MONTHS[month - 1]} {numbers[2]}, {year}"
    after = numbers[3]
    if kind == "near":
        verb = "was" if after > 0 else "is"
        return f"{date} {verb} {_NEAR[-after]}."
    if kind == "birthday":
        return f"{person} was born on {date}, and turns {after} today."
    if kind == "error":
        way = "later" if after > 0 else "earlier"
        return f"{person} thinks that it is {date} today, but in fact it is {_many(abs(after), 'day')} {way}."
    if kind in ("ago", "ahead"):
        return f"{person} has an appointment on {date}, which {_since(after)}."
    if kind == "day first":
        return (
            f"{person} writes the day first and the month second: today is {numbers[2]:02}.{month:02}.{year}."
        )
    return f"Today is {stroke(numbers[:3])}."


def _since(after: int) -> str:
    return f"was {_many(after, 'day')} ago" if after > 0 else f"is in {_many(-after, 'day')}"


def _away(step: list[Any], name: str) -> str:
    """How a day is told from another one."""
    unit, count = step
    if unit.startswith("weekday"):
        return f"the {_ORDINALS[count - 1]} {WEEKDAYS[int(unit[-1])]} after {name}, {name} itself not counted"
    return f"{_many(abs(count), unit[:-1])} {'after' if count > 0 else 'before'} {name}"


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
