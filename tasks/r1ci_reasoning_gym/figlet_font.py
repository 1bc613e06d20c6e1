"""Figlet font: read a word that is drawn with signs.

Rules: a word, drawn in one of more than four hundred fonts, its letters parted by blanks; long words go on
below.

Levels: the number of letters, in the steps of the curriculum up to 15; there are few longer words.

Labels: the word is what the generator drew; reading it back would need the fonts, so that the data holds the
word, and there is no reference program. Six fonts draw different letters alike, or not at all; they are left
out, as are drawings in which the word itself stands as text. Case does not matter: many fonts have one only.
The original checker gives credit for single letters.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import WordForm, unwrap
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_reasoning_gym.source import Entry

ALIKE = frozenset({"b_m__200", "home_pak", "runic", "smisome1", "stencil2", "test1"})
"""Fonts that draw two of the capital letters alike."""

_MOST_CHARS = 7_600


class LettersForm(WordForm):
    """A word in any case, perhaps with blanks between its letters."""

    def read(self, text: str) -> str:
        """Read it in capital letters."""
        word = unwrap(text)
        parts = word.split()
        return super().read("".join(parts).upper() if all(len(part) == 1 for part in parts) else word.upper())

    def renderings(self, value: str) -> Iterator[str]:
        """Also in small letters, and with blanks between the letters."""
        yield from super().renderings(value)
        yield from (value.lower(), value.capitalize(), " ".join(value))


class FigletFont(ReasoningGymTask[str]):
    """Read drawn letters."""

    id = "reasoning-gym/figlet_font"
    version = "1"
    name = "figlet_font"
    levels = ladder(
        {"min_word_len": 3, "max_word_len": 3},
        {"min_word_len": 4, "max_word_len": 5},
        {"min_word_len": 6, "max_word_len": 7},
        {"min_word_len": 8, "max_word_len": 10},
        {"min_word_len": 11, "max_word_len": 15},
    )
    form = LettersForm(string.ascii_uppercase)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The word."""
        word = str(entry.answer)
        if entry.metadata["font"] in ALIKE or not set(word) <= set(string.ascii_uppercase):
            return None
        if len(entry.question) > _MOST_CHARS or "<<<" in entry.question or ">>>" in entry.question:
            return None
        lines = ("".join(sign for sign in line if sign.isalpha()) for line in entry.question.splitlines())
        return None if any(word in line.upper() for line in lines) else {"word": word}

    def advice(self, data: dict[str, Any]) -> str:
        """One word."""
        example = "SUNDIAL" if data["word"] != "SUNDIAL" else "GATEWAY"
        return (
            "The drawing above is one word without blanks; if it has several lines of letters, the word "
            f"goes on from line to line. Give the word, for example <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One word is right."""
        return "" if value == data["word"] else "it is not the word"

    def solution(self, data: dict[str, Any]) -> str:
        """The word that was drawn."""
        return str(data["word"])
