"""Reasoning about coloured objects: answer a question about things that lie somewhere.

Rules: things lie in a row, or in a heap where several are alike. Then they are changed, one step after the
other, and something is asked about what is there in the end. Left and right are as the reader sees them.

Levels: the official items have three to six things in a row, or heaps of some kinds, of which some are
removed. Levels 1 to 3 are like that. On levels 4 and 5 there are more things and three or seven changes.

Provenance: BIG-Bench-Hard, `reasoning_about_colored_objects.json`; all 250 stored answers are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.coloured_words import COLOURS, NOUNS, NUMBERS, asked, changed, listed
from r1ci_bbh.official import with_options
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_ROW_QUERIES = ("colour of", "colour at", "beside", "furthest", "neither", "side")
_HARD_QUERIES = ("colour at", "beside", "furthest", "side", "between", "noun at")
_HEAP_QUERIES = ("colour", "noun", "neither")


class ColouredObjectsLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a question about things.

    Attributes:
        things: How many things there are in a row, or how many kinds in a heap.
        changes: How many changes there are.
        queries: What may be asked of a row.
        heaps: Whether there are heaps in half of the questions.
        options: How many options there are.
    """

    things: int
    changes: int = 0
    queries: tuple[str, ...]
    heaps: bool = False
    options: int


class ReasoningAboutColoredObjects(ChoiceTask[ColouredObjectsLevel]):
    """Answer questions about coloured things."""

    id = "bbh/reasoning_about_colored_objects"
    version = "1"
    levels = (
        ColouredObjectsLevel(things=3, queries=_ROW_QUERIES[:2], options=5),
        ColouredObjectsLevel(things=4, queries=_ROW_QUERIES[:4], options=6),
        ColouredObjectsLevel(things=6, changes=1, queries=_ROW_QUERIES, heaps=True, options=8),
        ColouredObjectsLevel(things=9, changes=3, queries=_HARD_QUERIES, heaps=True, options=8),
        ColouredObjectsLevel(things=14, changes=7, queries=_HARD_QUERIES, heaps=True, options=8),
    )

    def generate(self, rng: Rng, level: ColouredObjectsLevel) -> Sample:
        """Draw things, changes, what is asked, and wrong options of the same sort."""
        while True:
            heap = level.heaps and rng.chance(1, 2)
            data = _heap(rng, level) if heap else _row(rng, level)
            left = after(data["things"], data["changes"])
            query = _heap_query(rng, left) if heap else _row_query(rng, left, level)
            if query is not None:
                break
        right = answer(left, query)
        wrong = [text for text in _wrong(rng, left, right) if text != right][: level.options - 1]
        options = [right, *wrong]
        rng.shuffle(options)
        return self.fresh({**data, "query": query, "options": options}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the things, the changes, and what is asked."""
        where = "In a box there are" if data["heap"] else "On a windowsill there are, from left to right,"
        steps = [changed(change) for change in data["changes"]]
        openings = ["First", *["Then"] * len(steps)] if len(steps) > 1 else ["Then"]
        then = " ".join(f"{opening}, {step}." for opening, step in zip(openings, steps, strict=False))
        parts = [f"{where} {listed(data['things'])}.", then, f"{asked(data['query'])}\n"]
        return with_options("\n\n".join(part for part in parts if part), data["options"])

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Change the things, and look."""
        return program(solve, sample.data, helpers=(after, answer)) if "query" in sample.data else None


def after(things: list[list[Any]], changes: list[list[Any]]) -> list[list[Any]]:
    """The things in the end: count, colour and noun of each, from left to right. Places count from 1."""
    left = [list(thing) for thing in things]
    for kind, *named in changes:
        if kind == "swap":
            one, other = named[0] - 1, named[1] - 1
            left[one], left[other] = left[other], left[one]
        elif kind == "paint":
            left[named[0] - 1][1] = named[1]
        elif kind == "put":
            left.insert(named[0], [1, named[1], named[2]])
        elif kind == "reverse":
            left.reverse()
        elif kind == "paint all":
            left = [[count, named[1] if noun == named[0] else colour, noun] for count, colour, noun in left]
        elif kind == "add":
            left.append(list(named))
        else:
            # All of one colour or of one noun are removed.
            left = [thing for thing in left if named[0] not in thing]
    return left


def answer(left: list[list[Any]], query: list[Any]) -> str:
    """What is to be answered to a query about the things in the end."""
    kind: str = query[0]
    named: list[Any] = query[1:]
    place = {noun: number for number, (_, _, noun) in enumerate(left)}
    if kind == "colour of":
        return str(left[place[named[0]]][1])
    if kind in ("colour at", "noun at"):
        return str(left[named[0]][1 if kind == "colour at" else 2])
    if kind == "beside":
        return str(left[place[named[0]] + named[1]][1])
    if kind == "furthest":
        first = 2 * place[named[0]] > len(left) - 1
        return str(left[0 if first else -1][1])
    if kind == "side":
        here = place[named[0]]
        aside = left[:here] if named[1] < 0 else left[here + 1 :]
        counted = [thing for thing in aside if thing[1] != named[2]]
    elif kind == "between":
        low, high = sorted((place[named[0]], place[named[1]]))
        counted = [thing for thing in left[low + 1 : high] if thing[1] != named[2]]
    elif kind == "neither":
        counted = [thing for thing in left if thing[1] not in named]
    else:
        # How many there are of a colour, or of a noun.
        counted = [thing for thing in left if named[0] in thing]
    small = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    words = f"{small} sixteen seventeen eighteen nineteen".split()
    count = sum(int(thing[0]) for thing in counted)
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if count < 20:
        return words[count]
    return tens[count // 10 - 2] + (f"-{words[count % 10]}" if count % 10 else "")


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    text = answer(after(data["things"], data["changes"]), data["query"])
    return f"({chr(ord('A') + data['options'].index(text))})"


def _row(rng: Rng, level: ColouredObjectsLevel) -> dict[str, Any]:
    """Things in a row, each of another noun, and changes of places and colours."""
    nouns = rng.sample(NOUNS, level.things + level.changes)
    # Few colours, so that many things share one.
    colours = rng.sample(COLOURS, max(3, level.things // 2 + 1))
    # At least two colours are there.
    drawn = rng.sample(colours, 2) + [rng.choice(colours) for _ in range(level.things - 2)]
    rng.shuffle(drawn)
    things: list[list[Any]] = [[1, colour, noun] for colour, noun in zip(drawn, nouns, strict=False)]
    changes: list[list[Any]] = []
    for number in range(level.changes):
        left = after(things, changes)
        places = rng.sample(range(1, len(left) + 1), 2)
        kind = rng.choice(("swap", "swap", "paint", "put", "remove", "reverse"))
        named: dict[str, list[Any]] = {
            "swap": places,
            "paint": [places[0], rng.choice(colours)],
            "put": [places[0], rng.choice(colours), nouns[level.things + number]],
            "remove": [left[places[0] - 1][2]],
            "reverse": [],
        }
        changes.append([kind, *named[kind]])
    return {"heap": False, "things": things, "changes": changes}


def _heap(rng: Rng, level: ColouredObjectsLevel) -> dict[str, Any]:
    """Things of which several are alike, and what is removed, added and painted."""
    nouns = rng.sample(NOUNS, level.things // 3 + 1)
    colours = rng.sample(COLOURS, level.things // 3 + 2)
    kinds = rng.sample([(colour, noun) for colour in colours for noun in nouns], level.things)
    things = [[rng.between(1, 4), colour, noun] for colour, noun in kinds]
    changes: list[list[Any]] = []
    for _ in range(level.changes):
        left = after(things, changes)
        kind = "remove all" if level.changes == 1 else rng.choice(("remove all", "paint all", "add", "add"))
        if kind == "add":
            changes.append([kind, rng.between(1, 4), rng.choice(colours), rng.choice(nouns)])
        elif kind == "paint all":
            changes.append([kind, rng.choice(left or things)[2], rng.choice(colours)])
        elif left:
            # What is removed is there.
            changes.append([kind, rng.choice(rng.choice(left)[1:])])
    return {"heap": True, "things": things, "changes": changes}


def _row_query(rng: Rng, left: list[list[Any]], level: ColouredObjectsLevel) -> list[Any] | None:
    kind = rng.choice(level.queries)
    if len(left) < 3:
        return None
    here = rng.below(len(left))
    noun, colour = left[here][2], rng.choice(left)[1]
    way = rng.choice((-1, 1))
    if kind in ("colour at", "noun at"):
        return [kind, here if rng.chance(1, 2) else here - len(left)]
    if kind == "colour of":
        return [kind, noun]
    if kind == "beside":
        return [kind, noun, way] if 0 <= here + way < len(left) else None
    if kind == "furthest":
        return [kind, noun] if 2 * here != len(left) - 1 else None
    if kind == "side":
        return [kind, noun, way, colour]
    if kind == "between":
        other = rng.below(len(left))
        return [kind, noun, left[other][2], colour] if abs(other - here) > 2 else None
    colours = sorted({thing[1] for thing in left})
    return [kind, *rng.sample(colours, 2)] if len(colours) > 2 else None


def _heap_query(rng: Rng, left: list[list[Any]]) -> list[Any] | None:
    kind = rng.choice(_HEAP_QUERIES)
    if len(left) < 2:
        return None
    if kind == "neither":
        colours = sorted({thing[1] for thing in left})
        return [kind, *rng.sample(colours, 2)] if len(colours) > 2 else None
    return [kind, rng.choice(left)[1 if kind == "colour" else 2]]


def _wrong(rng: Rng, left: list[list[Any]], right: str) -> list[str]:
    """Wrong options of the same sort; first those that come from things that are there."""
    if right in NUMBERS:
        # Numbers around the right one, which has any place among them.
        first = max(0, NUMBERS.index(right) - rng.below(8))
        window = [text for text in NUMBERS[first : first + 8] if text != right]
        rng.shuffle(window)
        return window
    everything, place = (COLOURS, 1) if right in COLOURS else (NOUNS, 2)
    there = sorted({thing[place] for thing in left})
    others = [text for text in everything if text not in there]
    return rng.sample(there, len(there)) + rng.sample(others, len(others))
