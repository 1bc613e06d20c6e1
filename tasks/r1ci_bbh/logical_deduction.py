"""Logical deduction: order three, five or seven things by clues.

Rules: the things stand in one order, without ties; exactly one order fits all clues, and exactly one option
is true of it. That is made sure over all permutations.

Levels: the official items say of single things which place they have, and of two which one comes first; no
clue can be left out. That is level 3. Level 1 has two spare clues and level 2 one; no clue says what stands
at the place that is asked for, as some official ones do. On levels 4 and 5 clues are weaker and of more kinds
(neighbours, between, how many come between, denials), and every option is about another place, so that the
whole order is needed.

Provenance: BIG-Bench-Hard, `logical_deduction_*.json`; all 750 stored answers are right.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.deduction_words import SCALES, listed, option, told
from r1ci_bbh.official import with_options
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Clue = tuple[str, tuple[int, ...], int]
"""Its kind, the things that it is about, by their right places, and its number; 0 where it has none."""


class LogicalDeductionLevel(Level, frozen=True, kw_only=True):
    """Difficulty of an order.

    Attributes:
        kinds: The kinds of clues.
        spare: How many clues there are that could be left out.
        draws: Of how many clues the weakest is taken, again and again.
        mixed: Whether every option is about another place.
    """

    kinds: tuple[str, ...]
    spare: int = 0
    draws: int = 1
    mixed: bool = False


_PLAIN = ("at", "before")
_MANY = ("before", "not at", "beside", "apart", "between", "directly", "gap", "end")


class LogicalDeduction(ChoiceTask[LogicalDeductionLevel]):
    """Find an order; its sisters differ in the number of things.

    Attributes:
        count: How many things there are.
    """

    count: ClassVar[int]
    levels = (
        LogicalDeductionLevel(kinds=_PLAIN, spare=2),
        LogicalDeductionLevel(kinds=_PLAIN, spare=1),
        LogicalDeductionLevel(kinds=(*_PLAIN, "before")),
        LogicalDeductionLevel(kinds=_MANY, draws=2, mixed=True),
        LogicalDeductionLevel(kinds=(*_MANY[1:5], *_MANY[6:]), draws=6, mixed=True),
    )

    def generate(self, rng: Rng, level: LogicalDeductionLevel) -> Sample:
        """Draw clues to one order, the things in it, and what the options say."""
        scale = rng.choice(sorted(SCALES))
        order = rng.sample(SCALES[scale].things, self.count)
        while True:
            found = _clues(rng, self.count, level)
            named = [number for kind, _, number in found if kind == "at"]
            # Where a clue says what stands at a place, to ask for that place would be to ask for the clue.
            open_places = [place for place in range(self.count) if place not in named]
            if open_places:
                break
        clues = [
            [kind, [order[place] for place in places], number, rng.below(2)] for kind, places, number in found
        ]
        rng.shuffle(clues)
        things = list(order)
        rng.shuffle(things)
        places = [rng.choice(open_places)] * self.count
        if level.mixed:
            places = _places(rng, [order.index(thing) for thing in things])
        end = rng.below(2)
        claims = list(zip(things, places, strict=True))
        data = {
            "scale": scale,
            "things": things,
            "clues": clues,
            "claims": [list(claim) for claim in claims],
            "options": [option(scale, self.count, thing, place, end) for thing, place in claims],
        }
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the things, their order, the clues, and the options."""
        scale, things = SCALES[data["scale"]], data["things"]
        scene = scale.scene.format(things=listed(things), many=f"{_NUMBERS[len(things)]}")
        clues = " ".join(told(data["scale"], len(things), clue) for clue in data["clues"])
        head = (
            f"{scene} No two of them share a place in the order {scale.order}, which is meant wherever an "
            f"order is named.\n\n{clues}\n\nExactly one of these statements is true. Which one?\n"
        )
        return with_options(head, data["options"])

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Try the orders, and cut off those that a clue excludes."""
        if "clues" not in sample.data:
            return None
        return program(solve, sample.data, helpers=(holds, orders))


class LogicalDeductionThreeObjects(LogicalDeduction):
    """Order three things."""

    id = "bbh/logical_deduction_three_objects"
    version = "1"
    count = 3


class LogicalDeductionFiveObjects(LogicalDeduction):
    """Order five things."""

    id = "bbh/logical_deduction_five_objects"
    version = "1"
    count = 5


class LogicalDeductionSevenObjects(LogicalDeduction):
    """Order seven things."""

    id = "bbh/logical_deduction_seven_objects"
    version = "1"
    count = 7


_NUMBERS = {3: "Three", 5: "Five", 7: "Seven"}


def holds(clue: list[Any], place: dict[str, int], count: int) -> bool:
    """Whether a clue is true of the places that are known; True where one that it needs is not."""
    kind: str = clue[0]
    things: list[str] = clue[1]
    number: int = clue[2]
    if any(thing not in place for thing in things):
        return True
    first = place[things[0]]
    if kind == "at":
        return first == number
    if kind == "not at":
        return first != number
    if kind == "end":
        return first in (0, count - 1)
    second = place[things[1]]
    if kind == "before":
        return first < second
    if kind == "directly":
        return first + 1 == second
    if kind == "between":
        third = place[things[2]]
        return second < first < third or third < first < second
    distance = abs(first - second)
    return {"beside": distance == 1, "apart": distance > 1, "gap": distance == number + 1}[kind]


def orders(things: list[str], clues: list[list[Any]], place: dict[str, int]) -> list[dict[str, int]]:
    """All ways to give the remaining things places so that every clue holds."""
    if len(place) == len(things):
        return [dict(place)]
    thing = things[len(place)]
    found = []
    for number in range(len(things)):
        if number not in place.values():
            place[thing] = number
            if all(holds(clue, place, len(things)) for clue in clues if thing in clue[1]):
                found += orders(things, clues, place)
            del place[thing]
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: the option that is true of the only order, or of all of them."""
    found = orders(data["things"], data["clues"], {})
    true = [
        number
        for number, (thing, place) in enumerate(data["claims"])
        if found and all(order[thing] == place for order in found)
    ]
    if len(true) != 1:
        raise ValueError(f"{len(true)} options follow from the clues")
    return f"({chr(ord('A') + true[0])})"


def _places(rng: Rng, right: Sequence[int]) -> list[int]:
    """A place for each option to name: one is right, the others are wrong, and all differ."""
    true = rng.below(len(right))
    wrong = [place for number, place in enumerate(right) if number != true]
    while True:
        places = rng.sample(wrong, len(wrong))
        places.insert(true, right[true])
        if sum(place == other for place, other in zip(places, right, strict=True)) == 1:
            return places


@cache
def _fitting(count: int, kind: str, places: tuple[int, ...], number: int) -> int:
    """Of which permutations a clue is true, as a set of bits; the things are named by their right places."""
    at = _bits(count)
    if kind in ("at", "not at", "end"):
        (thing,) = places
        mask = at[thing][0] | at[thing][count - 1] if kind == "end" else at[thing][number]
        return at[thing][-1] ^ mask if kind == "not at" else mask
    mask = 0
    names = ["a", "b", "c"][: len(places)]
    for tried in permutations(range(count), len(places)):
        if holds([kind, names, number], dict(zip(names, tried, strict=True)), count):
            both = at[places[0]][tried[0]] & at[places[1]][tried[1]]
            mask |= both & at[places[2]][tried[2]] if len(places) > 2 else both
    return mask


@cache
def _bits(count: int) -> list[list[int]]:
    """For each thing and place the permutations with that thing there; last all permutations."""
    at = [[0] * count for _ in range(count)]
    for number, order in enumerate(permutations(range(count))):
        for place, thing in enumerate(order):
            at[thing][place] |= 1 << number
    return [[*row, sum(row)] for row in at]


@cache
def _true_clues(count: int, kind: str) -> list[Clue]:
    """All clues of a kind that are true of things which are named by their places."""
    return list(_listed_clues(count, kind))


def _listed_clues(count: int, kind: str) -> Iterator[Clue]:
    for places in combinations(range(count), {"between": 3}.get(kind, 2)):
        if kind == "between":
            yield kind, (places[1], places[0], places[2]), 0
            yield kind, (places[1], places[2], places[0]), 0
        elif kind == "gap" and places[1] - places[0] > 1:
            yield kind, places, places[1] - places[0] - 1
        elif kind in ("beside", "apart", "directly", "before"):
            known = dict(zip("ab", places, strict=True))
            if holds([kind, ["a", "b"], 0], known, count):
                yield kind, places, 0
    if kind in ("at", "not at", "end"):
        for place in range(count):
            if kind == "not at":
                yield from ((kind, (place,), other) for other in range(count) if other != place)
            elif kind == "at" or place in (0, count - 1):
                yield kind, (place,), place if kind == "at" else 0


def _clues(rng: Rng, count: int, level: LogicalDeductionLevel) -> list[Clue]:
    """Clues that leave one order; without any of them, spare ones apart, there are several."""
    everything = _bits(count)[0][-1]
    kinds = [kind for kind in level.kinds if _true_clues(count, kind)]
    while True:
        left, clues = everything, []
        for _ in range(20 * count):
            # Kinds are drawn first: there are far more clues of some kinds than of others.
            drawn = [rng.choice(_true_clues(count, rng.choice(kinds))) for _ in range(level.draws)]
            useful = [clue for clue in drawn if left & _fitting(count, *clue) != left]
            if useful:
                weakest = max(useful, key=lambda clue: (left & _fitting(count, *clue)).bit_count())
                left &= _fitting(count, *weakest)
                clues.append(weakest)
            if left.bit_count() == 1:
                break
        else:
            continue
        for clue in rng.sample(clues, len(clues)):
            rest = everything
            for other in clues:
                rest &= _fitting(count, *other) if other != clue else everything
            if rest.bit_count() == 1:
                clues.remove(clue)
        unused = [clue for kind in kinds for clue in _true_clues(count, kind) if clue not in clues]
        return clues + rng.sample(unused, min(level.spare, len(unused)))
