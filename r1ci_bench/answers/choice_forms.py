"""Forms of answers that choose: one word of a few, one option of a question's list, one text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1ci_bench.answers.forms import Form
from r1ci_bench.answers.text import AnswerError, ascii_signs, excerpt, unwrap, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LETTER = re.compile(
    r"(?:(?:the )?(?:correct |right )?(?:answer|option|choice)(?: is)?(?:: ?| ))?"
    r"(?:\(([A-Z])\)|\[([A-Z])\]|([A-Z])\)|([A-Z]):?)\.?",
    re.IGNORECASE | re.ASCII,
)
# `(B) text`, `B. text`, `B: text`, `(B) - text`, `B = text`: letter and text must name the same option.
_LETTER_FIRST = re.compile(
    r"(?:option |choice )?(?:\(([A-Z])\)|\[([A-Z])\]|([A-Z])\)|([A-Z])(?:[.:]| (?=[-=>\u2014] )))[.:]? ?(.+)",
    re.IGNORECASE | re.ASCII,
)
_LETTER_LAST = re.compile(r"(.+?) ?[(\[]([A-Z])[)\]]\.?", re.IGNORECASE | re.ASCII)


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
        if value[:-1].lower() not in self.also:
            yield "missing part", value[:-1] or "?"


@dataclass(frozen=True)
class ChoiceForm(Form[str]):
    """One option of a list that the question shows, by its letter or by its text.

    A value is the letter in upper case, or the text as it was given: which letter a text stands for depends
    on the question, so that verifiers ask `chosen`.
    """

    def read(self, text: str) -> str:
        """Read `(B)`, `B`, `b)`, `B.`, `(B).`, an option's text, or both as in `(B) the text`."""
        text = " ".join(unwrap(text).split())
        # A letter may be wrapped once more within a full stop or brackets: `**B**.`, `["B"]`.
        for bare in (text, _bare(without_brackets(_bare(text)))):
            if found := _LETTER.fullmatch(bare):
                return next(group for group in found.groups() if group).upper()
        return text

    def write(self, value: str) -> str:
        """A letter in brackets, a text as it is."""
        return f"({value})" if len(value) == 1 and value.isascii() and value.isalpha() else value

    def renderings(self, value: str) -> Iterator[str]:
        """The letter with and without brackets; the text is known to the question alone."""
        if len(value) == 1:
            yield from (value, value.lower(), f"({value})", f"({value.lower()})", f"{value})", f"{value}.")
            yield from (f"[{value}]", f"Option {value}", f"option ({value})", f"({value}).", f"**{value}**.")
            yield from (
                f"\\boxed{{\\text{{{value}}}}}",
                f"$({value})$.",
                f'["{value}"]',
                f"$(\\text{{{value}}})$",
            )
            yield from (f"Answer: {value}", f"The answer is ({value}).", f"The correct option is {value}.")

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
        value: A letter, a text, or both.
        options: The texts of the options, without their letters.

    Returns:
        Its place from 0; None where it is no option, where a text stands for several, or where letter and
        text contradict each other.
    """
    keys = _keys(value)
    same = [place for place, option in enumerate(options) if keys & _keys(option)]
    lettered = _place(value, options) if len(value) == 1 else None
    if same:
        # An option's text may itself be one letter, and then the letter of another option.
        return same[0] if len(same) == 1 and lettered in (None, same[0]) else None
    if lettered is not None:
        return lettered
    for letter, text in _labelled(value):
        found = _place(letter, options)
        if found is not None and _keys(text) & _keys(options[found]):
            return found
    return None


def option_renderings(place: int, options: Sequence[str]) -> Iterator[str]:
    """Ways to write one option of a list beside those of `ChoiceForm`: its text, and letter with text."""
    letter, text = chr(ord("A") + place), options[place]
    # A text alone may stand for another option too, or be the letter of one.
    if _bare(text) and chosen(ChoiceForm().read(text), options) == place:
        yield text
        if text.upper().casefold() == text.casefold():
            yield text.upper()
        if not text.endswith((".", "!", "?")):
            yield f"{text}."
    yield from (f"({letter}) {text}", f"{letter}. {text}", f"{letter}) {text}", f"{letter}: {text}")
    yield from (
        f"**({letter})** {text}",
        f"**{letter}.** {text}",
        f"({letter}) - {text}",
        f"{text} ({letter})",
    )


def _bare(text: str) -> str:
    """A text without what stands around it; nothing where nothing is left."""
    try:
        return plain(text)
    except AnswerError:
        return ""


def _place(letter: str, options: Sequence[str]) -> int | None:
    # Only of ASCII letters is it certain that the upper case is one letter.
    place = ord(letter.upper()) - ord("A") if letter.isascii() else -1
    return place if 0 <= place < len(options) else None


def _labelled(value: str) -> Iterator[tuple[str, str]]:
    """Each letter and text that a value may consist of."""
    for text in dict.fromkeys((value, value.replace("**", ""))):
        if found := _LETTER_FIRST.fullmatch(text):
            letter = next(group for group in found.groups()[:4] if group)
            yield letter, found[5]
            if found[5].startswith(("- ", "= ", "> ", "\u2014 ")):
                yield letter, found[5][2:]
        if found := _LETTER_LAST.fullmatch(text):
            yield found[2], found[1]


def _keys(text: str) -> set[str]:
    """How a text may be compared: as it is, or without the quotes and signs around it that answers lose."""
    return {_key(text), _key(_bare(text))} - {""}


def _key(text: str) -> str:
    text = " ".join(ascii_signs(text).split()).casefold()
    return text[:-1].rstrip() or text if text.endswith(".") and not text.endswith("..") else text


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
        same = words if self.case else value.casefold().split()
        if same != same[::-1]:
            yield "reversed", " ".join(reversed(words))
        for place in range(len(words) - 1):
            if same[place] != same[place + 1]:
                swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
                yield "swapped parts", " ".join(swapped)
                break
