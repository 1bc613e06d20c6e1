"""The words of reasoning_about_colored_objects: things, colours, numbers, changes and questions."""

from __future__ import annotations

from typing import Any

COLOURS = (
    "amber", "azure", "beige", "cream", "crimson", "ivory", "khaki", "lavender", "lime", "maroon", "mint",
    "navy", "olive", "scarlet", "violet", "white",
)  # fmt: skip
NOUNS = (
    "anchor", "bell", "bowl", "button", "candle", "compass", "cork", "dice cup", "eraser", "feather", "flute",
    "funnel", "glove", "globe", "jar", "kettle", "ladle", "magnet", "napkin", "paddle", "ribbon", "sponge",
    "stapler", "thimble", "torch", "vase", "whistle", "zip",
)  # fmt: skip
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = (*_SMALL, *(f"{ten}-{one}" if one != "zero" else ten for ten in _TENS for one in _SMALL[:10]))
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twenty-first",
)  # fmt: skip


def listed(things: list[list[Any]]) -> str:
    """Things in one list."""
    parts = [_some(count, colour, noun) for count, colour, noun in things]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def changed(change: list[Any]) -> str:
    """A change, as the rest of a sentence."""
    kind, *named = change
    if kind == "swap":
        one, other = (_ORDINALS[place - 1] for place in named)
        return f"the {one} and the {other} thing from the left change places"
    if kind == "paint":
        return f"the {_ORDINALS[named[0] - 1]} thing from the left is painted {named[1]}"
    if kind == "put":
        place = _ORDINALS[named[0] - 1]
        thing = _some(1, named[1], named[2])
        return f"{thing} is put directly to the right of the {place} thing from the left"
    if kind == "reverse":
        return "the whole row is laid out anew in the opposite order"
    if kind == "paint all":
        return f"all {_many(named[0])} are painted {named[1]}"
    if kind == "add":
        return f"{_some(*named)} {'is' if named[0] == 1 else 'are'} added"
    if named[0] in COLOURS:
        return f"all {named[0]} things are taken away"
    if kind == "remove all":
        return f"all {_many(named[0])} are taken away"
    return f"the {named[0]} is taken away"


def asked(query: list[Any]) -> str:
    """What is asked of the things in the end."""
    kind, *named = query
    if kind in ("colour at", "noun at"):
        place, end = (named[0], "left") if named[0] >= 0 else (-1 - named[0], "right")
        thing = f"the {_ORDINALS[place]} thing from the {end}"
        return f"What colour is {thing}?" if kind == "colour at" else f"Which is {thing}?"
    if kind == "colour of":
        return f"What colour is the {named[0]}?"
    if kind == "beside":
        return f"What colour is the thing directly to the {_way(named[1])} of the {named[0]}?"
    if kind == "furthest":
        alike = "Neighbours in the row are all equally far apart."
        return f"{alike} What colour is the thing furthest from the {named[0]}?"
    if kind == "side":
        return f"How many things that are not {named[2]} are to the {_way(named[1])} of the {named[0]}?"
    if kind == "between":
        return f"How many things that are not {named[2]} are between the {named[0]} and the {named[1]}?"
    if kind == "neither":
        return f"How many things are there that are neither {named[0]} nor {named[1]}?"
    return f"How many {_many(named[0]) if kind == 'noun' else f'{named[0]} things'} are there?"


def _some(count: int, colour: str, noun: str) -> str:
    if count > 1:
        return f"{NUMBERS[count]} {colour} {_many(noun)}"
    return f"{'an' if colour[0] in 'aeiou' else 'a'} {colour} {noun}"


def _many(noun: str) -> str:
    return f"{noun}{'es' if noun.endswith(('x', 'ch', 'sh')) else 's'}"


def _way(way: int) -> str:
    return "right" if way > 0 else "left"
