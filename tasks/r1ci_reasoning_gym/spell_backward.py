"""Spell backward: write the letters of a word in reverse order.

Levels: the length of the word. Reasoning-Gym's list of words ends at ten letters, so that its default, 3 to
10 letters, has no room above it: level 5 is its upper end.

Labels: every stored answer is compared with our own reversal. Words that read the same backward are not
asked. Upper and lower case do not matter, as for Reasoning-Gym, whose checker also gives part of a point for
every letter at its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_letters
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import WordForm, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_BETWEEN_LETTERS = re.compile(r"[\s,'\"-]+")


@dataclass(frozen=True)
class SpelledForm(WordForm):
    """One word in any case, in one piece or letter by letter."""

    def read(self, text: str) -> str:
        """Read it in lower case."""
        letters = _BETWEEN_LETTERS.split(without_brackets(unwrap(text)).strip("'\""))
        spelled = len(letters) > 1 and all(len(letter) == 1 for letter in letters)
        return super().read("".join(letters) if spelled else text).lower()

    def renderings(self, value: str) -> Iterator[str]:
        """As of any word, in capitals, and letter by letter."""
        yield from super().renderings(value)
        yield from (value.upper(), value.title(), "-".join(value.upper()), " ".join(value), ", ".join(value))
        yield str(list(value))


class SpellBackward(ReasoningGymTask[str]):
    """Words in reverse."""

    id = "reasoning-gym/spell_backward"
    version = "1"
    name = "spell_backward"
    levels = ladder(
        {"min_word_len": 3, "max_word_len": 4},
        {"min_word_len": 5, "max_word_len": 5},
        {"min_word_len": 6, "max_word_len": 7},
        {"min_word_len": 8, "max_word_len": 9},
        {"min_word_len": 10, "max_word_len": 10},
    )
    form = SpelledForm(ascii_letters)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The word."""
        word = entry.metadata["word"]
        if not set(word) <= set(ascii_letters) or word.lower() == word[::-1].lower():
            return None
        return {"word": word} if solve({"word": word}) == entry.answer else None

    def advice(self, data: dict[str, Any]) -> str:
        """Case, and the form."""
        given = next(word for word in ("planet", "window") if word != data["word"].lower())
        return (
            "Upper and lower case do not matter. Give the letters as one string; for "
            f"{given}, for example, the answer would be <<<{given[::-1]}>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One string is right."""
        if value == solve(data).lower():
            return ""
        if sorted(value) == sorted(data["word"].lower()):
            return "the letters are in another order"
        return "it has other letters"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Reverse the word."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the word itself."""
        yield from super().mutations(sample, answer)
        yield "not reversed", sample.data["word"]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return "".join(reversed(data["word"]))
