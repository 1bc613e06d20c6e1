"""Forms of answers that choose: one word of a few, one option of a question's list, one text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1ci_bench.answers.forms import Form
from r1ci_bench.answers.text import AnswerError, excerpt, unwrap, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LETTER = re.compile(r"(?:option |choice )?(?:\(([A-Z])\)|\[([A-Z])\]|([A-Z])\)|([A-Z])[.:]?)", re.IGNORECASE)
_LABELLED = re.compile(r"(?:\(([A-Z])\)|([A-Z])\)|([A-Z])[.:])[ \t]+(.+)", re.IGNORECASE | re.DOTALL)


def plain(text: str) -> str:
    """A text with single blanks, without what stands around it and without a final full stop.

    Raises:
        AnswerError: as `unwrap` raises it.
    """
    text = unwrap(text)
    if text.endswith(".") and not text.endswith(".."):
        text = unwrap(text[:-1])
    return " ".join(text.split())


@dataclass(frozen=True)
class OneOfForm(Form[str]):
    """One of a few words, in any case.

    Attributes:
        words: The words as questions show them.
        also: Other spellings, in lower case, with the word that each stands for.
    """

    words: tuple[str, ...]
    also: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> str:
        """Read one of the words."""
        found = unwrap(without_brackets(plain(text))).lower()
        for word in self.words:
            if found == word.lower():
                return word
        if found in self.also:
            return self.also[found]
        raise AnswerError(f"{excerpt(found)} is none of {', '.join(self.words)}")

    def write(self, value: str) -> str:
        """The word itself."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """In other cases, with a full stop, in brackets, in TeX, and in every other spelling."""
        yield from (value.lower(), value.upper(), value.capitalize(), f"{value}.", f"[{value}]", f"({value})")
        yield from (f"$\\text{{{value}}}$", f"**{value}**.", f'"{value}".')
        yield from (text for text, word in self.also.items() if word == value)

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """Every other word, two words, a negation, nearly the word."""
        for word in self.words:
            if word != value:
                yield "another choice", word
                yield "two choices", f"{value}, {word}"
                yield "two choices", f"{value} or {word}"
        yield "negated", f"not {value}"
        yield "extra part", f"{value} {value}"
        yield "extra part", f"{value}x"
        yield "missing part", value[:-1] or "?"


@dataclass(frozen=True)
class ChoiceForm(Form[str]):
    """One option of a list that the question shows, by its letter or by its text.

    A value is the letter in upper case, or the text as it was given: which letter a text stands for depends
    on the question, so that verifiers ask `chosen`.
    """

    def read(self, text: str) -> str:
        """Read `(B)`, `B`, `b)`, `B.`, an option's text, or both as in `(B) the text`."""
        text = " ".join(unwrap(text).split())
        if found := _LETTER.fullmatch(text):
            return next(group for group in found.groups() if group).upper()
        return text

    def write(self, value: str) -> str:
        """A letter in brackets, a text as it is."""
        return f"({value})" if len(value) == 1 and value.isascii() and value.isalpha() else value

    def renderings(self, value: str) -> Iterator[str]:
        """The letter with and without brackets; the text is known to the question alone."""
        if len(value) == 1:
            yield from (value, value.lower(), f"({value})", f"({value.lower()})", f"{value})", f"{value}.")
            yield from (f"[{value}]", f"Option {value}", f"option ({value})", f"({value}).")

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """Other letters, two letters, a number."""
        if len(value) == 1:
            for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
                if other != value:
                    yield "another choice", f"({other})"
            other = "B" if value == "A" else "A"
            for text in (
                f"({value}), ({other})",
                f"({value}) or ({other})",
                f"{value}{other}",
                f"({value}{value})",
            ):
                yield "two choices", text
            yield "wrong type", str(ord(value) - ord("A") + 1)


def chosen(value: str, options: Sequence[str]) -> int | None:
    """Which option a value of `ChoiceForm` stands for.

    Args:
        value: A letter or a text.
        options: The texts of the options, without their letters.

    Returns:
        Its place from 0; None where it is no option, where a text stands for several, or where letter and
        text contradict each other.
    """
    key = _key(value)
    same = [place for place, option in enumerate(options) if _key(option) == key]
    lettered = _place(value, options) if len(value) == 1 else None
    if same:
        # An option's text may itself be one letter, and then the letter of another option.
        return same[0] if len(same) == 1 and lettered in (None, same[0]) else None
    if lettered is not None:
        return lettered
    if labelled := _LABELLED.fullmatch(value):
        letter = next(group for group in labelled.groups()[:3] if group)
        found = _place(letter, options)
        if found is not None and _key(labelled[4]) == _key(options[found]):
            return found
    return None


def option_renderings(place: int, options: Sequence[str]) -> Iterator[str]:
    """Ways to write one option of a list beside those of `ChoiceForm`: its text, and letter with text."""
    letter, text = chr(ord("A") + place), options[place]
    if chosen(text, options) == place and ChoiceForm().read(text) == " ".join(text.split()):
        yield text
        yield text.upper()
        yield f"{text}."
    yield f"({letter}) {text}"
    yield f"{letter}. {text}"
    yield f"{letter}) {text}"


def _place(letter: str, options: Sequence[str]) -> int | None:
    place = ord(letter.upper()) - ord("A")
    return place if 0 <= place < len(options) else None


def _key(text: str) -> str:
    text = " ".join(text.split()).casefold()
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


@dataclass(frozen=True)
class TextForm(Form[str]):
    """Words in their order, with single blanks between them.

    Attributes:
        case: Whether upper and lower case differ.
        stops: Whether a final full stop is part of the answer.
    """

    case: bool = False
    stops: bool = False

    def read(self, text: str) -> str:
        """Read it with single blanks."""
        text = " ".join(unwrap(text).split()) if self.stops else plain(text)
        return text if self.case else text.casefold()

    def write(self, value: str) -> str:
        """The text itself."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """With other blanks; in other cases and with a full stop where that does not matter."""
        yield value.replace(" ", "  ")
        yield value.replace(" ", "\n")
        if not self.stops:
            yield f"{value}."
        if not self.case:
            yield value.upper()
            yield value.title()

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """A word less, more, or in another place; a letter less or more."""
        words = value.split()
        yield "extra part", f"{value} {words[-1]}"
        yield "extra part", f"{words[0]} {value}"
        yield "extra letter", f"{value}x"
        yield "missing letter", value[:-1] or "?"
        yield "missing letter", value[1:] or "?"
        if len(words) > 1:
            yield "missing part", " ".join(words[:-1])
            yield "missing part", " ".join(words[1:])
            yield "reversed", " ".join(reversed(words))
        for place in range(len(words) - 1):
            if words[place] != words[place + 1]:
                swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
                yield "swapped parts", " ".join(swapped)
                break
