"""Forms of answers that have parts: lists, grids, places."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1ci_bench.answers.forms import ARABIC_DIGITS, Form
from r1ci_bench.answers.readers import read_grid, read_integer_pairs, read_items
from r1ci_bench.answers.text import AnswerError, excerpt, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = list[str]

_MOST_ITEMS = 5_000


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
            yield "non-ASCII digits", str(value).translate(ARABIC_DIGITS)


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
