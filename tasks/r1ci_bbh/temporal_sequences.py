"""Temporal sequences: find the only time at which somebody can have been somewhere.

Rules: a visit lies between getting up and closing time (and after opening time, where one is given), while
the person was seen nowhere else, and takes as long as the question says. All that the person was seen doing
was done elsewhere, which the question says: dogs may be walked in a garden centre.

Levels: in the official items one span of the day is free, and everything before and behind it is told in its
order. Levels 1 to 3 are like that, with three, four and six things; wrong options are spans of these things,
of two of them, or of one and the free time next to it. On levels 4 and 5 things are told in any order, and of
some several witnesses saw parts that overlap. There are further free spans that are too short, or before
opening time, and six options, of which four or five are long enough. On level 5 times are quarters of an
hour.

Provenance: BIG-Bench-Hard, `temporal_sequences.json`; all 250 stored answers are right.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.official import with_options
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_PEOPLE = (
    "Arno", "Birgit", "Cosima", "Detlef", "Edda", "Fabian", "Gesa", "Henrik", "Ilka", "Jan", "Katrin", "Lars",
    "Meike", "Norbert", "Ortrud", "Piet", "Ralf", "Silke", "Timo", "Uta",
)  # fmt: skip
_PLACES = (
    "the planetarium", "the town hall", "the dentist", "the swimming pool", "the print shop", "the bike shop",
    "the zoo", "the tailor", "the art gallery", "the post office", "the ice rink", "the garden centre",
)  # fmt: skip
_DOINGS = (
    "watering plants on a balcony", "feeding ducks by the pond", "painting a fence", "repairing a bicycle",
    "playing chess in a café", "carrying boxes into a cellar", "singing in a choir", "washing a car",
    "picking apples in an orchard", "drawing the old bridge", "waiting for a ferry", "baking bread",
    "rehearsing a play", "walking two dogs", "giving a piano lesson", "sorting stamps at home",
    "shovelling sand", "rowing on the river",
)  # fmt: skip

_LATEST = 23 * 60
"""The last closing time; nothing is told from beyond midnight."""


class TemporalSequencesLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a day.

    Attributes:
        seen: How many things somebody was seen doing.
        step: Of how many minutes all times are multiples.
        options: How many options there are.
        short: How many free spans there are that are too short; with any, things overlap and are told in any
            order, and there is an opening time.
    """

    seen: int
    step: int = 60
    options: int = 4
    short: int = 0


class TemporalSequences(ChoiceTask[TemporalSequencesLevel]):
    """Find a free span."""

    id = "bbh/temporal_sequences"
    version = "1"
    levels = (
        TemporalSequencesLevel(seen=3),
        TemporalSequencesLevel(seen=4),
        TemporalSequencesLevel(seen=6),
        TemporalSequencesLevel(seen=9, step=30, options=6, short=2),
        TemporalSequencesLevel(seen=15, step=15, options=6, short=4),
    )

    def generate(self, rng: Rng, level: TemporalSequencesLevel) -> Sample:
        """Draw a day with one span that fits, and wrong spans from the rest of it."""
        while True:
            day = _crowded(rng, level) if level.short else _plain(rng, level)
            fitting = [span for span in free(day) if span[1] - span[0] >= day["needed"]]
            if len(fitting) != 1:
                continue
            wrong = _wrong(rng, day, fitting[0], level.options - 1)
            if len(wrong) == level.options - 1:
                break
        spans = [fitting[0], *wrong]
        rng.shuffle(spans)
        who = rng.sample(_PEOPLE, level.seen + 1)
        # Whoever saw something at the same time saw the same.
        names = rng.sample(_DOINGS, level.seen)
        doings = [names[number] for number in _doings(day["seen"])]
        data = {
            **day,
            "person": who[0],
            "place": rng.choice(_PLACES),
            "told": [list(pair) for pair in zip(who[1:], doings, strict=True)],
            "spans": spans,
            "options": [f"{clock(start)} to {clock(end)}" for start, end in spans],
        }
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State what is known of the day, and the options."""
        person, place = data["person"], data["place"]
        lines = [f"{person} got up at {clock(data['up'])}."]
        for (witness, doing), (start, end) in zip(data["told"], data["seen"], strict=True):
            lines.append(f"{witness} saw {person} {doing} from {clock(start)} to {clock(end)}.")
        hours = f"closed at {clock(data['closes'])}"
        if data["opens"] is not None:
            hours = f"opened at {clock(data['opens'])} and {hours}"
        lines.append(f"{place[:1].upper()}{place[1:]} {hours}.")
        known = "\n".join(lines)
        long = f" without a break, for at least {data['needed']} minutes" if data["needed"] > 1 else ""
        head = (
            f"One day, {person} was at {place}{long}. Here is what we know of that day; 12pm is noon.\n\n"
            f"{known}\n\nAll that {person} was seen doing was done elsewhere than at {place}, ways took no "
            f"time, and nobody was at {place} while it was closed. In which of these spans can {person} have "
            f"been at {place}, from its beginning to its end?\n"
        )
        return with_options(head, data["options"])

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Go through the day."""
        return program(solve, sample.data, helpers=(free, possible)) if "seen" in sample.data else None


def free(day: dict[str, Any]) -> list[list[int]]:
    """The longest spans in which the place is open and nobody saw the person elsewhere, in their order."""
    now = day["up"] if day["opens"] is None else max(day["up"], day["opens"])
    spans = []
    for start, end in sorted(day["seen"]):
        if now < min(start, day["closes"]):
            spans.append([now, min(start, day["closes"])])
        now = max(now, end)
    return [*spans, [now, day["closes"]]] if now < day["closes"] else spans


def possible(day: dict[str, Any], span: list[int]) -> bool:
    """Whether the person can have been there for the whole of a span, as long as is needed."""
    long = span[1] - span[0] >= day["needed"]
    return long and any(start <= span[0] and span[1] <= end for start, end in free(day))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    right = [place for place, span in enumerate(data["spans"]) if possible(data, span)]
    if len(right) != 1:
        raise ValueError(f"{len(right)} of the spans are possible")
    return f"({chr(ord('A') + right[0])})"


def clock(minute: int) -> str:
    """A time of the day, as in `2pm` or `11:30am`."""
    hour, rest = divmod(minute, 60)
    return f"{(hour - 1) % 12 + 1}{f':{rest:02}' if rest else ''}{'am' if hour < 12 else 'pm'}"


def _plain(rng: Rng, level: TemporalSequencesLevel) -> dict[str, Any]:
    """A day of which one span is free, told in its order."""
    while True:
        times = [60 * rng.between(5, 9)]
        for _ in range(level.seen + 1):
            times.append(times[-1] + 60 * rng.choice((1, 1, 2, 2, 3, 4)))
        if times[-1] <= _LATEST:
            break
    spans = [[start, end] for start, end in pairwise(times)]
    del spans[rng.below(len(spans))]
    return {"up": times[0], "opens": None, "closes": times[-1], "needed": 1, "seen": spans}


def _crowded(rng: Rng, level: TemporalSequencesLevel) -> dict[str, Any]:
    """A day with several free spans, of which one is long enough; told in any order."""
    step = level.step
    needed = step * rng.between(60 // step + 1, 120 // step)
    up = step * rng.between(300 // step, 420 // step)
    opens = up + step * rng.between(1, 240 // step)
    gaps = [rng.between(needed // step, needed // step + 2)]
    gaps += [rng.between(1, needed // step - 1) for _ in range(level.short)]
    rng.shuffle(gaps)
    # Nothing is free after the last block, so that the last option is not the best guess.
    gaps.append(0)
    # Blocks between the free spans, each told as one or several things that overlap.
    blocks = [1] * len(gaps)
    for _ in range(level.seen - len(gaps)):
        blocks[rng.below(len(gaps))] += 1
    # Before opening time there may be a free span that would be long enough.
    now = rng.choice((up, opens - step * rng.between(0, (opens - up) // step)))
    seen: list[list[int]] = []
    for block, gap in zip(blocks, gaps, strict=True):
        for place in range(block):
            length = step * rng.between(1, 3)
            # What is told next begins when the last thing ended, or before that.
            most = min(length - step, now - seen[-1][0]) if place else 0
            seen.append([now - step * rng.between(0, most // step), 0])
            now = seen[-1][1] = seen[-1][0] + length
        now += step * gap
    closes = min(rng.choice((now, now - step * rng.between(1, 120 // step))), _LATEST)
    if now > _LATEST + 60:
        return _crowded(rng, level)
    rng.shuffle(seen)
    return {"up": up, "opens": opens, "closes": closes, "needed": needed, "seen": seen}


def _doings(seen: list[list[int]]) -> list[int]:
    """Which of its doings a person was at in each span; spans that overlap show the same one."""
    numbers = [0] * len(seen)
    doing, until = -1, 0
    for place, (start, end) in sorted(enumerate(seen), key=lambda entry: entry[1]):
        if doing < 0 or start >= until:
            doing += 1
        until = max(until, end)
        numbers[place] = doing
    return numbers


def _wrong(rng: Rng, day: dict[str, Any], right: list[int], count: int) -> list[list[int]]:
    """Spans that somebody may choose: seen elsewhere, too early, too short, or too long."""
    bounds = sorted({time for span in day["seen"] for time in span} | {day["up"], day["closes"], *right})
    if day["opens"] is None:
        spans = [*day["seen"], *([start, end] for start, end in zip(bounds, bounds[2:], strict=False))]
        return rng.sample([span for span in spans if not possible(day, span)], count)
    starts = sorted({day["up"], day["opens"], *(end for _, end in day["seen"])})
    ends = sorted({day["opens"], day["closes"], *(start for start, _ in day["seen"])})
    spans = [[one, other] for one in starts for other in ends if day["needed"] <= other - one]
    spans += [span for span in [*free(day), *day["seen"]] if span[1] - span[0] < day["needed"]]
    # One may be too early; with more of them a late option would be the best guess.
    early = [span for span in spans if span[0] < day["opens"]]
    spans = [span for span in spans if span not in early] + rng.sample(early, min(1, len(early)))
    size = right[1] - right[0]
    groups: tuple[list[list[int]], ...] = ([], [], [])
    for place, span in enumerate(spans):
        length = span[1] - span[0]
        if span not in spans[:place] and not possible(day, span) and length < 2 * size:
            groups[0 if length < day["needed"] else 1 if length < size else 2].append(span)
    # Most are long enough for a visit, and go from where something ends to where something begins, as the
    # right one does. How many of these are shorter than it is drawn, so that its length is no hint.
    short = rng.between(1, 2)
    shorter = rng.between(0, count - short)
    counts = (short, shorter, count - short - shorter)
    if any(len(group) < number for group, number in zip(groups, counts, strict=True)):
        return []
    return [span for group, number in zip(groups, counts, strict=True) for span in rng.sample(group, number)]
