"""Letter logic diagram: complete a Latin square of letters with one letter along the rising diagonal.

Rules: every row and every column of an n x n grid holds each of the first n letters once; all cells of the
diagonal from the top right to the bottom left hold the same letter; given letters stay. What is judged are
these rules. Generated grids have exactly one completion, which is proved when they are made: a letter is
taken away only if no other letter fits in its place.

Levels: the size and how many cells are empty. The official release has 7 x 7 grids with 15 to 30 empty
cells; level 3 is at its upper end, and the next ones have larger grids with relatively more empty cells.
The squares are not only cyclic ones. All levels have far more grids than can be asked.

Provenance: SymBench (CodeSteer), `letter_logic_diagram/sample_<n>`. All official squares are cyclic: a
cell's letter follows from row + column. No stored answer is wrong, but 84 of 200 items have more than one
completion, of which the released checker accepts the stored one only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.latin import completions, lines_of, peers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class LetterLogicDiagramLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a grid.

    Attributes:
        size: Rows and columns.
        blanks: How many cells are empty, the least and the most.
    """

    size: int
    blanks: tuple[int, int]


class LetterLogicDiagram(SymBenchTask[LetterLogicDiagramLevel, list[list[str]]]):
    """Complete a square of letters."""

    id = "symbench/letter_logic_diagram"
    version = "1"
    levels = (
        LetterLogicDiagramLevel(size=5, blanks=(12, 15)),
        LetterLogicDiagramLevel(size=6, blanks=(18, 22)),
        LetterLogicDiagramLevel(size=7, blanks=(25, 30)),
        LetterLogicDiagramLevel(size=8, blanks=(38, 41)),
        LetterLogicDiagramLevel(size=9, blanks=(49, 52)),
    )
    slow_to_generate = True
    form = GridForm(joined=True)
    unique_answer = True
    folder = "letter_logic_diagram"
    quirks: ClassVar[Mapping[str, str]] = {
        "stored-key": "the released grid alone is right, even where the rules allow others",
    }

    def generate(self, rng: Rng, level: LetterLogicDiagramLevel) -> Sample:
        """Take letters away from a full square while one completion remains, until enough are gone."""
        blanks = rng.between(*level.blanks)
        square = None
        while square is None:
            square = thinned(full_square(rng, level.size), level.size, rng, blanks)
        rows = [square[start : start + level.size] for start in range(0, len(square), level.size)]
        grid = [[_LETTERS[sign - 1] if sign else "" for sign in row] for row in rows]
        return self.sample({"grid": grid}, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the grid and the rules."""
        size = len(data["grid"])
        letters = ", ".join(_LETTERS[: size - 1]) + f" and {_LETTERS[size - 1]}"
        grid = "\n".join(" ".join(letter or "." for letter in row) for row in data["grid"])
        return (
            f"Here is a grid of {size} rows and {size} columns. Some cells hold a letter; a full stop marks "
            f"an empty cell:\n\n{grid}\n\n"
            f"Put one of the letters {letters} into every empty cell such that each row and each column "
            f"holds each of these {size} letters exactly once, and all {size} cells of the diagonal that "
            "runs from the top right corner to the bottom left corner hold the same letter, whichever it "
            "is. The letters that are already there stay where they are.\n\n"
            "Give the whole grid, with the letters that were already there, as a list of rows from the top, "
            "each row as a list of its letters from the left. For a grid of three rows, for example, the "
            'answer could be <<<[["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """All cells are filled, the given ones as they were, and lines and diagonal are as they should be."""
        givens = data["grid"]
        size = len(givens)
        rows = arranged(value, size)
        if rows is None:
            return f"it is not a grid of {size} x {size} letters"
        letters = set(_LETTERS[:size])
        if any(cell not in letters for row in rows for cell in row):
            return f"a cell is no letter from a to {_LETTERS[size - 1]}"
        for row in range(size):
            for column in range(size):
                if givens[row][column] not in ("", rows[row][column]):
                    return f"the given letter in row {row + 1}, column {column + 1} has changed"
        for name, lines in (("row", rows), ("column", list(map(list, zip(*rows, strict=True))))):
            if any(len(set(line)) != size for line in lines):
                return f"a {name} holds a letter twice"
        if len({rows[row][size - 1 - row] for row in range(size)}) != 1:
            return "the diagonal holds different letters"
        return ""

    def quirk_fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """The released checker compares with the released grid."""
        size = len(data["grid"])
        rows = arranged(value, size)
        same = rows is not None and rows == arranged(self.form.read(data["stored"]), size)
        return "" if same else "it is not the released grid"

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) or None

    def reference(self, sample: Sample) -> str:
        """Try the letters of the diagonal, and search with what follows at once from each letter."""
        helpers = (lines_of, peers_of, completions, with_diagonal, completed)
        return program(solve, sample.data, helpers=helpers, imports=("import json",))

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """As of any grid, and all letters side by side."""
        yield from super().renderings(sample, answer)
        yield "".join("".join(row) for row in self.form.read(answer))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """As of any grid, and grids that keep to all rules but one."""
        givens = sample.data["grid"]
        rows = self.form.read(answer)
        size = len(rows)
        numbers = range(size)
        for name, text in super().mutations(sample, answer):
            # Turned over, a square keeps to all rules but perhaps the given letters.
            turned = any(
                givens[row][column] not in ("", rows[column][row]) for row in numbers for column in numbers
            )
            if turned or name != "rows and columns exchanged":
                yield name, text
        yield "empty cells", self.form.write(givens)
        yield "empty cells", self.form.write([[letter or "." for letter in row] for row in givens])
        yield "repeated parts", self.form.write([rows[0]] * size)
        # The diagonal of this one runs the other way.
        yield "mirrored", self.form.write([row[::-1] for row in rows])
        yield "diagonal ignored", self.form.write([*rows[1:], rows[0]])
        one, two = sorted({letter for row in givens for letter in row} - {""})[:2]
        other = {one: two, two: one}
        exchanged = [[other.get(letter, letter) for letter in row] for row in rows]
        yield "given letters changed", self.form.write(exchanged)

    def item(self, record: Any, question: str) -> Item:
        """Read the grid and the stored completion."""
        grid = [["" if letter is None else letter for letter in row] for row in record["grid"]]
        stored = [list(row) for row in record["solution"]]
        letters = set(_LETTERS[: len(grid)])
        for square, allowed in ((grid, letters | {""}), (stored, letters)):
            if not 2 <= len(square) == len(grid) <= len(_LETTERS):
                raise ValueError("the grids have too few, too many or different rows")
            if any(len(row) != len(grid) for row in square):
                raise ValueError("a grid is not square")
            if any(letter not in allowed for row in square for letter in row):
                raise ValueError("a cell holds no letter of this grid")
        return Item(data={"grid": grid}, stored=json.dumps(stored), question=question)


def arranged(value: list[list[str]], size: int) -> list[list[str]] | None:
    """The grid that an answer means, or None where its parts do not make one."""
    if len(value) == len(value[0]) == 1 and len(value[0][0]) == size * size:
        value = [list(value[0][0])]
    return shaped(value, size, size)


def full_square(rng: Rng, size: int) -> list[int]:
    """A random full square with one sign along the diagonal: a random frame, completed and shuffled."""
    lines = lines_of(size)
    peers = peers_of(lines, size * size)
    numbers = list(range(size))
    found: list[list[int]] = []
    while not found:
        top = [number + 1 for number in numbers]
        rng.shuffle(top)
        side = top[1:-1]
        rng.shuffle(side)
        rows = [top, *([sign] + [0] * (size - 1) for sign in (*side, 0))]
        for row in numbers:
            rows[row][size - 1 - row] = top[-1]
        found = completions([sign for row in rows for sign in row], size, lines, peers, 1)
    # Rows in any order; columns in the order that brings the diagonal back to its place.
    order = list(numbers)
    rng.shuffle(order)
    return [found[0][row * size + size - 1 - order[size - 1 - column]] for row in order for column in numbers]


def thinned(square: list[int], size: int, rng: Rng, blanks: int) -> list[int] | None:
    """Empty cells in random order, but none that another sign could fill.

    Args:
        square: A full square.
        size: Its rows and columns.
        rng: Draws the order.
        blanks: How many cells shall be empty.

    Returns:
        The square, or None where fewer cells can be empty with one completion.
    """
    lines = lines_of(size)
    peers = peers_of(lines, size * size)
    order = list(range(size * size))
    rng.shuffle(order)
    for cell in order:
        if square.count(0) == blanks:
            return square
        sign, square[cell] = square[cell], 0
        full = with_diagonal(square, size)
        if any(completions(givens, size, lines, peers, 1, (cell, sign)) for givens in full):
            square[cell] = sign
    return square if square.count(0) == blanks else None


def with_diagonal(square: list[int], size: int) -> list[list[int]]:
    """The square with its diagonal filled, once for every sign that may stand there."""
    cells = [row * size + size - 1 - row for row in range(size)]
    given = {square[cell] for cell in cells} - {0}
    if len(given) > 1:
        return []
    found = []
    for sign in given or range(1, size + 1):
        filled = list(square)
        for cell in cells:
            filled[cell] = sign
        found.append(filled)
    return found


def completed(data: dict[str, Any], most: int) -> list[list[list[str]]]:
    """Up to `most` full grids that keep to all rules."""
    size = len(data["grid"])
    lines = lines_of(size)
    peers = peers_of(lines, size * size)
    letters = "abcdefghijklmnopqrstuvwxyz"
    givens = [letters.index(letter) + 1 if letter else 0 for row in data["grid"] for letter in row]
    squares: list[list[int]] = []
    for filled in with_diagonal(givens, size):
        squares += completions(filled, size, lines, peers, most - len(squares))
    starts = range(0, size * size, size)
    return [
        [[letters[sign - 1] for sign in square[start : start + size]] for start in starts]
        for square in squares
    ]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data; empty where there is none."""
    found = completed(data, 1)
    return json.dumps(found[0]) if found else ""
