"""Group anagrams: put words of the same letters together.

Rules: each word stands in exactly one group; groups and words may come in any order.

Levels: more groups with more words, after the curriculum of Reasoning-Gym, which goes up to 100 groups.

Labels: every stored answer is compared with a grouping of ours. Reasoning-Gym prints the words group by
group, so that the list needs only be cut; here they are printed in another order, which their own hashes
decide.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.word_groups import Groups, WordGroupsForm

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MOST_CHARS = 4_000


def _numbers(groups: tuple[int, int], words: tuple[int, int]) -> dict[str, int]:
    return {
        "min_anagram_groups": groups[0],
        "max_anagram_groups": groups[1],
        "min_words_per_group": words[0],
        "max_words_per_group": words[1],
    }


class GroupAnagrams(ReasoningGymTask[Groups]):
    """Find anagrams."""

    id = "reasoning-gym/group_anagrams"
    version = "1"
    name = "group_anagrams"
    levels = ladder(
        _numbers((2, 2), (2, 3)),
        _numbers((3, 4), (2, 4)),
        _numbers((6, 10), (2, 5)),
        _numbers((18, 25), (2, 7)),
        _numbers((40, 55), (2, 10)),
    )
    form = WordGroupsForm(ordered=False)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The words, in the order in which they are printed."""
        words = entry.metadata["words"]
        right = sorted(map(sorted, grouped(words)))
        stored = sorted(map(sorted, json.loads(str(entry.answer))))
        plain = all(word.isascii() and word.isalpha() and word.islower() for word in words)
        if (
            not plain
            or len(set(words)) < len(words)
            or right != stored
            or len(json.dumps(right)) > _MOST_CHARS
        ):
            return None
        return {"words": mixed(words)}

    def wording(self, question: str) -> str:
        """The words in another order."""
        start = question.rindex("[")
        return question[:start] + json.dumps(mixed(json.loads(question[start:])))

    def advice(self, data: dict[str, Any]) -> str:
        """All words."""
        words = ["eat", "tan", "tea"] if set(data["words"]) != {"eat", "tan", "tea"} else ["on", "at", "no"]
        return (
            "Every word of the list stands in exactly one group, together with all words that have the same "
            f"letters. For the words {', '.join(words)}, for example, the answer would be "
            f"<<<{json.dumps(grouped(words))}>>>."
        )

    def fault(self, data: dict[str, Any], value: Groups) -> str:
        """One grouping is right."""
        found = [word for group in value for word in group]
        if sorted(found) != sorted(data["words"]):
            return "the groups do not have each word of the list once"
        wanted = sorted(map(sorted, grouped(data["words"])))
        return "" if sorted(map(sorted, value)) == wanted else "a group is not all the anagrams of a word"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Sort the letters of each word."""
        return program(solve, sample.data, helpers=(grouped,))


def mixed(words: list[str]) -> list[str]:
    """The words in an order that says nothing of their letters."""
    return sorted(words, key=lambda word: hashlib.sha256(word.encode()).digest())


def grouped(words: list[str]) -> list[list[str]]:
    """The words in groups of the same letters."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), []).append(word)
    return list(groups.values())


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return json.dumps(grouped(data["words"]))
