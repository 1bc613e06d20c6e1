"""Isomorphic strings: can the letters of one string be exchanged so that another one comes out?

Rules: each letter becomes one letter everywhere, and no two letters become the same. True or False.

Levels: strings grow as in the curriculum of Reasoning-Gym, up to 400 letters (it goes up to 1,000); each
level begins where the one below ends.

Labels: every stored answer is compared with a check of ours. Strings that are not isomorphic are made from
isomorphic ones by one more letter, so that in Reasoning-Gym the longest strings are never isomorphic and
the shortest always are: both are left out here. So are pairs without a repeated letter, which are
isomorphic at a glance; the share of solvable items is set so that both answers are equally frequent
afterwards. In Reasoning-Gym the letter is always one that the first string would have to turn into two, so
that the other half of the rule never decides; here both strings change places in every other question.
Which letters occur depends on the hash seed of the process; ours is fixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.thinning import kept

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class IsomorphicStrings(ReasoningGymTask[str]):
    """Exchange letters."""

    id = "reasoning-gym/isomorphic_strings"
    version = "1"
    name = "isomorphic_strings"
    levels = ladder(
        {"min_string_length": 6, "max_string_length": 11, "p_solvable": 0.57},
        {"min_string_length": 11, "max_string_length": 21, "p_solvable": 0.51},
        {"min_string_length": 21, "max_string_length": 51},
        {"min_string_length": 51, "max_string_length": 101},
        {"min_string_length": 151, "max_string_length": 401},
    )
    form = OneOfForm(("True", "False"), {"yes": "True", "no": "False"})
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The two strings."""
        one, two = entry.metadata["words"]
        shortest, longest = entry.metadata["difficulty"]["string_length"]
        if not shortest <= len(one) < longest or len(set(one)) == len(one):
            return None
        data = {"strings": [one, two] if kept(entry.question.strip(), 1, 2) else [two, one]}
        return data if entry.answer == solve(data) else None

    def wording(self, question: str) -> str:
        """In every other question, the strings change places."""
        if kept(question, 1, 2):
            return question
        words, one, two = question.rsplit(maxsplit=2)
        return f"{words}\n{two} {one}"

    def advice(self, data: dict[str, Any]) -> str:
        """True or False."""
        return (
            "Isomorphic means that the first string can become the second one. Answer with one word, as "
            "<<<True>>> or <<<False>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One word is right."""
        return "" if value == solve(data) else "it is the other answer"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Count letters, and pairs of letters."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: each letter has one partner only, on both sides."""
    one, two = data["strings"]
    partners = set(zip(one, two, strict=False))
    return str(len(one) == len(two) and len(partners) == len(set(one)) == len(set(two)))
