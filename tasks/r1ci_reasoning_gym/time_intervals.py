"""Time intervals: how much time lies between two times, dates, or dates with times?

Levels: Reasoning-Gym's curriculum lengthens the spans (up to a day, up to five years); its default, all kinds
of questions with up to 100 days, is level 3. The levels also differ in what is asked for: times of day on
levels 1 and 2, milliseconds from level 3, and dates with times and offsets up to 100 years apart on level 5.

Labels: every stored answer is compared with our own, worked out from the question alone. Reasoning-Gym's are
wrong in about half of the questions for milliseconds (it cuts off where it should round), for one format of
dates (it loses the time behind a weekday in brackets), and where the end lies before the start once offsets
are counted, or is midnight. None of these are asked, nor spans of no time, nor those that do not fit into the
format asked for (seconds where it has none). Its checker gives 0.99 points to an answer that is a day off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
_CLOCK = re.compile(
    r"(?:([0-9]{1,7}) ?d(?:ays?)?(?:,? and|,)? ?)?"
    r"([0-9]{1,7}):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,6}))?)?"
)
_UNITS = (
    (_DAY, "days|day|d"),
    (_HOUR, "hours|hour|hrs|hr|h"),
    (_MINUTE, "minutes|minute|mins|min|m"),
    (_SECOND, "seconds|second|secs|sec|s"),
    (1, "milliseconds|millisecond|ms"),
)
_WORDED = re.compile("".join(rf"(?:([0-9]{{1,7}}) ?(?:{names})(?:,? and |, ?| ?))?" for _, names in _UNITS))
_THOUSANDS = re.compile(r"(?<![0-9.,:])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9.,:])")
_TEX_TEXT = re.compile(r"\\(?:text|mathrm)\{([^{}]*)\}")
# The parts of the formats in which Reasoning-Gym prints times, as `strftime` names them.
_PARTS = {
    **dict.fromkeys("mdHMS", "[0-9]{2}"),
    **dict.fromkeys("aAbB", "[A-Z][a-z]+"),
    "Y": "[0-9]{4}",
    "f": "[0-9]{3}",
    "z": "[+-][0-9]{4}",
}
_EXAMPLES = {
    "HH:MM": ("02:45", "01:20"),
    "HH:MM:SS": ("02:45:10", "01:20:35"),
    "HH:MM:SS.mmm": ("02:45:10.250", "01:20:35.400"),
    "D days": ("12 days", "7 days"),
    "D days, HH:MM": ("12 days, 02:45", "7 days, 01:20"),
    "D days, HH:MM:SS": ("12 days, 02:45:10", "7 days, 01:20:35"),
}


@dataclass(frozen=True)
class DurationForm(Form[int]):
    """A span of time, in milliseconds."""

    def read(self, text: str) -> int:
        """Read `3 days, 04:05:06.789`, parts of it, or `3 days 4 hours 5 minutes`; a bare number is days."""
        plain = unwrap(without_brackets(unwrap(unwrap(text).removesuffix("."))))
        plain = " ".join(_TEX_TEXT.sub(r"\1", plain).lower().split()).removeprefix("= ")
        plain = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain)
        if found := _CLOCK.fullmatch(plain):
            days, hours, minutes, seconds, part = found.groups()
            if days is None or int(hours) < 24:
                below = int((part or "0").ljust(6, "0"))
                if below % 1000 == 0:
                    clock = int(hours) * _HOUR + int(minutes) * _MINUTE + int(seconds or 0) * _SECOND
                    return int(days or 0) * _DAY + clock + below // 1000
        elif re.fullmatch("[0-9]{1,7}", plain):
            return int(plain) * _DAY
        elif plain and (found := _WORDED.fullmatch(plain)):
            counts = [int(count or 0) for count in found.groups()]
            if counts[2] < 60 and counts[3] < 60 and counts[4] < 1000 and (not counts[0] or counts[1] < 24):
                return sum(count * unit for count, (unit, _) in zip(counts, _UNITS, strict=True))
        raise AnswerError(f"{excerpt(plain)} is not a span of time as it was asked for")

    def write(self, value: int) -> str:
        """Write days, and what is left of them as a clock shows it."""
        return written(value, "D days, HH:MM:SS.mmm")

    def renderings(self, value: int) -> Iterator[str]:
        """With units, without those that are zero, and without the days where there are none."""
        days, rest = divmod(value, _DAY)
        names = ("day", "hour", "minute", "second", "millisecond")
        counts = (days, rest // _HOUR, rest // _MINUTE % 60, rest // _SECOND % 60, rest % _SECOND)
        parts = [
            f"{count} {name}{'s' * (count != 1)}" for count, name in zip(counts, names, strict=True) if count
        ]
        yield from (
            ", ".join(parts),
            " ".join(parts),
            " and ".join(parts).replace(" and ", ", ", len(parts) - 2),
        )
        yield written(value, "D days, HH:MM:SS.mmm").replace("days,", "d")
        yield written(value, "D days, HH:MM:SS.mmm").replace(" days", "\\text{ days}")
        if days >= 1000:
            yield f"{days:,}{self.write(value).removeprefix(str(days))}"
        if not days:
            yield written(value, "HH:MM:SS.mmm")
            yield written(value, "HH:MM:SS.mmm").removeprefix("0")

    def mutations(self, value: int) -> Iterator[tuple[str, str]]:
        """Off by one of every unit, another sign, two spans, another type."""
        for unit in (_DAY, _HOUR, _MINUTE, _SECOND, 1):
            yield "off by one", self.write(value + unit)
            if value >= unit:
                yield "off by one", self.write(value - unit)
        yield "other sign", f"-{self.write(value)}"
        yield "extra part", f"{self.write(value)} or {self.write(value + _HOUR)}"
        yield "extra part", f"{self.write(value)}, {self.write(value)}"
        yield "wrong type", "12:00 PM"
        yield "too many minutes", "01:75"


class TimeIntervals(ReasoningGymTask[int]):
    """Spans of time."""

    id = "reasoning-gym/time_intervals"
    version = "1"
    name = "time_intervals"
    levels = ladder(
        {
            "task_types": ["time", "date"],
            "max_time_difference_seconds": 10_800,
            "max_date_difference_days": 30,
        },
        {
            "task_types": ["time", "time_seconds", "date"],
            "max_time_difference_seconds": 43_200,
            "max_date_difference_days": 100,
        },
        {
            "task_types": ["time", "time_seconds", "time_ms", "date", "datetime", "datetime_tz"],
            "max_time_difference_seconds": 86_400,
            "max_date_difference_days": 100,
        },
        {
            "task_types": ["time_ms", "date", "datetime", "datetime_tz"],
            "max_time_difference_seconds": 86_400,
            "max_date_difference_days": 1_000,
        },
        {
            "task_types": ["date", "datetime", "datetime_tz"],
            "max_time_difference_seconds": 86_400,
            "max_date_difference_days": 36_500,
        },
    )
    form = DurationForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """Both times, and the format of the answer."""
        times = printed_times(entry.question, entry.metadata["format"])
        unit = entry.metadata["expected_format"]
        if len(times) != 2 or unit not in _EXAMPLES or times[0] >= times[1]:
            return None
        data = {"start": times[0].isoformat(), "end": times[1].isoformat(), "unit": unit}
        lost = self.form.read(solve(data)) != milliseconds(data["start"], data["end"])
        return None if lost or solve(data) != entry.answer else data

    def advice(self, data: dict[str, Any]) -> str:
        """How times are to be read, and the form."""
        shown = next(text for text in _EXAMPLES[data["unit"]] if text != solve(data))
        return (
            "Times without a date belong to the same day, and dates to the Gregorian calendar; 03/14/2025 is "
            "March 14. +0200 or -0700 behind a time is the offset of its clock from UTC, and the time that "
            f"really passed is asked for. Give it in the form <<<{shown}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One span is right."""
        right = milliseconds(data["start"], data["end"])
        return "" if value == right else "the span is too " + ("long" if value > right else "short")

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Subtract."""
        return program(
            solve,
            sample.data,
            helpers=(milliseconds, written),
            imports=("from datetime import datetime, timedelta",),
        )

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also spans that overlook the offsets, or take hours for minutes."""
        yield from super().mutations(sample, answer)
        start, end = (datetime.fromisoformat(sample.data[name]) for name in ("start", "end"))
        if start.utcoffset() != end.utcoffset():
            shown = (end.replace(tzinfo=None) - start.replace(tzinfo=None)) // timedelta(milliseconds=1)
            if shown >= 0:
                yield "offsets overlooked", written(shown, sample.data["unit"])
        below = answer.rpartition(" ")[2].partition(":")[2]
        if ":" in below and "." not in below and self.form.read(below) != self.form.read(answer):
            yield "minutes for hours", below


def printed_times(question: str, pattern: str) -> list[datetime]:
    """The times that a question prints.

    Args:
        question: The question.
        pattern: How they are printed, as `strftime` reads it.
    """
    parts = re.split("%(.)", pattern)
    found = "".join(_PARTS[part] if place % 2 else re.escape(part) for place, part in enumerate(parts))
    # Only times with an offset have `%z`, and they are compared with their like.
    return [datetime.strptime(text, pattern) for text in re.findall(found, question)]  # noqa: DTZ007


def milliseconds(start: str, end: str) -> int:
    """The time between two times in ISO format, of which both or none have an offset."""
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)) // timedelta(milliseconds=1)


def written(span: int, unit: str) -> str:
    """A span of milliseconds in one of the formats that are asked for; what does not fit in is cut off."""
    days = span // 86_400_000 if unit.startswith("D days") else 0
    rest = span - days * 86_400_000
    clock = f"{rest // 3_600_000:02d}:{rest // 60_000 % 60:02d}:{rest // 1000 % 60:02d}.{rest % 1000:03d}"
    shape = unit.replace("D days", "").removeprefix(", ")
    shown = [f"{days} days"] if unit.startswith("D days") else []
    if shape:
        shown.append(clock if shape == "HH:MM:SS.mmm" else clock[: len(clock) - (4 if "SS" in shape else 7)])
    return ", ".join(shown)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return written(milliseconds(data["start"], data["end"]), data["unit"])
