"""Answers that are a chain of words: directions on a way, buttons in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets, without_bullets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST = 2_000
_ARROWS = re.compile(
    r"\$?\\(?:to|rightarrow|longrightarrow|Rightarrow)(?![A-Za-z])\$?|[-=]{0,2}>|[\u21d2\u27f6\u2794\u27a1]\ufe0f?"
)
# One word with what may stand around it; a comma more than one needs is no list.
_WORD = re.compile(r"""\s*(["'`]?)([A-Za-z]+)\1\s*([,;>]?)""")


@dataclass(frozen=True)
class ChainForm(Form[list[str]]):
    """Words in their order, parted by blanks, commas, semicolons or arrows, or as a list with bullets.

    Attributes:
        words: The words that may occur.
        arrow: What questions put between words.
        joined: Whether words of one letter may stand side by side: `ABA`.
        alone: A word that is an answer by itself.
        also: Other spellings of it, in lower case.
    """

    words: tuple[str, ...]
    arrow: str = " "
    joined: bool = False
    alone: str = ""
    also: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> list[str]:
        """Read it in any case, with or without brackets, quotes and a full stop."""
        text = without_bullets(unwrap(unwrap(text).removesuffix(".")))
        bare = without_brackets(_ARROWS.sub(" > ", text))
        if self.alone and bare.strip("\"'").casefold() in (self.alone, *self.also):
            return [self.alone]
        found: list[str] = []
        place = 0
        while place < len(bare):
            match = _WORD.match(bare, place)
            if not match or len(found) >= _MOST:
                raise AnswerError(f"cannot read the sequence at {excerpt(bare[place:])}")
            found.append(match[2])
            place = match.end()
        if self.joined and len(found) == 1:
            found = list(found[0])
        known = {word.casefold(): word for word in self.words}
        for word in found:
            if word.casefold() not in known:
                raise AnswerError(f"{excerpt(word)} is none of {', '.join(self.words)}")
        if not found:
            raise AnswerError("the sequence is empty")
        return [known[word.casefold()] for word in found]

    def write(self, value: list[str]) -> str:
        """Write it as questions show it."""
        return self.arrow.join(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """With other signs between the words, as a list of JSON or Python, in other cases."""
        for sign in (" ", ", ", ",", "; ", "\n", " > ", " -> ", "->", " \u2192 ", "\u2192", " \\to ", ",\n"):
            yield sign.join(value)
        yield from (f"[{', '.join(value)}]", f"({', '.join(value)})", repr(value), f"{self.write(value)}.")
        yield "[" + ", ".join(f'"{word}"' for word in value) + "]"
        yield from (" $\\to$ ".join(value), " \u21d2 ".join(value), " \u27f6 ".join(value))
        yield "\n".join(f"- {word}" for word in value)
        yield "\n".join(f"{number}. {word}" for number, word in enumerate(value, 1))
        yield from (self.write(value).upper(), self.write(value).lower())
        if self.joined:
            yield "".join(value)
