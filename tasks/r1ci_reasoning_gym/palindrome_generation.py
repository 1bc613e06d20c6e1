"""Palindrome generation: put letters in an order that reads the same in both directions.

Rules: all letters are used, each as often as it is given. Every palindrome of these letters is right.

Levels: more letters, after the curriculum of Reasoning-Gym as far as 200 letters (it goes up to 500); each
level begins where the one below ends.

Labels: the stored answer is checked by the rules. Letters that stand in a palindromic order already are not
asked: their palindrome is printed in the question.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import WordForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class LettersForm(WordForm):
    """One string of letters in any case; values are in lower case."""

    def read(self, text: str) -> str:
        """Read it with or without quotes and brackets."""
        return super().read(text.lower())

    def renderings(self, value: str) -> Iterator[str]:
        """As every string, and in other cases."""
        yield from super().renderings(value)
        yield from (value.upper(), value.capitalize())


class PalindromeGeneration(ReasoningGymTask[str]):
    """Make a palindrome."""

    id = "reasoning-gym/palindrome_generation"
    version = "1"
    name = "palindrome_generation"
    levels = ladder(
        {"min_length": 4, "max_length": 6},
        {"min_length": 7, "max_length": 9},
        {"min_length": 10, "max_length": 20},
        {"min_length": 30, "max_length": 60},
        {"min_length": 100, "max_length": 200},
    )
    form = LettersForm("abcdefghijklmnopqrstuvwxyz")

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The letters in the order in which they are printed."""
        data = {"letters": "".join(entry.metadata["letters"])}
        printed = data["letters"] == data["letters"][::-1]
        return None if printed or self.fault(data, str(entry.answer)) else data

    def advice(self, data: dict[str, Any]) -> str:
        """Any of them."""
        word = "level" if sorted(data["letters"]) != sorted("level") else "radar"
        return (
            "Each letter is used exactly as often as it stands in the list; the result need not be a "
            f"word. For the letters {', '.join(sorted(word))}, for example, the answer could be "
            f"<<<{word}>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """Every palindrome of the letters is right."""
        if value != value[::-1]:
            return "it is not a palindrome"
        return (
            ""
            if Counter(value) == Counter(data["letters"])
            else "it does not have the letters that are given"
        )

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Half of the letters forward, the other half backward."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Letters less, more, changed, in the order of the question; palindromes of other letters."""
        yield "printed order", sample.data["letters"]
        yield "printed order", ", ".join(sample.data["letters"])
        yield "missing part", answer[1:]
        yield "missing part", answer[1:-1]
        yield "extra part", answer + answer[0]
        yield "extra part", answer[0] + answer + answer[0]
        yield "parted", f"{answer[0]} {answer[1:]}"
        other = next(letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in answer[0])
        yield "other letters", other + answer[1:-1] + other
        yield "not a palindrome", other + answer[1:]
        yield "half of it", answer[: len(answer) // 2]
        yield "non-ASCII", answer[:-1] + "\u0430"


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    letters = sorted(data["letters"])
    half = "".join(letter for letter in sorted(set(letters)) for _ in range(letters.count(letter) // 2))
    middle = "".join(letter for letter in sorted(set(letters)) if letters.count(letter) % 2)
    return half + middle + half[::-1]
