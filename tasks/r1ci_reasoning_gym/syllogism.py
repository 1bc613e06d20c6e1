"""Syllogism: does a conclusion follow from two premises about three groups?

Rules: the premises say All, No, Some or Some ... not; the conclusion follows if it is true whenever both
premises are. Each group has members, as in Aristotle's logic (existential import): the question says so.

Levels: the curriculum of Reasoning-Gym only adds the four quantifiers one after the other; with All alone
every conclusion follows. Here level 1 asks for conclusions from one premise with All and No, level 2 with
all quantifiers; level 3 is the default mixture; level 4 asks for conclusions from both premises. There, most
pairs of premises let nothing follow, and their quantifiers alone tell that. Level 5 asks only for pairs from
which something follows, though perhaps not this, and for pairs that sound as if it did: negative where one of
them is, and about some where one of them is.

Labels: one in eight is wrong, a Yes where the middle group is never spoken of as a whole (All a are b, some
b are c). Just these are the hardest questions, and without them a first premise with All would mean Yes. So
no label is used: every item is decided by trying all ways in which the regions of three overlapping groups
can be empty or not. Yes and No are drawn as often as each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_STATEMENT = re.compile(r"(All|No|Some) (\w+) are (not )?(\w+)")


class Syllogism(EffortTask[str]):
    """Whether a conclusion follows.

    The effort of a question: 1 for what one premise says already and sounds right or wrong as it is, 2 where
    that is the wrong guess; 3 for what both premises together may say; 4 where the quantifiers of the
    premises do not tell that nothing follows.
    """

    id = "reasoning-gym/syllogism"
    version = "1"
    name = "syllogism"
    levels = (
        effort_level({"inversion_probability": 1.0, "allow_some": False, "allow_some_not": False}, 1, 2),
        effort_level({"inversion_probability": 1.0}, 1, 2),
        effort_level({}, 1, 4),
        effort_level({"inversion_probability": 0.0, "invalid_ratio": 0.7}, 3, 4),
        effort_level({"inversion_probability": 0.0, "invalid_ratio": 0.85}, 4, 4),
    )
    form = OneOfForm(("Yes", "No"), {"true": "Yes", "false": "No"})
    unique_answer = True
    balanced = ("Yes", "No")

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The premises and the conclusion, each as a quantifier and two groups."""
        found = entry.metadata
        texts = (found["premise1"], found["premise2"], found["conclusion"])
        matches = [_STATEMENT.fullmatch(text) for text in texts]
        statements = [
            [f"{match[1]} not" if match[3] else match[1], match[2], match[4]] for match in matches if match
        ]
        if len(statements) != len(texts):
            return None
        return {"premises": statements[:2], "conclusion": statements[2]}

    def effort(self, data: dict[str, Any]) -> int:
        """1 or 2 where one premise is about both groups of the conclusion, 3 or 4 where none is."""
        (one, two), conclusion = data["premises"], data["conclusion"]
        both = [premise for premise in (one, two) if set(premise[1:]) == set(conclusion[1:])]
        premises = both or [one, two]
        negative = any(premise[0] in ("No", "Some not") for premise in premises)
        some = any(premise[0].startswith("Some") for premise in premises)
        sounds = ("Some not" if negative else "Some") if some else "No" if negative else "All"
        if both:
            return 1 if (sounds == conclusion[0]) == (solve(data) == "Yes") else 2
        if one[0] in ("No", "Some not"):
            return 3
        follows = any(
            solve({"premises": premises, "conclusion": [quantifier, *conclusion[1:]]}) == "Yes"
            for quantifier in ("Some", "Some not")  # the weakest: where All or No follows, one of these does
        )
        return 4 if follows or sounds == conclusion[0] else 3

    def advice(self, data: dict[str, Any]) -> str:
        """What counts as following."""
        return (
            "Judge by the two statements alone, not by what you know of these groups. Each of the groups has "
            'at least one member, and "some" means at least one, perhaps all. A conclusion follows if it is '
            "true whenever both statements are true. Answer with one word, as <<<Yes>>> or <<<No>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One of the two is right."""
        if value == solve(data):
            return ""
        return "it does not follow" if value == "Yes" else "it follows"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all ways in which groups can overlap."""
        return program(solve, sample.data, helpers=(holds,))


def holds(statement: list[str], kinds: dict[str, int], there: int) -> bool:
    """Whether a statement is true; bit k stands for the members that belong to the groups of kind k.

    Args:
        statement: A quantifier and two groups.
        kinds: The kinds that belong to each group.
        there: The kinds that have members.
    """
    quantifier, one, two = statement
    if quantifier in ("All", "Some not"):
        return (there & kinds[one] & ~kinds[two] == 0) == (quantifier == "All")
    return (there & kinds[one] & kinds[two] == 0) == (quantifier == "No")


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: whether there is no counterexample."""
    names = sorted({name for statement in data["premises"] for name in statement[1:]})
    # A member belongs to some of the groups; kind 0b101 is in the first and the third one. No statement
    # speaks of kind 0, which is in none.
    kinds = {
        name: sum(1 << kind for kind in range(8) if kind >> place & 1) for place, name in enumerate(names)
    }
    for there in range(0, 256, 2):
        if all(there & group for group in kinds.values()):
            true = all(holds(premise, kinds, there) for premise in data["premises"])
            if true and not holds(data["conclusion"], kinds, there):
                return "No"
    return "Yes"
