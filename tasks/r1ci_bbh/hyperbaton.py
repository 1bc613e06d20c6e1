"""Hyperbaton: choose the words whose adjectives stand in the usual order.

Rules: opinion, size, age, shape, colour, origin, material, purpose, and then the noun. The question says so;
to which kind a word belongs, the reader has to know, and of our words each belongs to one kind only (copper
or turquoise would be a colour and a material, and khaki is also a cloth).

Levels: the official items have two to seven adjectives, mostly four, and two options; that is levels 1 and 2,
with two and four adjectives. From level 3 on there are three, four and six options that differ by the places
of two adjectives. One of them is the one that all others differ from in this way, and it is no more often
right than the others are.

Provenance: BIG-Bench-Hard, `hyperbaton.json`; all 250 stored answers keep to one order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.official import with_options
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_KINDS = {
    "opinion": "charming dreadful delightful horrid splendid pleasant ghastly marvellous hideous adorable",
    "size": "gigantic minuscule immense oversized colossal enormous tiny sizeable bulky miniature",
    "age": "modern vintage antique age-old century-old ten-year-old prehistoric medieval",
    "shape": "oval conical cubic hexagonal heart-shaped egg-shaped star-shaped octagonal",
    "colour": "crimson beige violet maroon scarlet indigo mauve lilac magenta yellow",
    "origin": "Danish Peruvian Kenyan Welsh Nepalese Cuban Latvian Moroccan Finnish Chilean",
    "material": "bamboo leather granite linen velvet marble wicker tin felt porcelain",
    "purpose": "gardening fishing sewing painting cooking camping dancing racing sailing hunting",
}
_NOUNS = "bag box stool lamp chest basket hat coat tray bench belt sign bottle cushion table"


class HyperbatonLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a choice.

    Attributes:
        adjectives: How many adjectives there are.
        options: How many options there are.
        near: How far apart two adjectives are at the most that an option exchanges; 0 where options may
            differ in any way.
    """

    adjectives: int
    options: int = 2
    near: int = 0


class Hyperbaton(ChoiceTask[HyperbatonLevel]):
    """Choose an order of adjectives."""

    id = "bbh/hyperbaton"
    version = "1"
    levels = (
        HyperbatonLevel(adjectives=2),
        HyperbatonLevel(adjectives=4),
        HyperbatonLevel(adjectives=5, options=3, near=4),
        HyperbatonLevel(adjectives=6, options=4, near=5),
        HyperbatonLevel(adjectives=8, options=6, near=2),
    )

    def generate(self, rng: Rng, level: HyperbatonLevel) -> Sample:
        """Draw adjectives of different kinds, and the orders of the options."""
        kinds = rng.sample(range(len(_KINDS)), level.adjectives)
        words = {rng.choice(list(_KINDS.values())[kind].split()): kind for kind in sorted(kinds)}
        right = list(words)
        orders = [right]
        if level.near:
            # What all others differ from is the right order only as often as chance has it.
            centre = right if rng.chance(1, level.options) else _exchanged(rng, right, level.near)
            orders = [centre] if centre == right else [centre, right]
        while len(orders) < level.options:
            order = _exchanged(rng, orders[0], level.near) if level.near else rng.sample(right, len(right))
            if order not in orders:
                orders.append(order)
        rng.shuffle(orders)
        noun = rng.choice(_NOUNS.split())
        data = {"kinds": words, "options": [" ".join([*order, noun]) for order in orders]}
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the order of the kinds, and the options."""
        return with_options(
            "In English, adjectives in front of a noun usually come in this order: "
            f"{', '.join(_KINDS)}. In which of these are they in this order?\n",
            data["options"],
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Compare the kinds of adjectives next to each other."""
        return program(solve, sample.data) if "kinds" in sample.data else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    right = []
    for place, option in enumerate(data["options"]):
        kinds = [data["kinds"][word] for word in option.split()[:-1]]
        if kinds == sorted(kinds):
            right.append(place)
    if len(right) != 1:
        raise ValueError(f"{len(right)} options are in order")
    return f"({chr(ord('A') + right[0])})"


def _exchanged(rng: Rng, order: list[str], most: int) -> list[str]:
    """The order with two words exchanged, at most so many places apart."""
    changed = list(order)
    while changed == order:
        one, other = rng.below(len(order)), rng.below(len(order))
        if abs(one - other) <= most:
            changed[one], changed[other] = changed[other], changed[one]
    return changed
