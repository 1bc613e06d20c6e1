"""Family relationships: what one person of a family is to another one.

Rules: the story names couples and their children. Who is a man and who a woman, the first names say; here
only names are used that are clearly one or the other, and of the person asked for the question says it.

Levels: the curriculum of Reasoning-Gym goes by the size of the family, up to 11; here up to 16, and levels 4
and 5 leave out the nearest relations, a spouse, a parent or a child. Nieces, nephews, uncles and aunts alone
are not asked for at any level: which of them it is, the order in which the story names the two tells.

Labels: every item is worked out anew from its story. Reasoning-Gym gives nieces and nephews the gender of
the wrong person, and says mother-in-law of whoever has one: what it stores there is known, and our answer
stands in its place. What differs from what it should store is not asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.effort import EffortKnobs
    from r1ci_reasoning_gym.source import Entry

_MEN = ["Adam", "Arthur", "Brian", "Carl", "David", "Edward", "Frank", "George", "Henry", "Jacob", "Kevin",
        "Louis", "Martin", "Norman", "Oscar", "Peter", "Ralph", "Stephen", "Thomas", "Victor"]  # fmt: skip
_WOMEN = ["Alice", "Barbara", "Clara", "Diana", "Emma", "Fiona", "Grace", "Helen", "Irene", "Julia", "Karen",
          "Laura", "Maria", "Nancy", "Olivia", "Paula", "Rachel", "Susan", "Teresa", "Vera"]  # fmt: skip
_COUPLE = re.compile(
    r"(\w+) is married to (\w+)\.(?: They have (?:a child|children) called ((?:\w+, )*\w+(?: and \w+)?)\.)?"
)
_ASKED = re.compile(r"(?:What (?:is|relation is)|How is) (\w+) (?:related )?to (\w+)\?")
# From a step of `relation` to the words for a man and for a woman.
_WORDS = {
    "spouse": ("husband", "wife"),
    "parent": ("father", "mother"),
    "child": ("son", "daughter"),
    "sibling": ("brother", "sister"),
    "grandparent": ("grandfather", "grandmother"),
    "parent-in-law": ("father-in-law", "mother-in-law"),
    "child-in-law": ("son-in-law", "daughter-in-law"),
    "uncle or aunt": ("uncle", "aunt"),
    "nephew or niece": ("nephew", "niece"),
}
_NEAREST = ("spouse", "parent", "child")


def _level(size: tuple[int, int], least: int) -> EffortKnobs:
    config = {
        "min_family_size": size[0],
        "max_family_size": size[1],
        "male_names": _MEN,
        "female_names": _WOMEN,
    }
    return effort_level(config, least, 2)


class FamilyRelationships(EffortTask[str]):
    """Name a relationship."""

    id = "reasoning-gym/family_relationships"
    version = "1"
    name = "family_relationships"
    levels = (
        _level((3, 4), 1),
        _level((5, 6), 1),
        _level((7, 8), 1),
        _level((9, 11), 2),
        _level((13, 16), 2),
    )
    form = OneOfForm(
        tuple(word for pair in _WORDS.values() for word in pair),
        {word.replace("-", " "): word for pair in _WORDS.values() for word in pair if "-" in word},
    )
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The couples with their children, and the two persons."""
        story, _, question = entry.question.partition("\n\n")
        couples = [
            [one, two, re.split(r", | and ", children) if children else []]
            for one, two, children in _COUPLE.findall(story)
        ]
        asked = _ASKED.match(question)
        if asked is None:
            return None
        first, second = asked.groups()
        data = {"couples": couples, "first": first, "second": second, "woman": first in _WOMEN}
        kind = relation(data)
        if not kind or entry.answer != _stored(kind, first, second):
            return None
        return data

    def effort(self, data: dict[str, Any]) -> int:
        """1 for the nearest relations, 2 for all others."""
        return 1 if relation(data) in _NEAREST else 2

    def advice(self, data: dict[str, Any]) -> str:
        """Whose relation is asked for, and the words."""
        name, gender = data["first"], "woman" if data["woman"] else "man"
        return (
            f"{name} is a {gender}; the word says what {name} is to {data['second']}, not the reverse. "
            "Children of a couple have no other parents, and nobody is related in another way than the story "
            "tells. By marriage, only a spouse's parents and a child's spouse count as related: a child's "
            "husband, for example, is a son-in-law. Answer with one word, as in <<<great-aunt>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One word is right."""
        return "" if value == solve(data) else "it is another relationship"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compare parents, children and spouses."""
        return program(solve, sample.data, helpers=(relation,))

    def candidates(self, sample: Sample) -> list[str]:
        """The words for a person of that gender."""
        return [pair[sample.data["woman"]] for pair in _WORDS.values()]


def _stored(kind: str, first: str, second: str) -> str:
    """What Reasoning-Gym stores: of nieces and of those in law, it looks at the other person's gender."""
    if kind == "nephew or niece":
        return _WORDS[kind][second in _WOMEN]
    if kind == "child-in-law":
        return _WORDS["parent-in-law"][second in _WOMEN]
    return _WORDS[kind][first in _WOMEN]


def relation(data: dict[str, Any]) -> str:
    """What the first person is to the second one, without gender; empty where it is nothing of these."""
    parents: dict[str, set[str]] = {}
    spouses: dict[str, str] = {}
    for one, two, children in data["couples"]:
        spouses[one], spouses[two] = two, one
        for child in children:
            parents[child] = {one, two}
    nobody: set[str] = set()
    first, second = data["first"], data["second"]
    above, beyond = parents.get(first, nobody), parents.get(second, nobody)
    above_all = {old for parent in above for old in parents.get(parent, nobody)}
    beyond_all = {old for parent in beyond for old in parents.get(parent, nobody)}
    if spouses.get(first) == second:
        return "spouse"
    if first in beyond:
        return "parent"
    if second in above:
        return "child"
    if above and above == beyond:
        return "sibling"
    if first in beyond_all:
        return "grandparent"
    if above & beyond_all:
        return "uncle or aunt"
    if beyond & above_all:
        return "nephew or niece"
    if second in parents.get(spouses.get(first, ""), nobody):
        return "child-in-law"
    return "parent-in-law" if first in parents.get(spouses.get(second, ""), nobody) else ""


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    words = {
        "spouse": ("husband", "wife"),
        "parent": ("father", "mother"),
        "child": ("son", "daughter"),
        "sibling": ("brother", "sister"),
        "grandparent": ("grandfather", "grandmother"),
        "parent-in-law": ("father-in-law", "mother-in-law"),
        "child-in-law": ("son-in-law", "daughter-in-law"),
        "uncle or aunt": ("uncle", "aunt"),
        "nephew or niece": ("nephew", "niece"),
    }
    return words[relation(data)][data["woman"]]
