"""Zebra puzzles: who lives in the first house?

Rules: people in a row of houses differ in their names and in a few characteristics; clues say who lives
where, who is who, and who lives beside whom.

Levels: the curriculum of Reasoning-Gym has 2 to 7 people with 2 to 7 characteristics, names among them. Its
generator takes a twentieth of a second for its default, 4 and 4, and twice that for each person more, so
that the default is level 5 here. A puzzle whose clues name the person in the first house is not asked.

Labels: the clues are read from the text, all arrangements are tried, and an item is asked only where they
leave one name, the stored one. Two wordings that say the opposite of what they mean are put right.
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import TextForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_CATEGORY = re.compile(r"^ - ([^:\n]+): ([^\n]+)$", re.MULTILINE)
_CLUE = re.compile(r"^[0-9]+\. (.+)\.$", re.MULTILINE)
_CHILD = re.compile(r"([Tt])he person's child is named (\w+)")
_HOUSE = re.compile(r"in the (first|second|third|fourth|fifth|sixth|seventh) house")
_HOUSES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]
# Values that clues do not call as their list does.
_STEMS = {"roses": "rose", "swede": "swedish"}
_QUESTION = re.compile(r"What is Name of the person who lives in House 1\?\?")


class ZebraPuzzles(ReasoningGymTask[str]):
    """Who lives in the first house."""

    id = "reasoning-gym/zebra_puzzles"
    version = "1"
    name = "zebra_puzzles"
    levels = ladder(
        {"num_people": 3, "num_characteristics": 2},
        {"num_people": 3, "num_characteristics": 3},
        {"num_people": 3, "num_characteristics": 4},
        {"num_people": 4, "num_characteristics": 3},
        {"num_people": 4, "num_characteristics": 4},
    )
    form = TextForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The characteristics, names first, and the clues."""
        categories = [values.split(", ") for _, values in _CATEGORY.findall(entry.question)]
        kinds = [kind for kind, _ in _CATEGORY.findall(entry.question)]
        if not _QUESTION.search(entry.question) or "name" not in kinds[0]:
            return None
        children = next((place for place, kind in enumerate(kinds) if "mother" in kind), -1)
        clues = [_clue(text, categories, children) for text in _CLUE.findall(entry.question)]
        if any(clue is None for clue in clues):
            return None
        data = {"categories": categories, "clues": clues}
        told = any(clue and clue[:2] == ["house", 0] and clue[3] == 0 for clue in clues)
        return data if not told and first_names(data) == [entry.answer] else None

    def wording(self, question: str) -> str:
        """Names of children without a second verb, and one question mark."""
        question = _CHILD.sub(r"\1he person whose child is named \2", question)
        question = question.replace("loves the spaghetti eater", "loves spaghetti")
        return _QUESTION.sub("What is the name of the person who lives in House 1?", question)

    def advice(self, data: dict[str, Any]) -> str:
        """How houses lie; the example is no name of Reasoning-Gym."""
        return (
            'Every value belongs to one house. "Directly left of" means the next house to the left, with the '
            "smaller number; houses next to each other have numbers that differ by 1. Answer with the name "
            "alone, as in <<<wilhelmina>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One name is right."""
        if value not in data["categories"][0]:
            return "nobody there has that name"
        return "" if [value] == first_names(data) else "somebody else lives there"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all arrangements."""
        imports = ("from itertools import permutations",)
        return program(solve, sample.data, helpers=(arrangements, first_names, fits), imports=imports)

    def candidates(self, sample: Sample) -> Sequence[str]:
        """The names."""
        names: list[str] = sample.data["categories"][0]
        return names


def _clue(text: str, categories: list[list[str]], children: int) -> list[Any] | None:
    """A clue as its kind, and two places of a value: in which category, and the how many-th there."""
    text = _CHILD.sub(r"the mother of \2", text).replace("person who is the mother", "mother")
    text = text.replace("the person who is a ", "the ").replace("The person who is a ", "The ")
    text = re.sub(r"whose favorite (\w+) is", r"whose favorite \1:", text)
    house = _HOUSE.search(text)
    if house:
        value = _value(text[: house.start()].removesuffix(" is "), categories, children)
        return ["house", *value, _HOUSES.index(house[1])] if value else None
    for kind, sign in (("left", " is directly left of "), ("same", " is ")):
        one, found, two = text.partition(sign)
        if found and sign not in two:
            return _pair(kind, one, two, categories, children)
    one, found, two = text.removesuffix(" are next to each other").partition(" and ")
    return _pair("beside", one, two, categories, children) if found else None


def _pair(kind: str, one: str, two: str, categories: list[list[str]], children: int) -> list[Any] | None:
    first, second = _value(one, categories, children), _value(two, categories, children)
    return [kind, *first, *second] if first and second else None


def _value(phrase: str, categories: list[list[str]], children: int) -> list[int] | None:
    """Which value a phrase means: a name stands alone, of a child its mother is named; else the longest."""
    phrase = phrase.lower()
    if phrase in categories[0]:
        return [0, categories[0].index(phrase)]
    found: list[tuple[int, int, int]] = []
    for category, values in enumerate(categories):
        if category == 0 or (category == children) != ("mother of" in phrase):
            continue
        for place, value in enumerate(values):
            if re.search(rf"\b{re.escape(_STEMS.get(value, value))}", phrase):
                found.append((len(value), category, place))
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return list(found[0][1:])


def fits(clue: list[Any], houses: list[tuple[int, ...]]) -> bool:
    """Whether a clue is true; it is where it speaks of a category that is not yet arranged."""
    kind, category, place, *others = clue
    if category >= len(houses):
        return True
    one: int = houses[category][place]
    if kind == "house":
        return one == int(others[0])
    if others[0] >= len(houses):
        return True
    two: int = houses[others[0]][others[1]]
    if kind == "same":
        return one == two
    return two - one == 1 or (kind == "beside" and one - two == 1)


def arrangements(data: dict[str, Any], houses: list[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    """All ways to go on from some categories whose values have houses, each a house for each value."""
    if len(houses) == len(data["categories"]):
        return [houses]
    found = []
    for chosen in permutations(range(len(data["categories"][0]))):
        longer = [*houses, chosen]
        if all(fits(clue, longer) for clue in data["clues"]):
            found += arrangements(data, longer)
    return found


def first_names(data: dict[str, Any]) -> list[str]:
    """The names that can be those of the first house."""
    names = {data["categories"][0][houses[0].index(0)] for houses in arrangements(data, [])}
    return sorted(names)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return first_names(data)[0]
