"""Palindrome partitioning: all ways to cut a string into palindromes.

Rules: a single letter is a palindrome. All ways are asked for, each once, in any order.

Levels: strings grow as in the curriculum of Reasoning-Gym, and so do the palindromes that they are made of,
and with both the number of ways. Answers of more than 4,000 characters, which its larger strings have, are
not asked, nor are strings with one way only.

Labels: every stored answer is compared with an enumeration of ours. Reasoning-Gym says that all ways "may" be
returned and accepts nothing less; here the question says that all must be.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.word_groups import Groups, WordGroupsForm

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MOST_WAYS = 300
_MOST_CHARS = 4_000


def _lengths(string: tuple[int, int], palindrome: tuple[int, int]) -> dict[str, int]:
    return {
        "min_string_len": string[0],
        "max_string_len": string[1],
        "min_substring_palindrome_len": palindrome[0],
        "max_substring_palindrome_len": palindrome[1],
    }


class PalindromePartitioning(ReasoningGymTask[Groups]):
    """Cut into palindromes."""

    id = "reasoning-gym/palindrome_partitioning"
    version = "1"
    name = "palindrome_partitioning"
    levels = ladder(
        _lengths((5, 6), (1, 3)),
        _lengths((7, 9), (1, 4)),
        _lengths((10, 14), (1, 5)),
        _lengths((15, 16), (4, 9)),
        _lengths((17, 19), (6, 11)),
    )
    form = WordGroupsForm(ordered=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The string."""
        string = entry.metadata["string"]
        if not 1 < count(string) <= _MOST_WAYS:
            return None
        ways = sorted(partitions(string))
        stored = sorted(json.loads(str(entry.answer)))
        return {"string": string} if ways == stored and len(json.dumps(ways)) <= _MOST_CHARS else None

    def wording(self, question: str) -> str:
        """What may be returned must be."""
        return question.replace(
            "You may return all possible palindrome partitioning in any order.",
            "Return all possible partitions of this kind, in any order.",
        )

    def advice(self, data: dict[str, Any]) -> str:
        """All ways."""
        return (
            "A single letter is a palindrome as well. Give every partition once; within a partition the "
            "parts stand in the order of the string. For the string aab, for example, the answer would be "
            '<<<[["a","a","b"],["aa","b"]]>>>.'
        )

    def fault(self, data: dict[str, Any], value: Groups) -> str:
        """All ways, and no others."""
        string = data["string"]
        for way in value:
            if "".join(way) != string:
                return "a partition does not give the string"
            if any(part != part[::-1] for part in way):
                return "a part is not a palindrome"
        different = len({tuple(way) for way in value})
        if different < len(value):
            return "a partition is given twice"
        wanted = count(string)
        return "" if different == wanted else f"there are {different} partitions, not {wanted}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Cut off one palindrome after the other."""
        return program(solve, sample.data, helpers=(partitions,))


def count(string: str) -> int:
    """The number of ways to cut a string into palindromes."""
    ways = [1]
    for end in range(1, len(string) + 1):
        parts = ((start, string[start:end]) for start in range(end))
        ways.append(sum(ways[start] for start, part in parts if part == part[::-1]))
    return ways[-1]


def partitions(string: str) -> list[list[str]]:
    """All ways to cut a string into palindromes."""
    found: list[list[str]] = [] if string else [[]]
    for end in range(1, len(string) + 1):
        if string[:end] == string[:end][::-1]:
            found += [[string[:end], *rest] for rest in partitions(string[end:])]
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return json.dumps(sorted(partitions(data["string"])))
