"""Object counting: count the things of a kind in a list.

Rules: every thing counts as often as the list says, less what is taken out afterwards.

Levels: the official items list up to a dozen things, of one or two kinds. Levels 1 to 3 have 5, 7 and 10
entries of two or three kinds. On levels 4 and 5 two or three kinds are asked for together, some things stand
in the list twice, and some are taken out.

Provenance: BIG-Bench-Hard, `object_counting.json`; all 250 stored answers are right. Our things are our own
choice; none of them can be taken for one of another kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import BbhTask
from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_KINDS = {
    "birds": "sparrow heron stork owl crow wren gull swan pigeon falcon",
    "insects": "ant termite wasp moth cricket ladybird dragonfly bumblebee grasshopper earwig",
    "trees": "oak birch maple willow beech poplar spruce fir larch alder",
    "flowers": "tulip rose daisy poppy lily orchid daffodil carnation marigold snowdrop",
    "garments": "sock shirt glove coat skirt jacket sweater blouse mitten apron",
    "tools": "hammer chisel screwdriver wrench saw drill crowbar trowel rake sickle",
    "vehicles": "lorry bicycle tram tractor scooter van bus ambulance taxi motorbike",
    "dishes to eat or drink from": "cup saucer plate bowl mug goblet tumbler platter beaker soup-plate",
    "instruments with strings": "violin cello guitar harp banjo mandolin lute lyre zither sitar",
    "gemstones": "ruby opal emerald sapphire topaz diamond garnet amethyst turquoise agate",
}
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


class ObjectCountingLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a list.

    Attributes:
        entries: How many entries it has.
        kinds: Of how many kinds they are.
        asked: How many of these kinds are asked for together.
        most: How many things of one entry there are at the most.
        repeated: How many of the entries are of things that the list has already.
        taken: How many entries there are of things that are taken out.
    """

    entries: int
    kinds: int
    asked: int = 1
    most: int
    repeated: int = 0
    taken: int = 0


class ObjectCounting(BbhTask[ObjectCountingLevel, int]):
    """Count things."""

    id = "bbh/object_counting"
    version = "1"
    levels = (
        ObjectCountingLevel(entries=5, kinds=2, most=3),
        ObjectCountingLevel(entries=7, kinds=2, most=4),
        ObjectCountingLevel(entries=10, kinds=3, most=5),
        ObjectCountingLevel(entries=15, kinds=4, asked=2, most=9, repeated=2, taken=4),
        ObjectCountingLevel(entries=26, kinds=5, asked=3, most=20, repeated=5, taken=8),
    )
    form = IntegerForm()
    unique_answer = True
    advice = "Answer with the number in digits; the form is that of {}."
    examples = ("17", "18")

    def generate(self, rng: Rng, level: ObjectCountingLevel) -> Sample:
        """Draw kinds, things of each, how many, and what is taken out of them."""
        kinds = rng.sample(sorted(_KINDS), level.kinds)
        # Every kind is there; which of the others come is left to chance.
        nouns = [rng.choice(_KINDS[kind].split()) for kind in kinds]
        others = [noun for kind in kinds for noun in _KINDS[kind].split() if noun not in nouns]
        nouns += rng.sample(others, level.entries - level.repeated - level.kinds)
        entries = nouns + rng.sample(nouns, level.repeated)
        rng.shuffle(entries)
        counts = [rng.between(1, level.most) for _ in entries]
        given = list(zip(counts, entries, strict=True))
        there = {noun: sum(count for count, other in given if other == noun) for noun in nouns}
        taken = [[rng.between(1, there[noun]), noun] for noun in rng.sample(nouns, level.taken)]
        kind_of = {noun: kind for kind in kinds for noun in _KINDS[kind].split() if noun in nouns}
        data = {
            "given": [list(entry) for entry in given],
            "taken": taken,
            "kinds": kind_of,
            "asked": kinds[: level.asked],
        }
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the list, what is taken out, and what is asked."""
        asked = _joined(data["asked"])
        taken = f" Then {_listed(data['taken'])} {_are(data['taken'])} taken out." if data["taken"] else ""
        left = " are left in it" if data["taken"] else " are in it"
        together = " together" if len(data["asked"]) > 1 else ""
        return (
            f"A toy box is filled with {_listed(data['given'])}.{taken}\n\n"
            f"How many {asked}{left}{together}? A toy counts as what it shows, and every single one counts."
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Add and subtract."""
        return program(solve, sample.data) if "given" in sample.data else None

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also all things, entries in place of things, and what is there before any is taken out."""
        yield from super().mutations(sample, answer)
        if "given" in sample.data:
            data = sample.data
            wrong = {
                "everything": sum(count for count, _ in data["given"]),
                "nothing taken out": int(solve({**data, "taken": []})),
                "entries": sum(data["kinds"][noun] in data["asked"] for _, noun in data["given"]),
            }
            yield from ((name, str(number)) for name, number in wrong.items() if str(number) != answer)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    total = 0
    for sign, entries in ((1, data["given"]), (-1, data["taken"])):
        for count, noun in entries:
            if data["kinds"][noun] in data["asked"]:
                total += sign * count
    return str(total)


def _listed(entries: list[list[Any]]) -> str:
    return _joined(
        [
            f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
            if count == 1
            else f"{_number(count)} {plural(noun)}"
            for count, noun in entries
        ]
    )


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _are(entries: list[list[Any]]) -> str:
    return "is" if len(entries) == 1 and entries[0][0] == 1 else "are"


def _number(count: int) -> str:
    if count < len(_NUMBERS):
        return _NUMBERS[count]
    tens, ones = divmod(count, 10)
    return _TENS[tens] + (f"-{_NUMBERS[ones]}" if ones else "")


def plural(noun: str) -> str:
    """The plural of one of our nouns."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"
