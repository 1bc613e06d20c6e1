"""Forms of answers that are one value: how it is read, written, written otherwise, and spoiled.

A task names its form once. Its verifier reads answers with it; the soundness gate takes from it the ways in
which a right answer may be written, and the wrong answers that lie next to a right one.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

from r1ci_bench.answers.readers import (
    read_integer,
    read_number,
)
from r1ci_bench.answers.text import AnswerError, excerpt, unwrap, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

ARABIC_DIGITS = {ord("0") + digit: 0x0660 + digit for digit in range(10)}
"""Turns ASCII digits into digits that no reader takes."""


class Form(ABC, Generic[T]):
    """How answers of one kind are written."""

    @abstractmethod
    def read(self, text: str) -> T:
        """Read an answer.

        Raises:
            AnswerError: if it cannot be read; nothing else is raised, whatever the text is.
        """

    @abstractmethod
    def write(self, value: T) -> str:
        """Write a value as questions show it; `read` gives the same value back."""

    def renderings(self, value: T) -> Iterator[str]:
        """Other ways to write the value, each of which `read` must understand alike."""
        yield from ()

    def mutations(self, value: T) -> Iterator[tuple[str, str]]:
        """Texts near the value that mean something else or nothing, each with the name of what was done."""
        yield from ()


@dataclass(frozen=True)
class IntegerForm(Form[int]):
    """One integer."""

    def read(self, text: str) -> int:
        """Read it as `read_integer` does."""
        return read_integer(text)

    def write(self, value: int) -> str:
        """Write plain decimal digits."""
        return str(value)

    def renderings(self, value: int) -> Iterator[str]:
        """Thousands separators, a full stop, an equals sign."""
        yield from (f"= {value}", f"{value}.", f"{value}.0", f"[{value}]", f"$ {value} $")
        if value >= 0:
            yield f"+{value}"
        if abs(value) >= 1000:
            yield from (f"{value:,}", f"{value:,}".replace(",", "{,}"), f"{value:,}".replace(",", " "))

    def mutations(self, value: int) -> Iterator[tuple[str, str]]:
        """Off by one, another sign, a digit more or less, two numbers, another type."""
        yield "off by one", str(value + 1)
        yield "off by one", str(value - 1)
        if value:
            yield "other sign", str(-value)
        yield "extra digit", f"{value}7"
        yield "not whole", f"{value}.5"
        yield "extra part", f"{value}, {value}"
        yield "extra part", f"{value} or {value + 1}"
        yield "wrong type", "true"
        yield "non-ASCII digits", str(value).translate(ARABIC_DIGITS)
        if abs(value) >= 10:
            yield "missing digit", str(value)[:-1]


@dataclass(frozen=True)
class NumberForm(Form[Fraction]):
    """One rational number, exact or rounded.

    Attributes:
        relative: How far, relative to the right value, an answer may be off; the verifier compares by `near`.
    """

    relative: Fraction = Fraction(1, 1_000_000)

    def near(self, value: Fraction, wanted: Fraction) -> bool:
        """Whether a value is as good as the wanted one."""
        return abs(value - wanted) <= self.relative * abs(wanted)

    def read(self, text: str) -> Fraction:
        """Read it as `read_number` does."""
        return read_number(text)

    def write(self, value: Fraction) -> str:
        """Write an integer, or a fraction in lowest terms."""
        return str(value)

    def renderings(self, value: Fraction) -> Iterator[str]:
        r"""A decimal number, `\frac{a}{b}`, blanks around the bar."""
        above, below = value.numerator, value.denominator
        sign = "-" if above < 0 else ""
        yield f"= {value}"
        yield f"{sign}\\frac{{{abs(above)}}}{{{below}}}"
        yield f"${sign}\\dfrac{{{abs(above)}}}{{{below}}}$"
        yield f"{above} / {below}"
        yield f"{2 * above}/{2 * below}"
        yield repr(above / below)
        yield f"{above / below:.12g}"
        yield f"{above / below:,.12g}"
        yield f"{above:,}/{below:,}"
        yield f"{value} \u2248 {above / below:.6g}"
        yield f"\u2248 {above / below:.12g}"
        yield f"{value}."

    def mutations(self, value: Fraction) -> Iterator[tuple[str, str]]:
        """Off by one, off by a thousandth, turned over, another sign, two numbers, another type."""
        yield "off by one", str(value + 1)
        yield "off by one", str(value - 1)
        if value:
            yield "other sign", str(-value)
            yield "off by a thousandth", f"{float(value * Fraction(1001, 1000)):.12g}"
        if value not in (0, 1, -1):
            yield "turned over", str(1 / value)
        yield "extra part", f"{value}, {value}"
        yield "wrong type", "true"
        yield "division by zero", f"{value.numerator}/0"
        yield "not finite", "nan"
        yield "not finite", "inf"


@dataclass(frozen=True)
class WordForm(Form[str]):
    """One string without blanks.

    Attributes:
        alphabet: The characters that may occur.
    """

    alphabet: str

    def read(self, text: str) -> str:
        """Read it with or without quotes, brackets and a final full stop."""
        text = unwrap(text)
        if "." not in self.alphabet:
            text = unwrap(text.removesuffix("."))
        word = unwrap(without_brackets(text))
        foreign = next((sign for sign in word if sign not in self.alphabet), None)
        if foreign is not None:
            raise AnswerError(f"{excerpt(foreign)} does not belong into the string")
        return word

    def write(self, value: str) -> str:
        """Write it without quotes."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """In quotes of several kinds, in brackets, in TeX, and with a full stop where that is no letter."""
        yield from (f'"{value}"', f"'{value}'", f"`{value}`", f"\u201c{value}\u201d")
        yield f"$\\texttt{{{value}}}$"
        if "." not in self.alphabet:
            yield from (f"{value}.", f'"{value}".')
        yield from (f"[{value}]", f'["{value}"]', f"['{value}']")

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """A character less, more, changed, or in another place."""
        yield "missing part", value[:-1]
        yield "missing part", value[1:]
        yield "extra part", value + value[-1]
        yield "extra part", value[0] + value
        yield "extra part", f"{value} {value}"
        yield "non-ASCII", value + "\u0430"
        other = next((sign for sign in self.alphabet if sign != value[-1]), "?")
        yield "changed part", value[:-1] + other
        for place, (one, two) in enumerate(itertools.pairwise(value)):
            if one != two:
                yield "swapped parts", value[:place] + two + one + value[place + 2 :]
                break
