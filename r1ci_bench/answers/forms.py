"""Forms of answers: how a kind of value is read, written, written otherwise, and spoiled.

A task names its form once. Its verifier reads answers with it; the soundness gate takes from it the ways in
which a right answer may be written, and the wrong answers that lie next to a right one.
"""

from __future__ import annotations

import itertools
import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

from r1ci_bench.answers.readers import (
    read_grid,
    read_integer,
    read_integer_pairs,
    read_items,
    read_number,
)
from r1ci_bench.answers.text import AnswerError, excerpt, unwrap, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
Row = list[str]

_MOST_ITEMS = 5_000


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
        yield "non-ASCII digits", str(value).translate(_ARABIC)
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


@dataclass(frozen=True)
class ItemsForm(Form[list[str]]):
    """A flat list of words.

    Attributes:
        joined: Whether every item is one character, so that they may stand side by side: `53FA`.
        quoted: Whether questions show the items in quotes.
    """

    joined: bool = False
    quoted: bool = False

    def read(self, text: str) -> list[str]:
        """Read a list with or without brackets, quotes and commas."""
        items = read_items(_without_stop(text), most=_MOST_ITEMS)
        if self.joined and len(items) == 1:
            return list(items[0])
        return items

    def write(self, value: list[str]) -> str:
        """Write a list in brackets."""
        return json.dumps(value) if self.quoted else f"[{', '.join(value)}]"

    def renderings(self, value: list[str]) -> Iterator[str]:
        """A list in JSON, in Python, without brackets, without commas, one item a line."""
        if not value:
            return
        yield from (json.dumps(value), json.dumps(value, separators=(",", ":")), repr(value))
        yield from (repr(tuple(value)), f"({', '.join(value)})", ", ".join(value), ",".join(value))
        yield from ("; ".join(value), " ".join(value), "\n".join(value), ",\n".join(value))
        yield from (f"[ {' , '.join(value)} ]", f"[{', '.join(value)}].")
        if self.joined and len(value) > 1:
            yield "".join(value)

    def mutations(self, value: list[str]) -> Iterator[tuple[str, str]]:
        """An item less, more, twice, changed, or in another place."""
        for name, items in spoiled(value):
            yield name, self.write(items)
        yield "broken brackets", f"[{', '.join(value)}" if value else "["
        yield "nested", f"[[{', '.join(value)}], []]"


def spoiled(value: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Lists near a list, none of them equal to it, each with the name of what was done."""
    yield "extra part", [*value, value[-1] if value else "0"]
    yield "extra part", ["0", *value]
    if not value:
        return
    yield "missing part", value[:-1]
    yield "missing part", value[1:]
    yield "wrong type", ["?", *value[1:]]
    for place in range(len(value) - 1):
        if value[place] != value[place + 1]:
            swapped = [*value[:place], value[place + 1], value[place], *value[place + 2 :]]
            yield "swapped parts", swapped
            yield "changed part", [*value[:place], value[place + 1], *value[place + 1 :]]
            break
    if value != value[::-1]:
        yield "reversed", value[::-1]


@dataclass(frozen=True)
class IntegersForm(Form[list[int]]):
    """A flat list of integers."""

    def read(self, text: str) -> list[int]:
        """Read a list with or without brackets, quotes and commas."""
        items = read_items(_without_stop(text), most=_MOST_ITEMS)
        return [_small_integer(item) for item in items]

    def write(self, value: list[int]) -> str:
        """Write a list in brackets."""
        return str(value)

    def renderings(self, value: list[int]) -> Iterator[str]:
        """As of a list of words, and with final full stop or decimal zeros."""
        texts = [str(number) for number in value]
        yield from ItemsForm().renderings(texts)
        if texts:
            yield f"{', '.join(texts)}."
            yield f"[{', '.join(f'{text}.0' for text in texts)}]"

    def mutations(self, value: list[int]) -> Iterator[tuple[str, str]]:
        """As of a list of words, and numbers that are off by one or not whole."""
        texts = [str(number) for number in value]
        yield from ItemsForm().mutations(texts)
        for place in {0, len(value) - 1} if value else ():
            for step in (1, -1):
                yield "off by one", str([*value[:place], value[place] + step, *value[place + 1 :]])
            yield "not whole", str([*value[:place], value[place] + 0.5, *value[place + 1 :]])
        if value:
            yield "not finite", f"[{', '.join(['nan', *texts[1:]])}]"
            yield "non-ASCII digits", str(value).translate(_ARABIC)


@dataclass(frozen=True)
class GridForm(Form[list[Row]]):
    """A grid of cells, row by row.

    The reader cannot know the shape: a flat list comes as one row, and rows of characters without anything
    between them as rows of one cell. `shaped` brings both into the shape that a task expects.

    Attributes:
        numeric: Whether cells are numbers, so that questions show them without quotes.
        signs: Whether cells may be signs such as `*` and `$`, which are otherwise markup around an answer.
        joined: Whether every cell is one character, so that a row may be written without separators.
    """

    numeric: bool = False
    signs: bool = False
    joined: bool = False

    def read(self, text: str) -> list[Row]:
        """Read a grid in JSON, in Python, one row a line, or flat."""
        if self.signs:
            try:
                return read_grid(_without_stop(unwrap(text, signs=True)), most=_MOST_ITEMS)
            except AnswerError:
                pass
        return read_grid(_without_stop(unwrap(text)), most=_MOST_ITEMS)

    def write(self, value: list[Row]) -> str:
        """Write a list of lists."""
        if self.numeric:
            rows = ", ".join(f"[{', '.join(row)}]" for row in value)
            return f"[{rows}]"
        return json.dumps(value)

    def renderings(self, value: list[Row]) -> Iterator[str]:
        """Nested lists in JSON and in Python, rows on lines of their own, all cells in one list."""
        yield from (json.dumps(value), json.dumps(value, separators=(",", ":")), repr(value))
        yield json.dumps(value, indent=1)
        yield repr(tuple(map(tuple, value)))
        bare = [", ".join(row) for row in value]
        yield f"[{', '.join(f'[{row}]' for row in bare)}]"
        yield f"[{','.join(f'[{row}]' for row in bare)}]."
        yield ", ".join(f"[{row}]" for row in bare)
        yield "\n".join(f"[{row}]" for row in bare)
        yield "\n".join(f"[{row}]," for row in bare)
        yield "\n".join(bare)
        yield "\n".join(",".join(row) for row in value)
        yield "\n".join(" ".join(row) for row in value)
        yield "\n".join(f"{row}," for row in bare)
        yield f"[{', '.join(bare)}]"
        if len(value) > 1:
            yield ", ".join(bare)
        if self.joined and len(value) > 1 and len(value[0]) > 1:
            yield "\n".join("".join(row) for row in value)

    def mutations(self, value: list[Row]) -> Iterator[tuple[str, str]]:
        """A cell changed, a row less, more, twice or in another place, rows and columns exchanged."""
        height, width = len(value), len(value[0])
        cells = [cell for row in value for cell in row]
        other = next((cell for cell in cells if cell != cells[-1]), "?")
        yield "changed part", self.write(_cut([*cells[:-1], other], width))
        other = next((cell for cell in cells if cell != cells[0]), "?")
        yield "changed part", self.write(_cut([other, *cells[1:]], width))
        yield "wrong type", self.write(_cut(["?", *cells[1:]], width))
        yield "extra part", self.write([*value, value[-1]])
        yield "extra part", self.write([[*row, row[-1]] for row in value])
        yield "missing part", f"[{', '.join(cells[:-1])}]"
        yield "missing part", self.write([*value[:-1], value[-1][:-1]])
        if height > 1:
            yield "missing part", self.write(value[:-1])
            yield "broken brackets", self.write(value)[:-2]
        for row in range(height - 1):
            if value[row] != value[row + 1]:
                swapped = [*value[:row], value[row + 1], value[row], *value[row + 2 :]]
                yield "swapped parts", self.write(swapped)
                break
        turned = [list(column) for column in zip(*value, strict=True)]
        if turned != value and height > 1 and width > 1:
            yield "rows and columns exchanged", self.write(turned)


def shaped(rows: list[Row], height: int, width: int) -> list[Row] | None:
    """The grid in the shape that is expected, or None where its cells do not make that shape.

    A flat list is cut into rows, and rows of single texts into their characters or words.
    """
    if len(rows) == height and all(len(row) == width for row in rows):
        return rows
    if len(rows) == 1 and len(rows[0]) == height * width:
        return _cut(rows[0], width)
    # `abc` on each line, or all lines of one flat list.
    texts = rows[0] if len(rows) == 1 else [row[0] for row in rows if len(row) == 1]
    if len(texts) == height == max(len(rows), len(texts)):
        # A quoted row may have its cells parted: `"a b c"`.
        cut = [list(text) if len(text) == width else text.replace(",", " ").split() for text in texts]
        return cut if all(len(row) == width for row in cut) else None
    return None


def _cut(cells: Row, width: int) -> list[Row]:
    return [cells[place : place + width] for place in range(0, len(cells), width)]


@dataclass(frozen=True)
class CellsForm(Form[list[tuple[int, int]]]):
    """A list of places, each as row and column."""

    def read(self, text: str) -> list[tuple[int, int]]:
        """Read it as `read_integer_pairs` does."""
        return read_integer_pairs(_without_stop(text), most=_MOST_ITEMS)

    def write(self, value: list[tuple[int, int]]) -> str:
        """Write `0 3, 1 0`."""
        return ", ".join(f"{row} {column}" for row, column in value)

    def renderings(self, value: list[tuple[int, int]]) -> Iterator[str]:
        """Pairs in brackets, in JSON, in Python, one pair a line."""
        if not value:
            return
        flat = self.write(value)
        yield from (f"[{flat}]", flat.replace(", ", "; "), flat.replace(", ", "\n"), flat.replace(", ", ","))
        yield from (str(value), str(tuple(value)), str([list(cell) for cell in value]))
        yield from (str(value)[1:-1], str([list(cell) for cell in value]) + ".", f"{flat}.")
        yield "\n".join(str(cell) for cell in value)

    def mutations(self, value: list[tuple[int, int]]) -> Iterator[tuple[str, str]]:
        """A place less, more, twice, beside itself, off the board, or with rows and columns exchanged."""
        if not value:
            return
        (row, column), *others = value
        yield "missing part", self.write(others) if others else ""
        yield "extra part", self.write([*value, (row, column)])
        yield "extra part", self.write([*value, (99, 99)])
        yield "off by one", self.write([(row + 1, column), *others])
        yield "off by one", self.write([(row, column - 1), *others])
        yield "off the board", self.write([(-1 - row, column), *others])
        yield "off the board", self.write([(99, 99)] * len(value))
        yield "wrong type", self.write(value).replace(" ", ".5 ", 1)
        turned = [(two, one) for one, two in value]
        if sorted(turned) != sorted(value):
            yield "rows and columns exchanged", self.write(turned)


_ARABIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}


def _without_stop(text: str) -> str:
    """Take off a final full stop where it cannot be part of the answer: behind a bracket or a digit."""
    bare = text.rstrip()
    if bare.endswith(".") and bare[-2:-1] in ("]", ")", *"0123456789"):
        return bare[:-1]
    return text


def _small_integer(text: str) -> int:
    found = re.fullmatch(r"([+-]?[0-9]{1,30})(?:\.0{0,12})?", text)
    if not found:
        raise AnswerError(f"{excerpt(text)} is not an integer of at most 30 digits")
    return int(found[1])
