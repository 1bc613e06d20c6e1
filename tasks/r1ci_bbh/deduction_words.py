"""The words of logical_deduction: what is ordered, by what, and how clues are said."""

from __future__ import annotations

from typing import Any, NamedTuple

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_COUNTS = ("none", "one", "two", "three", "four", "five")


class Scale(NamedTuple):
    """Something by which things are ordered.

    Attributes:
        scene: What there is.
        order: The order in words.
        before: What is said of a thing that comes earlier in it than another one.
        after: What is said of one that comes later.
        first: What is said of the place of a thing, counted from the beginning.
        last: The same, counted from the end.
        not_first: That a thing does not have a place that is counted from the beginning.
        not_last: The same, counted from the end.
        things: What may be there.
    """

    scene: str
    order: str
    before: str
    after: str
    first: str
    last: str
    not_first: str
    not_last: str
    things: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _the(words: str) -> tuple[str, ...]:
    return tuple(f"the {word}" for word in words.split())


SCALES = {
    "shelf": Scale(
        scene="{many} things stand side by side on a shelf: {things}.",
        order="from left to right",
        before="is to the left of",
        after="is to the right of",
        first="is {ordinal} from the left",
        last="is {ordinal} from the right",
        not_first="is not {ordinal} from the left",
        not_last="is not {ordinal} from the right",
        things=_the("jug vase lantern clock teapot globe basket candle trophy radio drum mirror"),
    ),
    "ages": Scale(
        scene="{many} cousins were born on different days: {things}.",
        order="from the oldest to the youngest",
        before="is older than",
        after="is younger than",
        first="is the {th}oldest",
        last="is the {th}youngest",
        not_first="is not the {th}oldest",
        not_last="is not the {th}youngest",
        things=_words("Anton Bruno Clara Dora Emil Frieda Gustav Hanna Ivo Jette Konrad Lotte"),
    ),
    "race": Scale(
        scene="{many} rowers finish a race one after the other: {things}.",
        order="in which they finish",
        before="finishes before",
        after="finishes after",
        first="finishes {ordinal}",
        last="finishes {th}last",
        not_first="does not finish {ordinal}",
        not_last="does not finish {th}last",
        things=_words("Mauro Nadia Oskar Petra Quirin Rosa Silvan Tilda Urs Viola Wanda Yusuf"),
    ),
    "prices": Scale(
        scene="A shop sells {things}, each at a price of its own.",
        order="from the most expensive to the cheapest",
        before="costs more than",
        after="costs less than",
        first="is the {th}most expensive",
        last="is the {th}cheapest",
        not_first="is not the {th}most expensive",
        not_last="is not the {th}cheapest",
        things=_the("hammer saw chisel ladder drill wrench plane crowbar shovel rake axe trowel"),
    ),
    "heights": Scale(
        scene="{many} trees of different heights grow in a park: {things}.",
        order="from the tallest to the shortest",
        before="is taller than",
        after="is shorter than",
        first="is the {th}tallest",
        last="is the {th}shortest",
        not_first="is not the {th}tallest",
        not_last="is not the {th}shortest",
        things=_the("oak birch maple willow beech poplar spruce larch alder cedar walnut elm"),
    ),
    "weights": Scale(
        scene="{many} animals of different weights live on a farm: {things}.",
        order="from the heaviest to the lightest",
        before="is heavier than",
        after="is lighter than",
        first="is the {th}heaviest",
        last="is the {th}lightest",
        not_first="is not the {th}heaviest",
        not_last="is not the {th}lightest",
        things=_the("goat donkey goose sheep calf pony turkey llama pig dog mule ram"),
    ),
}


def listed(things: list[str]) -> str:
    """Things in one list."""
    return f"{', '.join(things[:-1])} and {things[-1]}"


def option(scale: str, count: int, thing: str, place: int, end: int) -> str:
    """What an option says, without a full stop; `end` is 1 where places are counted from the last one."""
    return _sentence(thing, _at(scale, count, place, end))


def told(scale: str, count: int, clue: list[Any]) -> str:
    """A clue as a sentence. Two ways of words say the same."""
    kind, things, number, way = clue
    words = SCALES[scale]
    first = things[0]
    second = things[1] if len(things) > 1 else ""
    if kind == "at":
        said = f"{first} {_at(scale, count, number, way)}"
    elif kind == "not at":
        said = f"{first} {_at(scale, count, number, way, denied=True)}"
    elif kind == "before":
        said = f"{second} {words.after} {first}" if way else f"{first} {words.before} {second}"
    elif kind == "directly":
        said = f"{first} comes directly before {second} in the order"
        if way:
            said = f"{second} comes directly after {first} in the order"
    elif kind == "end":
        said = f"{first} is {'first or last' if way else 'at one of the two ends'} in the order"
    elif kind == "between":
        others = (things[2], second) if way else (second, things[2])
        said = f"{first} comes somewhere between {others[0]} and {others[1]} in the order"
    else:
        pair = f"{second} and {first}" if way else f"{first} and {second}"
        said = {
            "beside": f"{pair} are next to each other in the order",
            "apart": f"{pair} are not next to each other in the order",
            "gap": f"exactly {_COUNTS[number]} of the others come{'s' * (number == 1)} between {pair}",
        }[kind]
    return f"{_sentence(said)}."


def _at(scale: str, count: int, place: int, end: int, *, denied: bool = False) -> str:
    words = SCALES[scale]
    number = count - 1 - place if end else place
    first, last = (words.not_first, words.not_last) if denied else (words.first, words.last)
    return (last if end else first).format(
        ordinal=_ORDINALS[number], th=f"{_ORDINALS[number]} " if number else ""
    )


def _sentence(*parts: str) -> str:
    text = " ".join(parts)
    return text[:1].upper() + text[1:]
